"""Sending one message: signed, to a public address, without following anybody elsewhere."""

import socket
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

import httpx
from standardwebhooks import Webhook

from ristorno import __version__
from ristorno.apps.integrations.rules import is_reachable, private

_TIMEOUT: Final = httpx.Timeout(15)
_SHOWN: Final = 500


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be sent where; ``number`` is the same for every try of one event."""

    url: str
    number: str
    body: str
    secrets: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a try. ``status`` is None where nobody answered, and ``said`` tells why."""

    at: datetime
    milliseconds: int
    status: int | None
    said: str

    @property
    def delivered(self) -> bool:
        """Whether the endpoint has taken the message."""
        return self.status is not None and HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def gone(self) -> bool:
        """Whether the endpoint says that it wants no more."""
        return self.status == HTTPStatus.GONE


def send(letter: Letter) -> Outcome:
    """Send a message once."""
    began = time.monotonic()
    try:
        status, said = _post(letter)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        status, said = None, f"{type(error).__name__}: {error}"
    spent = int((time.monotonic() - began) * 1000)
    return Outcome(datetime.now(tz=UTC), spent, status, said[:_SHOWN].replace("\0", ""))


def _post(letter: Letter) -> tuple[int | None, str]:
    refused = _refused(letter.url)
    if refused is not None:
        return None, refused
    with (
        httpx.Client(timeout=_TIMEOUT, follow_redirects=False, trust_env=False) as client,
        client.stream("POST", letter.url, content=letter.body.encode(), headers=_headers(letter)) as answer,
    ):
        said = next(answer.iter_bytes(_SHOWN), b"").decode("utf-8", "replace")
        return answer.status_code, said


def _headers(letter: Letter) -> dict[str, str]:
    signatures = (Webhook(secret).sign(letter.number, letter.at, letter.body) for secret in letter.secrets)
    return {
        "Content-Type": "application/json",
        "User-Agent": f"Ristorno/{__version__}",
        "webhook-id": letter.number,
        "webhook-timestamp": str(int(letter.at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _refused(url: str) -> str | None:
    """Return why nothing is sent: the name leads into the own network."""
    host = urlsplit(url).hostname or ""
    found = {str(each[4][0]) for each in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    return None if all(map(is_reachable, found)) else private().reason
