"""What clauses of all windows have in common while they are compiled: the holders' facts, and what is refused."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from ristorno.bulk.counting.grains import grain_of
from ristorno.bulk.counting.ground import Grain, Ground
from ristorno.bulk.counting.groups import refuse_pooled
from ristorno.bulk.counting.holders import Holders
from ristorno.bulk.counting.measuring import source
from ristorno.bulk.counting.seen import seen_when
from ristorno.bulk.counting.sorts import days_of
from ristorno.bulk.counting.tenders import Tendering
from ristorno.bulk.plan.expressions import NO_TEXT, NULL, TRUE, Expression, among, call, col, value, within
from ristorno.bulk.plan.numbers import NARROW, Number
from ristorno.bulk.plan.relations import Join, Kept, Relation, Table
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.counting.frame import Frame
from ristorno.engine.counting.slots import Slot
from ristorno.engine.history.counted_on import CountOn
from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.measures.count import Count
from ristorno.engine.ruling.timeline import Rules
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.sets import FactSet
from ristorno.kernel.period import ALWAYS, DAY, FIRST_DAY, LAST_DAY, Period

NAMED = "members with agreements"
"""The relation of all members that agreements name, and of those that stand apart and are counted one by one."""


def holders_table(holders: Holders) -> str:
    """Return the name of the relation of members that have a timeline: equal names mean equal members.

    Variants of a simulation share what has one name, and a timeline may be for others in another program.
    """
    digest = hashlib.sha256("\n".join(holders.members or ()).encode()).hexdigest()
    return f"members under {holders.agreement}, {holders.number}, {digest[:8]}"


@dataclass(frozen=True, slots=True)
class Everybody:
    """All timelines of a program in one pass, for clauses in which members of different timelines meet."""

    holders: Sequence[Holders]
    owed: "Callable[[Compiling], Relation | None]"
    """Returns what the holders of a clause are owed by it, for clauses that build on it."""
    found: dict[tuple[str, str], object] = field(default_factory=dict)
    """What was worked out once for all that have a clause, by what it is and the name of the clause."""
    most: dict[tuple[int, str], Callable[[], int]] = field(default_factory=dict)
    """What the amounts of a clause on a timeline cannot pass together, in the finest decimals, once it is compiled."""

    def most_of(self, compiling: "Compiling") -> int:
        """Return what all that a clause gives a member cannot pass; raises :class:`NotCompiled`."""
        most = self.most.get((compiling.holders.number, compiling.name))
        if most is None:
            raise NotCompiled("what other clauses give by document, or hand on")
        return most()


@dataclass(frozen=True, slots=True)
class Compiling:
    """A clause of one timeline while it is compiled."""

    ground: Ground
    holders: Holders
    name: str
    decimals: int
    """In how many decimals all amounts of the program are kept."""
    alone: bool
    """Whether no agreement names anybody, so that everybody has this timeline."""
    everybody: Everybody

    def slots(self) -> list[tuple[int, Slot, Frame]]:
        """Return the windows of many days in order, each with its number and frame."""
        return [(number, slot, frame) for number, (slot, frame) in enumerate(self.holders.wide(self.name), 1)]

    def fellows(self) -> "Iterator[Compiling]":
        """Yield the clause of this name on every timeline that has it."""
        for holders in self.everybody.holders:
            if self.name in holders.clauses():
                if holders.seen(self.name) != self.ground.seen:
                    raise NotCompiled("members together whose facts count on different days, or not alike")
                yield replace(self, holders=holders)

    @property
    def person(self) -> bool:
        """Whether the member is a person itself, who needs no consent."""
        return self.holders.timeline.contract.person

    @property
    def own(self) -> "Compiling":
        """The clause where every fact counts on its own day: as levels count them."""
        return self if not self.ground.seen else replace(self, ground=self.ground.own)

    def counted_on(self, count_on: CountOn | None, net_of: Sequence[str] | None = None) -> "Compiling":
        """Return the clause where facts count in another way (None: in its own), less what some tenders paid."""
        own = self.ground.seen
        seen = replace(own, tenders=None) if count_on is None else seen_when(count_on, matched=own.matched)
        if net_of and self.ground.holdings.tendered:
            if seen.days:
                raise NotCompiled("a condition without what tenders paid, where facts count when they are paid")
            seen = replace(seen, tenders=Tendering.less(net_of))
        return self if seen == self.ground.seen else replace(self, ground=self.ground.as_seen(seen))

    def beside(self, name: str) -> "Compiling":
        """Return another clause of the same timeline."""
        return replace(self, name=name, ground=self.ground.as_seen(self.holders.seen(name)))

    @property
    def documents(self) -> tuple[str, ...]:
        """The columns that tell windows of single documents apart; one may be paid on several days."""
        return ("member", "document", "day") if self.ground.seen.days else ("member", "document")

    def facts(self, grain: Grain) -> Relation:
        """Return the facts of the holders in a grain."""
        return self.held(grain_of(self.ground, grain))

    def held(self, relation: Relation) -> Relation:
        """Return the rows of the holders."""
        if self.alone:
            return relation
        if self.holders.members is None:
            return Join(relation, Table(NAMED), ("member",), "anti")
        return Join(relation, Table(holders_table(self.holders)), ("member",), "semi")

    def measured(self, measure: MeasureKind, grain: Grain) -> Relation:
        """Return what a measure counts of the holders in a grain: facts, or things that are counted once."""
        things = source(self.ground, grain, measure)
        return self.facts(grain) if things is None else self.held(things)

    def keep(self, relation: Relation, what: str) -> Kept:
        """Return a relation that is worked out once, because it is asked for more than once."""
        return Kept(relation, f"{what}: clause {self.name} of {self.holders.agreement}")

    def kept(self, amount: Number) -> Expression:
        """Return an amount in the finest decimals of any unit; in 64 bits where that is proven to be enough."""
        if amount.decimals > self.decimals:
            raise NotCompiled("an amount finer than its unit")
        scaled = amount.scaled(self.decimals)
        return call("narrow" if scaled.most <= NARROW else "wide", scaled.expression)

    def named(self, clause: Clause, rules: Rules) -> Mapping[str, Expression]:
        """Return the columns that are the same for everything that a clause gives."""
        return {
            "agreement": value(self.holders.agreement),
            "clause": value(self.name),
            "unit": value(rules.terms.unit_of(clause)),
        }

    def held_days(self, rules: Rules, facts: FactSet, days: Period) -> Period:
        """Return the part of some days on which a set may hold facts; nothing is summed over its ends.

        Where facts count on other days, the days of the set are those on which they happened, which sorts tell.
        """
        first, last = (None, None) if self.ground.seen.days else days_of(rules.terms, facts)
        held = days.cut(Period(first or FIRST_DAY, last + DAY if last else LAST_DAY))
        self.ground.cut(held)
        return held

    def on_days(self, rules: Rules, facts: FactSet) -> Expression:
        """Return whether a fact lies on the days that a set holds; nothing is asked where all days are meant."""
        held = self.held_days(rules, facts, ALWAYS)
        return TRUE if held == ALWAYS else within(col("day"), held.start, held.end)

    def refuse(self, clause: Clause) -> None:
        """Raise what no clause can say in the plan yet."""
        seen = self.ground.seen
        if clause.pooled:
            refuse_pooled(self.holders, self.name, clause, alone=self.alone)
        asked = {
            "several members together, of whom one stands apart": clause.needs_population
            and bool(self.ground.holdings.apart),
            "a condition on several members together": clause.together and not clause.pooled,
            "conditions on every person or party apart": clause.asks_apart or clause.rows_ask_apart,
            "what other clauses have given in advance": bool(clause.less),
            "rows picked by what other clauses give": _picked_by_results(clause),
            "documents by rows of a rate": _documents_by_row(clause),
            "returns matched, where tenders paid": seen.matched and self.ground.holdings.tendered,
            "what was paid with tenders, in terms that change": len(self.holders.tenderings(self.name)) > 1,
            "what was paid with tenders, where facts count when they are invoiced or paid": bool(
                seen.days and seen.tenders
            ),
            "what other clauses give": clause.window.narrow and bool(clause.measure.draws.clauses),
        }
        for what, is_asked in asked.items():
            if is_asked:
                raise NotCompiled(what)


def one_measure(clauses: Iterable[Clause]) -> MeasureKind:
    """Return what clauses measure; raises :class:`NotCompiled` where that changes."""
    measures = {id(clause.measure): clause.measure for clause in clauses}.values()
    found = {repr(measure): measure for measure in measures}
    if len(found) > 1:
        raise NotCompiled("a measure that changes")
    return next(iter(found.values()))


OWED: Mapping[str, Expression] = MappingProxyType(
    {"contact": NULL, "party": NO_TEXT, "owner": NO_TEXT, "document": NULL, "line": NO_TEXT}
)
"""What identifies an amount besides member and window, where a clause does not tell apart by it."""


def unnamed() -> Mapping[str, Expression]:
    """Return the columns of an amount of the company itself for a whole window."""
    return OWED


def is_in(column: str, numbers: Sequence[int]) -> Expression:
    """Return whether a column holds one of some numbers."""
    return among(col(column), numbers)


def _picked_by_results(clause: Clause) -> bool:
    measure = clause.mechanic.picked_by
    return measure is not None and bool(measure.draws.clauses)


def _documents_by_row(clause: Clause) -> bool:
    """Return whether documents are counted that may lie in several rows: each counts in that of its first line."""
    keyed, measure = clause.mechanic.keyed, clause.measure
    if keyed is None or not isinstance(measure, Count) or measure.count != "documents":
        return False
    return any(part.kind not in _OF_THE_DOCUMENT for part in keyed.parts())


_OF_THE_DOCUMENT = frozenset({"segment", "level"})
"""What a row may be picked by that is the same for all lines of a document."""
