"""What a measure takes from facts that have been summed already: the column to sum."""

from ristorno.bulk.counting.ground import FIELDS, Field, Grain, Ground
from ristorno.bulk.plan.numbers import Number
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.measures.sum import Sum


def column_of(ground: Ground, grain: Grain, measure: MeasureKind) -> tuple[Number, str]:
    """Return the column whose sum is the measure, and the name of the one that counts the lines that say it."""
    if not isinstance(measure, Sum):
        raise NotCompiled(f"the measure {measure.phrase}")
    if measure.draws.clauses or measure.counted_in is not None or measure.of is not None:
        raise NotCompiled(f"the measure {measure.phrase} in this form")
    names: dict[str, Field] = {name: name for name in FIELDS}
    if measure.sum not in names:
        raise NotCompiled(f"the expression {measure.sum}")
    return ground.summed(grain, names[measure.sum]), f"{measure.sum}_known"
