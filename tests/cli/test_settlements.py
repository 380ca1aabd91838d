"""Settlements from the command line; what is written stays, so every test has names of its own."""

from pathlib import Path

import pytest

from apps.settlements.world import PROGRAM, begin, fact, tell
from cli.conftest import Ristorno

pytestmark = pytest.mark.usefixtures("wide")


def test_from_a_closed_window_to_a_file_for_the_bank(name: str, ristorno: Ristorno, tmp_path: Path) -> None:
    begin(PROGRAM.replace("program: dealers", f"program: {name}").replace("PTS", f"P{name}"), [name])
    tell(fact(name, 600_000, "2026-02-10", member=name))
    number = f"{name}-2026Q1-000001"

    closed = ristorno("settlements", "close", name, "--through", "2026-03-31", "--member", name, "--by", "anna").out
    assert number in closed
    assert "12,000" in closed
    own = ristorno("settlements", "approve", number, "--by", "anna")
    assert (own.code, "settlements.four_eyes" in own.err) == (2, True)
    assert "is approved." in ristorno("settlements", "approve", number, "--by", "boris").out
    assert "disputed" in ristorno("settlements", "dispute", number, "2", "--reason", "[Late] truck").out
    answered = ristorno("settlements", "answer", number, "2", "--refuse", "--words", "It came later")
    assert "is approved." in answered.out
    shown = ristorno("settlements", "show", number).out
    for told in ("quarterly", "2026-Q1", "[Late] truck", "It came later", "payout"):
        assert told in shown
    assert "is agreed." in ristorno("settlements", "agree", number).out

    missing = ristorno("settlements", "issue", number)
    assert (missing.code, "settlements.account" in missing.err) == (2, True)
    for whose in ((name,), ()):
        telling = (
            "settlements",
            "account",
            *whose,
            "--name",
            "Firm",
            "--iban",
            "DE89370400440532013000",
            "--by",
            "anna",
        )
        listed = ristorno(*telling).out
        account = next(line.split()[0] for line in listed.splitlines() if "DE89" in line)
        assert "command:boris" in ristorno("settlements", "account", *whose, "--confirm", account, "--by", "boris").out
    assert "is issued." in ristorno("settlements", "issue", number).out
    assert f"FILE-{name}-000001" in ristorno("settlements", "files", name, "--output", str(tmp_path)).out
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"FILE-{name}-000001.{kind}" for kind in ("csv", "xml")]
    payment = f"PAY-{name}-000001"
    assert "on the wallet again" in ristorno("settlements", "returned", payment, "--reason", "AC04").out
    assert "is paid" in ristorno("settlements", "returned", payment, "--again").out
    assert number in ristorno("settlements", "list", "--program", name, "--state", "issued").out
    assert "all is as it must be" in ristorno("ledger", "verify").out


def test_what_is_typed_wrong_is_told(name: str, ristorno: Ristorno) -> None:
    for words, code in (
        (("close", name, "--through", "March"), "usage.value"),
        (("close", name, "--through", "2026-03-31"), "agreements.unknown_program"),
        (("issue",), "usage.value"),
        (("returned", "PAY-1"), "usage.value"),
        (("show", "NONE"), "settlements.unknown"),
        (("list", "--closing", "0"), ""),
    ):
        told = ristorno("settlements", *words)
        assert (told.code, code in told.err) == (2 if code else 0, True)
