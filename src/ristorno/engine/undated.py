"""Lines of which nobody can say how early they were paid, because they were due on no day: told beside the answer."""

from collections.abc import Iterable, Mapping

from ristorno.engine.accrual import Accrual
from ristorno.engine.counting.derivation import Derivation
from ristorno.engine.measures.early import DaysEarly


def undated(accruals: Iterable[Accrual]) -> Mapping[str, int]:
    """Return how many lines each promise about early payment left out because they were due on no day."""
    found: dict[str, set[tuple[str, str]]] = {}
    for accrual in accruals:
        told = accrual.derivation
        if isinstance(told, Derivation) and isinstance(told.slot.clause.measure, DaysEarly):
            left = (left.facts for left in accrual.explanation.left_out if left.reason == "no_due_day")
            found.setdefault(accrual.clause, set()).update((accrual.member, fact) for facts in left for fact in facts)
    return {clause: len(facts) for clause, facts in sorted(found.items()) if facts}
