"""Lines that a mechanic cuts in their order: what their shares come to, by window and version of the terms."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ristorno.bulk.counting.ground import FIELDS, Ground, Sizes
from ristorno.bulk.counting.lined import VERSION, Lined
from ristorno.bulk.mechanics import shares_of
from ristorno.bulk.mechanics.cutting import CutLine
from ristorno.bulk.plan.expressions import FALSE, Expression, call, col, every, value
from ristorno.bulk.plan.numbers import Number, chosen
from ristorno.bulk.plan.relations import Relation, Running, Summed, aggregate
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.measures.count import Count
from ristorno.engine.measures.sum import Sum
from ristorno.engine.terms.clause import Clause


@dataclass(frozen=True, slots=True)
class Cuts:
    """What shares of lines come to under each version, as columns of a window."""

    forth: Mapping[int, Sequence[Number]] = field(default_factory=dict)
    back: Mapping[int, Sequence[Number]] = field(default_factory=dict)
    """The same with all signs turned, as it counts where a negative sum is charged."""

    def of(self, version: int, charging: Expression) -> Sequence[Number]:
        """Return what counts under a version; none where its mechanic cuts nothing."""
        forth = self.forth.get(version, ())
        if charging == FALSE:
            return forth
        return [chosen([(charging, back)], own) for own, back in zip(forth, self.back.get(version, ()), strict=True)]


NOTHING_CUT = Cuts()


def cut_lines(
    ground: Ground, lines: Lined, kinds: Sequence[tuple[Expression, Mapping[int, Clause]]]
) -> tuple[Relation, list[Cuts]]:
    """Return by window what the shares of lines come to, and the columns for every kind of windows.

    A kind is told by its condition on lines, and has a clause under each version.
    """
    moved = lines.moved
    assert moved is not None
    position = (("position", Summed("sum", moved.expression)),)
    running = Running(lines.relation, (*lines.keys, VERSION), ("place",), position, before=True)
    start = Number(col("position"), moved.decimals, moved.most)
    columns: dict[str, Summed] = {}
    found: list[Cuts] = []
    for place, (among, clauses) in enumerate(kinds):
        forth: dict[int, Sequence[Number]] = {}
        back: dict[int, Sequence[Number]] = {}
        for version, clause in clauses.items():
            sizes = _sizes(ground, clause)
            line = CutLine(lines.value, start, start.plus(moved), moved, sizes.multiple, sizes.smallest)
            where = every([among, call("=", col(VERSION), value(version))])
            ways = {"forth": line, "back": line.turned()} if clause.negative == "charge" else {"forth": line}
            for way, turned in ways.items():
                shares = enumerate(shares_of(clause.mechanic, turned))
                named = {f"{way}_{place}_{version}_{row}": share for row, share in shares}
                columns |= {name: Summed("total", share.expression, where) for name, share in named.items()}
                (forth if way == "forth" else back)[version] = list(_named(named))
        found.append(Cuts(forth, back))
    return aggregate(running, {name: col(name) for name in lines.keys}, columns), found


def _named(numbers: Mapping[str, Number]) -> Iterator[Number]:
    for name, number in numbers.items():
        yield Number(call("coalesce", col(name), value(0)), number.decimals, number.most, number.denominator)


def _sizes(ground: Ground, clause: Clause) -> Sizes:
    """Return which sizes lines can have; raises :class:`NotCompiled` where that is not known."""
    measure: MeasureKind | None = clause.mechanic.picked_by
    if isinstance(measure, Count):
        return Sizes()
    in_part = clause.limits.times is not None and clause.limits.times.by_pieces
    if isinstance(measure, Sum) and measure.counted_in is None and not in_part:
        for name in FIELDS:
            if name == measure.sum and name != "margin":
                return ground.sized(name)
    raise NotCompiled("shares of lines whose sizes have no small common multiple")
