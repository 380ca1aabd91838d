"""How members stand among all who take part: the mirror of :mod:`ristorno.engine.population.standing`.

A field is one whole window of a clause with the members of all timelines in it. Who measured nothing above zero, or
whose conditions do not hold, does not stand in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ristorno.bulk.counting.clauses import Compiling, is_in
from ristorno.bulk.counting.gates import Gated, gated
from ristorno.bulk.counting.gathered import Numbered, gather
from ristorno.bulk.counting.measuring import number_of
from ristorno.bulk.counting.multiplied import versions_of
from ristorno.bulk.mechanics.base import Among, Drum, Pool
from ristorno.bulk.mechanics.draw import drum_of
from ristorno.bulk.plan.expressions import FALSE, NOTHING, TRUE, Expression, call, col, every, some, value, when
from ristorno.bulk.plan.numbers import NARROW, ZERO, Number, fitting, total
from ristorno.bulk.plan.relations import (
    AsOf,
    Join,
    Kept,
    Relation,
    Repeated,
    Rows,
    Running,
    Summed,
    Table,
    aggregate,
    extended,
    select,
    union,
)
from ristorno.bulk.plan.relations import Numbered as Placed
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.mechanics.draw import Draw
from ristorno.engine.mechanics.share import ShareOf
from ristorno.engine.terms.clause import Clause
from ristorno.kernel.period import Period

_KEYS = ("member", "field")


@dataclass(frozen=True, slots=True)
class Standing:
    """Who takes part in all windows of a clause: a row for ``member`` and ``field`` with the ``standing`` of each."""

    name: str
    fields: Mapping[Period, int]
    relation: Relation
    measured: Number
    """The column ``standing``."""
    overlapping: bool
    """Whether a member may stand in one field with windows of two contracts."""

    def _counted(self) -> Relation:
        """Return by field and standing how many members stand so high or lower."""
        by = {"field": col("field"), "standing": col("standing")}
        each = aggregate(self.relation, by, {"members": Summed("sum", value(1))})
        upto = ("upto", Summed("sum", col("members")))
        return Running(each, ("field",), ("standing",), (upto,), before=False)

    def with_better(self, relation: Relation) -> tuple[Relation, Number]:
        """Return rows with a ``field`` and their ``own`` measure, and how many others measured more than that."""
        columns = {"field": col("field"), "mark": col("standing"), "upto": col("upto")}
        relation = AsOf(relation, select(self._counted(), columns), ("field",), "own", "mark", strictly=False)
        field = {"field": col("field")}
        relation = Join(relation, aggregate(self.relation, field, {"all": Summed("sum", value(1))}), ("field",), "left")
        stood = select(self.relation, {**{name: col(name) for name in _KEYS}, "stood": col("standing")})
        itself = when(call(">", _or_nothing("stood"), col("own")), value(1), NOTHING)
        higher = call("-", call("-", _or_nothing("all"), _or_nothing("upto")), itself)
        return Join(relation, stood, _KEYS, "left"), Number(higher, 0, NARROW)

    def part(self, pool: Pool, column: str) -> Relation:
        """Return by member and field the whole steps that come to each of a pool that is divided."""
        steps = Fraction(pool[0]) / Fraction(pool[1])
        whole = aggregate(self.relation, {"field": col("field")}, {"whole": Summed("total", col("standing"))})
        most = self.measured.most * steps.numerator
        share = call("*", fitting(col("standing"), most), value(steps.numerator))
        by = call("*", col("whole"), value(steps.denominator))
        parts = extended(Join(self.relation, whole, ("field",)), {"share": share, "by": by})
        cut = self._keep(
            extended(
                parts, {"down": call("div", col("share"), col("by")), "rest": call("rest", col("share"), col("by"))}
            ),
            "Parts of a pool, rounded down to steps",
        )
        given = aggregate(cut, {"field": col("field")}, {"given": Summed("total", col("down"))})
        placed = Placed(self._named(Join(cut, given, ("field",))), ("field",), ("rest", "name"), "place", _LARGEST)
        more = call("<=", col("place"), call("-", value(int(steps)), col("given")))
        came = call("+", col("down"), when(more, value(1), NOTHING))
        return select(placed, {**{name: col(name) for name in _KEYS}, column: call("narrow", came)})

    def drawn(self, drum: Drum, column: str) -> Relation:
        """Return by member and field who was drawn."""
        per, winners, seed = drum
        tickets = extended(self._named(self.relation), {"tickets": self.measured.whole_steps(per).expression})
        each = Repeated(tickets, "tickets", "number")
        ticket = call("joined", value(f"{seed}:"), col("name"), value("-"), call("text", col("number")))
        by = {name: col(name) for name in _KEYS}
        best = aggregate(extended(each, {"hash": call("hashed", ticket)}), by, {"hash": Summed("least", col("hash"))})
        placed = Placed(self._keep(best, "The best ticket of each"), ("field",), ("hash",), "place")
        return select(placed, {**by, column: TRUE}, call("<=", col("place"), value(winners)))

    def _named(self, relation: Relation) -> Relation:
        names = select(Table("members"), {"member": col("member"), "name": col("id")})
        return Join(relation, names, ("member",))

    def _keep(self, relation: Relation, what: str) -> Kept:
        return Kept(relation, f"{what}: clause {self.name}")


_LARGEST = frozenset({"rest"})


def with_standing(
    compiling: Compiling, relation: Relation, slots: Sequence[Numbered], gates: Gated, paid: Number
) -> tuple[Relation, Among | None]:
    """Return rows by member and slot with how each stands among all; None where members are not compared.

    ``paid`` is the shape of what was measured under any version.
    """
    comparing = [each for each in slots if each[2].clause.compares]
    if not comparing:
        return relation, None
    (step, *others) = {frame.step for _, _, frame in comparing}
    if others:
        raise NotCompiled("a step that changes")
    standing = _standing(compiling)
    if standing.measured.decimals != paid.decimals:
        raise NotCompiled("a measure that changes")
    pools, drums = _asked([frame.clause for _, _, frame in comparing], step)
    if pools or drums:
        _refuse_unsettled(standing, gates, comparing)
    rows = tuple((number, standing.fields[slot.whole]) for number, slot, _ in comparing)
    own = {"own": _measured(compiling, slots, paid).greatest(ZERO).expression}
    relation = Join(extended(relation, own), Rows((("slot", "integer"), ("field", "integer")), rows), ("slot",), "left")
    parts: dict[Pool, Number] = {}
    for place, pool in enumerate(pools, start=1):
        relation = Join(relation, standing.part(pool, f"part_{place}"), _KEYS, "left")
        parts[pool] = Number(_or_nothing(f"part_{place}"), 0, int(pool[0] / pool[1]) + 1).times(step)
    drawn: dict[Drum, Expression] = {}
    for place, drum in enumerate(drums, start=1):
        relation = Join(relation, standing.drawn(drum, f"drawn_{place}"), _KEYS, "left")
        drawn[drum] = call("coalesce", col(f"drawn_{place}"), FALSE)
    relation, better = standing.with_better(relation)
    return relation, Among(better, step, parts, drawn)


def _asked(clauses: Iterable[Clause], step: Decimal) -> tuple[list[Pool], list[Drum]]:
    """Return what is divided and drawn, each once."""
    pools: list[Pool] = []
    drums: list[Drum] = []
    for mechanic in [clause.mechanic for clause in clauses]:
        if isinstance(mechanic, ShareOf) and mechanic.pool is not None:
            pools.append((mechanic.pool, step))
        drum = drum_of(mechanic) if isinstance(mechanic, Draw) else None
        drums += [] if drum is None else [drum]
    return list(dict.fromkeys(pools)), list(dict.fromkeys(drums))


def _refuse_unsettled(standing: Standing, gates: Gated, slots: Sequence[Numbered]) -> None:
    """Raise where a member's own measure may differ from what stands in its field, and so would the parts of all."""
    if any(any(gates.open_in(slot, frame)) for _, slot, frame in slots):
        raise NotCompiled("a pool or a draw while conditions are open")
    if standing.overlapping:
        raise NotCompiled("a pool or a draw among members under two contracts at once")


