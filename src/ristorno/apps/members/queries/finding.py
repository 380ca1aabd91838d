"""Finding members."""

from collections.abc import Collection, Mapping

from django.db.models import Count

from ristorno.apps.members import family
from ristorno.apps.members.access import unknown_member
from ristorno.apps.members.models import LegalId, Member
from ristorno.apps.members.queries.counting import codes
from ristorno.apps.members.queries.values import Doublet, Known
from ristorno.kernel import searching
from ristorno.kernel.texts import sayable

_NOT_ALONE = ("ru.kpp",)
"""Numbers that mean nothing without another one beside them."""


def member(key: str) -> Known | None:
    """Return a member by its key, also one that was merged; None where there is none."""
    found = Member.objects.filter(key=sayable(key)).first()
    return _known([found])[0] if found else None


def members_of(keys: Collection[str]) -> Mapping[str, Known]:
    """Return members by their keys, also those that were merged; unknown ones are absent."""
    return {each.key: each for each in _known(list(Member.objects.filter(key__in=keys)))}


def access_member(named: str) -> Known:
    """Return the member that has a code, its key or what another system calls it, wherever it counts today.

    Raises:
        Refused: nobody has it.
    """
    found = Member.objects.filter(codes__code=sayable(named)).first()
    if found is None:
        raise unknown_member(named)
    return _known([found])[0]


def members(search: str = "", after: str = "", limit: int = 50) -> tuple[Known, ...]:
    """Return members in the order of keys, from the one behind ``after`` on, at most ``limit``.

    ``search`` are words of any language that all must occur, whole or in part, in names, codes or legal numbers.
    """
    found = Member.objects.filter(key__gt=sayable(after)).order_by("key")
    for word in searching.words(search):
        found = found.filter(sought__contains=word)
    return tuple(_known(list(found[:limit])))


def doublets() -> tuple[Doublet, ...]:
    """Return members that stand for themselves and may be one, as they have one tax number.

    Branches of a Russian company have one INN and each its KPP: those are told apart.
    """
    numbers = LegalId.objects.filter(member__merged_into=None).exclude(scheme__in=_NOT_ALONE)
    shared = numbers.values("scheme", "number").annotate(owners=Count("member")).filter(owners__gt=1)
    kpp = dict(LegalId.objects.filter(scheme="ru.kpp").values_list("member_id", "number"))
    found = []
    for each in shared.order_by("scheme", "number"):
        owners = numbers.filter(scheme=each["scheme"], number=each["number"]).order_by("member__key")
        by_branch: dict[str, list[str]] = {}
        for number, key in owners.values_list("member_id", "member__key"):
            by_branch.setdefault(kpp.get(number, ""), []).append(key)
        alike = (keys for keys in by_branch.values() if len(keys) > 1)
        found += [Doublet(each["scheme"], each["number"], tuple(keys)) for keys in alike]
    return tuple(found)


def _known(found: list[Member]) -> list[Known]:
    own = codes([each.key for each in found])
    heads = family.stand_for(each.pk for each in found)
    legal: dict[int, dict[str, str]] = {each.pk: {} for each in found}
    numbers = LegalId.objects.filter(member__in=found).order_by("scheme")
    for owner, scheme, number in numbers.values_list("member_id", "scheme", "number"):
        legal[owner][scheme] = number
    return [
        Known(
            key=each.key,
            name=each.name,
            kind=each.kind,
            country=each.country,
            language=each.language,
            stands_for=heads[each.pk].key,
            codes=own.get(each.key, ()),
            legal_ids=legal[each.pk],
            recorded_at=each.recorded_at,
        )
        for each in found
    ]
