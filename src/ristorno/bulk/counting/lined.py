"""Lines that count, one by one and in order: what each brings to its window, and which version of the terms judges it.

What depends on the order of lines is counted over them: how often something counts, what is free, what is measured at
most. So is what no sum of lines keeps apart. Everything else is summed before it is looked at.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ristorno.bulk.counting.bounded_lines import capped, without_free
from ristorno.bulk.counting.bracketed import JUDGED, JUDGED_KNOWN
from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.counting.measuring import counts_values
from ristorno.bulk.counting.of_line import OfLine
from ristorno.bulk.counting.portions import PIECES, Portions
from ristorno.bulk.counting.turns import Turns
from ristorno.bulk.mechanics import cuts_lines
from ristorno.bulk.plan.expressions import Expression, call, col, negated, some, value
from ristorno.bulk.plan.numbers import NARROW, Number
from ristorno.bulk.plan.relations import Kept, Relation, Summary, Summed, aggregate, filtered, select, union
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.measures.count import Count
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.limits import Limits

VALUE, MOVED, VERSION = "value", "moved", "version"


def by_line(clause: Clause) -> bool:
    """Return whether a clause counts lines: for their order, one by one, or because no sum keeps apart what it asks."""
    reward, keyed = clause.reward, clause.mechanic.keyed is not None
    by_person = reward.apart or reward.among_persons
    # Of what picks the row of a table there are sums by window and document alone.
    picked = clause.mechanic.picked_by is not None and (reward.apart or clause.window.shape == "fact")
    apart = (by_person and (keyed or _counts(clause))) or (keyed and counts_values(clause.measure))
    return in_order(clause) or bool(clause.stages) or picked or apart


def refuse_dated(compiling: Compiling, clause: Clause) -> None:
    """Raise what the plan cannot say of facts that count when they are invoiced or paid."""
    others = clause.needs_population or clause.reward.hands or clause.limits.shared is not None
    others = others or bool(clause.measure.draws.clauses)
    if compiling.ground.seen.days and (by_line(clause) or others or clause.mechanic.proportion is not None):
        raise NotCompiled("single lines, other members or clauses, where facts count when they are invoiced or paid")


def in_order(clause: Clause) -> bool:
    """Return whether what a clause counts depends on the order of lines."""
    limits = clause.limits
    ordered = limits.times is not None or limits.free is not None or limits.cap_measure is not None
    return ordered or cuts_lines(clause.mechanic)


def placed(clause: Clause) -> tuple[Literal["place"], ...]:
    """Return the column of the place of a line, where a clause asks for it: finding it puts all lines in order."""
    asks = in_order(clause) or _counts(clause) or clause.mechanic.picked_by is not None
    return ("place",) if asks else ()


def _counts(clause: Clause) -> bool:
    return isinstance(clause.measure, Count) and clause.measure.count != "facts"


@dataclass(frozen=True, slots=True)
class Lined:
    """Lines by window with what each brings."""

    relation: Relation
    keys: tuple[str, ...]
    """The columns that tell windows, and parts that are counted apart, from each other."""
    value: Number
    """The column of what a line brings."""
    moved: Number | None = None
    """The column of how far it moves along the rows of a table, where another measure picks the row."""

    def kept(self, compiling: Compiling) -> "Lined":
        """Return the lines worked out once."""
        return replace(self, relation=compiling.keep(self.relation, "Lines that count"))

    def summed(
        self, versions: Iterable[int], *, known: bool, by: Sequence[str] = (), more: Mapping[str, Summed] | None = None
    ) -> Relation:
        """Return by window what was measured under every version, and how many lines say it if ``known``.

        ``by``: also by these columns; ``more``: what else is told of the lines of a window.
        """
        how: Summary = "sum" if self.value.most <= NARROW else "total"
        held = {version: call("=", col(VERSION), value(version)) for version in versions}
        values = {f"paid_{version}": Summed(how, self.value.expression, own) for version, own in held.items()}
        if known:
            values |= {f"known_{version}": Summed("count", value(1), own) for version, own in held.items()}
        if self.moved is not None:
            values |= {JUDGED: Summed("sum", self.moved.expression), JUDGED_KNOWN: Summed("count", value(1))}
        return aggregate(self.relation, {name: col(name) for name in (*self.keys, *by)}, {**values, **(more or {})})

    @staticmethod
    def joined(parts: Sequence["Lined"], columns: Sequence[str]) -> "Lined":
        """Return lines of several windows together, with some of their columns."""
        decimals = max(part.value.decimals for part in parts)
        scaled = [part.value.scaled(decimals) for part in parts]
        kept: dict[str, Expression] = {name: col(name) for name in columns}
        most, moved = max(number.most for number in scaled), parts[0].moved
        kept |= {} if moved is None else {MOVED: moved.expression}
        relations = [
            select(part.relation, {**kept, VALUE: number.expression})
            for part, number in zip(parts, scaled, strict=True)
        ]
        moved = None if moved is None else moved.named(MOVED)
        return Lined(union(relations), parts[0].keys, Number(col(VALUE), decimals, most), moved)

    def moving(self, others: Relation, columns: Sequence[str]) -> "Lined":
        """Return lines together with those of another set, which are not paid on but move along the rows."""
        assert self.moved is not None
        kept = {name: col(name) for name in columns}
        own = select(self.relation, {**kept, VALUE: col(VALUE), MOVED: col(MOVED)})
        both = union([own, select(others, {**kept, VALUE: value(0), MOVED: col(MOVED)})])
        keys = dict.fromkeys((*self.keys, "place"))
        values = {name: Summed("least", col(name)) for name in columns if name not in keys}
        sums = {name: Summed("sum", col(name)) for name in (VALUE, MOVED)}
        return replace(self, relation=aggregate(both, {name: col(name) for name in keys}, {**values, **sums}))


@dataclass(frozen=True, slots=True)
class Limiting:
    """Lines that were asked what they say, while the limits of their windows are laid on them."""

    of: OfLine
    keys: tuple[str, ...]
    picked: OfLine | None = None
    """What moves a line along the rows of a table, where that is another measure."""

    def told(self, lines: Relation) -> Relation:
        """Return lines with what each says by itself."""
        lines = self.of.told(lines)
        return lines if self.picked is None or self.picked.measure.of is not None else self.picked.told(lines)

    def limited(self, lines: Relation, limits: Limits) -> Lined:
        """Return the lines that can be measured, without what is free, up to what is measured at most."""
        in_part = limits.times is not None and limits.times.by_pieces
        portions = Portions(self.of.ground.reckoning) if in_part else None
        found, measured, moved = self.of.measured(lines, self.keys, portions), self.of.shape, None
        says = [negated(call("is null", col(VALUE)))]
        if self.picked is not None:
            measured, moved = _or_nothing(measured), _or_nothing(self.picked.shape)
            if self.picked.measure.of is None:
                found = self.picked.measured(found, self.keys, portions)
                says.append(negated(call("is null", col(MOVED))))
            else:
                moved = replace(moved, expression=value(0))
        found = filtered(found, some(says))
        if limits.free is not None:
            found, measured = without_free(found, self.keys, limits.free, measured, _quantity(in_part=in_part))
        if limits.cap_measure is not None:
            found, measured = capped(found, self.keys, limits.cap_measure, measured)
        return Lined(found, self.keys, measured, moved)


def _or_nothing(number: Number) -> Number:
    return replace(number, expression=call("coalesce", number.expression, value(0)))


def _quantity(*, in_part: bool) -> Expression:
    """Return how many pieces of a line count."""
    return call("coalesce", col(PIECES), col("quantity")) if in_part else col("quantity")


def siblings(compiling: Compiling) -> Iterator[Compiling]:
    """Yield the clause in every timeline that a member may have besides this one, and in this one."""
    own = compiling.holders.members
    of_all = any(_of_all(clause) for _, clause in compiling.holders.spans(compiling.name))
    for each in compiling.everybody.holders:
        shares = own is not None and each.members is not None and not set(own).isdisjoint(each.members)
        if (each is compiling.holders or shares or of_all) and any(True for _ in each.spans(compiling.name)):
            yield replace(compiling, holders=each)


def _of_all(clause: Clause) -> bool:
    return clause.limits.times is not None and clause.limits.times.of_all


def turns_of(compiling: Compiling) -> Turns | None:
    """Return who asks how often something counts; None where it counts as often as it happens."""
    clauses = [clause for each in siblings(compiling) for _, clause in each.holders.spans(compiling.name)]
    found = {
        (times.per, times.over, times.counts): times for each in clauses if (times := each.limits.times) is not None
    }
    if len(found) > 1 or len({clause.window.narrow for clause in clauses}) > 1:
        raise NotCompiled("how often something counts, in terms that change")
    return Turns(compiling, next(iter(found.values()))) if found else None


def used(compiling: Compiling, turns: Turns, asking: Iterable[Relation]) -> Kept:
    """Return the turns that all lines ask for, in whatever timeline of their member, worked out once."""
    return Kept(turns.uses(list(asking)), f"Turns in order: clause {compiling.name}")
