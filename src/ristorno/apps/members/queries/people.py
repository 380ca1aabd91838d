"""The people of members, and all that is known of one of them."""

from ristorno.apps.events.queries import history
from ristorno.apps.members import family
from ristorno.apps.members.access import access_contact, access_family, unknown_member
from ristorno.apps.members.models import Contact, Member, Step, Word
from ristorno.apps.members.queries.joining import told as told_step
from ristorno.apps.members.queries.telling import told as told_word
from ristorno.apps.members.queries.values import About, Person


def contacts(key: str) -> tuple[Person, ...]:
    """Return the people of a member, and of those that were merged into it, by key."""
    numbers = [number for each in family.families([key]) for number in each.numbers]
    found = Contact.objects.filter(member__in=numbers).select_related("member").order_by("key", "member__key")
    return tuple(_person(each) for each in found)


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
