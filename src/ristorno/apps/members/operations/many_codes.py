"""Giving many codes at once, as if one after the other; whatever is not plain is left to be given one by one."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from ristorno.apps.events.operations import Telling, record_all
from ristorno.apps.members.access import check_texts
from ristorno.apps.members.models import Code, LegalId, Member
from ristorno.apps.members.operations.companies import check_code
from ristorno.kernel import searching
from ristorno.kernel.problem import Refused


@dataclass(frozen=True, slots=True)
class Given:
    """A code of another system that is to stand for a member."""

    key: str
    code: str
    system: str


@transaction.atomic
def give_codes(*, given: Collection[Given], actor: str) -> Mapping[str, bool]:
    """Let codes of other systems stand for members; return by code whether it did not before.

    Each code is named once. Left out are codes that cannot be kept or stand for others, and those of members who are
    unknown or were merged.
    """
    plain = [each for each in given if _may_be(each)]
    known = Code.objects.filter(code__in={each.key for each in plain}, member__merged_into=None)
    numbers = dict(known.values_list("code", "member"))
    locked = Member.objects.select_for_update(no_key=True).filter(pk__in=set(numbers.values()), merged_into=None)
    members = {each.pk: each for each in locked.order_by("pk")}
    whose = {each.code: members[numbers[each.key]] for each in plain if numbers.get(each.key) in members}
    stand = dict(Code.objects.filter(code__in=whose).values_list("code", "member"))
    fresh = [each for each in plain if each.code in whose and each.code not in stand]
    try:
        with transaction.atomic():
            rows = (Code(code=each.code, member=whose[each.code], system=each.system) for each in fresh)
            Code.objects.bulk_create(rows, batch_size=1_000)
    except IntegrityError:
        fresh = []  # somebody else gives one of them at this moment
    _index({whose[each.code].pk: whose[each.code] for each in fresh}.values())
    record_all(_told(each, whose[each.code], actor) for each in fresh)
    same = {code: False for code, number in stand.items() if whose[code].pk == number}
    return same | {each.code: True for each in fresh}


def _may_be(given: Given) -> bool:
    try:
        check_code(given.code, given.system)
        check_texts(Code, code=given.code, system=given.system)
    except Refused:
        return False
    return "\0" not in given.key


def _index(members: Iterable[Member]) -> None:
    """Keep what a search looks through, for all of them."""
    found = {each.pk: [each.name] for each in members}
    for column, model in (("code", Code), ("number", LegalId)):
        for number, text in model.objects.filter(member__in=found).order_by(column).values_list("member", column):
            found[number].append(text)
    for each in members:
        each.sought = searching.index(found[each.pk])
    Member.objects.bulk_update(members, ["sought"], batch_size=500)


def _told(given: Given, member: Member, actor: str) -> Telling:
    data = {"members": [member.key], "code": given.code}
    return Telling("member.code.given", actor, f"member:{member.key}", data)
