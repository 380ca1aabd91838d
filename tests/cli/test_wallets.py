"""Wallets and bookings from the command line; what is written stays, so every test has keys of its own."""

from pathlib import Path

import pytest

from apps.accruals.world import PROGRAM, begin, fact, tell
from cli.conftest import Ristorno

pytestmark = pytest.mark.usefixtures("wide")


def test_from_facts_to_a_statement(name: str, operating: tuple[str, str], ristorno: Ristorno) -> None:
    unit = f"P{name}"
    begin(PROGRAM.replace("program: dealers", f"program: {name}").replace("PTS", unit), keys=[name])
    tell(fact(name, 12_000, member=name))

    assert "1 members run: " in ristorno("accruals", "run", "--member", name).out
    assert "1 members run: 0 amounts booked anew" in ristorno("accruals", "run", "--member", name).out
    listed = ristorno("wallets", "list", name).out
    assert unit in listed
    assert "12" in listed

    giving = ("wallets", "give", name, unit, "5", "--reason", "Late truck", "--key", name, "--by", "anna")
    assert "waits for another person" in ristorno(*giving).out
    assert name in ristorno("wallets", "waiting").out
    own = ristorno("wallets", "approve", name, "--by", operating[0])
    assert (own.code, "cannot approve it" in own.err) == (2, True)
    assert "is done" in ristorno("wallets", "approve", name, "--by", "Boris@supplier.example").out
    shown = ristorno("wallets", "show", name, unit).out
    for told in ("Earned", "A gift from us", "Late truck"):
        assert told in shown

    wrong = ristorno("wallets", "show", name, "NONE")
    assert (wrong.code, "wallets.unknown" in wrong.err) == (2, True)
    assert "all is as it must be" in ristorno("ledger", "verify").out


def test_a_fund_is_told_line_by_line(name: str, ristorno: Ristorno) -> None:
    begin(
        f"program: {name}\ntime_zone: Europe/Moscow\nunits: {{RUB: {{kind: money}}}}\n"
        "funds: {stand: {window: lifetime}}\n"
        "clauses:\n  in: {window: month, mechanic: {percent: 2 %}, reward: {into: stand}}\n",
        keys=[name],
    )
    tell(fact(name, 25_000, member=name))
    assert "1 members run" in ristorno("accruals", "run", "--member", name).out

    for command in (("funds", name), ("fund", name, name, "stand")):
        assert "500.00" in ristorno("wallets", *command).out
    assert "Put into the fund" in ristorno("wallets", "fund", name, name, "stand").out
    wrong = ristorno("wallets", "fund", name, name, "none")
    assert (wrong.code, "wallets.no_fund" in wrong.err) == (2, True)


def test_a_run_follows_the_catalog_first(name: str, ristorno: Ristorno, tmp_path: Path) -> None:
    unit, tires = f"P{name}", f"tires-{name}"
    program = PROGRAM.replace("program: dealers", f"program: {name}").replace("PTS", unit)
    begin(program.replace("  points:\n", f"  points:\n    earn_on: {{groups: [{tires}]}}\n"), keys=[name])
    tell(fact(name, 12_000, member=name, product=name))
    ristorno("accruals", "run", "--member", name)
    assert unit not in ristorno("wallets", "list", name).out

    for told in (f"group,name\n{tires},Tires\n", f"product,groups\n{name},{tires}\n"):
        (tmp_path / "list.csv").write_text(told, encoding="utf-8")
        assert ristorno("catalog", "import", str(tmp_path / "list.csv")).code == 0
    assert "1 members run: 1 amounts" in ristorno("accruals", "run", "--member", name).out
    assert unit in ristorno("wallets", "list", name).out
