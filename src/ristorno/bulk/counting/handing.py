"""What becomes of a company's amount afterwards: the mirror of :mod:`ristorno.engine.counting.handing`.

An amount that is still open is not handed on; the parts of one that is sum to it, as the engine divides it.
"""

from collections.abc import Sequence
from decimal import Decimal

from ristorno.bulk.counting.acting import Parting, parted
from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.counting.dividing import Dividing, by_weight
from ristorno.bulk.counting.gathered import Numbered as Window
from ristorno.bulk.counting.looks import PARTY
from ristorno.bulk.counting.measuring import Judges, number_of, sums
from ristorno.bulk.plan.expressions import (
    NO_TEXT,
    NOTHING,
    TRUE,
    Expression,
    call,
    col,
    every,
    negated,
    value,
    when,
)
from ristorno.bulk.plan.numbers import Number
from ristorno.bulk.plan.relations import (
    Join,
    Kept,
    Numbered,
    Relation,
    Rows,
    Select,
    Summed,
    aggregate,
    extended,
    filtered,
    select,
    union,
)
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.terms.handing import Clearing, PassOn
from ristorno.engine.terms.reward import Reward
from ristorno.engine.terms.sets import FactSet

_KEYS = ("member", "start", "last")
_NOBODY = value("")


def handed_on(compiling: Compiling, owed: Select, slots: Sequence[Window], most: int) -> Relation:
    """Return what is owed with what becomes of it; no amount passes ``most``, in the finest decimals."""
    rewards = {repr(frame.clause.reward): frame.clause.reward for _, _, frame in slots}
    if len(rewards) > 1:
        raise NotCompiled("a recipient that changes")
    (reward,) = rewards.values()
    if not reward.hands:
        return owed
    if compiling.ground.seen.days:
        raise NotCompiled("amounts on invoices or payments that are handed on")
    step = Decimal(Dividing.whole_step(compiling, [frame.step for _, _, frame in slots])).scaleb(-compiling.decimals)
    whole = every([call("<>", col("amount"), NOTHING), call("is null", col("low"))])
    kept = compiling.keep(owed, "Amounts to hand on")
    handing = _Handing(compiling, slots, filtered(kept, whole), Number(col("amount"), compiling.decimals, most), step)
    columns = [name for name, _ in owed.columns]
    parts = [filtered(kept, negated(whole)), *handing.parts(reward)]
    named = [select(part, {name: col(name) for name in columns}) for part in parts]
    return select(union(named), {name: col(name) for name in columns}, _matters())


def _matters() -> Expression:
    return call("or", call("<>", col("amount"), NOTHING), call("=", col("status"), value("undetermined")))


