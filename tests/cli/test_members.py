"""Members and the catalog from the command line; what is written stays, so every test has keys of its own."""

import json
import uuid
from pathlib import Path

import pytest
from django.db import connections
from psycopg.conninfo import make_conninfo

from cli.conftest import Ristorno
from ristorno.postgres.address import URL


@pytest.fixture
def run(committed: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let commands work on the database of the tests; returns what begins every key of this test."""
    told = connections["default"].settings_dict
    address = make_conninfo(host=told["HOST"], user=told["USER"], dbname=told["NAME"])
    monkeypatch.setenv(URL, address)
    return f"~{uuid.uuid4().hex[:8]}"


@pytest.fixture
def members(run: str, tmp_path: Path) -> Path:
    file = tmp_path / "members.csv"
    rows = ("key,name,country,tax number,joined,segment", f"{run}A,ООО «Ёлка»,RU,7707083893,2020-02-01,dealer")
    file.write_text("\n".join((*rows, f"{run}B,Опт,RU,,,", "")), encoding="utf-8")
    return file


def test_a_member_from_a_list_to_its_merger_and_back(run: str, members: Path, ristorno: Ristorno) -> None:
    importing = ("members", "import", members, "--on", "2026-01-01")
    assert "2 rows of members: 2 changed something." in ristorno(*importing).out
    assert "2 rows of members: 0 changed something." in ristorno(*importing).out
    adding = ("members", "add", f"{run}C", "Ларёк", "--kind", "sole_trader", "--joined", "2024-05-01", "--legal")
    wrong = ristorno(*adding, "ru.inn=500100732258")
    assert (wrong.code, "check digit" in wrong.err) == (2, True)
    assert ristorno(*adding, "ru.inn=500100732259").out == f"Added {run}C.\n"
    assert ristorno(*adding, "ru.inn=500100732259").out == f"{run}C was there already.\n"
    assert ristorno(*adding, "500100732259").code == 2
    assert f"{run}A" in ristorno("members", "list", f"ёлка {run}").out

    assert ristorno("members", "merge", f"{run}C", f"{run}A").out == f"{run}C counts as {run}A now.\n"
    assert "already" in ristorno("members", "merge", f"{run}C", f"{run}A").out
    shown = ristorno("members", "show", f"{run}A", "--on", "2026-01-01").out
    for told in ("ООО «Ёлка»", f"codes: {run}A, {run}C", "takes part since: 2020-02-01", "segment: dealer", "ru.inn"):
        assert told in shown
    assert f"counts as: {run}A" in ristorno("members", "show", f"{run}C").out
    assert ristorno("members", "split", f"{run}C").out == f"{run}C stands for itself again.\n"

    left = ristorno("members", "leave", f"{run}A", "--on", "2026-01-31")
    assert left.out == f"{run}A has left on 2026-01-31.\n"
    refused = ristorno("members", "leave", f"{run}A", "--on", "2026-02-01")
    assert (refused.code, "does not take part on 2026-02-01" in refused.err) == (2, True)
    unknown = ristorno("members", "show", f"{run}Z")
    assert (unknown.code, "members.unknown" in unknown.err) == (2, True)


def test_a_long_list_is_cut_and_says_how_to_go_on(run: str, members: Path, ristorno: Ristorno) -> None:
    ristorno("members", "import", members)
    first = ristorno("members", "list", run, "--most", "1").out
    assert f"{run}A" in first
    assert f"There are more: --after {run}A" in first
    assert f"{run}B" in ristorno("members", "list", run, "--after", f"{run}A").out


def test_wrong_rows_stop_a_list_unless_the_good_ones_are_asked_for(run: str, members: Path, ristorno: Ristorno) -> None:
    members.write_text(members.read_text(encoding="utf-8").replace("7707083893", "7707083894"), encoding="utf-8")
    refused = ristorno("members", "import", members)
    assert refused.code == 2
    assert f"{members}:2, column tax number: '7707083894' cannot be" in refused.err
    partly = ristorno("members", "import", members, "--partly")
    assert (partly.code, "1 changed something, 1 wrong." in partly.out) == (3, True)
    assert ristorno("members", "show", f"{run}A").code == 2
    assert ristorno("members", "show", f"{run}B").code == 0


def test_the_catalog_is_listed_as_it_was_imported(run: str, tmp_path: Path, ristorno: Ristorno) -> None:
    groups, products = tmp_path / "groups.csv", tmp_path / "products.csv"
    groups.write_text(f"group,name,parent,note\n{run}W,Winter,{run}T,x\n{run}T,Tires,,\n", encoding="utf-8")
    products.write_text(f"product,name,groups\n{run}1,Шина,{run}W\n", encoding="utf-8")
    imported = ristorno("catalog", "import", groups).out
    assert "2 rows of groups: 2 changed" in imported
    assert "Columns that are not read: note." in imported
    assert "1 rows of products: 1 changed" in ristorno("catalog", "import", products).out
    assert f"{run}W, {run}T" in ristorno("catalog", "list", f"шина {run}").out
    assert any(
        line.split() == [f"{run}W", "Winter", f"{run}T"]
        for line in ristorno("catalog", "list", "--groups").out.splitlines()
    )


def test_a_person_gets_what_is_known_and_is_erased(run: str, members: Path, ristorno: Ristorno, tmp_path: Path) -> None:
    ristorno("members", "import", members)
    people = tmp_path / "people.csv"
    people.write_text(f"member,contact,name,email\n{run}A,c1,Анна,anna@example.com\n", encoding="utf-8")
    assert "1 rows of contacts: 1 changed" in ristorno("members", "import", people).out
    assert "anna@example.com" in ristorno("members", "show", f"{run}A").out
    assert json.loads(ristorno("members", "about", f"{run}A", "c1").out)["person"]["name"] == "Анна"
    assert ristorno("members", "erase", f"{run}A", "c1").out == "Erased.\n"
    assert ristorno("members", "erase", f"{run}A", "c1").out == "That was erased already.\n"
    assert json.loads(ristorno("members", "about", f"{run}A", "c1").out)["person"]["name"] == ""
    assert ristorno("members", "erase", f"{run}A").code == 2


def test_who_may_be_one_is_listed(run: str, ristorno: Ristorno) -> None:
    for key in ("X", "Y"):
        ristorno("members", "add", f"{run}{key}", "Firm", "--legal", "de.vat=136695976", "--country", "DE")
    assert f"{run}X" in ristorno("members", "list", "--doublets").out
