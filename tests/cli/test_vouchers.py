"""Codes from the command line; what is written stays, so every test has names of its own."""

from pathlib import Path

import pytest

from apps.accruals.world import PROGRAM, begin
from cli.conftest import Ristorno

pytestmark = pytest.mark.usefixtures("wide")


def test_codes_are_made_brought_told_and_withdrawn(name: str, ristorno: Ristorno, tmp_path: Path) -> None:
    offers = "offers: {ten_off: {trigger: code, gives: {percent: 10 %}}}\n"
    begin((PROGRAM + offers).replace("program: dealers", f"program: {name}").replace("PTS", f"P{name}"), keys=[name])
    told = ("--program", name, "--offer", "ten_off", "--from", "2026-03-01", "--until", "2026-03-31")
    file, written = tmp_path / "codes.csv", tmp_path / "written.csv"
    file.write_text(f"Code;Member\nold-{name};{name}\nolder-{name};\n", encoding="utf-8")

    assert "3 codes were made" in ristorno("vouchers", "make", f"made-{name}", "--count", "3", *told).out
    assert "2 codes are in the batch" in ristorno("vouchers", "import", f"brought-{name}", str(file), *told).out
    again = ristorno("vouchers", "import", f"other-{name}", str(file), *told)
    assert (again.code, "vouchers.twice" in again.err) == (2, True)

    wrong = ristorno("vouchers", "make", f"wrong-{name}", "--count", "3", "--program", name, "--offer", "ten_of")
    assert (wrong.code, "Did you mean 'ten_off'?" in wrong.err) == (2, True)

    assert "ten_off" in ristorno("vouchers", "list").out
    assert f"OLDER{name.upper()}" not in ristorno("vouchers", "list", f"brought-{name}").out
    assert f"old-{name}" in ristorno("vouchers", "show", f"OLD{name}").out
    ristorno("vouchers", "withdraw", f"old-{name}", "--reason", "Printed twice")
    shown = ristorno("vouchers", "show", f"old-{name}").out
    assert "withdrawn" in shown
    assert "Printed twice" in shown

    ristorno("vouchers", "export", f"made-{name}", str(written))
    lines = written.read_text(encoding="utf-8").splitlines()
    assert (len(lines), lines[0].split(",")[:2]) == (4, ["code", "state"])
    assert ristorno("vouchers", "export", f"made-{name}", str(written)).code == 2
    assert ristorno("vouchers", "withdraw", "--reason", "both or none").code == 2
