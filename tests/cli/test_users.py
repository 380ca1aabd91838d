"""Codes of people who sign in, from the command line: in a sandbox alone."""

from datetime import UTC, datetime

import pytest
from pyotp import TOTP, parse_uri

from cli.conftest import Ristorno
from ristorno.apps.identity import second_factor
from ristorno.apps.identity.letters import code_of
from ristorno.apps.identity.signing_in import ask_code, open_visit

pytestmark = pytest.mark.usefixtures("own_database")
ANNA = "anna@north.example"


def test_a_sandbox_tells_the_newest_code(ristorno: Ristorno) -> None:
    assert ristorno("database", "sandbox").code == 0
    nobody = ristorno("users", "code", ANNA)
    assert (nobody.code, "identity.no_code" in nobody.err) == (2, True)
    asked = [ask_code(email=ANNA, origin="::1", known=True, at=datetime.now(tz=UTC)) for _ in range(2)]
    assert ristorno("users", "code", ANNA.upper()).out.strip() == code_of(asked[-1])


def test_a_real_installation_does_not(ristorno: Ristorno) -> None:
    number = ask_code(email=ANNA, origin="::1", known=True, at=datetime.now(tz=UTC))
    told = ristorno("users", "code", ANNA)
    assert (told.code, "identity.real" in told.err) == (2, True)
    assert code_of(number) not in told.out + told.err


def test_who_lost_the_phone_is_asked_for_no_second_factor_any_more(ristorno: Ristorno) -> None:
    now = datetime.now(tz=UTC)
    user = open_visit(email=ANNA, name="", language="en", at=now).user
    app = parse_uri(second_factor.begin(user=user, at=now).address)
    assert isinstance(app, TOTP)
    second_factor.confirm(user=user, typed=app.at(now), at=now)
    assert ristorno("users", "take-second-factor", ANNA).code == 0
    assert not second_factor.protected(user)
    again = ristorno("users", "take-second-factor", ANNA)
    assert (again.code, "identity.no_second" in again.err) == (2, True)
