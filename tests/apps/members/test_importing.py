"""Lists of members from files: as other systems write them, twice without a trace, wrong rows told by their place."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from ristorno.apps.members import operations as members
from ristorno.apps.members.importing import import_list
from ristorno.apps.members.queries import codes_of, contacts, held, member, said_of
from ristorno.intake.lists import Imported
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
TODAY = date(2026, 3, 1)
ME = "user:7"

MEMBERS = """\
Код;Наименование;Страна;ИНН;КПП;Дата вступления;Сегмент;Поставщик
A;ООО «Ёлка»;RU;7707083893;773601001;01.02.2020;dealer;B
B;Опт;RU;;;15.03.2019;;
C;Ларёк;;;;;;
"""


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "list.csv"
    file.write_bytes(text.encode(encoding))
    return file


def imported(file: Path, *, partly: bool = False, what: str | None = None) -> Imported:
    return import_list(file, what=what, partly=partly, on=TODAY, at=AT, actor=ME)


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "utf-16"])
def test_a_list_of_members_is_read_as_their_system_writes_it(tmp_path: Path, encoding: str) -> None:
    done = imported(written(tmp_path, MEMBERS, encoding))
    assert (done.what, done.rows, done.changed, done.problems, done.unread) == ("members", 3, 3, (), ())
    found = member("A")
    assert found is not None
    assert (found.name, found.country, dict(found.legal_ids)) == (
        "ООО «Ёлка»",
        "RU",
        {"ru.inn": "7707083893", "ru.kpp": "773601001"},
    )
    holds = held("A", TODAY)
    assert (holds.enrolled_on, holds.segment, holds.supplier) == (date(2020, 2, 1), "dealer", "B")
    assert held("B", TODAY).enrolled_on == date(2019, 3, 15)
    assert held("C", TODAY).enrolled_on is None


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    file = written(tmp_path, MEMBERS)
    imported(file)
    before = said_of("A")
    assert imported(file).changed == 0
    assert said_of("A") == before
    changed = written(tmp_path, MEMBERS.replace("dealer", "chain").replace("Опт;", "Опт и Ко;"))
    assert imported(changed).changed == 2
    assert held("A", TODAY).segment == "chain"


def test_an_empty_cell_says_nothing(tmp_path: Path) -> None:
    imported(written(tmp_path, MEMBERS))
    assert imported(written(tmp_path, "key,name,country,inn,segment\nA,ООО «Ёлка»,,,\n")).changed == 0


def test_of_a_wrong_list_nothing_is_taken_and_every_row_is_told(tmp_path: Path) -> None:
    wrong = written(
        tmp_path,
        "key,name,inn,joined on,supplier,kind\n"
        "A,One,7707083894,2020-02-01,,\n"
        "B,Two,,2020-02-31,,\n"
        "C,,,,,\n"
        "D,Four,,,Z,\n"
        "E,Five,,,,compani\n"
        "F,Six,,,,\n",
    )
    with pytest.raises(Refused) as refused:
        imported(wrong)
    told = [(each.code, str(each.place).removeprefix(str(tmp_path))) for each in refused.value.problems]
    assert told == [
        ("members.legal_number", "/list.csv:2, column inn"),
        ("intake.wrong_date", "/list.csv:3, column joined on"),
        ("members.name", "/list.csv:4"),
        ("members.unknown", "/list.csv:5, column supplier"),
        ("members.kind", "/list.csv:6, column kind"),
    ]
    assert "Did you mean 'company'" in str(refused.value.problems[-1])


def test_the_good_rows_are_taken_where_that_is_asked_for(tmp_path: Path) -> None:
    done = imported(written(tmp_path, "key,name,inn\nA,One,7707083894\nB,Two,\n"), partly=True)
    assert (done.rows, done.changed, len(done.problems)) == (2, 1, 1)
    assert member("A") is None
    assert member("B") is not None


def test_a_workbook_keeps_numbers_and_dates_and_names_the_cell(tmp_path: Path) -> None:
    file = tmp_path / "members.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Members")
        dates = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_row(0, 0, ["Our members"])
        sheet.write_row(2, 0, ["Member ID", "Name", "Tax number", "Country", "Joined", "Comment"])
        sheet.write_row(3, 0, ["M1", "บริษัท ยางไทย", "0994000617721", "TH"])
        sheet.write_datetime(3, 4, datetime(2021, 5, 6), dates)  # noqa: DTZ001
        sheet.write_row(4, 0, ["M2", "Ёлка", 7707083893, "RU"])
    done = imported(file)
    assert (done.rows, done.changed, done.unread) == (2, 2, ("Comment",))
    assert held("M1", TODAY).enrolled_on == date(2021, 5, 6)
    found = member("M2")
    assert found is not None
    assert dict(found.legal_ids) == {"ru.inn": "7707083893"}
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Members")
        sheet.write_row(0, 0, ["Member ID", "Name", "Tax number", "Country"])
        sheet.write_row(1, 0, ["M3", "Ёлка", 7707083894, "RU"])
    with pytest.raises(Refused, match=r"Members!C2 \(Tax number\): '7707083894' cannot be"):
        imported(file)


def test_contacts_come_with_their_roles_and_consents(tmp_path: Path) -> None:
    imported(written(tmp_path, MEMBERS))
    file = written(
        tmp_path,
        "member,contact,name,email,roles,influence,consent on,consent origin\n"
        "A,anna,Анна,anna@example.com,Buyer; decision maker,decides,2026-02-01,letter 5\n"
        "B,bob,Bob,,,,,\n",
    )
    done = imported(file)
    assert (done.what, done.changed) == ("contacts", 2)
    (anna,) = contacts("A")
    assert (anna.name, anna.email, anna.roles, anna.influence) == (
        "Анна",
        "anna@example.com",
        ("buyer", "decision_maker"),
        "decides",
    )
    assert [(each.kind, each.contact, each.origin) for each in said_of("A") if each.contact] == [
        ("consent_given", "anna", "letter 5")
    ]
    assert imported(file).changed == 0
    with pytest.raises(Refused, match=r"list.csv:2, column consent on: It is not said where"):
        imported(written(tmp_path, "member,contact,consent on\nA,anna,2026-03-01\n"))
    members.erase_contact(key="A", contact="anna", at=AT, actor=ME)
    with pytest.raises(Refused, match="was erased"):
        imported(file)


def test_groups_and_codes_are_lists_too(tmp_path: Path) -> None:
    imported(written(tmp_path, MEMBERS))
    assert imported(written(tmp_path, "group,group name,kind\nG,Buyers,\nH,House,Holding\n")).what == "groups"
    assert imported(written(tmp_path, "member,code,system\nA,CRM-1,crm\n")).what == "codes"
    assert codes_of("A") == ("A", "CRM-1")
    assert imported(written(tmp_path, "key,name,group,head,group from\nA,ООО «Ёлка»,G,yes,2026-01-01\n")).changed == 1
    assert (held("A", TODAY).group, held("A", TODAY).head) == ("G", True)
    assert held("A", date(2025, 12, 31)).group is None


def test_of_a_merged_member_its_list_is_not_heard_any_more(tmp_path: Path) -> None:
    file = written(tmp_path, MEMBERS)
    imported(file)
    members.merge(key="C", into="B", at=AT, actor=ME)
    assert imported(written(tmp_path, "key,name,joined on\nC,Ларёк,2001-01-01\n")).changed == 0
    assert held("B", TODAY).enrolled_on == date(2019, 3, 15)


@pytest.mark.parametrize(
    ("text", "what", "code"),
    [
        ("a,b\n1,2\n", None, "members.list"),
        ("key,name\n1,2\n", "memberz", "members.list"),
        ("key,name\n1,2\n", "contacts", "intake.unknown_column"),
        ("key,code,name\n1,2,3\n", None, "intake.duplicate_header"),
        ("", None, "intake.empty_file"),
    ],
)
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, text: str, what: str | None, code: str) -> None:
    with pytest.raises(Refused) as refused:
        imported(written(tmp_path, text), what=what)
    assert refused.value.problems[0].code == code
