"""What a person reads of the lines that others brought to the same amount: no names, days or documents.

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
_OPEN = frozenset({BROUGHT, RESULT})
"""Kinds of lines that are sums already."""


def veiled(reader: str, lines: Sequence[tuple[Line, Counted]], day: date, *, summed: bool) -> Iterator[Counted]:
    """Yield the lines as a person reads them; what others brought stands on the first ``day`` of the window."""
    own = {fact.document for line, fact in lines if line.fact.contact == reader}
    hidden: list[Counted] = []
    names = _Names({document: document for document in own}, {})
    for line, fact in lines:
        if line.fact.contact == reader or fact.kind in _OPEN:
            yield fact
        else:
            hidden.append(fact)
            if not summed:
                yield names.unnamed(fact, len(hidden), day)
    if summed:
        yield from _sums(hidden, day)


class _Names(NamedTuple):
    """What stands for documents, and for those for whom lines count: another number for each of them."""

    documents: dict[str, str]
    uses: dict[str, str]

    def unnamed(self, fact: Counted, number: int, day: date) -> Counted:
        """Return one line without its name."""
        use = fact.use
        return replace(
            fact,
            fact=_name(number),
            kind=COLLEAGUES,
            day=day,
            returns=(),
            sold=None,
            document=self.documents.setdefault(fact.document, _name(len(self.documents) + 1)),
            use=None if use is None else self.uses.setdefault(use, _name(len(self.uses) + 1)),
        )


def _name(number: int) -> str:
    return f"{COLLEAGUES}/{number}"


def _sums(hidden: Sequence[Counted], day: date) -> Iterator[Counted]:
    versions = dict.fromkeys(fact.version for fact in hidden)
    for number, version in enumerate(versions, start=1):
        of_it = [fact for fact in hidden if fact.version == version]
        name = _name(number)
        yield replace(
            of_it[0],
            fact=name,
            kind=COLLEAGUES,
            day=day,
            returns=(),
            sold=None,
            document=name,
            value=sum((fact.value for fact in of_it), ZERO),
            otherwise=_known([fact.otherwise for fact in of_it]),
        )


def _known(values: Sequence[Decimal | None]) -> Decimal | None:
    told = [value for value in values if value is not None]
    return sum(told, ZERO) if told else None
