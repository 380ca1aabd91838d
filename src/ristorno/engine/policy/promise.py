"""What is promised on a day to some buyer: clauses as they rule then, each with the most that it gives."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ristorno.engine.calculation import Calculation
from ristorno.engine.policy.most import Most, most_of
from ristorno.engine.ruling.timeline import Rules, Timeline
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.who import Who


@dataclass(frozen=True, slots=True, eq=False)
class Promise:
    """A clause in one version. ``for_all``: others' purchases bring it, so whoever buys may lead to it."""

    program: str
    contract: str
    name: str
    rules: Rules
    who: Who
    earn_on: FactSet
    most: Most
    for_all: bool

    @property
    def title(self) -> str:
        """How it is named where several programs are looked at."""
        return f"{self.program}.{self.name}"


class Promises:
    """The promises of programs that run together, each made once."""

    def __init__(self, calculations: Sequence[Calculation]) -> None:
        self.calculations = calculations
        self._made: dict[tuple[int, str], Promise | None] = {}

    def timelines(self, member: str) -> list[Timeline]:
        """Return the terms of a member under all programs."""
        return [timeline for each in self.calculations for timeline in each.timelines(member)]

    def of(self, timelines: Sequence[Timeline], day: date) -> Iterator[Promise]:
        """Yield what terms promise on a day."""
        for timeline in timelines:
            span = timeline.on(day)
            for name in span.rules.terms.clauses if span is not None else ():
                assert span is not None
                promise = self._promise(timeline, span.rules, name)
                if promise is not None and _in_campaign(span.rules, name, day):
                    yield promise

    def _promise(self, timeline: Timeline, rules: Rules, name: str) -> Promise | None:
        key = id(rules), name
        if key not in self._made:
            self._made[key] = _made(timeline, rules, name)
        return self._made[key]


def _made(timeline: Timeline, rules: Rules, name: str) -> Promise | None:
    """Return a promise; None for one that gives nothing for what is bought."""
    clause = rules.terms.clauses[name]
    if "purchase" not in rules.terms.kinds_of(clause.earn_on):
        return None
    return Promise(
        program=rules.terms.program,
        contract=timeline.contract.id,
        name=name,
        rules=rules,
        who=clause.who,
        earn_on=clause.earn_on,
        most=most_of(rules.terms, clause),
        for_all=clause.pooled,
    )


def _in_campaign(rules: Rules, name: str, day: date) -> bool:
    window = rules.terms.clauses[name].window
    return window.first is None or day in window.whole(window.first)
