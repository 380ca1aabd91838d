"""What the rules need not tell, each with the reason. Whoever adds a field adds words for it, not an entry here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine.rulebook.changing import Change
from ristorno.engine.checks.names import all_sets
from ristorno.engine.fact import SALES_KINDS
from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.mechanics.brackets import Brackets
from ristorno.engine.terms.accrue import Accrue
from ristorno.engine.terms.clause import Baseline, Clause
from ristorno.engine.terms.conditions import All, Gate
from ristorno.engine.terms.conditions import Any as AnyOf
from ristorno.engine.terms.fair_value import BroughtForward, FairValue
from ristorno.engine.terms.ladder import Ladder
from ristorno.engine.terms.offers.offer import Offer
from ristorno.engine.terms.offers.policy import GoodsCost
from ristorno.engine.terms.reward import Reward
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.terms import Terms
from ristorno.engine.terms.who import Who

NEVER: Final[Mapping[str, str]] = {
    "Clause.accrue": "what the sponsor books promises nothing",
    **{f"Accrue.{name}": "what the sponsor books promises nothing" for name in Accrue.model_fields},
    "Unit.fair_value": "what a point is worth is for the sponsor's accountant",
    **{f"FairValue.{name}": "it is for the sponsor's accountant" for name in FairValue.model_fields},
    **{f"BroughtForward.{name}": "it is for the sponsor's accountant" for name in BroughtForward.model_fields},
    "Policy.costs": "what goods cost the sponsor is between it and those it buys from, as the cost of a line is",
    **{f"GoodsCost.{name}": "what goods cost the sponsor is not for members" for name in GoodsCost.model_fields},
    "Policy.budgets_hold": "it asks for a proof, and changes no amount",
    "Terms.program": "an id; people read the title",
    "Terms.sets": "a set is told whole wherever it is used, so nobody has to look up its name",
    "Brackets.allow_over_100": "only says that a rate, which is told, is meant",
    "Growth.allow_over_100": "only says that a rate, which is told, is meant",
    "ShareOf.allow_over_100": "only says that a rate, which is told, is meant",
    "Percent.allow_over_100": "only says that a rate, which is told, is meant",
}
"""Fields that change no amount by themselves."""

ALONE: Final[Mapping[str, str]] = {
    "Split.rest": "it is the one recipient without a share, so it cannot change alone",
    "Multiply.ladder": "two ladders would need the same levels",
    "Keyed.kind": "by what a row is picked stands in one word with its name",
    "Keyed.name": "by what a row is picked stands in one word with its name",
    "Window.shape": "another shape comes as another window",
}
"""Fields that cannot be changed alone; a test of their own shows that they are told."""


@dataclass(frozen=True)
class Idle:
    """When a change of a field means nothing to the engine."""

    when: Callable[[Change], bool]
    because: str


def idle(change: Change) -> bool:
    """Return whether there is a good reason why a change is not told."""
    name = change.spot.names[-1]
    booked = change.spot.above(FairValue) is not None or change.spot.above(GoodsCost) is not None
    return name in NEVER or booked or _in_a_set_that_is_not_asked(change) or (name in IDLE and IDLE[name].when(change))


def _clause(change: Change) -> Clause:
    clause, offer = change.spot.above(Clause), change.spot.above(Offer)
    if offer is not None:
        return offer.asking
    assert clause is not None
    return clause


def _in_a_set_that_is_not_asked(change: Change) -> bool:
    """Whether another set, nearer to the measure of a ladder or farther from that of a condition, takes its place."""
    return any(
        (isinstance(model, Ladder) and field == "of" and model.measure.of is not None)
        or (isinstance(model, MeasureKind) and field == "of" and _gate_names_its_facts(change))
        or (isinstance(model, MeasureKind) and field == "of" and _ladder_names_the_same(change))
        for model, field in change.spot.trail
    )


def _ladder_names_the_same(change: Change) -> bool:
    ladder = change.spot.above(Ladder)
    return ladder is not None and change.spot.value is None and change.new == ladder.of


def _gate_names_its_facts(change: Change) -> bool:
    gate = change.spot.above(Gate)
    return gate is not None and gate.of is not None


def _same_measure_but_facts(change: Change) -> bool:
    old, new = change.spot.value, change.new
    return _gate_names_its_facts(change) and old.model_copy(update={"of": None}) == new.model_copy(update={"of": None})


def _same_groups_below(change: Change) -> bool:
    terms = change.spot.above(Terms)
    assert terms is not None
    named = {group for _, facts in all_sets(terms) for group in facts.groups or ()}
    return all(terms.below(group) == change.terms.below(group) for group in named)


def _same_currency(change: Change) -> bool:
    terms = change.spot.above(Terms)
    return terms is not None and terms.fact_currency == change.terms.fact_currency


def _same_unit_names(change: Change) -> bool:
    old, new = change.spot.value, change.new
    named = all(unit.kind == "points" and unit.name for unit in old.values())
    return bool(named and list(old.values()) == list(new.values()))


def _same_rows(change: Change) -> bool:
    return list(change.spot.value.values()) == list(change.new.values())


def _kinds_of_the_books(change: Change) -> bool:
    """Whether the kinds that changed stand in no set but those that tell how many points were spent."""
    terms = change.spot.above(Terms)
    assert terms is not None
    old, new = change.spot.value, change.new
    changed = {kind for kind in {*old, *new} if old.get(kind) != new.get(kind)}
    read = (set(facts.kinds or ()) for path, facts in all_sets(terms) if path[0] != "units")
    return all(changed.isdisjoint(kinds) for kinds in read)


def _same_kinds(change: Change) -> bool:
    def kinds(value: Any) -> Any:
        return (value.kinds if isinstance(value, FactSet) else value) or SALES_KINDS

    return bool(kinds(change.spot.value) == kinds(change.new))


def _same_stage(change: Change) -> bool:
    """Whether no scope in either is narrower than the window, or bounds a member for good."""
    clause = _clause(change)

    def scopes(value: Any) -> tuple[str, Any]:
        at = getattr(value, "at", value)
        return ("window" if at != "member" and not clause.narrower(at) else at), getattr(value, "mode", None)

    return scopes(change.spot.value) == scopes(change.new)


def _same_reward(change: Change) -> bool:
    clause, terms = _clause(change), change.terms
    name = next(iter(terms.clauses))
    old, new = clause.reward, terms.clauses[name].reward

    def meant(reward: Reward) -> tuple[object, ...]:
        available = reward.available or ("at_once" if clause.window.narrow else "at_close")
        persons = reward.to == "contact" or reward.among_persons
        return (
            reward.grants or reward.unit or next(iter(terms.units)),
            reward.to,
            available,
            reward.without_consent if persons else "",
        )

    return meant(old) == meant(new)


def _positive_number(change: Change) -> bool:
    baseline = change.spot.above(Baseline)
    return baseline is not None and baseline.number is not None and baseline.number > 0


def _by_number(change: Change) -> bool:
    baseline = change.spot.above(Baseline)
    return baseline is not None and baseline.number is not None


def _one_alone(change: Change) -> bool:
    """Whether a list of one condition takes the place of that condition."""

    def only(value: Any) -> Any:
        parts = value.all if isinstance(value, All) else value.any if isinstance(value, AnyOf) else ()
        return only(parts[0]) if len(parts) == 1 else value

    return bool(only(change.spot.value) == only(change.new))


def _one_fixed(change: Change) -> bool:
    mechanic = change.spot.above(Brackets)
    return mechanic is not None and sum(row.fixed != 0 for row in mechanic.table) < 2


def _gate_at(change: Change) -> bool:
    gate = change.spot.above(Gate)
    return gate is not None and (gate.window is None or not _clause(change).window.narrow)


def _gate_count_on(change: Change) -> bool:
    own = _clause(change).count_on
    return (change.spot.value or own) == (change.new or own)


def _for_ever(change: Change) -> bool:
    ladder = change.spot.above(Ladder)
    return ladder is not None and (ladder.window.shape == "lifetime" or ladder.falls == "none")


def _who_judged(change: Change) -> bool:
    who = change.spot.above(Who)
    return who is not None and not who.dated


IDLE: Final[Mapping[str, Idle]] = {
    "Gate.whose": Idle(
        lambda change: {change.spot.value or _clause(change).whose} == {change.new or _clause(change).whose},
        "a condition that says what its clause says anyway",
    ),
    "PassOn.by": Idle(
        lambda change: change.spot.value.phrase == change.new.phrase,
        "a set is told whole, so its name and what it holds read the same; a change of its facts is tried by itself",
    ),
    "Budget.on_exhausted": Idle(
        lambda change: not change.terms.clauses,
        "what an offer gives is held when it is ordered, first come, first served",
    ),
    **dict.fromkeys(
        ("Policy.price_floors", "Policy.never_together"),
        Idle(_same_rows, "a name by which an agreement says something else of it"),
    ),
    "Terms.groups": Idle(_same_groups_below, "no set names a group in which something changed"),
    "Terms.kinds": Idle(_kinds_of_the_books, "facts that tell what was spent are for the sponsor's accountant"),
    "Terms.currency": Idle(_same_currency, "what is meant when it is left out"),
    "Terms.units": Idle(_same_unit_names, "people read the name of points, not their id"),
    "FactSet.kinds": Idle(_same_kinds, "a set that names no kinds holds net sales"),
    "Clause.earn_on": Idle(_same_kinds, "a set that names no kinds holds net sales"),
    "Gate.measure": Idle(_same_measure_but_facts, "the condition itself says which facts"),
    "Who.at": Idle(_who_judged, "a member's name does not change with time"),
    "Clause.below_zero": Idle(
        lambda change: change.terms.clauses[next(iter(change.terms.clauses))].negative == _clause(change).negative,
        "what is meant when it is left out",
    ),
    **dict.fromkeys(
        ("Clause.reward", "Reward.unit", "Reward.available", "Reward.without_consent"),
        Idle(_same_reward, "what is meant when it is left out, or no person is paid"),
    ),
    "Clause.change": Idle(lambda change: _clause(change).window.narrow, "nothing changes inside a single document"),
    "Clause.rounding": Idle(_same_stage, "the window is no wider"),
    "Rounding.at": Idle(_same_stage, "the window is no wider"),
    "Bound.per": Idle(_same_stage, "the window is no wider"),
    "Clause.qualify": Idle(_one_alone, "all or any of one is that one"),
    "Gate.at": Idle(_gate_at, "only a single document looks at what was before it"),
    "Gate.count_on": Idle(_gate_count_on, "what is meant when it is left out"),
    "Brackets.fixed_of": Idle(_one_fixed, "there are no two fixed sums to choose between"),
    "Baseline.new_members": Idle(_by_number, "a number needs no history"),
    "Baseline.if_not_positive": Idle(_positive_number, "the number is positive"),
    "Ladder.kept_until": Idle(_for_ever, "a level is never lost"),
    "Ladder.falls": Idle(_for_ever, "a level is never lost"),
}
"""When a field means nothing to the engine, and so need not be told."""
