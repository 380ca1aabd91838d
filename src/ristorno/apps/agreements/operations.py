"""Writing programs and agreements: somebody drafts and proposes, somebody else approves or rejects."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models.functions import Now

from ristorno.apps.agreements import shelf
from ristorno.apps.agreements.checking import Laid, Placed, laid, placed
from ristorno.apps.agreements.guarding import guard
from ristorno.apps.agreements.kept import no_draft, numbers, stale
from ristorno.apps.agreements.models import Draft, Version
from ristorno.apps.agreements.rules import same_person
from ristorno.apps.agreements.written import Piece, pieces
from ristorno.apps.events.operations import record
from ristorno.engine.terms.program import Agreement
from ristorno.kernel.problem import Problem, Refused

_MEMBERS = 1_000
"""So many members an event names at most."""


def draft(*, text: str, actor: str, note: str = "", file: str = "") -> tuple[int, ...]:
    """Keep what somebody wrote, as written, and return the number of a draft for each document of the text.

    ``file`` is what places in the text are told with.

    Raises:
        Refused: with everything that is wrong with it, each problem at its place in the text.
    """
    with transaction.atomic():
        written = placed(pieces(text, file))
        laid(written)
        return tuple(_keep(each, actor, note) for each in written)


def propose(*, draft: int, actor: str) -> None:
    """Ask for a second signature.

    Raises:
        Refused: somebody else drafted it, it was proposed or decided before, or is not based on the newest version.
    """
    with transaction.atomic():
        row = _open(draft, Draft.State.DRAFTED)
        if not same_person(row.drafted_by, actor):
            raise Refused([_not_own(row, "propose")])
        _refuse_stale([row])
        row.state = Draft.State.PROPOSED
        row.save(update_fields=["state"])
        _tell(row, "proposed", actor)


def withdraw(*, draft: int, actor: str) -> None:
    """Take back a draft that nobody decided yet.

    Raises:
        Refused: somebody else drafted it, or it was decided.
    """
    with transaction.atomic():
        row = _open(draft, Draft.State.DRAFTED, Draft.State.PROPOSED)
        if not same_person(row.drafted_by, actor):
            raise Refused([_not_own(row, "withdraw")])
        _decide(row, Draft.State.WITHDRAWN, actor)


def reject(*, draft: int, actor: str, reason: str) -> None:
    """Refuse to sign what was proposed, with a reason.

    Raises:
        Refused: there is no reason, it was not proposed, or the actor drafted it.
    """
    with transaction.atomic():
        row = _open(draft, Draft.State.PROPOSED)
        if same_person(row.drafted_by, actor):
            problem = "Whoever drafted it withdraws it; another person rejects it."
            raise Refused([Problem("agreements.four_eyes", problem, "Withdraw it instead.")])
        if not reason.strip():
            raise Refused([Problem("agreements.reason", "A rejection has a reason.", "Say what is wrong with it.")])
        _decide(row, Draft.State.REJECTED, actor, reason.strip())


def approve(*, draft: int, actor: str, at: datetime, despite_policy: str = "") -> int:
    """Sign what another person proposed; return the number of the version that it became.

    ``at``, aware, is the moment of the approval, from which on the version is known; where something else was recorded
    of the program in the same moment, the next microsecond.

    Raises:
        Refused: the actor drafted it, it was not proposed, another version came in between, or it does not pass the
            check any more; or it is not proved that the policy is kept, and ``despite_policy`` does not say why it is
            signed nevertheless.
    """
    return approve_all(drafts=[draft], actor=actor, at=at, despite_policy=despite_policy)[0]


def approve_all(*, drafts: Sequence[int], actor: str, at: datetime, despite_policy: str = "") -> tuple[int, ...]:
    """Sign several drafts together, all or none; what :func:`approve` says holds for each.

    Drafts that only make sense together, such as a program and the agreements under it, are approved so.
    """
    if at.tzinfo is None:
        raise ValueError("the moment of an approval names its zone")
    with transaction.atomic():
        _one_after_the_other()
        rows = [_open(number, Draft.State.PROPOSED) for number in dict.fromkeys(drafts)]
        if own := [row for row in rows if same_person(row.drafted_by, actor)]:
            raise Refused(_own(row) for row in own)
        _refuse_stale(rows)
        written = placed([_piece(row) for row in rows])
        before = {row.key: _members(row.program, row.key) for row in rows}
        done = {each.program: each for each in laid(written, at)}
        if not despite_policy:
            guard(tuple(done.values()), at)
        return tuple(_approve(row, actor, done[row.program], before[row.key], despite_policy) for row in rows)


def _one_after_the_other() -> None:
    """Wait until nobody else approves: units and members are looked at over all programs and agreements."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('ristorno.agreements'))")


