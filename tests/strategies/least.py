"""Promises of at least something to some members only, however terms can mean them, and histories of members."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Final

from hypothesis import strategies as st

from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.terms.reading import read_program

FLOOR: Final = Decimal(5)
NAMES: Final = ("North", "South")
ASKED: Final = "survey_answered"
"""The kind of the facts that earn; they move no level."""
CLAUSES: Final = (
    "{members: [North]}",
    "{segments: [key]}",
    "{segments: [key], at: window_start}",
    "{segments: [key], at: window_end}",
    "{except: {segments: [key]}}",
    "{levels: {status: [gold]}}",
    "{levels: {status: [gold]}, at: window_start}",
    "{levels: {status: [gold]}, at: window_end}",
    "{levels: {counting: [gold]}}",
    "{except: {levels: {monthly: [gold]}}}",
    "{levels: {monthly: [gold], status: [base]}}",
    "{levels: {ninety: [gold]}}",
    "{segments: [key], levels: {status: [gold]}}",
)
"""Whom clauses are for."""
LIMITS: Final = (
    "{floor: 5}",
    "{guarantee: {amount: 5, paid: begin, surplus: lose}}",
)
_PROGRAM: Final = """
program: least
time_zone: Pacific/Auckland
starts: 2026-01-01
units: {NZD: {kind: money}}
sets:
  bought: {kinds: [purchase, return]}
  asked: {kinds: [survey_answered]}
ladders:
  status: {measure: amount, of: bought, window: year, tiers: {base: 0, gold: 100}}
  counting: {measure: amount, of: bought, window: quarter, tiers: {base: 0, gold: 100}, level_at: including}
  monthly: {measure: amount, of: bought, window: month, tiers: {base: 0, gold: 100}, kept_until: end_of_next_window,
    falls: one_level, grace: 10 days}
  ninety: {measure: amount, of: bought, window: {rolling: 20 days}, tiers: {base: 0, gold: 100}, falls: full}
clauses:
"""


@cache
def calculation(*, by_document: bool = False) -> Calculation:
    """Return the program: every way to say whom a clause is for, by month, or by document."""
    limits = LIMITS[:1] if by_document else LIMITS
    window, clauses = "document" if by_document else "month", []
    for number, (who, bounds) in enumerate((who, bounds) for who in CLAUSES for bounds in limits):
        clauses.append(f"  c{number}: {{for: {who}, earn_on: asked, measure: {{count: facts}}, window: {window},")
        clauses.append(f"    mechanic: {{per_unit: 0.01}}, limits: {bounds}}}")
    return Calculation(read_program(_PROGRAM + "\n".join(clauses), "least.yaml"))


@st.composite
def moments(draw: st.DrawFn) -> datetime:
    """Return a moment of the first months, often a midnight of Auckland."""
    day = datetime(2025, 12, 20, 11, tzinfo=UTC) + timedelta(days=draw(st.integers(0, 100)))
    return day + timedelta(microseconds=draw(st.sampled_from((0, 0, 1, -1, 3_600_000_000))))


@st.composite
def histories(draw: st.DrawFn) -> tuple[Fact, ...]:
    """Return segments and purchases of two members."""
    found: list[Fact] = []
    for number in range(draw(st.integers(0, 8))):
        member, at = draw(st.sampled_from(NAMES)), draw(moments())
        if draw(st.booleans()):
            said = {"segment": draw(st.sampled_from(("key", "other")))}
            found.append(
                Fact(document=f"G{number}", kind="segment_assigned", occurred_at=at, member=member, attributes=said)
            )
            continue
        kind = draw(st.sampled_from(("purchase", "purchase", "purchase", "return")))
        amount = Decimal(draw(st.sampled_from((40, 60, 100)))) * (-1 if kind == "return" else 1)
        found.append(Fact(document=f"D{number}", kind=kind, occurred_at=at, member=member, amount=amount))
    return tuple(found)


@st.composite
def questions(draw: st.DrawFn) -> tuple[Fact, ...]:
    """Return facts that earn."""
    return tuple(
        Fact(document=f"Q{n}", kind=ASKED, occurred_at=draw(moments()), member=draw(st.sampled_from(NAMES)))
        for n in range(draw(st.integers(0, 3)))
    )


def asked_at_all_times(history: tuple[Fact, ...], member: str, first: date, last: date) -> list[Fact]:
    """Return facts that earn at every moment that can make a difference: midnights, those of facts, and right after."""
    midnight = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=1)
    times = {
        midnight + timedelta(days=number, hours=hour) for number in range((last - first).days + 3) for hour in (10, 11)
    }
    known = [fact.occurred_at for fact in history if isinstance(fact.occurred_at, datetime)]
    times |= {at + timedelta(microseconds=tick) for at in known for tick in (0, 1)}
    return [
        Fact(document=f"A{number}", kind=ASKED, occurred_at=at, member=member)
        for number, at in enumerate(sorted(times))
    ]
