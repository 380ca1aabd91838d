"""The windows of today that an order falls into, with what has run in them."""

from collections.abc import Iterator
from dataclasses import dataclass

from ristorno.engine.counting.frame import Frame
from ristorno.engine.counting.memory import Memory
from ristorno.engine.counting.running import Running
from ristorno.engine.counting.slots import Slot
from ristorno.engine.counting.window import Window
from ristorno.engine.preview.brought import Brought
from ristorno.engine.preview.earned import Earned, Recount
from ristorno.engine.preview.plain import Amounts, Plain
from ristorno.engine.ruling.context import Context
from ristorno.kernel.number import ZERO


@dataclass(frozen=True, slots=True)
class Opened:
    """A window of today, or of any document of today without its lines, as the history leaves it to an order."""

    slot: Slot
    frame: Frame
    memory: Memory
    running: Running
    plain: Plain | None
    """The short way to its amounts, where they follow from one sum."""


@dataclass(frozen=True, slots=True)
class WideToday:
    """The wide window that holds today, with the amounts now."""

    agreement: str
    opened: Opened
    now: Amounts

    def earned(self, brought: Brought, recount: Recount) -> list[Earned]:
        """Return what an order changes."""
        slot, name, unit, now = self.opened.slot, self.opened.frame.name, self.opened.frame.unit, self.now
        window, label = slot.window, slot.label
        return [
            Earned(self.agreement, name, contact, unit, window, label, None, now.get(contact, ZERO), amount, recount)
            for contact, amount in self._amounts(brought).items()
        ]

    def _amounts(self, brought: Brought) -> Amounts:
        """Return the amounts with the order, those of now where no line of it counts and nothing else can move."""
        opened, plain = self.opened, self.opened.plain
        clause = opened.frame.clause
        steady = clause.qualify is None and clause.multiply is None
        if plain is not None:
            answer = brought.answer(plain.question)
            return self.now if steady and not answer.lines else plain.amounts(answer, brought)
        window = Window(brought.context, opened.frame, opened.slot, opened.memory.copy(), opened.running)
        return self.now if steady and window.empty else window.amounts()


@dataclass(frozen=True, slots=True)
class NarrowToday:
    """Documents or facts are windows of their own today; an order, which is one document, opens new ones."""

    agreement: str
    opened: Opened

    def earned(self, brought: Brought, recount: Recount) -> list[Earned]:
        """Return what an order earns by itself."""
        slot, name, unit = self.opened.slot, self.opened.frame.name, self.opened.frame.unit
        window, label = slot.window, slot.label
        return [
            Earned(self.agreement, name, contact, unit, window, label, key, ZERO, amount, recount)
            for key, amounts in self._amounts(brought)
            for contact, amount in amounts.items()
        ]

    @property
    def _by_fact(self) -> bool:
        return self.opened.frame.clause.window.shape == "fact"

    def _amounts(self, brought: Brought) -> Iterator[tuple[str, Amounts]]:
        """Yield the amounts of every window that the order opens."""
        plain = self.opened.plain
        if plain is None:
            yield from self._counted(brought.context)
        elif self._by_fact:
            for answer in brought.by_line(plain.question):
                yield answer.lines[0].fact.id, plain.amounts(answer, brought)
        elif (answer := brought.answer(plain.question)).lines:
            yield answer.lines[0].document, plain.amounts(answer, brought)

    def _counted(self, context: Context) -> Iterator[tuple[str, Amounts]]:
        frame, memory = self.opened.frame, self.opened.memory.copy()
        for key, slot in self._slots(context):
            yield key, Window(context, frame, slot, memory, self.opened.running).amounts()

    def _slots(self, context: Context) -> Iterator[tuple[str, Slot]]:
        lines = context.sift(self.opened.frame.readings[0].sieve)
        if self._by_fact:
            for line in lines:
                yield line.fact.id, self.opened.slot._replace(document=line.fact.id, lines=(line,))
        elif lines:
            yield lines[0].document, self.opened.slot._replace(document=lines[0].document, lines=lines)
