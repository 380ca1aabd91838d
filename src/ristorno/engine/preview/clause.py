"""One clause prepared for orders of today: its history counted, the running totals of today's window kept.

Where running totals cannot tell what an order changes, the clause is counted from the book again and says so: when
another measure picks the bracket line by line, when the condition or the baseline of an earlier window looks at
today, when invoices, payments, debts, ratios or other members decide, and when the order moves a level by which facts
before it are judged.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ristorno.engine.accrual import Accrual
from ristorno.engine.counting.clause import count_clause
from ristorno.engine.counting.frame import Frame
from ristorno.engine.counting.framing import frame_of, windows
from ristorno.engine.counting.gating import period_of
from ristorno.engine.counting.meant import pays_at_least
from ristorno.engine.counting.memory import Memory
from ristorno.engine.counting.slots import Slot, stretches
from ristorno.engine.counting.window import Window
from ristorno.engine.preview.brought import Brought, Questions
from ristorno.engine.preview.earned import Earned, Recount, by_key
from ristorno.engine.preview.plain import plain
from ristorno.engine.preview.today import NarrowToday, Opened, WideToday
from ristorno.engine.ruling.context import Context
from ristorno.engine.ruling.timeline import Span
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.windows import label
from ristorno.kernel.number import ZERO


@dataclass(frozen=True, slots=True)
class PreparedClause:
    """A clause of one contract with its history counted.

    ``today`` is None where no window of the clause holds today: an order then earns nothing by it.
    """

    context: Context
    name: str
    accruals: tuple[Accrual, ...]
    today: WideToday | NarrowToday | None
    from_book: bool
    judging: tuple[tuple[Span, str], ...]
    """The ladders whose level at the end of today judges facts, with the terms that name them."""

    def earned(self, brought: Brought, recount: Recount) -> Iterable[Earned]:
        """Return what an order changes, on top of the running totals where these can tell."""
        if self.from_book or (self.judging and self._moves(brought.context)):
            return self.counted_again(recount, {self.context.today})
        return self.today.earned(brought, recount) if self.today is not None else ()

    def counted_again(self, recount: Recount, days: Set[date]) -> Iterator[Earned]:
        """Yield what changes when the clause is counted from the book, and the wide windows that hold the order."""
        before, after = by_key(self.accruals), recount.accruals(self.context.timeline.contract.id, self.name)
        for key in dict.fromkeys((*before, *after)):
            now, then = before.get(key), after.get(key)
            accrual = then or now
            assert accrual is not None
            amounts = (now.amount if now else ZERO, then.amount if then else ZERO)
            held = accrual.document is None and any(day in accrual.window for day in days)
            if held or now is None or amounts[0] != amounts[1]:
                yield _recounted(accrual, *amounts, recount)

    def _moves(self, context: Context) -> bool:
        """Return whether the order moves a level by which facts before it are judged."""
        return any(
            context.track(span.rules, ladder).end_of(context.today)
            != self.context.track(span.rules, ladder).end_of(context.today)
            for span, ladder in self.judging
        )


def _recounted(accrual: Accrual, now: Decimal, with_order: Decimal, recount: Recount) -> Earned:
    window, label, document = accrual.window, accrual.window_label, accrual.document
    key = (accrual.agreement, accrual.clause, accrual.contact, accrual.unit, window, label, document)
    group, party = accrual.group, accrual.party
    return Earned(*key, now, with_order, from_book=True, recount=recount, group=group, party=party)


def prepare_clause(context: Context, name: str, questions: Questions) -> PreparedClause:
    """Count the history of a clause and keep what an order of today comes on top of."""
    if any(_by_whole_book(clause) for span in context.timeline.spans if (clause := span.clause(name)) is not None):
        return PreparedClause(context, name, tuple(count_clause(context, name)), None, from_book=True, judging=())
    if context.as_counted(name) is not context:  # some return does not count here by what it says of itself
        return PreparedClause(context, name, tuple(count_clause(context, name)), None, from_book=True, judging=())
    memory = Memory()
    accruals: list[Accrual] = []
    wide: tuple[Slot, Frame, Memory] | None = None
    backwards = False
    for slot, frame in windows(context, name):
        if context.today in slot.window and not slot.clause.window.narrow:
            wide = slot, frame, memory.copy()
        else:
            backwards = backwards or _looks_at_today(context, slot)
        accruals += Window(context, frame, slot, memory).accruals()
    clauses = [(span, clause) for span in context.timeline.spans if (clause := span.clause(name)) is not None]
    single = any(_judged_whole(span, clause) for span, clause in clauses)
    from_book = backwards or single or _baseline_today(context, wide)
    return PreparedClause(
        context=context,
        name=name,
        accruals=tuple(accruals),
        today=None if from_book else _today(context, name, wide, memory, accruals, questions),
        from_book=from_book,
        judging=tuple(
            (span, ladder) for span, clause in clauses if _judged_late(clause) for ladder in clause.who.ladders
        ),
    )


def _judged_late(clause: Clause) -> bool:
    """Return whether a level after the order decides more than what the order itself brings."""
    return clause.who.at == "window_end" or pays_at_least(clause.limits)


def _judged_whole(span: Span, clause: Clause) -> bool:
    """Return whether the clause asks for more than totals: single lines in order, its pieces, or other clauses."""
    ladders = [*clause.who.ladders, *([clause.multiply.ladder] if clause.multiply is not None else [])]
    draws = bool(clause.draws) or any(span.rules.terms.ladders[name].measure.draws.clauses for name in ladders)
    return draws or clause.cumulative or clause.reward.hands or clause.mechanic.picked_by is not None


def _by_whole_book(clause: Clause) -> bool:
    """Return whether payments, debts, ratios, others, first facts, single rows or shared caps decide: no sum tells."""
    limits = clause.limits
    if clause.prorate != "none" or clause.reward.party is not None or clause.seeks_originals or clause.asks_apart:
        return True
    if limits.free is not None or limits.times is not None or limits.shared is not None:
        return True
    others = clause.needs_population or clause.mechanic.proportion is not None or bool(clause.mechanic.row_gates)
    return clause.by_payment or others or any(not gate.measure.summed for gate in clause.gates)


def _looks_at_today(context: Context, slot: Slot) -> bool:
    """Return whether a window that does not hold the order depends on today nevertheless."""
    if slot.clause.window.narrow and not any(gate.at for gate in slot.clause.gates):
        return False
    return any(gate.window and context.today in period_of(context, slot, gate) for gate in slot.clause.gates)


def _baseline_today(context: Context, wide: tuple[Slot, Frame, Memory] | None) -> bool:
    terms = wide[0].clause.baseline if wide else None
    if wide is None or terms is None or terms.window is None:
        return False
    slot = wide[0]
    return slot.earlier(terms.window).end > context.today


def _today(
    context: Context,
    name: str,
    wide: tuple[Slot, Frame, Memory] | None,
    memory: Memory,
    accruals: Sequence[Accrual],
    questions: Questions,
) -> WideToday | NarrowToday | None:
    """Return the windows of today; ``memory`` is what all windows of the history left."""
    agreement = context.timeline.contract.id
    if wide is not None:
        opened = _opened(context, *wide, questions)
        now = {accrual.contact: accrual.amount for accrual in accruals if accrual.window == opened.slot.window}
        return WideToday(agreement, opened, now)
    for clause, days in stretches(context, name):
        span = context.timeline.on(context.today)
        if context.today in days and clause.window.narrow and span is not None:
            own = span.rules.terms.clauses[name]
            today = own.window.whole(context.today)
            slot = Slot(own, today, today, label(own.window, today), None, ())
            frame = frame_of(context, name, slot, span)
            return NarrowToday(agreement, _opened(context, slot, frame, memory, questions))
    return None


def _opened(context: Context, slot: Slot, frame: Frame, memory: Memory, questions: Questions) -> Opened:
    running = Window(context, frame, slot, memory.copy()).run()
    short = frame.plain and context.today in frame.readings[0].days
    # A condition on a single fact is asked of that fact alone, which no question to the whole order answers.
    short = short and not (frame.clause.window.shape == "fact" and frame.clause.qualify is not None)
    return Opened(slot, frame, memory, running, plain(context, frame, slot, running, questions) if short else None)
