"""The arithmetic of an amount, told step by step: from what was measured to what one recipient gets."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ristorno.engine.counting.advances import Advance, taken_off
from ristorno.engine.counting.entitlement import Entitled
from ristorno.engine.counting.gating import Verdict
from ristorno.engine.counting.lines_told import LinesTold
from ristorno.engine.counting.parts import NOBODY, Part, divided
from ristorno.engine.counting.prorating import portion
from ristorno.engine.counting.reason import Reason
from ristorno.engine.counting.rows import labeled
from ristorno.engine.counting.splitting import Apportioned, apportion, divide
from ristorno.engine.explanation import Detail, Step
from ristorno.engine.ruling.timeline import Rules
from ristorno.engine.terms.reward import Split
from ristorno.engine.terms.tenders import earns
from ristorno.kernel.number import ZERO, plus


@dataclass(frozen=True, slots=True)
class StepsTold:
    """The steps of one window of a clause for one recipient."""

    lines: LinesTold
    rules: Rules
    verdict: Verdict
    advances: tuple[Advance, ...]
    """What other clauses have given, where that is taken off."""
    earlier: Decimal
    """What the earlier pieces of the window are entitled to, where the window is paid in pieces."""
    after: tuple[Step, ...]
    """What became of the amount afterwards."""

    def steps(self) -> Iterator[Step]:
        """Yield the whole arithmetic in its order."""
        for reason in self.lines.reasons:
            yield from self._of_reason(reason)
        held = sum((reason.share for reason in self.lines.reasons), ZERO)
        if len(self.lines.reasons) > 1:
            yield Step("sum", held, {"terms": len(self.lines.reasons)})
        if self.verdict.met is None:
            yield Step("gate_open", ZERO, {"was": held})
        elif not self.verdict.for_now:
            yield Step("gate_failed", ZERO, {"was": held})
        yield from self.less_given(held if self.verdict.met is not None and self.verdict.for_now else ZERO)
        yield from self.after

    def less_given(self, amount: Decimal) -> Iterator[Step]:
        """Tell what is left when advances and earlier pieces of the window are taken off; of what it is an advance."""
        yield from taken_off(amount, self.advances)
        amount -= sum((advance.amount for advance in self.advances), ZERO)
        if self.lines.slot.clause.cumulative:
            details: dict[str, Detail] = {"was": amount, "earlier": self.earlier, "start": self.lines.slot.window.start}
            amount -= self.earlier
            yield Step("earlier", amount, details)
        for name, clause in self.rules.terms.clauses.items() if amount else ():
            if self.lines.clause in clause.less:
                yield Step("in_advance", amount, {"promise": name})

    def _of_reason(self, reason: Reason) -> Iterator[Step]:
        carried = sum((item.value for line, item in reason.items if line is None), ZERO)
        measured = sum((item.value for _, item in reason.items), ZERO)
        facts = sum(1 for _ in self.lines.of(reason))
        details: dict[str, Detail] = {"facts": facts, "carried": carried}
        bracket_by = self.lines.slot.clause.mechanic.picked_by
        if bracket_by is not None:
            details |= {"judged_by": bracket_by.phrase, "judged": reason.judged}
        yield Step("measure", measured, details)
        yield from self._prorated(measured - carried)
        yield from self._tenders(reason, measured - carried)
        yield from self._times(reason, measured - carried)
        yield from self._free(reason)
        yield from self._cap_measure(reason)
        yield from self._baseline(reason)
        yield from self.arithmetic(reason, reason.entitled)

    def _prorated(self, counted: Decimal) -> Iterator[Step]:
        """Tell that the terms hold for a part of the window only."""
        held = portion(self.lines.slot.clause, self.lines.slot)
        if held is not None:
            part, whole = self.lines.slot.entire, self.lines.slot.whole
            days = {"start": part.start, "end": part.last, "whole_start": whole.start, "whole_end": whole.last}
            yield Step("prorate", counted, {"mode": held.mode, "part": held.part, "whole": held.whole, **days})

    def _tenders(self, reason: Reason, counted: Decimal) -> Iterator[Step]:
        """Tell what was paid so that it does not earn: the values of the facts are those that are left."""
        lines = [line for line, _ in reason.items if line is not None] if self.lines.context.book.tenders else []
        left = sum((self.lines.otherwise(line) or ZERO for line in lines), ZERO)
        if left:
            documents = (self.lines.context.book.tenders.get(line.document, {}) for line in lines)
            names = sorted({name for shares in documents for name in shares if not self._earns(name)})
            yield Step("tenders", counted, {"left": left, "paid": ", ".join(names)})

    def _earns(self, tender: str) -> bool:
        return earns(tender, self.lines.slot.clause.tenders, self.rules.terms.tenders)

    def _times(self, reason: Reason, counted: Decimal) -> Iterator[Step]:
        """Tell how many facts, or pieces of them, count at most, and for whom."""
        times = self.lines.slot.clause.limits.times
        if times is None:
            return
        late = len(self.lines.left_out().get("times_used", ()))
        told: dict[str, Detail] = {"n": times.n, "per": ", ".join(times.per), "mode": times.over, "left": late}
        if times.by_pieces:
            cut = sum((self.lines.late(line) or ZERO for line, _ in reason.items if line is not None), ZERO)
            told |= {"mode": f"pieces_{times.over}", "cut": cut}
        yield Step("times", counted, told)

    def _free(self, reason: Reason) -> Iterator[Step]:
        """Tell what is free: the values of the facts are those that are left."""
        free, left = self.lines.slot.clause.limits.free, sum(reason.measured.free, ZERO)
        if free is None or not any(reason.measured.free):
            return
        told: dict[str, Detail] = {"mode": free.mode, "left": left}
        told |= free.model_dump(include={"facts", "quantity", "amount"}, exclude_none=True)
        counted = sum((item.value for line, item in reason.items if line is not None), ZERO)
        yield Step("free", counted, told)

    def _cap_measure(self, reason: Reason) -> Iterator[Step]:
        """Tell that the measure was cut: the values of the facts are those that count."""
        bound = self.lines.slot.clause.limits.cap_measure
        if bound is None:
            return
        sums: dict[str, Decimal] = {}
        for line, item in reason.items:
            if line is not None:
                key = {"fact": item.fact, "document": item.document}.get(bound.per, "")
                sums[key] = sums.get(key, ZERO) + item.value
        if bound.amount in map(abs, sums.values()):
            yield Step("cap_measure", sum(sums.values(), ZERO), {"at": bound.amount, "per": bound.per})

    def _baseline(self, reason: Reason) -> Iterator[Step]:
        compared, mechanic = reason.compared, self.lines.slot.clause.mechanic
        if not mechanic.needs_baseline or compared.number is None or reason.entitled.state != "paid":
            return
        judged = abs(reason.judged)
        details: dict[str, Detail] = {
            "mode": compared.note or ("window" if compared.window else "number"),
            "judged": judged,
            "baseline": compared.number,
        }
        if compared.window is not None:
            details |= {"start": compared.window.start, "end": compared.window.last}
        if compared.stretched is not None:
            part = compared.stretched
            details |= {"mode": "prorated", "counted": part.counted, "began": part.began}
            details |= {"days": part.days, "whole": part.whole}
        yield Step("baseline", plus(judged, -compared.number), details)

    def arithmetic(self, reason: Reason, entitled: Entitled) -> Iterator[Step]:
        """Tell what a part gives, and the recipient's share of it; without a baseline, why there is none."""
        if entitled.asked is None:
            yield Step(reason.compared.note, ZERO, {})
        yield from labeled(self.lines.context, self.lines.clause, entitled.steps)
        yield from self._divided(reason, entitled)

    def _divided(self, reason: Reason, entitled: Entitled) -> Iterator[Step]:
        """Tell the recipient's share of what a firm earned with its people."""
        reward, whole = self.lines.slot.clause.reward, entitled.amount
        if reward.to == "each":
            mine = next((part for part in reason.persons if part.reads), NOBODY)
            yield from [self._own_part(reason, whole, mine)] if whole else []
            return
        parted = divided(reward, whole, reason.persons, self.step)
        if not isinstance(reward.to, Split) or not whole or set(parted.values()) == {whole}:
            return
        if len(reason.persons) == 1:
            yield self._share(reason, whole, reward.to)
            return
        if reason.contact is None:
            yield self._rest(reason, whole, parted)
            return
        person = Part(reason.contact, consented=True)
        parts = apportion(whole, reason.persons, self.step, lambda part: part.place)
        yield self._own_part(reason, whole, person)
        yield self._share(reason, parts[person].amount, reward.to)

    def _own_part(self, reason: Reason, whole: Decimal, who: Part) -> Step:
        """Tell the part of a person, or of a member of a group, by what it brought."""
        measured, brought = sum(reason.persons.values(), ZERO), reason.persons.get(who, ZERO)
        own = Apportioned(ZERO, ZERO)
        if who in reason.persons:
            own = apportion(whole, reason.persons, self.step, lambda part: part.place)[who]
        details: dict[str, Detail] = {"of": whole, "brought": brought, "measured": measured}
        details |= {"others": measured - brought, "down": own.down, "leftover": own.leftover, "step": self.step}
        return Step("own_part", own.amount, details)

    def _share(self, reason: Reason, whole: Decimal, to: Split) -> Step:
        own = divide(whole, to, self.step)["contact" if reason.contact else "company"]
        details: dict[str, Detail] = {"of": whole, "rate": own.rate, "down": own.down}
        details |= {"leftover": own.leftover, "remainder": to.remainder, "moved": own.moved, "step": self.step}
        return Step("share", own.amount, details)

    def _rest(self, reason: Reason, whole: Decimal, parted: Mapping[str | None, Decimal]) -> Step:
        """Tell the company's part as what its people leave; a part that nobody may get is lost."""
        persons = sum((share for contact, share in parted.items() if contact is not None), ZERO)
        details: dict[str, Detail] = {"of": whole, "persons": persons, "lost": whole - sum(parted.values(), ZERO)}
        return Step("left_to_company", parted[None], details)

    @property
    def step(self) -> Decimal:
        """The smallest step of the unit."""
        terms = self.rules.terms
        return terms.step(terms.unit_of(self.lines.slot.clause))
