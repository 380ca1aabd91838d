"""A list of members: who they are first, then what holds of them, as rows may name each other in any order."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import cast

from django.db import transaction

from ristorno.apps.members import operations
from ristorno.apps.members.kinds import KINDS, MemberKind
from ristorno.apps.members.legal import checked, tax_scheme
from ristorno.apps.members.queries import Known, Story, members_of, tales
from ristorno.intake.progress import Progress, part
from ristorno.intake.rows import Row, Rows, counted
from ristorno.kernel.problem import Problem, Refused, near

_SCHEMES = {"inn": "ru.inn", "kpp": "ru.kpp", "ogrn": "ru.ogrn", "vat": "eu.vat"}
_KINDS = {
    "company": "company", "legal person": "company", "юрлицо": "company", "юридическое лицо": "company",
    "sole trader": "sole_trader", "ип": "sole_trader", "индивидуальный предприниматель": "sole_trader",
    "person": "person", "физлицо": "person", "физическое лицо": "person", "บริษัท": "company", "บุคคล": "person",
}  # fmt: skip
_OTHERS = {"supplier": "supplied_by", "parent": "subsidiary_of"}
_YES = frozenset({"yes", "true", "1", "x", "head", "да", "ใช่"})


_TOGETHER = 2_000


def steps(rows: Rows, *, on: date, at: datetime, actor: str, progress: Progress) -> Iterator[Callable[[Row], bool]]:
    """Yield what is done with all rows, one after the other; ``on`` stands for days that rows do not say.

    What is plain is done for many rows together before they are gone through one by one. What is known is read once
    for all of them, and anew behind a change, as a row may tell of the same member again.
    """
    keys = {row["key"] for row in rows.rows}
    times = Counter(row["key"] for row in rows.rows)
    single = [row for row in rows.rows if times[row["key"]] == 1]
    known = dict(members_of(keys))
    added = _add_all([row for row in single if row["key"] not in known], actor, part(progress, 0.0, 0.4))
    taken: set[int] = set()
    told_first = counted(len(rows.rows), part(progress, 0.4, 0.5))

    def put(row: Row) -> bool:
        told_first()
        changed = row["key"] in added or _put(row, known, actor)
        taken.add(row.number)
        return changed

    yield put
    known |= members_of(keys)
    told = dict(tales(keys))
    alone = [row for row in single if row.number in taken and row["key"] in told]
    said = _say_all(alone, rows.rows, told, on, at, actor, part(progress, 0.5, 0.9))
    told_then = counted(len(rows.rows), part(progress, 0.9, 1.0))

    def say(row: Row) -> bool:
        told_then()
        return said[row.number] if row.number in said else _say(row, known, told, on, at, actor)

    yield say


def _add_all(rows: Sequence[Row], actor: str, progress: Progress) -> set[str]:
    """Add together who is new, as far as nothing is wrong with the rows; return the keys."""
    added: set[str] = set()
    for start in range(0, len(rows), _TOGETHER):
        newcomers = filter(None, map(_newcomer, rows[start : start + _TOGETHER]))
        added |= operations.add_all(newcomers=list(newcomers), actor=actor)
        progress(min(1.0, (start + _TOGETHER) / len(rows)), "members")
    return added


def _newcomer(row: Row) -> operations.Newcomer | None:
    try:
        kind = _kind(row) or "company"
        numbers = dict(_numbers(row, kind, row["country"]))
    except Refused:
        return None  # told where rows are gone through one by one
    return operations.Newcomer(row["key"], row["name"], kind, row["country"], row["language"], numbers)


def _say_all(
    rows: Sequence[Row],
    every: Sequence[Row],
    told: Mapping[str, Story],
    on: date,
    at: datetime,
    actor: str,
    progress: Progress,
) -> dict[int, bool]:
    """Say together what rows say; return by their numbers whether it was new, where all of it could be said."""
    said: dict[int, bool] = {}
    offered = {row.number for row in rows}
    waits = next((row.number for row in every if row.number not in offered and _relates(row)), None)
    for start in range(0, len(rows), _TOGETHER):
        some = [each for each in rows[start : start + _TOGETHER] if not _relates(each) or _before(each, waits)]
        sayings = {row["key"]: found for row in some if (found := _plain(row, told[row["key"]], on)) is not None}
        fresh = operations.say_all(said=sayings, at=at, actor=actor)
        said |= {row.number: fresh[row["key"]] for row in some if row["key"] in fresh}
        left = (row.number for row in some if row.number not in said and _relates(row))
        waits = min(filter(None, (waits, next(left, None))), default=None)
        progress(min(1.0, (start + _TOGETHER) / len(rows)), "what is said of them")
    return said


def _relates(row: Row) -> bool:
    return bool(row["supplier"] or row["parent"])


def _before(row: Row, number: int | None) -> bool:
    return number is None or row.number < number


def _plain(row: Row, story: Story, on: date) -> list[operations.Saying] | None:
    try:
        return [saying for _, saying in _sayings(row, story, on)]
    except Refused:
        return None  # told where rows are gone through one by one


def _put(row: Row, known: dict[str, Known], actor: str) -> bool:
    changed = _changed(row, known.get(row["key"]), actor)
    if changed:
        known |= members_of([row["key"]])
    return changed


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
    for column, saying in _sayings(row, story, on):
        with row.at(column):
            changed |= _one(row["key"], saying, at, actor).fresh
    return changed


def _sayings(row: Row, story: Story, on: date) -> Iterator[tuple[str, operations.Saying]]:
    """Yield by columns what a row says of a member that does not hold already.

    Raises:
        Refused: a cell names no day.
    """
    for column, kind in (("joined_on", "enrolled"), ("left_on", "left")):
        if (day := row.day(column)) is not None and not story.says(kind, day):
            yield column, operations.Saying(kind, day)
    head = row["head"].casefold() in _YES
    for column in ("segment", "group", "supplier", "parent"):
        day = row.day(f"{column}_on") or on
        holds, told = story.on(day), row[column]
        if column == "group" and told and (holds.group, holds.head) != (told, head):
            yield column, operations.Saying("joined_group", day, group=told, head=head)
        elif column == "segment" and told and holds.segment != told:
            yield column, operations.Saying("segment_assigned", day, text=told)
        elif column in _OTHERS and told and getattr(holds, column) != told:
            yield column, operations.Saying(_OTHERS[column], day, other=told)


def _one(key: str, saying: operations.Saying, at: datetime, actor: str) -> operations.Told:
    on = saying.on
    if saying.kind == "enrolled":
        return operations.enrol(key=key, on=on, at=at, actor=actor)
    if saying.kind == "left":
        return operations.leave(key=key, on=on, at=at, actor=actor)
    if saying.kind == "segment_assigned":
        return operations.assign_segment(key=key, segment=saying.text, on=on, at=at, actor=actor)
    if saying.kind == "joined_group":
        return operations.join_group(key=key, group=saying.group, head=saying.head, on=on, at=at, actor=actor)
    if saying.kind == "supplied_by":
        return operations.name_supplier(key=key, supplier=saying.other, on=on, at=at, actor=actor)
    return operations.name_parent(key=key, parent=saying.other, on=on, at=at, actor=actor)
