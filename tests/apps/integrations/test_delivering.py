"""Webhooks: each event reaches who asked for it, signed, tried again until it arrives, and every try is kept."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from standardwebhooks import Webhook, WebhookVerificationError

from apps.integrations.listening import listening
from apps.parallel import all_at_once
from ristorno.apps.events.operations import record
from ristorno.apps.integrations import operations
from ristorno.apps.integrations.delivering import deliver, spread
from ristorno.apps.integrations.queries import DeliverySeen, deliveries, endpoint, endpoints
from ristorno.apps.integrations.rules import PATIENCE, PRIVATE, RETRIES, wants
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.usefixtures("committed")  # only what is committed is ever sent
BY = "user:1"


@pytest.fixture(autouse=True)
def nobody_else(committed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let loopback be an address, and nobody of an earlier test listen any more."""
    monkeypatch.setenv(PRIVATE, "1")
    for each in endpoints():
        operations.stop(number=each.number, actor=BY, at=now())


def now() -> datetime:
    return datetime.now(tz=UTC)


def happen(name: str = "wallet.held", subject: str = "wallet:1", **data: object) -> None:
    with transaction.atomic():
        record(name=name, actor="key:3", subject=subject, data=data)


def added(url: str, *wanted: str) -> tuple[int, str]:
    made, secret = operations.add_endpoint(url=url, wanted=wanted or ("wallet.*",), actor=BY)
    return made.number, secret


def work(at: datetime | None = None) -> int:
    while spread(at or now()):
        pass
    return deliver(at or now())


def last(number: int) -> DeliverySeen:
    return deliveries(number)[0]


def test_what_happens_arrives_once_and_signed() -> None:
    with listening() as listener:
        number, secret = added(listener.url)
        happen(amount="12.50", member="Север")
        assert work() == 1
        assert work() == 0

    ((headers, body),) = listener.came
    told = Webhook(secret).verify(body, headers)
    assert told["type"] == "wallet.held"
    assert told["data"] == {"actor": "key:3", "subject": "wallet:1", "amount": "12.50", "member": "Север"}
    assert headers["webhook-id"] == f"evt_{last(number).event}"
    assert (last(number).state, last(number).attempts[0].said) == ("delivered", "thank you")
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.replace("12.50", "99.50"), headers)


def test_only_what_is_wanted_and_only_from_now_on() -> None:
    with listening() as listener:
        happen("wallet.held")
        added(listener.url, "fact.*", "wallet.spent")
        for name in ("wallet.held", "wallet.spent", "fact.recorded", "factory.built"):
            happen(name)
        work()

    assert sorted(json.loads(body)["type"] for _, body in listener.came) == ["fact.recorded", "wallet.spent"]


@pytest.mark.parametrize(
    ("patterns", "name", "told"),
    [(["*"], "a.b", True), (["a.*"], "a.b.c", True), (["a.*"], "ab.c", False), (["a"], "a.b", False)],
)
def test_patterns(patterns: list[str], name: str, told: bool) -> None:
    assert wants(patterns, name) is told


def last_due(number: int) -> datetime:
    """When the last delivery is due; now, where it is not made yet."""
    due = last(number).due_at if deliveries(number) else now()
    assert due is not None
    return due


@pytest.mark.parametrize("status", [500, 404, 302])
def test_what_fails_is_tried_again_under_the_same_number_until_it_arrives(status: int) -> None:
    with listening(status, status, 200) as listener:
        number, _ = added(listener.url)
        happen()
        for wait, tried in zip(RETRIES, (1, 2), strict=False):
            assert work(last_due(number)) == 1
            assert len(last(number).attempts) == tried
            assert timedelta(0) < last_due(number) - now() <= wait
            assert endpoint(number).failing_since is not None
        assert work(last_due(number)) == 1

    assert len({headers["webhook-id"] for headers, _ in listener.came}) == 1
    assert [attempt.status for attempt in last(number).attempts] == [status, status, 200]
    assert last(number).state == "delivered"
    assert endpoint(number).failing_since is None


def test_nobody_there_is_told_in_the_log_and_given_up_in_the_end() -> None:
    with listening() as listener:
        pass
    number, _ = added(listener.url)
    happen()
    work()
    assert last(number).attempts[0].status is None
    assert "ConnectError" in last(number).attempts[0].said

    while (due := last(number).due_at) is not None and not endpoint(number).stopped_at:
        deliver(due)
    assert len(last(number).attempts) == len(RETRIES) + 1
    assert last(number).state == "failed"