def _keep(written: Placed, actor: str, note: str) -> int:
    piece = written.piece
    row = Draft.objects.create(
        kind=piece.kind,
        key=piece.key,
        program=written.program,
        text=piece.text,
        note=note,
        based_on=written.follows,
        drafted_by=actor,
    )
    _tell(row, "drafted", actor)
    return row.pk


def _approve(row: Draft, actor: str, after: Laid, members: frozenset[str], despite_policy: str) -> int:
    _decide(row, Draft.State.APPROVED, actor, tell=False)
    number = row.based_on + 1
    Version.objects.create(
        draft=row, kind=row.kind, key=row.key, program=row.program, number=number, recorded_at=after.recorded_at
    )
    nevertheless = {"despite_policy": despite_policy} if despite_policy else {}
    touched = ("*",) if row.kind == "program" else sorted(members | _named(after.after.calculation.agreements, row.key))
    for some in _parts(touched):
        _tell(row, "approved", actor, number=number, members=some, **nevertheless)
    return number


def _decide(row: Draft, state: Draft.State, actor: str, reason: str = "", *, tell: bool = True) -> None:
    row.state, row.decided_by, row.reason = state, actor, reason
    row.decided_at = Now()
    row.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    if tell:
        _tell(row, state.value, actor, **({"reason": reason} if reason else {}))


def _open(number: int, *states: Draft.State) -> Draft:
    """Return a draft that is in one of some states, and let nobody else decide it meanwhile."""
    row = Draft.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise Refused([no_draft(number)])
    if row.state not in states:
        by = f" by {row.decided_by}" if row.decided_by else ""
        remedy = "Propose it first." if row.state == Draft.State.DRAFTED else "Draft what you want to change anew."
        raise Refused([Problem("agreements.state", f"Draft {number} of {row.key!r} is {row.state}{by}.", remedy)])
    return row


def _refuse_stale(rows: Sequence[Draft]) -> None:
    newest = numbers(row.key for row in rows)
    if overtaken := [row for row in rows if newest.get(row.key, 0) != row.based_on]:
        raise Refused(stale(row.pk, row.key, row.based_on, newest[row.key]) for row in overtaken)


def _piece(row: Draft) -> Piece:
    return pieces(row.text, f"draft {row.pk} of {row.key}")[0]


def _members(program: str, key: str) -> frozenset[str]:
    """Return the members that an agreement names now."""
    known = program in shelf.newest()
    return _named(shelf.assembled(program).calculation.agreements, key) if known else frozenset()


def _named(agreements: Iterable[Agreement], key: str) -> frozenset[str]:
    return frozenset(member for agreement in agreements if agreement.id == key for member in agreement.members)


def _parts(members: Sequence[str]) -> Iterator[Sequence[str]]:
    yield from (members[start : start + _MEMBERS] for start in range(0, max(1, len(members)), _MEMBERS))


def _tell(row: Draft, what: str, actor: str, **more: object) -> None:
    data = {"draft": row.pk, "program": row.program, **more}
    record(name=f"{row.kind}.version.{what}", actor=actor, subject=f"{row.kind}:{row.key}", data=data)


def _own(row: Draft) -> Problem:
    reason = f"{row.drafted_by} drafted {row.key!r} and cannot approve it."
    return Problem("agreements.four_eyes", reason, "Let a second person read and approve it.")


def _not_own(row: Draft, verb: str) -> Problem:
    reason = f"{row.drafted_by} drafted {row.key!r}; nobody else can {verb} it."
    return Problem("agreements.not_own", reason, "Ask them, or draft your own.")
