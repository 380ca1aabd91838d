"""What is known of a member: what holds on a day, what was said."""

from datetime import date

from ristorno.apps.members import family
from ristorno.apps.members.models import Word
from ristorno.apps.members.queries.values import Held, Said
from ristorno.apps.members.standing import holding_on, in_force


def held(key: str, on: date) -> Held:
    """Return what holds of a member on a day, also by what was said of who was merged into it.

    Of one that was merged, or is unknown, nothing holds.
    """
    found = family.families([key])
    words = {word.kind: word for word in holding_on(found[0], on) if word.contact is None} if found else {}
    group, enrolled, segment = (words.get(kind) for kind in ("joined_group", "enrolled", "segment_assigned"))
    above = {kind: words[kind].other_id for kind in ("supplied_by", "subsidiary_of") if kind in words}
    heads = family.stand_for(number for number in above.values() if number)
    named = {kind: heads[number].key for kind, number in above.items() if number and heads[number].key != key}
    return Held(
        enrolled_on=enrolled.on if enrolled else None,
        group=group.group.key if group and group.group else None,
        head=group.head if group else False,
        supplier=named.get("supplied_by"),
        parent=named.get("subsidiary_of"),
        segment=segment.text if segment else None,
    )


def said_of(key: str) -> tuple[Said, ...]:
    """Return the words in force that were said of a member itself, in the order in which they hold."""
    found = Word.objects.filter(member__key=key).select_related("contact", "group", "other")
    return tuple(told(each) for each in in_force(found))


def told(each: Word) -> Said:
    """Return a word as others read it."""
    return Said(
        number=each.number,
        version=each.version,
        kind=each.kind,
        on=each.on,
        contact=each.contact.key if each.contact else None,
        group=each.group.key if each.group else None,
        head=each.head,
        other=each.other.key if each.other else None,
        text=each.text,
        origin=each.origin,
        recorded_at=each.recorded_at,
        retracted=each.retracted,
    )
