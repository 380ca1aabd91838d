"""What others get to read of the tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from ristorno.apps.agreements.binding import begin_of, versions_of
from ristorno.apps.agreements.models import Draft, Version
from ristorno.apps.agreements.written import read
from ristorno.kernel.problem import Problem


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
    overtaken: bool
    """Whether another version was approved since it was written, so that it cannot be approved any more."""


def kept_draft(row: Draft, newest: int) -> KeptDraft:
    """Return a draft as others read it; ``newest`` is the newest version of what it is about."""
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
        overtaken=row.state in {Draft.State.DRAFTED, Draft.State.PROPOSED} and newest != row.based_on,
    )


def kept_version(row: Version) -> KeptVersion:
    """Return a version as others read it."""
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


def numbers(keys: Iterable[str]) -> Mapping[str, int]:
    """Return the number of the newest version of each key that has any."""
    found = Version.objects.filter(key__in=set(keys)).values_list("key")
    return dict(found.annotate(Max("number")))


def no_draft(number: int) -> Problem:
    """Return the problem of a draft that is not there."""
    return Problem("agreements.draft", f"There is no draft {number}.", "Look at the list of drafts.")


def stale(draft: int, key: str, follows: int, newest: int) -> Problem:
    """Return the problem of a draft that does not follow the newest version."""
    reason = f"Draft {draft} of {key!r} follows version {follows}, and there is version {newest} now."
    return Problem("agreements.stale", reason, "Read that one, and draft what still has to change.")
