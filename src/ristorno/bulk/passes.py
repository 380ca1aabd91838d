"""One pass over the clauses of one or more programs: each is compiled once, however many programs have it alike."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.counting.ground import Ground
from ristorno.bulk.counting.narrow import narrow_clause
from ristorno.bulk.counting.wide import judged_by_window, wide_clause
from ristorno.bulk.plan.numbers import Number, TooLarge, alike
from ristorno.bulk.plan.relations import Relation
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.terms.clause import Clause

_DECIMALS = 4
"""So many decimals have most rates: 12.5 % is 0.1250. Agreements with such rates become one part of the plan."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a clause measured for every member and window, and the terms that it is judged by at the end."""

    name: str
    unit: str
    step: Decimal
    clause: Clause
    relation: Relation
    judged: Number


@dataclass(frozen=True, slots=True)
class Compiled:
    """What became of a clause of a timeline."""

    relation: Relation | None = None
    """What is owed; None where the clause has no window."""
    measured: tuple[Measured, ...] = ()
    why: str | None = None
    """Why it is not compiled."""


class Pass:
    """A pass over a ground, with what was compiled by everything that it follows from."""

    def __init__(self, ground: Ground, *, tables: bool = False) -> None:
        """``tables``: tell what clauses measured that read a table of rates."""
        self.ground = ground
        self.tables = tables
        self._known: dict[Hashable, Compiled] = {}

    def clause(self, compiling: Compiling, likeness: Hashable) -> Compiled:
        """Return what becomes of a clause; those of equal likeness under one contract become the same."""
        key = compiling.holders.agreement, compiling.holders.number, compiling.ground.seen, likeness
        if key not in self._known:
            self._known[key] = self._compiled(compiling)
        return self._known[key]

    def _compiled(self, compiling: Compiling) -> Compiled:
        try:
            return self._with_decimals(compiling, 0 if compiling.holders.members is None else _DECIMALS)
        except NotCompiled as reason:
            return Compiled(why=reason.what)
        except TooLarge:
            return Compiled(why="numbers beyond 128 bits")

    def _with_decimals(self, compiling: Compiling, decimals: int) -> Compiled:
        try:
            with alike(decimals):
                relation = clause_of(compiling)
        except TooLarge:
            if not decimals:
                raise
            return self._with_decimals(compiling, 0)
        return Compiled(relation, tuple(_measured(compiling)) if self.tables and relation is not None else ())


def clause_of(compiling: Compiling) -> Relation | None:
    """Return what the holders are owed by a clause; None where it has no window. Raises :class:`NotCompiled`."""
    shapes = {clause.window.narrow for _, clause in compiling.holders.spans(compiling.name)}
    if len(shapes) > 1:
        raise NotCompiled("windows that become documents")
    return narrow_clause(compiling) if shapes == {True} else wide_clause(compiling)


def _measured(compiling: Compiling) -> Iterator[Measured]:
    """Yield what picks the row of a clause that reads a table over windows of many days."""
    clauses = [clause for _, clause in compiling.holders.spans(compiling.name)]
    if any(clause.window.narrow or clause.reward.apart or clause.measure.blocks is not None for clause in clauses):
        return
    try:
        found = judged_by_window(compiling)
    except NotCompiled:
        return
    if found is not None:
        relation, judged, frame = found
        yield Measured(compiling.name, frame.unit, frame.step, frame.clause, relation, judged)
