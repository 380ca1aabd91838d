"""Joining programs and leaving: who may, in which version terms are accepted, what becomes of what is on wallets."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpResponse, HttpResponseRedirect

from ristorno.apps.agreements.queries import Ruling, rulings, versions
from ristorno.apps.members import operations
from ristorno.apps.members.queries import Joining, contacts, held, joining
from ristorno.apps.wallets.queries import declared, wallets_of
from ristorno.kernel.problem import Problem, Refused
from ristorno.web.ground.door import not_there, said
from ristorno.web.ground.names import Units, rulings_of, today_of
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked

_ORIGIN = "portal"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramShown:
    """A program as somebody sees it who takes part or may ask to.

    ``state`` is ``in``, ``open``, ``applied``, ``declined``, ``may_apply``, ``invited`` or ``accepted``: the last where
    an agreement is still missing. ``version`` is the one that is accepted by the button, empty where there is none.
    """

    name: str
    title: str
    state: str
    accepted: str
    version: str
    reason: str
    remedy: str
    may_apply: bool


def seen_by(member: str) -> Mapping[str, Ruling]:
    """Return the programs that a member may know of: its own, those that it may apply for, that it was invited into."""
    return {key: ruling for key, ruling in rulings().items() if _knows(member, key, ruling)}


def programs(asked: Asked) -> HttpResponse:
    """Show them, with how far the company has come into each."""
    return _all(asked)


def apply(asked: Asked, program: str) -> HttpResponse:
    """Ask for the company to be taken into a program."""
    found = _seen(asked, program)
    if not _applies(found):
        raise not_there()
    operations.apply(
        key=asked.who.member, program=program, contact=asked.who.here.key, on=today_of(asked.who.member, asked.at),
        at=asked.at, actor=asked.who.user.actor,
    )  # fmt: skip
    return HttpResponseRedirect("/programs?done=applied")


def accept(asked: Asked, program: str) -> HttpResponse:
    """Accept the terms in the version that was on the page; another one has to be read first."""
    found, member = _seen(asked, program), asked.who.member
    try:
        version = _read_version(asked, program)
        operations.accept(
            key=member, program=program, version=version, contact=asked.who.here.key, freely=found.takes(member),
            on=today_of(member, asked.at), at=asked.at, actor=asked.who.user.actor,
        )  # fmt: skip
    except Refused as refused:
        return _all(asked, said(asked, refused))
    return HttpResponseRedirect("/programs?done=accepted")


def leave(asked: Asked) -> HttpResponse:
    """Tell what becomes of every wallet when the company leaves, and let it leave who is sure."""
    member, today = asked.who.member, today_of(asked.who.member, asked.at)
    problems: tuple[str, ...] = ()
    if asked.sends:
        try:
            _check_sure(asked)
            operations.leave(key=member, on=today, origin=_ORIGIN, at=asked.at, actor=asked.who.user.actor)
        except Refused as refused:
            problems = said(asked, refused)
        else:
            return HttpResponseRedirect("/programs?done=left")
    return render(
        asked, "portal/leave.html.jinja", page="programs", problems=problems, left=_wallets(asked),
        takes_part=held(member, today).enrolled_on is not None,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
    )  # fmt: skip


def _all(asked: Asked, problems: tuple[str, ...] = ()) -> HttpResponse:
    enrolled = held(asked.who.member, today_of(asked.who.member, asked.at)).enrolled_on
    rows = [_shown(asked, key, ruling) for key, ruling in seen_by(asked.who.member).items()]
    return render(
        asked, "portal/programs.html.jinja", page="programs", rows=rows, problems=problems,
        enrolled=asked.voice.day(enrolled) if enrolled else "", leads=asked.who.may("company"),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
    )  # fmt: skip


def _shown(asked: Asked, key: str, ruling: Ruling) -> ProgramShown:
    member, voice = asked.who.member, asked.voice
    step, version = joining(member, key), _version(key)
    state = _state(ruling, member, step)
    accepted = step is not None and step.step == "accepted"
    able = state in {"in", "open", "invited"} and not (accepted and step and step.version == version)
    terms = ruling.calculation.program.terms
    return ProgramShown(
        name=key,
        title=voice.title(terms.title, key),
        state=state,
        accepted=voice("programs.accepted", version=step.version, day=voice.day(step.on)) if accepted and step else "",
        version=version if able else "",
        reason=step.reason if step and state == "declined" else "",
        remedy=step.remedy if step and state == "declined" else "",
        may_apply=_applies(ruling) and state in {"may_apply", "declined"},
    )


def _state(ruling: Ruling, member: str, step: Joining | None) -> str:
    if ruling.takes(member):
        return "open" if ruling.open else "in"
    if step is None:
        return "may_apply"
    return "invited" if step.step == "approved" else step.step


def _seen(asked: Asked, key: str) -> Ruling:
    found = seen_by(asked.who.member).get(key)
    if found is None:
        raise not_there()
    return found


def _knows(member: str, key: str, ruling: Ruling) -> bool:
    return ruling.takes(member) or _applies(ruling) or joining(member, key) is not None


def _applies(ruling: Ruling) -> bool:
    return ruling.calculation.program.terms.membership.join == "by_application"


def _version(key: str) -> str:
    return str(versions(key)[-1].number)


def _read_version(asked: Asked, key: str) -> str:
    version = _version(key)
    if asked.typed.get("version") != version:
        raise Refused([Problem("portal.version", "The terms changed meanwhile.", "Read them again.")])
    return version


def _check_sure(asked: Asked) -> None:
    if asked.typed.get("sure") != "yes":
        raise Refused([Problem("portal.unsure", "It is not confirmed.", "Mark that you are sure.")])


def _wallets(asked: Asked) -> list[tuple[str, str, bool]]:
    """Return the wallets of the company and its people: whose, how much can be spent, and whether that is lost."""
    units = Units(rulings_of(asked.who.member), asked.voice, asked.at)
    lost = {each.name for each in declared() if each.wallet.on_leaving == "forfeit"}
    names = {each.key: each.name or each.key for each in contacts(asked.who.member)}
    names[""] = asked.who.place.company if asked.who.place else ""
    return [
        (
            names.get(each.holder.contact, each.holder.contact),
            asked.voice.amount(each.free, units[each.unit]),
            each.unit in lost,
        )
        for each in wallets_of(asked.who.member)
        if each.free > 0
    ]
