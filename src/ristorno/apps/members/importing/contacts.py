"""A list of contacts, with the employer's consent where the list says it."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime

from django.db import transaction

from ristorno.apps.members import operations
from ristorno.apps.members.queries import contacts
from ristorno.intake.progress import Progress
from ristorno.intake.rows import Row, Rows, told_by_row


def steps(rows: Rows, *, on: date, at: datetime, actor: str, progress: Progress) -> Iterator[Callable[[Row], bool]]:
    """Yield what is done with all rows."""
    yield told_by_row(lambda row: _put(row, at, actor), rows, progress)


@transaction.atomic
def _put(row: Row, at: datetime, actor: str) -> bool:
    key, contact = row["member"], row["contact"]
    roles = [each for each in re.split(r"[;,]\s*", row["roles"].casefold().replace(" ", "_")) if each.strip("_")]
    roles = [each.strip("_") for each in roles]
    known = contact in {each.key for each in contacts(key)}
    changed = False if known else operations.add_contact(key=key, contact=contact, actor=actor)
    changed |= operations.change_contact(
        key=key,
        contact=contact,
        name=row["name"] or None,
        email=row["email"] or None,
        phone=row["phone"] or None,
        language=row["language"] or None,
        roles=roles or None,
        influence=row["influence"].casefold() or None,
        actor=actor,
    )
    if (left := row.day("left_on")) is not None:
        changed |= operations.change_contact(key=key, contact=contact, left_on=left, actor=actor)
    if (consent := row.day("consent_on")) is not None:
        with row.at("consent_on"):
            origin = row["consent_origin"]
            given = operations.give_consent(key=key, contact=contact, on=consent, origin=origin, at=at, actor=actor)
            changed |= given.fresh
    return changed
