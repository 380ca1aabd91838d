"""What lies ahead of a member: the level that comes next, and the steps of what runs today. Shown, never booked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ristorno.apps.accruals.remembering import Remembered, population_for
from ristorno.apps.agreements.queries import Ruling, rulings
from ristorno.apps.facts.queries import log
from ristorno.engine.accrual import Accrual, Level, MemberAnswer, Moment, Standing, Status
from ristorno.engine.explanation import Explanation
from ristorno.engine.fact import local_day
from ristorno.engine.mechanics.brackets import Brackets
from ristorno.engine.mechanics.keyed import Keyed
from ristorno.engine.ruling.timeline import Timeline
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.ladder import Ladder
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.number import ZERO, exactly, round_to
from ristorno.kernel.period import LAST_DAY, Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Climb:
    """Where a member stands on a ladder. ``next_level``, ``threshold`` and ``missing`` are None at the top.

    ``starts`` and ``last`` are the days from and through which is measured for the next level, None where that is not
    told by the calendar. ``keeps`` is what must be measured by then for the level to hold on after that, None where it
    does not hang on this.
    """

    ladder: str
    titles: Mapping[str, str] | None
    measure: str
    levels: Mapping[str, Decimal]
    level: str
    measured: Decimal
    next_level: str | None
    threshold: Decimal | None
    missing: Decimal | None
    keeps: Decimal | None
    starts: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Tread:
    """A step of a table: from which measure on, and its rate, None where it gives no plain share."""

    threshold: Decimal
    rate: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What a promise gives in the window that runs today, and at its next step.

    ``missing`` is how much more must be measured for that, and ``then`` the amount it would be then; both are None
    where no more can be had. ``treads`` are the steps of its table, where it has one of plain thresholds.
    """

    agreement: str
    clause: str
    titles: Mapping[str, str] | None
    unit: str
    measure: str
    label: str
    starts: date
    last: date | None
    measured: Decimal
    now: Decimal
    status: Status
    whole: bool
    """Whether the rate that is reached holds for all that was measured, not only for what lies above the step."""
    treads: Sequence[Tread]
    missing: Decimal | None
    then: Decimal | None

    @property
    def gain(self) -> Decimal:
        """What reaching the next step adds."""
        return ZERO if self.then is None else self.then - self.now

    @property
    def next_rate(self) -> Decimal | None:
        """The rate of the next step, where the table says one."""
        return next((tread.rate for tread in self.treads if tread.threshold > self.measured), None)


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a program has ahead for a member on a day; ``terms`` name units and measures.

    ``levels`` are those that it has held until now, the earliest first.
    """

    program: str
    today: date
    terms: Terms
    climbs: Sequence[Climb]
    levels: Sequence[Level]
    running: Sequence[Running]


def ahead(member: str, at: datetime) -> Sequence[Ahead]:
    """Return what lies ahead of a member in all programs in which it takes part, in alphabetical order."""
    found = []
    for program, ruling in rulings().items():
        if ruling.takes(member):
            today = local_day(at, ruling.calculation.program.terms.zone)
            found.append(remembered(program, ruling, member, today))
    return found


def _made(program: str, ruling: Ruling, member: str, today: date) -> Ahead:
    known, moment = ruling.calculation, Moment(today)
    population = population_for(program, known, moment)
    book = known.opened(member, log(member), moment)
    with exactly():
        contexts = known.contexts(book, moment, population)
        answer = known.answered(book, contexts, moment, population)
        timelines = [context.timeline for context in contexts]
        terms = _terms(timelines, today) or known.program.terms
        climbs = tuple(_climb(each, terms.ladders[each.ladder], today) for each in answer.standings)
        running = tuple(_running(answer, timelines, today))
    levels = tuple(each for each in answer.levels if each.start <= today)
    return Ahead(program, today, terms, climbs, levels, running)


remembered = Remembered(_made)
"""Returns what one program has ahead for a member on a day, as it is known now."""


def _terms(timelines: Sequence[Timeline], today: date) -> Terms | None:
    spans = [span for timeline in timelines if (span := timeline.on(today)) is not None]
    return spans[-1].rules.terms if spans else None


def _climb(standing: Standing, ladder: Ladder, today: date) -> Climb:
    of_member = ladder.window.shape == "rolling" or ladder.of_member
    window = None if of_member else ladder.window.whole(today)
    dated = window if window is not None and window.last < LAST_DAY else None
    return Climb(
        ladder=standing.ladder,
        titles=ladder.title,
        measure=ladder.measure.phrase,
        levels=ladder.tiers,
        level=standing.tier,
        measured=standing.measured,
        next_level=standing.next_tier,
        threshold=ladder.tiers[standing.next_tier] if standing.next_tier else None,
        missing=standing.missing,
        keeps=ladder.tiers[standing.tier] or None if dated and ladder.kept_until == "end_of_next_window" else None,
        starts=dated.start if dated else None,
        last=dated.last if dated else None,
    )


def _running(answer: MemberAnswer, timelines: Sequence[Timeline], today: date) -> Iterator[Running]:
    """Yield what runs, also promises of which nothing has counted yet."""
    own = {}
    for each in answer.accruals:
        if each.document is None and today in each.window and each.recipient == ("", "", ""):
            own[each.agreement, each.clause] = each
    for timeline in timelines:
        span = timeline.on(today)
        if span is None:
            continue
        for name in span.rules.terms.clauses:
            clause, found = span.clause(name), own.get((timeline.contract.id, name))
            why = found.explanation if found is not None else None
            if clause is None:
                continue
            window = None if why is not None and (why.counted or why.next) else _begun(clause, today, span.days)
            if found is not None and why is not None and window is None:
                yield _told(found, why, clause, span.rules.terms)
            elif window is not None:
                yield _nothing_yet(timeline.contract.id, name, clause, span.rules.terms.unit_of(clause), window)


def _begun(clause: Clause, today: date, term: Period) -> Period | None:
    """Return the window of a promise with a table that everybody may reach; None where that cannot be told."""
    plain = isinstance(clause.mechanic, Brackets) and clause.reward.split is None and clause.who.everybody
    if not plain or clause.window.narrow or clause.window.unbounded:
        return None
    return clause.window.containing(today, term)


def _nothing_yet(agreement: str, name: str, clause: Clause, unit: str, window: Period) -> Running:
    treads = _treads(clause)
    first = next((tread.threshold for tread in treads if tread.threshold > 0), None)
    return Running(
        agreement=agreement, clause=name, titles=clause.title, unit=unit, measure=clause.measure.phrase,
        label="", starts=window.start, last=window.last, measured=ZERO, now=ZERO, status="provisional",
        whole=_whole(clause), treads=treads, missing=first, then=None,
    )  # fmt: skip


def _told(accrual: Accrual, why: Explanation, clause: Clause, terms: Terms) -> Running:
    following = why.next
    return Running(
        agreement=accrual.agreement, clause=accrual.clause, titles=clause.title, unit=accrual.unit,
        measure=why.measure, label=accrual.window_label, starts=accrual.window.start,
        last=None if accrual.window.last >= LAST_DAY else accrual.window.last, measured=_measured(why),
        now=accrual.amount, status=accrual.status, whole=_whole(clause), treads=_treads(clause),
        missing=following.missing if following else None,
        then=round_to(following.amount, terms.step(accrual.unit)) if following else None,
    )  # fmt: skip


def _measured(why: Explanation) -> Decimal:
    found = (step.result for step in why.steps if step.kind == "measure")
    return next((each for each in found if isinstance(each, Decimal)), ZERO)


def _whole(clause: Clause) -> bool:
    return isinstance(clause.mechanic, Brackets) and clause.mechanic.mode == "retroactive"


def _treads(clause: Clause) -> tuple[Tread, ...]:
    if not isinstance(clause.mechanic, Brackets) or clause.mechanic.picked_by is not None:
        return ()
    return tuple(
        Tread(row.threshold, row.rate if not isinstance(row.rate, Keyed) and row.rate else None)
        for row in clause.mechanic.table
        if row.condition is None
    )
