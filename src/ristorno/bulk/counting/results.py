"""What other clauses give, counted like facts: on the last day of each of their windows that is seen."""

from collections.abc import Sequence

from ristorno.bulk.counting.clauses import Compiling, one_measure
from ristorno.bulk.counting.gathered import Numbered, gather
from ristorno.bulk.counting.lined import by_line
from ristorno.bulk.counting.measuring import number_of
from ristorno.bulk.counting.multiplied import versions_of
from ristorno.bulk.counting.windowed import asks_known
from ristorno.bulk.plan.expressions import NOTHING, NULL, Expression, call, col, value, when
from ristorno.bulk.plan.numbers import NARROW, ZERO, Number, TooLarge
from ristorno.bulk.plan.relations import Days, Join, Relation, Rows, Summed, aggregate, select, union
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.measures.sum import Sum
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.reward import Reward
from ristorno.kernel.period import DAY, FIRST_DAY, Period


def with_results(compiling: Compiling, slots: Sequence[Numbered], reward: Reward) -> tuple[Relation, Number]:
    """Return by member and window what the facts of a clause measure with what other clauses give, and its number."""
    clauses = [reading.clause for _, _, frame in slots for reading in frame.readings]
    for clause in clauses:
        _refuse(clause, reward)
    if asks_known(slots):
        raise NotCompiled("fixed sums, or bounds that change, on what other clauses give")
    measure = one_measure(clauses)
    given, most = _given(compiling, measure.draws.clauses)
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


def _given(compiling: Compiling, names: Sequence[str]) -> tuple[Relation, int]:
    """Return what some clauses give the holders, by day, and what no sum of it passes."""
    found: list[Relation] = []
    most = 0
    seen = call("least", col("last"), value(compiling.holders.context.today))
    for name in names:
        other = compiling.beside(name)
        owed = compiling.everybody.owed(other)
        if owed is not None:
            amounts = {"member": col("member"), "day": seen, "amount": col("amount")}
            kept = other.keep(owed, "What other clauses count")
            found.append(select(kept, amounts, call("<>", col("amount"), NOTHING)))
            most += compiling.everybody.most_of(other)
    nothing = Rows((("member", "integer"), ("day", "day"), ("amount", "integer")), ())
    return union(found or [nothing]), most


def _in_windows(compiling: Compiling, slots: Sequence[Numbered], given: Relation) -> Relation:
    """Return what is given by window, with the version of the terms that judges it there."""
    readings = [(number, reading) for number, _, frame in slots for reading in frame.readings]
    days = [(place, _seen(compiling, reading.days)) for place, (_, reading) in enumerate(readings, start=1)]
    listed = Days("day", "reading", tuple((held.start, held.last, place) for place, held in days if held.days > 0))
    rows = tuple((place, number, reading.version) for place, (number, reading) in enumerate(readings, start=1))
    names = (("reading", "integer"), ("slot", "integer"), ("version", "integer"))
    return Join(Join(given, listed, ("day",)), Rows(names, rows), ("reading",))  # type: ignore[arg-type]


def _seen(compiling: Compiling, days: Period) -> Period:
    """Return the days of a window on which anything can be given."""
    first = compiling.ground.holdings.first_day if days.start == FIRST_DAY else days.start
    return days.cut(Period(first, compiling.holders.context.today + DAY))


def _under(versions: Sequence[int], results: Number) -> dict[str, Expression]:
    return {
        f"paid_{version}": when(call("=", col("version"), value(version)), results.expression, NULL)
        for version in versions
    }


def _scaled(versions: Sequence[int], own: Number, decimals: int) -> dict[str, Expression]:
    names = [f"paid_{version}" for version in versions]
    return {name: own.named(name).scaled(decimals).expression for name in names}
