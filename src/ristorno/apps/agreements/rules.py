"""What may be written and who may decide: pure, everything that is wrong is told at once."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeAlias

from ristorno.apps.agreements.binding import HEAD, Part, begin_of, members_of, tree_of, versions_of
from ristorno.apps.agreements.written import Piece
from ristorno.engine.calculation import Calculation
from ristorno.engine.terms.scalars import read_day
from ristorno.kernel.document import Document, Path
from ristorno.kernel.problem import Problem

Units: TypeAlias = Mapping[str, frozenset[tuple[str, Decimal]]]
"""Of every unit, the kinds and steps that are said of it; one of each, where all agree."""

_DAY = timedelta(days=1)


def misplaced(piece: Piece, earlier: Iterable[Part]) -> Iterator[Problem]:
    """Yield what a document may not say of something that has versions already, or of nothing at all."""
    document, parts = piece.document, list(earlier)
    yield from _recorded(document)
    if parts:
        yield from list(_unchanging(piece, parts[0])) or _idle(piece)


def _unchanging(piece: Piece, first: Part) -> Iterator[Problem]:
    """Yield what only the first document could say, and what says it in no way that could be read."""
    document, tree = piece.document, tree_of(piece.document)
    for key in tree:
        if key not in _allowed(piece) and not (key == "program" and tree[key] == first.tree.get("program")):
            reason = f"The {piece.kind} {piece.key!r} is there already, and a later document cannot change {key!r}."
            remedy = f"Write what changes under `versions`, beside `{piece.kind}: {piece.key}` alone."
            yield Problem("agreements.unchanging", reason, remedy, document.place((key,)))
    if "versions" in tree and not versions_of(document):
        remedy = "Begin each with - effective_from: DAY"
        yield Problem("terms.versions", "`versions` is a list.", remedy, document.place(("versions",)))
    if {"member", "members"} <= set(tree):
        reason = "An agreement names a `member` or `members`, one of the two."
        yield Problem("agreements.member", reason, "Leave one of them out.", document.place(("member",)))


def _idle(piece: Piece) -> Iterator[Problem]:
    if not (_allowed(piece) - {piece.kind}) & set(tree_of(piece.document)):
        reason = f"Nothing changes of the {piece.kind} {piece.key!r}."
        yield Problem("agreements.nothing", reason, "Add a version under `versions`.", piece.document.place(()))


def _allowed(piece: Piece) -> set[str]:
    return {piece.kind, "versions", *(HEAD if piece.kind == "agreement" else ())}


def _recorded(document: Document) -> Iterator[Problem]:
    for index, version in enumerate(versions_of(document)):
        if isinstance(version, dict) and "recorded_at" in version:
            reason = "When a version is recorded is the moment of its approval."
            place = document.place(("versions", index, "recorded_at"))
            yield Problem("agreements.recorded_at", reason, "Leave `recorded_at` out.", place)


def early_end(piece: Piece, parts: Iterable[Part]) -> Iterator[Problem]:
    """Yield an end before the beginning, unless it is the day before, which takes all of it back."""
    said = tree_of(piece.document).get("ends")
    days = [begin_of(version) for part in parts for version in part.versions]
    begins = min((day for day in days if day is not None), default=None)
    ends = _day(said)
    if piece.kind == "agreement" and begins and ends and ends < begins - _DAY:
        reason = f"The agreement begins on {begins}, and would end before."
        remedy = f"Check the year. To take all of it back, write ends: {begins - _DAY}"
        yield Problem("agreements.ends", reason, remedy, piece.document.place(("ends",)))


def _day(said: object) -> date | None:
    try:
        return read_day(said) if isinstance(said, str) else None
    except ValueError:
        return None


def renamed(piece: Piece, keys: Mapping[str, str]) -> Iterator[Problem]:
    """Yield members that are named by another code than their key; ``keys`` are those of all codes that are known."""
    for name, path in members_of(piece.document):
        if keys.get(name, name) != name:
            reason = f"{name!r} stands for the member {keys[name]!r}, whose facts come under that key."
            yield Problem("agreements.code", reason, f"Write {keys[name]}.", piece.document.place(path))


def units_of(calculation: Calculation) -> Units:
    """Return what all versions of a program and its agreements say of their units."""
    found: dict[str, set[tuple[str, Decimal]]] = {}
    for terms in calculation.all_terms:
        for name, unit in terms.earnable.items():
            found.setdefault(name, set()).add((unit.kind, terms.step(name)))
    return {name: frozenset(said) for name, said in found.items()}


def disagreeing(own: Units, program: str, others: Mapping[str, Units], document: Document) -> Iterator[Problem]:
    """Yield units that are not the same in all versions of a program, and in all programs that have them."""
    for name, said in own.items():
        place = document.place(_written(document, name))
        if len(said) > 1:
            reason = f"The unit {name!r} would change: {_told(said)}."
            remedy = "What is kept in a unit stays in it: use another name for the new unit."
            yield Problem("agreements.unit", reason, remedy, place)
            continue
        for other, units in others.items():
            if other != program and name in units and units[name] != said:
                reason = f"The unit {name!r} is {_told(said)} here, and {_told(units[name])} in the program {other!r}."
                remedy = "Balances are kept by the name of a unit: say the same, or use another name."
                yield Problem("agreements.unit", reason, remedy, place)


def _told(said: Iterable[tuple[str, Decimal]]) -> str:
    return " and ".join(f"{kind} in steps of {step:f}" for kind, step in sorted(said))


def _written(document: Document, unit: str) -> Path:
    """Return where a document names a unit first; the whole of it where it does not."""
    paths = (path for path in document.lines if path[-2:] in {("units", unit), ("rewards", unit)})
    return next(paths, ())


def same_person(left: str, right: str) -> bool:
    """Return whether two actors are one, however they are typed."""
    return left.strip().casefold() == right.strip().casefold()
