"""Many who type and ask at the same moment: limits hold all the same."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from pyotp import TOTP, parse_uri

from apps.parallel import all_at_once, or_code
from ristorno.apps.identity import second_factor, signing_in
from ristorno.apps.identity.letters import code_of

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def email(committed: None) -> str:
    return f"{uuid4().hex}@north.example"


def ask(email: str) -> int:
    return signing_in.ask_code(email=email, origin=email, known=True, at=AT)


def test_a_code_typed_many_times_at_once_opens_once(email: str) -> None:
    number = ask(email)
    told = all_at_once(8, lambda _: or_code(signing_in.prove)(number=number, typed=code_of(number), at=AT))
    assert Counter(told) == {email: 1, "identity.code": 7}


def test_wrong_tries_at_once_are_all_counted(email: str) -> None:
    number = ask(email)
    wrong = f"{(int(code_of(number)) + 1) % 10**6:06d}"
    all_at_once(8, lambda _: or_code(signing_in.prove)(number=number, typed=wrong, at=AT))
    assert or_code(signing_in.prove)(number=number, typed=code_of(number), at=AT) == "identity.too_many_tries"


def test_so_many_codes_are_given_and_no_more(email: str) -> None:
    told = all_at_once(9, lambda _: or_code(ask)(email))
    assert told.count("identity.too_many_codes") == 4


def test_the_code_of_an_app_typed_many_times_at_once_opens_once(email: str) -> None:
    user = signing_in.open_visit(email=email, name="", language="en", at=AT).user
    app = parse_uri(second_factor.begin(user=user, at=AT).address)
    assert isinstance(app, TOTP)
    second_factor.confirm(user=user, typed=app.at(AT), at=AT)
    later = AT + timedelta(minutes=1)
    told = all_at_once(8, lambda _: or_code(second_factor.prove_second)(user=user, typed=app.at(later), at=later))
    assert sorted(map(str, told)) == ["None", *["identity.second_code"] * 5, *["identity.second_locked"] * 2]
