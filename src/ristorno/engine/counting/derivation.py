"""How an amount was derived, kept by reference; the explanation is put together only when somebody asks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ristorno.engine.counting.advances import Advance
from ristorno.engine.counting.ahead import next_step
from ristorno.engine.counting.conditions_told import told as conditions_told
from ristorno.engine.counting.gating import Verdict
from ristorno.engine.counting.lines_told import LinesTold
from ristorno.engine.counting.opening import rows_asked
from ristorno.engine.counting.parts import COMPANY, Part
from ristorno.engine.counting.reason import Reason
from ristorno.engine.counting.rows import label_of
from ristorno.engine.counting.slots import Slot
from ristorno.engine.counting.steps_told import StepsTold
from ristorno.engine.counting.veil import Reader
from ristorno.engine.explanation import Explanation, LeftOut, RowAsked, Step
from ristorno.engine.ruling.context import Context
from ristorno.engine.ruling.timeline import Rules
from ristorno.kernel.number import ZERO, exactly


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
    advances: tuple[Advance, ...] = ()
    """What other clauses have given, where that is taken off."""
    earlier: Decimal = ZERO
    """What the earlier pieces of the window are entitled to, where the window is paid in pieces."""
    after: tuple[Step, ...] = ()
    """What became of the amount afterwards."""
    party: Reader | None = None
    """The party that reads it, where what the company earns is handed on to it, or borne by it."""

    def explain(self) -> Explanation:
        """Return the explanation."""
        with exactly():
            lines = LinesTold(self.context, self.clause, self.slot, self.reasons, self.left, self.party)
            told = StepsTold(lines, self.rules, self.verdict, self.advances, self.earlier, self.after)
            counted = tuple(lines.counted())
            return Explanation(
                measure=self.slot.clause.measure.phrase,
                versions=tuple(dict.fromkeys(fact.version for fact in counted)) or (self.rules.label,),
                counted=counted,
                left_out=tuple(LeftOut(reason, tuple(facts)) for reason, facts in sorted(lines.left_out().items())),
                gates=conditions_told(
                    self.context, self.slot, self.slot.clause.qualify, self.verdict.gates, outside=self._outside
                ),
                rows=tuple(self._rows()),
                steps=tuple(told.steps()),
                bracket=next((r.entitled.paid.bracket for r in self.reasons if r.entitled.paid), None),
                next=next_step(told),
                note=self._note(),
                population=self._population(),
                consent=self.consent,
            )

    @property
    def _outside(self) -> bool:
        """Whether somebody else than the company reads it."""
        return self.party is not None or any(reason.contact is not None for reason in self.reasons)

    @property
    def consent(self) -> Literal["nothing", "to_company"] | None:
        """Return what became of the parts of persons without consent; None where all have it."""
        paid = [reason for reason in self.reasons if reason.entitled.amount]
        lacking = any(not person.consented for reason in paid for person in reason.persons)
        return self.slot.clause.reward.without_consent if lacking else None

    def _population(self) -> str | None:
        """Return the version of what was known of other members, where the clause asks for it."""
        known = self.context.population
        return known.version if known is not None and self.slot.clause.needs_population else None

    def _rows(self) -> Iterator[RowAsked]:
        """Return the rows that asked for more, of every version that was counted by."""
        asked = [reason.entitled.asked for reason in self.reasons if reason.entitled.asked is not None]
        versions = sorted({version for _, around in asked for version in around.clauses})
        names = {version: label_of(self.context, self.clause, version) for version in versions}
        return rows_asked(self.context, self.slot, self.clause, names, self._part, outside=self._outside)

    @property
    def _part(self) -> Part:
        """Whose lines were counted: where persons or parties are paid, those of one of them alone."""
        return next((part for reason in self.reasons for part in reason.persons), COMPANY)

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
