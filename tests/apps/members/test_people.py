"""People of members: their roles, what is known of them, and that what is erased is nowhere any more."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from json import dumps

import pytest
from django.db import connection

from ristorno.apps.members import operations as members
from ristorno.apps.members.queries import about, contacts, doublets, member, said_of, standing
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = date(2026, 1, 1)
ME = "user:7"
SECRETS = ("Anna Karenina", "anna@example.com", "+7 900 123-45-67")


@pytest.fixture(autouse=True)
def anna() -> None:
    members.add(key="A", name="Firm", actor=ME)
    name, email, phone = SECRETS
    members.add_contact(
        key="A", contact="c1", name=name, email=email, phone=phone, roles=["buyer"], influence="uses", actor=ME
    )
    members.give_consent(key="A", contact="c1", on=DAY, origin="letter 5", at=AT, actor=ME)
    members.apply(key="A", program="dealers", contact="c1", on=DAY, at=AT, actor=ME)
    members.change_contact(key="A", contact="c1", roles=["buyer", "owner"], actor=ME)


def everything() -> str:
    """All rows of all tables, as text."""
    with connection.cursor() as cursor:
        tables = [table for table in connection.introspection.table_names() if table.startswith(("members", "events"))]
        told = []
        for table in tables:
            cursor.execute(f"select coalesce(string_agg(row.*::text, ' '), '') from {table} as row")  # noqa: S608
            told.append(str(cursor.fetchone()))
    return " ".join(told)


def test_a_person_gets_all_that_is_known_of_it() -> None:
    told = dumps(asdict(about("A", "c1")), default=str, ensure_ascii=False)
    for part in (*SECRETS, "letter 5", "consent_given", "applied", "contact.added", "contact.changed"):
        assert part in told


def test_what_is_erased_is_nowhere_and_what_counts_stays() -> None:
    assert all(secret in everything() for secret in SECRETS)
    before = standing(["A"]), said_of("A")
    assert members.erase_contact(key="A", contact="c1", at=AT, actor=ME)
    assert not members.erase_contact(key="A", contact="c1", at=AT, actor=ME)
    assert not any(secret in everything() for secret in SECRETS)
    assert (standing(["A"]), said_of("A")) == before
    (person,) = contacts("A")
    assert (person.name, person.key, person.roles, person.erased_at) == ("", "c1", ("buyer", "owner"), AT)
    with pytest.raises(Refused, match="was erased"):
        members.change_contact(key="A", contact="c1", name="Anna", actor=ME)


def test_a_member_that_is_a_person_is_erased_too() -> None:
    members.add(
        key="P", name="Levin", kind="sole_trader", legal_ids={"ru.inn": "500100732259"}, codes={"C5": "crm"}, actor=ME
    )
    members.add_contact(key="P", contact="self", name="Levin", actor=ME)
    assert members.erase_person(key="P", at=AT, actor=ME)
    assert not members.erase_person(key="P", at=AT, actor=ME)
    for secret in ("Levin", "500100732259", "levin"):
        assert secret not in everything()
    found = member("P")
    assert found is not None
    assert (found.name, found.codes) == ("P", ("C5", "P"))
    with pytest.raises(Refused, match="is a company"):
        members.erase_person(key="A", at=AT, actor=ME)


@pytest.mark.parametrize(
    ("traits", "told"),
    [
        ({"roles": ["bayer"]}, "Did you mean 'buyer'"),
        ({"influence": "decide"}, "Did you mean 'decides'"),
        ({"email": "anna"}, "no address"),
        ({"contact": " c2"}, "blanks around"),
        ({"contact": "c1", "name": "Somebody"}, "differs from what is said"),
        ({"key": "Z"}, "no member 'Z'"),
    ],
)
def test_what_no_person_can_be_is_refused(traits: dict[str, object], told: str) -> None:
    with pytest.raises(Refused, match=told):
        members.add_contact(**{"key": "A", "contact": "c2", "actor": ME, **traits})  # type: ignore[arg-type]
    assert len(contacts("A")) == 1


def test_people_move_with_their_company() -> None:
    members.add(key="B", name="Other", actor=ME)
    members.merge(key="A", into="B", at=AT, actor=ME)
    assert [(each.member, each.key) for each in contacts("B")] == [("A", "c1")]
    assert contacts("A") == ()
    assert about("A", "c1") == about("B", "c1")
    members.give_consent(key="B", contact="c1", on=date(2026, 2, 2), origin="x", at=AT, actor=ME)
    assert not members.add_contact(
        key="B", contact="c1", name=SECRETS[0], email=SECRETS[1], phone=SECRETS[2], roles=["owner", "buyer"],
        influence="uses", actor=ME,
    )  # fmt: skip


def test_doublets_share_a_tax_number_and_branches_do_not_count() -> None:
    for key, number, kpp in [("D1", "7707083893", ""), ("D2", "7707083893", ""), ("D3", "7707083893", "773601001")]:
        kpps = {"ru.kpp": kpp} if kpp else {}
        members.add(key=key, name=key, legal_ids={"ru.inn": number, **kpps}, actor=ME)
    members.add(key="D4", name="D4", legal_ids={"ru.kpp": "773601001"}, actor=ME)
    found = [(each.number, each.members) for each in doublets() if "D1" in each.members]
    assert found == [("7707083893", ("D1", "D2"))]
    members.merge(key="D1", into="D2", at=AT, actor=ME)
    assert not any({"D1", "D2", "D3", "D4"} & set(each.members) for each in doublets())
