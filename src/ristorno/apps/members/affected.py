"""Whose money a change may move besides the member's own: those it is in a group with, and those who supply it."""

from collections.abc import Collection, Iterable, Mapping

from ristorno.apps.members.family import families, stand_for
from ristorno.apps.members.models import Word


def around(keys: Iterable[str]) -> set[str]:
    """Return members that stand for themselves, with all who are or were in a group with them or supplied them.

    Days are not looked at: who is counted once too often comes out as before.
    """
    return set().union(*around_each(list(keys)).values())


def around_each(keys: Collection[str]) -> Mapping[str, set[str]]:
    """Return the same for each of some members, asking the database no more often than for one."""
    own = {family.key: set(family.numbers) for family in families(keys)}
    numbers = set().union(*own.values())
    groups = _by_first(Word.objects.filter(member__in=numbers, kind="joined_group").values_list("member", "group"))
    named = set().union(*groups.values())
    beside = _by_first(Word.objects.filter(kind="joined_group", group__in=named).values_list("group", "member"))
    above = _above(numbers)
    reached = {key: _reached(found, groups, beside, above) for key, found in own.items()}
    heads = stand_for(set().union(*reached.values()))
    return {key: {heads[number].key for number in found} for key, found in reached.items()}


def _reached(
    own: set[int], groups: Mapping[int, set[int]], beside: Mapping[int, set[int]], above: Mapping[int, set[int]]
) -> set[int]:
    shared = set().union(*(groups.get(number, set()) for number in own))
    found = set(own)
    level = set(own)
    while level := set().union(*(above.get(number, set()) for number in level)) - found:
        found |= level
    return found.union(*(beside.get(group, set()) for group in shared))


def _above(numbers: Collection[int]) -> Mapping[int, set[int]]:
    """Return who was ever named as a supplier of members, of those, and so on; with each all that are one with it."""
    found: dict[int, set[int]] = {}
    level = set(numbers)
    while level:
        named = _by_first(
            Word.objects.filter(member__in=level, kind="supplied_by", other__isnull=False).values_list(
                "member", "other"
            )
        )
        heads = stand_for(set().union(*named.values()))
        whole = {family.key: set(family.numbers) for family in families([each.key for each in heads.values()])}
        for number in level:
            suppliers = named.get(number, set())
            found[number] = suppliers.union(*(whole.get(heads[each].key, set()) for each in suppliers))
        level = set().union(*(found[number] for number in level)) - found.keys()
    return found


def _by_first(pairs: Iterable[tuple[int, int | None]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for first, second in pairs:
        if second is not None:
            found.setdefault(first, set()).add(second)
    return found
