"""Who belongs to which group, who is its head, and who supplies whom, each from an instant on.

Relations are facts, so they are dated, can come late and can be corrected like any other: ``joined_group`` (with the
attributes ``group`` and, for its head, ``role: head``), ``left_group``, and ``supplied_by`` (with the party
``supplier``; without one, by nobody any more). A member is in one group at a time; joining another ends the first.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from ristorno.engine.history.book import Book


class Stay(NamedTuple):
    """A member in a group from an instant on until, not including, another (None: as far as is known)."""

    member: str
    group: str
    head: bool
    start: datetime
    end: datetime | None

    def holds(self, at: datetime) -> bool:
        """Return whether the member is in the group at a moment."""
        return self.start <= at and (self.end is None or at < self.end)


class Supply(NamedTuple):
    """From an instant on a member is supplied by another one; by nobody where that is None."""

    start: datetime
    supplier: str | None


@dataclass(frozen=True)
class Relations:
    """The relations of all members, each member's own in order of time."""

    stays: Mapping[str, tuple[Stay, ...]] = field(default_factory=dict)
    supplies: Mapping[str, tuple[Supply, ...]] = field(default_factory=dict)

    def group(self, member: str, at: datetime) -> str | None:
        """Return the group that a member is in at a moment."""
        return next((stay.group for stay in self.stays.get(member, ()) if stay.holds(at)), None)

    def groups(self, member: str, start: datetime, end: datetime) -> tuple[str, ...]:
        """Return the groups that a member was in at any moment from ``start`` until ``end``, by name."""
        stays = self.stays.get(member, ())
        return tuple(sorted({s.group for s in stays if s.start < end and (s.end is None or s.end > start)}))

    def head(self, group: str, at: datetime) -> str | None:
        """Return the head of a group at a moment: of several the one that became it last, then by name."""
        heads = [stay for stay in self._heads.get(group, ()) if stay.holds(at)]
        return min(heads, key=lambda stay: (-stay.start.timestamp(), stay.member)).member if heads else None

    def supplier(self, member: str, at: datetime) -> str | None:
        """Return who supplies a member at a moment."""
        found = [supply.supplier for supply in self.supplies.get(member, ()) if supply.start <= at]
        return found[-1] if found else None

    def upstream(self, member: str, at: datetime) -> tuple[str, ...]:
        """Return all who supply a member at a moment, the nearest first; a circle ends where it begins."""
        chain: list[str] = []
        above = self.supplier(member, at)
        while above is not None and above != member and above not in chain:
            chain.append(above)
            above = self.supplier(above, at)
        return tuple(chain)

    @cached_property
    def _heads(self) -> Mapping[str, tuple[Stay, ...]]:
        heads: dict[str, list[Stay]] = {}
        for stays in self.stays.values():
            for stay in stays:
                if stay.head:
                    heads.setdefault(stay.group, []).append(stay)
        return {group: tuple(stays) for group, stays in heads.items()}

    def text(self) -> Iterator[str]:
        """Yield lines that say all of it, for the version of the population."""
        for member, stays in sorted(self.stays.items()):
            yield from (f"stay|{member}|{s.group}|{s.head}|{s.start}|{s.end}" for s in stays)
        for member, supplies in sorted(self.supplies.items()):
            yield from (f"supply|{member}|{s.start}|{s.supplier}" for s in supplies)


def relations_of(books: Iterable[Book]) -> Relations:
    """Return the relations that the members' books tell."""
    stays: dict[str, tuple[Stay, ...]] = {}
    supplies: dict[str, tuple[Supply, ...]] = {}
    for book in books:
        own = tuple(_stays(book))
        if own:
            stays[book.member] = own
        told = [line for line in book.states if line.fact.kind == "supplied_by"]
        if told:
            supplies[book.member] = tuple(Supply(line.at, line.fact.parties.get("supplier")) for line in told)
    return Relations(stays, supplies)


def _stays(book: Book) -> Iterator[Stay]:
    """Yield the stays that facts begin; the next word about groups ends each of them."""
    told = [line for line in book.states if line.fact.kind in {"joined_group", "left_group"}]
    for index, line in enumerate(told):
        group = line.fact.attributes.get("group")
        end = told[index + 1].at if index + 1 < len(told) else None
        if line.fact.kind == "joined_group" and group and end != line.at:
            yield Stay(book.member, group, line.fact.attributes.get("role") == "head", line.at, end)
