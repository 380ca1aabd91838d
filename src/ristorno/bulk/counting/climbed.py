"""What a ladder measures, and which level that reaches, however levels are kept."""

from dataclasses import dataclass
from datetime import date

from ristorno.bulk.counting.ground import Ground
from ristorno.bulk.counting.measuring import Judge, number_of
from ristorno.bulk.counting.seen import Seen
from ristorno.bulk.counting.sorts import days_of
from ristorno.bulk.counting.tenders import Tendering
from ristorno.bulk.plan.expressions import Expression, call, col, value, when
from ristorno.bulk.plan.numbers import Number, constant
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.ruling.context import Context
from ristorno.engine.ruling.levels import counted_days
from ristorno.engine.ruling.timeline import Rules
from ristorno.engine.terms.ladder import Ladder
from ristorno.kernel.period import ALWAYS, DAY, FIRST_DAY, LAST_DAY, Period


@dataclass(frozen=True, slots=True)
class Climbed:
    """A ladder of some terms, over the facts that it counts."""

    ground: Ground
    rules: Rules
    name: str
    """The name by which all that is worked out for it is called."""
    ladder: Ladder
    today: date

    @property
    def judge(self) -> Judge:
        """The set of facts that the ladder counts."""
        return Judge(self.rules, self.ladder.measure.of or self.ladder.of)

    @property
    def by_days(self) -> bool:
        """Whether facts leave day by day, or levels are kept for a time, so that windows do not tell what is held."""
        return self.ladder.window.shape == "rolling" or self.ladder.kept_for is not None

    def counted(self, days: Period) -> Period:
        """Return the part of some days on which the ladder counts; nothing is summed over its ends."""
        first, last = days_of(self.rules.terms, self.judge.facts)
        own = counted_days(self.ladder).cut(Period(first or FIRST_DAY, last + DAY if last else LAST_DAY))
        held = days.cut(own)
        self.ground.cut(held)
        return held

    def reached(self, column: str) -> Expression:
        """Return the place on the ladder that a measure reaches; the lowest where nothing was measured."""
        shape = number_of(self.ground, "period", self.ladder.measure)
        measured = Number(col(column), shape.decimals, shape.most)
        reached: Expression = value(0)
        for place, threshold in enumerate(self.ladder.tiers.values()):
            at = constant(threshold)
            exclusive = self.ladder.boundary == "exclusive"
            holds = measured.above(at) if exclusive else measured.reaches(at)
            reached = when(holds, value(place), reached) if place else reached
        return when(call("is null", col(column)), value(0), reached)


def climbed_of(ground: Ground, rules: Rules, name: str, context: Context) -> Climbed:
    """Return a ladder of some terms, as those have it who have no facts; raises :class:`NotCompiled`."""
    ladder = rules.terms.ladders[name]
    if ladder.of_member:
        ladder = _begun(ladder, context.timeline.term or ALWAYS)
    if ladder.net_of and ground.holdings.tendered:
        ground = ground.as_seen(Seen(tenders=Tendering.less(ladder.net_of)))
    if ladder.measure.draws.clauses:
        raise NotCompiled("a ladder on what other clauses give")
    return Climbed(ground, rules, ground.ladder(rules, name, ladder), ladder, context.today)


def _begun(ladder: Ladder, term: Period) -> Ladder:
    if ladder.window.from_start and term.start == FIRST_DAY:
        raise NotCompiled("levels over periods that begin with the first fact of each member")
    return ladder.begun(term.start, term)
