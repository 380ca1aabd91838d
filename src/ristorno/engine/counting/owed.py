"""What a recipient of a window is owed, with its status and the reason."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from ristorno.engine.accrual import Accrual, Status
from ristorno.engine.counting.advances import advances
from ristorno.engine.counting.derivation import Derivation
from ristorno.engine.counting.frame import Frame
from ristorno.engine.counting.gating import Verdict
from ristorno.engine.counting.memory import Memory, Recipient
from ristorno.engine.counting.reason import Reason
from ristorno.engine.counting.slots import Slot
from ristorno.engine.ruling.context import Context
from ristorno.kernel.lightweight import lightweight
from ristorno.kernel.number import ZERO
from ristorno.kernel.period import LAST_DAY


@lightweight
class Portion:
    """What one recipient gets of one part: ``amount`` as it stands, ``held`` once an open condition holds."""

    amount: Decimal
    held: Decimal
    reason: Reason


@lightweight
class Owing:
    """A window that has been counted, while it is told what its recipients are owed."""

    context: Context
    frame: Frame
    slot: Slot
    memory: Memory
    verdict: Verdict
    left: Mapping[str, list[str]]
    """The facts that do not count, by reason."""

    def accrual(self, contact: str | None, portions: Sequence[Portion]) -> Accrual:
        """Return what one recipient is owed for its portions; the memory learns the sum where pieces are paid.

        ``contact`` is the party where the clause pays parties.
        """
        context, frame, slot, verdict = self.context, self.frame, self.slot, self.verdict
        reasons = tuple(portion.reason for portion in portions)
        unclear = any(reason.compared.unclear for reason in reasons)
        held = sum((portion.held for portion in portions), ZERO)
        amount = sum((portion.amount for portion in portions), frame.step * 0)  # with the decimals of the unit
        given = advances(context, frame.rules, slot)
        less = sum((advance.amount for advance in given), ZERO)
        amount, recipient = amount - less, Recipient(slot.owner, contact)
        earlier = self.memory.earlier(slot.whole, recipient, amount) if self.frame.clause.cumulative else ZERO
        is_open = verdict.met is None and held != 0
        usable_on, unpaid = self._usable()
        return Accrual(
            agreement=context.timeline.contract.id,
            clause=frame.name,
            member=context.book.member,
            contact=None if frame.clause.reward.party else contact,
            party=contact if frame.clause.reward.party else None,
            unit=frame.unit,
            window=slot.key,
            window_label=slot.label,
            document=slot.document,
            group=slot.owner,
            amount=amount - earlier,
            status="undetermined" if unclear or is_open else self._status(),
            outcomes=(ZERO - less - earlier, held - less - earlier) if is_open else None,
            derivation=Derivation(context, frame.name, slot, frame.rules, verdict, reasons, self.left, given, earlier),
            accept_until=self._after(self.frame.clause.accept_until),
            calculate_on=self._after(self.frame.clause.calculate),
            usable_on=usable_on,
            unpaid=unpaid,
        )

    def _usable(self) -> tuple[date | None, bool]:
        """Return the first day of use, where the terms put it off, and whether it waits for money."""
        reward = self.frame.clause.reward
        if reward.available == "when_paid":
            facts = [line.fact for line in self.slot.lines[:1]]
            account = next((self.context.accounts.get((fact.source, fact.document)) for fact in facts), None)
            # What nobody has to pay for, such as a report of sales, waits for nothing.
            if account is None or not account.sale:
                return None, False
            cleared = account.cleared()
            return (None, True) if cleared is None else (cleared[1], False)
        return (None if reward.waits is None else self._after(reward.waits + 1)), False

    def _after(self, days: int | None) -> date | None:
        """Return the day so many days after the last that can change the window, None without such a day or number."""
        window = self.slot.lasting(self.context)
        return None if days is None or window.end >= LAST_DAY else window.last + timedelta(days=days)

    def _status(self) -> Status:
        over = self.context.over(self.slot.lasting(self.context), self.frame.clause.accept_until)
        return (
            "final"
            if over or (self.frame.clause.window.narrow and not self.frame.clause.accept_until)
            else "provisional"
        )
