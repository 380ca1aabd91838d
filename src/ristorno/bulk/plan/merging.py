"""Relations of one form become one relation: where they differ only in constants, these are looked up by member.

Each relation counts other members than the others. It may be merged where every operator keeps members apart: then what
the merged relation says of a member is what that member's own relation says, for its constants are those of its row in
a table. What looks across members must be the same in all relations.
"""

import hashlib
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, TypeAlias

from ristorno.bulk.plan.expressions import Apply, Case, Column, Constant, Value, col
from ristorno.bulk.plan.numbers import NARROW
from ristorno.bulk.plan.relations import (
    Aggregate,
    AsOf,
    Days,
    Extended,
    Fold,
    Join,
    Kept,
    Kind,
    Numbered,
    Relation,
    Repeated,
    Rows,
    Running,
    Select,
    Step,
    Summed,
    Table,
    Union,
    select,
)
from ristorno.bulk.plan.sharing import Shared, is_relation

MEMBER = "member"
_HELD = "members of the relation"
Known: TypeAlias = Callable[[str], bool]
"""Whether a table has a column for the member."""


class Unlike(ValueError):  # noqa: N818 - an answer: nobody made a mistake
    """Relations cannot be one: members meet in them, or they differ in more than constants."""


def form(relation: Relation, own: Collection[str]) -> Hashable:
    """Return what a relation is without its constants; ``own`` are the tables of the members that are counted."""
    return _Forms(own).of(relation)


class _Forms:
    """The forms of a relation and its parts, each looked at once."""

    def __init__(self, own: Collection[str]) -> None:
        self._own = own
        self._known: dict[int, int] = {}
        self._forms: dict[Hashable, int] = {}

    def of(self, relation: Relation) -> Hashable:
        """Return the form: those of all parts in the order in which they are met."""
        self._part(relation)
        return tuple(self._forms)

    def _part(self, part: Any) -> Hashable:
        if isinstance(part, Constant):
            return type(part.value).__name__
        if is_relation(part):
            if id(part) not in self._known:
                self._known[id(part)] = self._forms.setdefault(self._of(part), len(self._forms))
            return self._known[id(part)]
        if isinstance(part, tuple):
            return tuple(map(self._part, part))
        if isinstance(part, Apply) and part.function != "said":
            return (part.function, *map(self._part, part.arguments))
        if isinstance(part, Case | Summed):
            return (type(part).__name__, *(self._part(getattr(part, field.name)) for field in fields(part)))
        assert isinstance(part, Hashable)
        return part

    def _of(self, relation: Relation) -> Hashable:
        if isinstance(relation, Table):
            return "table", _HELD if relation.name in self._own else relation.name
        if isinstance(relation, Rows | Days):
            return relation
        named = (field.name for field in fields(relation) if field.name != "title")
        return (type(relation).__name__, *(self._part(getattr(relation, name)) for name in named))


@dataclass(frozen=True, slots=True)
class Counting:
    """Relations of one :func:`form` that count different members."""

    relations: Sequence[Relation]
    members: Sequence[Sequence[str]]
    own: Collection[str]
    """The tables of the members of any relation."""
    known: Known
    called: str
    """What all of them are, such as ``40 agreements``."""
    told: Callable[[str], str]
    """How the title of a part of the first relation is told of all."""


def merge(counting: Counting, title: str) -> tuple[tuple[Step, ...], Relation]:
    """Return tables of the members and of their constants, with the one relation that reads them.

    Raises:
        Unlike: the relations cannot be one.
    """
    names = [(member,) for members in counting.members for member in members]
    held = _listed(Rows((("id", "text"),), tuple(names)), f"members under {counting.called}", "Members of agreements")
    merging = _Merging(counting, held.name)
    body = merging.relation(list(counting.relations))
    constants = _listed(merging.constants(), f"{title} in numbers", f"What differs: {title}")
    return (held, constants), Join(_named(body, constants.name), Table(held.name), (MEMBER,), "semi")


def _listed(rows: Rows, name: str, title: str) -> Step:
    """Return the step of members with what is said of each, named by what it holds."""
    kept = {MEMBER: col(MEMBER), **{name: col(name) for name, _ in rows.columns if name != "id"}}
    digest = hashlib.sha256(repr(rows).encode()).hexdigest()[:8]
    return Step(f"{name}, {digest}", select(Join(Table("members"), rows, ("id",)), kept), title)


_TABLE = "constants by member"


