"""An invoice that was posted to the wrong company and corrected later."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.terms.reading import read_program
from ristorno.intake import Store, import_facts

PROGRAM = """\
program: dealers
time_zone: UTC
units: {EUR: {kind: money}}
clauses: {bonus: {window: month, mechanic: {percent: 10 %}}}
"""
HEAD = "document,line,occurred_at,member,amount\n"
AS_OF = date(2026, 1, 31)


def bonuses(store: Store, known_at: datetime | None = None) -> dict[str, Decimal]:
    calculation = Calculation(read_program(PROGRAM))
    answers = [calculation.answer(member, log, Moment(AS_OF, known_at)) for member, log in store.by_member()]
    return {answer.member: answer.totals().get("EUR", Decimal(0)) for answer in answers}


def imported(store: Store, folder: Path, member: str, at: datetime) -> None:
    file = folder / f"{at:%d}.csv"
    file.write_text(f"{HEAD}A,1,2026-01-10,{member},100.00\n", encoding="utf-8")
    import_facts(store, file, recorded_at=at)


def test_a_line_counts_only_for_the_member_that_it_belongs_to_now(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    imported(store, tmp_path, "M1", datetime(2026, 1, 11, tzinfo=UTC))
    imported(store, tmp_path, "M2", datetime(2026, 1, 20, tzinfo=UTC))

    assert bonuses(store) == {"M1": Decimal(0), "M2": Decimal(10)}
    assert bonuses(store, datetime(2026, 1, 15, tzinfo=UTC)) == {"M1": Decimal(10), "M2": Decimal(0)}
    assert [fact.retracted for fact in store.log("M1")] == [False, True]


def test_a_line_may_come_back(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    for day, member in ((11, "M1"), (20, "M2"), (25, "M1")):
        imported(store, tmp_path, member, datetime(2026, 1, day, tzinfo=UTC))

    assert bonuses(store) == {"M1": Decimal(10), "M2": Decimal(0)}
