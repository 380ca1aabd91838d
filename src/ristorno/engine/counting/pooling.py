"""What is counted together with other members: their sums beside one's own facts.

The facts of others are never seen. Whoever is paid for a group, its head or its supplier, is told the sum that each
member brought; a member that only gets its part is told one sum of all others.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from zoneinfo import ZoneInfo

from ristorno.engine.counting.frame import Frame
from ristorno.engine.counting.measured import Measured
from ristorno.engine.counting.owners import belonging, owner_at
from ristorno.engine.counting.parts import Part
from ristorno.engine.counting.slots import Slot
from ristorno.engine.fact import Fact, instant
from ristorno.engine.history.line import Line
from ristorno.engine.population.pools import NOTHING_EARLIER, Brought, Earlier, PoolKey, Whose
from ristorno.engine.ruling.context import Context
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.conditions import Gate
from ristorno.kernel.number import ZERO
from ristorno.kernel.period import Period

BROUGHT = "brought"
"""The kind of what stands for the facts of others in an explanation."""
OTHERS = "others"
"""The name of all others together."""
NO_WEIGHTS: Mapping[Part, Decimal] = MappingProxyType({})


def gate_key(clause: Clause, gate: Gate) -> str:
    """Return the words by which a population knows a gate; what it leaves to its clause stands in them too."""
    window = gate.window or clause.judged
    pieces = (clause.pay_every,) if clause.pay_every is not None and _by_piece(clause, gate) else ()
    parts = (gate, window, gate.of or gate.measure.of or clause.earn_on, *pieces)
    words = "|".join(part.model_dump_json(exclude_none=True) for part in parts)
    return f"{gate.whose or clause.whose}|{gate.count_on or clause.count_on}|{clause.match}|{words}"


def periods_of_gate(clause: Clause, gate: Gate, day: date, today: date) -> Iterator[Period]:
    """Yield the uncut periods of a condition that a fact of a day is in: where pieces are paid, more than one."""
    whole = (gate.window or clause.judged).whole(day)
    return through(clause, whole, day, today) if _by_piece(clause, gate) else iter((whole,))


def through(clause: Clause, whole: Period, day: date, today: date) -> Iterator[Period]:
    """Yield an uncut window from its start through the piece that holds a day, and each piece after it up to today."""
    shared = clause.to_date(whole, day)
    yield shared
    while shared.end < whole.end and shared.end <= today:
        shared = clause.to_date(whole, shared.end)
        yield shared


def _by_piece(clause: Clause, gate: Gate) -> bool:
    """Return whether a condition looks at the window to date, at the end of each of its pieces."""
    return clause.cumulative and gate.window is None


def pools(slot: Slot, gate: Gate) -> bool:
    """Return whether a condition looks at the facts of several members."""
    return whose(slot, gate) != "own"


def with_others(context: Context, frame: Frame, slot: Slot, own: Measured) -> Measured:
    """Return what was measured with the sums of others behind it, each under the version of its day."""
    assert slot.owner is not None
    found = context.others.pools.others(PoolKey(frame.name, slot.shared, slot.owner), context.book.member)
    if frame.clause.reward.to == "each":
        found = _together(found)
    rows = [
        (_line(context, slot, one), version, one.value)
        for one in found
        if (version := _judging(frame, one.day)) is not None
    ]
    if not rows:
        return own
    values = (*own.values, *(value for _, _, value in rows))
    versions = (*own.versions, *(version for _, version, _ in rows))
    return Measured((*own.lines, *(line for line, _, _ in rows)), versions, values, values)


def weights(context: Context, frame: Frame, slot: Slot, own: Measured) -> Mapping[Part, Decimal]:
    """Return what every member of the group brought; nothing where all of it sums to nothing."""
    assert slot.owner is not None
    found = context.others.pools.others(PoolKey(frame.name, slot.shared, slot.owner), context.book.member)
    brought: dict[Part, Decimal] = {}
    for one in found:
        part = Part(None, consented=True, owner=slot.owner, member=one.member)
        brought[part] = brought.get(part, ZERO) + one.value
    mine = [value for line, value in zip(own.lines, own.values, strict=True) if _is_own(line)]
    if mine:
        part = Part(None, consented=True, owner=slot.owner, member=context.book.member, reads=True)
        brought[part] = sum(mine, ZERO)
    return brought if sum(brought.values(), ZERO) else NO_WEIGHTS


def before(clause: str) -> str:
    """Return the words by which a population knows what a window of a clause, named by itself, is compared with."""
    return f"{clause}|before"


def brought_before(context: Context, frame: Frame, slot: Slot) -> Earlier:
    """Return what the others brought to the earlier window that a clause compares with."""
    baseline = frame.clause.baseline
    if baseline is None or baseline.window is None or slot.owner is None:
        return NOTHING_EARLIER
    key = PoolKey(before(frame.name), slot.whole, slot.owner)
    found = context.others.pools.others(key, context.book.member)
    return Earlier(sum((one.value for one in found), ZERO), min((one.day for one in found), default=None))


def brought_for_gate(context: Context, slot: Slot, gate: Gate, period: Period) -> Decimal:
    """Return what the others brought to what a condition measures."""
    owner = gate_owner(context, slot, gate, period)
    if owner is None:
        return ZERO
    found = context.others.pools.others(
        PoolKey(gate_key(slot.clause, gate), gate_window(slot, gate), owner), context.book.member
    )
    return sum((one.value for one in found), ZERO)


def gate_window(slot: Slot, gate: Gate) -> Period:
    """Return the window of a condition without any cut, the same for all members."""
    return slot.shared if gate.window is None else gate.window.whole(slot.window.last)


def of_gate(context: Context, slot: Slot, gate: Gate, period: Period, lines: Iterable[Line]) -> list[Line]:
    """Return the member's own lines that a condition about a group looks at."""
    return belonging(context, whose(slot, gate), gate_owner(context, slot, gate, period), lines)


def gate_owner(context: Context, slot: Slot, gate: Gate, period: Period) -> str | None:
    """Return whose facts a condition looks at: those that the clause pays on, else of the group at the end."""
    if slot.owner is not None and whose(slot, gate) == slot.clause.whose:
        return slot.owner
    return owner_at(context, whose(slot, gate), context.just_before(period))


def whose(slot: Slot, gate: Gate) -> Whose:
    """Return whose facts a condition looks at."""
    return gate.whose or slot.clause.whose


def _is_own(line: Line | None) -> bool:
    return line is not None and line.fact.kind != BROUGHT


def _together(found: Iterable[Brought]) -> tuple[Brought, ...]:
    sums: dict[date, Brought] = {}
    for one in found:
        before = sums.get(one.day, Brought(OTHERS, one.day, ZERO))
        sums[one.day] = before._replace(value=before.value + one.value)
    return tuple(sums[day] for day in sorted(sums))


def _judging(frame: Frame, day: date) -> int | None:
    """Return the version that judges what was brought under the terms of a day; None where it has no such clause."""
    if frame.clause.change != "by_fact":
        return frame.version
    return next((reading.version for reading in frame.readings if day in reading.days), None)


def _line(context: Context, slot: Slot, brought: Brought) -> Line:
    day = min(max(brought.day, slot.window.start), slot.window.last)
    zone: ZoneInfo = context.timeline.spans[0].rules.terms.zone
    at: datetime = instant(datetime.combine(day, time.min, tzinfo=zone), zone)
    fact = Fact(document=brought.member, line=BROUGHT, kind=BROUGHT, occurred_at=day, member=context.book.member)
    return Line(fact, at, day, fact.id, (at, "", brought.member, BROUGHT))
