"""Writing many contacts at once what is plain; whatever is not, is left to be written one by one, which says why."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction

from ristorno.apps.events.operations import Telling, record_all
from ristorno.apps.members.access import check_texts
from ristorno.apps.members.family import families
from ristorno.apps.members.models import Contact, Member, Word
from ristorno.apps.members.operations.people import traits_of_contact
from ristorno.apps.members.operations.words import check_origin
from ristorno.apps.members.saying import EVENTS, Draft, check_day, content, word_of
from ristorno.apps.members.standing import in_force
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
    left_on: date | None = None
    consent_on: date | None = None
    """From which day on the employer consents that it is rewarded; ``consent_origin`` says where that is known from."""
    consent_origin: str = ""


@transaction.atomic
def put_contacts(*, said: Collection[Described], at: datetime, actor: str) -> Mapping[tuple[str, str], bool]:
    """Add contacts who are new, with what employers consent to; return by member and key whether anything was new.

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
    there: list[_Person] = []
    fresh: list[_Person] = []
    for each in said:
        member = members.get(each.key)
        if member is None or not _consents_well(each):
            continue
        contact = known.get((member.pk, each.contact))
        if contact is None and (row := _row(each, member)) is not None:
            fresh.append(_Person(each, row))
        elif contact is not None and _says_nothing_new(each, contact):
            there.append(_Person(each, contact))
    try:
        with transaction.atomic():
            Contact.objects.bulk_create([each.row for each in fresh], batch_size=1_000)
    except IntegrityError:
        fresh = []  # somebody else adds one of them at this moment
    record_all(telling for each in fresh for telling in _told(each, actor))
    consented = _consented([*there, *fresh], at, actor)
    told = {(each.said.key, each.said.contact): each.row.pk in consented for each in there}
    return told | {(each.said.key, each.said.contact): True for each in fresh}


class _Person(NamedTuple):
    """What is said of a contact, and its row."""

    said: Described
    row: Contact


def _consents_well(said: Described) -> bool:
    """Return whether what is said of a consent, if anything, can be kept."""
    try:
        if said.consent_on is not None:
            check_origin(said.consent_origin)
            check_day(said.consent_on)
            check_texts(Word, origin=said.consent_origin)
    except Refused:
        return False
    return True


def _row(said: Described, member: Member) -> Contact | None:
    texts = {trait: getattr(said, trait) for trait in _TRAITS}
    try:
        traits = traits_of_contact(said.contact, roles=said.roles, **texts)
    except Refused:
        return None
    return Contact(member=member, key=said.contact, left_on=said.left_on, **traits)


def _says_nothing_new(said: Described, known: Contact) -> bool:
    same = all(getattr(said, trait) in ("", getattr(known, trait)) for trait in _TRAITS)
    same = same and said.left_on in {None, known.left_on} and known.erased_at is None
    return same and sorted(set(said.roles or known.roles)) == sorted(known.roles)


def _told(person: _Person, actor: str) -> Iterator[Telling]:
    said = person.said
    subject = f"contact:{said.key}/{said.contact}"
    yield Telling("contact.added", actor, subject, {"members": [said.key]})
    if said.left_on is not None:
        yield Telling("contact.changed", actor, subject, {"changed": ["left_on"]})


def _consented(people: Iterable[_Person], at: datetime, actor: str) -> frozenset[int]:
    """Say that employers consent; return the numbers of the contacts of whom that was not said before."""
    asked = [
        (each, Draft("consent_given", each.said.consent_on, contact=each.row, origin=each.said.consent_origin))
        for each in people
        if each.said.consent_on is not None
    ]
    said = in_force(Word.objects.filter(contact__in=[each.row for each, _ in asked]).order_by("pk"))
    known = {content(word) for word in said}
    fresh = [(each, draft) for each, draft in asked if content(draft) not in known]
    words = [word_of(draft, each.row.member_id, at, actor) for each, draft in fresh]
    Word.objects.bulk_create(words, batch_size=1_000)
    record_all(_telling(word, each.said.key, actor) for word, (each, _) in zip(words, fresh, strict=True))
    return frozenset(each.row.pk for each, _ in fresh)


def _telling(word: Word, key: str, actor: str) -> Telling:
    data = {"members": [key], "word": word.number, "kind": word.kind, "on": word.on.isoformat()}
    return Telling(EVENTS[word.kind], actor, f"member:{key}", data)
