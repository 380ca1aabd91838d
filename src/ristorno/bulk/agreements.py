"""Agreements that differ in numbers alone are counted together: their numbers stand in a table by member."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ristorno.bulk.counting.clauses import NAMED, holders_table
from ristorno.bulk.counting.holders import Holders
from ristorno.bulk.plan.merging import Counting, Known, Unlike, by_member, form, merge
from ristorno.bulk.plan.relations import Relation, Step

_BY_MEMBER = frozenset({"members", "lines", "states", NAMED})


@dataclass(frozen=True, slots=True)
class Owed:
    """What the members of one timeline are owed by a clause."""

    holders: Holders
    name: str
    relation: Relation

    @property
    def step(self) -> Step:
        """The relation as a step of its own."""
        return Step(f"owed by {self.name}, {self.holders.number}", self.relation, self.title(self.holders.agreement))

    def title(self, whom: str) -> str:
        """Return the words for the clause of somebody."""
        return f"Clause {self.name} of {whom}"


def together(owed: Sequence[Owed], ground: Sequence[Step]) -> tuple[list[Step], list[Step]]:
    """Return tables of members with their numbers, and the steps that tell what everybody is owed.

    ``ground`` are the steps that sum facts.
    """
    own = {holders_table(each.holders) for each in owed if each.holders.members is not None}
    known = _known(ground, own)
    tables: dict[str, Step] = {}
    steps: list[Step] = []
    for alike in _alike(owed, own):
        try:
            found = _merged(alike, own, known) if len(alike) > 1 else None
        except Unlike:
            found = None
        if found is None:
            steps += [each.step for each in alike]
        else:
            tables |= {table.name: table for table in found[0]}
            steps.append(found[1])
    return list(tables.values()), steps


def _alike(owed: Iterable[Owed], own: set[str]) -> Iterator[list[Owed]]:
    """Yield what is owed by clauses of one form, no member twice; what everybody is owed stands alone."""
    groups: dict[Hashable, list[Owed]] = {}
    counted: dict[Hashable, set[str]] = {}
    for each in owed:
        members = each.holders.members
        key: Hashable = each.holders.number, each.name
        if members is not None:
            shape = each.name, form(each.relation, own)
            place = 0
            while counted.setdefault((shape, place), set()).intersection(members):
                place += 1
            key = shape, place
            counted[key].update(members)
        groups.setdefault(key, []).append(each)
    yield from groups.values()


def _merged(alike: Sequence[Owed], own: set[str], known: Known) -> tuple[tuple[Step, ...], Step]:
    first, called = alike[0], f"{len(alike)} agreements"
    counting = Counting(
        [each.relation for each in alike],
        [each.holders.members or () for each in alike],
        own,
        known,
        called,
        lambda title: title.replace(first.title(first.holders.agreement), first.title(called)),
    )
    tables, relation = merge(counting, first.title(called))
    return tables, Step(first.step.name, relation, first.title(called))


def _known(ground: Sequence[Step], own: set[str]) -> Known:
    """Return what tells whether a table of the plan has a column for the member."""
    steps = {step.name: step.relation for step in ground}

    def known(name: str) -> bool:
        return name in _BY_MEMBER or name in own or (name in steps and by_member(steps[name], known))

    return known
