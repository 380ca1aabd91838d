"""Tokens that stand for a key for an hour: signed, not kept, and worth nothing once the key is revoked."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core import signing

SECONDS = 3600
_SALT = "ristorno.api.token"


@dataclass(frozen=True, slots=True)
class Token:
    """For which key a token stands, and for which of its scopes."""

    public: str
    scopes: frozenset[str]


def make_token(public: str, scopes: Collection[str]) -> str:
    """Return a token for a key."""
    return signing.dumps([public, sorted(scopes)], salt=_SALT, compress=True)


def read_token(text: str) -> Token | None:
    """Return what a token says; None where it is none of ours or its hour is over."""
    try:
        public, scopes = signing.loads(text, salt=_SALT, max_age=SECONDS)
    except signing.BadSignature:
        return None
    return Token(public, frozenset(scopes))