def test_an_endpoint_that_fails_for_days_is_stopped_and_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    with listening(500, 500, 200) as listener:
        number, _ = added(listener.url)
        happen(subject="wallet:1")
        work()
        monkeypatch.setattr("ristorno.apps.integrations.delivering.PATIENCE", -PATIENCE)
        happen(subject="wallet:2")
        work()
        assert endpoint(number).stopped_why == "it has failed for five days"
        happen(subject="wallet:3")
        assert work(now() + timedelta(days=1)) == 0
        monkeypatch.undo()
        monkeypatch.setenv(PRIVATE, "1")

        operations.resume(number=number, actor=BY, at=now())

        assert work() == 3
    assert {each.state for each in deliveries(number)} == {"delivered"}


def test_who_says_gone_is_stopped_at_once() -> None:
    with listening(410) as listener:
        number, _ = added(listener.url)
        happen()
        work()

    assert "410" in endpoint(number).stopped_why


def test_for_a_day_both_secrets_hold() -> None:
    with listening() as listener:
        number, before = added(listener.url)
        after = operations.replace_secret(number=number, actor=BY, at=now())
        happen()
        work()
        operations.replace_secret(number=number, actor=BY, at=now() - 2 * operations.OVERLAP)
        happen()
        work()

    (first, second) = listener.came
    for secret in (before, after):
        assert Webhook(secret).verify(first[1], dict(first[0]))
    with pytest.raises(WebhookVerificationError):
        Webhook(after).verify(second[1], dict(second[0]))


def test_failed_ones_and_single_ones_are_sent_again() -> None:
    with listening(*[500] * (len(RETRIES) + 1), 200) as listener:
        number, _ = added(listener.url)
        happen()
        began = now()
        work()
        while (due := last(number).due_at) is not None:
            deliver(due)
        assert last(number).state == "failed"

        assert operations.replay(number=number, since=began, actor=BY, at=now()) == 1
        assert work() == 1
        assert operations.replay(number=number, since=began, actor=BY, at=now()) == 0
        assert operations.replay(number=number, delivery=last(number).number, actor=BY, at=now()) == 1
        assert work() == 1

    assert len(listener.came) == len(RETRIES) + 3
    assert last(number).state == "delivered"


def test_a_process_that_dies_while_it_sends_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    class Died(BaseException):
        """Nothing catches it, like a kill."""

    def dies(*_: object) -> None:
        raise Died

    with listening() as listener:
        number, _ = added(listener.url)
        happen()
        with monkeypatch.context() as patched:
            patched.setattr("ristorno.apps.integrations.delivering.send", dies)
            with pytest.raises(Died):
                work()
        assert work() == 0, "it is taken"

        assert work(now() + timedelta(minutes=2)) == 1

    assert last(number).state == "delivered"
    assert len(listener.came) == 1


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://127.0.0.1/x", "webhooks.private"),
        ("https://[::1]/x", "webhooks.private"),
        ("https://10.1.2.3/x", "webhooks.private"),
        ("https://169.254.169.254/latest", "webhooks.private"),
        ("https://localhost/x", "webhooks.private"),
        ("http://example.com/x", "webhooks.url"),
        ("ftp://example.com/x", "webhooks.url"),
        ("https://user@example.com/x", "webhooks.url"),
        ("https://example.com:99999/x", "webhooks.url"),
        ("https://[::1/x", "webhooks.url"),
        ("nonsense", "webhooks.url"),
    ],
)
def test_addresses_that_nothing_is_sent_to(url: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PRIVATE)

    with pytest.raises(Refused) as refused:
        added(url)

    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_name_that_leads_inside_is_found_out_when_it_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    with listening() as listener:
        number, _ = added(listener.url.replace("127.0.0.1", "localhost"))
        happen()
        monkeypatch.delenv(PRIVATE)
        work()

    assert listener.came == []
    assert last(number).attempts[0].said == "The address lies in the own network."


def test_several_workers_send_everything_once() -> None:
    def worker(_: int) -> int:
        return sum(work() for _ in range(20))

    with listening() as listener:
        added(listener.url)
        for each in range(40):
            happen(subject=f"wallet:{each}")
        tried = sum(all_at_once(4, worker)) + work()

    assert tried == len(listener.came) == 40
    assert len({headers["webhook-id"] for headers, _ in listener.came}) == 40
