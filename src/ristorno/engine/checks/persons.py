"""What is counted for every person or party apart: conditions, and shares of an amount.

An amount is divided among persons by what was measured of each. Where facts earn differently, by what they say, that is
not what each of them earned: whoever sold what earns more would pay for the others, so it is refused.
"""

from collections.abc import Iterator

from ristorno.engine.measures.overdue import OverdueAmount
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.conditions import Gate
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Path

_CODE = "terms.person"
_OF_THE_MEMBER = frozenset({"segment", "level"})
"""What a rate may depend on that is the same for whoever acted."""


def check_persons(terms: Terms) -> Iterator[Finding]:
    """Yield conditions on persons or parties where none is paid, or known."""
    for name, clause in terms.clauses.items():
        yield from _shared_out(("clauses", name, "reward"), clause)
        for gate in clause.gates:
            if gate.per is not None:
                yield from _gate(("clauses", name, "qualify"), clause, gate)


def _shared_out(path: Path, clause: Clause) -> Iterator[Finding]:
    keyed = clause.mechanic.keyed
    if keyed is None or not clause.reward.among_persons or clause.window.shape == "fact":
        return
    by = [part.kind for part in keyed.parts() if part.kind not in _OF_THE_MEMBER]
    if by:
        reason = f"It is divided among persons by what was measured of each, but facts earn differently by {by[0]}."
        remedy = (
            "Use window: fact, pay persons with to: contact, or measure what each fact earns, such as an attribute."
        )
        yield Finding(path, _CODE, reason, remedy)


def _gate(path: Path, clause: Clause, gate: Gate) -> Iterator[Finding]:
    reward = clause.reward
    if not (reward.party is not None if gate.per == "party" else reward.to == "contact"):
        payee = "party.ROLE" if gate.per == "party" else "contact"
        reason = f"No {'party' if gate.per == 'party' else 'person'} is paid here for whom a condition could be judged."
        yield Finding(path, _CODE, reason, f"Say reward: {{to: {payee}}}, or take per out.")
    if isinstance(gate.measure, OverdueAmount):
        yield Finding(path, _CODE, "A debt is the company's, not that of a person or party.", "Take per out.")
    elif gate.measure.draws.clauses:
        reason = "What other promises give is not counted by person or party here."
        yield Finding(path, _CODE, reason, "Take per out, or ask for facts.")
    if (gate.whose or clause.whose) != "own":
        reason = "The persons and parties of other members are not known here."
        yield Finding(path, _CODE, reason, "Take whose out, or per.")
