"""The second factor: the code of now opens once, guessing is stopped, and recovery codes open once each."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from ristorno.apps.events.queries import history
from ristorno.apps.identity import second_factor
from ristorno.apps.identity.models import Authenticator
from ristorno.apps.identity.signing_in import open_visit
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, 0, 10, tzinfo=UTC)
LATER = AT + timedelta(minutes=1)


@pytest.fixture
def user() -> int:
    return open_visit(email="anna@north.example", name="", language="en", at=AT).user


def code(user: int, at: datetime = AT) -> str:
    row = Authenticator.objects.get(user=user)
    return pyotp.TOTP(second_factor._secret(row)).at(at)


def set_up(user: int) -> tuple[str, ...]:
    second_factor.begin(user=user, at=AT)
    return second_factor.confirm(user=user, typed=code(user), at=AT)


def tried(user: int, typed: str, at: datetime = LATER) -> str:
    try:
        second_factor.prove_second(user=user, typed=typed, at=at)
    except Refused as refused:
        return refused.problems[0].code
    return ""


def test_what_the_app_is_told_makes_the_codes_that_are_taken(user: int) -> None:
    beginning = second_factor.begin(user=user, at=AT)
    app = pyotp.parse_uri(beginning.address)
    assert isinstance(app, pyotp.TOTP)
    assert (app.name, app.issuer, app.secret) == ("anna@north.example", "Ristorno", beginning.secret)
    assert second_factor.begin(user=user, at=AT) == beginning
    assert not second_factor.protected(user)
    second_factor.confirm(user=user, typed=f" {app.at(AT)[:3]} {app.at(AT)[3:]}", at=AT)
    assert second_factor.protected(user)
    assert tried(user, app.at(LATER)) == ""


def test_no_secret_is_kept(user: int) -> None:
    codes = set_up(user)
    beginning = second_factor._secret(Authenticator.objects.get())
    kept = str(Authenticator.objects.values().get())
    assert not [each for each in (*codes, beginning) if each in kept]


def test_a_code_is_taken_once_and_none_before_it(user: int) -> None:
    set_up(user)
    assert tried(user, code(user), AT) == "identity.second_code"
    ahead = code(user, LATER + timedelta(seconds=30))
    assert [tried(user, ahead), tried(user, ahead)] == ["", "identity.second_code"]
    assert tried(user, code(user, LATER)) == "identity.second_code"


@pytest.mark.parametrize(
    ("seconds", "wanted"), [(-30, ""), (30, ""), (-60, "identity.second_code"), (60, "identity.second_code")]
)
def test_clocks_may_differ_by_one_step(user: int, seconds: int, wanted: str) -> None:
    set_up(user)
    at = AT + timedelta(hours=1)
    assert tried(user, code(user, at + timedelta(seconds=seconds)), at) == wanted


def test_after_five_wrong_ones_the_right_one_has_to_wait_a_quarter_of_an_hour(user: int) -> None:
    recovery = set_up(user)[0]
    assert [tried(user, "x") for _ in range(5)] == ["identity.second_code"] * 5
    assert tried(user, code(user, LATER)) == "identity.second_locked"
    assert tried(user, recovery) == "identity.second_locked"
    after = LATER + second_factor.LOCKED
    assert tried(user, code(user, after), after) == ""


def test_each_recovery_code_opens_once(user: int) -> None:
    codes = set_up(user)
    assert len({*codes}) == second_factor.RECOVERY
    assert tried(user, codes[3].upper().replace("-", " ")) == ""
    assert tried(user, codes[3]) == "identity.second_code"
    assert tried(user, codes[4]) == ""
    assert second_factor.recovery_left(user) == second_factor.RECOVERY - 2


def test_nothing_is_taken_before_the_first_code_and_after_the_end(user: int) -> None:
    second_factor.begin(user=user, at=AT)
    assert tried(user, code(user), AT) == "identity.second_code"
    assert not second_factor.remove(user=user, actor="command:test")
    set_up(user)
    with pytest.raises(Refused) as caught:
        second_factor.begin(user=user, at=AT)
    assert caught.value.problems[0].code == "identity.second_there"
    right = code(user, LATER)
    assert second_factor.remove(user=user, actor="command:test")
    assert not second_factor.protected(user)
    assert tried(user, right) == "identity.second_code"
    names = [each.name for each in history(f"user:{user}")]
    assert names == ["user.signed_in", "second_factor.added", "second_factor.removed"]
