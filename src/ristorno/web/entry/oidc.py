"""OpenID Connect as its core says (1.0, code flow) with PKCE (RFC 7636): where to ask, and whether an answer holds.

Signatures are joserfc's; here stands what is asked, and what of an answer has to hold.
"""

import os
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

import httpx
from django.utils.crypto import constant_time_compare, salted_hmac
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from ristorno.apps.identity.providers import ProviderSeen
from ristorno.kernel.problem import Problem, Refused

_PATIENCE: Final = 10
"""Seconds that a provider gets to answer."""
_SIGNED: Final = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]
"""Signatures that only the provider can make: none that a shared secret makes, and never none."""
_CLOCKS: Final = 60
"""Seconds by which clocks may differ."""
_FAILED: Final = Problem(
    "identity.company",
    "The sign-in of your company did not answer as agreed.",
    "Try again in a moment; if it stays so, tell whoever looks after it.",
)


@dataclass(frozen=True, slots=True)
class Places:
    """Where a provider is asked, as its own document tells (OpenID Connect Discovery 1.0)."""

    authorize: str
    token: str
    keys: str


@dataclass(frozen=True, slots=True)
class Word:
    """What a browser carries to the provider and back: all that proves the way follows from it, and is not in it."""

    text: str

    @property
    def state(self) -> str:
        """Comes back unchanged, so that nobody else's way is ended here."""
        return self._of("state")

    @property
    def nonce(self) -> str:
        """Stands in what the provider signs, so that nothing older is taken."""
        return self._of("nonce")

    @property
    def verifier(self) -> str:
        """Proves that who ends the way began it."""
        return self._of("verifier")

    def _of(self, what: str) -> str:
        return salted_hmac(f"ristorno.oidc.{what}", self.text, algorithm="sha256").hexdigest()


def places_of(provider: ProviderSeen) -> Places:
    """Ask a provider where it is asked.

    Raises:
        Refused: it does not answer, or as somebody else.
    """
    told = _asked("GET", f"{provider.issuer}/.well-known/openid-configuration")
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if str(told.get("issuer", "")).rstrip("/") != provider.issuer or not all(
        isinstance(told.get(n), str) for n in names
    ):
        raise Refused([_FAILED])
    return Places(*(told[name] for name in names))


def address_to(provider: ProviderSeen, places: Places, word: Word, back: str, email: str) -> str:
    """Return where somebody signs in at his company."""
    challenge = urlsafe_b64encode(sha256(word.verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code", "client_id": provider.client, "redirect_uri": back, "scope": "openid email",
        "state": word.state, "nonce": word.nonce, "code_challenge": challenge, "code_challenge_method": "S256",
        "login_hint": email,
    }  # fmt: skip
    return str(httpx.URL(places.authorize).copy_merge_params(asked))


def proven_by(provider: ProviderSeen, word: Word, back: str, came: Mapping[str, str], now: datetime) -> str:
    """Return the address that a provider proves to whoever came back with ``came`` in the address.

    Raises:
        Refused: it was another way, the provider did not agree, or what it signed does not hold.
    """
    code = came.get("code", "")
    if not code or not constant_time_compare(came.get("state", ""), word.state):
        raise Refused([_FAILED])
    places = places_of(provider)
    secret = os.environ.get(provider.secret_in, "")
    sent = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": word.verifier}
    told = _asked("POST", places.token, data=sent, auth=httpx.BasicAuth(provider.client, secret))
    claims = _signed(str(told.get("id_token", "")), _asked("GET", places.keys))
    if not _holds(claims, provider, word, now):
        raise Refused([_FAILED])
    return str(claims["email"]).lower()


def _signed(token: str, keys: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return jwt.decode(token, KeySet.import_key_set(keys), algorithms=_SIGNED).claims  # type: ignore[arg-type]
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise Refused([_FAILED]) from error


def _holds(claims: Mapping[str, Any], provider: ProviderSeen, word: Word, now: datetime) -> bool:
    """Return whether what was signed is about these pages, this way and one of the provider's people, now."""
    audience, second = claims.get("aud"), int(now.timestamp())
    meant = audience if isinstance(audience, list) else [audience]
    until, since = claims.get("exp"), claims.get("iat")
    return (
        str(claims.get("iss", "")).rstrip("/") == provider.issuer
        and provider.client in meant
        and claims.get("azp", provider.client) == provider.client
        and constant_time_compare(str(claims.get("nonce", "")), word.nonce)
        and isinstance(until, int)
        and isinstance(since, int)
        and since - _CLOCKS <= second < until + _CLOCKS
        and isinstance(claims.get("email"), str)
        and claims.get("email_verified", True) in (True, "true")
        and provider.speaks_for(claims["email"])
    )


def _asked(method: str, address: str, **sent: Any) -> dict[str, Any]:
    try:
        answer = httpx.request(method, address, timeout=_PATIENCE, **sent)
        answer.raise_for_status()
        told = answer.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise Refused([_FAILED]) from error
    if not isinstance(told, dict):
        raise Refused([_FAILED])
    return told
