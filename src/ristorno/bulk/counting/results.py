"""What other clauses give, counted like facts: on the last day of each of their windows that is seen."""

from collections.abc import Sequence

from ristorno.bulk.counting.clauses import Compiling, one_measure
from ristorno.bulk.counting.gathered import Numbered, gather
from ristorno.bulk.counting.given import given_by, given_in
from ristorno.bulk.counting.lined import by_line
from ristorno.bulk.counting.measuring import number_of
from ristorno.bulk.counting.multiplied import versions_of
from ristorno.bulk.counting.windowed import asks_known
from ristorno.bulk.plan.expressions import NULL, Expression, call, col, value, when
from ristorno.bulk.plan.numbers import NARROW, ZERO, Number, TooLarge
from ristorno.bulk.plan.relations import Join, Relation, Rows, Summed, aggregate, select, union
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.measures.sum import Sum
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.reward import Reward


def with_results(compiling: Compiling, slots: Sequence[Numbered], reward: Reward) -> tuple[Relation, Number]:
    """Return by member and window what the facts of a clause measure with what other clauses give, and its number."""
    clauses = [reading.clause for _, _, frame in slots for reading in frame.readings]
    for clause in clauses:
        _refuse(clause, reward)
    if asks_known(slots):
        raise NotCompiled("fixed sums, or bounds that change, on what other clauses give")
    measure = one_measure(clauses)
    given, most = given_by(compiling, measure.draws.clauses)
    facts: list[Relation] = []
    own = ZERO
    if isinstance(measure, Sum):
        plain = measure.model_copy(update={"net_of": ()})
        facts.append(gather(compiling, slots, known=False, measure=plain))
        own = number_of(compiling.ground, "period", plain)
    results = Number(col("amount"), compiling.decimals, most)
    decimals = max(own.decimals, results.decimals)
    results = (results.negated if facts else results).scaled(decimals)
    paid = Number(NULL, decimals, own.scaled(decimals).most + results.most)
    if paid.most > NARROW:
        raise TooLarge
    versions = sorted({each for _, _, frame in slots for each in versions_of(compiling.holders.context, frame)})
    keys = {"member": col("member"), "slot": col("slot")}
    rows = [
        select(_in_windows(compiling, slots, given), {**keys, **_under(versions, results)}),
        *(select(each, {**keys, **_scaled(versions, own, decimals)}) for each in facts),
    ]
    sums = {f"paid_{version}": Summed("sum", col(f"paid_{version}")) for version in versions}
    return aggregate(union(rows), keys, sums), paid


def _refuse(clause: Clause, reward: Reward) -> None:
    """Raise what the plan cannot say of clauses that build on others."""
    mechanic = clause.mechanic
    asked = {
        "what other clauses give before levels multiply it": not clause.measure.draws.multiplied,
        "what other clauses give, for persons or parties": reward.apart or reward.among_persons,
        "what other clauses give, in the order of lines": by_line(clause),
        "what other clauses give, by rows of a rate": mechanic.keyed is not None or mechanic.picked_by is not None,
    }
    for what, is_asked in asked.items():
        if is_asked:
            raise NotCompiled(what)


def _in_windows(compiling: Compiling, slots: Sequence[Numbered], given: Relation) -> Relation:
    """Return what is given by window, with the version of the terms that judges it there."""
    readings = [(number, reading) for number, _, frame in slots for reading in frame.readings]
    found = given_in(compiling, given, [reading.days for _, reading in readings])
    rows = tuple((place, number, reading.version) for place, (number, reading) in enumerate(readings, start=1))
    return Join(found, Rows((("period", "integer"), ("slot", "integer"), ("version", "integer")), rows), ("period",))


def _under(versions: Sequence[int], results: Number) -> dict[str, Expression]:
    return {
        f"paid_{version}": when(call("=", col("version"), value(version)), results.expression, NULL)
        for version in versions
    }


def _scaled(versions: Sequence[int], own: Number, decimals: int) -> dict[str, Expression]:
    names = [f"paid_{version}" for version in versions]
    return {name: own.named(name).scaled(decimals).expression for name in names}
