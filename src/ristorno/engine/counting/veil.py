"""What a person or party reads of the lines that others brought to the same amount: no names, days or documents.

Where the arithmetic asks for sums, they are one sum under each version of the terms; where it goes line by line, each
of them is a number without a name. So the amount can be redone, and nobody learns what a colleague sold to whom.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from ristorno.engine.counting.pooling import BROUGHT
from ristorno.engine.explanation import Counted
from ristorno.engine.fact import RESULT
from ristorno.engine.history.line import Line
from ristorno.kernel.number import ZERO

COLLEAGUES: Final = "colleagues"
"""The kind of what stands for the lines of others in a person's explanation, and the beginning of its name."""
OTHER_PARTIES: Final = "others"
"""The same in the explanation of a party to which something is handed on, or which bears it."""
_OPEN = frozenset({BROUGHT, RESULT})
"""Kinds of lines that are sums already."""


class Reader(NamedTuple):
    """Who reads: a person, or a party by the role that facts name it in."""

    name: str
    role: str | None = None
    """None for a person."""

    def acted(self, line: Line) -> bool:
        """Return whether a line is the reader's own."""
        fact = line.fact
        return (fact.contact if self.role is None else fact.parties.get(self.role)) == self.name

    @property
    def kind(self) -> str:
        """The kind of what stands for the lines of others."""
        return COLLEAGUES if self.role is None else OTHER_PARTIES


def veiled(reader: Reader, lines: Sequence[tuple[Line, Counted]], day: date, *, summed: bool) -> Iterator[Counted]:
    """Yield the lines as somebody reads them; what others brought stands on the first ``day`` of the window."""
    own = {fact.document for line, fact in lines if reader.acted(line)}
    hidden: list[Counted] = []
    names = _Names(reader.kind, {document: document for document in own}, {})
    for line, fact in lines:
        if reader.acted(line) or fact.kind in _OPEN:
            yield fact
        else:
            hidden.append(fact)
            if not summed:
                yield names.unnamed(fact, len(hidden), day)
    if summed:
        yield from _sums(reader.kind, hidden, day)


class _Names(NamedTuple):
    """What stands for documents, and for those for whom lines count: another number for each of them."""

    kind: str
    documents: dict[str, str]
    uses: dict[str, str]

    def unnamed(self, fact: Counted, number: int, day: date) -> Counted:
        """Return one line without its name."""
        use = fact.use
        return replace(
            fact,
            fact=_name(self.kind, number),
            kind=self.kind,
            day=day,
            returns=(),
            sold=None,
            exchanged=None,
            document=self.documents.setdefault(fact.document, _name(self.kind, len(self.documents) + 1)),
            use=None if use is None else self.uses.setdefault(use, _name(self.kind, len(self.uses) + 1)),
        )


def _name(kind: str, number: int) -> str:
    return f"{kind}/{number}"


def _sums(kind: str, hidden: Sequence[Counted], day: date) -> Iterator[Counted]:
    versions = dict.fromkeys(fact.version for fact in hidden)
    for number, version in enumerate(versions, start=1):
        of_it = [fact for fact in hidden if fact.version == version]
        name = _name(kind, number)
        yield replace(
            of_it[0],
            fact=name,
            kind=kind,
            day=day,
            returns=(),
            sold=None,
            exchanged=None,
            document=name,
            value=sum((fact.value for fact in of_it), ZERO),
            otherwise=_known([fact.otherwise for fact in of_it]),
        )


def _known(values: Sequence[Decimal | None]) -> Decimal | None:
    told = [value for value in values if value is not None]
    return sum(told, ZERO) if told else None
