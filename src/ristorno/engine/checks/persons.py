"""Conditions that are judged for every person apart: only where persons are paid, and on facts that name them."""

from collections.abc import Iterator

from ristorno.engine.measures.overdue import OverdueAmount
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.conditions import Gate
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Path

_CODE = "terms.person"


def check_persons(terms: Terms) -> Iterator[Finding]:
    """Yield conditions on persons where nobody is named."""
    for name, clause in terms.clauses.items():
        for gate in clause.gates:
            if gate.per is not None:
                yield from _gate(("clauses", name, "qualify"), clause, gate)


def _gate(path: Path, clause: Clause, gate: Gate) -> Iterator[Finding]:
    if clause.reward.to != "contact":
        reason = "Nobody is paid here for whom alone a condition could be judged."
        yield Finding(path, _CODE, reason, "Say reward: {to: contact}, or take per out.")
    if isinstance(gate.measure, OverdueAmount):
        yield Finding(path, _CODE, "A debt is the company's, not a person's.", "Take per out.")
    elif gate.measure.draws.clauses:
        reason = "What other promises give is not counted by person here."
        yield Finding(path, _CODE, reason, "Take per out, or ask for facts.")
    if (gate.whose or clause.whose) != "own":
        reason = "The persons of other members are not known here."
        yield Finding(path, _CODE, reason, "Take whose out, or per.")
