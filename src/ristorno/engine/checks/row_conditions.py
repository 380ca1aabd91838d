"""What a row of a table may ask besides its threshold: sums, counts and ratios of the clause's own window."""

from collections.abc import Iterator

from ristorno.engine.checks.ratios import check_condition
from ristorno.engine.measures.count import Count
from ristorno.engine.measures.ratio import Ratio
from ristorno.engine.measures.sum import Sum
from ristorno.engine.mechanics.brackets import Brackets
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.conditions import Gate
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Path

_CODE = "terms.row_condition"


def check_row_conditions(terms: Terms) -> Iterator[Finding]:
    """Yield conditions of rows that cannot be judged together with the row."""
    for name, clause in terms.clauses.items():
        table = clause.mechanic
        if isinstance(table, Brackets) and table.row_gates:
            path: Path = ("clauses", name, "mechanic", table.KEY)
            yield from _clause(path, clause)
            for index, row in enumerate(table.table):
                if row.condition is not None:
                    yield from check_condition((*path, "rows", index), row.condition)
            for gate in table.row_gates:
                yield from _gate(path, gate)


def _clause(path: Path, clause: Clause) -> Iterator[Finding]:
    if clause.pooled:
        reason = "What several members bring together is one sum, and a row cannot ask for another."
        yield Finding(path, _CODE, reason, "Ask in qualify, or pay on the member's own facts.")


def _gate(path: Path, gate: Gate) -> Iterator[Finding]:
    others = [name for name in ("window", "at", "count_on", "whose", "per") if getattr(gate, name) is not None]
    if others:
        reason = f"A row is reached or not in the window that is paid, so its conditions take no {others[0]!r}."
        yield Finding(path, _CODE, reason, f"Take {others[0]} out, or ask in qualify.")
    if not isinstance(gate.measure, Sum | Count | Ratio) or gate.measure.draws.clauses:
        reason = "A row asks for a sum, a count or a ratio of facts."
        yield Finding(path, _CODE, reason, "Ask for anything else in qualify.")
    elif any(part.blocks is not None for part in gate.measure.parts):
        reason = "A condition compares the number itself, so blocks change nothing but the reading of it."
        yield Finding(path, "terms.blocks", reason, "Write the bound in the number itself.")
