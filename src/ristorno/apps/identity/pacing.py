"""How many requests a key may send in a minute, whichever process answers them.

A process takes the minute's requests in shares of a hundredth, each by one statement, and gives them out by itself:
all processes together never let through more than the limit, and hardly any request asks the database. What a process
took and does not use is lost to the others until the minute ends: a hundredth of the limit for each at most.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from threading import Lock
from typing import Final

from django.conf import settings
from django.db import connection

from ristorno.kernel.problem import Problem, Refused

VARIABLE: Final = "RISTORNO_REQUESTS_A_MINUTE"
USUAL: Final = 6000
MINUTE: Final = 60
SHARES: Final = 100
_DIGITS: Final = 9
# A process whose clock is a little behind takes its share of the minute in which the others are already.
_TAKE: Final = """
    insert into identity_paced as paced (key_id, minute, shares) values (%(key)s, %(minute)s, 1)
    on conflict (key_id) do update set
        minute = greatest(paced.minute, excluded.minute),
        shares = case when excluded.minute > paced.minute then 1 else paced.shares + 1 end
    where excluded.minute > paced.minute or paced.shares < %(shares)s
    returning shares
"""


def most_a_minute(environment: Mapping[str, str]) -> int:
    """Return how many requests one key may send in a minute, as the environment says; 0 is no limit.

    Raises:
        Refused: it says no whole number.
    """
    told = environment.get(VARIABLE, "").strip()
    if not told:
        return USUAL
    if not (told.isascii() and told.isdigit() and len(told) <= _DIGITS):
        remedy = f"Write it as {USUAL}, or 0 for no limit."
        raise Refused([Problem("usage.requests_a_minute", f"{VARIABLE} is {told!r}, which is no number.", remedy)])
    return int(told)


@dataclass(slots=True)
class _Left:
    """What is left to a key in this process of what was taken for it in a minute."""

    minute: int
    requests: int


class Pace:
    """Counts the requests that one process answers; ``most`` is how many a key may send in a minute, 0 any number."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._share = max(1, most // SHARES)
        self._left: dict[int, _Left] = {}
        self._turn = Lock()

    def count(self, key: int, at: datetime) -> None:
        """Count a request of a key.

        Raises:
            Refused: it has sent as many in this minute as it may; the refusal says how long to wait.
        """
        if not self._most:
            return
        minute = int(at.timestamp()) // MINUTE
        if self._spend(key, minute, 0):
            return
        taken = self._take(key, minute)
        if not taken:
            raise Refused([self._too_often(at)])
        self._spend(key, minute, taken)

    def _spend(self, key: int, minute: int, taken: int) -> bool:
        """Spend one of the requests that are left to a key, after some were taken; return whether there was one."""
        with self._turn:
            left = self._left.get(key)
            if left is None or left.minute < minute:
                left = self._left[key] = _Left(minute, 0)
            left.requests += taken - 1
            if left.requests >= 0:
                return True
            left.requests = 0
            return False

    def _take(self, key: int, minute: int) -> int:
        """Take a share of the minute's requests; return how many these are, the last share being what is left."""
        shares = -(-self._most // self._share)
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, {"key": key, "minute": minute, "shares": shares})
            found = cursor.fetchone()
        return 0 if found is None else min(self._share, self._most - (found[0] - 1) * self._share)

    def _too_often(self, at: datetime) -> Problem:
        wait = timedelta(seconds=MINUTE - at.timestamp() % MINUTE)
        reason = f"This key has sent {self._most} requests in this minute, and more it may not."
        remedy = "Wait as long as Retry-After says; many facts go in one request."
        return Problem("api.too_often", reason, remedy, wait=wait)


@cache
def pace() -> Pace:
    """Return how this process counts, as the settings say."""
    return Pace(settings.REQUESTS_A_MINUTE)
