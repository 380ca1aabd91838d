"""How somebody signs in, and where: passkeys, the app for a second factor, and browsers that are signed in."""

from datetime import UTC, datetime

import segno
from django.http import HttpResponse, HttpResponseRedirect
from markupsafe import Markup

from ristorno.apps.identity import passkeys, second_factor, visits
from ristorno.apps.identity.signing_in import strengthen
from ristorno.kernel.problem import Refused
from ristorno.web.entry.by_passkey import STEP, question_of, questioned, site_of
from ristorno.web.entry.letting_in import put_down
from ristorno.web.ground.door import ACCOUNT, retold
from ristorno.web.ground.letters import send_warning
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked, word_of


def account(asked: Asked) -> HttpResponse:
    """Show the ways in and the browsers."""
    return _page(asked)


def ask_new(asked: Asked) -> HttpResponse:
    """Return the wish for a new passkey that the script puts to the device."""
    return questioned(asked, lambda number: passkeys.to_make(number, site_of(asked), asked.who.user.number))


def add_passkey(asked: Asked) -> HttpResponse:
    """Keep a new passkey."""
    at = datetime.now(tz=UTC)
    try:
        visits.needs_fresh(asked.who.began_at, at)
        passkeys.keep_passkey(
            user=asked.who.user.number, number=question_of(asked), answer=asked.typed.get("answer", ""),
            name=asked.typed.get("name", ""), site=site_of(asked), at=at,
        )  # fmt: skip
    except Refused as refused:
        return _page(asked, refused)
    strengthen(word=word_of(asked.request))
    return put_down(_changed(asked, "passkey"), STEP)


def change_passkey(asked: Asked, number: int) -> HttpResponse:
    """Call a passkey something else, or remove it."""
    user = asked.who.user.number
    if asked.typed.get("do") == "rename":
        passkeys.rename_passkey(user=user, number=number, name=asked.typed.get("name", ""))
        return HttpResponseRedirect(ACCOUNT)
    passkeys.remove_passkey(user=user, number=number)
    return _changed(asked, "passkey_gone")


def add_app(asked: Asked) -> HttpResponse:
    """Show what an app needs, and take its first code; then show the recovery codes, this once."""
    user, at = asked.who.user.number, datetime.now(tz=UTC)
    try:
        visits.needs_fresh(asked.who.began_at, at)
        beginning = second_factor.begin(user=user, at=at)
    except Refused as refused:
        return _page(asked, refused)
    wrong: Refused | None = None
    if asked.sends:
        try:
            codes = second_factor.confirm(user=user, typed=asked.typed.get("code", ""), at=at)
        except Refused as refused:
            wrong = refused
        else:
            strengthen(word=word_of(asked.request))
            _warn(asked, "app")
            return render(asked, "entry/recovery.html.jinja", codes=codes)
    return retold(
        asked, "entry/app.html.jinja", wrong, secret_word=_spelled(beginning.secret),
        picture=Markup(segno.make(beginning.address).svg_inline(omitsize=True, light="white")),  # noqa: S704
    )  # fmt: skip


def remove_app(asked: Asked) -> HttpResponse:
    """Ask for no second factor any more, of who has it now."""
    user, at = asked.who.user, datetime.now(tz=UTC)
    try:
        second_factor.prove_second(user=user.number, typed=asked.typed.get("code", ""), at=at)
    except Refused as refused:
        return _page(asked, refused)
    second_factor.remove(user=user.number, actor=user.actor)
    return _changed(asked, "app_gone")


def end_visits(asked: Asked) -> HttpResponse:
    """Sign out another browser, or all of them."""
    user, at, number = asked.who.user.number, datetime.now(tz=UTC), asked.typed.get("number", "")
    if number.isascii() and number.isdigit():
        visits.end_visit(user=user, number=min(int(number), 2**63 - 1), at=at)
    else:
        visits.end_others(user=user, word=word_of(asked.request), at=at)
    return HttpResponseRedirect(f"{ACCOUNT}?done=visits")


def _changed(asked: Asked, what: str) -> HttpResponse:
    _warn(asked, what)
    return HttpResponseRedirect(f"{ACCOUNT}?done={what}")


def _warn(asked: Asked, what: str) -> None:
    """Tell the owner by mail that somebody changed how he signs in."""
    send_warning.defer(user=asked.who.user.number, what=what)


def _page(asked: Asked, refused: Refused | None = None) -> HttpResponse:
    user, now = asked.who.user.number, datetime.now(tz=UTC)
    return retold(
        asked, "entry/account.html.jinja", refused,
        passkeys=passkeys.passkeys_of(user), protected=second_factor.protected(user),
        recovery=second_factor.recovery_left(user), visits=visits.visits_of(user, word_of(asked.request), now),
    )  # fmt: skip


def _spelled(secret: str) -> str:
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
