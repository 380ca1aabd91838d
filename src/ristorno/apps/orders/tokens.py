"""Quotes as signed texts: not kept, and nobody can change one."""

import zlib
from typing import Final

from django.core import signing
from pydantic import TypeAdapter, ValidationError

from ristorno.apps.orders import refusals
from ristorno.apps.orders.values import Quoted
from ristorno.apps.orders.written import to_json

_SALT: Final = "ristorno.orders.quote"
_QUOTED: Final = TypeAdapter(Quoted)


class _AsItIs:
    """Bytes as they are: what is signed is JSON already."""

    def dumps(self, obj: bytes) -> bytes:
        """Return them."""
        return obj

    def loads(self, data: bytes) -> bytes:
        """Return them."""
        return data


def make_token(quoted: Quoted) -> str:
    """Return a quote as a text."""
    return signing.dumps(to_json(_QUOTED, quoted), salt=_SALT, serializer=_AsItIs, compress=True)


def read_token(text: str) -> Quoted:
    """Return what a token says; that it is still good is for the caller to see.

    Raises:
        Refused: nobody here has signed it, or it was changed.
    """
    try:
        return _QUOTED.validate_json(signing.loads(text, salt=_SALT, serializer=_AsItIs))
    except (signing.BadSignature, ValidationError, ValueError, zlib.error):
        raise refusals.foreign() from None
