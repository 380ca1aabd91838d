"""Random programs over random facts, asked of both engines: equal to the smallest step."""

from datetime import date

from hypothesis import strategies as st

from bulk.agreeing import bulk_tells, disagreement
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from strategies.aimed import (
    aimed,
    bounded_clauses,
    clauses_for_persons,
    clauses_handed_on,
    clauses_in_order,
    clauses_in_stages,
    clauses_that_cut,
    clauses_that_grow,
    expenses,
    plain_clauses,
)
from strategies.asking import audience_situations, gated_situations, least_situations
from strategies.courses import courses, trading
from strategies.dated import calendar_situations, moving, payment_situations
from strategies.effort import Effort
from strategies.least import asked_at_all_times, histories, questions
from strategies.least import calculation as of_least
from strategies.situations import Situation, situations
from strategies.together import compared_clauses, crowded, grouped


def test_the_plan_agrees_with_the_engine(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        assert disagreement(situation.calculation, situation.facts, Moment(situation.as_of)) == ""

    effort.prove(law, situations(), examples=15)


def test_the_plan_agrees_on_clauses_that_stand_alone(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        assert disagreement(situation.calculation, situation.facts, Moment(situation.as_of)) == ""

    effort.prove(law, situations(alone=True, contracts=False), examples=12)


def test_the_plan_agrees_on_bounds_and_what_windows_hand_on(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        assert disagreement(situation.calculation, situation.facts, Moment(situation.as_of)) == ""

    effort.prove(law, aimed(bounded_clauses), examples=10)


def test_the_plan_agrees_on_who_earns_and_what_levels_multiply(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        assert disagreement(situation.calculation, situation.facts, Moment(situation.as_of)) == ""

    effort.prove(law, audience_situations(), examples=8)


def test_the_plan_agrees_on_what_is_due_at_least_to_some_members(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        assert disagreement(situation.calculation, situation.facts, Moment(situation.as_of)) == ""

    effort.prove(law, least_situations(), examples=12)


def test_the_plan_agrees_on_whom_floors_are_for(effort: Effort) -> None:
    def law(history: tuple[Fact, ...], asked: tuple[Fact, ...], as_of: date) -> None:
        for by_document in (False, True):
            assert disagreement(of_least(by_document=by_document), (*history, *asked), Moment(as_of)) == ""

    days = st.sampled_from((date(2026, 3, 31), date(2026, 2, 10), date(2026, 1, 31)))
    effort.prove(law, histories(), questions(), days, examples=3)


def test_the_plan_agrees_on_levels_by_the_course_of_days(effort: Effort) -> None:
    def law(calculation: Calculation, trade: tuple[Fact, ...], as_of: date) -> None:
        asked = asked_at_all_times(trade, "North", date(2026, 1, 1), date(2026, 4, 10))
        plan, _ = bulk_tells(calculation, (*trade, *asked), Moment(as_of))
        assert plan is None or plan.beside == ()
        assert disagreement(calculation, (*trade, *asked), Moment(as_of)) == ""

    days = st.sampled_from((date(2026, 4, 10), date(2026, 2, 10), date(2026, 1, 31)))
    effort.prove(law, courses(), trading(), days, examples=15)


def test_the_plan_agrees_on_conditions_of_single_documents(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        assert disagreement(situation.calculation, situation.facts, Moment(situation.as_of)) == ""

    effort.prove(law, gated_situations(), examples=8)


def test_the_plan_agrees_on_persons_and_parties(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        assert disagreement(situation.calculation, situation.facts, Moment(situation.as_of)) == ""

    effort.prove(law, aimed(clauses_for_persons, staffed=True), examples=10)


def test_the_plan_agrees_on_what_calendars_make(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        assert disagreement(situation.calculation, situation.facts, Moment(situation.as_of)) == ""

    effort.prove(law, calendar_situations(), examples=8)


def test_the_plan_agrees_where_members_left(effort: Effort) -> None:
    def law(situation: Situation, moves: list[Fact]) -> None:
        assert disagreement(situation.calculation, (*situation.facts, *moves), Moment(situation.as_of)) == ""

    effort.prove(law, crowded(compared_clauses), moving(), examples=3)
    effort.prove(law, aimed(plain_clauses), moving(), examples=5)


def test_the_plan_agrees_on_what_counts_in_the_order_of_lines(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        assert disagreement(situation.calculation, situation.facts, Moment(situation.as_of)) == ""

    effort.prove(law, aimed(clauses_in_order, staffed=True), examples=10)


def test_the_plan_agrees_where_members_are_compared(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        assert disagreement(situation.calculation, situation.facts, Moment(situation.as_of)) == ""

    effort.prove(law, crowded(compared_clauses), examples=8)


def test_the_plan_agrees_where_heads_are_paid_for_their_groups(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        assert disagreement(situation.calculation, situation.facts, Moment(situation.as_of)) == ""

    effort.prove(law, grouped(), examples=10)


def test_the_plan_agrees_on_parts_of_expenses(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        assert disagreement(situation.calculation, situation.facts, Moment(situation.as_of)) == ""

    effort.prove(law, aimed(expenses), examples=6)


def test_the_plan_agrees_on_lines_that_are_cut_in_their_order(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        assert disagreement(situation.calculation, situation.facts, Moment(situation.as_of)) == ""

    effort.prove(law, aimed(clauses_that_cut, staffed=True), examples=8)


def test_the_plan_agrees_on_bounds_and_rounding_by_line(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        assert disagreement(situation.calculation, situation.facts, Moment(situation.as_of)) == ""

    effort.prove(law, aimed(clauses_in_stages, staffed=True), examples=8)


def test_the_plan_agrees_on_what_was_not_paid_with_money(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        assert disagreement(situation.calculation, situation.facts, Moment(situation.as_of)) == ""

    effort.prove(law, aimed(bounded_clauses, tendered=True), examples=5)
    effort.prove(law, aimed(clauses_in_order, staffed=True, tendered=True), examples=5)


def test_the_plan_agrees_on_caps_that_clauses_share(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        assert disagreement(situation.calculation, situation.facts, Moment(situation.as_of)) == ""

    effort.prove(law, aimed(clauses_in_order, staffed=True, sharing=True), examples=8)


def test_the_plan_agrees_on_what_is_handed_on(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        assert disagreement(situation.calculation, situation.facts, Moment(situation.as_of)) == ""

    effort.prove(law, aimed(clauses_handed_on, staffed=True), examples=8)


def test_the_plan_agrees_on_growth_of_companies_persons_and_parties(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        assert disagreement(situation.calculation, situation.facts, Moment(situation.as_of)) == ""

    effort.prove(law, aimed(clauses_that_grow, staffed=True), examples=8)


def test_the_plan_agrees_on_what_builds_on_other_clauses(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        assert disagreement(situation.calculation, situation.facts, Moment(situation.as_of)) == ""

    effort.prove(law, aimed(bounded_clauses, building=True), examples=8)


def test_the_plan_agrees_on_what_counts_when_it_is_paid(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        assert disagreement(situation.calculation, situation.facts, Moment(situation.as_of)) == ""

    effort.prove(law, payment_situations(), examples=8)


def test_the_plan_agrees_on_returns_that_are_matched(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        assert disagreement(situation.calculation, situation.facts, Moment(situation.as_of)) == ""

    effort.prove(law, aimed(plain_clauses, matching=True), examples=6)
    effort.prove(law, aimed(clauses_in_order, staffed=True, matching=True), examples=4)
