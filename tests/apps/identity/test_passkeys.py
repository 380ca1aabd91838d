"""Passkeys: the device that made one opens the door, once for each question; everything else stays outside."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from apps.identity.device import Device
from apps.parallel import or_code
from ristorno.apps.events.queries import history
from ristorno.apps.identity import passkeys
from ristorno.apps.identity.models import Challenge, Passkey
from ristorno.apps.identity.passkeys import Site
from ristorno.apps.identity.signing_in import forget, open_visit
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
HERE = Site("bonus.example", "https://bonus.example")
ANNA, BORIS = "anna@north.example", "boris@south.example"


def user(email: str = ANNA) -> int:
    return open_visit(email=email, name="", language="en", at=AT).user


def asked(at: datetime = AT) -> int:
    return passkeys.ask_device(origin="10.0.0.1", at=at)


def made(owner: int, device: Device | None = None, name: str = "Phone") -> Device:
    device, number = device or Device(HERE.origin), asked()
    wish = passkeys.to_make(number, HERE, owner)
    passkeys.keep_passkey(user=owner, number=number, answer=device.make(wish), name=name, site=HERE, at=AT)
    return device


def proven(device: Device, site: Site = HERE, at: datetime = AT) -> str:
    number = asked(AT)
    answer = device.answer(passkeys.to_sign_in(number, site))
    return passkeys.prove_by_passkey(number=number, answer=answer, site=HERE, at=at)


def answered(number: int, answer: str) -> str:
    return or_code(passkeys.prove_by_passkey)(number=number, answer=answer, site=HERE, at=AT)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.problems[0].code


def test_the_device_that_made_it_proves_its_owner() -> None:
    owner = user()
    device, other = made(owner), made(user(BORIS))
    assert (proven(device), proven(other), proven(device)) == (ANNA, BORIS, ANNA)
    (seen,) = passkeys.passkeys_of(owner)
    assert (seen.name, seen.made_at, seen.used_at) == ("Phone", AT, AT)


def test_a_question_is_answered_once_also_by_a_wrong_answer() -> None:
    device = made(user())
    for first in (device.answer, str.lower):
        number = asked()
        question = passkeys.to_sign_in(number, HERE)
        answered(number, first(question))
        assert answered(number, device.answer(question)) == "identity.passkey"


def test_a_question_is_good_for_five_minutes() -> None:
    device = made(user())
    assert proven(device, at=AT + timedelta(minutes=4, seconds=59)) == ANNA
    assert refused(lambda: proven(device, at=AT + timedelta(minutes=5))) == "identity.passkey"


@pytest.mark.parametrize(
    "spoiled",
    [
        {"origin": "https://bonus.example.evil"},
        {"looks": False},
        {"key": Device("").key},
        {"handle": b"another device!!"},
    ],
    ids=["seen elsewhere", "its owner was not asked", "another key", "a device nobody knows"],
)
def test_what_is_not_the_device_at_this_address_is_refused(spoiled: dict[str, object]) -> None:
    device = made(user())
    assert refused(lambda: proven(replace(device, **spoiled))) == "identity.passkey"  # type: ignore[arg-type]
    assert proven(device) == ANNA


def test_a_question_of_another_site_is_refused() -> None:
    device = made(user())
    assert refused(lambda: proven(device, Site("evil.example", HERE.origin))) == "identity.passkey"


def test_a_copy_of_a_device_that_counts_is_found() -> None:
    device = made(user())
    copy = replace(device)
    assert (proven(device), proven(device)) == (ANNA, ANNA)
    assert refused(lambda: proven(copy)) == "identity.passkey"


def test_a_device_that_does_not_count_is_taken() -> None:
    device = made(user(), Device(HERE.origin, counts=False))
    assert (proven(device), proven(device)) == (ANNA, ANNA)


def test_a_device_cannot_be_added_to_another_user() -> None:
    device, boris = made(user()), user(BORIS)
    assert refused(lambda: made(boris, device)) == "identity.passkey"
    assert proven(device) == ANNA


def test_a_device_that_does_not_ask_its_owner_is_not_kept() -> None:
    owner = user()
    assert refused(lambda: made(owner, Device(HERE.origin, looks=False))) == "identity.passkey"
    assert not passkeys.passkeys_of(owner)


def test_twenty_are_enough() -> None:
    owner = user()
    for _ in range(passkeys.AT_MOST):
        made(owner)
    assert refused(lambda: made(owner)) == "identity.passkeys_enough"


def test_only_its_owner_renames_and_removes_it() -> None:
    anna, boris = user(), user(BORIS)
    device = made(anna)
    number = passkeys.passkeys_of(anna)[0].number
    passkeys.rename_passkey(user=boris, number=number, name="Mine")
    assert not passkeys.remove_passkey(user=boris, number=number)
    passkeys.rename_passkey(user=anna, number=number, name="  Old \n phone ")
    assert [each.name for each in passkeys.passkeys_of(anna)] == ["Old phone"]
    assert proven(device) == ANNA
    assert passkeys.remove_passkey(user=anna, number=number)
    assert not passkeys.remove_passkey(user=anna, number=number)
    assert refused(lambda: proven(device)) == "identity.passkey"
    names = [each.name for each in history(f"user:{anna}")]
    assert names == ["user.signed_in", "passkey.added", "passkey.removed"]


def test_no_question_is_kept_and_old_ones_are_forgotten() -> None:
    number = asked()
    challenge = passkeys.to_sign_in(number, HERE)
    assert not [value for value in Challenge.objects.values().get(pk=number).values() if str(value) in challenge[20:80]]
    assert forget(before=AT + timedelta(seconds=1)) == 1


def test_one_network_address_asks_a_hundred_and_twenty_times_an_hour() -> None:
    Challenge.objects.bulk_create(Challenge(origin="10.0.0.1", asked_at=AT) for _ in range(passkeys.FROM_ONE_ORIGIN))
    assert refused(asked) == "identity.too_many_passkeys"
    assert passkeys.ask_device(origin="10.0.0.2", at=AT)
    assert asked(AT + timedelta(hours=1, seconds=1))


@pytest.mark.parametrize(
    "answer",
    [
        "", "null", "7", "[]", "{", '"text"', "\x00", '{"id": 7}', '{"id": "AA", "rawId": "AA", "response": []}',
        '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "%%", "signature": 1}}',
        '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "e30", "signature": "AA"}}',
    ],
)  # fmt: skip
def test_whatever_else_is_sent_is_refused_in_a_sentence(answer: str) -> None:
    owner, number, other = user(), asked(), asked()
    assert refused(lambda: passkeys.prove_by_passkey(number=number, answer=answer, site=HERE, at=AT)) == (
        "identity.passkey"
    )
    assert refused(
        lambda: passkeys.keep_passkey(user=owner, number=other, answer=answer, name="", site=HERE, at=AT)
    ) == "identity.passkey"  # fmt: skip
    assert not Passkey.objects.exists()
