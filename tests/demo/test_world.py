"""The demo world is what it says: believable in size and shape, and wrong only where it means to be."""

from collections import Counter, defaultdict
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from statistics import median

import pytest

from ristorno.demo import World
from ristorno.demo.catalog import GOODS, GROUPS
from ristorno.demo.mistakes import REPEATED
from ristorno.demo.supplier import SUPPLIER
from ristorno.engine.fact import SALES_KINDS, Fact, local_day

Key = tuple[str, str, str]


@pytest.fixture(scope="module")
def current(world: World) -> dict[Key, Fact]:
    """What holds in the end: the last version of each line, without what was retracted."""
    last: dict[Key, Fact] = {}
    for fact in world.history:
        key = (fact.source, fact.document, fact.line)
        if key not in last or last[key].version < fact.version:
            last[key] = fact
    return {key: fact for key, fact in last.items() if not fact.retracted}


@pytest.fixture(scope="module")
def purchases(world: World) -> list[Fact]:
    return [fact for fact in world.history if fact.kind == "purchase" and fact.version == 1]


def documents(facts: list[Fact]) -> int:
    return len({fact.document for fact in facts})


def recorded(fact: Fact) -> datetime:
    assert fact.recorded_at is not None
    return fact.recorded_at


def test_there_are_two_hundred_members_with_staff_and_names_of_their_own(world: World) -> None:
    assert len(world.members) == 200
    assert len({member.id for member in world.members}) == 200
    assert len({member.name for member in world.members}) == 200
    assert {len(member.contacts) for member in world.members} == {1, 2, 3, 4, 5, 6}
    assert {member.segment for member in world.members} == {"workshop", "dealer", "fleet", "chain"}


def test_the_catalog_hangs_under_the_group_tree() -> None:
    leaves = [leaf for parent in GROUPS.values() for leaf in parent]
    assert 70 <= len(GOODS) <= 90
    assert len({product.id for product in GOODS}) == len(GOODS)
    assert {group for product in GOODS for group in product.groups} == set(leaves) - {"delivery"}
    assert all(Decimal(0) < product.cost < product.price for product in GOODS)


def test_two_years_of_purchases(purchases: list[Fact]) -> None:
    days = [local_day(fact.occurred_at, SUPPLIER.zone) for fact in purchases]
    assert 12_000 <= len(purchases) <= 20_000
    assert all(day in SUPPLIER.term for day in days)
    assert len({(day.year, day.month) for day in days}) == 24


def test_sizes_have_a_heavy_tail(current: dict[Key, Fact]) -> None:
    bought: dict[str, Decimal] = defaultdict(Decimal)
    for fact in current.values():
        if fact.kind in SALES_KINDS:
            bought[fact.member] += fact.amount or 0
    sizes = sorted(bought.values(), reverse=True)
    assert sum(sizes[:40]) > sum(sizes) * 7 / 10
    assert sizes[0] > median(sizes) * 50


def test_some_members_are_new_and_some_went_silent(world: World, purchases: list[Fact]) -> None:
    first: dict[str, datetime] = {}
    last: dict[str, datetime] = {}
    for fact in purchases:
        assert isinstance(fact.occurred_at, datetime)
        first[fact.member] = min(first.get(fact.member, fact.occurred_at), fact.occurred_at)
        last[fact.member] = max(last.get(fact.member, fact.occurred_at), fact.occurred_at)
    assert set(first) == {member.id for member in world.members}
    second_year = datetime(2025, 10, 1, tzinfo=SUPPLIER.zone)
    assert 10 <= sum(moment >= second_year for moment in first.values()) <= 40
    assert 6 <= sum(moment < datetime(2026, 4, 1, tzinfo=SUPPLIER.zone) for moment in last.values()) <= 40


def test_winter_tires_are_bought_before_winter(purchases: list[Fact]) -> None:
    by_month = Counter(fact.occurred_at.month for fact in purchases if "winter-tires" in fact.groups)
    assert by_month[10] > 5 * by_month[3]