class _Merging:
    """Relations while they become one."""

    def __init__(self, counting: Counting, held: str) -> None:
        self._counting = counting
        self._held = held
        self._numbers = Shared()
        self._merged: dict[tuple[int, ...], Relation] = {}
        self._columns: dict[tuple[Value, ...], str] = {}

    def constants(self) -> Rows:
        """Return the constants of every member that were found to differ."""
        columns = list(self._columns.items())
        kinds: list[tuple[str, Kind]] = [("id", "text"), *((name, _kind(values)) for values, name in columns)]
        rows = [
            (member, *(values[place] for values, _ in columns))
            for place, members in enumerate(self._counting.members)
            for member in members
        ]
        return Rows(tuple(kinds), tuple(rows))

    def relation(self, parts: Sequence[Relation]) -> Relation:
        """Return the one relation; equal parts become equal ones. Raises :class:`Unlike`."""
        numbers = tuple(map(self._numbers.add, parts))
        if len(set(numbers)) == 1:
            return parts[0]
        if numbers not in self._merged:
            self._merged[numbers] = self._one(parts, len(self._merged) + 1)
        return self._merged[numbers]

    def _one(self, parts: Sequence[Relation], number: int) -> Relation:
        first = parts[0]
        if isinstance(first, Table):
            return Table(self._held)
        if isinstance(first, Rows | Days):
            raise Unlike
        sources = {
            field.name: self._sources([getattr(part, field.name) for part in parts])
            for field in fields(first)
            if _holds_relations(getattr(first, field.name))
        }
        merged = replace(first, **sources)
        self._check(merged)
        return self._with_constants(merged, parts, f"{number} ")

    def _sources(self, parts: Sequence[Any]) -> Any:
        if is_relation(parts[0]):
            return self.relation(parts)
        return tuple(self.relation(each) for each in zip(*parts, strict=True))

    def _check(self, relation: Relation) -> None:
        """Raise where members meet in an operator."""
        match relation:
            case Aggregate(keys=keys):
                apart = (MEMBER, col(MEMBER)) in keys
            case Join(left=left, right=right, on=on):
                apart = MEMBER in on or not (self._by_member(left) and self._by_member(right))
            case AsOf(left=left, right=right, on=on):
                apart = MEMBER in on or not (self._by_member(left) and self._by_member(right))
            case Running(partition=partition) | Numbered(partition=partition):
                apart = MEMBER in partition
            case Fold(key=key):
                apart = MEMBER in key
            case Union(parts=parts):
                apart = all(map(self._by_member, parts))
            case _:
                apart = True
        if not (apart and self._by_member(relation)):
            raise Unlike

    def _by_member(self, relation: Relation) -> bool:
        return by_member(relation, lambda name: name in {_TABLE, self._held} or self._counting.known(name))

    def _with_constants(self, merged: Relation, parts: Sequence[Relation], prefix: str) -> Relation:
        """Return a relation whose own expressions read constants that differ from the row of the member."""
        if isinstance(merged, Kept):
            return replace(merged, title=self._counting.told(merged.title))
        reading = _Reading(self._columns, prefix)
        own = {
            field.name: reading.part([getattr(part, field.name) for part in parts])
            for field in fields(merged)
            if not _holds_relations(getattr(merged, field.name)) and field.name != "title"
        }
        changed = replace(merged, **own)
        if not reading.read:
            return changed
        assert not isinstance(changed, Table | Rows | Days | Join | AsOf | Union)
        return replace(changed, source=_beside(changed.source, reading.read))


def by_member(relation: Relation, known: Known) -> bool:
    """Return whether a relation has a column for the member."""
    match relation:
        case Table(name=name):
            return known(name)
        case Rows(columns=columns):
            return any(name == MEMBER for name, _ in columns)
        case Select(columns=columns):
            return (MEMBER, col(MEMBER)) in columns
        case Aggregate(keys=keys):
            return (MEMBER, col(MEMBER)) in keys
        case Join(left=left, right=right, how=how):
            return by_member(left, known) or (how not in {"semi", "anti"} and by_member(right, known))
        case AsOf(left=left):
            return by_member(left, known)
        case Union(parts=parts):
            return all(by_member(part, known) for part in parts)
        case Kept(source=source) | Extended(source=source) | Running(source=source) | Numbered(source=source):
            return by_member(source, known)
        case Repeated(source=source) | Fold(source=source):
            return by_member(source, known)
        case _:
            return False


def _beside(source: Relation, read: Mapping[str, str]) -> Relation:
    """Return rows with constants beside them; what is kept stays one step."""
    if isinstance(source, Kept):
        return replace(source, source=_beside(source.source, read))
    columns = {alias: col(name) for alias, name in read.items()}
    return Join(source, select(Table(_TABLE), {MEMBER: col(MEMBER), **columns}), (MEMBER,))


class _Reading:
    """The expressions of one operator while they become one."""

    def __init__(self, columns: dict[tuple[Value, ...], str], prefix: str) -> None:
        self.columns = columns
        self.prefix = prefix
        self.read: dict[str, str] = {}
        """The constants that are read, under the names that they have beside the columns of the source."""

    def part(self, parts: Sequence[Any]) -> Any:
        """Return a part of an operator."""
        first = parts[0]
        if all(part is first or part == first for part in parts):
            return first
        if isinstance(first, Constant):
            values = tuple(part.value for part in parts)
            name = self.columns.setdefault(values, f"constant {len(self.columns) + 1}")
            alias = f"{self.prefix}{name}"
            self.read[alias] = name
            return Column(alias)
        if isinstance(first, tuple):
            return tuple(self.part(each) for each in zip(*parts, strict=True))
        if isinstance(first, Apply):
            return Apply(first.function, self.part([each.arguments for each in parts]))
        if isinstance(first, Case | Summed):
            return replace(
                first,
                **{field.name: self.part([getattr(each, field.name) for each in parts]) for field in fields(first)},
            )
        raise Unlike


def _holds_relations(part: Any) -> bool:
    return is_relation(part) or (isinstance(part, tuple) and bool(part) and all(map(is_relation, part)))


def _kind(values: Sequence[Value]) -> Kind:
    """Return what kind of column holds some constants."""
    first = values[0]
    if isinstance(first, bool):
        return "flag"
    if isinstance(first, int):
        return "integer" if all(isinstance(each, int) and abs(each) <= NARROW for each in values) else "wide"
    if isinstance(first, datetime):
        return "moment"
    return "day" if isinstance(first, date) else "text"


def _named(relation: Relation, name: str) -> Relation:
    """Return a relation that reads the table of constants by its name."""
    if relation == Table(_TABLE):
        return Table(name)
    changed: dict[str, Any] = {}
    for field in fields(relation):
        part = getattr(relation, field.name)
        if is_relation(part):
            changed[field.name] = _named(part, name)
        elif _holds_relations(part):
            changed[field.name] = tuple(_named(each, name) for each in part)
    return replace(relation, **changed) if changed else relation
