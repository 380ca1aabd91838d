"""Facts that name no groups have those of the catalog, by whatever door they come and however late the catalog does."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from ristorno.apps.catalog.operations import place_group, place_product, put_group, put_product, say_zone
from ristorno.apps.catalog.queries import lying, revision
from ristorno.apps.facts import grouping
from ristorno.apps.facts.grouping import regroup
from ristorno.apps.facts.models import Batch
from ristorno.apps.facts.operations import Draft, ingest, ingest_file, project
from ristorno.apps.facts.queries import by_member, log
from ristorno.apps.members import operations as members
from ristorno.intake.store.store import Store
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ME = "user:1"


@pytest.fixture(autouse=True)
def catalog() -> None:
    members.add(key="M", name="Company M", actor=ME)
    for group in ("goods", "tires", "oils"):
        put_group(key=group, actor=ME)
    place_group(key="tires", parent="goods", at=AT, actor=ME)
    for product in ("T1", "O1"):
        put_product(key=product, actor=ME)
    place_product(key="T1", groups=["tires"], at=AT, actor=ME)
    place_product(key="O1", groups=["oils"], at=AT, actor=ME)


def draft(document: str, product: str | None, at: datetime | date = date(2026, 2, 10), **told: object) -> Draft:
    return Draft(document=document, member="M", occurred_at=at, amount=Decimal(100), product=product, **told)  # type: ignore[arg-type]


def tell(*drafts: Draft) -> int:
    receipt = ingest(drafts=drafts, channel="api", at=AT, actor=ME)
    assert not receipt.quarantined
    return receipt.rows - receipt.duplicate


def groups() -> dict[str, tuple[str, ...]]:
    """The groups of the latest version of every document, as the engine reads them."""
    return {fact.document: fact.groups for fact in sorted(log("M"), key=lambda fact: fact.version)}


def test_groups_come_from_the_catalog_where_a_fact_names_none() -> None:
    tell(draft("D1", "T1"), draft("D2", "O1", groups=("special",)), draft("D3", "unknown"), draft("D4", None))
    assert groups() == {"D1": ("tires", "goods"), "D2": ("special",), "D3": (), "D4": ()}
    assert [fact.groups for _, facts in by_member() for fact in facts][:1] == [("tires", "goods")]


def test_a_file_is_filled_like_a_call(tmp_path: Path) -> None:
    file = tmp_path / "sales.csv"
    file.write_text(
        "document,occurred_at,member,product,amount,kind\nD1,2026-02-10,M,T1,100,purchase\nD2,2026-02-10,M,none,100,purchase\n"
    )
    ingest_file(file=file, at=AT, actor=ME)
    assert groups() == {"D1": ("tires", "goods"), "D2": ()}
    file.write_text(
        "document,occurred_at,member,product,amount,kind\nD1,2026-02-10,M,O1,100,purchase\nD2,2026-02-10,M,none,100,purchase\n"
    )
    ingest_file(file=file, at=AT, actor=ME)
    assert groups()["D1"] == ("oils",)


def test_what_was_told_before_is_known_whatever_it_was_filled_with() -> None:
    told = draft("D1", "T1", line="1", version=4)
    assert tell(told) == 1
    assert tell(told) == 0
    place_product(key="T1", groups=["oils"], at=AT, actor=ME)
    assert regroup(AT, ME) == 1
    assert tell(told) == 0
    assert groups() == {"D1": ("oils",)}


def test_a_changed_catalog_adds_versions_of_what_it_moves_and_again_none() -> None:
    tell(draft("D1", "T1"), draft("D2", "O1"), draft("D3", "late"), draft("D4", "T1", groups=("special",)))
    assert regroup(AT, ME) == 0
    place_group(key="tires", parent=None, at=AT, actor=ME)
    put_product(key="late", actor=ME)
    place_product(key="late", groups=["goods"], at=AT, actor=ME)
    assert regroup(AT, ME) == 2
    assert groups() == {"D1": ("tires",), "D2": ("oils",), "D3": ("goods",), "D4": ("special",)}
    assert regroup(AT, ME) == 0
    assert Batch.objects.filter(channel="catalog").count() == 1


def test_what_was_known_before_the_change_stays() -> None:
    tell(draft("D1", "T1"))
    place_product(key="T1", groups=["oils"], at=AT, actor=ME)
    regroup(AT, ME)
    assert [fact.groups for fact in log("M", up_to=1) if fact.document == "D1"] == [("tires", "goods")]


def test_products_lie_elsewhere_from_a_day_of_the_sponsor_on() -> None:
    place_product(key="T1", groups=["oils"], on=date(2026, 2, 10), at=AT, actor=ME)
    late = datetime(2026, 2, 9, 22, tzinfo=UTC)  # the tenth in Moscow
    tell(draft("D1", "T1", late), draft("D2", "T1", date(2026, 2, 9)), draft("D3", "T1", date(2026, 2, 10)))
    assert groups() == {"D1": ("tires", "goods"), "D2": ("tires", "goods"), "D3": ("oils",)}
    assert say_zone(name="Europe/Moscow", at=AT, actor=ME)
    assert not say_zone(name="Europe/Moscow", at=AT, actor=ME)
    assert regroup(AT, ME) == 1
    assert groups()["D1"] == ("oils",)
    with pytest.raises(Refused, match="time zone"):
        say_zone(name="Europe/Moskau", at=AT, actor=ME)


def test_a_batch_that_did_not_know_of_a_change_is_filled_anew_once_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    known, lay = revision(), list(lying(["T1"]))
    place_product(key="T1", groups=["oils"], at=AT, actor=ME)
    regroup(AT, ME)
    with monkeypatch.context() as earlier:  # as another transaction sees it that began before the change
        earlier.setattr(grouping, "revision", lambda: known)
        earlier.setattr(grouping, "lying", lambda _: iter(lay))
        tell(draft("D1", "T1"))
    assert groups() == {"D1": ("tires", "goods")}
    assert regroup(AT, ME) == 1
    assert groups() == {"D1": ("oils",)}
    assert regroup(AT, ME) == 0


def test_retracted_lines_stay_retracted() -> None:
    tell(draft("D1", "T1", line="1"))
    tell(draft("D1", "T1", line="1", retracted=True))
    place_product(key="T1", groups=["oils"], at=AT, actor=ME)
    assert regroup(AT, ME) == 0


def test_the_store_of_all_members_has_the_same_groups(tmp_path: Path) -> None:
    tell(draft("D1", "T1"))
    project(tmp_path / "store")
    place_product(key="T1", groups=["oils"], at=AT, actor=ME)
    regroup(AT, ME)
    project(tmp_path / "store")
    facts = [fact for fact in Store(tmp_path / "store").log() if fact.document == "D1"]
    assert sorted((fact.version, fact.groups) for fact in facts) == [(1, ("tires", "goods")), (2, ("oils",))]
