"""What several relations have in common is worked out once.

A program with fifty clauses, or a grid of a hundred variants, asks for the same sums again and again. Every aggregation
that stands in more than one place becomes a step of its own, as does whatever is to be kept. So do calendars and other
rows of constants, which databases read far quicker from a table than from a text.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeAlias

from ristorno.bulk.plan.relations import Aggregate, Days, Kept, Relation, Rows, Step, Table

Form: TypeAlias = tuple[Any, ...]
_FEW = 4
"""So many constant rows are best read where they stand."""


class Shared:
    """Finds equal parts of relations by number: a part is looked at once, whatever stands in it."""

    def __init__(self) -> None:
        self._numbers: dict[Form, int] = {}
        self._known: dict[int, tuple[Relation, int]] = {}

    def add(self, relation: Relation) -> int:
        """Return the number of a relation: equal ones have the same."""
        known = self._known.get(id(relation))
        if known is not None:
            return known[1]
        form = tuple(self._part(getattr(relation, field.name)) for field in fields(relation))
        number = self._numbers.setdefault((type(relation), *form), len(self._numbers))
        self._known[id(relation)] = relation, number  # kept, so that no other one can have its id
        return number

    def _part(self, part: Any) -> Any:
        if isinstance(part, tuple) and part and all(is_relation(each) for each in part):
            return tuple(self.add(each) for each in part)
        return ("relation", self.add(part)) if is_relation(part) else part


def is_relation(part: object) -> bool:
    """Return whether something is a relation, and not an expression."""
    return is_dataclass(part) and isinstance(part, Relation.__args__)


def tables_of(relations: Sequence[Relation]) -> set[str]:
    """Return the names of all tables that relations read."""
    found: set[str] = set()
    seen: set[int] = set()
    waiting = list(relations)
    while waiting:
        relation = waiting.pop()
        if id(relation) in seen:
            continue
        seen.add(id(relation))
        if isinstance(relation, Table):
            found.add(relation.name)
        for field in fields(relation):
            part = getattr(relation, field.name)
            waiting += [each for each in (part if isinstance(part, tuple) else (part,)) if is_relation(each)]
    return found


def rebuilt(relation: Relation, change: Callable[[Relation], Relation]) -> Relation:
    """Return a relation whose direct parts are changed."""
    changed: dict[str, Any] = {}
    for field in fields(relation):
        part = getattr(relation, field.name)
        if is_relation(part):
            changed[field.name] = change(part)
        elif isinstance(part, tuple) and part and all(is_relation(each) for each in part):
            changed[field.name] = tuple(change(each) for each in part)
    return replace(relation, **changed)


def share(relations: Sequence[Relation]) -> tuple[list[Step], list[Relation]]:
    """Return steps for what appears in several relations, and the relations that read them instead."""
    sharing = _Sharing(relations)
    found = [sharing.replaced(relation) for relation in relations]
    return sharing.steps, found


class _Sharing:
    """Relations while their common parts become steps."""

    def __init__(self, relations: Sequence[Relation]) -> None:
        self.steps: list[Step] = []
        self._numbers = Shared()
        self._names: dict[int, str] = {}
        self._places: Counter[int] = Counter()
        for relation in relations:
            self._places.update({self._numbers.add(part) for part in _shareable(relation)})

    def replaced(self, relation: Relation) -> Relation:
        """Return a relation that reads steps."""
        if isinstance(relation, Table):
            return relation
        number = self._numbers.add(relation)
        if isinstance(relation, Kept):
            return self._kept(number, relation.source, relation.title)
        if self._places[number] > 1:
            measured = isinstance(relation, Aggregate)
            title = "What several clauses or variants measure alike" if measured else "A calendar of several clauses"
            return self._kept(number, relation, title)
        return self._inside(relation)

    def _kept(self, number: int, relation: Relation, title: str) -> Table:
        if number not in self._names:
            self._names[number] = f"shared {len(self._names) + 1}"
            self.steps.append(Step(self._names[number], self._inside(relation), title))
        return Table(self._names[number])

    def _inside(self, relation: Relation) -> Relation:
        return rebuilt(relation, self.replaced)


def _shareable(relation: Relation) -> Iterator[Relation]:
    many = isinstance(relation, Rows) and len(relation.rows) > _FEW
    if many or isinstance(relation, Aggregate | Days):
        yield relation
    for field in fields(relation):
        part = getattr(relation, field.name)
        parts = part if isinstance(part, tuple) else (part,)
        for each in parts:
            if is_relation(each):
                yield from _shareable(each)
