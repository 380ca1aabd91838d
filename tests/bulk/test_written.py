"""What a settlement has written is looked at before it counts: an amount that belongs to nobody is no result."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from ristorno.bulk import settle as settling
from ristorno.bulk.written import refuse_unnamed
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.terms.reading import read_program
from ristorno.intake import Store, import_facts
from ristorno.kernel.problem import Refused

PROGRAM = """
program: dealers
time_zone: Etc/UTC
units: {EUR: {kind: money}}
clauses:
  bonus: {window: quarter, mechanic: {percent: 2 %}, reward: {unit: EUR}}
"""
FACTS = """document,line,occurred_at,kind,member,amount
D1,1,2026-01-10,purchase,North,100
D2,1,2026-01-11,purchase,South,200
"""
WHOLE = {"agreement": "a", "clause": "c", "member": "m", "unit": "u", '"window"': "2026-Q1", "status": "final"}


@pytest.mark.parametrize("lost", [None, *WHOLE])
@pytest.mark.parametrize("left", ["''", "null"])
def test_an_amount_without_a_name_is_refused(lost: str | None, left: str) -> None:
    told = {name: left if name == lost else f"'{value}'" for name, value in WHOLE.items()}
    rows = f"(select {', '.join(f'{value} as {name}' for name, value in told.items())})"
    with duckdb.connect() as connection:
        if lost is None:
            refuse_unnamed(connection, rows)
        else:
            with pytest.raises(Refused, match="1 of the amounts"):
                refuse_unnamed(connection, rows)


def test_a_settlement_that_lost_a_name_leaves_the_one_before_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts, out = tmp_path / "facts.csv", tmp_path / "out"
    facts.write_text(FACTS, encoding="utf-8")
    store = Store(tmp_path / "store")
    import_facts(store, facts)
    calculation = Calculation(read_program(PROGRAM, "program"))

    def settled() -> settling.Settled:
        return settling.settle(calculation, store, Moment(date(2026, 3, 31)), None, out, whole=True)

    settled()
    before = {each.name: each.read_bytes() for each in out.iterdir()}
    losing = "select * replace (nullif(member, 'South') as member) from wanted"
    with monkeypatch.context() as broken:
        broken.setattr(settling, "_select", lambda _: losing)
        with pytest.raises(Refused, match=r"\[bulk.unnamed\]"):
            settled()
    assert before.items() <= {each.name: each.read_bytes() for each in out.iterdir()}.items()
    settled()
    assert {each.name: each.read_bytes() for each in out.iterdir()} == before
