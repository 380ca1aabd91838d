"""Which lines of a window count: in the set, of those for whom the clause is, by the version that judges them.

What does not count is left out by reason: ``left`` collects the facts by the code of the reason.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from ristorno.engine.counting.frame import Frame, Reading
from ristorno.engine.counting.measured import Run
from ristorno.engine.counting.owners import belonging
from ristorno.engine.counting.parts import COMPANY, Part, part_of
from ristorno.engine.counting.rows import Picker
from ristorno.engine.counting.slots import Slot
from ristorno.engine.history.line import Line
from ristorno.engine.mechanics.keyed import Keyed
from ristorno.engine.ruling.context import Context
from ristorno.engine.ruling.results import joined
from ristorno.kernel.lightweight import lightweight

Left: TypeAlias = dict[str, list[str]]


def lines_in(context: Context, frame: Frame, slot: Slot, reading: Reading) -> Sequence[Line]:
    """Return the lines of a window that lie in the set and are judged by a version."""
    lines = slot.lines if frame.narrow else context.held(reading.sieve, reading.days)
    return context.earning(reading.span.rules.terms, reading.clause, lines)


@lightweight
class Gathering:
    """The lines of a window while they are gathered."""

    context: Context
    frame: Frame
    slot: Slot

    def apart(self, left: Left, known: Iterable[Part] = ()) -> Mapping[Part, Sequence[Run]]:
        """Return the lines that the clause is for, by part; ``known`` parts come first, with or without lines."""
        if self.slot.owner is not None:
            return {Part(None, consented=True, owner=self.slot.owner): self.counting(left)}
        if not self.frame.clause.reward.apart:
            return {COMPANY: self.counting(left)}
        parts: dict[Part, list[Run]] = {part: [] for part in known}
        for version, lines in self.counting(left):
            own: dict[Part, list[Line]] = {}
            for line in lines:
                part = part_of(self.context, self.frame.clause.reward, line)
                if isinstance(part, str):
                    left.setdefault(part, []).append(line.fact.id)
                else:
                    own.setdefault(part, []).append(line)
            for part, brought in own.items():
                parts.setdefault(part, []).append((version, brought))
        return parts

    def counting(self, left: Left) -> list[Run]:
        """Return the lines that lie in the set and whose member the clause is for, by the version that judges them."""
        runs: list[Run] = []
        for reading in self.frame.readings:
            lines = lines_in(self.context, self.frame, self.slot, reading)
            if self.slot.owner is not None:
                lines = self._belonging(reading, lines, left)
            elif not reading.clause.who.everybody:
                lines = self._concerned(reading, lines, left)
            if reading.clause.measure.draws.clauses:
                lines = self._with_results(reading, lines)
            keyed = reading.clause.mechanic.keyed
            if keyed is not None:
                runs += self._by_row(reading, keyed, lines, left)
            elif lines or len(self.frame.readings) == 1:
                runs.append((reading.version, lines))
        return runs

    def _by_row(self, reading: Reading, keyed: Keyed, lines: Sequence[Line], left: Left) -> Iterator[Run]:
        """Yield the lines by the row of the rate that holds for them."""
        for version, own in Picker(self.context, reading.span.rules, keyed).runs(reading.version, lines):
            if version is None:
                left.setdefault("no_row", []).extend(line.fact.id for line in own)
            else:
                yield version, own

    def _belonging(self, reading: Reading, lines: Sequence[Line], left: Left) -> Sequence[Line]:
        """Return the member's own lines from while it belonged to those who are counted together."""
        own = belonging(self.context, reading.clause.whose, self.slot.owner, lines)
        if len(own) < len(lines):
            held = {id(line) for line in own}
            left.setdefault("not_in_group", []).extend(line.fact.id for line in lines if id(line) not in held)
        return own

    def _with_results(self, reading: Reading, lines: Sequence[Line]) -> Sequence[Line]:
        """Return the lines with what other clauses gave in the window, or for the document."""
        days = self.slot.window if self.frame.narrow else reading.days
        results = self.context.drawn(reading.clause.measure.draws, days)
        if self.frame.narrow:
            results = [[line for line in each if line.document == self.slot.document] for each in results]
        return joined(lines, results)

    def _concerned(self, reading: Reading, lines: Sequence[Line], left: Left) -> Sequence[Line]:
        who, rules, window = reading.clause.who, reading.span.rules, self.slot.window
        concerned = [line for line in lines if self.context.concerns(who, rules, line, window)]
        if len(concerned) < len(lines):
            held = {id(line) for line in concerned}
            left.setdefault("not_for", []).extend(line.fact.id for line in lines if id(line) not in held)
        return concerned
