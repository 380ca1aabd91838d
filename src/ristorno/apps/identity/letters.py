"""Codes by mail: six digits that follow from the number of the question and the secret of the installation.

So no code is kept anywhere, and whoever reads the database learns none. A code is good for one use, for the browser
that asked for it, for a quarter of an hour and for three tries; with five questions an hour and ten a day for an
address, somebody who guesses for a whole day opens one door out of some thirty thousand.
"""

import hmac
from datetime import timedelta
from typing import Final

from django.utils.crypto import salted_hmac

DIGITS: Final = 6
GOOD_FOR: Final = timedelta(minutes=15)
TRIES: Final = 3
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
AN_HOUR: Final = 5
"""So many questions an hour for one address."""
A_DAY: Final = 10
"""So many questions a day for one address."""
FROM_ONE_ORIGIN: Final = 30
"""So many questions an hour from one network address, behind which a whole company may sit."""


def code_of(number: int) -> str:
    """Return the code of a question by its number."""
    digest = salted_hmac("ristorno.identity.code", str(number), algorithm="sha256").digest()
    return f"{int.from_bytes(digest) % 10**DIGITS:0{DIGITS}d}"


def is_code_of(number: int, typed: str) -> bool:
    """Return whether somebody typed the code of a question, blanks apart, in the same time for every wrong one."""
    said = "".join(typed.split())
    return hmac.compare_digest(code_of(number).encode(), said.encode())
