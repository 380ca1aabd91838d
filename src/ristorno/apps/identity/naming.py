"""Who acts on the command line: one of the operators, recorded as on the pages, so that four eyes see one person."""

from collections.abc import Sequence

from ristorno.apps.identity.queries import UserSeen, operators
from ristorno.kernel.problem import Problem, Refused, near


def actor_named(word: str | None, part: str) -> str:
    """Return how whoever gives a command is recorded.

    ``word`` is what was said: the address of an operator, the part before its @ where only one operator has that, or
    ``user:7``. While nobody operates yet any word is taken, and recorded as ``command:word``; without a word, as
    ``command:part``.

    Raises:
        Refused: there are operators, and none was named or this is none of them; a word that looks like a user's number
            while nobody operates, for it would be taken for that person later.
    """
    known = operators()
    said = (word or "").strip()
    if said and (found := _operator(said, known)) is not None:
        return found.actor
    if known and not said:
        reason = (
            f"Operators are known ({len(known)}), so whoever changes something by `ristorno {part}` says who it is."
        )
        remedy = "Add `--by ADDRESS` with your own address, or set RISTORNO_BY; see `ristorno operators list`."
        raise Refused([Problem("identity.who", reason, remedy)])
    if known or ":" in said or "@" in said:
        reason = f"There is no operator {said!r}."
        remedy = near(said, [each.email for each in known])
        raise Refused([Problem("identity.unknown_operator", reason, remedy or _FIRST)])
    return f"command:{said or part}"


_FIRST = "Make one with `ristorno operators add ADDRESS --role ROLE`."


def _operator(said: str, known: Sequence[UserSeen]) -> UserSeen | None:
    low = said.lower()
    for each in known:
        if low in (each.email, each.actor):
            return each
    short = [each for each in known if each.email.partition("@")[0] == low]
    return short[0] if len(short) == 1 else None
