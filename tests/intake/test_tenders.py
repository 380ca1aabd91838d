"""What paid for a document besides money comes through files, mappings and stores as it was told."""

from decimal import Decimal

from intake.conftest import ORDERS, WriteFile, taken
from ristorno.engine.fact import Fact
from ristorno.intake import Store, open_facts
from ristorno.intake.mapping_file import parse_mapping

OURS = """document,member,occurred_at,kind,amount,tenders.points,tenders.voucher.gift
N1,North,2026-01-10,purchase,100.00,20.50,
N2,North,2026-01-11,purchase,100.00,,5
R1,North,2026-01-12,return,-10.00,2.05,0
"""
PAID = ORDERS + "  tenders: {points: Points}\n"
THEIRS = "Doc,Client,Date,Item,Qty,Sum,Points\nN1,North,2026-01-10,A,1,100.00,20.50\n"


def test_columns_of_our_own_names(write: WriteFile) -> None:
    with open_facts(write("facts.csv", OURS)) as source:
        facts = {fact.document: fact for fact in source.log("North")}
    assert _told(facts) == {
        "N1": {"points": Decimal("20.50")},
        "N2": {"voucher.gift": Decimal(5)},
        "R1": {"points": Decimal("-2.05")},
    }


def test_a_mapping_names_the_columns(write: WriteFile, store: Store) -> None:
    mapping = parse_mapping(PAID, "orders.yaml")
    taken(store, write("orders.csv", THEIRS), mapping)
    assert _told({fact.document: fact for fact in store.log("North")}) == {"N1": {"points": Decimal("20.50")}}


def test_what_is_no_number_sets_its_row_aside(write: WriteFile) -> None:
    with open_facts(write("facts.csv", OURS.replace("20.50", "many"))) as source:
        facts = list(source.log("North"))
        aside = [item.problem.code for item in source.quarantine()]
    assert {fact.document for fact in facts} == {"N2", "R1"}
    assert aside == ["intake.wrong_number"]


def test_another_payment_makes_another_version(write: WriteFile, store: Store) -> None:
    mapping = parse_mapping(PAID, "orders.yaml")
    for hour, points in enumerate(("20.50", "30.00")):
        taken(store, write("orders.csv", THEIRS.replace("20.50", points)), mapping, hour)
    assert [fact.tenders["points"] for fact in store.log("North")] == [Decimal("20.50"), Decimal("30.00")]


def _told(facts: dict[str, Fact]) -> dict[str, dict[str, Decimal]]:
    return {name: dict(fact.tenders) for name, fact in facts.items()}
