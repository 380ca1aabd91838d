"""How far members have come into programs."""

from ristorno.apps.members import family
from ristorno.apps.members.models import Step
from ristorno.apps.members.queries.values import Joining
from ristorno.apps.members.steps import last_step


def joining(key: str, program: str) -> Joining | None:
    """Return how far a member has come into a program; None where it has done no step, or has left since."""
    found = family.families([key])
    step = last_step(found[0], program) if found else None
    return told(found[0], step) if step is not None else None


def applicants(program: str) -> tuple[Joining, ...]:
    """Return the applications that wait for an answer, the earliest first."""
    asked = Step.objects.filter(program=program, kind="applied").order_by("id").values_list("member_id", flat=True)
    heads = family.stand_for(asked)
    keys = dict.fromkeys(heads[number].key for number in asked)
    found = (joining(key, program) for key in keys)
    return tuple(each for each in found if each is not None and each.step == "applied")


def told(of: family.Family, step: Step) -> Joining:
    """Return a step as others read it."""
    return Joining(
        member=of.key,
        program=step.program,
        step=step.kind,
        on=step.on,
        contact=step.contact.key if step.contact else None,
        version=step.version,
        reason=step.reason,
        remedy=step.remedy,
    )
