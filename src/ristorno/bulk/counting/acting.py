"""Who acted: facts by person or party, with the employer's consent as of the moment of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ristorno.bulk.counting.ground import Ground
from ristorno.bulk.counting.looks import PARTY, details
from ristorno.bulk.plan.expressions import FALSE, NULL, TRUE, Expression, call, col, every, negated, value, when
from ristorno.bulk.plan.relations import (
    AsOf,
    Join,
    Relation,
    Select,
    Summed,
    Table,
    aggregate,
    extended,
    filtered,
    select,
    union,
)
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.history.book import CONSENT_KINDS
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.reward import Reward

PERSON, CONSENTED = "person", "consented"
"""Columns: the code of who acted, 0 for nobody; whether the employer consents."""
NOBODY = value(0)


@dataclass(frozen=True, slots=True)
class Parting:
    """Into which parts the facts of a window fall: the column that names the part, and which facts have one."""

    part: Expression
    where: Expression
    role: str | None = None
    """The role of the parties that are parts."""


def apart(reward: Reward, *, person: bool) -> Parting:
    """Return the parts of a clause that pays persons or parties; ``person``: the member needs no consent."""
    if reward.party is not None:
        named = col(f"{PARTY}{reward.party}")
        return Parting(named, negated(call("=", call("coalesce", named, value("")), value(""))), reward.party)
    consented = _consented(person=person)
    there: Expression = call("<>", col(PERSON), NOBODY)
    where = there if reward.without_consent == "to_company" else every([there, consented])
    return Parting(when(consented, col(PERSON), NOBODY), where)


def parted(ground: Ground, facts: Relation, parting: Parting) -> Relation:
    """Return facts by who acted with the part that they belong to."""
    if parting.role is not None:
        ground.roles.add(parting.role)
    return extended(facts, {"part": parting.part})


def of_whose_past(ground: Ground, facts: Relation, parting: Parting) -> Relation:
    """Return facts by who acted, with the part whose past they are: consent was not asked then.

    The past of what nobody has consent for is that of the whole company.
    """
    if parting.role is not None:
        return filtered(parted(ground, facts, parting), parting.where)
    own = filtered(extended(facts, {"part": col(PERSON)}), call("<>", col(PERSON), NOBODY))
    return union([own, extended(facts, {"part": NOBODY})])


def weighed(*, person: bool) -> Parting:
    """Return the parts of those who acted; what nobody acted or has consent for is nobody's."""
    return Parting(when(_consented(person=person), col(PERSON), NOBODY), TRUE)


def _consented(*, person: bool) -> Expression:
    return call("<>", col(PERSON), NOBODY) if person else call("coalesce", col(CONSENTED), FALSE)


def recipient(reward: Reward) -> Mapping[str, Expression]:
    """Return the columns of who gets the amount of a ``part``: person, party or group, if any."""
    if reward.party is not None:
        return {"party": col("part")}
    if reward.to in ("head", "each"):
        return {"owner": col("part")}
    if reward.to == "company":
        return {}
    return {"contact": when(call("=", col("part"), NOBODY), NULL, col("part"))}


def one_reward(clauses: Iterable[Clause]) -> Reward:
    """Return to whom clauses pay; raises :class:`NotCompiled` where that changes."""
    found = {repr((each.reward.unit, each.reward.to, each.reward.without_consent)): each.reward for each in clauses}
    if len(found) > 1:
        raise NotCompiled("a recipient that changes")
    return next(iter(found.values()))


def with_actors(lines: Relation, roles: Iterable[str]) -> Relation:
    """Return lines with who acted, and with the parties that they name in some roles."""
    acted = extended(lines, {PERSON: call("coalesce", col("contact"), NOBODY)})
    told = [f"{PARTY}{role}" for role in sorted(roles)]
    return Join(acted, details(told), ("detail",), "left") if told else acted


def with_consent(acted: Relation) -> Relation:
    """Return facts of a moment by who acted, and whether the employer consents to it then."""
    return AsOf(acted, _words(), ("member", PERSON), "at", "said_at", strictly=False)


def _words() -> Select:
    """Return what the employer last said by each moment at which it said anything about a person."""
    states = Table("states")
    said: dict[str, Expression] = {"member": col("member"), "said_at": col("at"), "place": col("place")}
    said |= {CONSENTED: call("=", col("kind"), value("consent_given"))}
    about = call("in", col("kind"), *map(value, sorted(CONSENT_KINDS)))
    nobody = call("is null", col("contact"))
    named = select(states, {**said, PERSON: col("contact")}, every([about, negated(nobody)]))
    persons = select(Table("lines"), {"member": col("member"), PERSON: col("contact")}, negated(nobody), distinct=True)
    of_all = Join(select(states, said, every([about, nobody])), persons, ("member",))
    columns = {name: col(name) for name in (*said, PERSON)}
    words = union([named, select(of_all, columns)])
    keys = ("member", PERSON, "said_at")
    last = aggregate(words, {name: col(name) for name in keys}, {"place": Summed("greatest", col("place"))})
    kept = {name: col(name) for name in (*keys, CONSENTED)}
    return select(Join(last, words, (*keys, "place")), kept)
