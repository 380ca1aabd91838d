"""Lists of products and groups from files."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import strategies as st

from apps.rollback import rolled_back
from ristorno.apps.catalog.importing import import_list
from ristorno.apps.catalog.models import Change, Placing
from ristorno.apps.catalog.queries import groups_of, products
from ristorno.apps.events.models import Event
from ristorno.intake.lists import Imported
from ristorno.kernel.problem import Refused
from strategies.effort import Effort

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = date(2026, 6, 1)
GROUPS = "Группа,Название,Родитель\nwinter,Зимние,tires\ntires,Шины,\n"
PRODUCTS = "Артикул;Наименование;Бренд;Группы\nP1;Шина 15;Ледокол;winter\nP2;Шина 16;;tires|winter\nP3;Масло;;\n"


def imported(folder: Path, text: str, *, partly: bool = False, what: str | None = None) -> Imported:
    file = folder / "list.csv"
    file.write_text(text, encoding="utf-8")
    return import_list(file, what=what, partly=partly, at=AT, actor="user:7")


def test_a_tree_and_its_products_come_from_files(tmp_path: Path) -> None:
    assert imported(tmp_path, GROUPS) == Imported("groups", 2, 2, (), ())
    assert imported(tmp_path, PRODUCTS) == Imported("products", 3, 3, (), ())
    assert groups_of("P1", DAY) == ("winter", "tires")
    assert groups_of("P2", DAY) == ("tires", "winter")
    assert groups_of("P3", DAY) == ()


def test_again_nothing_changes_and_a_move_is_dated(tmp_path: Path) -> None:
    for text in (GROUPS, PRODUCTS):
        imported(tmp_path, text)
        assert imported(tmp_path, text).changed == 0
    assert imported(tmp_path, "product,groups,from\nP1,tires,2026-06-01\n").changed == 1
    assert groups_of("P1", DAY) == ("tires",)
    assert groups_of("P1", date(2026, 5, 31)) == ("winter", "tires")
    (first, *_) = products(DAY)
    assert (first.name, first.brand) == ("Шина 15", "Ледокол")


def test_wrong_rows_are_told_by_place_and_nothing_is_taken(tmp_path: Path) -> None:
    imported(tmp_path, GROUPS)
    wrong = "product,name,groups,from\nP1,One,winer,\nP2,Two,winter,soon\n,Three,,\nP4,Four,winter,\n"
    with pytest.raises(Refused) as refused:
        imported(tmp_path, wrong)
    told = [(each.code, str(each.place).removeprefix(str(tmp_path))) for each in refused.value.problems]
    assert told == [
        ("catalog.unknown_group", "/list.csv:2, column groups"),
        ("intake.wrong_date", "/list.csv:3, column from"),
        ("catalog.key", "/list.csv:4"),
    ]
    assert products(DAY) == ()
    assert imported(tmp_path, wrong, partly=True).changed == 1
    assert [each.key for each in products(DAY)] == ["P4"]


def test_a_circle_in_a_file_is_refused_where_it_closes(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"list.csv:3, column parent: The group 'b' would lie under itself"):
        imported(tmp_path, "group,parent\na,b\nb,a\n")


@pytest.mark.parametrize(("text", "what"), [("a,b\n1,2\n", None), ("product\nP\n", "productz")])
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, text: str, what: str | None) -> None:
    with pytest.raises(Refused) as refused:
        imported(tmp_path, text, what=what)
    assert refused.value.problems[0].code == "catalog.list"


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["P1", "P2", "P3", "P4", " P5", ""]),
        st.sampled_from(["One", "", "n" * 301]),
        st.sampled_from(["", "winter", "tires|winter", "unknown"]),
        st.sampled_from(["", "2026-06-01", "soon"]),
    ),
    max_size=8,
)


def test_many_products_together_come_out_as_one_by_one(tmp_path: Path, effort: Effort) -> None:
    def law(told: list[tuple[str, ...]]) -> None:
        text = "product,name,groups,from\n" + "".join(",".join(row) + "\n" for row in told)
        found = []
        for apart in (False, True):
            with rolled_back(), pytest.MonkeyPatch.context() as patch:
                imported(tmp_path, GROUPS)
                imported(tmp_path, PRODUCTS.replace("P2", "P9"))
                last = Event.objects.latest("pk").pk
                if apart:
                    patch.setattr("ristorno.apps.catalog.operations.put_all", lambda **_: {})
                done = [imported(tmp_path, text, partly=True) for _ in range(2)]
                events = Event.objects.filter(pk__gt=last).values_list("name", "subject")
                placings = Placing.objects.order_by("product__key", "on", "id").values_list(
                    "product__key", "on", "groups"
                )
                found.append((done, products(DAY), list(placings), sorted(events), Change.objects.count()))
        assert found[0] == found[1]

    effort.prove(law, ROWS, examples=20)


def test_so_many_products_ask_the_database_hardly_more_often(tmp_path: Path) -> None:
    imported(tmp_path, GROUPS)
    text = "product,name,groups\n" + "".join(f"P{n},Product {n},winter\n" for n in range(400))
    for changed in (400, 0):
        with CaptureQueriesContext(connection) as asked:
            assert imported(tmp_path, text).changed == changed
        assert len(asked) < 30