def _standing(compiling: Compiling) -> Standing:
    """Return who takes part in all windows of a clause, worked out once for all timelines."""
    key = "standing", compiling.name
    if key not in compiling.everybody.found:
        compiling.everybody.found[key] = _of_all(compiling)
    found = compiling.everybody.found[key]
    assert isinstance(found, Standing)
    return found


def _of_all(compiling: Compiling) -> Standing:
    own = [(fellow, fellow.slots()) for fellow in compiling.fellows()]
    comparing = [(fellow, slots, _comparing(slots)) for fellow, slots in own if _comparing(slots)]
    wholes = sorted({slot.whole for _, _, slots in comparing for _, slot, _ in slots})
    fields = {whole: number for number, whole in enumerate(wholes, start=1)}
    by = {name: col(name) for name in _KEYS}
    rows = union([_taking_part(fellow, slots, fields) for fellow, slots, _ in comparing])
    summed = aggregate(rows, by, {"standing": Summed("sum", col("measured"))})
    shapes = [_shape(fellow, slots) for fellow, slots, _ in comparing]
    if len({shape.decimals for shape in shapes}) > 1:
        raise NotCompiled("a measure that changes")
    return Standing(
        compiling.name,
        fields,
        Kept(summed, f"Who takes part: clause {compiling.name}"),
        Number(col("standing"), shapes[0].decimals, max(shape.most for shape in shapes)),
        _overlapping((fellow, slots) for fellow, _, slots in comparing),
    )


