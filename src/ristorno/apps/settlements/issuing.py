"""Issuing statements: what they settle can be spent, what is due goes its channel, what is lacking is seen to.

A statement is issued in one transaction, so whoever is killed in the middle has issued it or not; issuing again goes on
with those that are left.
"""

from datetime import datetime
from typing import Final

from django.db import transaction

from ristorno.apps.accruals import operations as accruals
from ristorno.apps.events.operations import record
from ristorno.apps.members.queries import resolve
from ristorno.apps.settlements import refusals
from ristorno.apps.settlements.chain import before
from ristorno.apps.settlements.channels import CHANNELS
from ristorno.apps.settlements.channels.shape import Due, Made
from ristorno.apps.settlements.course import SILENCE, agreed, is_silent, locked, today
from ristorno.apps.settlements.models import Course, Line, Paper, Series, Statement, Total
from ristorno.apps.settlements.queries import statement
from ristorno.apps.settlements.values import Issued, StatementState
from ristorno.apps.wallets import operations as wallets
from ristorno.apps.wallets.queries import declared
from ristorno.apps.wallets.values import Holder
from ristorno.engine.terms.settling import SettlementTerms
from ristorno.kernel.problem import Refused

_COVERED: Final = {"invoice": "INV", "write_off": "WO"}
"""What becomes of a statement below zero, by the rule of the terms, and how its numbers begin."""
_State = Course.State


@transaction.atomic
def issue(*, number: str, at: datetime, actor: str) -> StatementState:
    """Issue a statement; issued before, nothing changes.

    Raises:
        Refused: it is not agreed to (or, where the terms have no days for disputes, approved), an earlier one of the
            same holder is not issued, or the channel lacks something, such as a bank account.
    """
    course = locked(number)
    if course.state == _State.ISSUED:
        return statement(number)
    _demand(course, at)
    row = course.statement
    earlier = before(row).exclude(state=_State.ISSUED).first()
    if earlier is not None:
        raise refusals.before(number, earlier.statement.number)
    holder = _remaining(row, at, actor)
    amounts = dict(row.lines.filter(kind=Line.Kind.DUE).values_list("booked", "amount"))
    accruals.release(holder=holder, amounts=amounts, as_of=today(row, at), at=at, actor=actor)
    numbers = [paper.number for total in row.totals.order_by("unit") if (paper := _pass(total, holder, at, actor))]
    course.state, course.issued_by, course.issued_at = _State.ISSUED, actor, at
    course.save()
    data = {"statement": number, "members": [row.member], "contact": row.contact, "papers": numbers}
    record(name="settlement.issued", actor=actor, subject=f"statement:{number}", data=data)
    return statement(number)


def issue_all(*, closing: int, at: datetime, actor: str) -> Issued:
    """Issue all statements of a closing that can be, each in a transaction of its own; tell why others wait."""
    found = Course.objects.filter(statement__closing=closing)
    waiting: dict[str, str] = {}
    numbers = []
    for number in (
        found.exclude(state__in=(_State.ISSUED, _State.WITHDRAWN))
        .order_by("statement__place")
        .values_list("statement__number", flat=True)
    ):
        try:
            issue(number=number, at=at, actor=actor)
        except Refused as refused:
            waiting[number] = str(refused)
        else:
            numbers.append(number)
    return Issued(numbers, waiting)


def _demand(course: Course, at: datetime) -> None:
    """Refuse to issue what the member may still dispute, or nobody approved."""
    if course.state == _State.APPROVED:
        if course.disputes_until is None:
            return
        if not is_silent(course, at):
            raise refusals.may_be_disputed(course.statement.number, course.disputes_until)
        agreed(course, at, SILENCE)
    if course.state != _State.AGREED:
        raise refusals.state(course.statement.number, course.state, "issued")


def _remaining(row: Statement, at: datetime, actor: str) -> Holder:
    """Return whose wallets a statement is about today: its member may have been merged into another one since."""
    remains = resolve([row.member]).get(row.member, row.member)
    if remains != row.member:
        accruals.run(member=row.member, at=at, actor=actor)
    return Holder(remains, row.contact)


def _pass(total: Total, holder: Holder, at: datetime, actor: str) -> Paper | None:
    """Let what is due in a unit go its channel, or what is lacking be covered; return the paper that came of it."""
    row = total.statement
    terms = SettlementTerms.model_validate(row.terms)
    if total.due > 0 and total.channel in CHANNELS:
        channel = CHANNELS[total.channel]
        made = channel.settle(_due(total, holder, at, actor))
        return _paper(total, channel.kind, channel.series, made, at, actor) if made else None
    if total.due < 0 and terms.negative != "carry":
        moved = wallets.charge(
            key=_key(total), holder=holder, unit=total.unit, way=terms.negative, amount=-total.due, at=at, actor=actor
        )
        made = Made(moved.amount, moved.postings[-1]) if moved.amount else None
        return _paper(total, terms.negative, _COVERED[terms.negative], made, at, actor) if made else None
    return None


def _due(total: Total, holder: Holder, at: datetime, actor: str) -> Due:
    row = total.statement
    step = {unit.name: unit.step for unit in declared()}[total.unit]
    return Due(
        statement=row.number,
        program=row.program,
        holder=holder,
        unit=total.unit,
        amount=total.due,
        step=step,
        key=_key(total),
        as_of=today(row, at),
        at=at,
        actor=actor,
    )


def _paper(total: Total, kind: str, series: str, made: Made, at: datetime, actor: str) -> Paper:
    row = total.statement
    return Paper.objects.create(
        statement=row,
        unit=total.unit,
        kind=kind,
        number=numbered(series, row.program),
        amount=made.amount,
        movement=_key(total),
        posting=made.posting,
        data=dict(made.data),
        at=at,
        actor=actor,
    )


def numbered(series: str, program: str) -> str:
    """Return the next number of a row without gaps; for this room only."""
    Series.objects.get_or_create(name=f"{series}:{program}")
    row = Series.objects.select_for_update(no_key=True).get(name=f"{series}:{program}")
    row.last += 1
    row.save()
    return f"{series}-{program}-{row.last:06}"


def _key(total: Total) -> str:
    return f"settlement:{total.statement_id}:{total.unit}"
