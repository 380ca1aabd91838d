"""Passkeys: a device proves with a key pair of its own that its owner wants in (W3C Web Authentication, level 3).

The device asks its owner for a finger, a face or a number first, so one act proves two things: that he has the device
and that it is he. What is signed is bound to the address of these pages, so no other page can pass it on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.crypto import salted_hmac
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from ristorno.apps.events.operations import record
from ristorno.apps.identity.models import Challenge, Passkey, User
from ristorno.apps.identity.signing_in import alone, too_early
from ristorno.kernel.problem import Problem, Refused
from ristorno.kernel.texts import sayable

GOOD_FOR: Final = timedelta(minutes=5)
"""So long a question to a device may be answered."""
FROM_ONE_ORIGIN: Final = 120
"""So many questions an hour from one network address, behind which a whole company may sit."""
AT_MOST: Final = 20
"""So many passkeys of one user."""
_HOUR: Final = timedelta(hours=1)
_REQUIRED: Final = UserVerificationRequirement.REQUIRED
_WRONG: Final = Problem(
    "identity.passkey", "This passkey is not right here.", "Try again, or sign in with a code by mail."
)


@dataclass(frozen=True, slots=True)
class Site:
    """Where pages are seen: ``name`` is that of the host alone, ``origin`` has the scheme and the port."""

    name: str
    origin: str


@dataclass(frozen=True, slots=True)
class PasskeySeen:
    """A passkey as its owner sees it."""

    number: int
    name: str
    made_at: datetime
    used_at: datetime | None


def passkeys_of(user: int) -> Sequence[PasskeySeen]:
    """Return a user's passkeys, the oldest first."""
    rows = Passkey.objects.filter(user=user).order_by("pk")
    return [PasskeySeen(each.pk, each.name, each.made_at, each.used_at) for each in rows]


@transaction.atomic
def ask_device(*, origin: str, at: datetime) -> int:
    """Note a question to a device, and return its number.

    Raises:
        Refused: too many come from this network address.
    """
    alone(origin)
    wait = too_early(Challenge.objects.filter(origin=origin), FROM_ONE_ORIGIN, _HOUR, at)
    if wait:
        reason, remedy = "Too many passkeys were asked for from here.", "Wait, or sign in with a code by mail."
        raise Refused([Problem("identity.too_many_passkeys", reason, remedy, wait=wait)])
    return Challenge.objects.create(origin=origin, asked_at=at).pk


def to_sign_in(number: int, site: Site) -> str:
    """Return, as JSON for the browser, a question to any passkey for these pages."""
    options = generate_authentication_options(
        rp_id=site.name, challenge=_challenge(number), user_verification=_REQUIRED
    )
    return options_to_json(options)


def to_make(number: int, site: Site, user: int) -> str:
    """Return, as JSON for the browser, a wish for a new passkey of a user."""
    known = Passkey.objects.filter(user=user).values_list("handle", flat=True)
    owner = User.objects.get(pk=user)
    options = generate_registration_options(
        rp_id=site.name,
        rp_name="Ristorno",
        user_name=owner.email,
        user_display_name=owner.name or owner.email,
        user_id=salted_hmac("ristorno.identity.passkey.owner", str(user), algorithm="sha256").digest(),
        challenge=_challenge(number),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=bytes(each)) for each in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_REQUIRED
        ),
    )
    return options_to_json(options)


def keep_passkey(*, user: int, number: int, answer: str, name: str, site: Site, at: datetime) -> None:
    """Keep the public half of the pair that a device has made.

    Raises:
        Refused: it answers another question or for other pages, or there are too many.
    """
    _use(number, at)
    try:
        made = verify_registration_response(
            credential=answer, expected_challenge=_challenge(number), expected_rp_id=site.name,
            expected_origin=site.origin, require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError) as error:
        raise Refused([_WRONG]) from error
    _keep(user, made, _name(name), at)


def prove_by_passkey(*, number: int, answer: str, site: Site, at: datetime) -> str:
    """Take the answer of a device to a question, once, and return the address of its owner.

    Raises:
        Refused: no passkey here answers so, or its count says that there is a copy of it.
    """
    _use(number, at)
    try:
        return _proven(number, parse_authentication_credential_json(answer), site, at)
    except (WebAuthnException, ValueError, Passkey.DoesNotExist) as error:
        raise Refused([_WRONG]) from error


@transaction.atomic
def rename_passkey(*, user: int, number: int, name: str) -> None:
    """Call a passkey of a user something else; another user's stays as it is."""
    Passkey.objects.filter(user=user, pk=number).update(name=_name(name))


@transaction.atomic
def remove_passkey(*, user: int, number: int) -> bool:
    """Let a passkey of a user open nothing any more; return whether there was one."""
    row = Passkey.objects.select_for_update().filter(user=user, pk=number).first()
    if row is None:
        return False
    _told("passkey.removed", user, row)
    row.delete()
    return True


@transaction.atomic
def _keep(user: int, made: VerifiedRegistration, name: str, at: datetime) -> None:
    User.objects.select_for_update().get(pk=user)
    if Passkey.objects.filter(user=user).count() >= AT_MOST:
        reason = f"There are {AT_MOST} passkeys already."
        raise Refused([Problem("identity.passkeys_enough", reason, "Remove one that you no longer use.")])
    pair = {"public_key": made.credential_public_key, "uses": made.sign_count}
    row, fresh = Passkey.objects.get_or_create(
        handle=made.credential_id, defaults={"user_id": user, "name": name, "made_at": at, **pair}
    )
    if not fresh:
        raise Refused([_WRONG])
    _told("passkey.added", user, row)


@transaction.atomic
def _proven(number: int, credential: AuthenticationCredential, site: Site, at: datetime) -> str:
    row = Passkey.objects.select_for_update(of=("self",)).select_related("user").get(handle=credential.raw_id)
    seen = verify_authentication_response(
        credential=credential, expected_challenge=_challenge(number), expected_rp_id=site.name,
        expected_origin=site.origin, credential_public_key=bytes(row.public_key),
        credential_current_sign_count=row.uses, require_user_verification=True,
    )  # fmt: skip
    row.uses, row.used_at = seen.new_sign_count, at
    row.save(update_fields=["uses", "used_at"])
    return row.user.email


def _challenge(number: int) -> bytes:
    return salted_hmac("ristorno.identity.challenge", str(number), algorithm="sha256").digest()


def _use(number: int, at: datetime) -> None:
    """Take a question so that it is answered once, also where the answer is wrong."""
    good = Challenge.objects.filter(pk=number, used_at=None, asked_at__gt=at - GOOD_FOR)
    if not good.update(used_at=at):
        raise Refused([_WRONG])


def _name(told: str) -> str:
    return " ".join(sayable(told).split())[:80] or "Passkey"


def _told(event: str, user: int, row: Passkey) -> None:
    record(name=event, actor=f"user:{user}", subject=f"user:{user}", data={"passkey": row.pk, "name": row.name})
