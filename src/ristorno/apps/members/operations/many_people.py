"""Writing many contacts at once what is plain; whatever is not, is left to be written one by one, which says why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from ristorno.apps.events.operations import Telling, record_all
from ristorno.apps.members.family import families
from ristorno.apps.members.models import Contact, Member
from ristorno.apps.members.operations.people import traits_of_contact
from ristorno.kernel.problem import Refused

_TRAITS = ("name", "email", "phone", "language", "influence")


@dataclass(frozen=True, slots=True)
class Described:
    """What is said of a contact of a member; what is empty says nothing."""

    key: str
    contact: str
    name: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    roles: tuple[str, ...] = ()
    influence: str = ""


@transaction.atomic
def put_contacts(*, said: Collection[Described], actor: str) -> Mapping[tuple[str, str], bool]:
    """Add contacts who are new, and note of which known ones nothing new is said; return by member and key which it is.

    Each contact is named once. Left out are those of whom something is wrong, known ones that change, and those of
    members who are unknown or with whom others became one.
    """
    plain = {each.key: each.numbers[0] for each in families({each.key for each in said}) if len(each.numbers) == 1}
    locked = Member.objects.select_for_update(no_key=True).filter(pk__in=plain.values(), merged_into=None)
    members = {each.key: each for each in locked.order_by("pk")}
    found = Contact.objects.filter(
        member__in=members.values(), key__in=[e.contact for e in said if "\0" not in e.contact]
    )
    known = {(each.member_id, each.key): each for each in found}
    told: dict[tuple[str, str], bool] = {}
    fresh: list[Contact] = []
    for each in said:
        member = members.get(each.key)
        if member is None:
            continue
        there = known.get((member.pk, each.contact))
        if there is None and (row := _row(each, member)) is not None:
            fresh.append(row)
        elif there is not None and _says_nothing_new(each, there):
            told[each.key, each.contact] = False
    try:
        with transaction.atomic():
            Contact.objects.bulk_create(fresh, batch_size=1_000)
    except IntegrityError:
        return told  # somebody else adds one of them at this moment
    record_all(_told(each, actor) for each in fresh)
    return told | {(each.member.key, each.key): True for each in fresh}


def _row(said: Described, member: Member) -> Contact | None:
    texts = {trait: getattr(said, trait) for trait in _TRAITS}
    try:
        return Contact(member=member, key=said.contact, **traits_of_contact(said.contact, roles=said.roles, **texts))
    except Refused:
        return None


def _says_nothing_new(said: Described, known: Contact) -> bool:
    same = all(getattr(said, trait) in ("", getattr(known, trait)) for trait in _TRAITS)
    return same and known.erased_at is None and sorted(set(said.roles or known.roles)) == sorted(known.roles)


def _told(contact: Contact, actor: str) -> Telling:
    key = contact.member.key
    return Telling("contact.added", actor, f"contact:{key}/{contact.key}", {"members": [key]})
