"""What is promised on a day to some buyer: offers and clauses as they rule then, each with the most that it gives."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ristorno.engine.calculation import Calculation
from ristorno.engine.policy.most import Most, most_of, most_of_offer
from ristorno.engine.ruling.timeline import Rules, Timeline
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.who import Who


@dataclass(frozen=True, slots=True, eq=False)
class Promise:
    """A clause or an offer in one version.

    ``now``: taken off at the moment of order, alone of its ``group``. ``for_all``: others' purchases bring it, so
    whoever buys may lead to it.
    """

    program: str
    contract: str
    name: str
    rules: Rules
    who: Who
    earn_on: FactSet
    most: Most
    for_all: bool = False
    now: bool = False
    group: str | None = None

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
            if span is not None:
                terms = span.rules.terms
                names = [name for name, offer in terms.offers.items() if day in offer.valid]
                names += [name for name, clause in terms.clauses.items() if _in_campaign(clause, day)]
                found = (self._promise(timeline, span.rules, name) for name in names)
                yield from (promise for promise in found if promise is not None)

    def _promise(self, timeline: Timeline, rules: Rules, name: str) -> Promise | None:
        key = id(rules), name
        if key not in self._made:
            made = _of_clause if name in rules.terms.clauses else _of_offer
            self._made[key] = made(timeline, rules, name)
        return self._made[key]


def _of_clause(timeline: Timeline, rules: Rules, name: str) -> Promise | None:
    """Return what a clause promises; None for one that gives nothing for what is bought."""
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


def _of_offer(timeline: Timeline, rules: Rules, name: str) -> Promise | None:
    """Return what an offer promises; None for a tender, and for a voucher, which opens an offer of its own."""
    offer = rules.terms.offers[name]
    if offer.stage in {"tender", "voucher"}:
        return None
    return Promise(
        program=rules.terms.program,
        contract=timeline.contract.id,
        name=name,
        rules=rules,
        who=offer.who,
        earn_on=offer.on,
        most=most_of_offer(offer),
        now=True,
        group=offer.exclusive.group if offer.exclusive is not None else None,
    )


def _in_campaign(clause: Clause, day: date) -> bool:
    window = clause.window
    return window.first is None or day in window.whole(window.first)
