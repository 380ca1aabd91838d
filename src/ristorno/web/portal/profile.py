"""The visitor himself: over which ways he may be written to, all that is known of him to take along, being erased."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass, replace
from datetime import UTC, date, datetime
from http import HTTPStatus
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect

from ristorno.apps.accruals.queries import earned
from ristorno.apps.facts.queries import claims, log
from ristorno.apps.identity.erasing import erase_user
from ristorno.apps.identity.passkeys import passkeys_of
from ristorno.apps.identity.visits import visits_of
from ristorno.apps.members import operations
from ristorno.apps.members.kinds import CHANNELS
from ristorno.apps.members.queries import about, contacts, tales
from ristorno.apps.rewards.queries import redemptions
from ristorno.apps.wallets.queries import statement, wallets_of
from ristorno.kernel.problem import Problem, Refused
from ristorno.report.workbook.sheets import workbook_of
from ristorno.web.api.files import given
from ristorno.web.ground.door import SIGN_IN, said
from ristorno.web.ground.names import today_of
from ristorno.web.ground.policy import rights_of
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import COOKIE, Asked, word_of

_ORIGIN = "portal"
_MOST = 10_000


def profile(asked: Asked) -> HttpResponse:
    """Show it."""
    return _page(asked)


def channels(asked: Asked) -> HttpResponse:
    """Keep over which ways the visitor wants messages."""
    who, chosen = asked.who, set(asked.typed.getlist("channels"))
    with transaction.atomic():
        for channel in CHANNELS:
            operations.decide_messages(
                key=who.member, contact=who.here.key, channel=channel, welcome=channel in chosen,
                on=today_of(who.member, asked.at), origin=_ORIGIN, at=asked.at, actor=who.user.actor,
            )  # fmt: skip
    return HttpResponseRedirect("/profile?done=changed")


def data(asked: Asked) -> HttpResponse:
    """Return all that is known of the visitor at this company: one document for programs, one workbook for people."""
    tables = dict(_tables(asked))
    text = json.dumps(tables, ensure_ascii=False, indent=2)
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("my-data.json", text)
        archive.writestr("my-data.xlsx", workbook_of(tables))
    return given("my-data.zip", packed.getvalue(), "application/zip")


def erase(asked: Asked) -> HttpResponse:
    """Erase by what the visitor is known at this company; where he is nowhere else, his sign-in, too."""
    who = asked.who
    try:
        _may_go(asked)
        with transaction.atomic():
            operations.erase_contact(key=who.member, contact=who.here.key, at=asked.at, actor=who.user.actor)
            if len(who.places) == 1:
                erase_user(user=who.user.number, at=datetime.now(tz=UTC), actor=who.user.actor)
    except Refused as refused:
        return _page(asked, said(asked, refused))
    if len(who.places) > 1:
        return HttpResponseRedirect("/")
    response = HttpResponseRedirect(SIGN_IN)
    response.delete_cookie(COOKIE)
    return response


def _page(asked: Asked, problems: tuple[str, ...] = ()) -> HttpResponse:
    who, today = asked.who, today_of(asked.who.member, asked.at)
    story = tales([who.member]).get(who.member)
    ways = {
        channel: (asked.voice(f"channel.{channel}"), story is not None and story.welcomes(who.here.key, channel, today))
        for channel in CHANNELS
    }
    return render(
        asked, "portal/profile.html.jinja", page="more", ways=ways, problems=problems,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
    )  # fmt: skip


def _may_go(asked: Asked) -> None:
    """Refuse who is not sure, and the only one who leads a company: nobody could look after it any more."""
    if asked.typed.get("sure") != "yes":
        raise Refused([Problem("portal.unsure", "It is not confirmed.", "Mark that you are sure.")])
    today = today_of(asked.who.member, asked.at)
    leading = [
        each.key
        for each in contacts(asked.who.member)
        if each.email and (each.left_on is None or each.left_on >= today) and "company" in rights_of(each.roles)
    ]
    if leading == [asked.who.here.key]:
        reason = "Nobody else leads this company."
        raise Refused([Problem("portal.last_lead", reason, "Give a colleague the role of a manager first.")])


def _tables(asked: Asked) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Yield all that is known of the visitor, by tables."""
    who = asked.who
    known = about(who.member, who.here.key)
    user = {"email": who.user.email, "name": who.user.name, "language": who.user.language}
    yield "person", [_told(known.person)]
    yield "sign_in", [user]
    yield "browsers", _rows(visits_of(who.user.number, word_of(asked.request), datetime.now(tz=UTC)))
    yield "devices", _rows(passkeys_of(who.user.number))
    yield "said", _rows(known.said)
    yield "steps", _rows(known.steps)
    yield "changes", _rows(known.happened)
    mine = wallets_of(who.member, who.here.key)
    yield "wallets", _rows(mine)
    yield (
        "movements",
        [{"unit": each.unit, **_told(line)} for each in mine for line in statement(who.own, each.unit, most=_MOST)],
    )
    yield "earned", _rows(earned(who.own, most=_MOST))
    yield "rewards", [
        {"number": str(each.number), "reward": each.reward, "quantity": str(each.quantity), "state": each.state,
         "points": f"{each.points:f}", "unit": each.unit, "asked_at": each.asked_at.isoformat(),
         "told": _text(each.told), "handed": _text(each.handed)}
        for each in redemptions(member=who.member, contact=who.here.key, most=_MOST)
    ]  # fmt: skip
    yield "claims", [_told(each) for each in claims(member=who.member, most=_MOST) if each.actor == who.user.actor]
    acted = (each for each in log(who.member) if each.contact == who.here.key and each.source != "members")
    yield "facts", [_told(replace(each, cost=None)) for each in acted]  # what it cost the sponsor is its own affair


def _rows(found: Sequence[object]) -> list[dict[str, str]]:
    return [_told(each) for each in found]


def _told(value: object) -> dict[str, str]:
    assert is_dataclass(value)
    return {each.name: _text(getattr(value, each.name)) for each in fields(value)}


def _text(value: object) -> str:
    """Return a value as people and programs read it; numbers with all their digits."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return json.dumps(asdict(value), default=str, ensure_ascii=False)
    if isinstance(value, Mapping):
        return json.dumps({str(key): _text(each) for key, each in value.items()}, ensure_ascii=False)
    if isinstance(value, list | tuple):
        return ", ".join(map(_text, value))
    return str(value)
