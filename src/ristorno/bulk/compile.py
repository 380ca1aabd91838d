"""A program with its agreements becomes a plan: steps that end with what everybody is owed, and what is left aside."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from ristorno.bulk.agreements import Owed, together
from ristorno.bulk.counting import grains
from ristorno.bulk.counting.calendars import calendars_of
from ristorno.bulk.counting.clauses import NAMED, Compiling, Everybody, holders_table
from ristorno.bulk.counting.ground import Ground, Holdings
from ristorno.bulk.counting.holders import Holders, holders_of
from ristorno.bulk.counting.looks import Facts
from ristorno.bulk.counting.payments import asked_of
from ristorno.bulk.likeness import Likeness
from ristorno.bulk.passes import Compiled, Measured, Pass, clause_of
from ristorno.bulk.plan.expressions import col
from ristorno.bulk.plan.relations import Join, Relation, Rows, Select, Step, Table, select, union
from ristorno.bulk.plan.sharing import share, tables_of
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation

OWED = "owed"
"""The relation of everything that is owed, not rounded away to nothing."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A clause of a contract that is counted member by member, and why."""

    agreement: str
    clause: str
    why: str


@dataclass(frozen=True)
class Plan:
    """The steps in order, and the answer, which reads them. Amounts are integers with ``decimals`` decimals."""

    ground: tuple[Step, ...]
    """Who has which terms, and facts summed once."""
    clauses: tuple[Step, ...]
    """What is owed by every clause of every timeline."""
    decimals: int
    compiled: tuple[tuple[str, str], ...]
    """Contract and clause of everything that the steps count."""
    beside: tuple[Beside, ...]
    apart: tuple[str, ...] = ()
    """Members that no step counts: all that they are given is counted one by one."""
    units: tuple[str, ...] = ()
    """All units that any version of the terms pays in."""
    measured: tuple[Measured, ...] = ()
    """What clauses that read a table of rates measured, window by window."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps but the answer: what clauses have in common is worked out once."""
        return (*self.ground, *self.shared[0])

    @property
    def parts(self) -> tuple[Step, ...]:
        """What is owed by every clause, over what :attr:`steps` have worked out."""
        pairs = zip(self.clauses, self.shared[1], strict=True)
        return tuple(replace(step, relation=_told(replace(step, relation=relation))) for step, relation in pairs)

    @property
    def answer(self) -> Step:
        """Everything that is owed."""
        parts = [step.relation for step in self.parts]
        return Step(OWED, union([NOTHING_OWED, *parts]), "What everybody is owed")

    @cached_property
    def shared(self) -> tuple[list[Step], list[Relation]]:
        """What several clauses measure alike, and the clauses that read it."""
        return share([step.relation for step in self.clauses])


def compile_program(calculation: Calculation, moment: Moment, holdings: Holdings, facts: Facts) -> Plan:
    """Return the plan of a program for a question, over facts of which so much is known."""
    (plan,) = compile_programs([calculation], moment, holdings, facts)
    return plan


def compile_programs(
    calculations: Sequence[Calculation],
    moment: Moment,
    holdings: Holdings,
    facts: Facts,
    *,
    tables: bool = False,
) -> list[Plan]:
    """Return the plans of several programs that stand on the same sums of facts; ``tables``: with ``measured``."""
    programs = [
        _Program(
            each,
            holders_of(each, moment, holdings.first_day, tendered=holdings.tendered, apart=holdings.apart),
            marked=calendars_of(each, moment) == holdings.calendars,
            told=asked_of([each]).within(holdings.payments, tendered=holdings.tendered),
            apart=holdings.apart,
        )
        for each in calculations
    ]
    ground = _asked(programs, holdings)
    ground.settle(facts)
    last = Pass(ground, tables=tables)
    compiled = [program.clauses(last) for program in programs]
    summed = (*grains.steps(ground), *ground.steps.values())
    return [program.plan(summed, steps) for program, steps in zip(programs, compiled, strict=True)]


def _asked(programs: Sequence["_Program"], holdings: Holdings) -> Ground:
    """Return a ground of which all is asked that is needed, and nothing by clauses that are not compiled."""
    aside: int | None = None
    while True:
        one = Pass(Ground(holdings))
        for program in programs:
            program.clauses(one)
        before, aside = aside, sum(len(program.beside) for program in programs)
        if aside in {before, 0}:
            return one.ground


