"""Whether the sponsor's provision can be estimated as a clause says."""

from collections.abc import Iterator

from ristorno.engine.mechanics.brackets import Brackets
from ristorno.engine.ruling.timeline import Timeline
from ristorno.engine.terms.accrue import Accrue
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Path
from ristorno.kernel.period import LAST_DAY
from ristorno.kernel.problem import Problem

_RELATIVE = frozenset({"share", "rank", "draw"})
"""Mechanics that pay on how one number stands to others."""


def check_accruing(terms: Terms) -> Iterator[Finding]:
    """Yield what is wrong with provisions, clause by clause."""
    for name, clause in terms.clauses.items():
        if clause.accrue is not None:
            path: Path = ("clauses", name, "accrue")
            yield from (Finding(path, "terms.accrue", *found) for found in _faults(clause, clause.accrue))


def _faults(clause: Clause, accrue: Accrue) -> Iterator[tuple[str, str]]:
    if clause.window.narrow:
        yield "What a single document gives is known at once.", "Take accrue out, or use a wider window."
        return
    if clause.window.shape == "lifetime" and accrue.by_days:
        yield "A window without an end has no days to spread over.", "Use expected, or a window that ends."
    if accrue.by != "entitlement" and (clause.pay_every is not None or clause.needs_population):
        reason = "A window that is paid in pieces or counted for several members together is booked as it stands."
        yield reason, "Use by: entitlement."
    if accrue.spread == "daily" and clause.pay_every is not None:
        yield "A window that is paid in pieces is spread by its pieces.", "Take spread out."
    if accrue.by == "rate":
        yield from _rate(clause, accrue)
    if accrue.by == "bracket":
        yield from _row(clause, accrue)
    if accrue.by == "forecast":
        yield from _forecast(clause, accrue)


def _rate(clause: Clause, accrue: Accrue) -> Iterator[tuple[str, str]]:
    if clause.measure.dimension == "pieces":
        yield "A share of a number of pieces is no amount.", "Use by: bracket, entitlement or forecast."
    if accrue.rate is not None and accrue.rate < 0:
        yield "A rate below 0 % would book an income.", "Write 0 % or more."


def _row(clause: Clause, accrue: Accrue) -> Iterator[tuple[str, str]]:
    if not isinstance(clause.mechanic, Brackets):
        yield f"The mechanic {clause.mechanic.KEY!r} has no rows.", "Use by: rate, entitlement or forecast."
        return
    if clause.mechanic.row_gates:
        yield (
            "A row that asks for more than its threshold is not reached by a sum alone.",
            "Use by: rate or entitlement.",
        )
    known = [row.threshold for row in clause.mechanic.table]
    if accrue.row not in {0, *known}:
        rows = ", ".join(f"{threshold:,}" for threshold in known)
        yield f"No row of the table begins at {accrue.row:,}.", f"Name one of the rows from {rows}."


def _forecast(clause: Clause, accrue: Accrue) -> Iterator[tuple[str, str]]:
    if clause.keeps_lines or clause.reward.apart or clause.negative == "carry":
        reason = "What is expected is one sum; it has no lines, no persons, and hands nothing on."
        yield reason, "Use by: rate or entitlement."
    if clause.limits.guarantee is not None or clause.mechanic.KEY in _RELATIVE:
        yield "What is guaranteed, or depends on a whole, does not follow from one sum.", "Use by: entitlement."
    if accrue.expected is not None and accrue.expected <= 0:
        yield "Nothing is expected to be measured.", "Write a number above 0."


def check_endless(timeline: Timeline) -> Iterator[Problem]:
    """Yield provisions that count the days of an agreement that has no end."""
    if timeline.term is None or timeline.term.end < LAST_DAY:
        return
    for span in timeline.spans:
        for name, clause in span.rules.terms.clauses.items():
            if clause.window.shape == "agreement" and clause.accrue is not None and clause.accrue.by_days:
                reason = f"The agreement has no end, so {name!r} has no days to spread over."
                remedy = "Say when it ends, or use expected."
                yield span.rules.origin.problem("terms.accrue", ("clauses", name, "accrue"), reason, remedy)
