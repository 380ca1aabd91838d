"""How far members have come into programs."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef

from ristorno.apps.members import family
from ristorno.apps.members.models import Step
from ristorno.apps.members.queries.values import Joining
from ristorno.apps.members.steps import last_step, last_steps


def joining(key: str, program: str) -> Joining | None:
    """Return how far a member has come into a program; None where it has done no step, or has left since."""
    found = family.families([key])
    step = last_step(found[0], program) if found else None
    return told(found[0], step) if step is not None else None


def applicants(programs: Collection[str]) -> tuple[Joining, ...]:
    """Return the applications to programs that wait for an answer, the earliest first."""
    later = Step.objects.filter(member=OuterRef("member"), program=OuterRef("program"), id__gt=OuterRef("id"))
    asked = Step.objects.filter(~Exists(later), program__in=programs, kind="applied").values_list(
        "member_id", flat=True
    )
    heads = family.stand_for(asked)
    found = {each.key: each for each in family.families({each.key for each in heads.values()})}
    last = last_steps(found.values(), programs)
    waiting = [(found[key], step) for (key, _), step in last.items() if step.kind == "applied"]
    return tuple(told(of, step) for of, step in sorted(waiting, key=lambda each: each[1].pk))


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
