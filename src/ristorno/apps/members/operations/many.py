"""Writing of many members at once what is plain; whatever is not, is left to be written one by one, which says why.

What comes out is the same as if all of it were written one by one, in the order given.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction

from ristorno.apps.events.operations import Telling, record_all
from ristorno.apps.members.access import alone, check_texts, listed
from ristorno.apps.members.affected import around_each
from ristorno.apps.members.family import families
from ristorno.apps.members.kinds import GROUPING, MemberKind
from ristorno.apps.members.models import Code, Group, LegalId, Member, Word
from ristorno.apps.members.operations.companies import numbers_of, traits_of
from ristorno.apps.members.saying import EVENTS, Draft, check_day, check_story, content, word_of
from ristorno.apps.members.standing import in_force
from ristorno.kernel import searching
from ristorno.kernel.problem import Refused

_RELATIONS = ("supplied_by", "subsidiary_of")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A member that is to be added."""

    key: str
    name: str
    kind: MemberKind
    country: str
    language: str
    legal_ids: Mapping[str, str]


@transaction.atomic
def add_all(*, newcomers: Collection[Newcomer], actor: str) -> frozenset[str]:
    """Add members whose keys nobody has; return the keys of those that are there now.

    Left out are those of whom something is wrong, or whose key is somebody's already.
    """
    there = set(Code.objects.filter(code__in=[each.key for each in newcomers]).values_list("code", flat=True))
    checked = {each.key: found for each in newcomers if each.key not in there and (found := _checked(each))}
    members = [
        Member(key=key, sought=searching.index([traits["name"], key, *sorted(numbers.values())]), **traits)
        for key, (traits, numbers) in checked.items()
    ]
    try:
        with transaction.atomic():
            Member.objects.bulk_create(members)
            Code.objects.bulk_create(Code(code=each.key, member=each) for each in members)
    except IntegrityError:
        return frozenset()  # somebody else adds one of them at this moment
    LegalId.objects.bulk_create(
        LegalId(member=each, scheme=scheme, number=number)
        for each in members
        for scheme, number in checked[each.key][1].items()
    )
    record_all(Telling("member.added", actor, f"member:{each.key}", {"members": [each.key]}) for each in members)
    return frozenset(checked)


def _checked(newcomer: Newcomer) -> tuple[dict[str, str], dict[str, str]] | None:
    traits = {name: getattr(newcomer, name) for name in ("key", "name", "kind", "country", "language")}
    try:
        return traits_of(**traits), numbers_of(newcomer.legal_ids, newcomer.kind)
    except Refused:
        return None


@dataclass(frozen=True, slots=True)
class Saying:
    """A word that is to be said of a member; ``group`` and ``other`` are named as whoever says it names them."""

    kind: str
    on: date
    group: str = ""
    head: bool = False
    other: str = ""
    text: str = ""


@transaction.atomic
def say_all(*, said: Mapping[str, Sequence[Saying]], at: datetime, actor: str) -> Mapping[str, bool]:
    """Say what is to be said of members, by their keys; return of whom all was said, and whether any of it was new.

    Left out are those of whom something cannot be said, who were merged with others, or name others that were.
    """
    plain = {family.key: family.numbers[0] for family in families(list(said)) if len(family.numbers) == 1}
    if any(each.kind in _RELATIONS for sayings in said.values() for each in sayings):
        alone("relations")
    locked = Member.objects.select_for_update(no_key=True).filter(pk__in=plain.values(), merged_into=None)
    members = {each.key: each for each in locked.order_by("pk")}
    telling = _Telling(list(members.values()), [each for sayings in said.values() for each in sayings])
    told: dict[str, bool] = {}
    words: list[Word] = []
    for key, sayings in said.items():
        found = telling.words(members.get(key), sayings, at, actor)
        if found is not None:
            told[key] = bool(found)
            words += found
    Word.objects.bulk_create(words, batch_size=1_000)
    record_all(_events(words, {each.pk: each.key for each in members.values()}, actor))
    return told


