"""Windows of many days: what every member measured in each, and what it is owed for it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ristorno.bulk.counting.baselines import Compared, compared, with_earlier
from ristorno.bulk.counting.clauses import Compiling, is_in, unnamed
from ristorno.bulk.counting.entitlement import Asked, entitle
from ristorno.bulk.counting.gates import Gated, gated
from ristorno.bulk.counting.gathered import Numbered, gather
from ristorno.bulk.counting.measuring import number_of
from ristorno.bulk.counting.multiplied import multiplied, versions_of
from ristorno.bulk.counting.verdicts import ALWAYS_MET
from ristorno.bulk.mechanics.brackets import asks_whether_empty
from ristorno.bulk.plan.expressions import FALSE, NULL, Expression, call, col, every, some, value, when
from ristorno.bulk.plan.numbers import ZERO, Number, chosen, total
from ristorno.bulk.plan.relations import Join, Kind, Relation, Rows, select, union
from ristorno.engine.counting.bounds import lawful
from ristorno.engine.counting.frame import Frame
from ristorno.engine.mechanics.brackets import Brackets
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.limits import LegalCap
from ristorno.kernel.period import Period


@dataclass(slots=True)
class _Alike:
    """Windows whose arithmetic is one and the same."""

    clauses: Mapping[int, Clause]
    legal: LegalCap | None
    open_gates: tuple[bool, ...]
    slots: list[Numbered]
    factors: Mapping[int, Number]
    """The multiplier by level in each version that has one."""

    @property
    def frame(self) -> Frame:
        """The frame of the first of them."""
        return self.slots[0][2]


def wide_clause(compiling: Compiling) -> Relation | None:
    """Return what all holders are owed for a clause in all its windows; None where it has none."""
    slots = [(number, slot, frame) for number, (slot, frame) in enumerate(compiling.holders.wide(compiling.name), 1)]
    if not slots:
        return None
    for _, _, frame in slots:
        for reading in frame.readings:
            compiling.refuse(reading.clause)
    measured = gather(compiling, slots, known=_asks_known(slots))
    gates = gated(compiling, measured, slots)
    relation, earlier = gates.relation, None
    relation, factors = multiplied(compiling, relation, slots)
    with_baseline = [each for each in slots if _earlier_window(each[2].clause)]
    if with_baseline:
        relation, earlier = with_earlier(compiling, relation, with_baseline)
    owed = [_owed(compiling, relation, alike, gates, earlier) for alike in _alike(compiling, slots, gates, factors)]
    return _labelled(compiling, union(owed), slots)


def _earlier_window(clause: Clause) -> bool:
    return clause.baseline is not None and clause.baseline.window is not None and clause.mechanic.needs_baseline


def _asks_known(slots: Sequence[Numbered]) -> bool:
    """Return whether it matters how many lines said what is measured."""
    clauses = [reading.clause for _, _, frame in slots for reading in frame.readings]
    return any(asks_whether_empty(clause.mechanic) for clause in clauses) or len(set(map(_ruling, clauses))) > 1


def _ruling(clause: Clause) -> str:
    """Return what of a clause the first version with facts decides for the whole window."""
    return repr((clause.limits, clause.rounding, clause.below_zero))


def _alike(
    compiling: Compiling, slots: Sequence[Numbered], gates: Gated, factors: Mapping[int, Number]
) -> list[_Alike]:
    """Return windows by what their arithmetic is."""
    found: list[_Alike] = []
    for number, slot, frame in slots:
        clauses = frame.clauses(compiling.holders.context, versions_of(frame))
        limits = frame.clause.limits
        legal = None if limits.legal is None else lawful(frame.rules.terms, limits.legal, slot.window)
        key = (clauses, legal, gates.open_in(slot, frame))
        same = next((each for each in found if (each.clauses, each.legal, each.open_gates) == key), None)
        if same is None:
            found.append(_Alike(*key, [(number, slot, frame)], factors))
        else:
            same.slots.append((number, slot, frame))
    return found


def _owed(compiling: Compiling, relation: Relation, alike: _Alike, gates: Gated, earlier: Number | None) -> Relation:
    """Return member, slot, amount, and the two outcomes where a condition is open."""
    frame, clause = alike.frame, alike.frame.clause
    baseline: Compared | None = None
    if clause.baseline is not None and clause.mechanic.needs_baseline:
        measured = earlier if _earlier_window(clause) else None
        baseline = compared(clause.baseline, measured, relative=clause.mechanic.relative)
    amount = _leading(compiling, alike, None if baseline is None else baseline.number)
    if baseline is not None:
        amount = chosen([(baseline.known, amount)], ZERO)
    verdict = gates.verdict(alike.slots[0][1], frame)
    counted = amount if verdict == ALWAYS_MET else chosen([(verdict.counts, amount)], ZERO)
    columns = {
        "member": col("member"),
        "slot": col("slot"),
        "amount": compiling.kept(counted),
        "held": compiling.kept(amount),
        "undetermined": every([verdict.open, call("<>", amount.expression, value(0))]),
        "unclear": FALSE if baseline is None else baseline.unclear,
        **compiling.named(clause, frame.rules),
    }
    return select(relation, columns, is_in("slot", [number for number, _, _ in alike.slots]))


def _leading(compiling: Compiling, alike: _Alike, baseline: Number | None) -> Number:
    """Return the amount; where versions differ in bounds or rounding, the first that has facts leads."""
    versions = list(alike.clauses)
    if len(set(map(_ruling, alike.clauses.values()))) == 1:
        return _entitled(compiling, alike, versions, baseline)
    branches = [
        (
            call(">", _known(version), value(0)),
            _entitled(compiling, alike, [version, *_others(versions, version)], baseline),
        )
        for version in versions
    ]
    return chosen(branches[:-1], branches[-1][1])


def _others(versions: Sequence[int], leading: int) -> Iterator[int]:
    return (version for version in versions if version != leading)


def _known(version: int) -> Expression:
    return call("coalesce", col(f"known_{version}"), value(0))


def _entitled(compiling: Compiling, alike: _Alike, versions: Sequence[int], baseline: Number | None) -> Number:
    column = number_of(compiling.ground, "period", alike.frame.clause.measure)
    paid = {
        version: Number(call("coalesce", col(f"paid_{version}"), value(0)), column.decimals, column.most)
        for version in versions
    }
    judged = paid[versions[0]]
    for version in versions[1:]:
        judged = judged.plus(paid[version])
    empty: Expression = FALSE
    if any(asks_whether_empty(clause.mechanic) for clause in alike.clauses.values()):
        empty = every([call("=", _known(version), value(0)) for version in versions])
    clauses = {version: alike.clauses[version] for version in versions}
    factors = {version: alike.factors[version] for version in versions if version in alike.factors}
    legal, step = alike.legal, alike.frame.step
    return entitle(Asked(clauses, paid, judged, step, baseline=baseline, factors=factors, legal=legal, empty=empty))


def _labelled(compiling: Compiling, owed: Relation, slots: Sequence[Numbered]) -> Relation:
    """Return the amounts as they are told, those of pieces without what the pieces before them gave."""
    rows = tuple(
        (number, slot.label, slot.key.start, slot.key.last, compiling.holders.status(frame.clause, slot.window))
        for number, slot, frame in slots
    )
    if any(frame.clause.cumulative for _, _, frame in slots):
        owed = _without_earlier(owed, slots)
    else:
        owed = select(owed, {**_kept(), "before": value(0)})
    status = when(some([col("undetermined"), col("unclear")]), value("undetermined"), col("status"))
    own = call("-", col("amount"), col("before"))
    told = {
        "member": col("member"),
        **unnamed(),
        **{name: col(name) for name in ("agreement", "clause", "unit", "label", "start", "last")},
        "amount": own,
        "status": status,
        "low": when(col("undetermined"), call("-", value(0), col("before")), NULL),
        "high": when(col("undetermined"), call("-", col("held"), col("before")), NULL),
    }
    matters = some([call("<>", own, value(0)), col("undetermined"), col("unclear")])
    return select(Join(owed, Rows(_TOLD, rows), ("slot",)), told, matters)


_TOLD: tuple[tuple[str, Kind], ...] = (
    ("slot", "integer"),
    ("label", "text"),
    ("start", "day"),
    ("last", "day"),
    ("status", "text"),
)
_KEPT = ("member", "slot", "amount", "held", "undetermined", "unclear", "agreement", "clause", "unit")


def _kept() -> dict[str, Expression]:
    return {name: col(name) for name in _KEPT}


def _without_earlier(owed: Relation, slots: Sequence[Numbered]) -> Relation:
    """Return amounts with what the piece before, of the same window, came to."""
    rows: list[tuple[int, int]] = []
    whole: Period | None = None
    for number, slot, _ in slots:
        if slot.whole == whole:
            rows.append((number, number - 1))
        whole = slot.whole
    mapping = Rows((("slot", "integer"), ("previous", "integer")), tuple(rows))
    known = select(owed, {"member": col("member"), "previous": col("slot"), "before": col("amount")})
    paired = Join(Join(owed, mapping, ("slot",), "left"), known, ("member", "previous"), "left")
    return select(paired, {**_kept(), "before": call("coalesce", col("before"), value(0))})


def judged_by_window(compiling: Compiling) -> tuple[Relation, Number, Frame] | None:
    """Return what picks the row of a table by member and window, with the days of each, and the last window's frame.

    None where the clause has no window, or reads no table that one sum decides.
    """
    slots = [(number, slot, frame) for number, (slot, frame) in enumerate(compiling.holders.wide(compiling.name), 1)]
    if not slots or not isinstance(slots[-1][2].clause.mechanic, Brackets):
        return None
    versions = {reading.version for _, _, frame in slots for reading in frame.readings}
    column = number_of(compiling.ground, "period", slots[0][2].clause.measure)
    paid = [Number(call("coalesce", col(f"paid_{each}"), value(0)), column.decimals, column.most) for each in versions]
    days = tuple((number, slot.key.start, slot.key.last) for number, slot, _ in slots)
    dated = Rows((("slot", "integer"), ("start", "day"), ("last", "day")), days)
    kept = {name: col(name) for name in ("member", "start", "last")}
    judged = total(paid)
    found = select(
        Join(gather(compiling, slots, known=_asks_known(slots)), dated, ("slot",)),
        {**kept, "judged": judged.expression},
    )
    return found, judged.named("judged"), slots[-1][2]
