"""What codes are asked with, and what they answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

State: TypeAlias = Literal["pending", "valid", "held", "used", "withdrawn", "expired", "not_yet"]
"""What becomes of a code. ``held``: each use that is left is held by an order that is not confirmed yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the codes of a batch have in common; ``begins_at`` and ``ends_at`` are aware, half-open, None: no bound."""

    name: str
    program: str
    offer: str
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    times: int = 1
    note: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """A code that was made elsewhere; whose it is alone, if so, and who hands it on to others."""

    code: str
    member: str = ""
    contact: str = ""
    referrer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeState:
    """A code as others read it; ``uses`` is how often it was used, ``held`` how often it is held."""

    number: int
    code: str
    batch: str
    program: str
    offer: str
    member: str
    contact: str
    referrer: str
    begins_at: datetime | None
    ends_at: datetime | None
    times: int
    uses: int
    held: int
    state: State
    reason: str
    given_for: str


@dataclass(frozen=True, slots=True)
class BatchState:
    """A batch as others read it, with the number of its codes."""

    number: int
    about: About
    codes: int
    made_at: datetime
    actor: str
