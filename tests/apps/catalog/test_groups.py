"""Where a product lies: in a tree, from a day on, as known at a moment."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ristorno.apps.catalog.operations import place_group, place_product, put_group, put_product
from ristorno.apps.catalog.queries import groups, groups_of, products
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = AT + timedelta(days=30)
ME = "user:7"
DAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def tree() -> None:
    for group in ("goods", "tires", "winter", "oils"):
        put_group(key=group, name=group.title(), actor=ME)
    place_group(key="tires", parent="goods", at=AT, actor=ME)
    place_group(key="winter", parent="tires", at=AT, actor=ME)
    place_group(key="oils", parent="goods", at=AT, actor=ME)
    put_product(key="P1", name="Зимняя шина 15", brand="Ледокол", uom="piece", actor=ME)
    place_product(key="P1", groups=["winter"], at=AT, actor=ME)


def test_a_product_lies_in_its_group_and_in_all_above() -> None:
    assert groups_of("P1", DAY) == ("winter", "tires", "goods")
    assert groups_of("P9", DAY) == ()
    put_product(key="P2", actor=ME)
    assert groups_of("P2", DAY) == ()


def test_what_moves_moves_from_its_day_on() -> None:
    place_product(key="P1", groups=["oils"], on=DAY, at=LATER, actor=ME)
    place_group(key="tires", parent=None, on=DAY, at=LATER, actor=ME)
    assert groups_of("P1", DAY - timedelta(days=1)) == ("winter", "tires", "goods")
    assert groups_of("P1", DAY) == ("oils", "goods")
    assert groups_of("P1", DAY, known_at=AT) == ("winter", "tires", "goods")
    assert [each.above for each in groups(DAY) if each.key == "winter"] == [("tires",)]


def test_the_word_said_later_holds() -> None:
    place_product(key="P1", groups=["oils", "tires"], at=LATER, actor=ME)
    assert groups_of("P1", DAY) == ("oils", "goods", "tires")


def test_the_same_again_changes_nothing() -> None:
    assert not put_group(key="tires", name="Tires", actor=ME)
    assert not put_product(key="P1", name="Зимняя шина 15", brand="Ледокол", uom="piece", actor=ME)
    assert not place_group(key="tires", parent="goods", at=LATER, actor=ME)
    assert not place_product(key="P1", groups=["winter", "winter"], at=LATER, actor=ME)
    assert put_product(key="P1", name="Шина", actor=ME)


def test_no_group_lies_under_itself_on_any_day() -> None:
    with pytest.raises(Refused, match="'goods' would lie under itself, over 'winter'"):
        place_group(key="goods", parent="winter", at=AT, actor=ME)
    place_group(key="tires", parent=None, at=AT, actor=ME)
    place_group(key="tires", parent="goods", on=DAY, at=AT, actor=ME)
    with pytest.raises(Refused, match="would lie under itself"):
        place_group(key="goods", parent="winter", on=DAY - timedelta(days=10), at=AT, actor=ME)


@pytest.mark.parametrize(
    ("groups", "told"), [(["winer"], "no group of products 'winer'. Did you mean 'winter'"), (["?"], "Known: goods")]
)
def test_unknown_names_are_told_with_what_is_near(groups: list[str], told: str) -> None:
    with pytest.raises(Refused, match=told):
        place_product(key="P1", groups=groups, at=AT, actor=ME)
    with pytest.raises(Refused, match="no product 'P7'"):
        place_product(key="P7", groups=["winter"], at=AT, actor=ME)
    with pytest.raises(Refused, match="blanks around"):
        put_product(key=" P7", actor=ME)


def test_products_are_found_by_words() -> None:
    put_product(key="P2", name="Моторное масло", brand="Ледокол", actor=ME)
    assert [each.key for each in products(DAY, "ледокол")] == ["P1", "P2"]
    assert [each.key for each in products(DAY, "ледокол МАСЛО")] == ["P2"]
    assert [(each.key, each.groups) for each in products(DAY, limit=1)] == [("P1", ("winter", "tires", "goods"))]
    assert [each.key for each in products(DAY, after="P1")] == ["P2"]
