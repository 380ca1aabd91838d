"""Programs on groups count products of the catalog, and a changed catalog counts anew for whom it changes anything."""

import pytest

from apps.accruals.world import AT, all_is_well, balances, begin, fact, run, tell
from ristorno.apps.catalog.operations import place_group, place_product, put_group, put_product
from ristorno.apps.events.models import Event
from ristorno.apps.facts.operations import regroup

pytestmark = pytest.mark.django_db
ME = "user:1"
TIRES = """\
program: dealers
time_zone: Europe/Moscow
currency: RUB
units:
  RUB: {kind: money}
sets:
  tires: {groups: [tires]}
clauses:
  tires:
    earn_on: tires
    window: month
    mechanic: {percent: 2 %}
    reward: {unit: RUB}
"""


def _follow() -> list[str]:
    """Follow the catalog, and run everybody from where they stand; return whom the news named."""
    last = Event.objects.latest("pk").pk
    regroup(AT, ME)
    named = [member for each in Event.objects.filter(pk__gt=last) for member in each.data.get("members", ())]
    assert [run(member).whole for member in "MN"] in ([{}, {}], [{"dealers": "new"}] * 2)
    return named


def test_a_program_on_a_group_counts_products_of_the_catalog() -> None:
    begin(TIRES)
    for group in ("tires", "winter"):
        put_group(key=group, actor=ME)
    for product in ("P1", "P2"):
        put_product(key=product, actor=ME)
    place_product(key="P1", groups=["winter"], at=AT, actor=ME)
    tell(fact("D1", 1_000, product="P1"), fact("D2", 1_000, product="P2"), fact("D3", 500, member="N", product="P2"))
    _follow()
    assert balances() == {}
    place_group(key="winter", parent="tires", at=AT, actor=ME)
    assert _follow() == ["M"]
    assert balances() == {"RUB": (0, 20)}
    place_product(key="P2", groups=["tires"], at=AT, actor=ME)
    assert _follow() == ["M", "N"]
    assert (balances(), balances("N")) == ({"RUB": (0, 40)}, {"RUB": (0, 10)})
    place_product(key="P1", groups=[], at=AT, actor=ME)
    assert _follow() == ["M"]
    assert balances() == {"RUB": (0, 20)}
    assert all_is_well()
