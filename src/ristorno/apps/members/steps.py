"""How far a member has come into a program. What lies before its last leaving does not count any more."""

from ristorno.apps.members.family import Family
from ristorno.apps.members.models import Step, Word
from ristorno.apps.members.standing import in_force


def last_step(family: Family, program: str) -> Step | None:
    """Return the last step of a member, or of who was merged into it, into a program; None where it left since."""
    found = (
        Step.objects.filter(member__in=family.numbers, program=program).select_related("contact").order_by("id").last()
    )
    if found is None:
        return None
    moves = in_force(Word.objects.filter(member__in=family.numbers, kind__in=["enrolled", "left"]))
    gone = bool(moves) and moves[-1].kind == "left" and moves[-1].recorded_at >= found.recorded_at
    return None if gone else found
