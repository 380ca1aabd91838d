"""Where a statement stands, and the steps that are not about money: approved, disputed, answered, agreed, withdrawn."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from ristorno.apps.accruals import operations as accruals
from ristorno.apps.agreements.queries import calculation
from ristorno.apps.events.operations import record
from ristorno.apps.settlements import refusals
from ristorno.apps.settlements.chain import after
from ristorno.apps.settlements.freezing import lock
from ristorno.apps.settlements.models import Answer, Course, Dispute, Line, Statement
from ristorno.apps.settlements.queries import statement
from ristorno.apps.settlements.values import StatementState
from ristorno.engine.fact import local_day
from ristorno.engine.terms.settling import SettlementTerms

SILENCE = "system:silence"
_State = Course.State


@transaction.atomic
def approve(*, number: str, at: datetime, actor: str) -> StatementState:
    """Approve a frozen statement, so that the member gets it; from here it has the days of the terms for disputes.

    Raises:
        Refused: there is no such statement, it is not frozen, or the actor has frozen it.
    """
    course = locked(number)
    if (course.state, course.approved_by) == (_State.APPROVED, actor):
        return statement(number)
    _demand(course, "approved", _State.FROZEN)
    if course.frozen_by == actor:
        raise refusals.four_eyes(number, actor)
    course.state, course.approved_by, course.approved_at = _State.APPROVED, actor, at
    course.disputes_until = _last_day(course.statement, at)
    return _saved(course, "settlement.approved", actor)


@transaction.atomic
def dispute(*, number: str, line: int, reason: str, at: datetime, actor: str) -> StatementState:
    """Say for the member that a line is not right, and why.

    Raises:
        Refused: there is no such line, it was disputed before, the days for it are over, or there is no reason.
    """
    course = locked(number)
    found = _line(course, line)
    if not reason.strip():
        raise refusals.no_reason("dispute")
    _demand(course, "disputed", _State.APPROVED, _State.DISPUTED)
    if Dispute.objects.filter(line=found).exists():
        raise refusals.disputed(number, line)
    if is_silent(course, at):
        assert course.disputes_until is not None
        raise refusals.too_late(number, course.disputes_until)
    Dispute.objects.create(line=found, reason=reason, actor=actor, at=at)
    course.state = _State.DISPUTED
    return _saved(course, "settlement.disputed", actor, line=line, reason=reason)


@transaction.atomic
def answer(*, number: str, line: int, accepted: bool, words: str, at: datetime, actor: str) -> StatementState:
    """Answer a dispute for the sponsor. Once all are, the member may agree, or dispute other lines, anew.

    What is accepted is put right by facts or claims; it stands on the next statement, or this one is withdrawn.

    Raises:
        Refused: there is no such line, it is not disputed or was answered before, or there are no words.
    """
    course = locked(number)
    found = Dispute.objects.filter(line=_line(course, line)).first()
    if not words.strip():
        raise refusals.no_reason("answer")
    if found is None or Answer.objects.filter(dispute=found).exists():
        raise refusals.not_open(number, line)
    _demand(course, "answered", _State.DISPUTED)
    Answer.objects.create(dispute=found, accepted=accepted, words=words, actor=actor, at=at)
    if not _disputes(course).filter(answer=None).exists():
        course.state, course.disputes_until = _State.APPROVED, _last_day(course.statement, at)
    return _saved(course, "settlement.answered", actor, line=line, accepted=accepted)


@transaction.atomic
def agree(*, number: str, at: datetime, actor: str) -> StatementState:
    """Say for the member that a statement is right.

    Raises:
        Refused: there is no such statement, or it is not approved, or disputes of it are not answered.
    """
    course = locked(number)
    if course.state == _State.AGREED:
        return statement(number)
    _demand(course, "agreed to", _State.APPROVED)
    agreed(course, at, actor)
    return statement(number)


def agree_by_silence(*, at: datetime) -> int:
    """Let statements be agreed to whose days for disputes are over; return how many, each in a transaction of its own.

    A day is over where the program is.
    """
    # Somewhere it is tomorrow already, so all are looked at that may be over anywhere.
    near = at.date() + timedelta(days=1)
    found = Course.objects.filter(state=_State.APPROVED, disputes_until__lt=near)
    done = 0
    for number in found.order_by("pk").values_list("statement__number", flat=True):
        with transaction.atomic():
            course = locked(number)
            if course.state == _State.APPROVED and is_silent(course, at):
                agreed(course, at, SILENCE)
                done += 1
    return done


@transaction.atomic
def withdraw(*, number: str, reason: str, at: datetime, actor: str) -> StatementState:
    """Take a statement back, so that it can be frozen anew: before it is approved, or where a dispute was accepted.

    Raises:
        Refused: it was issued, or approved and no dispute accepted; a later one of the same holder builds on it.
    """
    row = _statement(number)
    lock(row.program)
    course = locked(number)
    if course.state == _State.WITHDRAWN:
        return statement(number)
    if not reason.strip():
        raise refusals.no_reason("withdrawal")
    accepted = _disputes(course).filter(answer__accepted=True).exists()
    allowed = (_State.FROZEN, *((_State.APPROVED, _State.DISPUTED, _State.AGREED) if accepted else ()))
    _demand(course, "withdrawn", *allowed)
    later = after(row).first()
    if later is not None:
        raise refusals.built_upon(number, later.statement.number)
    accruals.reopen(amounts=_amounts(row, Line.Kind.DUE), late=_amounts(row, Line.Kind.OUT_OF_TIME))
    course.state, course.reason, course.withdrawn_by, course.withdrawn_at = _State.WITHDRAWN, reason, actor, at
    return _saved(course, "settlement.withdrawn", actor, reason=reason)


def locked(number: str) -> Course:
    """Return where a statement stands, which nobody else changes until the transaction ends; for this room only."""
    row = _statement(number)
    return Course.objects.select_for_update(of=("self",), no_key=True).select_related("statement").get(statement=row)


def agreed(course: Course, at: datetime, actor: str) -> None:
    """Note that the member agrees, or has said nothing in time; for this room only."""
    course.state, course.agreed_by, course.agreed_at = _State.AGREED, actor, at
    _saved(course, "settlement.agreed", actor)


def is_silent(course: Course, at: datetime) -> bool:
    """Return whether the days for disputes are over; for this room only."""
    return course.disputes_until is not None and course.disputes_until < today(course.statement, at)


def _statement(number: str) -> Statement:
    found = Statement.objects.filter(number=number).first()
    if found is None:
        raise refusals.unknown("statement", number)
    return found


def _line(course: Course, place: int) -> Line:
    found = Line.objects.filter(statement=course.statement, place=place).first()
    if found is None:
        raise refusals.unknown("line", f"{place} of {course.statement.number}")
    return found


def _disputes(course: Course) -> QuerySet[Dispute]:
    return Dispute.objects.filter(line__statement=course.statement)


def _demand(course: Course, wanted: str, *states: str) -> None:
    if course.state not in states:
        raise refusals.state(course.statement.number, course.state, wanted)


def _amounts(row: Statement, kind: Line.Kind) -> dict[int, int]:
    return dict(row.lines.filter(kind=kind).values_list("booked", "amount"))


def _last_day(row: Statement, at: datetime) -> date | None:
    days = SettlementTerms.model_validate(row.terms).disputes
    return None if days is None else today(row, at) + timedelta(days=days)


def today(row: Statement, at: datetime) -> date:
    """Return the day of a moment where the program of a statement is; for this room only."""
    return local_day(at, calculation(row.program).program.terms.zone)


def _saved(course: Course, event: str, actor: str, **more: object) -> StatementState:
    course.save()
    row = course.statement
    data = {"statement": row.number, "members": [row.member], "contact": row.contact, **more}
    record(name=event, actor=actor, subject=f"statement:{row.number}", data=data)
    return statement(row.number)
