"""A list of contacts, with the employer's consent where the list says it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime

from django.db import transaction

from ristorno.apps.members import operations
from ristorno.apps.members.queries import contacts
from ristorno.intake.progress import Progress, part
from ristorno.intake.rows import Row, Rows, told_by_row
from ristorno.kernel.problem import Refused

_TOGETHER = 2_000


def steps(rows: Rows, *, on: date, at: datetime, actor: str, progress: Progress) -> Iterator[Callable[[Row], bool]]:
    """Yield what is done with all rows: people of whom all is plain are added together, before all are gone through."""
    done = _together(rows, at, actor, part(progress, 0.0, 0.5))

    def put(row: Row) -> bool:
        return done[row.number] if row.number in done else _put(row, at, actor)

    yield told_by_row(put, rows, part(progress, 0.5, 1.0))


def _together(rows: Rows, at: datetime, actor: str, progress: Progress) -> dict[int, bool]:
    """Add together people whom one row alone names; return by rows whether anything of them is new.

    A row of which something cannot be read is left to be put by itself, which says what.
    """
    times = Counter((row["member"], row["contact"]) for row in rows.rows)
    single = [row for row in rows.rows if times[row["member"], row["contact"]] == 1 and _readable(row)]
    done: dict[int, bool] = {}
    for start in range(0, len(single), _TOGETHER):
        some = single[start : start + _TOGETHER]
        found = operations.put_contacts(said=[_described(row) for row in some], at=at, actor=actor)
        named = ((row.number, found.get((row["member"], row["contact"]))) for row in some)
        done |= {number: new for number, new in named if new is not None}
        progress(min(1.0, (start + _TOGETHER) / len(single)), "contacts")
    return done


def _readable(row: Row) -> bool:
    try:
        _described(row)
    except Refused:
        return False
    return True


def _described(row: Row) -> operations.Described:
    return operations.Described(
        key=row["member"], contact=row["contact"], name=row["name"], email=row["email"], phone=row["phone"],
        language=row["language"], roles=_roles(row), influence=row["influence"].casefold(),
        left_on=row.day("left_on"), consent_on=row.day("consent_on"), consent_origin=row["consent_origin"],
    )  # fmt: skip


def _roles(row: Row) -> tuple[str, ...]:
    told = (each.strip("_") for each in re.split(r"[;,]\s*", row["roles"].casefold().replace(" ", "_")))
    return tuple(each for each in told if each)


@transaction.atomic
def _put(row: Row, at: datetime, actor: str) -> bool:
    said = _described(row)
    key, contact = said.key, said.contact
    changed = _traits(said, actor)
    if said.left_on is not None:
        changed |= operations.change_contact(key=key, contact=contact, left_on=said.left_on, actor=actor)
    if said.consent_on is not None:
        with row.at("consent_on"):
            on, origin = said.consent_on, said.consent_origin
            given = operations.give_consent(key=key, contact=contact, on=on, origin=origin, at=at, actor=actor)
            changed |= given.fresh
    return changed


def _traits(said: operations.Described, actor: str) -> bool:
    texts = {trait: getattr(said, trait) for trait in ("name", "email", "phone", "language", "influence")}
    if said.contact not in {each.key for each in contacts(said.key)}:
        return operations.add_contact(key=said.key, contact=said.contact, roles=said.roles, actor=actor, **texts)
    kept = {trait: text or None for trait, text in texts.items()}
    return operations.change_contact(key=said.key, contact=said.contact, roles=said.roles or None, actor=actor, **kept)
