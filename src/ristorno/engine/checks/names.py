"""Every name refers to something: sets, kinds, groups, ladders, tiers, units."""

from collections.abc import Iterable, Iterator

from ristorno.engine.benefits.voucher import VoucherFor
from ristorno.engine.checks.legal import known_laws
from ristorno.engine.checks.money import known_sources
from ristorno.engine.checks.shared import known_caps
from ristorno.engine.mechanics.keyed import ELSE, Keyed
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.conditions import Gate
from ristorno.engine.terms.finding import Finding, unknown
from ristorno.engine.terms.offers.offer import Offer
from ristorno.engine.terms.offers.trigger import Beside
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.terms import Terms, known_currencies
from ristorno.engine.terms.who import Who
from ristorno.kernel.document import Path


def check_names(terms: Terms) -> Iterator[Finding]:
    """Yield every name that refers to nothing, and sets that go in a circle."""
    yield from _units(terms)
    yield from _paid_for(terms)
    yield from _awards(terms)
    yield from _groups(terms)
    for path, facts in all_sets(terms):
        yield from _set(terms, path, facts)
    yield from _circles(terms)
    yield from known_caps(terms)
    yield from known_sources(terms)
    yield from known_laws(terms)
    for name, clause in terms.clauses.items():
        yield from _clause(terms, ("clauses", name), clause)
    for name, offer in terms.offers.items():
        yield from _offer(terms, ("offers", name), offer)


def all_sets(terms: Terms) -> Iterator[tuple[Path, FactSet]]:
    """Yield every set of the terms, inner ones too, with its path."""
    for name, facts in terms.sets.items():
        yield from _nested(("sets", name), facts)
    for name, ladder in terms.ladders.items():
        yield from _nested(("ladders", name, "of"), ladder.of)
        if ladder.measure.of is not None:
            yield from _nested(("ladders", name, "measure", "of"), ladder.measure.of)
    for name, unit in terms.units.items():
        if unit.fair_value is not None and unit.fair_value.redeemed is not None and unit.fair_value.redeemed.of:
            yield from _nested(("units", name, "fair_value", "redeemed", "of"), unit.fair_value.redeemed.of)
    for name, clause in terms.clauses.items():
        yield from _sets_of_clause(("clauses", name), clause)
    for name, offer in terms.offers.items():
        yield from _nested(("offers", name, "on"), offer.on)
        yield from _sets_of_gates(("offers", name, "qualify"), offer.gates)
    for name, floor in terms.policy.price_floors.items():
        yield from _nested(("policy", "price_floors", name, "on"), floor.on)
    for name, cost in terms.policy.costs.items():
        yield from _nested(("policy", "costs", name, "on"), cost.on)


def _sets_of_clause(path: Path, clause: Clause) -> Iterator[tuple[Path, FactSet]]:
    yield from _nested((*path, "earn_on"), clause.earn_on)
    bracket_by = clause.mechanic.picked_by
    if bracket_by is not None and bracket_by.of is not None:
        yield from _nested((*path, "mechanic", "brackets", "bracket_by", "of"), bracket_by.of)
    for name, measure in zip(("own", "whole"), clause.mechanic.proportion or (), strict=False):
        if measure.of is not None:
            yield from _nested((*path, "mechanic", clause.mechanic.KEY, name, "of"), measure.of)
    passed = clause.reward.pass_on
    if passed is not None and passed.by.of is not None:
        yield from _nested((*path, "reward", "pass_on", "by", "of"), passed.by.of)
    yield from _sets_of_gates((*path, "qualify"), clause.gates)
    yield from _sets_of_gates((*path, "mechanic", clause.mechanic.KEY), clause.mechanic.row_gates)


def _sets_of_gates(path: Path, gates: Iterable[Gate]) -> Iterator[tuple[Path, FactSet]]:
    for gate in gates:
        for facts in (gate.of, *(part.of for part in gate.measure.parts)):
            if facts is not None:
                yield from _nested(path, facts)


def _nested(path: Path, facts: FactSet) -> Iterator[tuple[Path, FactSet]]:
    yield path, facts
    if facts.excluded is not None:
        yield from _nested((*path, "except"), facts.excluded)


def _set(terms: Terms, path: Path, facts: FactSet) -> Iterator[Finding]:
    if facts.of is not None and facts.of not in terms.sets:
        yield unknown(path, "set", facts.of, terms.sets)
    for kind in facts.kinds or ():
        if kind not in terms.known_kinds:
            yield unknown((*path, "kinds"), "kind", kind, terms.known_kinds)
    if terms.groups:
        known = known_groups(terms)
        for group in facts.groups or ():
            if group not in known:
                yield unknown((*path, "groups"), "group", group, known)


def _paid_for(terms: Terms) -> Iterator[Finding]:
    """Yield sets that a unit may pay for and that are not there."""
    for name, unit in terms.units.items():
        pays_for = unit.wallet.pays_for
        if pays_for is not None and pays_for not in terms.sets:
            yield unknown(("units", name, "wallet", "pays_for"), "set", pays_for, terms.sets)


def known_groups(terms: Terms) -> set[str]:
    """Return every group of the tree."""
    return {*terms.groups, *(child for children in terms.groups.values() for child in children)}


def _circles(terms: Terms) -> Iterator[Finding]:
    told: set[str] = set()
    for name in terms.sets:
        circle = _circle(terms, name)
        if circle and told.isdisjoint(circle):
            told.update(circle)
            reason = f"The set {name!r} is defined by itself: {' -> '.join([*circle, name])}."
            remedy = "Let one of the sets in the circle say its facts itself."
            yield Finding(("sets", name), "terms.circle", reason, remedy)


