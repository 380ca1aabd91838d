"""Reading on: every event once, none missed, whichever transaction ends first."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from ristorno.apps.events.operations import record, take
from ristorno.apps.events.queries import news, waiting

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def consumer(committed: None) -> str:
    """A consumer of its own, that begins at the end."""
    name = f"{uuid.uuid4()}"
    while taken(name):
        pass
    return name


def tell(subject: str) -> None:
    with transaction.atomic():
        record(name="test.done", actor="system:test", subject=subject)


def taken(consumer: str, most: int = 1_000) -> list[str]:
    with transaction.atomic():
        return [each.subject for each in take(consumer=consumer, most=most)]


def test_every_event_is_taken_once_and_in_order(consumer: str) -> None:
    for subject in ("a", "b", "c"):
        tell(subject)
    assert waiting(consumer) == 3
    assert taken(consumer, most=2) == ["a", "b"]
    assert news(consumer)
    assert taken(consumer) == ["c"]
    assert taken(consumer) == []
    assert not news(consumer)
    assert news("nobody so far")


def test_what_was_taken_in_vain_is_taken_again(consumer: str) -> None:
    tell("a")
    with transaction.atomic():
        assert [each.subject for each in take(consumer=consumer)] == ["a"]
        transaction.set_rollback(True)
    assert taken(consumer) == ["a"]


def test_nothing_is_passed_by_while_an_earlier_transaction_runs(consumer: str) -> None:
    recorded, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            record(name="test.done", actor="system:test", subject="slow")
            recorded.set()
            go_on.wait(10)
        connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(slow)
        recorded.wait(10)
        tell("quick")
        assert not news(consumer)
        assert taken(consumer) == []
        go_on.set()
        running.result(10)
    assert taken(consumer) == ["slow", "quick"]


def test_many_record_while_many_take(consumer: str) -> None:
    def recording(number: int) -> None:
        for each in range(10):
            tell(f"{number}/{each}")
        connections.close_all()

    def taking(_: int) -> list[str]:
        found: list[str] = []
        while not stop.is_set() or waiting(consumer):
            found += taken(consumer, most=7)
        connections.close_all()
        return found

    stop = threading.Event()
    with ThreadPoolExecutor(12) as pool:
        takers = [pool.submit(taking, number) for number in range(3)]
        list(pool.map(recording, range(8)))
        stop.set()
        found = [subject for each in takers for subject in each.result(30)]
    assert sorted(found) == sorted(f"{number}/{each}" for number in range(8) for each in range(10))


def test_the_data_may_move_to_another_server(consumer: str) -> None:
    tell("here")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("update events_era set server = 0, base = base + 1000000")
            cursor.execute("alter table events_event disable trigger only_added")
            cursor.execute("update events_event set moment = moment + 1000000 where subject = 'here'")
        assert waiting(consumer) == 1
        record(name="test.done", actor="system:test", subject="there")
        with connection.cursor() as cursor:
            cursor.execute("select max(moment) filter (where subject = 'here') < max(moment) from events_event")
            assert cursor.fetchone() == (True,)
        transaction.set_rollback(True)


def test_events_are_taken_in_a_transaction(consumer: str) -> None:
    with pytest.raises(RuntimeError, match="outside of a transaction"):
        take(consumer=consumer)
