"""Windows of many days that are reckoned alike, and the arithmetic of each kind of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ristorno.bulk.counting.baselines import Compared, Earlier, compared
from ristorno.bulk.counting.bracketed import nothing_judged
from ristorno.bulk.counting.clauses import Compiling, is_in
from ristorno.bulk.counting.cuts import NOTHING_CUT, Cuts
from ristorno.bulk.counting.entitlement import Asked, carried_on, charging_of, entitle, given_alone
from ristorno.bulk.counting.gates import Gated
from ristorno.bulk.counting.gathered import Numbered
from ristorno.bulk.counting.multiplied import versions_of
from ristorno.bulk.counting.open_rows import Open
from ristorno.bulk.counting.remembered import NOTHING_REMEMBERED, Remembered
from ristorno.bulk.counting.staged import Staging
from ristorno.bulk.counting.together import Beside, Together
from ristorno.bulk.counting.verdicts import Verdict
from ristorno.bulk.mechanics.base import Among
from ristorno.bulk.mechanics.brackets import asks_whether_empty
from ristorno.bulk.plan.expressions import FALSE, TRUE, Expression, call, col, every, value
from ristorno.bulk.plan.numbers import ZERO, Number, chosen, total
from ristorno.bulk.plan.relations import Relation, extended
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.counting.bounds import lawful
from ristorno.engine.counting.frame import Frame
from ristorno.engine.counting.slots import Slot
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.limits import LegalCap


@dataclass(slots=True)
class Alike:
    """Windows whose arithmetic is one and the same."""

    clauses: Mapping[int, Clause]
    legal: LegalCap | None
    guarantees: bool
    """Whether what is guaranteed is due now."""
    open_gates: tuple[bool, ...]
    cap: Decimal | None
    """The cap that the clause shares with others."""
    slots: list[Numbered]

    @property
    def frame(self) -> Frame:
        """The frame of the first of them."""
        return self.slots[0][2]

    @property
    def among(self) -> Expression:
        """Whether a row belongs to one of them."""
        return is_in("slot", [number for number, _, _ in self.slots])


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What a window comes to, as expressions over its row."""

    amount: Number
    """The amount if its conditions hold."""
    verdict: Verdict
    unclear: Expression
    """Whether the terms would have to say more about the baseline."""
    handed: Remembered
    """What the window hands to the next one."""

    @property
    def counted(self) -> Number:
        """The amount as it stands."""
        return self.amount if self.verdict.counts == TRUE else chosen([(self.verdict.counts, self.amount)], ZERO)


def alike(compiling: Compiling, slots: Sequence[Numbered], gates: Gated) -> list[Alike]:
    """Return windows by what their arithmetic is."""
    found: list[Alike] = []
    for number, slot, frame in slots:
        context = compiling.holders.context
        clauses = frame.clauses(context, versions_of(context, frame))
        limits = frame.clause.limits
        legal = None if limits.legal is None else lawful(frame.rules.terms, limits.legal, slot.window)
        key = (clauses, legal, _guarantees(compiling, slot, frame.clause), gates.open_in(slot, frame), _cap(frame))
        same = next((each for each in found if _key(each) == key), None)
        if same is None:
            found.append(Alike(*key, [(number, slot, frame)]))
        else:
            same.slots.append((number, slot, frame))
    return found


def _key(each: Alike) -> tuple[object, ...]:
    return each.clauses, each.legal, each.guarantees, each.open_gates, each.cap


def _cap(frame: Frame) -> Decimal | None:
    shared = frame.clause.limits.shared
    return None if shared is None else frame.rules.terms.caps[shared].amount


def _guarantees(compiling: Compiling, slot: Slot, clause: Clause) -> bool:
    guarantee = clause.limits.guarantee
    context = compiling.holders.context
    over = context.over(context.timeline.lasting(clause, slot.entire))
    return guarantee is not None and (guarantee.paid == "begin" or over)


