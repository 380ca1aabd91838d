"""Making a sandbox, and moving its clock."""

from datetime import UTC, datetime

from django.db import transaction

from ristorno.apps.clock.models import Sandbox
from ristorno.apps.clock.moving import Heard, Moved, alone, move, silent
from ristorno.apps.clock.queries import SandboxState, sandbox
from ristorno.apps.events.operations import record
from ristorno.apps.events.queries import anything
from ristorno.apps.identity.operations import revoke_key
from ristorno.apps.identity.queries import keys
from ristorno.apps.integrations.operations import stop
from ristorno.apps.integrations.queries import endpoints
from ristorno.kernel.problem import Problem, Refused

SUBJECT = "clock"


@transaction.atomic
def make_sandbox(*, at: datetime, actor: str) -> SandboxState:
    """Mark this database, for good, as a sandbox whose clock stands at a moment (aware).

    Raises:
        Refused: it is a sandbox already, or something has happened in it, so that it may be a real one.
    """
    if sandbox() is not None:
        reason = "This database is a sandbox already."
        raise Refused([Problem("clock.sandbox", reason, "Move its clock: ristorno clock advance.")])
    if anything():
        reason = "Something has happened in this database, and a real one never becomes a sandbox."
        remedy = (
            "Name an empty one in DATABASE_URL or a new folder in RISTORNO_HOME; ristorno restore --sandbox copies."
        )
        raise Refused([Problem("clock.real", reason, remedy)])
    return _mark(at, actor)


@transaction.atomic
def make_copy(*, at: datetime, actor: str) -> None:
    """Mark a database into which a backup was just read as a sandbox; one that was a sandbox before goes on as it was.

    The keys of the original open nothing here, and its webhooks send nothing: the world must not meet the copy.
    """
    if sandbox() is None:
        _mark(at, actor)
    for key in keys():
        revoke_key(public=key.public, actor=actor, at=at)
    for endpoint in endpoints():
        stop(number=endpoint.number, actor=actor, at=at, why="This is a sandbox, a copy.")


def _mark(at: datetime, actor: str) -> SandboxState:
    moment = at.astimezone(UTC)
    row = Sandbox.objects.create(began_at=moment, stands_at=moment)
    record(name="clock.sandbox.made", actor=actor, subject=SUBJECT, data={"at": moment.isoformat()})
    return SandboxState(row.began_at, row.stands_at, row.settled)


def advance(*, to: datetime, actor: str, heard: Heard = silent) -> Moved:
    """Move the clock to a moment (aware), doing on the way all that time does, and prove everything at the end.

    Killed on the way, it stands somewhere between, and moving on does what is left. Nobody else moves it meanwhile.

    Raises:
        Refused: this is no sandbox, the clock stands later already, or somebody else moves it.
    """
    with alone():
        begins = _state().stands_at
        if to < begins:
            reason = f"The clock stands at {begins:%Y-%m-%d %H:%M} UTC and is never put back."
            raise Refused([Problem("clock.back", reason, "Restore a backup of an earlier time into another sandbox.")])
        done = move(to.astimezone(UTC), heard)
        with transaction.atomic():
            data = {"from": begins.isoformat(), "to": to.astimezone(UTC).isoformat(), "complaints": done.complaints}
            record(name="clock.moved", actor=actor, subject=SUBJECT, data=data)
    return done


def _state() -> SandboxState:
    found = sandbox()
    if found is None:
        reason = "This is a real installation: its clock is the world's, and nobody moves it."
        raise Refused([Problem("clock.none", reason, "Rehearse in a sandbox: ristorno database sandbox.")])
    return found
