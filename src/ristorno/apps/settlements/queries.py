"""Reading settlements: closings, statements, their lines, what is disputed, what channels made of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from ristorno.apps.settlements import refusals
from ristorno.apps.settlements.accounts import accounts
from ristorno.apps.settlements.channels import BY_KIND
from ristorno.apps.settlements.channels.shape import Together
from ristorno.apps.settlements.models import Answer, Batch, Closing, Course, Dispute, Line, Paper, Statement, Total
from ristorno.apps.settlements.values import (
    AnsweredLine,
    AnswerState,
    BatchState,
    ClosingState,
    DisputeState,
    File,
    LineState,
    PaperState,
    ReturnState,
    StatementState,
    TotalState,
)
from ristorno.apps.wallets.queries import declared
from ristorno.apps.wallets.values import Holder
from ristorno.kernel.number import exactly
from ristorno.kernel.period import DAY

__all__ = [
    "accounts",
    "all_lines",
    "answered",
    "batches",
    "closing",
    "closings",
    "counts",
    "files",
    "line",
    "lines",
    "paper",
    "papers",
    "statement",
    "statements",
]


def closings(program: str | None = None) -> Sequence[ClosingState]:
    """Return closings, the latest in front; of one program, or of all."""
    found = Closing.objects.order_by("-through", "program", "-round")
    return [closing_state(each) for each in (found if program is None else found.filter(program=program))]


def closing(number: int) -> ClosingState:
    """Return a closing.

    Raises:
        Refused: there is none of this number.
    """
    found = Closing.objects.filter(pk=number).first()
    if found is None:
        raise refusals.unknown("closing", str(number))
    return closing_state(found)


def statements(
    *, program: str | None = None, closing: int | None = None, member: str | None = None, contact: str | None = None,
    state: str | None = None, after: str = "", most: int = 500,
) -> Sequence[StatementState]:  # fmt: skip
    """Return statements in the order in which they were frozen, from the one after a number on.

    ``contact=""`` asks for those of the member itself, None for those of its people, too.
    """
    asked = {
        "program": program, "closing": closing, "member": member, "contact": contact, "course__state": state
    }  # fmt: skip
    found = Statement.objects.filter(**{name: value for name, value in asked.items() if value is not None})
    if after:
        found = found.filter(pk__gt=_found(after).pk)
    return list(_statements(found.order_by("pk")[:most]))


def counts() -> Mapping[str, int]:
    """Return how many statements there are in each state that any is in."""
    return dict(Course.objects.order_by().values_list("state").annotate(Count("pk")))


def statement(number: str) -> StatementState:
    """Return a statement.

    Raises:
        Refused: there is none of this number.
    """
    (found,) = _statements(Statement.objects.filter(pk=_found(number).pk))
    return found


def lines(number: str, *, after: int = 0, most: int = 500) -> Sequence[LineState]:
    """Return the next lines of a statement in their order, from the one after a place on.

    Raises:
        Refused: there is no statement of this number.
    """
    found = Line.objects.filter(statement=_found(number), place__gt=after).order_by("place")
    return list(_lines(found.select_related("dispute__answer")[:most]))


def line(number: str, place: int) -> LineState:
    """Return one line of a statement.

    Raises:
        Refused: there is no such statement, or no such line on it.
    """
    found = Line.objects.filter(statement=_found(number), place=place).select_related("dispute__answer")
    told = next(_lines(found), None)
    if told is None:
        raise refusals.unknown("line", f"{place} of {number}")
    return told


def all_lines(number: str) -> Iterator[LineState]:
    """Yield all lines of a statement in their order."""
    after = 0
    while page := lines(number, after=after):
        yield from page
        after = page[-1].place


def papers(
    *, closing: int | None = None, member: str | None = None, kind: str | None = None, after: str = "", most: int = 500
) -> Sequence[PaperState]:
    """Return what channels made of statements, in the order in which they were issued."""
    asked = {"statement__closing": closing, "statement__member": member, "kind": kind}
    found = Paper.objects.filter(**{name: value for name, value in asked.items() if value is not None})
    if after:
        found = found.filter(pk__gt=paper_row(after).pk)
    found = found.select_related("statement", "returned").order_by("pk")[:most]
    return [_paper(each, _steps()) for each in found]


def paper(number: str) -> PaperState:
    """Return what a channel made, by its own number.

    Raises:
        Refused: there is nothing of this number.
    """
    return _paper(paper_row(number), _steps())


def batches(*, program: str | None = None, after: str = "", most: int = 500) -> Sequence[BatchState]:
    """Return what went out together, in the order in which it was put together."""
    found = Batch.objects.order_by("pk")
    found = found if program is None else found.filter(program=program)
    if after:
        found = found.filter(pk__gt=_batch(after).pk)
    return [batch_state(each) for each in found[:most]]


def files(batch: str) -> Sequence[File]:
    """Return the files of a batch, the same bytes whenever somebody asks.

    Raises:
        Refused: there is no batch of this number.
    """
    row = _batch(batch)
    papers = Paper.objects.filter(batched__batch=row).select_related("statement", "returned").order_by("pk")
    step = _steps()
    together = Together(row.number, row.unit, row.at, row.data)
    made = BY_KIND[row.kind].files(together, [_paper(each, step) for each in papers])
    return [File(f"{row.number}.{ending}", content) for ending, content in made.items()]


def batch_state(row: Batch) -> BatchState:
    """Return a row as others read it; for this room only."""
    told = Paper.objects.filter(batched__batch=row).aggregate(total=Sum("amount"), count=Count("pk"))
    with exactly():
        amount = told["total"] * _steps()[row.unit]
    return BatchState(
        number=row.number,
        program=row.program,
        kind=row.kind,
        unit=row.unit,
        amount=amount,
        papers=told["count"],
        at=row.at,
        actor=row.actor,
    )


def _batch(number: str) -> Batch:
    found = Batch.objects.filter(number=number).first()
    if found is None:
        raise refusals.unknown("file", number)
    return found


def paper_row(number: str) -> Paper:
    """Return the row; for this room only."""
    found = Paper.objects.select_related("statement", "returned").filter(number=number).first()
    if found is None:
        raise refusals.unknown("credit note, payment or other paper", number)
    return found


def closing_state(row: Closing) -> ClosingState:
    """Return a row as others read it; for this room only."""
    counts = row.statements.values("course__state").annotate(count=Count("pk")).order_by("course__state")
    return ClosingState(
        number=row.pk,
        program=row.program,
        through=row.through,
        round=row.round,
        members=None if row.members is None else tuple(row.members),
        as_of=row.as_of,
        known_at=row.known_at,
        high_water=row.high_water,
        version=row.version,
        actor=row.actor,
        done_at=row.done_at,
        statements={each["course__state"]: each["count"] for each in counts},
    )


def _found(number: str) -> Statement:
    found = Statement.objects.filter(number=number).first()
    if found is None:
        raise refusals.unknown("statement", number)
    return found


def _statements(found: QuerySet[Statement]) -> Iterator[StatementState]:
    step = _steps()
    rows = found.select_related("closing", "course")
    for row in rows.prefetch_related("totals", "papers__returned"):
        course = row.course
        yield StatementState(
            number=row.number,
            closing=row.closing_id,
            program=row.program,
            through=row.through,
            holder=Holder(row.member, row.contact),
            state=course.state,
            as_of=row.closing.as_of,
            known_at=row.closing.known_at,
            high_water=row.closing.high_water,
            versions=row.versions,
            terms=row.terms,
            digest=row.digest,
            frozen_by=row.frozen_by,
            frozen_at=row.frozen_at,
            approved_by=course.approved_by,
            approved_at=course.approved_at,
            disputes_until=course.disputes_until,
            agreed_by=course.agreed_by,
            agreed_at=course.agreed_at,
            issued_by=course.issued_by,
            issued_at=course.issued_at,
            withdrawn_by=course.withdrawn_by,
            withdrawn_at=course.withdrawn_at,
            reason=course.reason,
            totals=tuple(_total(each, step[each.unit]) for each in sorted(row.totals.all(), key=_unit)),
            papers=tuple(_paper(each, step) for each in sorted(row.papers.all(), key=_order)),
        )


def _total(row: Total, step: Decimal) -> TotalState:
    with exactly():
        return TotalState(
            unit=row.unit,
            channel=row.channel,
            lines=row.lines * step,
            carried=row.carried * step,
            carried_on=row.carried_on * step,
            due=row.due * step,
        )


def _lines(found: Iterable[Line]) -> Iterator[LineState]:
    step = _steps()
    for row in found:
        with exactly():
            entitlement, before, amount = (
                count * step[row.unit] for count in (row.entitlement, row.before, row.amount)
            )
        yield LineState(
            place=row.place,
            kind=row.kind,
            booked=row.booked,
            agreement=row.agreement,
            clause=row.clause,
            member=row.member,
            contact=row.contact,
            party=row.party,
            group=row.group,
            unit=row.unit,
            starts=row.starts,
            last=_last(row.ends),
            label=row.label,
            document=row.document,
            entitlement=entitlement,
            before=before,
            amount=amount,
            true_up=row.true_up,
            sealed_on=row.sealed_on,
            record=row.record,
            dispute=_dispute(row),
        )


def _last(ends: date) -> date:
    return ends - DAY


def answered(member: str, *, most: int = 50) -> Sequence[AnsweredLine]:
    """Return lines of the statements of a member itself that were disputed and answered, the latest answer first."""
    found = Answer.objects.filter(
        dispute__line__statement__member=member, dispute__line__statement__contact=""
    ).select_related("dispute__line__statement")
    return [
        AnsweredLine(each.dispute.line.statement.number, each.dispute.line.place, _answer(each))
        for each in found.order_by("-at")[:most]
    ]


def _answer(row: Answer) -> AnswerState:
    return AnswerState(accepted=row.accepted, words=row.words, actor=row.actor, at=row.at)


def _dispute(row: Line) -> DisputeState | None:
    found: Dispute | None = getattr(row, "dispute", None)
    if found is None:
        return None
    answer = getattr(found, "answer", None)
    told = answer and _answer(answer)
    return DisputeState(reason=found.reason, actor=found.actor, at=found.at, answer=told)


def _paper(row: Paper, step: Mapping[str, Decimal]) -> PaperState:
    came_back = getattr(row, "returned", None)
    with exactly():
        amount = row.amount * step[row.unit]
    return PaperState(
        number=row.number,
        kind=row.kind,
        statement=row.statement.number,
        holder=Holder(row.statement.member, row.statement.contact),
        unit=row.unit,
        amount=amount,
        data=row.data,
        posting=row.posting,
        at=row.at,
        actor=row.actor,
        returned=came_back and ReturnState(reason=came_back.reason, at=came_back.at, actor=came_back.actor),
    )


def _unit(row: Total) -> str:
    return row.unit


def _order(row: Paper) -> int:
    return row.pk


def _steps() -> Mapping[str, Decimal]:
    return {unit.name: unit.step for unit in declared()}
