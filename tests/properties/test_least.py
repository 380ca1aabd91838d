"""Laws on floors and guarantees of clauses that are for some members: they ask for members, never for facts."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from ristorno.engine.accrual import Moment
from ristorno.engine.fact import Fact
from strategies.effort import Effort
from strategies.least import FLOOR, NAMES, asked_at_all_times, calculation, histories, questions


def _counted(history: Sequence[Fact], member: str, as_of: date) -> Mapping[tuple[str, str], tuple[Decimal, bool]]:
    """Return by clause and month the amount, and whether any fact counts in it."""
    log = [fact for fact in history if fact.member == member]
    answer = calculation().answer(member, log, Moment(as_of))
    return {(each.clause, each.window_label): (each.amount, bool(each.explanation.counted)) for each in answer.accruals}


def test_a_month_has_a_floor_where_a_fact_would_count_at_some_moment_of_it(effort: Effort) -> None:
    def law(history: tuple[Fact, ...], member: str, as_of: date) -> None:
        asked = asked_at_all_times(history, member, date(2026, 1, 1), as_of)
        told, without = _counted((*history, *asked), member, as_of), _counted(history, member, as_of)
        assert told.keys() == without.keys()
        for key, (_, counts) in told.items():
            assert without[key][0] == (FLOOR if counts else 0), key

    days = st.sampled_from((date(2026, 3, 31), date(2026, 2, 10), date(2026, 1, 31)))
    effort.prove(law, histories(), st.sampled_from(NAMES), days, examples=25)


def test_a_document_has_a_floor_where_it_counts(effort: Effort) -> None:
    def law(history: tuple[Fact, ...], asked: tuple[Fact, ...]) -> None:
        for member in NAMES:
            log = [fact for fact in (*history, *asked) if fact.member == member]
            for each in calculation(by_document=True).answer(member, log, Moment(date(2026, 3, 31))).accruals:
                assert each.amount == (FLOOR if each.explanation.counted else 0), each.clause

    effort.prove(law, histories(), questions(), examples=25)
