"""A simulation: all variants compiled onto the same sums of facts, then counted one after the other.

Facts are summed once, whatever the number of variants; what two variants measure alike is measured once.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import duckdb

from ristorno.bulk.compile import Plan, compile_programs
from ristorno.bulk.dialects.duckdb import DuckDB
from ristorno.bulk.plan.relations import Relation, Step, union
from ristorno.bulk.plan.sharing import share
from ristorno.bulk.running import Held
from ristorno.bulk.settle import working
from ristorno.bulk.simulate.beside import NO_COSTS, add_beside
from ristorno.bulk.simulate.costs import (
    breaches,
    by_member,
    changes,
    clause_costs,
    count_sales,
    spreads,
    total_by_member,
)
from ristorno.bulk.simulate.outcome import Breach, Outcome, Simulated
from ristorno.bulk.simulate.question import Question
from ristorno.bulk.simulate.thresholds import thresholds_of
from ristorno.bulk.simulate.variants import Variant
from ristorno.bulk.stores.calendar import add_calendar
from ristorno.bulk.stores.parquet import Reading, open_flat
from ristorno.bulk.wanted import enroll, holdings_of
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
    with working(memory_limit) as connection:
        show(0.0, "Bringing the facts up to date")
        with open_flat(
            store, Reading.of(first.terms), question.moment, connection, memory_limit=memory_limit
        ) as extent:
            enroll(connection, variants[0].calculation)
            holdings = holdings_of(extent)
            if holdings is None:
                raise Refused([Problem("simulate.no_facts", "There are no facts to simulate over.", "Import some.")])
            holdings = add_calendar(connection, variants[0].calculation, question.moment, holdings)
            plans = compile_programs(
                [variant.calculation for variant in variants],
                question.moment,
                holdings,
                Held(connection),
                tables=True,
            )
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
        self.dialect = DuckDB()
        self.money = variants[0].calculation.program.terms.fact_currency

    def outcomes(
        self,
        show: Progress,
        known: Callable[[Variant], Outcome | None],
        keep: Callable[[Variant, Outcome], None],
    ) -> Iterator[Outcome]:
        """Yield what every variant comes to."""
        relations = [
            union([NO_COSTS, *(by_member(step.relation, self.question.inside) for step in plan.clauses)])
            for plan in self.plans
        ]
        measured = [each.relation for plan in self.plans for each in plan.measured]
        shared, found = share([*relations, *measured])
        for step in self._once(shared):
            self.connection.execute(self.dialect.create(step))
        rest = iter(found[len(relations) :])
        for number, (variant, plan) in enumerate(zip(self.variants, self.plans, strict=True)):
            show(number / len(self.variants), variant.name)
            tables = [replace(each, relation=next(rest)) for each in plan.measured]
            outcome = known(variant) if number else None
            if outcome is None:
                self._count(number, found[number])
                outcome = self._outcome(number, replace(plan, measured=tuple(tables)))
                keep(variant, outcome)
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

    def _count(self, number: int, relation: Relation) -> None:
        """Make the tables of what a variant gives by member."""
        plan, variant = self.plans[number], self.variants[number]
        self.connection.execute(self.dialect.create(Step(f"costs {number}", relation, variant.name)))
        add_beside(
            self.connection,
            f"costs {number}",
            self.store,
            variant.calculation,
            plan,
            self.question.moment,
            self.question.window,
        )
        totals = Step(f"totals {number}", total_by_member(f"costs {number}"), variant.name)
        self.connection.execute(self.dialect.create(totals))

    def _outcome(self, number: int, plan: Plan) -> Outcome:
        variant, scale = self.variants[number], plan.decimals
        steps = variant.calculation.program.terms.steps
        costs, totals = f"costs {number}", f"totals {number}"
        thresholds = [
            each for measured in plan.measured for each in thresholds_of(self.connection, measured, self.question)
        ]
        count: int = 0
        worst: tuple[Breach, ...] = ()
        if self.question.floor is not None and self.money in steps:
            count, worst = breaches(self.connection, totals, scale, self.question.floor, self.money or "")
        against = tuple(changes(self.connection, "totals 0", totals, scale, steps)) if number else ()
        outcome = Outcome(
            name=variant.name,
            settings=variant.settings,
            clauses=tuple(clause_costs(self.connection, costs, scale, steps)),
            spreads=tuple(spreads(self.connection, totals, scale, steps)),
            changes=against,
            thresholds=tuple(thresholds),
            breaches=count,
            worst=worst,
        )
        if number:
            self.connection.execute(f'drop table "{costs}"; drop table "{totals}"')
        return outcome
