"""So many requests a minute for a key, and no more, however many processes answer them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.parallel import all_at_once, or_code
from ristorno.apps.identity.models import Key
from ristorno.apps.identity.operations import make_key
from ristorno.apps.identity.pacing import USUAL, VARIABLE, Pace, most_a_minute
from ristorno.kernel.problem import Refused

AT = datetime(2026, 3, 1, 12, 0, 18, tzinfo=UTC)
OFTEN = "api.too_often"


def key() -> int:
    secret = make_key(name="a shop", scopes=["orders:write"], actor="command:keys")
    return Key.objects.get(public=secret.public).pk


def let_through(pace: Pace, caller: int, tries: int, at: datetime = AT) -> int:
    return [or_code(pace.count)(caller, at) for _ in range(tries)].count(None)


@pytest.mark.django_db
@pytest.mark.parametrize("most", [1, 7, 100, 250])
def test_two_processes_let_through_as_many_as_the_limit_says(most: int) -> None:
    caller, pair = key(), (Pace(most), Pace(most))
    told = [let_through(pair[number % 2], caller, 1) for number in range(2 * most)]
    assert sum(told) == most


@pytest.mark.django_db
def test_the_next_minute_begins_anew_and_the_refusal_says_when() -> None:
    caller, pace = key(), Pace(3)
    assert let_through(pace, caller, 3) == 3
    with pytest.raises(Refused) as refused:
        pace.count(caller, AT)
    assert (refused.value.problems[0].code, refused.value.seconds) == (OFTEN, 42)
    assert let_through(pace, caller, 5, AT + timedelta(seconds=42)) == 3


@pytest.mark.django_db
def test_a_clock_that_is_behind_takes_from_the_minute_of_the_others() -> None:
    caller, ahead, behind = key(), Pace(10), Pace(10)
    assert let_through(ahead, caller, 6, AT + timedelta(minutes=1)) == 6
    assert let_through(behind, caller, 10) == 4


@pytest.mark.django_db
def test_keys_do_not_take_from_each_other_and_nought_is_no_limit() -> None:
    one, other, pace = key(), key(), Pace(2)
    assert (let_through(pace, one, 5), let_through(pace, other, 5)) == (2, 2)
    assert let_through(Pace(0), one, 50) == 50


@pytest.mark.django_db
def test_the_database_is_asked_once_for_a_hundredth_of_the_limit() -> None:
    caller, pace = key(), Pace(USUAL)
    with CaptureQueriesContext(connection) as asked:
        assert let_through(pace, caller, 2 * USUAL // 100) == 2 * USUAL // 100
    assert len(asked) == 2


def test_many_at_once_get_what_there_is(committed: None) -> None:
    caller, pair = key(), (Pace(60), Pace(60))
    told = all_at_once(8, lambda number: let_through(pair[number % 2], caller, 10))
    assert sum(told) == 60


@pytest.mark.parametrize(("told", "most"), [("", USUAL), (" 120 ", 120), ("0", 0)])
def test_the_environment_says_how_many(told: str, most: int) -> None:
    assert most_a_minute({VARIABLE: told}) == most


@pytest.mark.parametrize("told", ["many", "-1", "1.5", "٣", "9" * 30])
def test_what_is_no_number_is_refused(told: str) -> None:
    with pytest.raises(Refused) as refused:
        most_a_minute({VARIABLE: told})
    assert refused.value.problems[0].code == "usage.requests_a_minute"
