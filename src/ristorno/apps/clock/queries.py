"""Reading the clock."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.db import connection

from ristorno.postgres.asking import Question, ask

NOW: Final = Question("select stands_at from clock_sandbox")
"""Where the clock of a sandbox stands; nowhere in a real installation."""


@dataclass(frozen=True, slots=True)
class SandboxState:
    """A sandbox: where its clock began and where it stands; ``settled`` says that nothing is left to do up to there."""

    began_at: datetime
    stands_at: datetime
    settled: bool


def sandbox() -> SandboxState | None:
    """Return what is known of the sandbox; None where this is a real installation."""
    with connection.cursor() as cursor:
        cursor.execute("select began_at, stands_at, settled from clock_sandbox")
        row = cursor.fetchone()
    return None if row is None else SandboxState(*row)


def now() -> datetime:
    """Return what time it is, in UTC: the world's, or where the clock of a sandbox stands."""
    stands_at: datetime | None = ask(NOW)
    return stands_at or datetime.now(tz=UTC)
