"""Who was merged into whom: from a code to the member that it stands for, and back to all codes of a member."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ristorno.apps.members.models import Member
from ristorno.postgres.asking import Question, ask

_STAND_FOR = """
select array_agg(array[c.code, m.key, m.id::text, m.merged_into_id::text])
from members_code c join members_member m on m.id = c.member_id where c.code = any(%s)
"""


@dataclass(frozen=True, slots=True)
class Family:
    """A member that stands for itself, with those that were merged into it: itself first, then as they came."""

    key: str
    numbers: tuple[int, ...]


def resolved(codes: Collection[str]) -> Mapping[str, str]:
    """Return the keys of the members that codes stand for today; codes that nobody knows are absent."""
    known: Sequence[tuple[str, str, str, str | None]] = ask(resolved_asked(codes)) or ()
    merged = stand_for(int(number) for _, _, number, into in known if into is not None)
    return {code: merged[int(number)].key if into is not None else key for code, key, number, into in known}


def resolved_asked(codes: Collection[str]) -> Question:
    """Return the question to which members codes were given."""
    return Question(_STAND_FOR, (tuple(sorted({code for code in codes if "\0" not in code})),))


def stand_for(numbers: Iterable[int]) -> Mapping[int, Member]:
    """Return for each member the one that it stands for: the last of those that it was merged into, or itself."""
    wanted = set(numbers)
    found = _members(wanted)
    while missing := {each.merged_into_id for each in found.values() if each.merged_into_id} - found.keys():
        found |= _members(missing)
    return {number: _last(found[number], found) for number in wanted if number in found}


def _members(numbers: Collection[int | None]) -> dict[int, Member]:
    return Member.objects.in_bulk([each for each in numbers if each is not None])


def _last(member: Member, found: Mapping[int, Member]) -> Member:
    while member.merged_into_id:
        member = found[member.merged_into_id]
    return member


def families(keys: Collection[str] | None = None) -> list[Family]:
    """Return the families of members that stand for themselves, in the order of their keys.

    ``keys`` are those of the members asked for; unknown and merged ones have no family. None means all.
    """
    heads = Member.objects.filter(merged_into=None).order_by("key")
    if keys is not None:
        heads = heads.filter(key__in=[key for key in keys if "\0" not in key])
    key_of = dict(heads.values_list("id", "key"))
    below: dict[int, list[int]] = {}
    coming = Member.objects.filter(merged_into__isnull=False).order_by("merged_at", "id")
    level: Collection[int] = key_of
    while level and (found := list(coming.filter(merged_into__in=level).values_list("id", "merged_into_id"))):
        for number, into in found:
            below.setdefault(into or 0, []).append(number)
        level = [number for number, _ in found]
    return [Family(key, tuple(_walk(number, below))) for number, key in key_of.items()]


def _walk(number: int, below: Mapping[int, list[int]]) -> list[int]:
    """Return a member and those merged into it, directly or not; a stack, as chains may be long."""
    walked, waiting = [], [number]
    while waiting:
        walked.append(waiting.pop())
        waiting.extend(reversed(below.get(walked[-1], ())))
    return walked
