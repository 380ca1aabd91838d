"""What a clause follows from: variants of a program mostly differ in one clause, and compile the others once."""

import json
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from ristorno.engine.calculation import Calculation
from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Tree


class Likeness:
    """The documents of a program with its agreements, cut into clauses where each stands alone."""

    def __init__(self, calculation: Calculation, terms: Iterable[Terms]) -> None:
        tree = calculation.program.document.tree
        self._own: Mapping[str, Tree] = {}
        if isinstance(tree, dict) and all(map(_stand_alone, terms)):
            clauses = tree.get("clauses")
            self._own = clauses if isinstance(clauses, dict) else {}
            tree = {name: part for name, part in tree.items() if name != "clauses"}
        self._common = _written([tree, *(each.document.tree for each in calculation.agreements)])

    def of(self, name: str) -> Hashable:
        """Return all that decides what becomes of a clause: where that is equal, so is its plan."""
        return self._common, name, _written(self._own.get(name))


def _written(tree: object) -> str:
    return json.dumps(tree, sort_keys=True)


def _stand_alone(terms: Terms) -> bool:
    """Return whether no clause and no ladder asks what another clause gives, and nothing is shared among them."""
    shared = terms.budgets or terms.funds or terms.caps
    advanced = any(clause.less for clause in terms.clauses.values())
    return not (shared or advanced or any(map(_draws, (*terms.clauses.values(), *terms.ladders.values()))))


def _draws(part: Any) -> bool:
    """Return whether a measure in some part of the terms draws on clauses."""
    if isinstance(part, MeasureKind) and part.draws.clauses:
        return True
    if isinstance(part, BaseModel):
        return any(_draws(getattr(part, name)) for name in type(part).model_fields)
    if isinstance(part, dict):
        return any(map(_draws, part.values()))
    return isinstance(part, tuple | list) and any(map(_draws, part))
