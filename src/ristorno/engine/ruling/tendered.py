"""The lines of a book without what was paid with certain tenders."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from ristorno.engine.history.book import Book
from ristorno.engine.history.line import Line, Order
from ristorno.engine.history.tenders import reduced


class Tendered:
    """Takes parts off the lines of one book, document by document; what was taken once is remembered."""

    def __init__(self, book: Book) -> None:
        self._shares = book.tenders
        self._documents: dict[str, list[Line]] = {}
        for line in book.lines:
            if line.document in self._shares and line.fact.kind != "payment":
                self._documents.setdefault(line.document, []).append(line)
        self._whole = {line.order: line for lines in self._documents.values() for line in lines}
        self._reduced: dict[tuple[str, Fraction], Mapping[Order, Line | None]] = {}

    def without(self, lines: Sequence[Line], taken: Callable[[str], bool]) -> Sequence[Line]:
        """Return lines without the parts that tenders paid of which ``taken`` says so by name."""
        return [left for line in lines if (left := self._left(line, taken)) is not None]

    def whole(self, line: Line) -> Line:
        """Return a line as it was before anything was taken off."""
        return self._whole.get(line.order, line)

    def _left(self, line: Line, taken: Callable[[str], bool]) -> Line | None:
        shares = self._shares.get(line.document)
        share = sum((part for name, part in shares.items() if taken(name)), Fraction(0)) if shares else Fraction(0)
        if not share or line.order not in self._whole:
            return line
        key = line.document, share
        if key not in self._reduced:
            self._reduced[key] = reduced(self._documents[line.document], share)
        return self._reduced[key][line.order]
