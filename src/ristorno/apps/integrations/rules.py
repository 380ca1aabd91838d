"""Pure decisions: what an endpoint wants, when to try again, what a message looks like, which addresses are allowed."""

import ipaddress
import json
import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import Final
from urllib.parse import urlsplit

from ristorno.apps.events.queries import Happened
from ristorno.kernel.problem import Problem

RETRIES: Final = tuple(
    timedelta(**each)
    for each in (
        {"seconds": 5}, {"minutes": 5}, {"minutes": 30}, {"hours": 2}, {"hours": 5}, {"hours": 10}, {"hours": 10},
        {"hours": 14}, {"hours": 20}, {"hours": 24},
    )
)  # fmt: skip
"""How long to wait after each failed try; the schedule that Standard Webhooks proposes."""
PATIENCE: Final = timedelta(days=5)
"""An endpoint that has answered nothing but failures for so long is stopped."""
LEASE: Final = timedelta(minutes=1)
"""For how long whoever tries a delivery has it alone."""
PRIVATE: Final = "RISTORNO_WEBHOOKS_PRIVATE"
"""The variable of the environment that allows addresses of the own network, and without encryption."""


def wants(patterns: Iterable[str], name: str) -> bool:
    """Return whether an event of this name is asked for."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def next_try(tries: int, now: datetime) -> datetime | None:
    """Return when to try again after so many failures; None when it is enough."""
    return now + RETRIES[tries - 1] if tries <= len(RETRIES) else None


def message(event: Happened) -> str:
    """Return what is sent of an event; always the same text, since it is signed and may be sent again."""
    told = {
        "type": event.name,
        "timestamp": event.recorded_at.isoformat(),
        "data": {**event.data, "subject": event.subject, "actor": event.actor},
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def private_allowed() -> bool:
    """Return whether endpoints may lie in the own network."""
    return os.environ.get(PRIVATE, "") == "1"


def wrong_address(url: str) -> Problem | None:
    """Return why nothing can be sent to an address; None where it can."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        port = host = None
        parts = urlsplit("")
    schemes = ("https", "http") if private_allowed() else ("https",)
    if not host or parts.scheme not in schemes or port == 0:
        return Problem("webhooks.url", f"{url!r} is no address to send to.", "Write https://HOST/PATH.")
    if parts.username or parts.fragment:
        return Problem(
            "webhooks.url", "An address has no user and no fragment.", "Leave out what is before @ or after #."
        )
    return None if _is_public(host) else private()


def private() -> Problem:
    """Return the problem of an address in the own network."""
    remedy = f"Set {PRIVATE}=1 where that is meant; otherwise anybody with a key could reach what is behind the wall."
    return Problem("webhooks.private", "The address lies in the own network.", remedy)


def is_reachable(address: str) -> bool:
    """Return whether a message may go to an IP address: a public one, or any where that is allowed."""
    return private_allowed() or ipaddress.ip_address(address).is_global


def _is_public(host: str) -> bool:
    """Return whether a host as written may be public; names are looked up when something is sent."""
    try:
        return is_reachable(host)
    except ValueError:
        return private_allowed() or host != "localhost"
