"""How often something counts: of the facts for one person, course or tax number the first in order, and no more.

Where pieces are counted, a line in which the limit lies is cut: its first pieces count, with their share of its
numbers.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from ristorno.engine.counting.measured import Run
from ristorno.engine.counting.slots import Slot
from ristorno.engine.fact import NEGATIVE_KINDS, Fact
from ristorno.engine.history.line import Line, Order
from ristorno.engine.history.portions import portion
from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.population.uses import Use, UseKey, Uses
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.limits import Times
from ristorno.kernel.number import ZERO


class Turns(NamedTuple):
    """The facts of a window waiting for their turn, as the terms of the window count them."""

    clause: str
    times: Times
    measure: MeasureKind
    slot: Slot
    member: str

    def asking(self, lines: Iterable[Line]) -> Iterator[tuple[UseKey, Use]]:
        """Yield what each line would use up, with the key for which it is counted."""
        for line in lines:
            names = self.names(line) if self._uses_up(line) else None
            if names is not None and not self._unsized(line):
                size = line.fact.quantity if self.times.by_pieces else None
                yield UseKey(self.clause, (*self._when, *names)), Use(line.order, self.member, line.fact.id, size)

    def names(self, line: Line) -> tuple[str, ...] | None:
        """Return for whom a fact is counted; None where it does not say."""
        said = tuple(_said(whom, line.fact) for whom in self.times.per if whom not in {"member", "program"})
        names = tuple(name for name in said if name is not None)
        return names if len(names) == len(said) else None

    def kept(self, uses: Uses, runs: Sequence[Run]) -> list[Run]:
        """Return the lines whose turn it was; what takes back, or cannot be measured, waits for none."""
        asked: dict[UseKey, list[Use]] = {}
        for key, use in self.asking(line for _, lines in runs for line in lines):
            asked.setdefault(key, []).append(use)
        first = [use for key, own in asked.items() for use in uses.first(key, self.times.n, own)]
        own = [use for use in first if use.member == self.member]
        stays = self._in_part(own) if self.times.by_pieces else self._whole(own)
        return [(version, list(stays(lines))) for version, lines in runs]

    def reason(self, line: Line) -> str | None:
        """Return why a line that is not counted came too late, or says not for whom; None where it waits for none."""
        if not self._uses_up(line):
            return None
        if self._unsized(line):
            return "times_unsized"
        return "times_unknown" if self.names(line) is None else "times_used"

    @property
    def _when(self) -> tuple[str, ...]:
        """The window, where every window begins anew."""
        return () if self.times.over == "lifetime" else (f"{self.slot.whole.start}", self.slot.document or "")

    def _whole(self, first: Iterable[Use]) -> "_Stays":
        facts = {use.fact for use in first}
        return lambda lines: (line for line in lines if line.fact.id in facts or not self._uses_up(line))

    def _in_part(self, first: Iterable[Use]) -> "_Stays":
        sizes = {use.order: use.size or ZERO for use in first}
        return lambda lines: (kept for line in lines if (kept := self._cut(line, sizes)) is not None)

    def _cut(self, line: Line, sizes: Mapping[Order, Decimal]) -> Line | None:
        """Return a line with the pieces that count; None where none does."""
        if not self._uses_up(line):
            return line
        size, whole = sizes.get(line.order), line.fact.quantity
        if not size or not whole or size == whole:
            return line if size else None
        share = Fraction(size) / Fraction(whole)
        return line._replace(fact=portion(line.fact, Fraction(0), share, quantity=size))

    def _uses_up(self, line: Line) -> bool:
        return not _takes_back(line.fact) and self.measure.values((line,))[0] is not None

    def _unsized(self, line: Line) -> bool:
        """Whether pieces are counted and a line says none."""
        return self.times.by_pieces and not line.fact.quantity


_Stays: TypeAlias = Callable[[Iterable[Line]], Iterable[Line]]
"""Gives those of some lines whose turn it was."""


def _said(whom: str, fact: Fact) -> str | None:
    kind, _, name = whom.partition(".")
    if kind == "contact":
        return fact.contact
    return (fact.attributes if kind == "attribute" else fact.parties).get(name)


def _takes_back(fact: Fact) -> bool:
    return fact.kind in NEGATIVE_KINDS or (fact.amount or 0) < 0 or (fact.quantity or 0) < 0


def turns_of(name: str, clause: Clause, slot: Slot, member: str) -> Turns | None:
    """Return who asks how often something counts; None where it counts as often as it happens."""
    times = clause.limits.times
    return None if times is None else Turns(name, times, clause.measure, slot, member)
