"""Codes by mail: who has the newest one gets in, once, and whoever guesses is stopped."""

from datetime import UTC, datetime, timedelta

import pytest

from ristorno.apps.events.queries import history
from ristorno.apps.identity import signing_in
from ristorno.apps.identity.letters import code_of
from ristorno.apps.identity.models import Code, User, Visit
from ristorno.apps.identity.queries import code_asked, newest_code, visit_of
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANNA = "anna@north.example"


def ask(email: str = ANNA, at: datetime = AT, origin: str = "10.0.0.1", *, known: bool = True) -> int:
    return signing_in.ask_code(email=email, origin=origin, known=known, at=at)


def prove(number: int, typed: str | None = None, at: datetime = AT) -> str:
    return signing_in.prove(number=number, typed=code_of(number) if typed is None else typed, at=at)


def refusal(number: int, typed: str | None = None, at: datetime = AT) -> str:
    with pytest.raises(Refused) as caught:
        prove(number, typed, at)
    return caught.value.problems[0].code


def wrong(number: int) -> str:
    return f"{(int(code_of(number)) + 1) % 10**6:06d}"


def test_a_code_proves_an_address_once() -> None:
    number = ask(" Anna@North.example ")
    code = code_of(number)

    assert prove(number, f" {code[:3]} {code[3:]} ") == ANNA
    assert refusal(number) == "identity.code"


def test_no_code_is_kept() -> None:
    number = ask()
    row = Code.objects.values().get(pk=number)
    assert code_of(number) not in {str(value) for value in row.values()}


def test_codes_of_different_questions_differ() -> None:
    assert len({code_of(number) for number in range(500)}) > 490


def test_after_three_wrong_tries_the_right_one_is_too_late() -> None:
    number = ask()
    told = [refusal(number, wrong(number)) for _ in range(3)]
    assert told == ["identity.code", "identity.code", "identity.too_many_tries"]
    assert refusal(number) == "identity.too_many_tries"
    assert refusal(number, at=AT + timedelta(minutes=15)) == "identity.code"


def test_two_wrong_tries_are_forgiven() -> None:
    number = ask()
    for _ in range(2):
        refusal(number, wrong(number))
    assert prove(number) == ANNA


def test_a_code_is_good_for_a_quarter_of_an_hour() -> None:
    number = ask()
    assert refusal(number, at=AT + timedelta(minutes=15)) == "identity.code"
    assert prove(number, at=AT + timedelta(minutes=14, seconds=59)) == ANNA


def test_the_code_of_one_question_does_not_open_another() -> None:
    first, second = ask(), ask()
    assert refusal(second, code_of(first)) == "identity.code"


def test_an_address_that_nobody_knows_gets_no_code_and_is_told_the_same() -> None:
    number = ask("stranger@else.example", known=False)
    assert code_asked(number) is None
    assert newest_code("stranger@else.example", AT) is None
    assert refusal(number) == "identity.code"


@pytest.mark.parametrize("email", ["", "anna", "@north", "an na@north.example", "a@" + "b" * 260])
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(Refused) as caught:
        ask(email)
    assert caught.value.problems[0].code == "identity.email"


def test_an_address_gets_five_codes_an_hour_and_ten_a_day_however_it_is_written() -> None:
    for place in range(10):
        ask(ANNA.upper() if place % 2 else ANNA, AT + timedelta(hours=2 * (place // 5)), f"10.0.0.{place}")
        if place == 4:
            refused_to_ask(AT + timedelta(minutes=59))
    refused_to_ask(AT + timedelta(hours=23))
    ask(at=AT + timedelta(hours=24, minutes=1))


def refused_to_ask(at: datetime, email: str = ANNA) -> None:
    with pytest.raises(Refused) as caught:
        ask(email, at)
    assert caught.value.problems[0].code == "identity.too_many_codes"


def test_one_network_address_asks_thirty_times_an_hour() -> None:
    for place in range(30):
        ask(f"p{place}@north.example")
    refused_to_ask(AT, "p31@north.example")
    ask("p31@north.example", origin="10.0.0.2")


def test_a_visit_lasts_until_somebody_signs_out_and_never_longer_than_thirty_days() -> None:
    opened = signing_in.open_visit(email=ANNA, name="Anna", language="ru", at=AT)
    seen = visit_of(opened.word, AT)

    assert seen is not None
    assert (seen.user.email, seen.user.name, seen.user.language) == (ANNA, "Anna", "ru")
    assert opened.word not in {str(value) for row in Visit.objects.values() for value in row.values()}
    assert visit_of(opened.word, AT + timedelta(days=30)) is None
    assert visit_of(opened.word + "x", AT) is None
    signing_in.close_visit(word=opened.word, at=AT)
    signing_in.close_visit(word=opened.word, at=AT)
    assert visit_of(opened.word, AT) is None
    assert [each.name for each in history(f"user:{opened.user}")] == ["user.signed_in", "user.signed_out"]


def test_who_comes_again_is_the_same_user_and_keeps_the_language() -> None:
    first = signing_in.open_visit(email=ANNA, name="Anna", language="ru", at=AT)
    again = signing_in.open_visit(email=ANNA.upper(), name="Else", language="en", at=AT)
    assert first.user == again.user
    assert User.objects.get().language == "ru"


def test_who_was_shut_out_is_out_at_once() -> None:
    opened = signing_in.open_visit(email=ANNA, name="Anna", language="en", at=AT)
    User.objects.update(is_active=False)
    assert visit_of(opened.word, AT) is None
    with pytest.raises(Refused) as caught:
        signing_in.open_visit(email=ANNA, name="", language="en", at=AT)
    assert caught.value.problems[0].code == "identity.closed"


def test_what_is_old_is_forgotten() -> None:
    ask()
    signing_in.open_visit(email=ANNA, name="", language="en", at=AT)
    assert signing_in.forget(before=AT) == 0
    assert signing_in.forget(before=AT + timedelta(days=31)) == 2
