"""Claims that wait: what a member says, with its evidence, to be approved or declined by somebody else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus

from django.http import HttpResponse, HttpResponseRedirect

from ristorno.apps.facts import queries
from ristorno.apps.facts.claimed import Filed
from ristorno.apps.facts.operations import approve_claim, decline_claim
from ristorno.apps.members.queries import members_of
from ristorno.kernel.number import round_to
from ristorno.kernel.problem import Problem, Refused
from ristorno.web.api.files import given
from ristorno.web.ground.door import not_there, said
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked
from ristorno.web.ground.voice import Voice

_MOST = 20
"""So many claims on a page; the next ones come up when these are decided."""
_CENT = Decimal("0.01")
_AMOUNT = re.compile(r"[0-9]{1,14}(\.[0-9]{1,4})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimShown:
    """A claim in words; ``plain`` is its amount as it is typed, empty where it has none."""

    number: int
    member: str
    what: str
    about: str
    amount: str
    plain: str
    evidence: Sequence[tuple[int, str]]
    again: bool
    """Whether another claim shows one of its files, too."""


def claims(asked: Asked) -> HttpResponse:
    """Show the claims that wait, the earliest first."""
    return _list(asked)


def decide(asked: Asked, number: int) -> HttpResponse:
    """Approve a claim, all of its amount or less, or decline it with a reason."""
    if queries.claim(min(number, 2**62)) is None:
        raise not_there()
    try:
        done = _decided(asked, number)
    except Refused as refused:
        return _list(asked, number, said(asked, refused))
    return HttpResponseRedirect(f"/console/claims?done={done}")


def evidence(asked: Asked, number: int, evidence: int) -> HttpResponse:
    """Return a file of a claim as it was sent, to be kept."""
    found = queries.claim(min(number, 2**62))
    if found is None or evidence not in {each.number for each in found.evidence}:
        raise not_there()
    sent = queries.evidence(evidence)
    return given(sent.name, sent.content, sent.media_type)


def _decided(asked: Asked, number: int) -> str:
    """Decide on a claim, and return what is said of that."""
    typed, actor = asked.typed, asked.who.user.actor
    decision, reason = typed.get("decision", ""), typed.get("reason", "").strip()
    if decision == "approve":
        amount = _amount(typed.get("amount", ""))
        approve_claim(number=number, amount=amount, reason=reason, at=asked.at, actor=actor)
        return "approved"
    if decision == "decline":
        decline_claim(number=number, reason=reason, at=asked.at, actor=actor)
        return "declined"
    raise Refused([Problem("claims.decision", "No decision was sent.", "Press one of the two buttons.")])


def _list(asked: Asked, wrong: int = 0, problems: tuple[str, ...] = ()) -> HttpResponse:
    found = queries.claims(undecided=True, most=_MOST)
    names = {key: each.name for key, each in members_of({each.claimed.member for each in found}).items()}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return render(
        asked, "console/claims.html.jinja", status=status, page="claims", count=queries.undecided(),
        rows=[_shown(each, names, asked.voice) for each in found], wrong=wrong, problems=problems,
        typed=asked.typed,
    )  # fmt: skip


def _shown(filed: Filed, names: dict[str, str], voice: Voice) -> ClaimShown:
    told = filed.claimed
    words = (voice.short_day(told.occurred_on), told.contact or "", *told.attributes.values())
    return ClaimShown(
        number=filed.number,
        member=names.get(told.member, told.member),
        what=told.what,
        about=" · ".join(filter(None, words)),
        amount=voice.money(told.amount, told.currency) if told.amount is not None and told.currency else "",
        plain="" if told.amount is None else _plain(told.amount),
        evidence=[(each.number, each.name) for each in filed.evidence],
        again=any(each.also_in for each in filed.evidence),
    )


def _plain(amount: Decimal) -> str:
    """Return an amount as it is typed: with cents, and with more decimals only where it has them."""
    return f"{amount:.2f}" if amount == round_to(amount, _CENT) else f"{amount.normalize():f}"


def _amount(text: str) -> Decimal | None:
    """Return an amount as people type it; None where nothing is typed, which is all of it."""
    plain = "".join(text.split()).replace(",", ".")
    if not plain:
        return None
    if not _AMOUNT.fullmatch(plain):
        raise Refused([Problem("claims.amount", "The amount cannot be read.", "Write the amount as 1234.50.")])
    return Decimal(plain)
