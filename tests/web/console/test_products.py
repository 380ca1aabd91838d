"""Products and their groups: everybody looks for them, who takes things in changes them, and each change is told."""

from datetime import UTC, date, datetime

import pytest

from ristorno.apps.catalog.operations import put_group, put_product
from ristorno.apps.catalog.queries import groups_of, lies_in, products, tree
from ristorno.apps.events.queries import history
from web.console.world import Waiting, operator
from web.portal.visiting import Browser

pytestmark = pytest.mark.django_db
TODAY = datetime.now(tz=UTC).date()
PRODUCTS, GROUPS = "/console/products", "/console/product-groups"


def browser(role: str = "operator") -> Browser:
    return Browser().sign_in(operator(role)).open(PRODUCTS)


def test_a_product_is_added_found_and_changed(office: Waiting) -> None:
    it = browser().open(GROUPS)
    it.send(f"{GROUPS}/put", key="tires", name="Tires")
    it.send(f"{GROUPS}/put", key="winter", name="Winter", parent="tires", on="2026-02-01")
    it.open(PRODUCTS)
    it.send(f"{PRODUCTS}/put", key="T/1", name="Ice 195/65", brand="Nord", uom="pc", groups="winter, ", on="2026-01-01")
    assert "Kept." in it.text
    assert groups_of("T/1", TODAY) == ("winter", "tires")
    assert groups_of("T/1", date(2026, 1, 15)) == ("winter",)

    assert "Ice 195/65" in it.open(f"{PRODUCTS}?q=nord+ice").text
    it.send(f"{PRODUCTS}/put", key="T/1", name="Ice 205/55", brand="Nord", uom="pc", groups="winter")
    assert [each.name for each in products(TODAY, "205")] == ["Ice 205/55"]
    it.send(f"{PRODUCTS}/put", key="T/1", name="Ice 205/55", brand="Nord", uom="pc", groups="winter")
    assert "Nothing had to be changed." in it.text
    assert [each.name for each in history("product:T/1")] == ["product.added", "product.placed", "product.changed"]


def test_what_cannot_be_is_told_and_nothing_of_it_is_done(office: Waiting) -> None:
    put_group(key="tires", actor="user:1")
    put_product(key="T1", name="Old", actor="user:1")
    it = browser()
    it.send(f"{PRODUCTS}/put", key="T1", name="New", groups="tyres")
    assert (it.status, "tyres" in it.text) == (422, True)
    it.send(f"{PRODUCTS}/put", key="T1", name="New", groups="tires", on="soon")
    assert it.status == 422
    it.open(GROUPS).send(f"{GROUPS}/put", key="tires", parent="tires")
    assert it.status == 422
    assert [each.name for each in products(TODAY)] == ["Old"]
    assert (lies_in("T1", TODAY), tree(TODAY)) == ((), {})


def test_who_only_looks_gets_no_form(office: Waiting) -> None:
    put_product(key="T1", name="Tire", actor="user:1")
    it = browser("analyst")
    assert ("Tire" in it.text, "Add or change a product" in it.text) == (True, False)
    assert "Add or change a group" not in it.open(GROUPS).text
