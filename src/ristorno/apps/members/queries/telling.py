"""What is known of a member: what holds on a day, what was said."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from ristorno.apps.members import family
from ristorno.apps.members.models import Member, Word
from ristorno.apps.members.queries.values import Held, Said, Story
from ristorno.apps.members.standing import in_force, stories


def held(key: str, on: date) -> Held:
    """Return what holds of a member on a day, also by what was said of who was merged into it.

    Of one that was merged, or is unknown, nothing holds.
    """
    known = tales([key]).get(key)
    return known.on(on) if known is not None else Held()


def tales(keys: Collection[str]) -> Mapping[str, Story]:
    """Return of members that stand for themselves what holds on any day."""
    found = stories(keys)
    named = [word.other_id for words in found.values() for word in words if word.other_id]
    heads = family.stand_for(named)
    return {key: Story(key, tuple(_moved(word, key, heads) for word in words)) for key, words in found.items()}


def _moved(word: Word, key: str, heads: Mapping[int, Member]) -> Said:
    """Return a word that names others as they stand today; who was merged into another one is not above it."""
    other = heads[word.other_id].key if word.other_id else None
    return replace(told(word), other=other if other != key else None)


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
