"""Whom a floor and a guarantee are for, whatever was measured: the mirror of :mod:`ristorno.engine.counting.meant`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from ristorno.bulk.counting.audience import Meant, told_facts, told_windows
from ristorno.bulk.counting.clauses import Compiling, is_in
from ristorno.bulk.counting.climbed import climbed_of
from ristorno.bulk.counting.gathered import Numbered
from ristorno.bulk.counting.ladders import stages_of
from ristorno.bulk.counting.measuring import counts_values
from ristorno.bulk.plan.expressions import FALSE, TRUE, Expression, call, col, every, negated, some, value
from ristorno.bulk.plan.relations import Days, Join, Kind, Relation, Rows, Table, extended, filtered, select, union
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.counting.meant import pays_at_least
from ristorno.engine.fact import instant
from ristorno.engine.ruling.context import up_to
from ristorno.engine.ruling.timeline import Rules
from ristorno.engine.terms.clause import Clause
from ristorno.kernel.period import DAY, Period

_MEANT = "meant"
_Windows = Mapping[int, Period]
"""The days of windows that some terms judge, by the number of each."""


def where_lines_count(clause: Clause, versions: Iterable[int], *, by_line: bool) -> Expression:
    """Return whether any line counts in a row that is there only because lines are: of a document, or of a person."""
    if not pays_at_least(clause.limits):
        return TRUE
    if by_line and clause.mechanic.picked_by is not None:
        raise NotCompiled("a floor of documents or persons, where another measure picks the row line by line")
    if asks_how_many(clause) and not by_line:
        return call(">", call("coalesce", col("known"), value(0)), value(0))
    return some([negated(call("is null", col(f"paid_{version}"))) for version in versions])


def asks_how_many(clause: Clause) -> bool:
    """Return whether sums do not tell if any line counts, so that these are counted."""
    return clause.window.narrow and pays_at_least(clause.limits) and counts_values(clause.measure)


def of_windows(
    compiling: Compiling, relation: Relation, slots: Sequence[Numbered], versions: Iterable[int], *, by_line: bool
) -> tuple[Relation, Expression]:
    """Return rows by member and window, and whether the clause is for the member there."""
    own = [(number, slot, frame) for number, slot, frame in slots if pays_at_least(frame.clause.limits)]
    if not own:
        return relation, TRUE
    if own[0][2].clause.reward.apart:
        return relation, where_lines_count(own[0][2].clause, versions, by_line=by_line)
    flags: list[Expression] = []
    for place, (meant, windows) in enumerate(_asked(compiling, own), start=1):
        flag: Expression = TRUE
        if not meant.who.everybody:
            relation, flag = _told(compiling, relation, f"least_{place}", meant, windows)
        flags.append(flag if len(windows) == len(slots) else every([is_in("slot", sorted(windows)), flag]))
    if TRUE in flags:
        return relation, TRUE
    return extended(relation, {_MEANT: some(flags)}), col(_MEANT)


def _asked(compiling: Compiling, slots: Sequence[Numbered]) -> Iterator[tuple[Meant, dict[int, Period]]]:
    """Yield whom versions are for, with the windows that they judge: their own days, as far as these are seen."""
    found: list[tuple[Meant, dict[int, Period]]] = []
    today = compiling.holders.context.today
    for number, slot, frame in slots:
        for reading in frame.readings:
            meant, days = Meant(reading.span.rules, reading.clause.who), up_to(reading.days, today)
            if not days.days:
                continue
            windows = next((known for each, known in found if each == meant and number not in known), None)
            if windows is None:
                windows = {}
                found.append((meant, windows))
            windows[number] = days if meant.who.at == "fact" else slot.window
    yield from found


def _told(
    compiling: Compiling, relation: Relation, name: str, meant: Meant, windows: _Windows
) -> tuple[Relation, Expression]:
    """Return rows by member and slot, and whether terms are for the member, at some moment if they ask at facts."""
    if meant.who.at != "fact":
        return told_windows(compiling, relation, name, meant, windows)
    relation, begins = told_windows(compiling, relation, name, _when_days_begin(meant), windows)
    changes = list(_changes(compiling, name, meant, windows))
    if not changes:
        return relation, begins
    told = select(union(changes), {"member": col("member"), "slot": col("slot"), f"{name}_ever": TRUE}, distinct=True)
    relation = Join(relation, told, ("member", "slot"), "left")
    return relation, some([begins, call("coalesce", col(f"{name}_ever"), FALSE)])


def _when_days_begin(meant: Meant) -> Meant:
    return meant._replace(who=meant.who.model_copy(update={"at": "window_start"}))


def _changes(compiling: Compiling, name: str, meant: Meant, windows: _Windows) -> Iterator[Relation]:
    """Yield members and windows in which terms mean them after a segment, or a level, has changed."""
    segments, ladders = any(whom.segments for whom in meant.who.parts), list(dict.fromkeys(meant.who.ladders))
    if segments and ladders:
        raise NotCompiled("a floor for who is in a segment and on a level at one moment")
    if segments:
        yield _earning(compiling, _segments_said(compiling, meant, windows), meant, after=False)
    if ladders:
        facts = _facts_in(compiling, windows)
        yield _earning(compiling, facts, meant, after=False)
        yield _earning(compiling, facts, meant, after=True)
        yield from _when_stages_begin(compiling, name, meant, windows)


def _earning(compiling: Compiling, moments: Relation, meant: Meant, *, after: bool) -> Relation:
    told, (earns,) = told_facts(compiling, moments, [meant], after=after)
    return select(told, {"member": col("member"), "slot": col("slot")}, earns)


def _segments_said(compiling: Compiling, meant: Meant, windows: _Windows) -> Relation:
    """Return the moments at which members were assigned segments, with the windows that they lie in."""
    rows = tuple(
        (number, _midnight(days.start, meant.rules), _midnight(days.end, meant.rules))
        for number, days in windows.items()
    )
    columns: tuple[tuple[str, Kind], ...] = (("slot", "integer"), ("begins", "moment"), ("ends", "moment"))
    said = filtered(Table("states"), call("=", col("kind"), value("segment_assigned")))
    pairs = Join(compiling.held(said), Rows(columns, rows), (), "cross")
    inside = every([call("<=", col("begins"), col("at")), call("<", col("at"), col("ends"))])
    return select(pairs, {name: col(name) for name in ("member", "slot", "at", "day")}, inside)


def _midnight(day: date, rules: Rules) -> datetime:
    return instant(day, rules.terms.zone).replace(tzinfo=None)


def _facts_in(compiling: Compiling, windows: _Windows) -> Relation:
    """Return the moments of facts, which move levels, with the windows that they lie in."""
    own, holdings = compiling.own, compiling.ground.holdings
    own.ground.use("document", "at")
    known = Period(holdings.first_day, holdings.last_day + DAY)
    cut = ((number, days.cut(known)) for number, days in windows.items())
    stretches = tuple((days.start, days.last, number) for number, days in cut if days.days > 0)
    facts = Join(own.facts("document"), Days("day", "slot", stretches), ("day",))
    return select(facts, {name: col(name) for name in ("member", "slot", "at", "day")}, distinct=True)


def _when_stages_begin(compiling: Compiling, name: str, meant: Meant, windows: _Windows) -> Iterator[Relation]:
    """Yield members and windows in which a level begins with a day that terms mean."""
    days = set(_turning(compiling, meant))
    points = [(slot, day) for slot, own in windows.items() for day in sorted(days) if own.start < day < own.end]
    if not points:
        return
    numbered = {number: Period(day, day + DAY) for number, (_, day) in enumerate(points, start=1)}
    rows = Rows((("slot", "integer"), ("own", "integer")), tuple((n, slot) for n, (slot, _) in enumerate(points, 1)))
    members = Join(select(compiling.held(Table("members")), {"member": col("member")}), rows, (), "cross")
    told, earns = told_windows(compiling, members, f"{name}_turning", _when_days_begin(meant), numbered)
    yield select(told, {"member": col("member"), "slot": col("own")}, earns)


def _turning(compiling: Compiling, meant: Meant) -> Iterator[date]:
    """Yield the days with which levels may change: those of new windows of ladders, and when grace has passed."""
    for ladder in dict.fromkeys(meant.who.ladders):
        climbed = climbed_of(compiling.ground.own, meant.rules, ladder, compiling.holders.context)
        if climbed.by_days:
            raise NotCompiled("a floor for who is on a level that may be lost on any day")
        stages = stages_of(climbed)
        for number, window in enumerate(stages.windows, start=1):
            yield from (window.start, stages.graced(number))
