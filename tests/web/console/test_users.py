"""Users and roles: an administrator lets others in and go, and neither himself nor another administrator."""

import pytest

from ristorno.apps.identity.operators import add_operator
from ristorno.apps.identity.queries import operators
from web.console.world import Waiting, operator
from web.portal.visiting import Browser

pytestmark = pytest.mark.django_db

PATH = "/console/users"
NEW = "new@supplier.example"


def roles() -> dict[str, tuple[str, ...]]:
    return {each.email: each.roles for each in operators()}


def administrator() -> Browser:
    return Browser().sign_in(operator("administrator")).open(PATH)


def test_somebody_is_let_in_changed_and_let_go(office: Waiting) -> None:
    browser = administrator()
    assert "Approver Person" in browser.text
    browser.send(PATH, email=NEW, name="New Person", roles=["approver", "finance"], step="change")
    assert "Changed: it holds from the next page on." in browser.text
    assert roles()[NEW] == ("approver", "finance")
    browser.send(PATH, email=NEW, roles=["analyst"], step="change")
    assert roles()[NEW] == ("analyst",)
    browser.send(PATH, email=NEW, roles=["analyst"], step="change")
    assert "Nothing had to be changed." in browser.text
    browser.send(PATH, email=NEW, step="remove")
    assert NEW not in roles()


@pytest.mark.parametrize(
    ("email", "wished"),
    [
        (operator("administrator"), ["analyst"]),
        ("other@supplier.example", ["analyst"]),
        (NEW, ["administrator"]),
        (NEW, ["king"]),
        (NEW, []),
        ("no address", ["analyst"]),
    ],
)
def test_nobody_makes_or_unmakes_administrators_or_changes_himself(
    email: str, wished: list[str], office: Waiting
) -> None:
    add_operator(email="other@supplier.example", roles=["administrator"], actor="command:test")
    before = roles()
    browser = administrator()
    browser.send(PATH, email=email, roles=wished, step="change")
    assert browser.status == 422
    assert roles() == before
