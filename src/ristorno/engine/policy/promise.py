"""What is promised on a day to some buyer: offers and clauses as they rule then, each with the most that it gives."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from ristorno.engine.calculation import Calculation
from ristorno.engine.policy.most import Most, most_of, most_of_offer
from ristorno.engine.ruling.timeline import Rules, Timeline
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.offers.offer import Offer
from ristorno.engine.terms.program import Agreement
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.who import Who
from ristorno.kernel.number import ZERO, times


@dataclass(frozen=True, slots=True, eq=False)
class Promise:
    """A clause or an offer in one version.

    ``now``: given at the moment of order, alone of its ``group``; ``free``: as goods, not off the price. ``pooled``:
    others' purchases bring it, so whoever buys may lead to it. ``later_judged``: levels and segments are those of
    another moment than the order's, so they may be any.
    """

    program: str
    contract: str
    name: str
    rules: Rules
    who: Who
    earn_on: FactSet
    most: Most
    pooled: bool = False
    later_judged: bool = False
    now: bool = False
    free: bool = False
    group: str | None = None
    lines: Literal["goods", "delivery", "all"] = "goods"
    """Whether it is for goods, their delivery, or both."""

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
        """Yield what terms promise for an order of a day."""
        for timeline in timelines:
            span = timeline.on(day)
            if span is not None:
                terms = span.rules.terms
                names = [name for name, offer in terms.offers.items() if day in offer.valid]
                names += [name for name, clause in terms.clauses.items() if _rules(clause, day)]
                yield from self._found(timeline, span.rules, names)
            for rules in dict.fromkeys(span.rules for span in timeline.spans):
                names = [name for name, clause in rules.terms.clauses.items() if _ruled_elsewhere(clause)]
                yield from self._found(timeline, rules, names)

    def _found(self, timeline: Timeline, rules: Rules, names: Iterable[str]) -> Iterator[Promise]:
        found = (self._promise(timeline, rules, name) for name in names)
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
    payees = _payees(timeline, clause)
    if "purchase" not in rules.terms.kinds_of(clause.earn_on) or payees == frozenset():
        return None
    most = most_of(rules.terms, clause)
    return Promise(
        program=rules.terms.program,
        contract=timeline.contract.id,
        name=name,
        rules=rules,
        who=clause.who,
        earn_on=clause.earn_on,
        most=_up_the_chain(most, payees) if clause.whose == "downstream" else most,
        pooled=clause.pooled,
        later_judged=clause.who.dated and (clause.who.at != "fact" or _ruled_elsewhere(clause)),
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
        free=offer.stage != "discount",
        group=_group(offer),
        lines=offer.lines,
    )


def _group(offer: Offer) -> str | None:
    """Return the group of which the offer alone is given, as far as that bounds anything.

    Where one wins for each line, a sum for the whole order may be spread over the lines that others leave to it.
    """
    exclusive = offer.exclusive
    if exclusive is None or offer.stage != "discount":
        return None
    by_line = most_of_offer(offer).share == offer.gives.most_share(ZERO)
    return exclusive.group if exclusive.per == "order" or by_line else None


def _payees(timeline: Timeline, clause: Clause) -> frozenset[str] | None:
    """Return the members who alone can be paid; None where anybody can."""
    contract, named = timeline.contract, clause.who.members
    held = frozenset(contract.members) if isinstance(contract, Agreement) else None
    if named is None or held is None:
        return held if named is None else frozenset(named)
    return held.intersection(named)


def _up_the_chain(most: Most, payees: frozenset[str] | None) -> Most:
    """Return the most that all those are given together who supply a buyer, and who supply them."""
    if most.share is None:
        return most
    if payees is None:
        return Most(None, "all who supply the buyer are given it, one above the other; `for: {members: ...}` bounds it")
    return Most(times(most.share, Decimal(len(payees))), most.why)


def _ruled_elsewhere(clause: Clause) -> bool:
    """Whether another day than the order's says which version rules, and when it counts."""
    return clause.count_on != "occurred" or (clause.change != "by_fact" and not clause.window.narrow)


def _rules(clause: Clause, day: date) -> bool:
    """Whether a clause counts what is bought on a day: none of a campaign at another time, or ruled elsewhere."""
    window = clause.window
    return not _ruled_elsewhere(clause) and (window.first is None or day in window.whole(window.first))
