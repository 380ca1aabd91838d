"""Signing in by a passkey: the device is asked, and its answer opens the door without a letter."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, TypeAlias

from django.http import HttpResponse, JsonResponse

from ristorno.apps.identity import passkeys
from ristorno.apps.identity.passkeys import Site
from ristorno.kernel.problem import Refused
from ristorno.web.entry.by_code import sign_in_form
from ristorno.web.entry.by_company import not_past
from ristorno.web.entry.letting_in import Kept, carried, carry, origin_of, put_down, welcome, within
from ristorno.web.ground.door import said, slowed, status_of
from ristorno.web.ground.visitor import Asked

Question: TypeAlias = Callable[[int], str]
STEP: Final = "passkey"
_NONE: Final = Kept(0, "", "")
"""No question has this number, so nothing answers it."""


def ask_device(asked: Asked) -> HttpResponse:
    """Return the question that the script puts to the device."""
    return questioned(asked, lambda number: passkeys.to_sign_in(number, site_of(asked)))


def answer(asked: Asked) -> HttpResponse:
    """Take the answer of the device, and let its owner in."""
    back = within(asked.typed.get("next", ""))
    try:
        email = passkeys.prove_by_passkey(
            number=question_of(asked), answer=asked.typed.get("answer", ""), site=site_of(asked),
            at=datetime.now(tz=UTC),
        )  # fmt: skip
        not_past(email)
        return put_down(welcome(asked, email, back, strong=True), STEP)
    except Refused as refused:
        return sign_in_form(asked, back, refused=refused)


def questioned(asked: Asked, told: Question) -> HttpResponse:
    """Return a new question as JSON; a refusal as one sentence of it."""
    try:
        number = passkeys.ask_device(origin=origin_of(asked), at=datetime.now(tz=UTC))
    except Refused as refused:
        told_why = JsonResponse({"problem": " ".join(said(asked, refused))}, status=status_of(refused))
        return slowed(told_why, refused)
    response = HttpResponse(told(number), content_type="application/json")
    carry(asked, response, STEP, Kept(number, "", ""), passkeys.GOOD_FOR)
    return response


def question_of(asked: Asked) -> int:
    """Return the number of the question that this browser was asked."""
    return (carried(asked.request, STEP, passkeys.GOOD_FOR) or _NONE).number


def site_of(asked: Asked) -> Site:
    """Return where the pages are seen; hosts that were not named never come this far."""
    host = asked.request.get_host()
    return Site(
        host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host, f"{asked.request.scheme}://{host}"
    )
