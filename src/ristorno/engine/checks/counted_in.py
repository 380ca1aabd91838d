"""Blocks and units of measure: where they can be counted, and conversions that contradict each other."""

from collections.abc import Iterator
from decimal import Decimal

from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Path
from ristorno.kernel.problem import near


def check_conversions(terms: Terms) -> Iterator[Finding]:
    """Yield conversions that say two things at once, and blocks where a number itself is asked for."""
    seen: dict[object, tuple[int, Decimal]] = {}
    for index, row in enumerate(terms.uom):
        path: Path = ("uom", index)
        if row.number <= 0 or row.one == row.of:
            remedy = "Write, for example: {one: box, is: 12, of: piece}"
            yield Finding(path, "terms.uom", "A unit holds more than 0 of another unit.", remedy)
        for product in row.products or ("",):
            key = row.one, row.of, product, row.first
            opposite, said = seen.get((row.of, row.one, product, row.first), (index, None))
            twice = seen.setdefault(key, (index, row.number))[0] != index
            if twice or (opposite != index and said is not None and said * row.number != 1):
                reason = f"What one {row.one} is in {row.of} is said twice for the same products and days."
                yield Finding(path, "terms.uom", reason, "Keep one of the two, or say from which day the later holds.")
    yield from _unreachable(terms)
    for name, ladder in terms.ladders.items():
        if ladder.measure.blocks is not None:
            yield _not_here(("ladders", name, "measure"), "A ladder")
    for name, clause in terms.clauses.items():
        if any(part.blocks is not None for gate in clause.gates for part in gate.measure.parts):
            yield _not_here(("clauses", name, "qualify"), "A condition")


def _unreachable(terms: Terms) -> Iterator[Finding]:
    """Yield units that are counted in while no row of the table leads to them: facts in any other are left out."""
    known = {unit for row in terms.uom for unit in (row.one, row.of)}
    for path, measure in _measures(terms) if known else ():
        for part in measure.parts:
            unit = part.counted_in.unit if part.counted_in is not None else None
            if unit is not None and unit not in known:
                reason = f"No row of uom leads to {unit!r}, so facts in any other unit would be left out."
                yield Finding(path, "terms.uom", reason, near(unit, known))


def _measures(terms: Terms) -> Iterator[tuple[Path, MeasureKind]]:
    for name, ladder in terms.ladders.items():
        yield ("ladders", name, "measure"), ladder.measure
    for name, clause in terms.clauses.items():
        path: Path = ("clauses", name)
        yield (*path, "measure"), clause.measure
        yield from (((*path, "qualify"), gate.measure) for gate in clause.gates)
        if clause.mechanic.picked_by is not None:
            yield (*path, "mechanic", clause.mechanic.KEY), clause.mechanic.picked_by


def _not_here(path: Path, what: str) -> Finding:
    reason = f"{what} compares the number itself, so blocks change nothing but the reading of it."
    return Finding(path, "terms.blocks", reason, "Write the bound in the number itself.")


def check_blocks(path: Path, clause: Clause) -> Iterator[Finding]:
    """Yield blocks in a clause whose mechanic asks for more than one sum."""
    mechanic, picked_by = clause.mechanic, clause.mechanic.picked_by
    if picked_by is not None and picked_by.blocks is not None:
        yield _not_here((*path, "mechanic", mechanic.KEY), "What picks a row")
    for measure in mechanic.proportion or ():
        if measure.blocks is not None:
            yield _not_here((*path, "mechanic", mechanic.KEY), "A proportion")
    if clause.measure.blocks is None:
        return
    if picked_by is not None or mechanic.needs_baseline or mechanic.keyed is not None:
        reason = f"Blocks are counted on one sum, and {mechanic.KEY} asks for more than one number here."
        yield Finding((*path, "measure"), "terms.blocks", reason, "Use package or per_step, or take `in` out.")
