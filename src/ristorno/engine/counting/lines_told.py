"""Which lines of a window counted, and why the others did not, told for an explanation."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter

from ristorno.engine.counting.parts import acted
from ristorno.engine.counting.reason import Reason
from ristorno.engine.counting.rows import label_of
from ristorno.engine.counting.slots import Slot
from ristorno.engine.counting.times import Turns, turns_of
from ristorno.engine.counting.veil import Reader, veiled
from ristorno.engine.explanation import AsSold, AtRate, Counted
from ristorno.engine.fact import NEGATIVE_KINDS
from ristorno.engine.history.line import Line
from ristorno.engine.history.portions import portion
from ristorno.engine.measures.sum import Sum
from ristorno.engine.ruling.context import Context, up_to
from ristorno.kernel.number import ZERO


@dataclass(frozen=True, slots=True)
class LinesTold:
    """The lines of one window of a clause."""

    context: Context
    clause: str
    slot: Slot
    reasons: tuple[Reason, ...]
    left: Mapping[str, list[str]]
    """The facts that were left out while counting, by reason."""
    party: Reader | None = None
    """The party that reads it, where what the company earns is handed on to it, or borne by it."""

    def counted(self) -> Iterator[Counted]:
        """Yield the lines that count, each with what it brings; of those of colleagues only what arithmetic needs."""
        for number, reason in enumerate(self.reasons, start=1):
            yield from self.of(reason, number)

    def of(self, reason: Reason, number: int = 1) -> Iterable[Counted]:
        """Return the lines of one part of the amount, as whoever gets it may read them."""
        lines = tuple(self._whole(reason, number))
        reader = self.party
        if reason.contact is not None and self.slot.clause.reward.among_persons:
            reader = Reader(reason.contact)
        if reader is None:
            return [fact for _, fact in lines]
        return veiled(reader, lines, self.slot.window.start, summed=self._summed)

    def _whole(self, reason: Reason, number: int) -> Iterator[tuple[Line, Counted]]:
        apart = self.slot.clause.mechanic.picked_by is not None
        free = reason.measured.free or (None,) * len(reason.items)
        for (line, item), left in zip(reason.items, free, strict=True):
            if line is not None:
                yield (
                    line,
                    Counted(
                        line.fact.id,
                        line.fact.kind,
                        line.day,
                        item.value,
                        label_of(self.context, self.clause, item.version),
                        line.returns,
                        document=line.document,
                        judged=item.judged if apart else None,
                        free=left,
                        use=self._use(line),
                        pieces=line.fact.quantity if self._by_pieces else None,
                        late=self.late(line),
                        sold=self._sold(line),
                        exchanged=None if line.exchanged is None else AtRate(*line.exchanged),
                        otherwise=self.otherwise(line),
                        part=number,
                    ),
                )

    def _sold(self, line: Line) -> AsSold | None:
        """Return the quantity as it was sold, where it is counted in another unit."""
        held = self.slot.clause.measure.held(line)
        fact = line.fact
        return None if held is None or fact.quantity is None else AsSold(fact.quantity, fact.uom or "", held)

    @property
    def _summed(self) -> bool:
        """Whether the arithmetic asks for nothing but sums."""
        clause = self.slot.clause
        limits = clause.limits
        cut = (limits.free, limits.times, limits.cap_measure)
        return not clause.keeps_lines and all(bound is None for bound in cut)

    def otherwise(self, line: Line) -> Decimal | None:
        """Return how much of what a line brings was paid so that it does not earn; None where nothing was."""
        if line.document not in self.context.book.tenders:
            return None
        whole, late = self.context.tendered.whole(line), self.late(line)
        if late and line.fact.quantity:
            kept = Fraction(line.fact.quantity) / Fraction(line.fact.quantity + late)
            whole = whole._replace(fact=portion(whole.fact, Fraction(0), kept))
        if whole is line or whole.fact == line.fact or not isinstance(self.slot.clause.measure, Sum):
            return None
        ((full,), (left,)) = (self.slot.clause.measure.values((each,)) for each in (whole, line))
        return None if full is None or left is None else full - left

    def late(self, line: Line) -> Decimal | None:
        """Return how many pieces of a line came too late; None where pieces are not counted."""
        if self._turns is None or not self._turns.times.by_pieces or line.fact.quantity is None:
            return None
        place = bisect_left(self.slot.lines, line.order, key=attrgetter("order"))
        whole = self.slot.lines[place]
        span = self.context.ruling(self.slot.clause, line.day, self.slot.window)
        assert span is not None
        left = self.context.earning(span.rules.terms, span.rules.terms.clauses[self.clause], [whole])
        return sum((each.fact.quantity or ZERO for each in left), ZERO) - line.fact.quantity

    @property
    def _by_pieces(self) -> bool:
        limits = self.slot.clause.limits
        counted = limits.times is not None and limits.times.by_pieces
        return counted or (limits.free is not None and limits.free.quantity is not None)

    @property
    def _turns(self) -> Turns | None:
        return turns_of(self.clause, self.slot.clause, self.slot, self.context.book.member)

    def _use(self, line: Line) -> str | None:
        """Return for whom a line counts, where for each of them only so many do; a line that uses nothing, for none."""
        names = None if self._turns is None else next((key.names for key, _ in self._turns.asking((line,))), None)
        return None if names is None else ", ".join(names)

    def left_out(self) -> dict[str, list[str]]:
        """Return the facts that do not count, by the code of the reason.

        A person or party reads its own and those that name nobody.
        """
        left = self._left_out()
        reader = self._reader
        if reader is None:
            return left
        books = (self.context.book, *([self.context.own.book] if self.context.own else []))
        seen = (line for book in books for line in book.within(self.slot.window))
        mine = {line.fact.id for line in seen if reader.acted(line)}
        open_to_all = {"no_contact", "no_party"}
        own = {
            reason: [fact for fact in facts if fact in mine or reason in open_to_all] for reason, facts in left.items()
        }
        return {reason: facts for reason, facts in own.items() if facts}

    @property
    def _reader(self) -> Reader | None:
        """Who reads it, where it is not the company."""
        named = next((reason.contact for reason in self.reasons if reason.contact is not None), None)
        return self.party if named is None else Reader(named, self.slot.clause.reward.party)

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
        for reason, line in (*self._elsewhere(), *self._unheard(), *self._gone()):
            if line.fact.id not in known:
                left.setdefault(reason, []).append(line.fact.id)
        return left

    def _elsewhere(self) -> Iterator[tuple[str, Line]]:
        """Yield the lines that happened in the window and would count, but not here: matched, not invoiced or paid."""
        own, days = self.context.own, self.slot.window
        if own is None or self.slot.document is not None:
            return
        seen = {name for line in self.slot.lines for name in (line.fact.id, *line.returns)}
        left = {line.order for line in self.context.counted_on("occurred").book.lines}
        for line in own.book.within(up_to(days, own.today)):
            span = own.ruling(self.slot.clause, line.day, days)
            clause = span.clause(self.clause) if span else None
            if span is None or clause is None or line.fact.id in seen:
                continue
            if span.rules.sieve(clause.earn_on).refusal(line) is None:
                yield "other_day" if line.order in left else "matched", line

    def _unheard(self) -> Iterator[tuple[str, Line]]:
        """Yield the returns that name lines of the window and are left out by what they say of themselves."""
        if self.context.own is None or not any(way.leaving_out for way in self.context.ways):
            return
        places = {(line.fact.source, line.fact.document) for line in self.slot.lines}
        taken = {name for line in self.slot.lines for name in line.returns}
        for line in self.context.own.book.entries:
            named = line.fact.reverses
            there = named is not None and (line.fact.source, named.document) in places
            if there and line.fact.kind in NEGATIVE_KINDS and line.fact.id not in taken:
                yield "excluded", line

    def _gone(self) -> Iterator[tuple[str, Line]]:
        """Yield the lines of a document that earned nothing of which nothing is left, or that count on no day yet."""
        if self.slot.document is None or self.slot.lines:
            return
        own = (self.context.own or self.context).book
        left = {line.order for line in own.lines}
        around = {line.order for line in self._around()}
        for line in own.entries:
            if self.slot.document in {line.document, line.fact.id} and line.order not in around:
                yield "other_day" if line.order in left else "returned", line

    def _around(self) -> Sequence[Line]:
        """Return the lines among which those that count were found: of the window, or of the whole document."""
        if self.slot.document is None:
            return self.slot.lines
        days = self.context.book.within(self.slot.window)
        return [line for line in days if self.slot.document in {line.document, line.fact.id}]

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