def _comparing(slots: Sequence[Numbered]) -> list[Numbered]:
    return [each for each in slots if each[2].clause.compares]


def _taking_part(compiling: Compiling, slots: Sequence[Numbered], fields: Mapping[Period, int]) -> Relation:
    """Return by member and field what the holders measured that take part."""
    for _, _, frame in slots:
        compiling.refuse(frame.clause)
        if frame.clause.limits.cap_measure is not None:
            raise NotCompiled("a cap of what is measured, where members are compared")
    gates = gated(compiling, gather(compiling, slots, known=False), slots)
    takes_part: list[Expression] = []
    asked: dict[str, list[Numbered]] = {}
    for each in _comparing(slots):
        asked.setdefault(repr(each[2].clause.qualify), []).append(each)
    for alike in asked.values():
        now = gates.verdict(alike[0][1], alike[0][2]).now
        takes_part.append(every([is_in("slot", [number for number, _, _ in alike]), now]))
    measured = _measured(compiling, slots, _shape(compiling, slots))
    rows = tuple((number, fields[slot.whole]) for number, slot, _ in _comparing(slots))
    found = Join(gates.relation, Rows((("slot", "integer"), ("field", "integer")), rows), ("slot",))
    columns = {**{name: col(name) for name in _KEYS}, "measured": measured.expression}
    return select(found, columns, every([measured.above(ZERO), some(takes_part)]))


def _shape(compiling: Compiling, slots: Sequence[Numbered]) -> Number:
    return number_of(compiling.ground, "period", slots[0][2].clause.measure)


def _measured(compiling: Compiling, slots: Sequence[Numbered], column: Number) -> Number:
    """Return what a row measured, under all versions."""
    context = compiling.holders.context
    versions = sorted({version for _, _, frame in slots for version in versions_of(context, frame)})
    summed = total([Number(_or_nothing(f"paid_{each}"), column.decimals, column.most) for each in versions])
    return Number(summed.expression, summed.decimals, column.most)


def _overlapping(timelines: Iterable[tuple[Compiling, Sequence[Numbered]]]) -> bool:
    held: dict[str, set[Period]] = {}
    for compiling, slots in timelines:
        wholes = {slot.whole for _, slot, _ in slots}
        for member in compiling.holders.members or ():
            if wholes & held.setdefault(member, set()):
                return True
            held[member] |= wholes
    return False


def _or_nothing(column: str) -> Expression:
    return call("coalesce", col(column), NOTHING)
