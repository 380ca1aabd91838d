"""Who did something, as people call him: events and drafts know users by numbers."""

from collections.abc import Iterable, Mapping

from ristorno.apps.identity.queries import users_of
from ristorno.web.ground.voice import Voice


def named(actors: Iterable[str], voice: Voice) -> Mapping[str, str]:
    """Return what each actor is called, by how it is recorded: ``user:7``, ``command:anna``, ``system:nightly``."""
    wanted = set(actors)
    users = users_of({number for each in wanted if (number := _number(each)) is not None})
    return {each: _name(each, voice, {number: user.name or user.email for number, user in users.items()})
            for each in wanted}  # fmt: skip


def _name(actor: str, voice: Voice, users: Mapping[int, str]) -> str:
    kind, _, who = actor.partition(":")
    number = _number(actor)
    if number is not None and number in users:
        return users[number]
    if kind == "system":
        return voice("console.actor.system")
    if kind == "key":
        return voice("console.actor.key", number=who)
    return who or kind


def _number(actor: str) -> int | None:
    kind, _, who = actor.partition(":")
    return int(who) if kind == "user" and who.isascii() and who.isdigit() and len(who) < 19 else None
