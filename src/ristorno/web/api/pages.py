"""Long lists, a page at a time: each page tells where the next one begins."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from ninja import Query

from ristorno.kernel.problem import Problem, Refused

Seen = TypeVar("Seen")

Limit = Annotated[int, Query(ge=1, le=500, description="How many at most.")]
Cursor = Annotated[str, Query(max_length=500, description="Where to go on: `next` of the page before.")]


def page(found: Sequence[Seen], limit: int, place: Callable[[Seen], str | int]) -> tuple[list[Seen], str | None]:
    """Return what of ``limit`` + 1 found things goes on the page, and the cursor of the next one, if there is more.

    ``place`` tells where a thing stands in the order of the list.
    """
    shown = list(found[:limit])
    return shown, write_cursor(place(shown[-1])) if len(found) > limit else None


def write_cursor(place: str | int) -> str:
    """Return a cursor behind a place in a list."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def after_number(cursor: str) -> int:
    """Return the number after which a page begins; 0 for the first page.

    Raises:
        Refused: this is no cursor of ours.
    """
    place = _read(cursor) if cursor else 0
    if isinstance(place, bool) or not isinstance(place, int) or not 0 <= place < 2**63:
        raise Refused([_foreign()])
    return place


def after_text(cursor: str) -> str:
    """Return the text after which a page begins; an empty one for the first page.

    Raises:
        Refused: this is no cursor of ours.
    """
    place = _read(cursor) if cursor else ""
    if not isinstance(place, str):
        raise Refused([_foreign()])
    return place


def _read(cursor: str) -> object:
    try:
        return json.loads(base64.urlsafe_b64decode(f"{cursor}{'=' * (-len(cursor) % 4)}"))
    except (ValueError, binascii.Error):
        raise Refused([_foreign()]) from None


def _foreign() -> Problem:
    return Problem("api.cursor", "This is no cursor of ours.", "Take `next` of the page before, or none.")
