"""A long list is written together, and comes out as if it were written one row after the other."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import strategies as st

from apps.rollback import rolled_back
from ristorno.apps.events.models import Event
from ristorno.apps.members import operations as members
from ristorno.apps.members.importing import import_list
from ristorno.apps.members.models import Group, Member
from ristorno.apps.members.queries import codes_of, contacts, members_of, said_of
from ristorno.intake.lists import Imported
from strategies.effort import Effort

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
TODAY = date(2026, 3, 1)
ME = "user:7"
HEADER = "key,name,country,inn,joined on,left on,segment,group,head,supplier,parent\n"

keys = st.sampled_from(["A", "B", "C", "D", "E", "old", "gone", "alias", ""])
rows = st.lists(
    st.tuples(
        keys,
        st.sampled_from(["One", "Two", ""]),
        st.sampled_from(["RU", "", "Russia"]),
        st.sampled_from(["", "", "7707083893", "7707083894"]),
        st.sampled_from(["", "2026-01-01", "2026-02-30"]),
        st.sampled_from(["", "", "2026-02-01"]),
        st.sampled_from(["", "dealer", "chain"]),
        st.sampled_from(["", "north", "unknown"]),
        st.sampled_from(["", "yes"]),
        st.one_of(st.just(""), keys),
        st.one_of(st.just(""), keys),
    ),
    max_size=8,
)


def one_by_one(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("ristorno.apps.members.operations.add_all", lambda **_: frozenset())
    patch.setattr("ristorno.apps.members.operations.say_all", lambda **_: {})


def world() -> None:
    for key in ("old", "gone", "other"):
        members.add(key=key, name="One", actor=ME)
    members.give_code(key="other", code="alias", system="crm", actor=ME)
    members.make_group(key="north", name="North", actor=ME)
    members.enrol(key="old", on=date(2026, 1, 1), at=AT, actor=ME)
    members.name_supplier(key="old", supplier="other", on=TODAY, at=AT, actor=ME)
    members.merge(key="gone", into="other", at=AT, actor=ME)


def imported(file: Path) -> Imported:
    return import_list(file, partly=True, on=TODAY, at=AT, actor=ME)


def picture(file: Path) -> tuple[object, ...]:
    """What two imports of a list left behind, by names alone, and what was told of each."""
    world()
    last = Event.objects.latest("pk").pk
    done = [imported(file), imported(file)]
    known = members_of(["A", "B", "C", "D", "E", "old", "gone", "other", "alias"])
    words = {
        key: sorted(
            (each.kind, each.on, each.group or "", each.head, each.other or "", each.text) for each in said_of(key)
        )
        for key in known
    }
    traits = {key: (each.name, each.country, each.language, dict(each.legal_ids)) for key, each in known.items()}
    events = Event.objects.filter(pk__gt=last).values_list("name", "subject")
    return [(each.changed, each.problems) for each in done], words, traits, sorted(events)


def test_many_together_come_out_as_one_by_one(tmp_path: Path, effort: Effort) -> None:
    file = tmp_path / "list.csv"

    def law(told: list[tuple[str, ...]]) -> None:
        file.write_text(HEADER + "".join(",".join(row) + "\n" for row in told))
        found = []
        for apart in (False, True):
            with rolled_back(), pytest.MonkeyPatch.context() as patch:
                if apart:
                    one_by_one(patch)
                found.append(picture(file))
        assert found[0] == found[1]

    effort.prove(law, rows, examples=25)


def test_so_many_rows_ask_the_database_hardly_more_often(tmp_path: Path) -> None:
    members.make_group(key="north", name="North", actor=ME)
    file = tmp_path / "list.csv"
    told = (f"K{n},Company {n},RU,,2026-01-01,,dealer,north,,{f'K{n // 10}' if n else ''},\n" for n in range(400))
    file.write_text(HEADER + "".join(told))
    with CaptureQueriesContext(connection) as asked:
        done = imported(file)
    assert (done.rows, done.changed) == (400, 400)
    assert len(asked) < 80
    with CaptureQueriesContext(connection) as again:
        assert imported(file).changed == 0
    assert len(again) < 80


def test_it_is_told_how_far_it_has_come(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(HEADER + "".join(f"K{n},Company {n},,,,,,,,,\n" for n in range(250)))
    shares: list[float] = []
    import_list(file, on=TODAY, at=AT, actor=ME, progress=lambda share, _: shares.append(share))
    assert shares == sorted(shares)
    assert (shares[-1], len(shares) > 6) == (1.0, True)


CONTACTS = "member,contact,name,email,roles,left,consent,consent origin\n"
people = st.lists(
    st.tuples(
        st.sampled_from(["old", "other", "gone", "alias", "nobody"]),
        st.sampled_from(["anna", "boris", "vera", " ", ""]),
        st.sampled_from(["Anna", "", "B" * 201]),
        st.sampled_from(["", "a@b.example", "nowhere"]),
        st.sampled_from(["", "Buyer; owner", "kin"]),
        st.sampled_from(["", "", "2026-02-01", "soon"]),
        st.sampled_from(["", "", "2026-01-01"]),
        st.sampled_from(["", "letter 7"]),
    ),
    max_size=8,
)
GROUPS = "group,name,kind\n"
groups = st.lists(
    st.tuples(
        st.sampled_from(["ring", "club", "house", " ", ""]),
        st.sampled_from(["Ring", "", "N" * 301]),
        st.sampled_from(["", "holding", "Buying group", "gang"]),
    ),
    max_size=6,
)
CODES = "member,code,system\n"
given = st.lists(
    st.tuples(
        st.sampled_from(["old", "other", "gone", "alias", "nobody", "C1", ""]),
        st.sampled_from(["C1", "C2", "C3", "alias", "old", ""]),
        st.sampled_from(["erp", "crm", "", "s" * 61]),
    ),
    max_size=8,
)


def landscape(file: Path) -> tuple[object, ...]:
    """What two imports of a list of contacts, groups or codes left behind, and what was told of each."""
    world()
    last = Event.objects.latest("pk").pk
    done = [imported(file), imported(file)]
    found = [
        (key, tuple(replace(each, member="") for each in contacts(key)), codes_of(key)) for key in ("old", "other")
    ]
    words = [(each.kind, each.on, each.contact) for key in ("old", "other") for each in said_of(key)]
    made = list(Group.objects.order_by("key").values_list("key", "name", "kind"))
    sought = list(Member.objects.order_by("key").values_list("key", "sought"))
    events = Event.objects.filter(pk__gt=last).values_list("name", "subject")
    return [(each.changed, each.problems) for each in done], found, words, made, sought, sorted(events)


@pytest.mark.parametrize(("header", "lists"), [(CONTACTS, people), (CODES, given), (GROUPS, groups)])
def test_lists_together_come_out_as_one_by_one(
    tmp_path: Path, effort: Effort, header: str, lists: st.SearchStrategy[list[tuple[str, ...]]]
) -> None:
    file = tmp_path / "list.csv"

    def law(told: list[tuple[str, ...]]) -> None:
        file.write_text(header + "".join(",".join(row) + "\n" for row in told))
        found = []
        for apart in (False, True):
            with rolled_back(), pytest.MonkeyPatch.context() as patch:
                if apart:
                    patch.setattr("ristorno.apps.members.operations.put_contacts", lambda **_: {})
                    patch.setattr("ristorno.apps.members.operations.give_codes", lambda **_: {})
                    patch.setattr("ristorno.apps.members.operations.make_groups", lambda **_: {})
                found.append(landscape(file))
        assert found[0] == found[1]

    effort.prove(law, lists, examples=20)


def test_a_search_looks_through_codes_in_one_order_however_they_came(tmp_path: Path) -> None:
    members.add(key="M", name="Company", actor=ME)
    file = tmp_path / "codes.csv"
    file.write_text(CODES + "M,C2,erp\nM,C1,erp\n")
    imported(file)
    assert Member.objects.get(key="M").sought.split("\n") == ["company", "c1", "c2", "m"]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (CONTACTS, "old,P{0},Person {0},p{0}@b.example,buyer,2026-09-01,2026-01-01,letter 7\n"),
        (CODES, "old,C{0},erp\n"),
        (GROUPS, "G{0},Group {0},holding\n"),
    ],
)
def test_lists_ask_the_database_hardly_more_often(tmp_path: Path, header: str, row: str) -> None:
    world()
    file = tmp_path / "list.csv"
    file.write_text(header + "".join(row.format(n) for n in range(400)))
    for changed in (400, 0):
        with CaptureQueriesContext(connection) as asked:
            assert imported(file).changed == changed
        assert len(asked) < 30
