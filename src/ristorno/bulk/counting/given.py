"""What the holders of a clause are given by other clauses, by day: windows give on their last day that is seen."""

from collections.abc import Sequence

from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.plan.expressions import NOTHING, call, col, value
from ristorno.bulk.plan.numbers import NARROW, TooLarge
from ristorno.bulk.plan.relations import Days, Join, Relation, Rows, select, union
from ristorno.kernel.period import DAY, FIRST_DAY, Period


def given_by(compiling: Compiling, names: Sequence[str]) -> tuple[Relation, int]:
    """Return what some clauses give the holders, by ``member`` and ``day``, and what no sum of it for one passes.

    Raises:
        NotCompiled: one of them is not compiled.
        TooLarge: the sum may be longer than 64 bits.
    """
    found: list[Relation] = []
    most = 0
    seen = call("least", col("last"), value(compiling.holders.context.today))
    for name in names:
        other = compiling.beside(name)
        owed = compiling.everybody.owed(other)
        if owed is not None:
            kept = other.keep(owed, "What other clauses count")
            amounts = {"member": col("member"), "day": seen, "amount": col("amount")}
            found.append(select(kept, amounts, call("<>", col("amount"), NOTHING)))
            most += compiling.everybody.most_of(other)
    if most > NARROW:
        raise TooLarge
    nothing = Rows((("member", "integer"), ("day", "day"), ("amount", "integer")), ())
    return union(found or [nothing]), most


def given_in(compiling: Compiling, given: Relation, periods: Sequence[Period]) -> Relation:
    """Return what is given in some periods, with the number of each ``period``, from 1."""
    days = [(place, _seen(compiling, each)) for place, each in enumerate(periods, start=1)]
    listed = Days("day", "period", tuple((held.start, held.last, place) for place, held in days if held.days > 0))
    return Join(given, listed, ("day",))


def _seen(compiling: Compiling, days: Period) -> Period:
    """Return the days of a period on which anything can be given."""
    begun = [span.days.start for span in compiling.holders.timeline.spans]
    first = min(compiling.ground.holdings.first_day, *(day for day in begun if day > FIRST_DAY), days.last)
    return days.cut(Period(first, compiling.holders.context.today + DAY))
