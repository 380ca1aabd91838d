"""Importing a list of one of several kinds: which of them a file is, and what became of its rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ristorno.intake.rows import Columns, Row, Rows, header_words, headers_of, read_rows, take
from ristorno.kernel.problem import Place, Problem, Refused, near

Step = Callable[[Row], bool]
"""Takes a row and says whether that changed anything."""


@dataclass(frozen=True, slots=True)
class List:
    """A list: its columns with the words of their headers, and those that it cannot be without."""

    columns: Columns
    needed: Sequence[str]


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists that somebody keeps, those first whose columns say most for certain what they are."""

    code: str
    """The code of the refusal of a file that is none of them."""
    of: str
    """Of what they are lists, as a sentence has it."""
    kinds: Mapping[str, List]

    def kind_of(self, path: Path, what: str | None, sheet: str | None) -> str:
        """Return which list a file is: the one that is named, or the first whose needed columns it has.

        Raises:
            Refused: there is no such list, or the headers are those of none.
        """
        if what is not None:
            if what not in self.kinds:
                raise Refused([Problem(self.code, f"There is no list of {what!r}.", near(what, self.kinds))])
            return what
        found = {header_words(header) for header in headers_of(path, sheet)}
        for name, known in self.kinds.items():
            if all(found & set(known.columns[column]) for column in known.needed):
                return name
        told = "; ".join(f"{name}: {', '.join(known.needed)}" for name, known in self.kinds.items())
        reason = f"The columns of this file are those of no list of {self.of}."
        raise Refused([Problem(self.code, reason, f"A list needs at least ({told}).", Place(str(path)))])


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a list: rows that it has, rows that changed something, what was refused, headers not read."""

    what: str
    rows: int
    changed: int
    problems: tuple[Problem, ...]
    unread: tuple[str, ...]


def import_list(
    lists: Lists,
    path: Path,
    steps: Callable[[str, Rows], Iterable[Step]],
    *,
    what: str | None,
    sheet: str | None,
    partly: bool,
) -> Imported:
    """Take the rows of a file, by the steps for the list that it is; ``partly`` takes the good rows where others fail.

    The caller sees to it that nothing stays of what was taken where this is refused.

    Raises:
        Refused: the file cannot be read, it is none of the lists, or a row is wrong.
    """
    kind = lists.kind_of(path, what, sheet)
    rows = read_rows(path, lists.kinds[kind].columns, lists.kinds[kind].needed, sheet)
    taken = take(rows, steps(kind, rows))
    if taken.problems and not partly:
        raise Refused(taken.problems)
    return Imported(kind, taken.rows, taken.changed, taken.problems, taken.unread)
