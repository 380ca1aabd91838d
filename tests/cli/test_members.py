"""Members and the catalog from the command line; what is written stays, so every test has keys of its own."""

import json
from pathlib import Path

import pytest

from cli.conftest import Ristorno


@pytest.fixture
def members(name: str, tmp_path: Path) -> Path:
    file = tmp_path / "members.csv"
    rows = ("key,name,country,tax number,joined,segment", f"{name}A,ООО «Ёлка»,RU,7707083893,2020-02-01,dealer")
    file.write_text("\n".join((*rows, f"{name}B,Опт,RU,,,", "")), encoding="utf-8")
    return file


def test_a_member_from_a_list_to_its_merger_and_back(name: str, members: Path, ristorno: Ristorno) -> None:
    importing = ("members", "import", members, "--on", "2026-01-01")
    assert "2 rows of members: 2 changed something." in ristorno(*importing).out
    assert "2 rows of members: 0 changed something." in ristorno(*importing).out
    adding = ("members", "add", f"{name}C", "Ларёк", "--kind", "sole_trader", "--joined", "2024-05-01", "--legal")
    wrong = ristorno(*adding, "ru.inn=500100732258")
    assert (wrong.code, "check digit" in wrong.err) == (2, True)
    assert ristorno(*adding, "ru.inn=500100732259").out == f"Added {name}C.\n"
    assert ristorno(*adding, "ru.inn=500100732259").out == f"{name}C was there already.\n"
    assert ristorno(*adding, "500100732259").code == 2
    assert f"{name}A" in ristorno("members", "list", f"ёлка {name}").out

    assert ristorno("members", "merge", f"{name}C", f"{name}A").out == f"{name}C counts as {name}A now.\n"
    assert "already" in ristorno("members", "merge", f"{name}C", f"{name}A").out
    shown = ristorno("members", "show", f"{name}A", "--on", "2026-01-01").out
    for told in ("ООО «Ёлка»", f"codes: {name}A, {name}C", "takes part since: 2020-02-01", "segment: dealer", "ru.inn"):
        assert told in shown
    assert f"counts as: {name}A" in ristorno("members", "show", f"{name}C").out
    assert ristorno("members", "split", f"{name}C").out == f"{name}C stands for itself again.\n"

    left = ristorno("members", "leave", f"{name}A", "--on", "2026-01-31")
    assert left.out == f"{name}A has left on 2026-01-31.\n"
    refused = ristorno("members", "leave", f"{name}A", "--on", "2026-02-01")
    assert (refused.code, "does not take part on 2026-02-01" in refused.err) == (2, True)
    unknown = ristorno("members", "show", f"{name}Z")
    assert (unknown.code, "members.unknown" in unknown.err) == (2, True)


def test_a_long_list_is_cut_and_says_how_to_go_on(name: str, members: Path, ristorno: Ristorno) -> None:
    ristorno("members", "import", members)
    first = ristorno("members", "list", name, "--most", "1").out
    assert f"{name}A" in first
    assert f"There are more: --after {name}A" in first
    assert f"{name}B" in ristorno("members", "list", name, "--after", f"{name}A").out


def test_wrong_rows_stop_a_list_unless_the_good_ones_are_asked_for(
    name: str, members: Path, ristorno: Ristorno
) -> None:
    members.write_text(members.read_text(encoding="utf-8").replace("7707083893", "7707083894"), encoding="utf-8")
    refused = ristorno("members", "import", members)
    assert refused.code == 2
    assert f"{members}:2, column tax number: '7707083894' cannot be" in refused.err
    partly = ristorno("members", "import", members, "--partly")
    assert (partly.code, "1 changed something, 1 wrong." in partly.out) == (3, True)
    assert ristorno("members", "show", f"{name}A").code == 2
    assert ristorno("members", "show", f"{name}B").code == 0


def test_the_catalog_is_listed_as_it_was_imported(name: str, tmp_path: Path, ristorno: Ristorno) -> None:
    groups, products = tmp_path / "groups.csv", tmp_path / "products.csv"
    groups.write_text(f"group,name,parent,note\n{name}W,Winter,{name}T,x\n{name}T,Tires,,\n", encoding="utf-8")
    products.write_text(f"product,name,groups\n{name}1,Шина,{name}W\n", encoding="utf-8")
    imported = ristorno("catalog", "import", groups).out
    assert "2 rows of groups: 2 changed" in imported
    assert "Columns that are not read: note." in imported
    assert "1 rows of products: 1 changed" in ristorno("catalog", "import", products).out
    assert f"{name}W, {name}T" in ristorno("catalog", "list", f"шина {name}").out
    assert any(
        line.split() == [f"{name}W", "Winter", f"{name}T"]
        for line in ristorno("catalog", "list", "--groups").out.splitlines()
    )


def test_a_person_gets_what_is_known_and_is_erased(
    name: str, members: Path, ristorno: Ristorno, tmp_path: Path
) -> None:
    ristorno("members", "import", members)
    people = tmp_path / "people.csv"
    people.write_text(f"member,contact,name,email\n{name}A,c1,Анна,anna@example.com\n", encoding="utf-8")
    assert "1 rows of contacts: 1 changed" in ristorno("members", "import", people).out
    assert "anna@example.com" in ristorno("members", "show", f"{name}A").out
    assert json.loads(ristorno("members", "about", f"{name}A", "c1").out)["person"]["name"] == "Анна"
    assert ristorno("members", "erase", f"{name}A", "c1").out == "Erased.\n"
    assert ristorno("members", "erase", f"{name}A", "c1").out == "That was erased already.\n"
    assert json.loads(ristorno("members", "about", f"{name}A", "c1").out)["person"]["name"] == ""
    assert ristorno("members", "erase", f"{name}A").code == 2


def test_who_may_be_one_is_listed(name: str, ristorno: Ristorno) -> None:
    for key in ("X", "Y"):
        ristorno("members", "add", f"{name}{key}", "Firm", "--legal", "de.vat=136695976", "--country", "DE")
    assert f"{name}X" in ristorno("members", "list", "--doublets").out
