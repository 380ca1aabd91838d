"""The frame of a window: everything about it that the terms and the calendar alone decide.

It is made once, before any line is looked at, and serves every order that falls into the window.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ristorno.engine.counting.prorating import Portion, prorated
from ristorno.engine.counting.rows import in_row, index_of
from ristorno.engine.ruling.context import Context
from ristorno.engine.ruling.scope import Sieve
from ristorno.engine.ruling.timeline import Rules, Span
from ristorno.engine.terms.clause import Clause
from ristorno.kernel.period import Period


class Reading(NamedTuple):
    """A version of the clause that judges lines of the window: on which days, and by which set."""

    version: int
    span: Span
    clause: Clause
    days: Period
    sieve: Sieve


class Frame:
    """A clause as the terms of one span have it, with the versions that judge lines of one window.

    ``plain``: the amount follows from one sum of one version, so single lines can be forgotten once it is known who
    acted.
    """

    __slots__ = (
        "_clauses",
        "clause",
        "held",
        "multiplies",
        "name",
        "narrow",
        "plain",
        "readings",
        "rules",
        "span",
        "step",
        "unit",
        "version",
    )

    def __init__(
        self, context: Context, name: str, clause: Clause, span: Span, window: Period, held: Portion | None = None
    ) -> None:
        terms = span.rules.terms
        self.name = name
        self.held = held
        self.span = span
        self.rules: Rules = span.rules
        self.unit = terms.unit_of(clause)
        self.step = terms.step(self.unit)
        self.clause = prorated(clause, held, self.step)
        self.narrow = clause.window.narrow
        self.version = _version(context, name, self.rules)
        self.readings = tuple(self._read(context, window))
        self.multiplies = any(reading.clause.multiply is not None for reading in self.readings)
        self.plain = len(self.readings) == 1 and is_plain(clause)
        self._clauses: dict[tuple[int, ...], Mapping[int, Clause]] = {}

    def clauses(self, context: Context, versions: tuple[int, ...]) -> Mapping[int, Clause]:
        """Return the clause in each of some versions, in the order of versions."""
        known = self._clauses.get(versions)
        if known is None:
            spans = context.timeline.spans
            own = {
                version: spans[index_of(context, version)].rules.terms.clauses[self.name]
                for version in sorted(versions)
            }
            scaled = {version: prorated(clause, self.held, self.step) for version, clause in own.items()}
            known = {version: in_row(context, version, clause) for version, clause in scaled.items()}
            self._clauses[versions] = known
        return known

    def _read(self, context: Context, window: Period) -> Iterator[Reading]:
        """Yield the versions by which the lines of the window are judged, in the order of their days."""
        if self.clause.change != "by_fact" or self.clause.window.narrow:
            yield Reading(self.version, self.span, self.clause, window, self.rules.sieve(self.clause.earn_on))
            return
        for index, span in enumerate(context.timeline.spans):
            clause = span.clause(self.name)
            if clause is not None and window.start < span.days.end and span.days.start < window.end:
                sieve = span.rules.sieve(clause.earn_on)
                yield Reading(context.version(index, self.name), span, clause, window.cut(span.days), sieve)


def is_plain(clause: Clause) -> bool:
    """Return whether a sum is all that the arithmetic asks for: one part, no order of lines, nothing carried."""
    limits = clause.limits
    handing_on = (
        clause.negative == "carry"
        or limits.guarantee is not None
        or limits.shared is not None
        or limits.legal is not None
        or (limits.cap is not None and limits.cap.per == "member")
    )
    handing_on = handing_on or bool(clause.draws) or limits.times is not None
    alone = not (clause.pooled or clause.compares or clause.mechanic.proportion)
    whole = clause.reward.to == "company" or clause.reward.split is not None
    alone = alone and not clause.mechanic.row_gates
    one_part = clause.who.everybody and whole and alone
    return one_part and not handing_on and not clause.keeps_lines and limits.cap_measure is None and limits.free is None


def _version(context: Context, name: str, rules: Rules) -> int:
    """Return the number of the version by which a window is counted."""
    for index, span in enumerate(context.timeline.spans):
        if span.rules is rules:
            return context.version(index, name)
    raise AssertionError("the terms of a window are on the timeline")
