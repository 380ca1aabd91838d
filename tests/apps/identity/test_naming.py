"""Who acts on the command line is one of the operators as soon as there are any, recorded as on the pages."""

import pytest

from ristorno.apps.identity.naming import actor_named
from ristorno.apps.identity.operators import add_operator, remove_operator
from ristorno.apps.identity.queries import operators
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db


def employ(*emails: str) -> list[str]:
    for email in emails:
        add_operator(email=email, roles=["approver"], actor="command:test")
    return [each.actor for each in operators()]


def refusal(word: str | None) -> str:
    with pytest.raises(Refused) as caught:
        actor_named(word, "wallets")
    (problem,) = caught.value.problems
    assert problem.remedy
    return problem.code


def test_one_person_is_recorded_alike_however_named() -> None:
    anna, boris = employ("anna@supplier.example", "boris@supplier.example")
    for word in ("anna", " Anna ", "anna@supplier.example", "ANNA@supplier.example", anna):
        assert actor_named(word, "wallets") == anna
    assert actor_named("boris", "wallets") == boris != anna


def test_words_are_taken_while_nobody_operates_but_none_that_looks_like_a_person() -> None:
    assert actor_named("anna", "wallets") == "command:anna"
    assert actor_named(None, "wallets") == actor_named(" ", "wallets") == "command:wallets"
    assert {refusal(word) for word in ("user:7", "key:1", "anna@supplier.example")} == {"identity.unknown_operator"}


def test_who_is_none_of_the_operators_is_refused_and_so_is_nobody() -> None:
    employ("anna@supplier.example", "anna@branch.example")
    assert refusal("boris") == refusal("user:999999") == "identity.unknown_operator"
    assert refusal("anna") == "identity.unknown_operator"  # two of them
    assert refusal(None) == refusal("") == "identity.who"


def test_who_operates_no_longer_is_none_of_them() -> None:
    (_, boris) = employ("anna@supplier.example", "boris@supplier.example")
    remove_operator(email="boris@supplier.example", actor="command:test")
    assert refusal("boris") == refusal(boris) == "identity.unknown_operator"
