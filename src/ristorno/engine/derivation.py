"""How an amount was derived, kept by reference; the explanation is put together only when somebody asks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ristorno.engine.baselines import Compared
from ristorno.engine.context import Context
from ristorno.engine.entitlement import Entitled, Item, entitle
from ristorno.engine.explanation import Counted, Explanation, LeftOut, Next, Step
from ristorno.engine.gating import Verdict
from ristorno.engine.line import Line
from ristorno.engine.slots import Slot
from ristorno.engine.timeline import Rules
from ristorno.kernel.number import ZERO, Exact, exactly, plus, round_to


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of an amount: the items counted together, what they gave, and the recipient's share of it."""

    items: tuple[tuple[Line | None, Item], ...]
    entitled: Entitled
    compared: Compared
    share: Decimal
    divided: bool


@dataclass(frozen=True, slots=True)
class Derivation:
    """References to everything an explanation needs."""

    context: Context
    clause: str
    slot: Slot
    rules: Rules
    verdict: Verdict
    reasons: tuple[Reason, ...]
    left: Mapping[str, list[str]]

    def explain(self) -> Explanation:
        """Return the explanation."""
        with exactly():
            return Explanation(
                measure=self.slot.clause.measure.phrase,
                versions=tuple(dict.fromkeys(item.version for item in self._counted())) or (self.rules.label,),
                counted=tuple(self._counted()),
                left_out=tuple(LeftOut(reason, tuple(facts)) for reason, facts in sorted(self._left_out().items())),
                gates=self.verdict.gates,
                steps=tuple(self._steps()),
                bracket=next((r.entitled.paid.bracket for r in self.reasons if r.entitled.paid), None),
                next=self._next(),
                note=self._note(),
            )

    def _counted(self) -> Iterator[Counted]:
        spans = self.context.timeline.spans
        for reason in self.reasons:
            for line, item in reason.items:
                if line is not None:
                    fact, label = line.fact, spans[item.version].rules.label
                    yield Counted(fact.id, fact.kind, line.day, item.value, label, line.returns)

    def _left_out(self) -> dict[str, list[str]]:
        left = {reason: list(facts) for reason, facts in self.left.items()}
        if self.slot.document is not None:
            scope = self.rules.scope(self.slot.clause.earn_on)
            for line in self.context.book.within(self.slot.window):
                reason = scope(line)
                if reason and line.document == self.slot.document:
                    left.setdefault(reason, []).append(line.fact.id)
        measured = {item.fact for reason in self.reasons for _, item in reason.items}
        unmeasured = [line.fact.id for line in self.slot.lines if line.fact.id not in measured]
        known = {fact for facts in left.values() for fact in facts}
        if missing := [fact for fact in unmeasured if fact not in known]:
            left["not_measurable"] = missing
        return left

    def _steps(self) -> Iterator[Step]:
        for reason in self.reasons:
            yield from self._of_reason(reason)
        if len(self.reasons) > 1:
            yield Step("sum", sum((reason.share for reason in self.reasons), ZERO), {})
        if not self.verdict.for_now:
            yield Step("gate_failed", ZERO, {})

    def _of_reason(self, reason: Reason) -> Iterator[Step]:
        carried = sum((item.value for line, item in reason.items if line is None), ZERO)
        measured = sum((item.value for _, item in reason.items), ZERO)
        yield Step(
            "measure",
            measured,
            {"facts": sum(line is not None for line, _ in reason.items), "carried": carried},
        )
        yield from reason.entitled.steps
        if reason.divided:
            yield Step("share", reason.share, {"of": reason.entitled.amount})

    def _next(self) -> Next | None:
        """Return what reaching the next step would bring, where one more purchase alone can reach it."""
        if len(self.reasons) != 1 or self.slot.clause.window.narrow or not self.verdict.for_now:
            return None
        entitled = self.reasons[0].entitled
        if entitled.paid is None or entitled.paid.following is None or entitled.asked is None:
            return None
        counted, around = entitled.asked
        if counted.items or getattr(self.slot.clause.mechanic, "bracket_by", None) is not None:
            return None
        missing = self._whole(plus(entitled.paid.following, -counted.judged))
        if missing <= 0:
            return None
        return Next(missing, entitle(counted.raised(missing), around).amount)

    def _whole(self, missing: Exact) -> Decimal:
        """Round what is missing up to ten-thousandths: a baseline that was prorated has no end of decimals."""
        return missing if isinstance(missing, Decimal) else round_to(missing, Decimal("0.0001"), "up")

    def _note(self) -> str:
        if not self.verdict.for_now:
            return "gate_failed"
        notes = [reason.compared.note for reason in self.reasons if reason.compared.note]
        if notes:
            return notes[0]
        if not any(reason.items for reason in self.reasons):
            return "no_facts"
        return ""
