"""The lines as a clause sees them that counts facts when they are invoiced or paid, or with their returns taken off.

The mirror of :mod:`ristorno.engine.history.counted_on`, over what the engine says was paid for every document, and of
:mod:`ristorno.engine.history.matching`, over what it says is left of every line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ristorno.bulk.counting.stays import of_groups
from ristorno.bulk.counting.tenders import Tendering
from ristorno.bulk.plan.expressions import FALSE, TRUE, Expression, call, col, every, negated, some, value, when
from ristorno.bulk.plan.relations import Join, Relation, Summed, Table, aggregate, extended, filtered, select, union
from ristorno.engine.fact import NEGATIVE_KINDS
from ristorno.engine.history.counted_on import CountOn
from ristorno.engine.ruling.dated import Ways
from ristorno.engine.ruling.timeline import Span
from ristorno.kernel.period import FIRST_DAY, LAST_DAY, Period

_COLUMNS = (
    *("member", "item", "detail", "contact", "document", "line", "at", "day"),
    *("amount", "quantity", "cost", "tax", "due_on", "invoiced_on"),
)
_NUMBERS = ("amount", "quantity", "cost", "tax")
_PLACE = ("member", "document")
_NAMES: Mapping[CountOn, str] = {
    "occurred": "where they happen",
    "invoiced": "as invoiced",
    "paid_in_full": "as paid in full",
    "as_paid": "as paid",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """On which days facts count: the first day of each way of counting, by the days on which they happen."""

    days: tuple[tuple[date, CountOn], ...] = ()
    """Nothing where every fact counts on its own day."""
    tenders: Tendering | None = None
    """What was paid with tenders that do not earn is not counted; None where everything earns."""
    matched: bool = False
    """Whether returns that name nothing are taken off the oldest purchases."""
    pooled: bool = False
    """Whether facts stand under the name of the group that their member was in, and those of nobody's group fall."""

    @property
    def name(self) -> str:
        """How what is seen so is called."""
        if self.tenders is not None:
            return self.tenders.name
        if self.matched:
            return "with returns matched"
        if self.pooled:
            return "by group"
        (_, first), *others = self.days
        return ", ".join([_NAMES[first], *(f"from {day} {_NAMES[how]}" for day, how in others)])

    @property
    def ways(self) -> frozenset[CountOn]:
        """The ways of counting."""
        return frozenset(how for _, how in self.days)

    def __bool__(self) -> bool:
        """Whether any fact counts on another day than its own, or not as a whole."""
        return bool(self.days) or self.tenders is not None or self.matched or self.pooled

    @property
    def lines(self) -> Relation:
        """The lines with the days on which they count; of what is paid in parts, a line for every part."""
        if self.tenders is not None:
            return _left(filtered(Table("tendered"), call("=", col("less"), value(self.tenders.name))))
        if self.matched:
            return _left(Table("matched"))
        if self.pooled:
            return of_groups(Table("lines"), _COLUMNS)
        starts = [*(day for day, _ in self.days), LAST_DAY]
        parts: list[Relation] = []
        for place, (_, how) in enumerate(self.days):
            own = Period(starts[place], starts[place + 1])
            lines = Table("lines") if len(self.days) == 1 else _on_days(own)
            parts += _COUNTED[how](lines)
        return union(parts)


AS_THEY_HAPPEN = Seen()


def _left(own: Relation) -> Relation:
    """Return lines with what is left of each."""
    names = (*_PLACE, "line", "gone", *(f"left_{name}" for name in _NUMBERS))
    told = select(own, {name: col(name) for name in names})
    found = Join(Table("lines"), told, (*_PLACE, "line"), "left")
    as_told = call("is null", col("gone"))
    left = {name: when(as_told, col(name), col(f"left_{name}")) for name in _NUMBERS}
    there = negated(call("coalesce", col("gone"), FALSE))
    return select(found, {**{name: col(name) for name in _COLUMNS}, **left}, there)


def seen_by(spans: Sequence[Span], ways: Ways) -> Seen:
    """Return on which days facts count under some terms, one way for each of them.

    What happened before the terms began is counted as they count from their beginning on. Whoever has returns to match
    stands apart where they are matched on some days alone, or facts count on other days.
    """
    days: list[tuple[date, CountOn]] = []
    for span, way in zip(spans, ways, strict=True):
        if not days or days[-1][1] != way.count_on:
            days.append((span.days.start if days else FIRST_DAY, way.count_on))
    dated = tuple(days) if any(how != "occurred" for _, how in days) else ()
    return Seen(dated, matched=not dated and {way.match for way in ways} == {"fifo"})


def seen_when(count_on: CountOn, *, matched: bool) -> Seen:
    """Return that all facts count in one way; returns are ``matched`` where facts keep their days."""
    return Seen(matched=matched) if count_on == "occurred" else Seen(((FIRST_DAY, count_on),))


