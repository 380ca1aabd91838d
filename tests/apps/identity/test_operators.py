"""Operators: named with roles, heard of in the audit trail, and ended."""

import pytest

from ristorno.apps.events.queries import history
from ristorno.apps.identity.operators import add_operator, remove_operator
from ristorno.apps.identity.queries import operators, user_of
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db
ANNA = "anna@supplier.example"


def test_an_operator_is_named_changed_and_ended_and_each_is_recorded_once() -> None:
    assert add_operator(email=f" {ANNA.upper()} ", roles=["finance", "approver"], name="Anna", actor="command:test")
    assert not add_operator(email=ANNA, roles=["approver", "finance"], actor="command:test")
    assert [(each.email, each.name, each.roles) for each in operators()] == [(ANNA, "Anna", ("approver", "finance"))]
    assert add_operator(email=ANNA, roles=["analyst"], actor="command:test")
    assert remove_operator(email=ANNA, actor="command:test")
    assert not remove_operator(email=ANNA, actor="command:test")

    user = user_of(ANNA)
    assert user is not None
    assert (operators(), user.roles) == ([], ())
    told = [(event.name, event.data["before"], event.data["roles"]) for event in history(user.actor)]
    assert told == [
        ("operator.changed", [], ["approver", "finance"]),
        ("operator.changed", ["approver", "finance"], ["analyst"]),
        ("operator.changed", ["analyst"], []),
    ]


@pytest.mark.parametrize(
    ("email", "roles", "code"),
    [
        (ANNA, ["aprover"], "identity.unknown_role"),
        (ANNA, [], "identity.no_role"),
        ("anna", ["analyst"], "identity.email"),
    ],
)
def test_what_is_no_operator_is_refused(email: str, roles: list[str], code: str) -> None:
    with pytest.raises(Refused) as caught:
        add_operator(email=email, roles=roles, actor="command:test")
    assert [each.code for each in caught.value.problems] == [code]
    assert operators() == []


def test_who_never_was_there_cannot_be_removed() -> None:
    with pytest.raises(Refused) as caught:
        remove_operator(email=ANNA, actor="command:test")
    assert [each.code for each in caught.value.problems] == ["identity.unknown_operator"]
