"""Whose affairs a caller may see: the sponsor's keys all, the key of one company that company's alone."""

from ristorno.apps.identity.queries import Caller
from ristorno.apps.members.queries import resolve, resolve_asked
from ristorno.kernel.problem import Problem, Refused
from ristorno.postgres.asking import Question
from ristorno.web.api.problems import not_found


def member_of(caller: Caller, named: str | None) -> str:
    """Return the key of the member that a request is about: the one it names, or the caller's own.

    Raises:
        Refused: the member is not there, or is not for this caller, which is told alike; or none is named.
    """
    asked = named if named is not None else caller.member
    if asked is None:
        raise Refused([Problem("api.member", "The request does not say of which member.", "Name one: `member`.")])
    known = resolve(_codes(caller, named))
    if asked not in known or (caller.member is not None and known[asked] != known.get(caller.member)):
        raise not_found(f"member {asked!r}")
    return known[asked]


def member_asked(caller: Caller, named: str | None) -> Question:
    """Return the question that :func:`member_of` asks, for whoever asks it beforehand."""
    return resolve_asked(_codes(caller, named))


def _codes(caller: Caller, named: str | None) -> list[str]:
    return [each for each in (named, caller.member) if each is not None]


def sponsors(caller: Caller) -> None:
    """Refuse what concerns all members at once to the key of one company.

    Raises:
        Refused: the caller sees one company alone.
    """
    if caller.member is not None:
        remedy = "Ask of your own company: `member`."
        raise Refused([Problem("api.scope", "This is about all members, and your key is for one.", remedy)])
