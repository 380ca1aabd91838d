"""Whose money a change may move besides the member's own: those it is in a group with, and those who supply it."""

from collections.abc import Iterable

from ristorno.apps.members.family import families, stand_for
from ristorno.apps.members.models import Word


def around(keys: Iterable[str]) -> set[str]:
    """Return members that stand for themselves, with all who are or were in a group with them or supplied them.

    Days are not looked at: who is counted once too often comes out as before.
    """
    own = {number for family in families(list(keys)) for number in family.numbers}
    groups = Word.objects.filter(member__in=own, kind="joined_group").values("group")
    beside = Word.objects.filter(kind="joined_group", group__in=groups).values_list("member_id", flat=True)
    return {each.key for each in stand_for({*own, *beside, *_above(own)}).values()}


def _above(numbers: set[int]) -> set[int]:
    found: set[int] = set()
    level = numbers
    while level:
        named = Word.objects.filter(member__in=level, kind="supplied_by", other__isnull=False)
        level = {number for number in named.values_list("other_id", flat=True) if number} - found
        level |= {n for f in families([each.key for each in stand_for(level).values()]) for n in f.numbers} - found
        found |= level
    return found
