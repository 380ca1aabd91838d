"""Codes of people who sign in, from the command line: in a sandbox alone."""

from datetime import UTC, datetime

import pytest

from cli.conftest import Ristorno
from ristorno.apps.identity.letters import code_of
from ristorno.apps.identity.signing_in import ask_code

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
