"""What an employer itself says of its people: who is one of them, and whether they may be rewarded."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from ristorno.apps.members.access import access_contact, access_family, access_member, refused
from ristorno.apps.members.family import Family
from ristorno.apps.members.models import Contact
from ristorno.apps.members.operations.people import add_contact, change_contact
from ristorno.apps.members.operations.words import (
    allow_messages,
    give_consent,
    refuse_messages,
    retract,
    withdraw_consent,
)
from ristorno.apps.members.queries.telling import tales

MOST = 1_000
"""So many people of a member may be able to sign in at once."""


@transaction.atomic
def invite_contact(
    *, key: str, name: str, email: str, language: str, roles: Iterable[str], on: date, actor: str
) -> str:
    """Add a person with an address, who can sign in from now on, and return the key that was made up for it.

    The key says nothing of the person: facts name it, and it stays when the person is erased. ``on`` is today.

    Raises:
        Refused: there is no such member, somebody there has this address already, it is none, a role is unknown, or
            there are too many people.
    """
    family = access_family(access_member(key))
    address = _free_address(family, email, on)
    taken = set(Contact.objects.filter(member__in=family.numbers).values_list("key", flat=True))
    contact = next(free for place in range(1, len(taken) + 2) if (free := f"staff-{place}") not in taken)
    add_contact(
        key=key, contact=contact, name=" ".join(name.split()), email=address, language=language, roles=roles,
        actor=actor,
    )  # fmt: skip
    return contact


@transaction.atomic
def give_address(*, key: str, contact: str, email: str, on: date, actor: str) -> bool:
    """Let a person sign in that had no address so far; return False where it has just this one.

    An address that is there is not changed here: whoever has it has the points of that person.

    Raises:
        Refused: there is no such person, it has another address, or as :func:`invite_contact`.
    """
    family = access_family(access_member(key))
    found = access_contact(family, contact)
    if found.email:
        if found.email.lower() == email.strip().lower():
            return False
        reason = f"{contact!r} signs in with an address already."
        raise refused("members.has_address", reason, "Ask whoever runs the program to change it.")
    return change_contact(key=key, contact=contact, email=_free_address(family, email, on), actor=actor)


@transaction.atomic
def decide_messages(
    *, key: str, contact: str, channel: str, welcome: bool, on: date, origin: str, at: datetime, actor: str
) -> bool:
    """Let a person's word of a day be its last one on messages over a channel; return whether anything changed.

    Raises:
        Refused: there is no such contact or channel, or it is not said where that is known from.
    """
    head = access_family(access_member(key)).key
    if tales([head])[head].welcomes(contact, channel, on) == welcome:
        return False
    say = allow_messages if welcome else refuse_messages
    told = say(key=key, contact=contact, channel=channel, on=on, origin=origin, at=at, actor=actor)
    if not told.fresh:
        retract(number=told.number, at=at, actor=actor)
        say(key=key, contact=contact, channel=channel, on=on, origin=origin, at=at, actor=actor)
    return True


@transaction.atomic
def decide_consent(
    *, key: str, given: bool, holds: bool, on: date, origin: str, at: datetime, actor: str, contact: str | None = None
) -> bool:
    """Let an employer's word of a day be its last one on a contact or, without one, on all its staff.

    Unlike words that come in lists, which hold once however often they are read, somebody who changes his mind twice on
    one day means what he said last. ``holds`` is whether the consent is in force now, as it is counted: facts speak of
    it, too, and are kept elsewhere. Returns whether anything was said.

    Raises:
        Refused: there is no such member or contact, or it is not said where the consent is known from.
    """
    nobody_named = given or contact is not None  # taking it back from all staff takes it from those who are named, too
    if nobody_named and holds == given:
        return False
    say = give_consent if given else withdraw_consent
    told = say(key=key, contact=contact, on=on, origin=origin, at=at, actor=actor)
    if not told.fresh:
        retract(number=told.number, at=at, actor=actor)
        say(key=key, contact=contact, on=on, origin=origin, at=at, actor=actor)
    return True


def _free_address(family: Family, email: str, on: date) -> str:
    """Return an address that nobody of a member has who is still there."""
    address = email.strip()
    if not address:
        raise refused("members.email", "There is no address.", "Write it as somebody@example.com.")
    here = Contact.objects.filter(member__in=family.numbers, erased_at=None).exclude(email="").exclude(left_on__lt=on)
    if here.filter(email__iexact=address).exists():
        reason = f"Somebody of {family.key!r} has this address."
        raise refused("members.address_there", reason, "Change that person instead.")
    if here.count() >= MOST:
        raise refused("members.too_many_contacts", f"{family.key!r} has {MOST:,} people.", "Tell who has left.")
    return address
