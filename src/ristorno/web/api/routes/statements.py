"""Statements: what is settled, line by line with its reason, as documents too; agreed, disputed, approved, issued."""

from collections.abc import Callable
from pathlib import Path as File
from tempfile import TemporaryDirectory
from typing import Annotated, Final, Literal

from django.http import HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from ristorno.apps.clock.queries import now
from ristorno.apps.identity.queries import Caller
from ristorno.apps.settlements import operations, queries
from ristorno.apps.settlements.values import StatementState
from ristorno.report import settlement
from ristorno.web.api.caller import Come, may
from ristorno.web.api.fields import Name, OfContact, OfMember, Spoken
from ristorno.web.api.files import given, may_download
from ristorno.web.api.own import member_of
from ristorno.web.api.pages import Cursor, Limit, after_number, after_text, page
from ristorno.web.api.problems import not_found
from ristorno.web.api.statements_shown import (
    StatementLinesShown,
    StatementShown,
    StatementsShown,
    line_shown,
    statement_shown,
)

router = Router(tags=["settlements"])
_PDF: Final = "application/pdf"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_Number = Annotated[str, Path(max_length=100, description="Such as dealers-2026Q1-000001.")]
_Program = Annotated[Name | None, Query(description="Only of this program.")]
_Closing = Annotated[int | None, Query(ge=1, lt=2**63, description="Only of this closing.")]
_State = Literal["frozen", "approved", "disputed", "agreed", "issued", "withdrawn"]
_InState = Annotated[_State | None, Query(description="Only those that stand there.")]
_Place = Annotated[int, Field(ge=1, le=2**31 - 1, description="The number of a line on its statement.")]
_Why = Annotated[str, Field(min_length=1, max_length=2000)]


class Disputed(Schema):
    """With which line a member does not agree, and why."""

    line: _Place
    reason: _Why


class Answered(Schema):
    """What is said to a dispute: the member reads it."""

    line: _Place
    accepted: bool
    words: _Why


class Withdrawal(Schema):
    """Why a statement is withdrawn."""

    reason: _Why


@router.get("/statements", response=StatementsShown, summary="Statements", **may("settlements:read"))
def list_statements(
    request: Come, member: OfMember = None, contact: OfContact = None, program: _Program = None,
    closing: _Closing = None, state: _InState = None, limit: Limit = 50, cursor: Cursor = "",
) -> StatementsShown:  # fmt: skip
    """Return statements; a company sees its own, once they are approved."""
    asked = member is not None or request.caller.member is not None
    own = member_of(request.caller, member) if asked else None
    found = queries.statements(
        program=program, closing=closing, member=own, contact=contact, state=state, after=after_text(cursor),
        most=limit + 1,
    )  # fmt: skip
    shown, following = page(found, limit, lambda each: each.number)
    items = [statement_shown(each) for each in shown if _is_open_to(request.caller, each)]
    return StatementsShown(items=items, next=following)


@router.get("/statements/{number}", response=StatementShown, summary="One statement", **may("settlements:read"))
def get_statement(request: Come, number: _Number) -> StatementShown:
    """Return a statement with its totals and what was made of it."""
    return statement_shown(_own(request.caller, number))


@router.get("/statements/{number}/lines", response=StatementLinesShown, summary="The lines of a statement",
            **may("settlements:read"))  # fmt: skip
def list_statement_lines(
    request: Come, number: _Number, language: Spoken = None, limit: Limit = 50, cursor: Cursor = ""
) -> StatementLinesShown:
    """Return lines with their reasons, in words and as data."""
    state = _own(request.caller, number)
    found, following = page(
        queries.lines(number, after=after_number(cursor), most=limit + 1), limit, lambda each: each.place
    )
    voice = settlement.Voice.of(settlement.language_of(state.holder.member, language))
    told = settlement.tell_lines(state, found, voice)
    return StatementLinesShown(items=[line_shown(each, voice) for each in told], next=following)


@router.get("/statements/{number}/pdf", summary="A statement as a PDF", **may_download("settlements:read", _PDF))
def get_statement_pdf(request: Come, number: _Number, language: Spoken = None) -> HttpResponse:
    """Return a statement to be printed; the same bytes each time."""
    _own(request.caller, number)
    return given(f"{number}.pdf", settlement.pdf(settlement.gather(number, language)), _PDF)


@router.get("/statements/{number}/xlsx", summary="A statement as a workbook", **may_download("settlements:read", _XLSX))
def get_statement_xlsx(request: Come, number: _Number, language: Spoken = None) -> HttpResponse:
    """Return a statement whose amounts are formulas down to the documents; the same bytes each time."""
    _own(request.caller, number)
    told = settlement.gather(number, language)
    with TemporaryDirectory(prefix="ristorno-") as folder:
        path = File(folder) / "statement.xlsx"
        settlement.write_book(path, told)
        return given(f"{number}.xlsx", path.read_bytes(), _XLSX)


@router.post("/statements/{number}/agree", response=StatementShown, summary="Agree with a statement",
             **may("settlements:agree"))  # fmt: skip
def agree_statement(request: Come, number: _Number) -> StatementShown:
    """Say that a statement is right."""
    return _done(operations.agree, request.caller, number)


@router.post("/statements/{number}/dispute", response=StatementShown, summary="Dispute a line",
             **may("settlements:agree"))  # fmt: skip
def dispute_statement(request: Come, number: _Number, said: Disputed) -> StatementShown:
    """Say with which line one does not agree, and why."""
    return _done(operations.dispute, request.caller, number, line=said.line, reason=said.reason)


@router.post("/statements/{number}/answer", response=StatementShown, summary="Answer a dispute",
             **may("settlements:write"))  # fmt: skip
def answer_statement(request: Come, number: _Number, said: Answered) -> StatementShown:
    """Accept a dispute or not, with words for the member."""
    return _done(
        operations.answer, request.caller, number, line=said.line, accepted=said.accepted, words=said.words
    )  # fmt: skip


@router.post("/statements/{number}/approve", response=StatementShown, summary="Approve a statement",
             **may("settlements:approve"))  # fmt: skip
def approve_statement(request: Come, number: _Number) -> StatementShown:
    """Approve a statement that somebody else has frozen; from now on its member sees it."""
    return _done(operations.approve, request.caller, number)


@router.post("/statements/{number}/issue", response=StatementShown, summary="Issue a statement",
             **may("settlements:issue"))  # fmt: skip
def issue_statement(request: Come, number: _Number) -> StatementShown:
    """Let what a statement settles be spent, and what is due go its way."""
    return _done(operations.issue, request.caller, number)


@router.post("/statements/{number}/withdraw", response=StatementShown, summary="Withdraw a statement",
             **may("settlements:write"))  # fmt: skip
def withdraw_statement(request: Come, number: _Number, said: Withdrawal) -> StatementShown:
    """Take a statement back before it is issued; closing again freezes another one."""
    return _done(operations.withdraw, request.caller, number, reason=said.reason)


def _done(step: Callable[..., StatementState], caller: Caller, number: str, **said: object) -> StatementShown:
    _own(caller, number)
    return statement_shown(step(number=number, at=now(), actor=caller.actor, **said))


def _own(caller: Caller, number: str) -> StatementState:
    found = queries.statement(number)
    mine = caller.member is None or found.holder.member == member_of(caller, None)
    if not mine or not _is_open_to(caller, found):
        raise not_found(f"statement {number!r}")
    return found


def _is_open_to(caller: Caller, state: StatementState) -> bool:
    """A draft is the sponsor's own affair."""
    return caller.member is None or state.approved_at is not None