def earlier_window(clause: Clause) -> bool:
    """Return whether growth over an earlier window is paid."""
    return clause.baseline is not None and clause.baseline.window is not None and clause.mechanic.needs_baseline


def asks_known(slots: Sequence[Numbered]) -> bool:
    """Return whether it matters how many lines said what is measured."""
    clauses = {id(reading.clause): reading.clause for _, _, frame in slots for reading in frame.readings}.values()
    several = len({reading.version for _, _, frame in slots for reading in frame.readings}) > 1
    carries = several and any(clause.negative == "carry" for clause in clauses)
    return carries or any(asks_whether_empty(each.mechanic) for each in clauses) or len(set(map(_ruling, clauses))) > 1


def _ruling(clause: Clause) -> str:
    """Return what of a clause the first version with facts decides for the whole window."""
    return repr((clause.limits, clause.rounding, clause.below_zero))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of every row besides what was measured."""

    gates: Gated
    earlier: Earlier | None
    """What the earlier window measured that growth is measured against."""
    factors: Mapping[int, Number]
    """The multiplier by level in each version that has one."""
    rows: Open
    """Whether rows of tables hold."""
    judged: Number | None
    """What picks the row of a table, where that is another measure than the one that is paid on."""
    paid: Number
    """What was measured under any version: how many decimals it has, and what it cannot pass."""
    among: Among | None = None
    """How members stand among all who take part, where they are compared."""
    meant: Expression = TRUE
    """Whether the clause is for the member in the window, where it pays at least something."""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The arithmetic of windows that are alike, over one row for each of them."""

    compiling: Compiling
    alike: Alike
    known: Known
    cuts: Cuts = NOTHING_CUT
    staged: Number | None = None
    """What the lines of a window come to, where the terms bound or round by line or document."""
    besides: Sequence[Beside] = ()
    """What other clauses give that share a cap with this one."""
    before: Number | None = None
    """The amount before that cap, where it was reckoned already."""

    def apart(self, relation: Relation) -> "tuple[Relation, Reckoning]":
        """Return rows with the amount before a cap that clauses share, which it is compared with again and again."""
        if not self.besides:
            return relation, self
        exact, _ = self.alone()
        known = extended(relation, {"before_cap": call("wide", exact.expression)})
        return known, replace(self, before=exact.named("before_cap"))

    def reckoned(self, before: Remembered = NOTHING_REMEMBERED) -> Reckoned:
        """Return what a window comes to after what the windows before it have handed over."""
        baseline = self._baseline()
        amount = self._leading(lambda versions: entitle(self._asked(versions, baseline, before)))
        carried = self._leading(lambda versions: carried_on(self._asked(versions, baseline, before)))
        verdict = self.known.gates.verdict(self.alike.slots[0][1], self.alike.frame)
        known, unclear = (TRUE, FALSE) if baseline is None else (baseline.known, baseline.unclear)
        given = chosen([(verdict.now, amount)], ZERO)
        handed = before.after(self.alike.frame.clause.limits.guarantee, amount, given, carried)
        return Reckoned(chosen([(known, amount)], ZERO), verdict, unclear, handed.where(known, before))

    def alone(self) -> tuple[Number, Expression]:
        """Return the exact amount before a cap that clauses share, and whether it is taken back."""
        baseline = self._baseline()
        amount = self._leading(lambda versions: given_alone(self._asked(versions, baseline, NOTHING_REMEMBERED)))
        known = TRUE if baseline is None else baseline.known
        asked = self._asked(list(self.alike.clauses), baseline, NOTHING_REMEMBERED)
        return chosen([(known, amount)], ZERO), charging_of(asked)

    def staging(self) -> Staging:
        """Return how the lines of these windows are bounded and rounded."""
        if len({repr((_ruling(clause), clause.stages)) for clause in self.alike.clauses.values()}) > 1:
            raise NotCompiled("rounding or bounds by line that change")
        baseline = self._baseline()
        asked = self._asked(list(self.alike.clauses), baseline, NOTHING_REMEMBERED)
        return Staging(self.alike.among, asked, self.compiling.ground.holdings.lines)

    def _baseline(self) -> Compared | None:
        clause = self.alike.frame.clause
        if clause.baseline is None or not clause.mechanic.needs_baseline:
            return None
        measured = self.known.earlier if earlier_window(clause) else None
        return compared(clause.baseline, measured, relative=clause.mechanic.relative)

    def _leading(self, reckon: Callable[[Sequence[int]], Number]) -> Number:
        """Return a number; where versions differ in bounds or rounding, the first that has facts leads."""
        versions = list(self.alike.clauses)
        if len(set(map(_ruling, self.alike.clauses.values()))) == 1:
            return reckon(versions)
        if any(map(_hands_on, self.alike.clauses.values())):
            raise NotCompiled("bounds that change while windows hand something on")
        branches = [
            (call(">", _known(version), value(0)), reckon([version, *_others(versions, version)]))
            for version in versions
        ]
        own = self.alike.frame.version
        return chosen(branches, reckon([own, *_others(versions, own)]))

    def _asked(self, versions: Sequence[int], baseline: Compared | None, before: Remembered) -> Asked:
        clauses = {version: self.alike.clauses[version] for version in versions}
        paid = self._paid(versions, before.carried)
        picking, cap = self.known.judged, self.alike.cap
        judged = total(list(paid.values())) if picking is None else picking
        empty: Expression = FALSE
        if any(asks_whether_empty(clause.mechanic) for clause in self.alike.clauses.values()):
            others = [] if picking is None else [nothing_judged()]
            empty = every([*(call("=", _known(version), value(0)) for version in versions), *others])
        return Asked(
            clauses,
            paid,
            judged,
            self.alike.frame.step,
            baseline=None if baseline is None else baseline.number,
            scale=None if baseline is None else baseline.scale,
            factors={version: self.known.factors[version] for version in versions if version in self.known.factors},
            legal=() if self.alike.legal is None else [(TRUE, self.alike.legal)],
            empty=empty,
            rows=self.known.rows,
            cuts=self.cuts,
            staged=self.staged,
            together=None if cap is None else Together(self.compiling.name, cap, self.besides),
            alone=self.before,
            given=before.given,
            surplus=before.surplus if self.alike.guarantees else None,
            among=self.known.among,
            meant=self.known.meant,
        )

    def _paid(self, versions: Sequence[int], carried: Number) -> dict[int, Number]:
        """Return what was measured under each version; what is carried stands before the first line."""
        paid = {version: paid_under(version, self.known.paid) for version in versions}
        if carried == ZERO:
            return paid
        if len(versions) == 1:
            return {versions[0]: paid[versions[0]].plus(carried)}
        return {
            version: number.plus(chosen([(self._first(version), carried)], ZERO)) for version, number in paid.items()
        }

    def _first(self, version: int) -> Expression:
        """Return whether the first line that says what is measured is judged by a version; its own where none does."""
        order = [reading.version for reading in self.alike.frame.readings]
        if len(set(order)) < len(order):
            raise NotCompiled("a negative sum that is carried into terms that come back")
        nothing = [call("=", _known(each), value(0)) for each in order[: order.index(version)]]
        first = every([*nothing, call(">", _known(version), value(0))])
        if version != self.alike.frame.version:
            return first
        return call("or", first, every([call("=", _known(each), value(0)) for each in order]))


def _hands_on(clause: Clause) -> bool:
    limits = clause.limits
    by_member = limits.cap is not None and limits.cap.per == "member"
    return clause.negative == "carry" or by_member or limits.guarantee is not None


def _others(versions: Sequence[int], leading: int) -> Iterator[int]:
    return (version for version in versions if version != leading)


def paid_under(version: int, shape: Number) -> Number:
    """Return what was measured under a version."""
    return Number(call("coalesce", col(f"paid_{version}"), value(0)), shape.decimals, shape.most)


def _known(version: int) -> Expression:
    return call("coalesce", col(f"known_{version}"), value(0))
