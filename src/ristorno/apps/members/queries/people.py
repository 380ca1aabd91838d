"""The people of members, and all that is known of one of them."""

from dataclasses import replace
from datetime import date

from django.db.models import Q
from django.db.models.functions import Lower

from ristorno.apps.events.queries import history
from ristorno.apps.members import family
from ristorno.apps.members.access import access_contact, access_family, unknown_member
from ristorno.apps.members.models import Contact, Member, Step, Word
from ristorno.apps.members.queries.joining import told as told_step
from ristorno.apps.members.queries.telling import told as told_word
from ristorno.apps.members.queries.values import About, Employed, Person


def contacts(key: str) -> tuple[Person, ...]:
    """Return the people of a member, and of those that were merged into it, by key."""
    numbers = [number for each in family.families([key]) for number in each.numbers]
    found = Contact.objects.filter(member__in=numbers).select_related("member").order_by("key", "member__key")
    return tuple(_person(each) for each in found)


def people_of(email: str, on: date) -> tuple[Employed, ...]:
    """Return the contacts that have an address on a day, by company and key, each at the company that stands for it.

    Letters of either size are one. Whoever left before the day, or was erased, is not among them.
    """
    if not email.strip():
        return ()
    asked = Contact.objects.annotate(address=Lower("email")).filter(address=email.strip().lower(), erased_at=None)
    found = list(asked.filter(Q(left_on=None) | Q(left_on__gte=on)).select_related("member"))
    heads = family.stand_for({each.member_id for each in found if each.member.merged_into_id is not None})
    people = ((each, heads.get(each.member_id, each.member)) for each in found)
    told = [Employed(replace(_person(each), member=head.key), head.name or head.key) for each, head in people]
    return tuple(sorted(told, key=lambda each: (each.person.member, each.person.key)))


def _person(each: Contact) -> Person:
    return Person(
        member=each.member.key,
        key=each.key,
        name=each.name,
        email=each.email,
        phone=each.phone,
        language=each.language,
        roles=tuple(each.roles),
        influence=each.influence,
        left_on=each.left_on,
        erased_at=each.erased_at,
    )


def about(key: str, contact: str) -> About:
    """Return all that this room knows of a person, for that person to have; what it did is among the facts.

    Raises:
        Refused: there is no such member or contact.
    """
    head = family.stand_for(Member.objects.filter(codes__code=key).values_list("id", flat=True))
    if not head:
        raise unknown_member(key)
    (member,) = head.values()
    own = access_family(member)
    found = access_contact(own, contact)
    words = Word.objects.filter(contact=found).select_related("contact", "group", "other").order_by("id")
    steps = Step.objects.filter(contact=found).select_related("contact").order_by("id")
    return About(
        person=_person(found),
        said=tuple(told_word(each) for each in words),
        steps=tuple(told_step(own, each) for each in steps),
        happened=tuple(history(f"contact:{found.member.key}/{found.key}")),
    )
