"""A simulation: all variants compiled onto the same sums of facts, then counted one after the other.

Facts are summed once, whatever the number of variants; what two variants measure alike is measured once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import duckdb

from ristorno.bulk.compile import Plan, compile_programs
from ristorno.bulk.counting.payments import asked_of
from ristorno.bulk.passes import Measured
from ristorno.bulk.plan.relations import Relation, Step
from ristorno.bulk.plan.sharing import Shared, share
from ristorno.bulk.running import Held, work_out
from ristorno.bulk.settle import working
from ristorno.bulk.simulate.beside import beside
from ristorno.bulk.simulate.costs import breaches, by_member, count_sales
from ristorno.bulk.simulate.given import Given, Part, Total
from ristorno.bulk.simulate.outcome import Breach, Outcome, Simulated
from ristorno.bulk.simulate.question import Question
from ristorno.bulk.simulate.thresholds import thresholds_of
from ristorno.bulk.simulate.variants import Variant
from ristorno.bulk.stores.parquet import Reading, open_flat
from ristorno.bulk.wanted import enroll, holdings_of, told_besides
from ristorno.intake import Store
from ristorno.intake.progress import Progress, silent
from ristorno.kernel.problem import Problem, Refused


def simulate(
    variants: Sequence[Variant],
    store: Store,
    question: Question,
    *,
    memory_limit: str = "1GB",
    show: Progress = silent,
    known: Callable[[Variant], Outcome | None] = lambda variant: None,
    keep: Callable[[Variant, Outcome], None] = lambda variant, outcome: None,
) -> Simulated:
    """Return what every variant comes to; the first is the one that the others are compared with.

    ``known`` gives what an interrupted run has found already, ``keep`` is told each outcome as it is found.

    Raises:
        Refused: there are no facts, the store is damaged, the disk is full.
    """
    first = variants[0].calculation.program
    if any(Reading.of(each.calculation.program.terms) != Reading.of(first.terms) for each in variants):
        reason = "The programs differ in time zone, currency or tenders, so they do not read the same facts."
        raise Refused([Problem("simulate.other_facts", reason, "Simulate them one after the other.")])
    calculations = [variant.calculation for variant in variants]
    with working(memory_limit) as connection:
        show(0.0, "Bringing the facts up to date")
        with open_flat(
            store,
            Reading.of(first.terms),
            question.moment,
            connection,
            memory_limit=memory_limit,
            asked=asked_of(calculations),
        ) as extent:
            enroll(connection, variants[0].calculation)
            holdings = holdings_of(extent)
            if holdings is None:
                raise Refused([Problem("simulate.no_facts", "There are no facts to simulate over.", "Import some.")])
            holdings = told_besides(connection, calculations, question.moment, holdings)
            plans = compile_programs(calculations, question.moment, holdings, Held(connection), tables=True)
            sales = count_sales(connection, question.window)
            trial = _Trial(connection, store, variants, plans, question)
            outcomes = tuple(trial.outcomes(show, known, keep))
    told = {f"{each.clause}: {each.why}" for plan in plans for each in plan.beside}
    return Simulated(
        program=first.id,
        as_of=question.moment.as_of,
        window=str(question.window) if question.window else None,
        sales=sales,
        outcomes=outcomes,
        near=question.near,
        over=question.over,
        floor=question.floor,
        beside=tuple(sorted(told)),
        money=frozenset(name for name, unit in first.terms.units.items() if unit.kind == "money"),
    )


class _Trial:
    """All variants while they are counted."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        store: Store,
        variants: Sequence[Variant],
        plans: Sequence[Plan],
        question: Question,
    ) -> None:
        self.connection = connection
        self.store = store
        self.variants = variants
        self.plans = plans
        self.question = question
        self.scale = max(plan.decimals for plan in plans)
        """The decimals in which amounts of all variants are compared."""
        self.given = Given(connection, self.scale, _finest(variants))
        self.relations: list[Relation] = []
        """What the parts are, by number."""
        self.parts = self._parts()
        """The parts of each variant."""
        self.measured = list({id(each): each for plan in plans for each in plan.measured}.values())
        """What clauses measured that read tables; variants that have a clause alike have one of these in common."""

    def _parts(self) -> list[list[Part]]:
        """Give equal clauses one number; return the numbers by variant."""
        same, numbers = Shared(), dict[int, Part]()
        found: list[list[Part]] = []
        for plan in self.plans:
            found.append([])
            for step in plan.clauses:
                relation = by_member(step.relation, self.question.inside, self.scale - plan.decimals)
                known = same.add(relation)
                if known not in numbers:
                    numbers[known] = len(self.relations)
                    self.relations.append(relation)
                found[-1].append(numbers[known])
        return found

    def outcomes(
        self,
        show: Progress,
        known: Callable[[Variant], Outcome | None],
        keep: Callable[[Variant, Outcome], None],
    ) -> Iterator[Outcome]:
        """Yield what every variant comes to."""
        shared, found = share([*self.relations, *(each.relation for each in self.measured)])
        for step in self._once(shared):
            work_out(self.connection, step)
        self.relations = found[: len(self.relations)]
        tables = zip(self.measured, found[len(self.relations) :], strict=True)
        measured = {id(each): replace(each, relation=relation) for each, relation in tables}
        for parts in (self.parts[0], *self.parts):  # the first one stays, to be compared with
            self.given.announce(parts)
        for number, variant in enumerate(self.variants):
            show(number / len(self.variants), variant.name)
            outcome = known(variant) if number else None
            if outcome is None:
                self._count(number)
                outcome = self._outcome(number, [measured[id(each)] for each in self.plans[number].measured])
                keep(variant, outcome)
            self.given.let_go(self.parts[number])
            yield outcome

    def _once(self, shared: Sequence[Step]) -> Iterator[Step]:
        """Yield the steps that serve all variants, each once."""
        seen: set[str] = set()
        for plan in self.plans:
            for step in plan.ground:
                if step.name not in seen:
                    seen.add(step.name)
                    yield step
        yield from shared

    def _count(self, number: int) -> None:
        """Make the tables of what a variant gives by member."""
        plan, variant = self.plans[number], self.variants[number]
        for part in self.parts[number]:
            self.given.work_out(part, self.relations[part])
        if plan.beside or plan.apart:
            relation = beside(self.connection, self.store, variant.calculation, plan, self.question, self.scale)
            part = len(self.relations) + number  # of this variant alone
            self.parts[number].append(part)
            self.given.announce([part] if number else [part, part])
            self.given.work_out(part, relation)

    def _outcome(self, number: int, tables: Sequence[Measured]) -> Outcome:
        variant, given = self.variants[number], self.given
        first, totals = given.totals(self.parts[0]), given.totals(self.parts[number])
        both = [
            (first.get(unit, _nothing(unit)), totals.get(unit, _nothing(unit))) for unit in sorted({*first, *totals})
        ]
        thresholds = [
            given.once(id(each), lambda: list(thresholds_of(self.connection, each, self.question)))  # noqa: B023
            for each in tables
        ]
        count, worst = self._breaches(variant, totals)
        return Outcome(
            name=variant.name,
            settings=variant.settings,
            clauses=given.costs(self.parts[number]),
            spreads=tuple(filter(None, map(given.spread, totals.values()))),
            changes=tuple(filter(None, (given.change(*pair) for pair in both))) if number else (),
            thresholds=tuple(each for found in thresholds for each in found),
            breaches=count,
            worst=worst,
        )

    def _breaches(self, variant: Variant, totals: Mapping[str, Total]) -> tuple[int, tuple[Breach, ...]]:
        """Return how many members are left with less margin than asked, and the worst of them."""
        floor, money = self.question.floor, self.variants[0].calculation.program.terms.fact_currency
        if floor is None or money is None or money not in variant.calculation.program.terms.steps:
            return 0, ()
        total = totals.get(money, _nothing(money))
        return self.given.once(
            ("breaches", total), lambda: breaches(self.connection, self.given.table(total), self.scale, floor)
        )


def _finest(variants: Sequence[Variant]) -> dict[str, Decimal]:
    """Return the smallest step of each unit under any variant."""
    steps = [each.calculation.program.terms.steps for each in variants]
    return {
        unit: min(each[unit] for each in steps if unit in each) for unit in {name for each in steps for name in each}
    }


def _nothing(unit: str) -> Total:
    return unit, frozenset()
