"""What the measure took from the lines of one part, line by line, and its sum."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import compress
from typing import NamedTuple, TypeAlias

from ristorno.engine.counting.tally import Item, Tally
from ristorno.engine.history.line import Line, Order
from ristorno.engine.history.portions import FINEST
from ristorno.engine.measures.base import MeasureKind, Seen, summed
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.limits import Bound, Free
from ristorno.kernel.number import ZERO, round_to

Run: TypeAlias = tuple[int, Sequence[Line]]
"""Lines in order that one version of the terms judges, with its number."""


class Measured(NamedTuple):
    """Lines in order, each with the version of the terms that judges it, its value, and its way along the brackets.

    A line that is None stands for a negative sum carried over from the window before.
    """

    lines: tuple[Line | None, ...]
    versions: tuple[int, ...]
    values: tuple[Decimal, ...]
    judged: tuple[Decimal, ...]
    free: tuple[Decimal, ...] = ()
    """What of each line is free and in no value any more; empty where nothing can be."""

    @property
    def measured(self) -> Decimal:
        """The sum of the values."""
        return sum(self.values, ZERO)

    def items(self) -> Iterator[tuple[Line | None, Item]]:
        """Yield every line with what it brings."""
        for line, version, value, judged in zip(self.lines, self.versions, self.values, self.judged, strict=True):
            fact, document = (line.fact.id, line.document) if line else ("", "")
            yield line, Item(fact, document, version, value, judged)

    def tally(self, *, keep: bool) -> Tally:
        """Return the sums by version; ``keep`` the items where bounds, stages or cuts need each of them."""
        judged = sum(self.judged, ZERO)
        versions = self.versions
        if versions and versions.count(versions[0]) == len(versions):
            paid = {versions[0]: judged if self.judged is self.values else self.measured}
        else:
            paid = dict.fromkeys(sorted(set(versions)), ZERO)
            for version, value in zip(self.versions, self.values, strict=True):
                paid[version] += value
        return Tally(paid, judged, tuple(item for _, item in self.items()) if keep else ())

    def carrying(self, carried: Decimal, version: int, *, same: bool) -> "Measured":
        """Return this with a sum carried over in front; ``version`` judges it where there are no lines.

        ``same``: what is measured also picks the bracket; another measure has nothing carried over.
        """
        first = self.versions[0] if self.versions else version
        free = (ZERO, *self.free) if self.free else ()
        values, judged = (carried, *self.values), (carried if same else ZERO, *self.judged)
        return Measured((None, *self.lines), (first, *self.versions), values, judged, free)

    def without(self, free: Free) -> "Measured":
        """Return this without the first of it, which is free."""
        pieces = [(line and line.fact.quantity) or ZERO for line in self.lines]
        left = tuple(_free_pieces(free.quantity, self.values, pieces) if free.quantity else _free(free, self.values))
        values = tuple([value - each for value, each in zip(self.values, left, strict=True)])
        return self._replace(values=values, judged=values, free=left)

    def capped(self, bound: Bound, before: Decimal, *, same: bool) -> "Measured":
        """Return this cut at ``cap_measure``, the first in order count; ``before`` was measured in the window already.

        ``same``: the cut value also picks the bracket.
        """
        seen: dict[str, Decimal] = {} if bound.per in {"fact", "document"} else {"": before}
        values = tuple(self._cut(line, value, bound, seen) for line, value in zip(self.lines, self.values, strict=True))
        return self._replace(values=values, judged=values if same else self.judged)

    def _cut(self, line: Line | None, value: Decimal, bound: Bound, seen: dict[str, Decimal]) -> Decimal:
        assert line is not None
        key = {"fact": line.fact.id, "document": line.document}.get(bound.per, "")
        before = seen.get(key, ZERO)
        seen[key] = before + value
        return _within(bound.amount, seen[key]) - _within(bound.amount, before)


def _within(bound: Decimal, value: Decimal) -> Decimal:
    """Return what counts of a sum: a return takes off no more than counted of what it takes back."""
    return max(min(value, bound), -bound)


def _free(free: Free, values: Sequence[Decimal]) -> Iterator[Decimal]:
    """Yield what of each value is free: all of the first facts, the first of their running sum, or both."""
    sum_before, before = ZERO, ZERO
    for number, value in enumerate(values, start=1):
        sum_before += value
        after = min(max(sum_before, ZERO), free.amount or ZERO)
        by_amount, before = after - before, after
        by_fact = value if number <= (free.facts or ZERO) else ZERO
        if free.mode in {"facts", "amount"}:
            yield by_fact if free.mode == "facts" else by_amount
        else:
            yield (min if free.mode == "first" else max)(by_fact, by_amount, key=abs)


def _free_pieces(number: Decimal, values: Sequence[Decimal], pieces: Sequence[Decimal]) -> Iterator[Decimal]:
    """Yield what of each value is free where the first pieces are, in ten-thousandths."""
    sum_before, before = ZERO, ZERO
    for value, own in zip(values, pieces, strict=True):
        sum_before += own
        after = min(max(sum_before, ZERO), number)
        yield round_to(Fraction(value) * Fraction(after - before) / Fraction(own), FINEST) if own else ZERO
        before = after


def lines_of(own: Sequence[Run]) -> Sequence[Line]:
    """Return all lines of some runs, in order."""
    if len(own) == 1:
        return own[0][1]
    return [line for _, lines in own for line in lines]


def _versions_of(own: Sequence[Run]) -> tuple[int, ...]:
    if len(own) == 1:
        version, lines = own[0]
        return (version,) * len(lines)
    return tuple([version for version, lines in own for _ in lines])


def measure(clause: Clause, own: Sequence[Run], seen: Seen) -> Measured:
    """Return what the clause's measure takes from the lines; lines that cannot be measured are not in it."""
    lines, versions = lines_of(own), _versions_of(own)
    found = clause.measure.values(lines, seen)
    values = tuple([value for value in found if value is not None])
    if len(values) < len(found):
        known = [value is not None for value in found]
        lines, versions = tuple(compress(lines, known)), tuple(compress(versions, known))
    return Measured(tuple(lines), versions, values, values)


def measure_by(
    clause: Clause, own: Sequence[Run], others: Sequence[Line], judged: Sequence[Decimal | None], version: int
) -> Measured:
    """Return what is paid on ``own`` lines, and how far the ``others`` move along the brackets, all in order.

    ``version`` judges the others where there are no lines of its own.
    """
    lines = lines_of(own)
    values = _by_place(lines, clause.measure.values(lines))
    moves = _by_place(others, judged)
    first = min((version for version, _ in own), default=version)
    known = {line.order: (line, first) for line in others}
    known |= {line.order: (line, version) for version, run in own for line in run}
    rows = [known[place] for place in sorted(known) if place in values or place in moves]
    return Measured(
        tuple(line for line, _ in rows),
        tuple(version for _, version in rows),
        tuple(values.get(line.order, ZERO) for line, _ in rows),
        tuple(moves.get(line.order, ZERO) for line, _ in rows),
    )


def proportion(parts: tuple[MeasureKind, MeasureKind], measured: Measured) -> tuple[Decimal, Decimal]:
    """Return one's own and the whole of the lines that were measured; what a line does not say counts as nothing."""
    lines = [line for line in measured.lines if line is not None]
    own, whole = (summed(part.values(lines)) for part in parts)
    return own, whole


def _by_place(lines: Sequence[Line], values: Sequence[Decimal | None]) -> Mapping[Order, Decimal]:
    # A fact that counts as it is paid is there several times, each time in another place of the order.
    return {line.order: value for line, value in zip(lines, values, strict=True) if value is not None}
