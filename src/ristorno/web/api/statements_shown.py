"""Statements and their lines as programs read them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Schema
from pydantic import Field

from ristorno.apps.settlements.values import DisputeState, StatementState
from ristorno.engine.sentences import sentence
from ristorno.report.settlement.told import LineTold, Voice


class TotalShown(Schema):
    """What a statement comes to in one unit: lines + carried = due + carried_on."""

    unit: str
    channel: str = Field(description="wallet, credit_note, payout or netting.")
    lines: Decimal
    carried: Decimal
    carried_on: Decimal
    due: Decimal = Field(description="Below zero it is the member that owes.")


class PaperShown(Schema):
    """What a channel made of a statement."""

    number: str
    kind: str = Field(description="credit_note, payment, set_off, invoice or write_off.")
    unit: str
    amount: Decimal
    at: datetime
    returned: str | None = Field(description="Why a payment came back; null where it did not.")


class StatementShown(Schema):
    """A statement without its lines."""

    number: str
    closing: int
    program: str
    through: date
    member: str
    contact: str
    state: str = Field(description="frozen, approved, disputed, agreed, issued or withdrawn.")
    as_of: date
    known_at: datetime
    approved_at: datetime | None
    disputes_until: date | None = Field(description="The last day on which lines may be disputed.")
    agreed_at: datetime | None
    issued_at: datetime | None
    withdrawn_at: datetime | None
    reason: str = Field(description="Why it was withdrawn.")
    digest: str = Field(description="Of all that it says.")
    totals: list[TotalShown]
    papers: list[PaperShown]


class StatementsShown(Schema):
    """A page of statements, in the order in which they were frozen."""

    items: list[StatementShown]
    next: str | None


class DisputeShown(Schema):
    """Why a line is not agreed with, and what was answered."""

    reason: str
    at: datetime
    accepted: bool | None = Field(description="Null until it is answered.")
    answer: str


class StatementLineShown(Schema):
    """One line: what is owed for a window, what statements settled of it before, and the difference."""

    place: int
    kind: str = Field(description="due, passed_on or out_of_time; only what is due counts.")
    title: str
    agreement: str
    clause: str
    unit: str
    window_start: date
    window_last: date
    window: str
    document: str
    entitlement: Decimal
    before: Decimal
    amount: Decimal
    true_up: bool = Field(description="Whether an earlier closing had the window.")
    remarks: list[str]
    sentence: str = Field(description="The reason in words; empty where nothing is owed any more.")
    explanation: dict[str, Any] | None = Field(
        description="As the reference of explanations tells it; none where a partner earned it and hands it on."
    )
    dispute: DisputeShown | None


class StatementLinesShown(Schema):
    """A page of lines."""

    items: list[StatementLineShown]
    next: str | None


def statement_shown(state: StatementState) -> StatementShown:
    """Return a statement as programs read it."""
    return StatementShown(
        number=state.number, closing=state.closing, program=state.program, through=state.through,
        member=state.holder.member, contact=state.holder.contact, state=state.state, as_of=state.as_of,
        known_at=state.known_at, approved_at=state.approved_at, disputes_until=state.disputes_until,
        agreed_at=state.agreed_at, issued_at=state.issued_at, withdrawn_at=state.withdrawn_at, reason=state.reason,
        digest=state.digest, totals=[TotalShown.from_orm(each) for each in state.totals],
        papers=[
            PaperShown(
                number=each.number, kind=each.kind, unit=each.unit, amount=each.amount, at=each.at,
                returned=each.returned.reason if each.returned else None,
            )
            for each in state.papers
        ],
    )  # fmt: skip


def line_shown(told: LineTold, voice: Voice) -> StatementLineShown:
    """Return a line as programs read it, told by a voice."""
    state = told.state
    return StatementLineShown(
        place=state.place, kind=state.kind, title=told.title, agreement=state.agreement, clause=state.clause,
        unit=state.unit, window_start=state.starts, window_last=state.last, window=state.label,
        document=state.document, entitlement=state.entitlement, before=state.before, amount=state.amount,
        true_up=state.true_up, remarks=list(told.marks),
        sentence=sentence(told.accrual, voice.language) if told.accrual else "",
        explanation=dict(state.record) if told.accrual and state.record else None,
        dispute=_dispute(state.dispute),
    )  # fmt: skip


def _dispute(state: DisputeState | None) -> DisputeShown | None:
    if state is None:
        return None
    said = state.answer
    return DisputeShown(
        reason=state.reason, at=state.at, accepted=said.accepted if said else None, answer=said.words if said else ""
    )
