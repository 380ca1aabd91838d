"""What one more purchase would bring: the next step of a window, where one purchase alone can reach it."""

from decimal import Decimal

from ristorno.engine.counting.entitlement import Circumstances, entitle
from ristorno.engine.counting.parts import divided
from ristorno.engine.counting.reason import Reason
from ristorno.engine.counting.steps_told import StepsTold
from ristorno.engine.counting.tally import Tally
from ristorno.engine.explanation import Next
from ristorno.engine.terms.clause import Clause
from ristorno.kernel.number import ZERO, Exact, plus, round_to


def next_step(told: StepsTold) -> Next | None:
    """Return what reaching the next step would bring; None where more than one purchase decides it."""
    clause, reasons = told.lines.slot.clause, told.lines.reasons
    if told.after or len(reasons) != 1 or not told.verdict.for_now or _undecided(clause, reasons[0]):
        return None
    reason = reasons[0]
    entitled = reason.entitled
    if entitled.paid is None or entitled.paid.following is None or entitled.asked is None:
        return None
    counted, around = entitled.asked
    if counted.measured < 0 or counted.items:
        return None
    blocks = clause.measure.blocks
    following = entitled.paid.following if blocks is None else blocks.reach(entitled.paid.following)
    missing = _whole(plus(following, -counted.judged))
    return None if missing <= 0 else _raised(told, reason, missing, counted, around)


def _undecided(clause: Clause, reason: Reason) -> bool:
    """Return whether it depends on who makes the next purchase, what else it gives, or how it is cut."""
    limits = clause.limits
    by_whom = len(reason.persons) > 1 or clause.needs_population or limits.times is not None
    by_others = limits.shared is not None  # the next purchase may give by the other clauses too
    return clause.window.narrow or by_whom or by_others or clause.mechanic.picked_by is not None


def _raised(told: StepsTold, reason: Reason, missing: Decimal, counted: Tally, around: Circumstances) -> Next | None:
    clause = told.lines.slot.clause
    bound = clause.limits.cap_measure
    if clause.limits.free is not None:
        return None  # a part of the next purchase may be free
    if bound is not None and counted.judged + missing > bound.amount:
        return None
    raised = entitle(counted.raised(missing, max(around.clauses)), around)
    amount = divided(clause.reward, raised.amount, reason.persons, told.step)[reason.contact]
    if amount <= reason.share:
        return None
    steps = (*told.arithmetic(reason, raised), *told.less_given(amount))
    return Next(missing, amount - told.earlier - sum((each.amount for each in told.advances), ZERO), steps)


def _whole(missing: Exact) -> Decimal:
    """Round what is missing up to ten-thousandths: a baseline that was prorated has no end of decimals."""
    return missing if isinstance(missing, Decimal) else round_to(missing, Decimal("0.0001"), "up")
