"""How an amount was derived, kept by reference; the explanation is put together only when somebody asks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ristorno.engine.counting.baselines import Compared
from ristorno.engine.counting.conditions_told import told
from ristorno.engine.counting.entitlement import Circumstances, Entitled, Item, Tally, entitle
from ristorno.engine.counting.gating import Verdict
from ristorno.engine.counting.measured import Measured
from ristorno.engine.counting.opening import rows_asked
from ristorno.engine.counting.parts import NOBODY, Part, acted, divided
from ristorno.engine.counting.prorating import portion
from ristorno.engine.counting.rows import index_of, name_of
from ristorno.engine.counting.slots import Slot
from ristorno.engine.counting.splitting import Apportioned, apportion, divide
from ristorno.engine.counting.times import Turns
from ristorno.engine.explanation import Counted, Detail, Explanation, LeftOut, Next, RowAsked, Step
from ristorno.engine.history.line import Line
from ristorno.engine.measures.sum import Sum
from ristorno.engine.ruling.context import Context, up_to
from ristorno.engine.ruling.timeline import Rules
from ristorno.engine.terms.clause import Split
from ristorno.engine.terms.tenders import earns
from ristorno.kernel.number import ZERO, Exact, exactly, plus, round_to


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of an amount: the items counted together, what they gave, and the recipient's share of it."""

    measured: Measured
    entitled: Entitled
    compared: Compared
    share: Decimal
    persons: Mapping[Part, Decimal]
    """Among whom the amount is divided, by what they brought."""
    contact: str | None
    """Which person or party is paid; None for the company."""

    @property
    def items(self) -> tuple[tuple[Line | None, Item], ...]:
        """The lines that count, each with what it brings; None for what was carried over."""
        return tuple(self.measured.items())

    @property
    def judged(self) -> Decimal:
        """The measure that picks the row."""
        return sum(self.measured.judged, ZERO)


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
    earlier: Decimal = ZERO
    """What the earlier pieces of the window are entitled to, where the window is paid in pieces."""
    after: tuple[Step, ...] = ()
    """What became of the amount afterwards."""

    def explain(self) -> Explanation:
        """Return the explanation."""
        with exactly():
            counted = tuple(self._counted())
            return Explanation(
                measure=self.slot.clause.measure.phrase,
                versions=tuple(dict.fromkeys(fact.version for fact in counted)) or (self.rules.label,),
                counted=counted,
                left_out=tuple(LeftOut(reason, tuple(facts)) for reason, facts in sorted(self._left_out().items())),
                gates=told(self.context, self.slot, self.slot.clause.qualify, self.verdict.gates),
                rows=tuple(self._rows()),
                steps=tuple(self._steps()),
                bracket=next((r.entitled.paid.bracket for r in self.reasons if r.entitled.paid), None),
                next=self._next(),
                note=self._note(),
                population=self._population(),
            )

    def _population(self) -> str | None:
        """Return the version of what was known of other members, where the clause asks for it."""
        known = self.context.population
        return known.version if known is not None and self.slot.clause.needs_population else None

    def _rows(self) -> Iterator[RowAsked]:
        """Return the rows that asked for more, of every version that was counted by."""
        asked = [reason.entitled.asked for reason in self.reasons if reason.entitled.asked is not None]
        versions = sorted({version for _, around in asked for version in around.clauses})
        return rows_asked(self.context, self.slot, self.clause, {version: self.label(version) for version in versions})

    def label(self, version: int) -> str:
        """Return the name of a version of the terms, with that of the row where a rate depends on the fact."""
        span = self.context.timeline.spans[index_of(self.context, version)]
        return span.rules.label + name_of(self.context, version, span.clause(self.clause))

    def _counted(self) -> Iterator[Counted]:
        apart = self.slot.clause.mechanic.picked_by is not None
        for number, reason in enumerate(self.reasons, start=1):
            free = reason.measured.free or (None,) * len(reason.items)
            for (line, item), left in zip(reason.items, free, strict=True):
                if line is not None:
                    yield Counted(
                        line.fact.id,
                        line.fact.kind,
                        line.day,
                        item.value,
                        self.label(item.version),
                        line.returns,
                        document=line.document,
                        judged=item.judged if apart else None,
                        free=left,
                        use=self._use(line),
                        otherwise=self._otherwise(line),
                        part=number,
                    )

    def _otherwise(self, line: Line) -> Decimal | None:
        """Return how much of what a line brings was paid so that it does not earn; None where nothing was."""
        whole = self.context.tendered.whole(line) if self.context.book.tenders else line
        if whole is line or whole.fact == line.fact or not isinstance(self.slot.clause.measure, Sum):
            return None
        ((full,), (left,)) = (self.slot.clause.measure.values((each,)) for each in (whole, line))
        return None if full is None or left is None else full - left

    @property
    def _turns(self) -> Turns | None:
        times = self.slot.clause.limits.times
        if times is None:
            return None
        return Turns(self.clause, times, self.slot.clause.measure, self.slot, self.context.book.member)

    def _use(self, line: Line) -> str | None:
        """Return for whom a line counts, where for each of them only so many do; a line that uses nothing, for none."""
        names = None if self._turns is None else next((key.names for key, _ in self._turns.asking((line,))), None)
        return None if names is None else ", ".join(names)

    def _left_out(self) -> dict[str, list[str]]:
        left = {reason: list(facts) for reason, facts in self.left.items()}
        for line in self._around():
            span = self.context.ruling(self.slot.clause, line.day, self.slot.window)
            clause = span.clause(self.clause) if span else None
            if span is not None and clause is not None:
                reason = span.rules.sieve(clause.earn_on).refusal(line)
                if reason is not None:
                    left.setdefault(reason, []).append(line.fact.id)
        measured = {item.fact for reason in self.reasons for _, item in reason.items}
        known = measured.union(*left.values())
        for line in self.slot.lines:
            if line.fact.id not in known:
                left.setdefault(self._unmeasured(line), []).append(line.fact.id)
        elsewhere = [line.fact.id for line in self._elsewhere() if line.fact.id not in known]
        return left | {"other_day": elsewhere} if elsewhere else left

    def _elsewhere(self) -> Iterator[Line]:
        """Yield the lines that happened in the window and would count, but not now: not invoiced or paid in it."""
        own, days = self.context.own, self.slot.window
        if own is None or self.slot.document is not None:
            return
        seen = {line.fact.id for line in self.slot.lines}
        for line in own.book.within(up_to(days, own.today)):
            span = own.ruling(self.slot.clause, line.day, days)
            clause = span.clause(self.clause) if span else None
            if span is None or clause is None or line.fact.id in seen:
                continue
            if span.rules.sieve(clause.earn_on).refusal(line) is None:
                yield line

    def _around(self) -> Sequence[Line]:
        """Return the lines among which those that count were found: of the window, or of the whole document."""
        if self.slot.document is None:
            return self.slot.lines
        days = self.context.book.within(self.slot.window)
        return [line for line in days if line.document == self.slot.document]

    def _unmeasured(self, line: Line) -> str:
        """Return why a line that earns is not among the items: no promise that day, another's, no such number."""
        span = self.context.ruling(self.slot.clause, line.day, self.slot.window)
        if span is None or span.clause(self.clause) is None:
            return "no_clause"
        own, reward = {reason.contact for reason in self.reasons}, self.slot.clause.reward
        if reward.apart and acted(reward, line) not in own:
            return "other_person" if reward.party is None else "other_party"
        if not self.context.earning(span.rules.terms, span.rules.terms.clauses[self.clause], [line]):
            return "tender"
        late = None if self._turns is None else self._turns.reason(line)
        return late or self.slot.clause.measure.missing(line)

    def _steps(self) -> Iterator[Step]:
        for reason in self.reasons:
            yield from self._of_reason(reason)
        held = sum((reason.share for reason in self.reasons), ZERO)
        if len(self.reasons) > 1:
            yield Step("sum", held, {"terms": len(self.reasons)})
        if self.verdict.met is None:
            yield Step("gate_open", ZERO, {"was": held})
        elif not self.verdict.for_now:
            yield Step("gate_failed", ZERO, {"was": held})
        yield from self._less_earlier(held if self.verdict.met is not None and self.verdict.for_now else ZERO)
        yield from self.after

    def _less_earlier(self, amount: Decimal) -> Iterator[Step]:
        """Tell what is left for this piece of the window."""
        if self.slot.clause.cumulative:
            details: dict[str, Detail] = {"was": amount, "earlier": self.earlier, "start": self.slot.window.start}
            yield Step("earlier", amount - self.earlier, details)

    def _of_reason(self, reason: Reason) -> Iterator[Step]:
        carried = sum((item.value for line, item in reason.items if line is None), ZERO)
        measured = sum((item.value for _, item in reason.items), ZERO)
        facts = sum(line is not None for line, _ in reason.items)
        details: dict[str, Detail] = {"facts": facts, "carried": carried}
        bracket_by = self.slot.clause.mechanic.picked_by
        if bracket_by is not None:
            details |= {"judged_by": bracket_by.phrase, "judged": reason.judged}
        yield Step("measure", measured, details)
        yield from self._prorated(measured - carried)
        yield from self._tenders(reason, measured - carried)
        yield from self._times(measured - carried)
        yield from self._free(reason)
        yield from self._cap_measure(reason)
        yield from self._baseline(reason)
        yield from self._arithmetic(reason, reason.entitled)

    def _prorated(self, counted: Decimal) -> Iterator[Step]:
        """Tell that the terms hold for a part of the window only."""
        held = portion(self.slot.clause, self.slot)
        if held is not None:
            part, whole = self.slot.entire, self.slot.whole
            days = {"start": part.start, "end": part.last, "whole_start": whole.start, "whole_end": whole.last}
            yield Step("prorate", counted, {"mode": held.mode, "part": held.part, "whole": held.whole, **days})

    def _tenders(self, reason: Reason, counted: Decimal) -> Iterator[Step]:
        """Tell what was paid so that it does not earn: the values of the facts are those that are left."""
        lines = [line for line, _ in reason.items if line is not None] if self.context.book.tenders else []
        left = sum((self._otherwise(line) or ZERO for line in lines), ZERO)
        if left:
            documents = (self.context.book.tenders.get(line.document, {}) for line in lines)
            names = sorted({name for shares in documents for name in shares if not self._earns(name)})
            yield Step("tenders", counted, {"left": left, "paid": ", ".join(names)})

    def _earns(self, tender: str) -> bool:
        return earns(tender, self.slot.clause.tenders, self.rules.terms.tenders)

    def _times(self, counted: Decimal) -> Iterator[Step]:
        """Tell how many facts count at most, and for whom."""
        times = self.slot.clause.limits.times
        if times is not None:
            late = len(self._left_out().get("times_used", ()))
            told: dict[str, Detail] = {"n": times.n, "per": ", ".join(times.per), "mode": times.over, "left": late}
            yield Step("times", counted, told)

    def _free(self, reason: Reason) -> Iterator[Step]:
        """Tell what is free: the values of the facts are those that are left."""
        free, left = self.slot.clause.limits.free, sum(reason.measured.free, ZERO)
        if free is None or not any(reason.measured.free):
            return
        told: dict[str, Detail] = {"mode": free.mode, "left": left}
        told |= {name: getattr(free, name) for name in ("facts", "amount") if getattr(free, name) is not None}
        counted = sum((item.value for line, item in reason.items if line is not None), ZERO)
        yield Step("free", counted, told)

    def _cap_measure(self, reason: Reason) -> Iterator[Step]:
        """Tell that the measure was cut: the values of the facts are those that count."""
        bound = self.slot.clause.limits.cap_measure
        if bound is None:
            return
        sums: dict[str, Decimal] = {}
        for line, item in reason.items:
            if line is not None:
                key = {"fact": item.fact, "document": item.document}.get(bound.per, "")
                sums[key] = sums.get(key, ZERO) + item.value
        if bound.amount in sums.values():
            yield Step("cap_measure", sum(sums.values(), ZERO), {"at": bound.amount, "per": bound.per})

    def _baseline(self, reason: Reason) -> Iterator[Step]:
        compared, mechanic = reason.compared, self.slot.clause.mechanic
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

    def _arithmetic(self, reason: Reason, entitled: Entitled) -> Iterator[Step]:
        """Tell what a part gives, and the recipient's share of it; without a baseline, why there is none."""
        if entitled.asked is None:
            yield Step(reason.compared.note, ZERO, {})
        for step in entitled.steps:
            version = step.details.get("version")
            named = {"version": self.label(version)} if isinstance(version, int) else {}
            yield Step(step.kind, step.result, {**step.details, **named})
        yield from self._divided(reason, entitled)

    def _divided(self, reason: Reason, entitled: Entitled) -> Iterator[Step]:
        """Tell the recipient's share of what a firm earned with its people."""
        reward, whole = self.slot.clause.reward, entitled.amount
        if reward.to == "each":
            mine = next((part for part in reason.persons if part.reads), NOBODY)
            yield from [self._own_part(reason, whole, mine)] if whole else []
            return
        parted = divided(reward, whole, reason.persons, self._step)
        if not isinstance(reward.to, Split) or not whole or set(parted.values()) == {whole}:
            return
        if len(reason.persons) == 1:
            yield self._share(reason, whole, reward.to)
            return
        if reason.contact is None:
            yield self._rest(reason, whole, parted)
            return
        person = Part(reason.contact, consented=True)
        parts = apportion(whole, reason.persons, self._step, lambda part: part.place)
        yield self._own_part(reason, whole, person)
        yield self._share(reason, parts[person].amount, reward.to)

    def _own_part(self, reason: Reason, whole: Decimal, who: Part) -> Step:
        """Tell the part of a person, or of a member of a group, by what it brought."""
        measured, brought = sum(reason.persons.values(), ZERO), reason.persons.get(who, ZERO)
        own = Apportioned(ZERO, ZERO)
        if who in reason.persons:
            own = apportion(whole, reason.persons, self._step, lambda part: part.place)[who]
        details: dict[str, Detail] = {"of": whole, "brought": brought, "measured": measured}
        details |= {"others": measured - brought, "down": own.down, "leftover": own.leftover, "step": self._step}
        return Step("own_part", own.amount, details)

    def _share(self, reason: Reason, whole: Decimal, to: Split) -> Step:
        own = divide(whole, to, self._step)["contact" if reason.contact else "company"]
        details: dict[str, Detail] = {"of": whole, "rate": own.rate, "down": own.down}
        details |= {"leftover": own.leftover, "remainder": to.remainder, "moved": own.moved, "step": self._step}
        return Step("share", own.amount, details)

    def _rest(self, reason: Reason, whole: Decimal, parted: Mapping[str | None, Decimal]) -> Step:
        """Tell the company's part as what its people leave; a part that nobody may get is lost."""
        persons = sum((share for contact, share in parted.items() if contact is not None), ZERO)
        details: dict[str, Detail] = {"of": whole, "persons": persons, "lost": whole - sum(parted.values(), ZERO)}
        return Step("left_to_company", parted[None], details)

    @property
    def _step(self) -> Decimal:
        terms = self.rules.terms
        return terms.step(terms.unit_of(self.slot.clause))

    def _next(self) -> Next | None:
        """Return what reaching the next step would bring, where one more purchase alone can reach it."""
        if self.after or len(self.reasons) != 1 or self.slot.clause.window.narrow or not self.verdict.for_now:
            return None
        reason = self.reasons[0]
        limits = self.slot.clause.limits
        if len(reason.persons) > 1 or self.slot.clause.needs_population or limits.times is not None:
            return None  # it depends on who makes the next purchase
        if limits.shared is not None:
            return None  # the next purchase may give by the other clauses too
        entitled = reason.entitled
        if entitled.paid is None or entitled.paid.following is None or entitled.asked is None:
            return None
        counted, around = entitled.asked
        if counted.measured < 0 or counted.items or self.slot.clause.mechanic.picked_by is not None:
            return None
        blocks = self.slot.clause.measure.blocks
        following = entitled.paid.following if blocks is None else blocks.reach(entitled.paid.following)
        missing = self._whole(plus(following, -counted.judged))
        return None if missing <= 0 else self._raised(reason, missing, counted, around)

    def _raised(self, reason: Reason, missing: Decimal, counted: Tally, around: Circumstances) -> Next | None:
        bound = self.slot.clause.limits.cap_measure
        if self.slot.clause.limits.free is not None:
            return None  # a part of the next purchase may be free
        if bound is not None and counted.judged + missing > bound.amount:
            return None
        raised = entitle(counted.raised(missing, max(around.clauses)), around)
        amount = divided(self.slot.clause.reward, raised.amount, reason.persons, self._step)[reason.contact]
        if amount <= reason.share:
            return None
        steps = (*self._arithmetic(reason, raised), *self._less_earlier(amount))
        return Next(missing, amount - self.earlier, steps)

    def _whole(self, missing: Exact) -> Decimal:
        """Round what is missing up to ten-thousandths: a baseline that was prorated has no end of decimals."""
        return missing if isinstance(missing, Decimal) else round_to(missing, Decimal("0.0001"), "up")

    def _note(self) -> str:
        if self.verdict.met is None:
            return "gate_open"
        if not self.verdict.for_now:
            return "gate_failed"
        notes = [reason.compared.note for reason in self.reasons if reason.compared.note]
        if notes:
            return notes[0]
        if not any(reason.items for reason in self.reasons):
            return "no_facts"
        states = [reason.entitled.state for reason in self.reasons if reason.entitled.state != "paid"]
        return states[0] if states else ""
