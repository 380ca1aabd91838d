"""The check of what somebody wrote, together with all that was approved: every problem with its place in the text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ristorno.apps.agreements import shelf
from ristorno.apps.agreements.assembly import Assembled, approved, assemble, latest, with_drafts
from ristorno.apps.agreements.binding import Part, members_of, tree_of
from ristorno.apps.agreements.models import Version
from ristorno.apps.agreements.rules import disagreeing, early_end, misplaced, renamed
from ristorno.apps.agreements.written import Piece
from ristorno.apps.members.queries import resolve
from ristorno.kernel.problem import Problem, Refused, near

_TICK = timedelta(microseconds=1)
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Placed:
    """What was written, with the program that it belongs to and the newest version that it follows; 0 for none."""

    piece: Piece
    program: str
    follows: int


@dataclass(frozen=True, slots=True)
class Laid:
    """A program before and after what was written; before is None where there was none."""

    program: str
    recorded_at: datetime
    after: Assembled


def placed(pieces: Iterable[Piece]) -> tuple[Placed, ...]:
    """Say where each document belongs.

    Raises:
        Refused: an agreement under a program that is not there, or one with the name of a program.
    """
    found: list[Placed] = []
    problems: list[Problem] = []
    written = list(pieces)
    coming = {piece.key for piece in written if piece.kind == "program"}
    for piece in written:
        before = Version.objects.filter(key=piece.key).order_by("-number").first()
        program = before.program if before else _program(piece)
        problems += _homeless(piece, before, program, coming)
        found.append(Placed(piece, program, before.number if before else 0))
    if problems:
        raise Refused(problems)
    return tuple(found)


def laid(written: Sequence[Placed], at: datetime | None = None) -> tuple[Laid, ...]:
    """Return the programs as they would be, with everything checked.

    ``at`` is when it would be approved; a moment after the latest approval of the program at the earliest.

    Raises:
        Refused: with all problems.
    """
    done: list[Laid] = []
    problems: list[Problem] = []
    for program in dict.fromkeys(each.program for each in written):
        try:
            done.append(_laid(program, [each.piece for each in written if each.program == program], at))
        except Refused as refused:
            problems += refused.problems
    problems += _units(done, written)
    if problems:
        raise Refused(dict.fromkeys(problems))
    return tuple(done)


def _program(piece: Piece) -> str:
    return piece.key if piece.kind == "program" else str(tree_of(piece.document).get("program", ""))


def _homeless(piece: Piece, before: Version | None, program: str, coming: set[str]) -> Iterator[Problem]:
    document = piece.document
    if before is not None and before.kind != piece.kind:
        reason = f"{piece.key!r} is the name of {_a(before.kind)} already."
        yield Problem("agreements.name", reason, "Use another one.", document.place((piece.kind,)))
    elif piece.kind == "agreement" and piece.key in coming:
        reason = f"{piece.key!r} is the name of a program already."
        yield Problem("agreements.name", reason, "Use another one.", document.place(("agreement",)))
    elif program not in (known := {*shelf.newest(), *coming}):
        reason = f"There is no program {program!r}, or it was not approved yet." if program else _NO_PROGRAM
        remedy = near(program, known) if program else f"Write `program: NAME`. {near('', known)}".strip()
        yield Problem("agreements.unknown_program", reason, remedy, document.place(("program",)))


_NO_PROGRAM = "A new agreement says under which program it stands."


def _a(kind: str) -> str:
    return "a program" if kind == "program" else "an agreement"


def _laid(program: str, pieces: Sequence[Piece], at: datetime | None) -> Laid:
    before = approved(program)
    newest = latest(before)
    recorded_at = max(at or _BEGINNING, newest + _TICK if newest else _BEGINNING)
    problems = [problem for piece in pieces for problem in misplaced(piece, before.get(piece.key, ()))]
    known = resolve([name for piece in pieces for name, _ in members_of(piece.document)])
    problems += [problem for piece in pieces for problem in renamed(piece, known)]
    if problems:
        raise Refused(problems)
    parts = with_drafts(before, ((piece.key, Part(piece.document, recorded_at)) for piece in pieces))
    early = [problem for piece in pieces for problem in early_end(piece, parts[piece.key])]
    if early:
        raise Refused(early)
    now = shelf.assembled(program) if program in shelf.newest() else None
    return Laid(program, recorded_at, assemble(program, parts, now))


def _units(done: Sequence[Laid], written: Sequence[Placed]) -> Iterator[Problem]:
    others: Mapping[str, Assembled] = {
        **shelf.all_assembled(),
        **{each.program: each.after for each in done},
    }
    units = {program: each.units for program, each in others.items()}
    for each in done:
        for known in written:
            if known.program == each.program:
                yield from disagreeing(each.after.units, each.program, units, known.piece.document)
