"""How far members have come into programs. What lies before a member's last leaving does not count any more."""

from collections.abc import Collection, Mapping

from ristorno.apps.members.family import Family
from ristorno.apps.members.models import Step, Word
from ristorno.apps.members.standing import in_force


def last_step(family: Family, program: str) -> Step | None:
    """Return the last step of a member, or of who was merged into it, into a program; None where it left since."""
    return last_steps([family], [program]).get((family.key, program))


def last_steps(families: Collection[Family], programs: Collection[str]) -> Mapping[tuple[str, str], Step]:
    """Return the same of some members and programs, by key and program; two questions, however many there are."""
    owners = {number: each.key for each in families for number in each.numbers}
    steps = Step.objects.filter(member__in=owners, program__in=programs).select_related("contact").order_by("id")
    last = {(owners[each.member_id], each.program): each for each in steps}
    words: dict[str, list[Word]] = {}
    for word in Word.objects.filter(member__in=owners, kind__in=["enrolled", "left"]) if last else ():
        words.setdefault(owners[word.member_id], []).append(word)
    return {(key, program): step for (key, program), step in last.items() if not _left(words.get(key, ()), step)}


def _left(words: Collection[Word], step: Step) -> bool:
    """Return whether a member left after a step."""
    moves = in_force(words)
    return bool(moves) and moves[-1].kind == "left" and moves[-1].recorded_at >= step.recorded_at
