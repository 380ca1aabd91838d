"""Questions asked at once are answered once, and asked anew behind the block."""

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from ristorno.postgres.asking import Question, ask, at_once

pytestmark = pytest.mark.django_db
ONE = Question("select 1")
TEXTS = Question("select cardinality(%s::text[])", (("a", "b"),))
NONE = Question("select 1 where false")


def test_what_is_asked_at_once_is_asked_with_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1), at_once(ONE, TEXTS, NONE, ONE):
        assert [ask(each) for each in (ONE, TEXTS, NONE)] == [1, 2, None]
    with django_assert_num_queries(1):
        assert ask(TEXTS) == 2


def test_inside_what_is_answered_stays_and_other_questions_are_asked() -> None:
    with connection.cursor() as cursor:
        cursor.execute("create temporary table seen (number int) on commit drop")
    count, most = Question("select count(*) from seen"), Question("select max(number) from seen")
    with at_once(count):
        with connection.cursor() as cursor:
            cursor.execute("insert into seen values (7)")
        with at_once(most):
            assert (ask(count), ask(most)) == (0, 7)
    assert ask(count) == 1


def test_an_answer_is_forgotten_where_something_went_wrong() -> None:
    changing = Question("select random()")
    with pytest.raises(ZeroDivisionError), at_once(changing):
        raise ZeroDivisionError
    assert ask(changing) != ask(changing)
