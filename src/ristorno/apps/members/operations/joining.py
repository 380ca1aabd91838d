"""Coming into a program: by invitation, by an application that is approved, or freely; then the terms are accepted.

Nobody takes part in anything by being known. Whoever accepts the terms of a program takes part from that day on;
whoever left has to be invited, or to apply, anew.
"""

from datetime import date, datetime

from django.db import transaction

from ristorno.apps.events.operations import record
from ristorno.apps.members.access import access_contact, access_family, access_member, check_texts, refused
from ristorno.apps.members.kinds import STEPS
from ristorno.apps.members.models import Contact, Member, Step
from ristorno.apps.members.queries import held
from ristorno.apps.members.saying import Draft, check_day, say
from ristorno.apps.members.steps import last_step


@transaction.atomic
def invite(*, key: str, program: str, on: date, at: datetime, actor: str) -> bool:
    """Invite a member into a program; return False where it is invited already.

    Raises:
        Refused: there is no such member, or it has accepted the terms or been approved already.
    """
    return _step(access_member(key), program, "invited", on, at, actor)


@transaction.atomic
def apply(*, key: str, program: str, on: date, at: datetime, actor: str, contact: str | None = None) -> bool:
    """Let a member ask to be taken into a program; return False where its question waits already.

    Raises:
        Refused: there is no such member or contact, or it is invited, approved or in already.
    """
    member = access_member(key)
    return _step(member, program, "applied", on, at, actor, contact=_contact(member, contact))


@transaction.atomic
def approve(*, key: str, program: str, on: date, at: datetime, actor: str) -> bool:
    """Let an applicant into a program, whose terms it has to accept yet; return False where that was done.

    Raises:
        Refused: there is no such member, or it has not applied.
    """
    return _step(access_member(key), program, "approved", on, at, actor)


@transaction.atomic
def decline(*, key: str, program: str, reason: str, remedy: str, on: date, at: datetime, actor: str) -> bool:
    """Tell an applicant why it is not taken into a program, and what would change that.

    Raises:
        Refused: there is no such member, it has not applied, or one of the two is not said.
    """
    if not reason.strip() or not remedy.strip():
        told = "An applicant is told why it is declined and what would change that, and one of them is missing."
        raise refused("members.declined", told, "Say both: 'turnover under 1 m a year', 'apply again from 1 m on'.")
    return _step(access_member(key), program, "declined", on, at, actor, reason=reason, remedy=remedy)


@transaction.atomic
def accept(
    *,
    key: str,
    program: str,
    version: str,
    on: date,
    at: datetime,
    actor: str,
    contact: str | None = None,
    freely: bool = False,
) -> bool:
    """Accept the terms of a program in a version; whoever does not take part yet, does from that day on.

    ``freely``: the program is open, so that nobody has to be invited or approved. Returns False where this version was
    accepted already.

    Raises:
        Refused: there is no such member, it was neither invited nor approved, or the version is not named.
    """
    if not version.strip():
        raise refused("members.version", "It is not said which version of the terms is accepted.", "Name it.")
    member = access_member(key)
    person = _contact(member, contact)
    fresh = _step(member, program, "accepted", on, at, actor, contact=person, version=version, freely=freely)
    if fresh and held(member.key, on).enrolled_on is None:
        origin = f"{program}, {version}"
        say(member, Draft("enrolled", on, origin=origin[:300]), at=at, actor=actor)
    return fresh


def _step(
    member: Member,
    program: str,
    kind: str,
    on: date,
    at: datetime,
    actor: str,
    *,
    freely: bool = False,
    contact: Contact | None = None,
    **told: str,
) -> bool:
    check_day(on)
    check_texts(Step, program=program, **told)
    last = last_step(access_family(member), program)
    before = last.kind if last else ""
    if last is not None and before == kind and last.version == told.get("version", ""):
        return False
    if before not in STEPS[kind] and not freely:
        stands = f"It was {before} on {last.on}." if last else "It was neither invited, nor did it apply."
        reason = f"{member.key!r} cannot be {kind} in {program!r} now."
        raise refused("members.step", reason, f"{stands} Before that it has to be {_any(kind)}.")
    Step.objects.create(
        member=member, program=program, kind=kind, on=on, contact=contact, actor=actor, recorded_at=at, **told
    )
    data = {"members": [member.key], "program": program, "on": on.isoformat(), **told}
    record(name=f"member.{kind}", actor=actor, subject=f"member:{member.key}", data=data)
    return True


def _any(kind: str) -> str:
    return " or ".join(sorted(each or "new" for each in STEPS[kind]))


def _contact(member: Member, contact: str | None) -> Contact | None:
    return access_contact(access_family(member), contact) if contact is not None else None
