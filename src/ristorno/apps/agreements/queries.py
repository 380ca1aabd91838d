"""Reading programs and agreements: what rules, what was written, what waits for a signature."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from ristorno.apps.agreements import shelf
from ristorno.apps.agreements.binding import Part, begin_of, members_of, versions_of
from ristorno.apps.agreements.checking import Laid, laid, placed
from ristorno.apps.agreements.kept import (
    KeptAgreement,
    KeptDraft,
    KeptProgram,
    KeptVersion,
    kept_draft,
    kept_version,
    no_draft,
    numbers,
    stale,
)
from ristorno.apps.agreements.models import Draft, Version
from ristorno.apps.agreements.preview import Proposal
from ristorno.apps.agreements.weaving import Approved, woven
from ristorno.apps.agreements.written import Piece, pieces, read
from ristorno.apps.members.queries import resolve
from ristorno.engine.calculation import Calculation
from ristorno.engine.terms.program import Agreement
from ristorno.kernel.problem import Problem, Refused, near

NEWEST: Final = shelf.NEWEST
"""Another answer once anything was approved: it is asked for whatever is asked of a program."""


def calculation(program: str, known_at: datetime | None = None) -> Calculation:
    """Return a program with its agreements, ready to answer: as it is now, or as it was known at a moment.

    Made anew only when something was approved; asking costs one short question to the database.

    Raises:
        Refused: there is no such program, or there was none then.
    """
    return shelf.assembled(program, known_at).calculation


@dataclass(frozen=True, slots=True)
class Ruling:
    """A program as it is now: ``number`` grows with every approval of it or of one of its agreements."""

    number: int
    calculation: Calculation
    open: bool
    members: frozenset[str]

    def takes(self, member: str) -> bool:
        """Return whether a member takes part, now or earlier: in open ones everybody does, else by an agreement."""
        return self.open or member in self.members


def rulings() -> Mapping[str, Ruling]:
    """Return all programs that were approved, in alphabetical order; one short question to the database."""
    newest = shelf.newest()
    found = ((program, newest[program], shelf.at(program, newest[program])) for program in sorted(newest))
    return {program: Ruling(number, made.calculation, made.open, made.members) for program, number, made in found}


def program_ruling(program: str) -> Ruling:
    """Return a program as it is now; one short question to the database.

    Raises:
        Refused: there is no such program.
    """
    number = shelf.newest().get(program)
    if number is None:
        raise Refused([shelf.unknown(program, None)])
    made = shelf.at(program, number)
    return Ruling(number, made.calculation, made.open, made.members)


def calculation_at(program: str, number: int) -> Calculation:
    """Return a program as it was when the approval of a number was the newest one."""
    return shelf.at(program, number).calculation


def programs() -> tuple[str, ...]:
    """Return the keys of all programs that were approved, in alphabetical order."""
    return tuple(sorted(shelf.newest()))


def kinds() -> frozenset[str]:
    """Return the kinds of facts that programs declare, besides those that everybody knows."""
    return frozenset(kind for each in shelf.all_assembled().values() for kind in each.calculation.program.terms.kinds)


def programs_of(member: str) -> tuple[str, ...]:
    """Return the programs in which a member takes part, now or earlier: open ones, and those with its agreement."""
    found = shelf.all_assembled().items()
    return tuple(program for program, each in found if each.open or member in each.members)


def zone_of(member: str) -> ZoneInfo:
    """Return the zone in which days begin for a member: that of its first program, without any UTC."""
    first = next((each for each in rulings().values() if each.takes(member)), None)
    return first.calculation.program.terms.zone if first else ZoneInfo("UTC")


def program(key: str) -> KeptProgram:
    """Return a program as it is now.

    Raises:
        Refused: there is none of this name.
    """
    found = shelf.assembled(key)
    newest = Version.objects.filter(key=key).latest("number")
    units = tuple(sorted(found.units))
    return KeptProgram(key, newest.number, newest.recorded_at, found.open, units, agreements(key))


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
    return tuple(kept_version(each) for each in found)


def drafts(
    *, waiting: bool = True, key: str | None = None, after: int = 0, most: int | None = None
) -> tuple[KeptDraft, ...]:
    """Return drafts, the earliest first: those that nobody decided yet, or all; ``most`` of those after a number."""
    found = Draft.objects.filter(pk__gt=after).order_by("id")
    if waiting:
        found = found.filter(state__in=(Draft.State.DRAFTED, Draft.State.PROPOSED))
    rows = list((found if key is None else found.filter(key=key))[:most])
    newest = numbers(row.key for row in rows)
    return tuple(kept_draft(row, newest.get(row.key, 0)) for row in rows)


def draft(number: int) -> KeptDraft:
    """Return a draft.

    Raises:
        Refused: there is none of this number.
    """
    found = Draft.objects.filter(pk=number).first()
    if found is None:
        raise Refused([no_draft(number)])
    return kept_draft(found, numbers([found.key]).get(found.key, 0))


def strangers(number: int) -> tuple[str, ...]:
    """Return the members that a draft names and nobody knows: not enrolled yet, or typed wrong."""
    row = draft(number)
    named = [name for name, _ in members_of(read(row.text, f"draft {number} of {row.key}"))]
    known = resolve(named)
    return tuple(name for name in named if name not in known)


def text(key: str, number: int | None = None) -> str:
    """Return what is kept of a program or an agreement: one version as it was written, or all of it as one document.

    The one document has `recorded_at` in every version and the comments that people wrote; the engine reads it, and
    counts by it what it counts by :func:`calculation`.

    Raises:
        Refused: there is nothing of this name, or no version of this number.
    """
    found = versions(key)
    if number is None:
        read_as = ((each.text, read(each.text, f"{key} v{each.number}"), each.recorded_at) for each in found)
        return woven(key, [Approved(text, Part(document, at)) for text, document, at in read_as])
    if not 1 <= number <= len(found):
        reason = f"{key!r} has no version {number}."
        raise Refused([Problem("agreements.unknown", reason, f"There are versions 1 to {len(found)}.")])
    return found[number - 1].text


def proposals(*drafts: int, at: datetime | None = None) -> tuple[Proposal, ...]:
    """Return the programs as they are and as they would be if drafts were approved together, for a preview.

    ``at`` is when they would be approved; right after the latest approval where it is left out.

    Raises:
        Refused: there is no such draft, it does not follow the newest version, or does not pass the check any more.
    """
    rows = [draft(number) for number in drafts]
    written = placed([pieces(row.text, f"draft {row.number} of {row.key}")[0] for row in rows])
    pairs = list(zip(rows, written, strict=True))
    if overtaken := [(row, now) for row, now in pairs if now.follows != row.follows]:
        raise Refused(stale(row.number, row.key, row.follows, now.follows) for row, now in overtaken)
    return tuple(_proposal(each, [row for row in rows if row.program == each.program]) for each in laid(written, at))


@dataclass(frozen=True, slots=True)
class Considered:
    """A document that is not approved yet, with what it would do.

    ``begins`` are the days from which its versions rule; none where it has none.
    """

    kind: str
    key: str
    begins: tuple[date, ...]
    proposal: Proposal


def considered(text: str, file: str = "") -> tuple[Considered, ...]:
    """Return what the documents of a text would do if they were approved together; nothing is kept.

    Raises:
        Refused: with everything that is wrong with it, each problem at its place in the text.
    """
    written = placed(pieces(text, file))
    made = {each.program: _proposal(each, [known.piece for known in written]) for each in laid(written)}
    return tuple(
        Considered(piece.kind, piece.key, _begins(piece), made[each.program])
        for each in written
        for piece in (each.piece,)
    )


def _begins(piece: Piece) -> tuple[date, ...]:
    return tuple(day for day in map(begin_of, versions_of(piece.document)) if day is not None)


def _proposal(laid: Laid, rows: Iterable[KeptDraft | Piece]) -> Proposal:
    before = shelf.assembled(laid.program).calculation if laid.program in shelf.newest() else None
    after = laid.after.calculation
    keys = {row.key for row in rows}
    wide = laid.program in keys or after.needs_population
    if wide or (before and before.needs_population):
        return Proposal(laid.program, before, after, None)
    named = (each for side in (before, after) if side for each in side.agreements if each.id in keys)
    return Proposal(laid.program, before, after, tuple(sorted({member for each in named for member in each.members})))


def check(text: str, file: str = "") -> tuple[Problem, ...]:
    """Return everything that is wrong with a text, each with its place in it; nothing is kept."""
    try:
        laid(placed(pieces(text, file)))
    except Refused as refused:
        return refused.problems
    return ()


def _contract(agreements: Iterable[Agreement], key: str) -> Agreement | None:
    return next((each for each in agreements if each.id == key), None)


def _unknown(key: str, kind: str | None = None) -> Problem:
    known = Version.objects.filter(number=1) if kind is None else Version.objects.filter(number=1, kind=kind)
    what = kind or "program or agreement"
    return Problem("agreements.unknown", f"There is no {what} {key!r}.", near(key, known.values_list("key", flat=True)))
