"""A list of members: who they are first, then what holds of them, as rows may name each other in any order."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.db import transaction

from ristorno.apps.members import operations
from ristorno.apps.members.kinds import KINDS, MemberKind
from ristorno.apps.members.legal import checked, tax_scheme
from ristorno.apps.members.queries import Held, Known, Story, members_of, tales
from ristorno.intake.rows import Row, Rows
from ristorno.kernel.problem import Problem, Refused, near

_SCHEMES = {"inn": "ru.inn", "kpp": "ru.kpp", "ogrn": "ru.ogrn", "vat": "eu.vat"}
_KINDS = {
    "company": "company", "legal person": "company", "юрлицо": "company", "юридическое лицо": "company",
    "sole trader": "sole_trader", "ип": "sole_trader", "индивидуальный предприниматель": "sole_trader",
    "person": "person", "физлицо": "person", "физическое лицо": "person", "บริษัท": "company", "บุคคล": "person",
}  # fmt: skip
_YES = frozenset({"yes", "true", "1", "x", "head", "да", "ใช่"})


def steps(rows: Rows, *, on: date, at: datetime, actor: str) -> Iterator[Callable[[Row], bool]]:
    """Yield what is done with all rows, one after the other; ``on`` stands for days that rows do not say.

    What is known is read once for all of them, and anew behind a change, as a row may tell of the same member again.
    """
    keys = {row["key"] for row in rows.rows}
    known = dict(members_of(keys))
    yield lambda row: _put(row, known, actor)
    known |= members_of(keys)
    told = dict(tales(keys))
    yield lambda row: _say(row, known, told, on, at, actor)


def _put(row: Row, known: dict[str, Known], actor: str) -> bool:
    changed = _changed(row, known.get(row["key"]), actor)
    if changed:
        known |= members_of([row["key"]])
    return changed


@transaction.atomic
def _changed(row: Row, known: Known | None, actor: str) -> bool:
    kind = _kind(row)
    country = row["country"] or (known.country if known else "")
    numbers = dict(_numbers(row, kind or (known.kind if known else "company"), country))
    if known is None:
        return operations.add(
            key=row["key"],
            name=row["name"],
            kind=kind or "company",
            country=row["country"],
            language=row["language"],
            legal_ids=numbers,
            actor=actor,
        )
    if _says_nothing_new(row, known, kind, numbers):
        return False
    return operations.change(
        key=row["key"],
        name=row["name"] or None,
        kind=kind,
        country=row["country"] or None,
        language=row["language"] or None,
        legal_ids=numbers,
        actor=actor,
    )


def _says_nothing_new(row: Row, known: Known, kind: str | None, numbers: Mapping[str, str]) -> bool:
    same = all(row[trait] in {"", getattr(known, trait)} for trait in ("name", "country", "language"))
    return same and kind in {None, known.kind} and numbers.items() <= known.legal_ids.items()


def _kind(row: Row) -> MemberKind | None:
    told = row["kind"].replace("_", " ").casefold()
    if told and told not in _KINDS:
        reason = f"{row['kind']!r} is no kind of member."
        raise Refused([Problem("members.kind", reason, near(told, KINDS), row.place("kind"))])
    return cast("MemberKind", _KINDS[told]) if told else None


def _numbers(row: Row, kind: str, country: str) -> Iterator[tuple[str, str]]:
    problems: list[Problem] = []
    schemes = dict(_SCHEMES)
    if row["tax"] and not country:
        reason = "A tax number means something in its country alone, and the row names none."
        raise Refused([Problem("members.country", reason, "Add a column with the country.", row.place("tax"))])
    schemes["tax"] = tax_scheme(country)
    for column, scheme in schemes.items():
        if row[column]:
            try:
                with row.at(column):
                    yield scheme, checked(scheme, row[column], kind)
            except Refused as wrong:
                problems += wrong.problems
    if problems:
        raise Refused(problems)


def _say(row: Row, known: Mapping[str, Known], told: dict[str, Story], on: date, at: datetime, actor: str) -> bool:
    member = known.get(row["key"])
    if member is None or member.stands_for != member.key:
        return False  # of who was merged into another one its list says nothing any more
    changed = _said(row, told[member.key], on, at, actor)
    if changed:
        told |= tales([member.key])
    return changed


@transaction.atomic
def _said(row: Row, story: Story, on: date, at: datetime, actor: str) -> bool:
    """Say what the row says and what does not hold already."""
    changed = False
    for column, kind, said in (("joined_on", "enrolled", operations.enrol), ("left_on", "left", operations.leave)):
        if (day := row.day(column)) is not None and not story.says(kind, day):
            with row.at(column):
                changed |= said(key=row["key"], on=day, at=at, actor=actor).fresh
    for word in _words(row, at, actor):
        day = row.day(f"{word.column}_on") or on
        with row.at(word.column):
            if row[word.column] and not word.holds(story.on(day)):
                changed |= word.say(day).fresh
    return changed


@dataclass(frozen=True, slots=True)
class _Word:
    """What a column says: how to say it from a day on, and whether it holds already."""

    column: str
    say: Callable[[date], operations.Told]
    holds: Callable[[Held], bool]


def _words(row: Row, at: datetime, actor: str) -> Iterator[_Word]:
    key, head = row["key"], row["head"].casefold() in _YES
    yield _Word(
        "segment",
        lambda day: operations.assign_segment(key=key, segment=row["segment"], on=day, at=at, actor=actor),
        lambda holds: holds.segment == row["segment"],
    )
    yield _Word(
        "group",
        lambda day: operations.join_group(key=key, group=row["group"], head=head, on=day, at=at, actor=actor),
        lambda holds: (holds.group, holds.head) == (row["group"], head),
    )
    yield _Word(
        "supplier",
        lambda day: operations.name_supplier(key=key, supplier=row["supplier"], on=day, at=at, actor=actor),
        lambda holds: holds.supplier == row["supplier"],
    )
    yield _Word(
        "parent",
        lambda day: operations.name_parent(key=key, parent=row["parent"], on=day, at=at, actor=actor),
        lambda holds: holds.parent == row["parent"],
    )
