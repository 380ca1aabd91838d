"""People signing in: a code is asked for, typed, and opens a visit; limits hold across all processes.

Whether an address is known is told to nobody: for one that is not, everything happens but the letter.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Final

from django.db import connection, transaction
from django.db.models import QuerySet

from ristorno.apps.events.operations import record
from ristorno.apps.identity.letters import A_DAY, AN_HOUR, DAY, FROM_ONE_ORIGIN, GOOD_FOR, HOUR, TRIES, is_code_of
from ristorno.apps.identity.models import Challenge, Code, Seen, User, Visit
from ristorno.kernel.problem import Problem, Refused
from ristorno.kernel.texts import sayable

STAYS: Final = timedelta(days=30)
"""How long a browser stays signed in."""
_WRONG = Problem(
    "identity.code",
    "This code is not right, was used, or its time is over.",
    "Type the newest one, or ask for another.",
)
_SPENT = Problem("identity.too_many_tries", "Three wrong codes were typed.", "Ask for another code.")


@dataclass(frozen=True, slots=True)
class Opened:
    """A visit that begins: ``word`` is what the browser keeps, and is nowhere else."""

    user: int
    word: str


@transaction.atomic
def ask_code(*, email: str, origin: str, known: bool, at: datetime) -> int:
    """Note that somebody asks for a code, and return the number of the question; the caller sends the letter.

    Raises:
        Refused: it is no address, or too many codes were asked for.
    """
    address = address_of(email)
    alone(address, origin)
    of_address, of_origin = Code.objects.filter(email=address), Code.objects.filter(origin=origin)
    limits = ((of_address, A_DAY, DAY), (of_address, AN_HOUR, HOUR), (of_origin, FROM_ONE_ORIGIN, HOUR))
    wait = max(too_early(asked, most, within, at) for asked, most, within in limits)
    if wait:
        reason = "Too many codes were asked for."
        raise Refused([Problem("identity.too_many_codes", reason, "Use the newest one, or wait.", wait=wait)])
    return Code.objects.create(email=address, origin=origin, known=known, asked_at=at).pk


def prove(*, number: int, typed: str, at: datetime) -> str:
    """Take the code of a question, once, and return the address that is proven by it.

    Raises:
        Refused: it is another code, was used, is too old, or was tried too often.
    """
    found = _tried(number, typed, at)
    if isinstance(found, Problem):
        raise Refused([found])
    return found.email


@transaction.atomic
def _tried(number: int, typed: str, at: datetime) -> Code | Problem:
    """Note a try, and return the question if the code is right; what was tried stays noted where it is not."""
    row = Code.objects.select_for_update().filter(pk=number).first()
    if row is None or row.used_at is not None or at >= row.asked_at + GOOD_FOR:
        return _WRONG
    if row.tries >= TRIES:
        return _SPENT
    right = row.known and is_code_of(number, typed)
    row.used_at, row.tries = (at, row.tries) if right else (None, row.tries + 1)
    row.save(update_fields=["used_at", "tries"])
    if right:
        return row
    return _SPENT if row.tries >= TRIES else _WRONG


@transaction.atomic
def open_visit(*, email: str, name: str, language: str, at: datetime, strong: bool = False, device: str = "") -> Opened:
    """Let somebody in whose address is proven; whoever comes for the first time becomes a user.

    ``strong`` tells that more than a letter proved it, ``device`` what people call the browser.

    Raises:
        Refused: the user was shut out.
    """
    address = address_of(email)
    user, _ = User.objects.get_or_create(email=address, defaults={"name": name, "language": language, "password": "!"})
    if not user.is_active:
        reason = "This sign-in was closed."
        raise Refused([Problem("identity.closed", reason, "Ask whoever runs the program.")])
    word = token_urlsafe(32)
    told = sayable(device)[: Visit._meta.get_field("device").max_length]  # noqa: SLF001 - which Django documents as open to all
    Visit.objects.create(user=user, digest=_digest(word), began_at=at, ends_at=at + STAYS, strong=strong, device=told)
    record(name="user.signed_in", actor=f"user:{user.pk}", subject=f"user:{user.pk}")
    return Opened(user.pk, word)


@transaction.atomic
def close_visit(*, word: str, at: datetime) -> None:
    """Sign out a browser; a second time changes nothing."""
    row = Visit.objects.select_for_update().filter(digest=_digest(word), ended_at=None).first()
    if row is not None:
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        record(name="user.signed_out", actor=f"user:{row.user_id}", subject=f"user:{row.user_id}")


@transaction.atomic
def look_at(*, word: str, member: str) -> None:
    """Note at which company a user looks in this browser; the caller knows that he belongs there."""
    Visit.objects.filter(digest=_digest(word)).update(member=member)


def strengthen(*, word: str) -> None:
    """Note that in this browser more than a letter has proved who it is by now."""
    Visit.objects.filter(digest=_digest(word)).update(strong=True)


@transaction.atomic
def see(*, user: int, member: str, until: datetime) -> None:
    """Note that somebody has seen the messages of a company until a moment; an earlier one changes nothing."""
    row, fresh = Seen.objects.select_for_update().get_or_create(user_id=user, member=member, defaults={"until": until})
    if not fresh and row.until < until:
        row.until = until
        row.save(update_fields=["until"])


@transaction.atomic
def speak(*, user: int, language: str, actor: str) -> None:
    """Let a user be spoken to in another language."""
    if User.objects.filter(pk=user).exclude(language=language).update(language=language):
        record(name="user.changed", actor=actor, subject=f"user:{user}", data={"language": language})


def forget(*, before: datetime) -> int:
    """Forget codes that were asked for, and visits that ended, before a moment; return how many."""
    codes = Code.objects.filter(asked_at__lt=before).delete()[0]
    codes += Challenge.objects.filter(asked_at__lt=before).delete()[0]
    return codes + Visit.objects.filter(ends_at__lt=before).delete()[0]


def _digest(word: str) -> str:
    return sha256(word.encode()).hexdigest()


def address_of(email: str) -> str:
    """Return an address as it is kept.

    Raises:
        Refused: it is none.
    """
    told = sayable(email).strip().lower()
    most = User._meta.get_field("email").max_length  # noqa: SLF001 - which Django documents as open to all
    if "@" not in told[1:-1] or any(sign.isspace() for sign in told) or len(told) > (most or 0):
        raise Refused([Problem("identity.email", "This is no e-mail address.", "Write it as somebody@example.com.")])
    return told


def too_early(asked: QuerySet[Code] | QuerySet[Challenge], most: int, within: timedelta, at: datetime) -> timedelta:
    """Return how long to wait until fewer than ``most`` of these questions lie within a time; zero: not at all."""
    lately = asked.filter(asked_at__gt=at - within).order_by("-asked_at").values_list("asked_at", flat=True)
    return next((moment + within - at for moment in lately[most - 1 : most]), timedelta())


def alone(*matters: str) -> None:
    """Let nobody else count questions of the same address or origin until this transaction ends."""
    with connection.cursor() as cursor:
        for matter in sorted(matters):
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 1))", [f"identity.{matter}"])
