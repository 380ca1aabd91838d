"""What this room knows of members, told to the engine as facts.

Every word is a document of its own, numbered as the word is, so that of two words of one day the one said later holds.
Where several members are one, its own words hold; on what it says nothing of, those of the first that was merged into
it and does say something. What a contact was allowed counts wherever the contact is now.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from ristorno.apps.members.family import Family, families, stand_for
from ristorno.apps.members.kinds import NO_FACTS, WORDS
from ristorno.apps.members.models import Word
from ristorno.engine.fact import Fact

SOURCE = "members"
_AT_ONCE = 2_000


def facts_of(keys: Collection[str] | None = None) -> Iterator[tuple[str, tuple[Fact, ...]]]:
    """Yield for members that stand for themselves, in the order of keys, all versions of all that is said of them."""
    asked = families(keys)
    for start in range(0, len(asked), _AT_ONCE):
        part = asked[start : start + _AT_ONCE]
        of = _words([number for family in part for number in family.numbers])
        others = stand_for(word.other_id for words in of.values() for word in words if word.other_id)
        suppliers = {number: member.key for number, member in others.items()}
        for family in part:
            yield family.key, tuple(_fact(word, family.key, suppliers) for word in _holding(family, of))


def _words(members: Collection[int]) -> Mapping[int, list[Word]]:
    found = Word.objects.filter(member__in=members).exclude(kind__in=NO_FACTS)
    return _by_member(found.select_related("contact", "group"))


def _by_member(found: QuerySet[Word]) -> Mapping[int, list[Word]]:
    of: dict[int, list[Word]] = {}
    for word in found.order_by("id"):
        of.setdefault(word.member_id, []).append(word)
    return of


@dataclass(frozen=True, slots=True)
class _Matter:
    """What a word is about; of each matter the words of one member hold."""

    kinds: frozenset[str]
    contact: str | None


def _holding(family: Family, of: Mapping[int, list[Word]]) -> Iterator[Word]:
    """Yield the words that hold for a family: its own, and where it has none on a matter, those of who was merged."""
    taken: set[_Matter] = set()
    for number in family.numbers:
        words = of.get(number, [])
        yield from (word for word in words if word.contact is not None or _matter(word) not in taken)
        taken |= {_matter(word) for word in in_force(words)}


def _matter(word: Word) -> _Matter:
    return _Matter(WORDS[word.kind], word.contact.key if word.contact else None)


def in_force(words: Iterable[Word]) -> list[Word]:
    """Return the newest version of each word that was not taken back, in the order in which words hold."""
    newest: dict[int, Word] = {}
    for word in words:
        known = newest.get(word.number)
        if known is None or word.version > known.version:
            newest[word.number] = word
    return sorted((each for each in newest.values() if not each.retracted), key=lambda each: (each.on, each.number))


def stories(keys: Collection[str]) -> Mapping[str, list[Word]]:
    """Return the words in force that hold of members that stand for themselves, in their order, facts or not."""
    asked = families(keys)
    members = [number for each in asked for number in each.numbers]
    of = _by_member(Word.objects.filter(member__in=members).select_related("contact", "group", "other"))
    return {each.key: in_force(_holding(each, of)) for each in asked}


def _fact(word: Word, key: str, suppliers: Mapping[int, str]) -> Fact:
    attributes = {}
    if word.group is not None:
        attributes["group"] = word.group.key
        if word.head:
            attributes["role"] = "head"
    if word.kind == "segment_assigned":
        attributes["segment"] = word.text
    # Who was merged into its own supplier supplies nobody any more, itself least.
    supplier = suppliers.get(word.other_id) if word.other_id else None
    return Fact(
        source=SOURCE,
        document=f"{word.number:012d}",
        version=word.version,
        retracted=word.retracted,
        kind=word.kind,
        occurred_at=word.on,
        recorded_at=word.recorded_at,
        member=key,
        contact=word.contact.key if word.contact else None,
        parties={"supplier": supplier} if supplier is not None and supplier != key else {},
        attributes=attributes,
    )
