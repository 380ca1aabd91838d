"""Who stands above a member on a day: its supplier and that one's, or its parent and that one's."""

from datetime import date

from ristorno.apps.members.family import families, stand_for
from ristorno.apps.members.models import Member, Word
from ristorno.apps.members.standing import in_force


def above(member: Member, kind: str, on: date) -> list[int]:
    """Return the numbers of the members above one that stands for itself, the nearest first; a circle ends it."""
    found: list[int] = []
    at: Member | None = member
    while at is not None and at.pk not in found:
        found.append(at.pk)
        at = _next(at, kind, on)
    return found[1:]


def _next(member: Member, kind: str, on: date) -> Member | None:
    """Return who is named last by then, by the member or, where it names nobody ever, by who was merged into it."""
    for number in families([member.key])[0].numbers:
        said = in_force(Word.objects.filter(member=number, kind=kind))
        if said:
            held = [word for word in said if word.on <= on]
            other = held[-1].other_id if held else None
            return stand_for([other])[other] if other else None
    return None
