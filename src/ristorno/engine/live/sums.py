"""The running sums of wide windows: what has been measured in each, by version of the terms, and by its conditions."""

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from types import MappingProxyType
from typing import Final, NamedTuple

from ristorno.engine.accrual import Accrual
from ristorno.engine.counting.frame import Frame
from ristorno.engine.counting.framing import windows
from ristorno.engine.counting.gathering import lines_in
from ristorno.engine.counting.gating import period_of, run_gate
from ristorno.engine.counting.memory import Memory
from ristorno.engine.counting.parts import COMPANY
from ristorno.engine.counting.running import Running, RunningGate, RunningPart
from ristorno.engine.counting.slots import Slot
from ristorno.engine.counting.tally import Tally
from ristorno.engine.counting.window import Window
from ristorno.engine.measures.base import NOTHING_SEEN
from ristorno.engine.ruling.context import Context
from ristorno.kernel.number import ONE, ZERO
from ristorno.kernel.period import Period


class Cell(NamedTuple):
    """A wide window of a clause of one contract."""

    agreement: str
    clause: str
    window: Period


class Measure(NamedTuple):
    """What was measured, on so many facts: where there are none, nothing was measured, which is not nothing."""

    amount: Decimal
    facts: int


class Sums(NamedTuple):
    """The sums of one window: what is paid on, by version of the terms, and what each condition measures."""

    paid: Mapping[int, Measure] = MappingProxyType({})
    gates: tuple[Decimal, ...] = ()

    def moved(self, before: "Sums", after: "Sums") -> "Sums":
        """Return the sums where what had brought ``before`` brings ``after``."""
        paid = {}
        for version in sorted({*self.paid, *before.paid, *after.paid}):
            had, lost, got = (each.paid.get(version, _NOTHING) for each in (self, before, after))
            amount, facts = had.amount - lost.amount + got.amount, had.facts - lost.facts + got.facts
            if facts:
                paid[version] = Measure(amount, facts)
        gates = zip_longest(self.gates, before.gates, after.gates, fillvalue=ZERO)
        return Sums(paid, tuple([had - lost + got for had, lost, got in gates]))

    @property
    def empty(self) -> bool:
        """Whether they are those of a window in which nothing happened."""
        return not self.paid and not any(self.gates)


_NOTHING: Final = Measure(ZERO, 0)
NO_SUMS: Final = Sums()


def sums_of(contexts: Sequence[Context], days: Set[date] | None = None) -> dict[Cell, Sums]:
    """Return the sums of all wide windows, or of those alone on which facts of some days have a bearing."""
    return {
        _cell(context, slot, frame): _sums(context, slot, frame)
        for context in contexts
        for slot, frame in _wide(context, days)
    }


def accruals_of(contexts: Sequence[Context], sums: Mapping[Cell, Sums], days: Set[date] | None) -> Iterator[Accrual]:
    """Yield what all wide windows owe by their sums, or those that facts of some days bear on; books are empty."""
    for context in contexts:
        for slot, frame in _wide(context, days):
            running = _running(sums.get(_cell(context, slot, frame), NO_SUMS), slot)
            yield from Window(context, frame, slot, Memory(), running).accruals()


def _wide(context: Context, days: Set[date] | None) -> Iterator[tuple[Slot, Frame]]:
    for name in context.timeline.clauses:
        yield from windows(context, name, lambda slot: _bears(context, slot, days))


def _bears(context: Context, slot: Slot, days: Set[date] | None) -> bool:
    """Return whether facts of some days bear on a wide window: they lie in it, or a condition looks at them."""
    if slot.clause.window.narrow:
        return False
    if days is None:
        return True
    periods = [slot.window, *(period_of(context, slot, gate) for gate in slot.clause.gates)]
    return any(day in period for period in periods for day in days)


def _cell(context: Context, slot: Slot, frame: Frame) -> Cell:
    return Cell(context.timeline.contract.id, frame.name, slot.window)


def _sums(context: Context, slot: Slot, frame: Frame) -> Sums:
    paid: dict[int, Measure] = {}
    for reading in frame.readings:
        found = frame.clause.measure.values(lines_in(context, frame, slot, reading))
        values = [value for value in found if value is not None]
        if values:
            had = paid.get(reading.version, _NOTHING)
            paid[reading.version] = Measure(had.amount + sum(values, ZERO), had.facts + len(values))
    gates = tuple([run_gate(context, frame.rules, slot, gate).measured for gate in slot.clause.gates])
    return Sums(paid, gates)


def _running(sums: Sums, slot: Slot) -> Running:
    gates = zip(slot.clause.gates, sums.gates, strict=False)
    run = {id(gate): RunningGate(measured) for gate, measured in gates}
    if not sums.paid:
        return Running(gates=run)
    paid = {version: measure.amount for version, measure in sums.paid.items()}
    tally = Tally(paid, sum(paid.values(), ZERO))
    return Running({COMPANY: RunningPart(tally, tally.judged, NOTHING_SEEN, {COMPANY: ONE})}, run)
