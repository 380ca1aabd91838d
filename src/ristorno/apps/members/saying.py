"""Adding a word: to whom it belongs, whether it can be said, and that it is said once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import inf

from ristorno.apps.events.operations import record
from ristorno.apps.members.access import access_family, access_member, check_texts, listed, refused
from ristorno.apps.members.affected import around
from ristorno.apps.members.family import Family
from ristorno.apps.members.kinds import ENROLMENT, GROUPING, WORDS
from ristorno.apps.members.models import Contact, Group, Member, Word
from ristorno.apps.members.standing import in_force

EVENTS = {
    "enrolled": "member.enrolled",
    "left": "member.left",
    "joined_group": "member.group.joined",
    "left_group": "member.group.left",
    "supplied_by": "member.supplier.named",
    "subsidiary_of": "member.parent.named",
    "segment_assigned": "member.segment.assigned",
    "consent_given": "member.consent.given",
    "consent_withdrawn": "member.consent.withdrawn",
    "messages_welcome": "member.messages.allowed",
    "messages_unwelcome": "member.messages.refused",
}
_FIRST, _LAST = date(1900, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Draft:
    """A word that is to be said."""

    kind: str
    on: date
    contact: Contact | None = None
    group: Group | None = None
    head: bool = False
    other: Member | None = None
    text: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A word by its number; ``fresh`` is false where it had been said before, and nothing was done."""

    number: int
    fresh: bool


def say(member: Member, draft: Draft, *, at: datetime, actor: str) -> Told:
    """Add a word about a member that stands for itself and is locked, and record that.

    Raises:
        Refused: it cannot hold beside what is said already.
    """
    check_day(draft.on)
    check_texts(Word, text=draft.text, origin=draft.origin)
    family = access_family(member)
    told = in_force(Word.objects.filter(member__in=family.numbers))
    teller = draft.contact.member_id if draft.contact else _teller(family, told, draft.kind)
    known = [word for word in told if word.member_id == teller]
    for word in known:
        if content(word) == content(draft):
            return Told(word.number, fresh=False)
    word = word_of(draft, teller, at, actor)
    check_story(member.key, [*known, word])
    word.save(force_insert=True)
    tell(EVENTS[draft.kind], member, word, actor)
    return Told(word.number, fresh=True)


def word_of(draft: Draft, teller: int, at: datetime, actor: str) -> Word:
    """Return a word, not kept yet, that a member says by its number."""
    return Word(member_id=teller, actor=actor, recorded_at=at, **_fields(draft))


def tell(event: str, member: Member, word: Word, actor: str) -> None:
    """Record that a word was said, corrected or taken back."""
    affected = around([member.key]) if word.kind in GROUPING | {"supplied_by"} else {member.key}
    data = {"members": listed(affected), "word": word.number, "kind": word.kind, "on": word.on.isoformat()}
    record(name=event, actor=actor, subject=f"member:{member.key}", data=data)


def revise(number: int, *, at: datetime, actor: str, on: date | None, origin: str | None) -> Told:
    """Add another version of a word: with another day or origin, or, where no day is said, taken back.

    Raises:
        Refused: there is no such word, it was taken back before, or what remains makes no sense.
    """
    newest = _newest(number)
    member = access_member(newest.member.key)
    newest = _newest(number)  # nobody else can change it now
    if on == newest.on and (origin is None or origin == newest.origin):
        return Told(number, fresh=False)
    if on is not None:
        check_day(on)
    check_texts(Word, origin=origin or "")
    revised = Word(
        **{name: getattr(newest, name) for name in ("kind", "contact", "group", "head", "other", "text")},
        first_id=number,
        version=newest.version + 1,
        retracted=on is None,
        member=newest.member,
        on=on or newest.on,
        origin=newest.origin if origin is None else origin,
        actor=actor,
        recorded_at=max(at, newest.recorded_at),
    )
    check_story(member.key, in_force([*Word.objects.filter(member=newest.member), revised]))
    revised.save(force_insert=True)
    tell("member.word.retracted" if on is None else "member.word.corrected", member, revised, actor)
    return Told(number, fresh=True)


def _newest(number: int) -> Word:
    versions = [*Word.objects.filter(pk=number, first=None), *Word.objects.filter(first=number)]
    found = in_force(versions)
    if not found:
        raise refused("members.word", f"There is no word {number} in force.", "Look at what is said of the member.")
    return Word.objects.select_related("member").get(pk=found[0].pk)


def check_day(day: date) -> None:
    """Refuse days that nobody can mean."""
    if not _FIRST <= day <= _LAST:
        raise refused("members.day", f"{day} cannot be meant.", f"Name a day from {_FIRST} to {_LAST}.")


def check_story(key: str, words: Iterable[Word]) -> None:
    """Refuse a member that joins twice, or leaves what it is not in."""
    ordered = sorted(words, key=lambda word: (word.on, word.number or inf))  # a new one will have the highest number
    _check_enrolment(key, [word for word in ordered if word.kind in ENROLMENT])
    group: Group | None = None
    for word in ordered:
        if word.kind == "left_group" and group is None:
            reason = f"{key!r} is in no group on {word.on}, so that it cannot leave one."
            raise refused("members.no_group", reason, "Say first when it joined.")
        if word.kind in GROUPING:
            group = word.group


def _check_enrolment(key: str, words: Sequence[Word]) -> None:
    since: date | None = None
    for word in words:
        if word.kind == "enrolled" and since is not None:
            reason = f"{key!r} takes part since {since}, so that it cannot join on {word.on} again."
            raise refused("members.enrolled", reason, "Correct that day, or say first when it had left.")
        if word.kind == "left" and since is None:
            reason = f"{key!r} does not take part on {word.on}, so that it cannot leave."
            raise refused("members.not_enrolled", reason, "Say first when it joined.")
        since = word.on if word.kind == "enrolled" else None


def _teller(family: Family, told: Iterable[Word], kind: str) -> int:
    """Return whose words on a matter hold: the story goes on where it is told."""
    telling = {word.member_id for word in told if word.kind in WORDS[kind] and word.contact_id is None}
    return next((number for number in family.numbers if number in telling), family.numbers[0])


def _fields(draft: Draft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in Draft.__slots__}


def content(word: Word | Draft) -> tuple[object, ...]:
    """Return what makes two words the same; others are compared by number, so that nothing is read for it."""
    if isinstance(word, Draft):
        numbers = tuple(each.pk if each else None for each in (word.contact, word.group, word.other))
    else:
        numbers = word.contact_id, word.group_id, word.other_id
    return word.kind, word.on, word.head, word.text, numbers
