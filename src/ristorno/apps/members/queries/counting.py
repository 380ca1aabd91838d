"""What other rooms count with: codes of members, and what is known of them as facts."""

from collections.abc import Collection, Iterator, Mapping

from ristorno.apps.members import family
from ristorno.apps.members.models import Code
from ristorno.apps.members.standing import facts_of
from ristorno.engine.fact import Fact


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
