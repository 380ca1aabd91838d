"""What other rooms count with: codes of members, and what is known of them as facts."""

from collections.abc import Collection, Hashable, Iterator, Mapping
from typing import Final

from ristorno.apps.members import family
from ristorno.apps.members.models import Code
from ristorno.apps.members.standing import facts_of
from ristorno.engine.fact import Fact
from ristorno.postgres.asking import Question, ask

MARK: Final = Question("""
select row((select max(id) from members_word), (select max(id) from members_code),
    (select max(merged_at) from members_member where merged_into_id is not null),
    (select count(*) from members_member where merged_into_id is not null))::text
""")
"""Another one once anything that others count with was said, of whomever."""

_CODES: Final = """
with recursive own (id) as (
    select id from members_member where key = %s and merged_into_id is null
    union select m.id from members_member as m join own on m.merged_into_id = own.id
) select coalesce(array_agg(code), '{}') from members_code join own on member_id = own.id
"""


def mark() -> Hashable:
    """Return what is another one once anything that others count with was said, of whomever; one short question."""
    found: str = ask(MARK)
    return found


def language_of(key: str) -> str:
    """Return the language in which a member reads, as it was said; empty where nobody said any."""
    found: str | None = ask(language_asked(key))
    return found or ""


def language_asked(key: str) -> Question:
    """Return the question in which language a member reads."""
    return Question("select language from members_member where key = %s", (key,))


def resolve(codes: Collection[str]) -> Mapping[str, str]:
    """Return for codes the keys of the members that they stand for today; codes that nobody knows are absent."""
    return family.resolved(codes)


def resolve_asked(codes: Collection[str]) -> Question:
    """Return the question for which members codes stand."""
    return family.resolved_asked(codes)


def codes_of(key: str) -> tuple[str, ...]:
    """Return all codes whose facts count for a member; none where it is unknown or merged into another one."""
    return tuple(sorted(ask(codes_asked(key)))) if "\0" not in key else ()


def codes_asked(key: str) -> Question:
    """Return the question for all codes whose facts count for a member."""
    return Question(_CODES, (key,))


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
