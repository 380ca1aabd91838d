"""What every channel is: it settles what is due of one unit of a statement, and writes files of what it has made."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from ristorno.apps.settlements.values import PaperState
from ristorno.apps.wallets.values import Holder


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is due by a statement in one unit, in smallest steps above 0."""

    statement: str
    program: str
    holder: Holder
    unit: str
    amount: int
    step: Decimal
    key: str
    """Under which its movement is posted."""
    as_of: date
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class Made:
    """What a channel has done: how much of it, in smallest steps, the posting, and what its paper tells besides."""

    amount: int
    posting: int | None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Together:
    """What papers that go out together have in common."""

    number: str
    unit: str
    at: datetime
    data: Mapping[str, Any]


class Channel(Protocol):
    """A way in which money leaves a wallet. One file each; :data:`CHANNELS` lists them."""

    @property
    def kind(self) -> str:
        """What it makes, such as ``credit_note``."""

    @property
    def series(self) -> str:
        """How its numbers begin."""

    def settle(self, due: Due) -> Made | None:
        """Do it, inside the caller's transaction; None where nothing is to be done.

        Raises:
            Refused: something is missing that it needs.
        """

    def common(self, unit: str) -> Mapping[str, Any]:
        """Return what papers of a unit that go out together have in common.

        Raises:
            Refused: something is missing that it needs.
        """

    def files(self, together: Together, papers: Sequence[PaperState]) -> Mapping[str, bytes]:
        """Return files by the end of their name; the same papers make the same bytes."""


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as CSV in UTF-8."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return stream.getvalue().encode()
