"""Reading members."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from ristorno.apps.members import family
from ristorno.apps.members.access import unknown_member
from ristorno.apps.members.models import Code, Contact, Member, Word
from ristorno.apps.members.standing import facts_of, holding_on, in_force
from ristorno.engine.fact import Fact
from ristorno.kernel import searching


@dataclass(frozen=True, slots=True)
class Known:
    """A member as others read it. ``stands_for`` is the key of the one that it counts as today, mostly its own."""

    key: str
    name: str
    kind: str
    country: str
    language: str
    stands_for: str
    codes: tuple[str, ...]
    """All codes whose facts count for it: its key, what other systems call it, those of who was merged into it."""
    legal_ids: Mapping[str, str]
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """A contact as others read it; ``roles`` are words of ``kinds.ROLES``, ``influence`` one of ``INFLUENCES``."""

    member: str
    key: str
    name: str
    email: str
    phone: str
    language: str
    roles: tuple[str, ...]
    influence: str
    left_on: date | None
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class Said:
    """A word in force: what holds of a member from a day on, by its number."""

    number: int
    version: int
    kind: str
    on: date
    contact: str | None
    group: str | None
    head: bool
    other: str | None
    text: str
    origin: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """What holds of a member on a day. ``enrolled_on`` is the day on which it joined, None where it does not take part;
    the others are keys, None where there is none; ``head`` is whether it is the head of its group.
    """

    enrolled_on: date | None = None
    group: str | None = None
    head: bool = False
    supplier: str | None = None
    parent: str | None = None
    segment: str | None = None


def resolve(codes: Collection[str]) -> Mapping[str, str]:
    """Return for codes the keys of the members that they stand for today; codes that nobody knows are absent."""
    return family.resolved(codes)


def codes_of(key: str) -> tuple[str, ...]:
    """Return all codes whose facts count for a member; none where it is unknown or merged into another one."""
    return codes([key]).get(key, ())


def codes(keys: Collection[str] | None = None) -> Mapping[str, tuple[str, ...]]:
    """Return the codes of members that stand for themselves (all, or those asked for), each in order."""
    asked = family.families(keys)
    found: dict[int, list[str]] = {}
    owned = Code.objects.all()
    if keys is not None:
        owned = owned.filter(member__in=[number for each in asked for number in each.numbers])
    for number, code in owned.values_list("member_id", "code"):
        found.setdefault(number, []).append(code)
    return {
        each.key: tuple(sorted(code for number in each.numbers for code in found.get(number, ()))) for each in asked
    }


def standing(keys: Collection[str]) -> Mapping[str, tuple[Fact, ...]]:
    """Return what this room knows of members that stand for themselves, as facts of the source ``members``.

    All versions, with the moments at which they were recorded; each fact belongs to the key that was asked for.
    """
    return dict(facts_of(keys))


def all_standing() -> Iterator[tuple[str, tuple[Fact, ...]]]:
    """Yield the same of every member that stands for itself, in the order of keys."""
    yield from facts_of()


def member(key: str) -> Known | None:
    """Return a member by its key, also one that was merged; None where there is none."""
    found = Member.objects.filter(key=key).first()
    return _known([found])[0] if found else None


def access_member(named: str) -> Known:
    """Return the member that has a code, its key or what another system calls it, wherever it counts today.

    Raises:
        Refused: nobody has it.
    """
    found = Member.objects.filter(codes__code=named).first()
    if found is None:
        raise unknown_member(named)
    return _known([found])[0]


def members(search: str = "", after: str = "", limit: int = 50) -> tuple[Known, ...]:
    """Return members in the order of keys, from the one behind ``after`` on, at most ``limit``.

    ``search`` are words of any language that all must occur, whole or in part, in names, codes or legal numbers.
    """
    found = Member.objects.filter(key__gt=after).order_by("key")
    for word in searching.words(search):
        found = found.filter(sought__contains=word)
    return tuple(_known(list(found[:limit])))


def _known(found: list[Member]) -> list[Known]:
    own = codes([each.key for each in found])
    heads = family.stand_for(each.pk for each in found)
    legal: dict[int, dict[str, str]] = {}
    for each in found:
        legal[each.pk] = dict(each.legal_ids.order_by("scheme").values_list("scheme", "number"))
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


def contacts(key: str) -> tuple[Person, ...]:
    """Return the people of a member, and of those that were merged into it, by key."""
    numbers = [number for each in family.families([key]) for number in each.numbers]
    found = Contact.objects.filter(member__in=numbers).select_related("member").order_by("key", "member__key")
    return tuple(
        Person(
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
        for each in found
    )


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
    return tuple(
        Said(
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
        )
        for each in in_force(found)
    )
