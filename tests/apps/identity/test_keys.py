"""Keys: shown once, kept as a digest, for what they were made for and no longer than that."""

from datetime import UTC, datetime, timedelta

import pytest

from ristorno.apps.events.queries import history
from ristorno.apps.identity.models import Key
from ristorno.apps.identity.operations import make_key, revoke_key
from ristorno.apps.identity.queries import caller_of, keys
from ristorno.apps.identity.secrets import Secret, read
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def made(**more: object) -> Secret:
    given = {"name": "the shop", "scopes": ["facts:write"], "actor": "command:keys"} | more
    return make_key(**given)  # type: ignore[arg-type]


def test_who_has_the_secret_comes_in() -> None:
    secret = made()

    caller = caller_of(secret, NOW)

    assert caller is not None
    assert (caller.name, caller.scopes, caller.member) == ("the shop", frozenset({"facts:write"}), None)
    assert [event.name for event in history(caller.actor)] == ["key.made"]


def test_a_secret_is_read_back_from_the_word_that_was_shown() -> None:
    secret = made()

    assert read(secret.text) == secret
    assert [read(word) for word in ("", "rst", "rst_", "rst_a", "rst_a_", "xyz_a_b", f"x{secret.text}")] == [None] * 7


def test_the_secret_itself_is_nowhere() -> None:
    secret = made()

    kept = Key.objects.filter(public=secret.public).values().get()
    assert secret.private not in str(kept)
    assert secret.private not in str(history(f"key:{kept['id']}"))


def test_another_secret_opens_nothing() -> None:
    secret, other = made(), made()

    assert caller_of(Secret(secret.public, other.private), NOW) is None
    assert caller_of(Secret("nobody", secret.private), NOW) is None


def test_a_key_ends_with_its_time() -> None:
    secret = made(ends_at=NOW)

    assert caller_of(secret, NOW - timedelta(seconds=1)) is not None
    assert caller_of(secret, NOW) is None


def test_a_revoked_key_opens_nothing_and_is_revoked_once() -> None:
    secret = made()
    caller = caller_of(secret, NOW)
    assert caller is not None

    for _ in range(2):
        revoke_key(public=secret.public, actor="user:1", at=NOW)

    assert caller_of(secret, NOW + timedelta(days=1)) is None
    assert [event.name for event in history(caller.actor)] == ["key.made", "key.revoked"]
    assert [key.revoked_at for key in keys()] == [NOW]


@pytest.mark.parametrize(
    ("given", "code", "told"),
    [
        ({"scopes": ["facts:rite"]}, "identity.unknown_scope", "Did you mean 'facts:write'?"),
        ({"scopes": []}, "identity.no_scope", "Choose among"),
        ({"name": " "}, "identity.no_name", "Say which program"),
        ({"scopes": ["members:write"], "member": "7707083893"}, "identity.unknown_scope", "for such a key"),
    ],
)
def test_what_makes_no_sense_is_refused(given: dict[str, object], code: str, told: str) -> None:
    with pytest.raises(Refused) as refused:
        made(**given)

    (problem,) = refused.value.problems
    assert problem.code == code
    assert told in str(problem)


def test_a_key_that_is_not_there_cannot_be_revoked() -> None:
    with pytest.raises(Refused) as refused:
        revoke_key(public="nobody", actor="user:1", at=NOW)

    assert refused.value.problems[0].code == "identity.unknown_key"
