"""Reading programs and agreements: what rules, what was written, what waits for a signature."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from ristorno.apps.agreements import shelf
from ristorno.apps.agreements.binding import begin_of, versions_of
from ristorno.apps.agreements.checking import laid, placed
from ristorno.apps.agreements.models import Draft, Version
from ristorno.apps.agreements.written import pieces, read
from ristorno.engine.calculation import Calculation
from ristorno.engine.terms.program import Agreement
from ristorno.kernel.problem import Problem, Refused, near


@dataclass(frozen=True, slots=True)
class KeptProgram:
    """A program as it is now."""

    key: str
    number: int
    """Of its newest version, counted from 1; those of its agreements are counted by themselves."""
    recorded_at: datetime
    open: bool
    """Whether members without an agreement take part."""
    units: tuple[str, ...]
    """All that can be earned by it, rewards in pieces too."""
    agreements: tuple[str, ...]
    """The keys of the agreements under it."""


@dataclass(frozen=True, slots=True)
class KeptAgreement:
    """An agreement as it is now; one that was ended before it began has no first day and nobody's terms."""

    key: str
    program: str
    number: int
    recorded_at: datetime
    members: tuple[str, ...]
    person: bool
    starts: date | None
    ends: date | None


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """One approval: what was written, by whom, who approved it, and when it was recorded."""

    key: str
    number: int
    draft: int
    effective_from: tuple[date, ...]
    """The days from which what it brings rules; none where it changes the head of an agreement alone."""
    recorded_at: datetime
    drafted_by: str
    approved_by: str
    note: str
    text: str


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """What somebody wrote, and what became of it."""

    number: int
    kind: str
    key: str
    program: str
    state: str
    follows: int
    """The newest version when it was written; 0 where there was none."""
    text: str
    note: str
    drafted_by: str
    drafted_at: datetime
    decided_by: str
    decided_at: datetime | None
    reason: str


def calculation(program: str, known_at: datetime | None = None) -> Calculation:
    """Return a program with its agreements, ready to answer: as it is now, or as it was known at a moment.

    Made anew only when something was approved; asking costs one short question to the database.

    Raises:
        Refused: there is no such program, or there was none then.
    """
    return shelf.assembled(program, known_at).calculation


def programs() -> tuple[str, ...]:
    """Return the keys of all programs that were approved, in alphabetical order."""
    return tuple(sorted(shelf.newest()))


def programs_of(member: str) -> tuple[str, ...]:
    """Return the programs in which a member takes part, now or earlier: open ones, and those with its agreement."""
    found = ((program, shelf.assembled(program)) for program in programs())
    return tuple(program for program, each in found if each.open or member in each.members)


def program(key: str) -> KeptProgram:
    """Return a program as it is now.

    Raises:
        Refused: there is none of this name.
    """
    found = shelf.assembled(key)
    newest = Version.objects.filter(key=key).latest("number")
    under = (
        Version.objects.filter(program=key, kind="agreement", number=1).order_by("key").values_list("key", flat=True)
    )
    return KeptProgram(key, newest.number, newest.recorded_at, found.open, tuple(sorted(found.units)), tuple(under))


def agreement(key: str) -> KeptAgreement:
    """Return an agreement as it is now.

    Raises:
        Refused: there is none of this name.
    """
    newest = Version.objects.filter(key=key, kind="agreement").order_by("-number").first()
    if newest is None:
        raise Refused([_unknown(key, "agreement")])
    contract = _contract(shelf.assembled(newest.program).calculation.agreements, key)
    return KeptAgreement(
        key=key,
        program=newest.program,
        number=newest.number,
        recorded_at=newest.recorded_at,
        members=contract.members if contract else (),
        person=contract.person if contract else False,
        starts=contract.starts() if contract else None,
        ends=contract.ends if contract else None,
    )


def agreements(program: str | None = None) -> tuple[str, ...]:
    """Return the keys of all agreements, or of those under a program, in alphabetical order."""
    found = Version.objects.filter(kind="agreement", number=1).order_by("key")
    return tuple((found if program is None else found.filter(program=program)).values_list("key", flat=True))


def versions(key: str) -> tuple[KeptVersion, ...]:
    """Return what was approved of a program or an agreement, the first in front.

    Raises:
        Refused: there is nothing of this name.
    """
    found = tuple(Version.objects.filter(key=key).select_related("draft").order_by("number"))
    if not found:
        raise Refused([_unknown(key)])
    return tuple(_version(each) for each in found)


def drafts(*, waiting: bool = True, key: str | None = None) -> tuple[KeptDraft, ...]:
    """Return drafts, the earliest first: those that nobody decided yet, or all."""
    found = Draft.objects.order_by("id")
    if waiting:
        found = found.filter(state__in=(Draft.State.DRAFTED, Draft.State.PROPOSED))
    return tuple(kept_draft(each) for each in (found if key is None else found.filter(key=key)))


def draft(number: int) -> KeptDraft:
    """Return a draft.

    Raises:
        Refused: there is none of this number.
    """
    found = Draft.objects.filter(pk=number).first()
    if found is None:
        raise Refused([no_draft(number)])
    return kept_draft(found)


def check(text: str, file: str = "") -> tuple[Problem, ...]:
    """Return everything that is wrong with a text, each with its place in it; nothing is kept."""
    try:
        laid(placed(pieces(text, file)))
    except Refused as refused:
        return refused.problems
    return ()


def no_draft(number: int) -> Problem:
    """Return the problem of a draft that is not there."""
    return Problem("agreements.draft", f"There is no draft {number}.", "Look at the list of drafts.")


def kept_draft(row: Draft) -> KeptDraft:
    """Return a draft as others read it."""
    return KeptDraft(
        number=row.pk,
        kind=row.kind,
        key=row.key,
        program=row.program,
        state=row.state,
        follows=row.based_on,
        text=row.text,
        note=row.note,
        drafted_by=row.drafted_by,
        drafted_at=row.drafted_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        reason=row.reason,
    )


def _version(row: Version) -> KeptVersion:
    written = versions_of(read(row.draft.text, f"{row.key} v{row.number}"))
    days = (begin_of(version) for version in written)
    return KeptVersion(
        key=row.key,
        number=row.number,
        draft=row.draft_id,
        effective_from=tuple(day for day in days if day is not None),
        recorded_at=row.recorded_at,
        drafted_by=row.draft.drafted_by,
        approved_by=row.draft.decided_by,
        note=row.draft.note,
        text=row.draft.text,
    )


def _contract(agreements: Iterable[Agreement], key: str) -> Agreement | None:
    return next((each for each in agreements if each.id == key), None)


def _unknown(key: str, kind: str | None = None) -> Problem:
    known = Version.objects.filter(number=1) if kind is None else Version.objects.filter(number=1, kind=kind)
    what = kind or "program or agreement"
    return Problem("agreements.unknown", f"There is no {what} {key!r}.", near(key, known.values_list("key", flat=True)))