def _circle(terms: Terms, name: str) -> list[str]:
    """Return the names on a way from a set back to itself, empty where there is none."""
    ways: list[list[str]] = [[name]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for named in _named(terms.sets.get(way[-1])):
            if named == name:
                return way
            if named not in seen:
                seen.add(named)
                ways.append([*way, named])
    return []


def _named(facts: FactSet | None) -> Iterator[str]:
    while facts is not None:
        if facts.of is not None:
            yield facts.of
        facts = facts.excluded


def _groups(terms: Terms) -> Iterator[Finding]:
    for name in terms.groups:
        below = [terms.below(child) for child in terms.groups[name]]
        if any(name in found for found in below):
            remedy = "A group cannot lie below itself."
            yield Finding(("groups", name), "terms.circle", f"The group {name!r} goes in a circle.", remedy)


def _units(terms: Terms) -> Iterator[Finding]:
    currencies = known_currencies()
    for name, unit in terms.units.items():
        if unit.kind == "money" and name not in currencies:
            yield unknown(("units", name), "currency", name, currencies)
        if unit.step is not None and unit.step <= 0:
            yield Finding(("units", name, "step"), "terms.step", "A step must be above 0.", "Write 0.01 or 1.")
    if terms.currency is not None and terms.currency not in currencies:
        yield unknown(("currency",), "currency", terms.currency, currencies)
    for name in terms.exchange:
        if name not in currencies:
            yield unknown(("exchange", name), "currency", name, currencies)


def _clause(terms: Terms, path: Path, clause: Clause) -> Iterator[Finding]:
    unit = clause.reward.unit
    grants = clause.reward.grants
    if grants is not None and grants not in terms.rewards:
        yield unknown((*path, "reward", "grants"), "reward", grants, terms.rewards)
    if unit is None and grants is None and len(terms.units) > 1:
        names = ", ".join(terms.units)
        yield Finding((*path, "reward"), "terms.missing", "The reward names no unit.", f"Add unit: one of {names}.")
    if unit is not None and unit not in terms.units:
        yield unknown((*path, "reward", "unit"), "unit", unit, terms.units)
    yield from _audience(terms, path, clause.who)
    for keyed in clause.mechanic.keyed.parts() if clause.mechanic.keyed else ():
        yield from _rows(terms, (*path, "mechanic", clause.mechanic.KEY), keyed)
    if clause.multiply is not None:
        yield from _tiers(terms, (*path, "multiply"), clause.multiply.ladder, tuple(clause.multiply.factors))


def _offer(terms: Terms, path: Path, offer: Offer) -> Iterator[Finding]:
    """Yield what an offer names that is not there."""
    yield from _audience(terms, path, offer.who)
    for keyed in offer.gives.keyed.parts() if offer.gives.keyed else ():
        yield from _rows(terms, (*path, "gives", offer.gives.KEY), keyed)
    beside = (offer.trigger.beside,) if isinstance(offer.trigger, Beside) else ()
    for where, names in (("base", offer.after), ("trigger", beside)):
        for name in names:
            if name not in terms.offers:
                yield unknown((*path, where), "offer", name, terms.offers)
    if isinstance(offer.gives, VoucherFor) and offer.gives.opens not in terms.offers:
        yield unknown((*path, "gives", offer.gives.KEY), "offer", offer.gives.opens, terms.offers)
    if offer.budget is not None and offer.budget not in terms.budgets:
        yield unknown((*path, "budget"), "budget", offer.budget, terms.budgets)
    for where, unit in offer.gives.units:
        if unit not in terms.units:
            yield unknown((*path, "gives", offer.gives.KEY, where), "unit", unit, terms.units)


def _audience(terms: Terms, path: Path, who: Who) -> Iterator[Finding]:
    for whom, where in zip(who.parts, ((), ("except",)), strict=False):
        for ladder, tiers in (whom.levels or {}).items():
            yield from _tiers(terms, (*path, "for", *where, "levels", ladder), ladder, tiers)


def _awards(terms: Terms) -> Iterator[Finding]:
    """Yield rewards under the name of a unit, and what they name that is not there."""
    for name, award in terms.rewards.items():
        path: Path = ("rewards", name)
        if name in terms.units:
            reason = f"{name!r} is a unit already, so nobody could tell pieces from units."
            yield Finding(path, "terms.award", reason, "Give the reward another name.")
        yield from (
            unknown((*path, "price"), "unit", unit, terms.units)
            for unit in award.price or ()
            if unit not in terms.units
        )
        known = known_currencies()
        yield from (
            unknown((*path, "worth"), "currency", unit, known) for unit in award.worth or () if unit not in known
        )
        yield from _audience(terms, path, award.who)


def _rows(terms: Terms, path: Path, keyed: Keyed) -> Iterator[Finding]:
    """Yield the rows of a rate that no fact can ever fit."""
    names = tuple(name for name in keyed.rows if name != ELSE)
    if keyed.kind == "level":
        yield from _tiers(terms, path, keyed.name, names)
    if keyed.kind == "group" and terms.groups:
        known = known_groups(terms)
        yield from (unknown((*path, name), "group", name, known) for name in names if name not in known)


def _tiers(terms: Terms, path: Path, ladder: str, tiers: tuple[str, ...]) -> Iterator[Finding]:
    if ladder not in terms.ladders:
        yield unknown(path, "ladder", ladder, terms.ladders)
        return
    for tier in tiers:
        if tier not in terms.ladders[ladder].tiers:
            yield unknown((*path, tier), "tier", tier, terms.ladders[ladder].tiers)
