"""Claims: what the company says that it did, with photos or papers that show it, and what was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect

from ristorno.apps.facts import queries
from ristorno.apps.facts.claimed import Filed
from ristorno.apps.facts.claims import KIND, MOST_BYTES, MOST_FILES
from ristorno.apps.facts.operations import Claimed, File, file_claim
from ristorno.engine.settling import Settling
from ristorno.kernel.problem import Problem, Refused
from ristorno.web.api.files import given
from ristorno.web.ground.door import not_there, said
from ristorno.web.ground.names import rulings_of, today_of
from ristorno.web.ground.rendering import render
from ristorno.web.ground.typed import day, number
from ristorno.web.ground.visitor import Asked

_MOST = 100
_TYPED = ("what", "on", "amount", "words")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimShown:
    """A claim in words; ``state`` is ``open``, ``approved`` or ``declined``."""

    number: int
    title: str
    about: str
    amount: str
    state: str
    reason: str
    evidence: Sequence[tuple[int, str]]


def claims(asked: Asked) -> HttpResponse:
    """Show the company's claims, or those that the visitor filed, the latest first."""
    found = queries.claims(member=asked.who.member, most=_MOST)
    mine = [each for each in reversed(found) if _open_to(asked, each)]
    return render(asked, "portal/claims.html.jinja", page="claims", rows=[_shown(each, asked) for each in mine])


def file(asked: Asked) -> HttpResponse:
    """Take a claim with its evidence."""
    typed = {name: asked.typed.get(name, "").strip() for name in _TYPED}
    problems: tuple[str, ...] = ()
    if asked.sends:
        try:
            sent = asked.request.FILES.getlist("files")
            files = [_sent(each) for each in sent[: MOST_FILES + 1]]
            file_claim(claimed=_claimed(asked, typed), files=files, at=asked.at, actor=asked.who.user.actor)
        except Refused as refused:
            problems = said(asked, refused)
        else:
            return HttpResponseRedirect("/claims?done=filed")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return render(
        asked, "portal/claim.html.jinja", status=status, page="claims", typed=typed, problems=problems,
        today=asked.at.date().isoformat(), currency=_currency(asked), most=MOST_BYTES // 2**20, sorts=_sorts(asked),
    )  # fmt: skip


def evidence(asked: Asked, number: int, evidence: int) -> HttpResponse:
    """Return a file as it was sent, to be kept."""
    found = queries.claim(number) if number < 2**63 else None
    own = found is not None and found.claimed.member == asked.who.member and _open_to(asked, found)
    if found is None or not own or evidence not in {each.number for each in found.evidence}:
        raise not_there()
    sent = queries.evidence(evidence)
    return given(sent.name, sent.content, sent.media_type)


def _sent(file: "UploadedFile[bytes]") -> File:
    """Return a file of which at most one byte more than may be sent is read."""
    return File(file.name or "", file.read(MOST_BYTES + 1))


def _claimed(asked: Asked, typed: dict[str, str]) -> Claimed:
    on = day(typed["on"])
    if on is None:
        raise Refused([Problem("claims.day", "The day is missing.", "Say on which day it was.")])
    return Claimed(
        member=asked.who.member,
        what=typed["what"],
        occurred_on=on,
        amount=_amount(typed["amount"]) if typed["amount"] else None,
        currency=_currency(asked) if typed["amount"] else None,
        contact=asked.who.here.key,
        attributes={"about": typed["words"]} if typed["words"] else {},
    )


def _amount(text: str) -> Decimal:
    found = number(text, 2)
    if found is None:
        raise Refused([Problem("claims.amount", "The amount is no number.", "Write it as 1234.50.")])
    return found


def _currency(asked: Asked) -> str:
    found = (ruling.calculation.program.terms.fact_currency for ruling in rulings_of(asked.who.member).values())
    return next(filter(None, found), "")


def _sorts(asked: Asked) -> Mapping[str, str]:
    """Return the sorts of claims that the programs of the company ask for by name, each with what people call it."""
    found: dict[str, str] = {}
    for ruling in rulings_of(asked.who.member).values():
        terms = Settling(ruling.calculation, asked.who.member).terms(today_of(asked.who.member, asked.at))
        for name, clause in terms.clauses.items():
            of = clause.earn_on
            held = terms.sets[of.of] if of.of is not None else of
            named = (held.attributes or {}).get("claim")
            if isinstance(named, tuple) and KIND in terms.kinds_of(held):
                title = asked.voice.title(clause.title, name)
                found |= {each: each if len(named) > 1 else f"{title} ({each})" for each in named if each not in found}
    return found


def _open_to(asked: Asked, filed: Filed) -> bool:
    return asked.who.may("claims.company") or filed.actor == asked.who.user.actor


def _shown(filed: Filed, asked: Asked) -> ClaimShown:
    claimed, voice = filed.claimed, asked.voice
    worth = filed.worth if filed.approved else claimed.amount
    return ClaimShown(
        number=filed.number,
        title=claimed.attributes.get("about") or claimed.what,
        about=" · ".join((claimed.what, voice.short_day(claimed.occurred_on))),
        amount=voice.money(worth, claimed.currency) if worth is not None and claimed.currency else "",
        state="open" if filed.approved is None else "approved" if filed.approved else "declined",
        reason=filed.reason,
        evidence=[(each.number, each.name) for each in filed.evidence],
    )