class _Handing:
    """Amounts of a clause while they are handed on."""

    def __init__(
        self, compiling: Compiling, slots: Sequence[Window], owed: Relation, amount: Number, step: Decimal
    ) -> None:
        self.compiling = compiling
        self.slots = slots
        self.owed = owed
        self.amount = amount
        self.step = step

    def parts(self, reward: Reward) -> Sequence[Relation]:
        """Return what everybody gets or pays of the amounts that are known."""
        return self._passed_on(reward.pass_on) if reward.pass_on is not None else self._cleared(reward.cleared)

    def _passed_on(self, terms: PassOn) -> Sequence[Relation]:
        passed = self._rounded(terms.rate)
        brought = self._brought(terms.by, terms.by.of, terms.to)
        named = self._whole(filtered(brought, call("<>", col("part"), _NOBODY)))
        stays = extended(self.owed, {"passed": passed})
        given = Join(stays, self._divided(stays, named, terms.by, "passed"), _KEYS)
        own = Join(stays, named, _KEYS, "semi")
        return (
            Join(self.owed, named, _KEYS, "anti"),
            _with(own, call("-", col("amount"), col("passed")), NO_TEXT),
            _with(given, col("share"), col("part")),
        )

    def _cleared(self, terms: Clearing | None) -> Sequence[Relation]:
        assert terms is not None
        clause = self.slots[0][2].clause
        named = self._whole(self._brought(clause.measure, None, terms.payer))
        charged = extended(self.owed, {"fee": self._rounded(terms.fee)})
        paying = filtered(
            Join(self.owed, self._divided(self.owed, named, clause.measure, "amount"), _KEYS), _named_party()
        )
        paid = [
            _with(charged, call("-", col("amount"), col("fee")), NO_TEXT),
            _with(paying, call("-", NOTHING, col("share")), col("part")),
        ]
        if terms.operator is not None:
            paid.append(_with(charged, col("fee"), value(terms.operator)))
        return paid

    def _rounded(self, rate: Decimal) -> Expression:
        """Return a part of the amount, rounded to the step."""
        return self.compiling.kept(self.amount.times(rate).rounded(self.step, "half_up"))

    def _brought(self, measure: MeasureKind, facts: FactSet | None, role: str) -> Kept:
        """Return by window what the facts of each party brought that are in the set, by default that of the clause."""
        if measure.draws.clauses:
            raise NotCompiled("what other clauses give")
        ground, judges, rows = self.compiling.ground, Judges(self.compiling.ground), list[tuple[object, ...]]()
        for _, slot, frame in self.slots:
            own = facts or frame.clause.earn_on
            days = self.compiling.held_days(frame.rules, own, slot.window)
            judge = judges.number(frame.rules, own)
            rows += [(each, slot.key.start, slot.key.last, judge) for each in ground.stretches(days)]
        columns = (("stretch", "integer"), ("start", "day"), ("last", "day"), ("judge", "integer"))
        parting = Parting(call("coalesce", col(f"{PARTY}{role}"), _NOBODY), TRUE, role)
        acts = ground.in_stretches(parted(ground, self.compiling.measured(measure, "act"), parting))
        found = Join(acts, Rows(columns, tuple(rows)), ("stretch",))  # type: ignore[arg-type]
        keys = (*_KEYS, "part")
        brought = sums(ground, found, "act", measure, judges.all, keys, {"weight": TRUE}, {})
        there = call("<>", call("coalesce", col("weight"), NOTHING), NOTHING)
        return self.compiling.keep(filtered(brought, there), "What the facts of each party brought")

    def _whole(self, brought: Relation) -> Relation:
        """Return parts with the sum of all, where that is anything."""
        by = {name: col(name) for name in _KEYS}
        whole = aggregate(brought, by, {"whole": Summed("total", col("weight"))})
        return filtered(Join(brought, whole, _KEYS), call("<>", col("whole"), NOTHING))

    def _divided(self, amounts: Relation, parts: Relation, measure: MeasureKind, what: str) -> Relation:
        """Return by window and party the ``share`` that comes to it of an amount, leftover steps by name."""
        most = self.amount.most * number_of(self.compiling.ground, "act", measure).most
        step = int(self.step.scaleb(self.compiling.decimals))
        by = {name: col(name) for name in _KEYS}
        size = call("div", call("abs", col(what)), value(step))
        steps = when(call("<", col(what), NOTHING), call("-", NOTHING, size), size)
        joined = Join(select(amounts, {**by, "all_steps": steps}), parts, _KEYS)
        cut = self.compiling.keep(by_weight(joined, most), "Parts, rounded down to steps")
        given = aggregate(cut, by, {"given": Summed("total", col("down"))})
        placed = Numbered(Join(cut, given, _KEYS), _KEYS, ("rest", "part"), "place", frozenset({"rest"}))
        more = call("<=", col("place"), call("-", col("all_steps"), col("given")))
        came = call("*", call("+", col("down"), when(more, value(1), NOTHING)), value(step))
        return select(placed, {**by, "part": col("part"), "share": call("narrow", came)})


def _named_party() -> Expression:
    return call("<>", col("part"), _NOBODY)


def _with(rows: Relation, amount: Expression, party: Expression) -> Relation:
    """Return amounts with another sum, for a party or for the company itself."""
    kept = (
        "member",
        "contact",
        "owner",
        "document",
        "line",
        "agreement",
        "clause",
        "unit",
        "label",
        "start",
        "last",
        "status",
    )
    others = {name: col(name) for name in (*kept, "low", "high")}
    return select(rows, {**others, "party": party, "amount": amount})
