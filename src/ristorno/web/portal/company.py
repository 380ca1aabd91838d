"""The company's own affairs: its people, what each of them may and earns, and whether staff may be rewarded at all.

Rewards of staff run in the open: whoever leads the company sees each of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from urllib.parse import quote

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect

from ristorno.apps.accruals.queries import earned
from ristorno.apps.agreements.queries import zone_of
from ristorno.apps.facts.queries import Consents, consents
from ristorno.apps.members import operations
from ristorno.apps.members.kinds import ROLES
from ristorno.apps.members.queries import Person, contacts
from ristorno.apps.wallets.queries import wallets_of
from ristorno.apps.wallets.values import Holder, WalletState
from ristorno.kernel.problem import Problem, Refused
from ristorno.web.ground.door import SIGN_IN, not_there, said
from ristorno.web.ground.earnings import told_rows
from ristorno.web.ground.letters import send_invitation
from ristorno.web.ground.names import Units, rulings_of, today_of
from ristorno.web.ground.policy import rights_of
from ristorno.web.ground.rendering import render
from ristorno.web.ground.typed import needed_day
from ristorno.web.ground.visitor import Asked
from ristorno.web.portal.sharing import shares_of

_ORIGIN = "portal"
"""Where a consent is known from that somebody of the company gave on these pages; who it was is its actor."""
_ROWS = 50
_LEADS = "company"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonShown:
    """One of the company's people in words. ``earns``: what is on the own wallet, expected or free, by unit."""

    key: str
    name: str
    about: str
    earns: str
    consented: bool
    gone: str


def company(asked: Asked) -> HttpResponse:
    """Show who is there, what each earns, and whether staff may be rewarded."""
    return _all(asked)


def consent(asked: Asked) -> HttpResponse:
    """Give or withdraw the consent to rewards of all staff, or of one person."""
    contact, given = asked.typed.get("contact") or None, asked.typed.get("given") == "yes"
    if contact is not None:
        _person(asked, contact)
    operations.decide_consent(
        key=asked.who.member, contact=contact, given=given, holds=_consents(asked).of(contact),
        on=today_of(asked.who.member, asked.at), origin=_ORIGIN, at=asked.at, actor=asked.who.user.actor,
    )  # fmt: skip
    back = f"/company/people/{quote(contact)}" if contact is not None else "/company"
    return HttpResponseRedirect(f"{back}?done={'consented' if given else 'unconsented'}")


def invite(asked: Asked) -> HttpResponse:
    """Let one more person in: a letter tells how to sign in."""
    typed = {name: asked.typed.get(name, "").strip() for name in ("name", "email", "language")}
    roles = _roles(asked)
    problems: tuple[str, ...] = ()
    if asked.sends:
        try:
            with transaction.atomic():
                key = operations.invite_contact(
                    key=asked.who.member, roles=roles, on=today_of(asked.who.member, asked.at),
                    actor=asked.who.user.actor, **(typed | {"language": typed["language"] or asked.voice.language}),
                )  # fmt: skip
                _write(asked, key)
        except Refused as refused:
            problems = said(asked, refused)
        else:
            return HttpResponseRedirect("/company?done=invited")
    return render(
        asked, "portal/invite.html.jinja", page="company", typed=typed, roles=_choices(asked, roles),
        problems=problems, status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
    )  # fmt: skip


def person(asked: Asked, contact: str) -> HttpResponse:
    """Show one of the people with all that it earned; change its name and roles, or tell its last day."""
    found = _person(asked, contact)
    problems: tuple[str, ...] = ()
    if asked.sends:
        try:
            _change(asked, found)
        except Refused as refused:
            problems = said(asked, refused)
        else:
            return HttpResponseRedirect(f"/company/people/{quote(contact)}?done=changed")
    programs = rulings_of(asked.who.member)
    units = Units(programs, asked.voice, asked.at)
    holder = Holder(asked.who.member, contact)
    wallets = wallets_of(asked.who.member, contact)
    return render(
        asked, "portal/person.html.jinja", page="company", problems=problems, found=found,
        shown=_shown(found, _consents(asked), wallets, units, asked), roles=_choices(asked, found.roles),
        own=contact == asked.who.here.key, rows=told_rows(earned(holder, most=_ROWS), programs, units, asked.voice),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
    )  # fmt: skip


def _all(asked: Asked) -> HttpResponse:
    units, said_so = Units(rulings_of(asked.who.member), asked.voice, asked.at), _consents(asked)
    wallets: dict[str, list[WalletState]] = {}
    for each in wallets_of(asked.who.member):
        wallets.setdefault(each.holder.contact, []).append(each)
    people = [each for each in contacts(asked.who.member) if each.erased_at is None]
    shown = [_shown(each, said_so, wallets.get(each.key, ()), units, asked) for each in people]
    return render(
        asked, "portal/company.html.jinja", page="company", consented=said_so.of(None),
        shares=shares_of(asked),
        people=sorted(shown, key=lambda each: (bool(each.gone), each.name.casefold(), each.key)),
    )  # fmt: skip


def _shown(
    person: Person, consents: Consents, wallets: Sequence[WalletState], units: Units, asked: Asked
) -> PersonShown:
    voice = asked.voice
    roles = [voice(f"role.{role}") for role in ROLES if role in person.roles]
    sums = [voice.amount(each.pending + each.free + each.held, units[each.unit]) for each in wallets]
    gone = person.left_on is not None and person.left_on < _today(asked)
    return PersonShown(
        key=person.key,
        name=person.name or person.key,
        about=" · ".join(filter(None, (", ".join(roles), person.email))),
        earns=", ".join(sums),
        consented=consents.of(person.key),
        gone=voice.short_day(person.left_on) if gone and person.left_on else "",
    )


def _change(asked: Asked, found: Person) -> None:
    """Change a person; nobody takes the lead from himself, so that somebody always has it."""
    typed, actor = asked.typed, asked.who.user.actor
    last = typed.get("left_on", "")
    roles, left_on = _roles(asked), needed_day(last) if last else None
    if found.key == asked.who.here.key and (_LEADS not in rights_of(roles) or left_on is not None):
        reason = "Nobody takes the lead of his company from himself."
        raise Refused([Problem("portal.own_lead", reason, "Ask a colleague who leads it, too.")])
    with transaction.atomic():
        name = " ".join(typed.get("name", "").split())
        operations.change_contact(
            key=asked.who.member, contact=found.key, name=name, roles=roles, left_on=left_on, actor=actor
        )
        email = typed.get("email", "").strip()
        if email and not found.email:
            operations.give_address(key=asked.who.member, contact=found.key, email=email, on=_today(asked), actor=actor)
            _write(asked, found.key)


def _write(asked: Asked, contact: str) -> None:
    send_invitation.defer(
        member=asked.who.member, contact=contact, address=asked.request.build_absolute_uri(SIGN_IN),
        language=asked.voice.language,
    )  # fmt: skip


def _person(asked: Asked, contact: str) -> Person:
    """Return one of the company's people that was not erased."""
    for each in contacts(asked.who.member):
        if each.key == contact and each.erased_at is None:
            return each
    raise not_there()


def _consents(asked: Asked) -> Consents:
    return consents(asked.who.member, asked.at, zone_of(asked.who.member))


def _today(asked: Asked) -> date:
    return today_of(asked.who.member, asked.at)


def _roles(asked: Asked) -> list[str]:
    return [role for role in asked.typed.getlist("roles") if role in ROLES]


def _choices(asked: Asked, chosen: Sequence[str]) -> Mapping[str, tuple[str, bool]]:
    return {role: (asked.voice(f"role.{role}"), role in chosen) for role in ROLES}