class _Program:
    """One program while it is compiled, with what is learned in one pass for the next."""

    def __init__(
        self, calculation: Calculation, holders: Sequence[Holders], *, marked: bool, told: bool, apart: tuple[str, ...]
    ) -> None:
        self.holders = holders
        self.apart = apart
        self.marked = marked
        """Whether the facts hold what its calendars make, and no more."""
        self.told = told
        """Whether all is told of payments that it asks for."""
        self.likeness = Likeness(calculation, [span.rules.terms for each in holders for span in each.timeline.spans])
        self.decimals = _decimals(holders)
        self.beside: dict[tuple[str, str], str] = {}
        self.measured: list[Measured] = []

    def clauses(self, one: Pass) -> list[Owed]:
        """Return what is owed by every clause of every timeline; what that needs is asked of the ground."""
        self.measured = []
        return list(self._clauses(one))

    def plan(self, summed: tuple[Step, ...], owed: Sequence[Owed]) -> Plan:
        """Return the plan."""
        tables, clauses = together(owed, summed)
        keys = dict.fromkeys((each.agreement, name) for each in self.holders for name in each.clauses())
        compiled = tuple(key for key in keys if key not in self.beside)
        told = tuple(Beside(*key, why) for key, why in sorted(self.beside.items()))
        named = tables_of([*(step.relation for step in (*summed, *clauses))])
        members = [step for step in _members(self.holders, self.apart) if step.name in named]
        ground = (*members, *tables, *summed)
        units = {unit for each in self.holders for span in each.timeline.spans for unit in span.rules.terms.steps}
        return Plan(
            ground,
            tuple(clauses),
            self.decimals,
            compiled,
            told,
            self.apart,
            tuple(sorted(units)),
            tuple(self.measured),
        )

    def _clauses(self, one: Pass) -> Iterator[Owed]:
        alone = not self.apart and all(each.members is None for each in self.holders)
        everybody = Everybody(self.holders, clause_of)
        for each in self.holders:
            for name in each.clauses():
                key = each.agreement, name
                if key in self.beside:
                    continue
                compiled = self._compiled(one, each, name, everybody, alone=alone)
                if compiled.why is not None:
                    self.beside[key] = compiled.why
                elif compiled.relation is not None:
                    self.measured += compiled.measured
                    yield Owed(each, name, compiled.relation)

    def _compiled(self, one: Pass, holders: Holders, name: str, everybody: Everybody, *, alone: bool) -> Compiled:
        if not self.marked:
            return Compiled(why="calendar facts that not all programs make")
        if not self.told:
            return Compiled(why="payments that not all programs ask for")
        ground = one.ground.as_seen(holders.seen(name))
        return one.clause(Compiling(ground, holders, name, self.decimals, alone, everybody), self.likeness.of(name))


def _members(holders: Sequence[Holders], apart: Sequence[str]) -> Iterator[Step]:
    """Yield the members of every timeline that does not belong to everybody, and all that are not everybody."""
    named = [each for each in holders if each.members is not None]
    for each in named:
        yield Step(holders_table(each), _of_members(each.members or ()), f"Members under {each.agreement}")
    if named or apart:
        everyone = sorted({member for each in named for member in each.members or ()}.union(apart))
        yield Step(NAMED, _of_members(everyone), "Members that agreements name, or that stand apart")


def _of_members(ids: Sequence[str]) -> Relation:
    listed = Rows((("id", "text"),), tuple((each,) for each in ids))
    return select(Join(Table("members"), listed, ("id",)), {"member": col("member")})


def _decimals(holders: Sequence[Holders]) -> int:
    """Return the decimals of the finest unit."""
    steps = [step for each in holders for span in each.timeline.spans for step in span.rules.terms.steps.values()]
    return max((_places(step) for step in steps), default=0)


def _places(step: Decimal) -> int:
    exponent = step.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return max(0, -exponent)


NOTHING_OWED = Rows(
    (
        ("member", "integer"),
        ("contact", "integer"),
        ("party", "text"),
        ("owner", "text"),
        ("document", "integer"),
        ("line", "text"),
        ("agreement", "text"),
        ("clause", "text"),
        ("unit", "text"),
        ("label", "text"),
        ("start", "day"),
        ("last", "day"),
        ("amount", "integer"),
        ("status", "text"),
        ("low", "integer"),
        ("high", "integer"),
    ),
    (),
)
"""The columns of what is owed."""


def _told(step: Step) -> Relation:
    columns = tuple((name, col(name)) for name, _ in NOTHING_OWED.columns)
    return Select(step.relation, columns, title=step.title)
