"""What the clauses of all variants give every member: whatever several variants have alike is worked out once.

A part is what one clause gives by member, in a table of its own; the total of a unit is the sum of some parts. A table
is gone once no variant that is still to come needs it.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias, TypeVar

import duckdb

from ristorno.bulk.dialects.duckdb import DuckDB
from ristorno.bulk.plan.relations import Relation, Step, Table, union
from ristorno.bulk.simulate.costs import NO_COSTS, changes, clause_costs, spreads, total_by_member
from ristorno.bulk.simulate.outcome import Change, ClauseCost, Spread

Part: TypeAlias = int
Total: TypeAlias = tuple[str, frozenset[Part]]
"""A unit, and all parts that give something in it."""
_Answer = TypeVar("_Answer")


@dataclass(slots=True)
class Given:
    """The tables of a connection in which parts and totals lie, and what was found out about them."""

    connection: duckdb.DuckDBPyConnection
    scale: int
    """The decimals of all amounts."""
    steps: Mapping[str, Decimal]
    """The smallest step of every unit."""
    _uses: Counter[Part] = field(default_factory=Counter)
    """How many variants that are still to come need a part."""
    _costs: dict[Part, tuple[ClauseCost, ...]] = field(default_factory=dict)
    _tables: dict[Total, str] = field(default_factory=dict)
    _answers: dict[Hashable, Any] = field(default_factory=dict)
    _made: int = 0
    """How many totals there have been."""

    def announce(self, parts: Iterable[Part]) -> None:
        """Tell which parts a variant needs."""
        self._uses.update(parts)

    def work_out(self, part: Part, relation: Relation) -> None:
        """Keep what a part gives; one that is kept already stays."""
        if part not in self._costs:
            table = _name(part)
            self._create(Step(table, relation, "What a clause gives by member"))
            self._costs[part] = tuple(clause_costs(self.connection, table, self.scale, self.steps))

    def costs(self, parts: Iterable[Part]) -> tuple[ClauseCost, ...]:
        """Return what parts come to, clause by clause."""
        sums: dict[tuple[str, str], ClauseCost] = {}
        for part in parts:
            for cost in self._costs[part]:
                key = cost.clause, cost.unit
                sums[key] = sums[key].plus(cost) if key in sums else cost
        return tuple(sums[key] for key in sorted(sums))

    def totals(self, parts: Iterable[Part]) -> dict[str, Total]:
        """Return the totals of the units that parts give something in, by unit."""
        units: dict[str, set[Part]] = {}
        for part in parts:
            for cost in self._costs[part]:
                units.setdefault(cost.unit, set()).add(part)
        return {unit: (unit, frozenset(units[unit])) for unit in sorted(units)}

    def spread(self, total: Total) -> Spread | None:
        """Return how the amounts of a unit spread over those who get any; None where nobody does."""
        return self.once(
            ("spread", total), lambda: spreads(self.connection, self.table(total), total[0], self.scale, self.steps)
        )

    def change(self, first: Total, total: Total) -> Change | None:
        """Return who gets more and who less of a unit than under another total; None where nobody gets any."""
        return self.once(
            ("change", first, total),
            lambda: changes(self.connection, (self.table(first), self.table(total)), total[0], self.scale, self.steps),
        )

    def once(self, question: Hashable, ask: Callable[[], _Answer]) -> _Answer:
        """Return the answer to a question, which is asked once."""
        if question not in self._answers:
            self._answers[question] = ask()
        answer: _Answer = self._answers[question]
        return answer

    def table(self, total: Total) -> str:
        """Return the name of the table that holds a total by member."""
        if total not in self._tables:
            unit, parts = total
            given = union([NO_COSTS, *(Table(_name(part)) for part in sorted(parts))])
            self._made += 1
            self._tables[total] = f"total {self._made}"
            self._create(Step(self._tables[total], total_by_member(given, unit), "What clauses give by member"))
        return self._tables[total]

    def let_go(self, parts: Iterable[Part]) -> None:
        """Let a variant go; tables that none needs any more are dropped, with the totals that they are part of."""
        self._uses.subtract(parts)
        gone = {part for part in parts if not self._uses[part]}
        for part in gone:
            self.connection.execute(f'drop table if exists "{_name(part)}"')
        for total in [total for total in self._tables if total[1] & gone]:
            self.connection.execute(f'drop table "{self._tables.pop(total)}"')

    def _create(self, step: Step) -> None:
        self.connection.execute(DuckDB().create(step))


def _name(part: Part) -> str:
    return f"given {part}"
