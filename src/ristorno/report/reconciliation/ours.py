"""Our side: the documents of a member as they were known when a statement was frozen."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ristorno.apps.agreements.queries import calculation
from ristorno.apps.facts.queries import log
from ristorno.apps.settlements import queries
from ristorno.apps.settlements.values import LineState, StatementState
from ristorno.engine.accrual import Moment
from ristorno.engine.history.known import known_facts
from ristorno.kernel.period import DAY, FIRST_DAY, Period
from ristorno.kernel.problem import Problem, Refused
from ristorno.report.reconciliation.comparing import Document
from ristorno.report.reconciliation.documents import documents


@dataclass(frozen=True, slots=True)
class Ours:
    """What we know: the statement, its period, and all documents of its member, of whatever day."""

    statement: StatementState
    period: Period
    documents: Sequence[Document]
    zone: ZoneInfo


def ours(number: str, period: Period | None = None) -> Ours:
    """Return our documents for a statement; of its own windows, if no period is given.

    Raises:
        Refused: there is no such statement, or its windows have no first day.
    """
    state = queries.statement(number)
    lines = list(queries.all_lines(number))
    zone = calculation(state.program, state.known_at).program.terms.zone
    counted = {
        fact["fact"] for line in lines if line.record is not None for fact in line.record["explanation"]["counted"]
    }
    facts = known_facts(log(state.holder.member), Moment(state.as_of, state.known_at))
    return Ours(state, period or _own(state, lines), documents(facts, zone, counted), zone)


def _own(state: StatementState, lines: Sequence[LineState]) -> Period:
    """The windows that it settles for the first time, from the earliest first day through its own last day."""
    starts = [
        line.starts for line in lines if line.kind == "due" and not line.true_up and line.starts > FIRST_DAY
    ]  # fmt: skip
    if not starts:
        reason = f"The statement {state.number} settles no window for the first time that has a first day."
        raise Refused([Problem("reconcile.period", reason, "Say what is compared: --period 2026-Q3.")])
    return Period(min(starts), state.through + DAY)
