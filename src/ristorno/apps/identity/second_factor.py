"""The second factor: codes of an app that change every thirty seconds (RFC 6238), and ten for the day it is lost.

The app's secret follows from a random seed and the secret of the installation, as codes by mail do: whoever reads the
database learns none. A code is taken once. Who types five wrong ones within a quarter of an hour has to wait it out.
"""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import pyotp
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from ristorno.apps.events.operations import record
from ristorno.apps.identity.models import Authenticator, User
from ristorno.apps.identity.signing_in import address_of
from ristorno.kernel.problem import Problem, Refused

STEP: Final = 30
"""Seconds for which a code is shown."""
AROUND: Final = 1
"""So many steps before and after now are taken: clocks of phones disagree (RFC 6238, 5.2)."""
TRIES: Final = 5
LOCKED: Final = timedelta(minutes=15)
RECOVERY: Final = 10
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Those that nobody takes for another when he reads them from paper."""
_WRONG: Final = Problem(
    "identity.second_code",
    "This code is not right, or was used.",
    "Wait for the next one of the app, or type one of your recovery codes.",
)


@dataclass(frozen=True, slots=True)
class Beginning:
    """What an app needs: ``secret`` to be typed, ``address`` to be read as a picture."""

    secret: str
    address: str


def protected(user: int) -> bool:
    """Return whether a user is asked for a second factor."""
    return Authenticator.objects.filter(user=user).exclude(confirmed_at=None).exists()


def recovery_left(user: int) -> int:
    """Return how many recovery codes a user has left."""
    return next((len(each) for each in Authenticator.objects.filter(user=user).values_list("recovery", flat=True)), 0)


@transaction.atomic
def begin(*, user: int, at: datetime) -> Beginning:
    """Return what the user's app needs; until it is confirmed, asking again tells the same.

    Raises:
        Refused: there is an app already.
    """
    owner = User.objects.get(pk=user)
    row, _ = Authenticator.objects.get_or_create(user=owner, defaults={"seed": secrets.token_hex(16), "made_at": at})
    if row.confirmed_at is not None:
        reason = "There is an app already."
        raise Refused([Problem("identity.second_there", reason, "Remove it first, then add the new one.")])
    secret = _secret(row)
    return Beginning(secret, pyotp.TOTP(secret).provisioning_uri(name=owner.email, issuer_name="Ristorno"))


@transaction.atomic
def confirm(*, user: int, typed: str, at: datetime) -> tuple[str, ...]:
    """Take the first code of an app, ask for it from now on, and return the recovery codes, which are told this once.

    Raises:
        Refused: it is another code; nothing was begun.
    """
    row = Authenticator.objects.select_for_update().filter(user=user, confirmed_at=None).first()
    step = None if row is None else _step(row, typed, at)
    if row is None or step is None:
        raise Refused([_WRONG])
    codes = tuple(_recovery() for _ in range(RECOVERY))
    row.confirmed_at, row.last_step, row.recovery = at, step, [_digest(each) for each in codes]
    row.save()
    record(name="second_factor.added", actor=f"user:{user}", subject=f"user:{user}")
    return codes


def prove_second(*, user: int, typed: str, at: datetime) -> None:
    """Take a code of the user's app, or a recovery code, once.

    Raises:
        Refused: it is neither, was used, or too many wrong ones were typed.
    """
    problem = _tried(user, typed, at)
    if problem is not None:
        raise Refused([problem])


@transaction.atomic
def remove(*, user: int, actor: str) -> bool:
    """Ask a user for no second factor any more; return whether he was asked for one."""
    row = Authenticator.objects.select_for_update().filter(user=user).first()
    if row is None:
        return False
    row.delete()
    if row.confirmed_at is None:
        return False
    record(name="second_factor.removed", actor=actor, subject=f"user:{user}")
    return True


def take_away(*, email: str, actor: str) -> None:
    """Ask somebody for no second factor any more who has lost both the app and the recovery codes.

    Raises:
        Refused: he has none.
    """
    owner = User.objects.filter(email=address_of(email)).first()
    if owner is None or not remove(user=owner.pk, actor=actor):
        reason = f"{email!r} has no second factor."
        raise Refused([Problem("identity.no_second", reason, "See that the address is right.")])


@transaction.atomic
def _tried(user: int, typed: str, at: datetime) -> Problem | None:
    """Note a try; what was tried stays noted where it is refused."""
    row = Authenticator.objects.select_for_update().filter(user=user).exclude(confirmed_at=None).first()
    if row is None:
        return _WRONG
    if row.tries_since is None or at - row.tries_since >= LOCKED:
        row.tries, row.tries_since = 0, at
    if row.tries >= TRIES:
        wait = row.tries_since + LOCKED - at
        return Problem("identity.second_locked", "Too many wrong codes were typed.", "Wait, then try again.", wait=wait)
    problem = None if _takes(row, typed, at) else _WRONG
    row.tries += 0 if problem is None else 1
    row.save()
    return problem


def _takes(row: Authenticator, typed: str, at: datetime) -> bool:
    step = _step(row, typed, at)
    if step is not None:
        row.last_step = step
        return True
    digest = _digest(typed)
    if digest not in row.recovery:
        return False
    row.recovery = [each for each in row.recovery if each != digest]
    record(name="second_factor.recovered", actor=f"user:{row.user_id}", subject=f"user:{row.user_id}")
    return True


def _step(row: Authenticator, typed: str, at: datetime) -> int | None:
    """Return the thirty seconds whose code was typed; None where none of those near by is, or it was taken before."""
    said = "".join(typed.split())
    app, now = pyotp.TOTP(_secret(row)), int(at.timestamp()) // STEP
    near = range(max(now - AROUND, row.last_step + 1), now + AROUND + 1)
    return next((each for each in near if constant_time_compare(app.generate_otp(each), said)), None)


def _secret(row: Authenticator) -> str:
    digest = salted_hmac("ristorno.identity.authenticator", row.seed, algorithm="sha256").digest()
    return base64.b32encode(digest[:20]).decode()


def _recovery() -> str:
    letters = [secrets.choice(_LETTERS) for _ in range(10)]
    return f"{''.join(letters[:5])}-{''.join(letters[5:])}"


def _digest(code: str) -> str:
    """Return what is kept of a recovery code; without the secret of the installation nobody can try them out."""
    plain = "".join(each for each in code.lower() if each.isalnum())
    return salted_hmac("ristorno.identity.recovery", plain, algorithm="sha256").hexdigest()
