"""The level that each row counts with: of a window when it begins or ends, of a fact at its own moment."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Literal, TypeAlias

from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.counting.climbed import climbed_of
from ristorno.bulk.counting.course import Course, course_of
from ristorno.bulk.counting.ladders import Stages, stages_of
from ristorno.bulk.counting.measuring import sums
from ristorno.bulk.plan.expressions import FALSE, TRUE, Expression, call, col, value, when
from ristorno.bulk.plan.numbers import Number, chosen, constant
from ristorno.bulk.plan.relations import AsOf, Join, Relation, Rows, extended, select
from ristorno.engine.ruling.timeline import Rules
from ristorno.engine.terms.clause import Multiply
from ristorno.engine.terms.ladder import Ladder
from ristorno.kernel.number import ONE
from ristorno.kernel.period import DAY, Period

Edge: TypeAlias = Literal["start", "end"]
"""Which moment of a day: its first, or its last."""


def on_days(
    compiling: Compiling,
    relation: Relation,
    column: str,
    rules: Rules,
    ladder: str,
    days: Mapping[int, tuple[date, Edge]],
) -> Relation:
    """Return rows by member and slot with the level (its place on the ladder) at an edge of each slot's day."""
    climbed = climbed_of(compiling.ground.own, rules, ladder, compiling.holders.context)
    if climbed.by_days:
        return _in_course(course_of(climbed), relation, column, days)
    stages = stages_of(climbed)
    places: list[tuple[int, int, bool]] = []
    rows: list[tuple[int, int]] = []
    for slot, (day, edge) in days.items():
        found = stages.at(day)
        if found is not None:
            stage, window = found
            places.append((slot, stage, day < stages.graced(stage)))
            until = Period(window.start, day if edge == "start" else day + DAY)
            rows += [(stretch, slot) for stretch in compiling.ground.stretches(stages.counted(until))]
    measure = stages.ladder.measure
    facts = Join(
        replace(compiling, ground=stages.ground).measured(measure, "period"),
        Rows((("stretch", "integer"), ("slot", "integer")), tuple(rows)),
        ("stretch",),
    )
    keys, measured = ("member", "slot"), f"{column}_measured"
    found_in = sums(stages.ground, facts, "period", measure, [stages.judge], keys, {measured: TRUE}, {})
    of_slot = Rows((("slot", "integer"), (f"{column}_stage", "integer"), (f"{column}_grace", "flag")), tuple(places))
    relation = Join(Join(relation, found_in, keys, "left"), of_slot, ("slot",), "left")
    return _with_level(stages, relation, column, col(f"{column}_grace"))


def of_facts(
    compiling: Compiling,
    relation: Relation,
    column: str,
    rules: Rules,
    ladder: str,
    edge: Edge | None,
    *,
    after: bool = False,
) -> Relation:
    """Return rows with a member, a day and a moment (``at``) with the level at which a fact of that moment is judged.

    With an edge, the level then of the day; ``after``: the level that is held right after the moment.
    """
    climbed = climbed_of(compiling.ground.own, rules, ladder, compiling.holders.context)
    strictly = edge == "start" if edge is not None else climbed.ladder.level_at == "before" and not after
    by = "at" if edge is None else "day"
    if climbed.by_days:
        course = course_of(climbed)
        turns = course.moments if edge is None else course.days
        return course.levels(relation, column, "day", turns, by, strictly=strictly)
    stages = stages_of(climbed)
    stage, since, measured = f"{column}_stage", f"{column}_since", f"{column}_measured"
    climbing = select(
        stages.climbing(by),
        {"member": col("member"), stage: col("stage"), since: col(by), measured: col("measured")},
    )
    placed = Join(relation, stages.days(stage), ("day",), "left")
    relation = AsOf(placed, climbing, ("member", stage), by, since, strictly)
    graced: Expression = FALSE
    if stages.ladder.grace:
        ends = tuple((number, stages.graced(number)) for number in range(1, len(stages.windows) + 1))
        relation = Join(relation, Rows(((stage, "integer"), (f"{column}_until", "day")), ends), (stage,), "left")
        graced = call("<", col("day"), col(f"{column}_until"))
    return _with_level(stages, relation, column, graced)


def _in_course(course: Course, relation: Relation, column: str, days: Mapping[int, tuple[date, Edge]]) -> Relation:
    """Return rows by member and slot with the level at an edge of each slot's day, by the course of days."""
    day, through = f"{column}_day", f"{column}_through"
    rows = tuple((slot, at, at - DAY if edge == "start" else at) for slot, (at, edge) in days.items())
    relation = Join(relation, Rows((("slot", "integer"), (day, "day"), (through, "day")), rows), ("slot",), "left")
    return course.levels(relation, column, day, course.days, through, strictly=False)


def _with_level(stages: Stages, relation: Relation, column: str, graced: Expression) -> Relation:
    """Return rows with the level that they hold by what is kept, what is reached and what grace holds on."""
    held = stages.reached(f"{column}_measured")
    if len(stages.windows) > 1:
        kept, by_grace = f"{column}_kept", f"{column}_graced"
        names = {"member": "member", "stage": f"{column}_stage", "kept": kept, "graced": by_grace}
        known = select(stages.kept(), {new: col(old) for old, new in names.items()})
        relation = Join(relation, known, ("member", f"{column}_stage"), "left")
        held = call("greatest", held, call("coalesce", col(kept), value(0)))
        if stages.ladder.grace:
            held = call("greatest", held, when(graced, call("coalesce", col(by_grace), value(0)), value(0)))
    return extended(relation, {column: held})


def is_among(column: str, ladder: Ladder, tiers: Iterable[str]) -> Expression:
    """Return whether a level is one of some tiers; a row without a level holds the lowest."""
    places = [place for place, name in enumerate(ladder.names) if name in set(tiers)]
    return call("in", call("coalesce", col(column), value(0)), *map(value, places)) if places else FALSE


def factor(column: str, by: Multiply, ladder: Ladder) -> Number:
    """Return by how much a level multiplies."""
    factors = [
        (is_among(column, ladder, [name]), constant(by.factors.get(name, ONE))) for name in reversed(ladder.names)
    ]
    return chosen(factors[:-1], factors[-1][1])