class _Telling:
    """What is known of members, so that what is said of each can be judged without asking again."""

    def __init__(self, members: Sequence[Member], sayings: Sequence[Saying]) -> None:
        known = Word.objects.filter(member__in=members).order_by("pk")
        self._known: dict[int, list[Word]] = {}
        for word in known:
            self._known.setdefault(word.member_id, []).append(word)
        groups = {each.group for each in sayings if each.group}
        self._groups = {each.key: each for each in Group.objects.filter(key__in=groups)}
        codes = Code.objects.filter(code__in={each.other for each in sayings if each.other}, member__merged_into=None)
        self._others = {code.code: code.member for code in codes.select_related("member")}
        self._over = _Over() if self._others else None
        self._left_a_relation = False

    def words(self, member: Member | None, sayings: Sequence[Saying], at: datetime, actor: str) -> list[Word] | None:
        """Return the words that are new; None where they have to be said one by one.

        Behind a relation that is left to be said later, all relations are: which of them closes a circle, and is
        refused, is the last one.
        """
        relates = any(each.kind in _RELATIONS for each in sayings)
        found = None if relates and self._left_a_relation else self._found(member, sayings, at, actor)
        self._left_a_relation |= relates and found is None
        return found

    def _found(self, member: Member | None, sayings: Sequence[Saying], at: datetime, actor: str) -> list[Word] | None:
        if member is None or not all(self._named(member, each) for each in sayings if each.other):
            return None
        told = in_force(self._known.get(member.pk, ()))
        found: list[Word] = []
        try:
            for draft in self._drafts(sayings):
                check_day(draft.on)
                check_texts(Word, text=draft.text, origin=draft.origin)
                if content(draft) not in {content(each) for each in (*told, *found)}:
                    found.append(word_of(draft, member.pk, at, actor))
                    check_story(member.key, [*told, *found])
        except (Refused, KeyError):
            return None
        return found

    def _named(self, member: Member, saying: Saying) -> bool:
        other = self._others.get(saying.other)
        return other is not None and self._over is not None and self._over.named(saying.kind, member.pk, other.pk)

    def _drafts(self, sayings: Iterable[Saying]) -> Iterator[Draft]:
        for each in sayings:
            group = self._groups[each.group] if each.group else None
            other = self._others[each.other] if each.other else None
            yield Draft(each.kind, each.on, group=group, head=each.head, other=other, text=each.text)


@dataclass(slots=True)
class _Over:
    """Who was ever said to be over whom, whatever the day, and whoever became one with whom."""

    _above: dict[tuple[str, int], set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        said = Word.objects.filter(kind__in=_RELATIONS, other__isnull=False)
        for kind, member, other in said.values_list("kind", "member", "other"):
            self._above.setdefault((kind, member), set()).add(other or 0)
        for gone, into in Member.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into"):
            for kind in _RELATIONS:
                self._above.setdefault((kind, gone), set()).add(into or 0)
                self._above.setdefault((kind, into or 0), set()).add(gone)

    def named(self, kind: str, member: int, other: int) -> bool:
        """Note that one is said to be over another; return False where a circle might come of it."""
        found, level = {other}, {other}
        while level := set().union(*(self._above.get((kind, each), set()) for each in level)) - found:
            found |= level
        self._above.setdefault((kind, member), set()).add(other)
        return member not in found


def _events(words: Sequence[Word], keys: Mapping[int, str], actor: str) -> Iterator[Telling]:
    wide = {keys[word.member_id] for word in words if _moves_others(word)}
    affected = around_each(wide) if wide else {}
    for word in words:
        key = keys[word.member_id]
        named = affected[key] if _moves_others(word) else {key}
        data = {"members": listed(named), "word": word.number, "kind": word.kind, "on": word.on.isoformat()}
        yield Telling(EVENTS[word.kind], actor, f"member:{key}", data)


def _moves_others(word: Word) -> bool:
    return word.kind in GROUPING | {"supplied_by"}