def _on_days(days: Period) -> Relation:
    asked = []
    if days.start > FIRST_DAY:
        asked.append(call(">=", col("day"), value(days.start)))
    if days.end < LAST_DAY:
        asked.append(call("<", col("day"), value(days.end)))
    return filtered(Table("lines"), every(asked))


def _as_they_stand(lines: Relation) -> list[Relation]:
    return [select(lines, {**{name: col(name) for name in _COLUMNS}, "happened_on": col("day")})]


def _invoiced(lines: Relation) -> list[Relation]:
    """Return lines on the days of their invoices; a return or credit note is an invoice itself."""
    whole = extended(Table("returned_whole"), {"whole": TRUE})
    invoiced = aggregate(
        Join(Table("lines"), whole, _PLACE, "semi"),
        {name: col(name) for name in _PLACE},
        {"last_invoice": Summed("greatest", col("invoiced_on"))},
    )
    told = Join(_with_kinds(lines), whole, (*_PLACE, "line"), "left")
    told = Join(told, invoiced, _PLACE, "left")
    is_whole = call("coalesce", col("whole"), FALSE)
    own = every([negated(is_whole), col("negative"), call("is null", col("invoiced_on"))])
    counted_on = when(is_whole, col("last_invoice"), when(own, col("day"), col("invoiced_on")))
    midnights = select(Table("midnights"), {"counted_on": col("invoiced_on"), "counted_at": col("invoiced_at")})
    placed = Join(extended(told, {"counted_on": counted_on, "own": own}), midnights, ("counted_on",), "left")
    there = some([col("own"), negated(call("is null", col("counted_at")))])
    return [_moved_to(filtered(placed, there), "counted_at", "counted_on")]


def _paid_in_full(lines: Relation) -> list[Relation]:
    """Return lines on the days on which their documents were fully paid for good."""
    told = _with_accounts(lines)
    cleared = every([_waits(), negated(call("is null", col("cleared_day")))])
    day = when(_waits(), col("cleared_day"), col("day"))
    at = when(_waits(), col("cleared_at"), col("at"))
    placed = extended(told, {"counted_on": day, "counted_at": at})
    return [_moved_to(filtered(placed, some([negated(_waits()), cleared])), "counted_at", "counted_on")]


def _as_paid(lines: Relation) -> list[Relation]:
    """Return lines on the days on which their documents were paid: whole ones, and the parts of others."""
    told = _with_accounts(lines)
    paid = every([_waits(), negated(call("is null", col("paid_day")))])
    whole = extended(
        filtered(told, some([negated(_waits()), paid])),
        {
            "counted_on": when(_waits(), col("paid_day"), col("day")),
            "counted_at": when(_waits(), col("paid_at"), col("at")),
            "counted_due": when(_waits(), col("paid_due"), col("due_on")),
        },
    )
    shares = Join(_with_kinds(lines), Table("shares"), (*_PLACE, "line"))
    of_parts = filtered(shares, negated(col("payment")))
    return [
        _moved_to(whole, "counted_at", "counted_on", {"due_on": col("counted_due")}),
        _moved_to(
            of_parts,
            "paid_at",
            "paid_day",
            {"due_on": col("paid_due"), **{name: col(f"paid_{name}") for name in _NUMBERS}},
        ),
    ]


_COUNTED = {
    "occurred": _as_they_stand,
    "invoiced": _invoiced,
    "paid_in_full": _paid_in_full,
    "as_paid": _as_paid,
}


def _with_kinds(lines: Relation) -> Relation:
    """Return lines with whether they take back, or are payments."""
    kinds = {
        "item": col("item"),
        "negative": call("in", col("kind"), *map(value, sorted(NEGATIVE_KINDS))),
        "payment": call("=", col("kind"), value("payment")),
    }
    return Join(lines, select(Table("items"), kinds), ("item",))


def _with_accounts(lines: Relation) -> Relation:
    """Return lines with what was paid for their documents, where anything is owed for them."""
    return Join(_with_kinds(lines), extended(Table("accounts"), {"owing": TRUE}), _PLACE, "left")


def _waits() -> Expression:
    """Return whether a line waits for money; a payment among the lines of a document does not."""
    return every([call("coalesce", col("owing"), FALSE), negated(col("payment"))])


def _moved_to(lines: Relation, at: str, day: str, others: Mapping[str, Expression] | None = None) -> Relation:
    """Return lines on another day; on its own day a line stays at the moment of its document."""
    stays = call("=", col(day), col("day"))
    kept = {name: col(name) for name in _COLUMNS}
    at_moment = when(stays, col("at"), col(at))
    return select(lines, {**kept, **(others or {}), "at": at_moment, "day": col(day), "happened_on": col("day")})