def test_a_document_has_one_member_one_instant_one_contact_and_one_currency(world: World) -> None:
    heads = defaultdict(set)
    for fact in world.history:
        heads[fact.source, fact.document].add((fact.kind, fact.member, fact.contact, fact.occurred_at, fact.currency))
    assert all(len(seen) == 1 for seen in heads.values())
    assert {fact.currency for fact in world.history if fact.amount is not None} == {"EUR"}


def test_a_version_of_a_line_stands_once_and_versions_are_recorded_in_order(world: World) -> None:
    versions = defaultdict(list)
    for fact in world.history:
        versions[fact.source, fact.document, fact.line].append(fact)
    for facts in versions.values():
        assert [fact.version for fact in facts] == list(range(1, len(facts) + 1))
        assert all(recorded(before) < recorded(after) for before, after in pairwise(facts))


def test_nothing_is_recorded_before_its_day_or_after_the_export(world: World) -> None:
    for fact in world.history:
        assert recorded(fact) < SUPPLIER.exported_at
        assert recorded(fact).date() >= local_day(fact.occurred_at, SUPPLIER.zone)
    assert [recorded(fact) for fact in world.history] == sorted(recorded(fact) for fact in world.history)


def test_some_invoices_come_weeks_late(purchases: list[Fact]) -> None:
    late = [
        fact for fact in purchases if (recorded(fact).date() - local_day(fact.occurred_at, SUPPLIER.zone)).days > 14
    ]
    assert 0.02 < documents(late) / documents(purchases) < 0.04
    quarters = {(fact.occurred_at.month - 1) // 3 != (recorded(fact).month - 1) // 3 for fact in late}
    assert quarters == {True, False}


def test_some_invoices_are_reposted_and_a_few_retracted(world: World, purchases: list[Fact]) -> None:
    first = {fact.id: fact for fact in purchases}
    second = [fact for fact in world.history if fact.version == 2]
    reposted = [fact for fact in second if not fact.retracted]
    assert 0.015 < documents(reposted) / documents(purchases) < 0.04
    assert 5 <= documents([fact for fact in second if fact.retracted]) <= 25
    corrected = {fact.document for fact in reposted if fact.amount != first[fact.id].amount}
    assert corrected == {fact.document for fact in reposted}


def test_returns_and_credit_notes_are_negative_and_a_few_per_cent(world: World, purchases: list[Fact]) -> None:
    back = [fact for fact in world.history if fact.kind in {"return", "credit_note"}]
    loose = [fact for fact in back if fact.reverses is None]
    assert all(fact.amount is not None and fact.amount < 0 for fact in back)
    assert all(fact.quantity is not None and fact.quantity < 0 for fact in back if fact.kind == "return")
    assert 0.03 < len(back) / len(purchases) < 0.07
    assert 0.1 < len(loose) / len(back) < 0.3
    assert any(fact.kind == "credit_note" and fact.reverses for fact in back)


def test_a_reference_points_to_a_line_that_stands_and_has_enough_to_give_back(
    world: World, current: dict[Key, Fact]
) -> None:
    taken: Counter[str] = Counter()
    for fact in world.history:
        if fact.reverses is None:
            continue
        original = current[fact.source, fact.reverses.document, str(fact.reverses.line)]
        assert (original.kind, original.member, original.product) == ("purchase", fact.member, fact.product)
        assert recorded(original) < recorded(fact)
        assert -(fact.quantity or 0) <= (original.quantity or 0)
        assert -(fact.amount or 0) <= (original.amount or 0)
        taken[original.id] += 1
    assert set(taken.values()) == {1}


def test_payments_settle_invoices_that_stand(world: World, current: dict[Key, Fact]) -> None:
    owed: dict[str, Decimal] = defaultdict(Decimal)
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for fact in current.values():
        if fact.kind == "purchase":
            assert fact.due_on is not None
            owed[fact.document] += (fact.amount or 0) + (fact.tax or 0)
        if fact.kind == "payment":
            paid[str(fact.pays)] += fact.amount or 0
    assert set(paid) <= set(owed)
    assert all(amount <= owed[document] + Decimal("0.01") for document, amount in paid.items())
    settled = sum(abs(paid[document] - amount) < Decimal("0.01") for document, amount in owed.items())
    assert 0.75 < settled / len(owed) < 0.99


def test_amounts_are_decimals_of_at_most_four_places(world: World) -> None:
    numbers = [
        number
        for fact in world.history
        for number in (fact.quantity, fact.amount, fact.cost, fact.tax)
        if number is not None
    ]
    assert {type(number) for number in numbers} == {Decimal}
    assert min(int(number.as_tuple().exponent) for number in numbers) == -4


def test_the_line_amounts_and_costs_leave_a_margin(current: dict[Key, Fact]) -> None:
    bought = [fact for fact in current.values() if fact.kind == "purchase"]
    sales = sum(fact.amount or 0 for fact in bought)
    cost = sum(fact.cost or 0 for fact in bought)
    assert Decimal("0.1") < 1 - cost / sales < Decimal("0.4")


def test_consents_belong_to_staff_and_are_withdrawn_only_when_given(world: World) -> None:
    staff = {member.id: set(member.contacts) for member in world.members}
    held: dict[tuple[str, str | None], bool] = {}
    for fact in sorted(world.history, key=recorded):
        if fact.kind not in {"consent_given", "consent_withdrawn"}:
            continue
        assert fact.contact is None or fact.contact in staff[fact.member]
        key = (fact.member, fact.contact)
        assert held.get(key, False) is (fact.kind == "consent_withdrawn"), fact.id
        held[key] = fact.kind == "consent_given"
    given = sum(held.values())
    assert given > 100
    assert 10 < len(held) - given < 60
    company_wide = {member for member, contact in held if contact is None}
    assert company_wide
    assert not company_wide & {member for member, contact in held if contact is not None}


def test_orders_are_placed_by_staff_or_by_nobody(world: World, purchases: list[Fact]) -> None:
    staff = {member.id: {*member.contacts, None} for member in world.members}
    assert all(fact.contact in staff[fact.member] for fact in purchases)
    assert 0.03 < sum(fact.contact is None for fact in purchases) / len(purchases) < 0.1


def test_every_member_has_a_segment_before_it_buys(world: World, purchases: list[Fact]) -> None:
    since: dict[str, date] = {}
    for fact in world.history:
        if fact.kind == "segment_assigned":
            since.setdefault(fact.member, fact.occurred_at)
    assert all(since[fact.member] <= local_day(fact.occurred_at, SUPPLIER.zone) for fact in purchases)
    moved = Counter(fact.member for fact in world.history if fact.kind == "segment_assigned")
    assert set(moved.values()) == {1, 2}


def test_a_few_outlets_open_also_where_they_earn_nothing(world: World) -> None:
    opened = [fact for fact in world.history if fact.kind == "outlet_opened"]
    segments = {member.id: member.segment for member in world.members}
    assert 5 <= len(opened) <= 40
    assert {segments[fact.member] for fact in opened} == {"chain", "dealer", "workshop"}


def test_the_mistakes_are_in_the_file_and_nowhere_in_the_history(world: World) -> None:
    sound = {(fact.source, fact.document) for fact in world.history}
    assert len(world.facts) == len(world.history) + len(world.mistakes)
    for mistake in world.mistakes:
        assert world.facts.count(mistake.row) == (2 if mistake.reason == REPEATED else 1)
        assert ((mistake.row["source"], mistake.row["document"]) in sound) is (mistake.reason == REPEATED)
    assert {mistake.reason for mistake in world.mistakes} == {
        "no member",
        "impossible date",
        "foreign currency",
        "missing amount",
        "amount that is not a number",
        "unknown kind",
        REPEATED,
        "unknown original",
        "more than bought",
    }


def test_the_deliberately_wrong_returns_are_wrong(world: World, current: dict[Key, Fact]) -> None:
    rows = {mistake.reason: mistake.row for mistake in world.mistakes}
    unknown, greedy = rows["unknown original"], rows["more than bought"]
    assert (unknown["source"], unknown["reverses"], unknown["reverses_line"]) not in current
    original = current[greedy["source"], greedy["reverses"], greedy["reverses_line"]]
    assert original.amount is not None
    assert Decimal(greedy["amount"]) == -10 * original.amount
