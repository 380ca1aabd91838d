"""Programs and agreements from the command line; what is written stays, so every test has names of its own."""

from pathlib import Path

import pytest

from apps.agreements import writing
from apps.agreements.writing import PROGRAM
from cli.conftest import Ristorno, Said

pytestmark = pytest.mark.usefixtures("wide")
AGREEMENT = writing.AGREEMENT.replace("{mechanic: {percent: 3 %}}", "{limits: {floor: 7}}")


def _number(said: Said) -> str:
    """Return the number of the draft that a command has told."""
    assert said.out.startswith("Draft "), said.err
    return said.out.split()[1].rstrip(":")


def test_from_a_draft_to_a_document(name: str, ristorno: Ristorno, tmp_path: Path) -> None:
    def written(file: str, text: str) -> Path:
        path = tmp_path / file
        path.write_text(text.replace("dealers", name).replace("A-1", f"{name}-1"), encoding="utf-8")
        return path

    agreement = written("agreement.yaml", AGREEMENT)
    drafted = ristorno("programs", "draft", written("program.yaml", PROGRAM), "--by", "anna", "--note", "New")
    assert f"program {name}, new." in drafted.out
    own = ristorno("programs", "approve", _number(drafted), "--by", "anna")
    assert (own.code, "agreements.four_eyes" in own.err) == (2, True)
    assert ristorno("programs", "approve", _number(drafted), "--by", "boris").out == f"{name}: version 1.\n"

    wrong = ristorno("agreements", "draft", written("wrong.yaml", AGREEMENT.replace("floor", "flor")), "--by", "anna")
    assert (wrong.code, f"{tmp_path / 'wrong.yaml'}:7:36" in wrong.err) == (2, True)
    draft = ristorno("agreements", "draft", agreement, "--by", "anna")
    assert "Nobody is known as North yet" in draft.out
    first = _number(draft)
    assert f"agreement {name}-1, new" in ristorno("agreements", "list", "--program", name).out
    assert ristorno("agreements", "read", first).out == agreement.read_text(encoding="utf-8")
    assert ristorno("agreements", "reject", first, "--by", "boris", "--reason", "Why?").code == 0
    assert ristorno("agreements", "withdraw", first, "--by", "anna").code == 2

    number = _number(ristorno("agreements", "draft", agreement, "--by", "anna"))
    preview = ristorno("agreements", "preview", number, "--as-of", "2026-06-30")
    assert "In all: +14.00 RUB for 1 member." in preview.out, preview.err
    assert ristorno("agreements", "approve", number, "--by", "boris").out == f"{name}-1: version 1.\n"

    assert name in ristorno("programs", "list").out
    shown = ristorno("agreements", "show", f"{name}-1").out
    assert all(told in shown for told in ("command:anna", "command:boris", "2026-01-01"))
    assert ristorno("agreements", "text", f"{name}-1", "--version", "1").out == agreement.read_text(encoding="utf-8")
    whole = [tmp_path / "all.yaml", tmp_path / "dealers.yaml"]
    whole[0].write_text(ristorno("agreements", "text", f"{name}-1").out, encoding="utf-8")
    whole[1].write_text(ristorno("programs", "text", name).out, encoding="utf-8")
    assert ristorno("check", whole[1], "--agreements", whole[0]).code == 0


def test_a_file_may_hold_facts_of_a_kind_that_a_program_declares(name: str, ristorno: Ristorno, tmp_path: Path) -> None:
    program, facts = tmp_path / "program.yaml", tmp_path / "facts.csv"
    text = PROGRAM.replace("dealers", name).replace("clauses:", f"kinds: {{{name}: a harvest told}}\nclauses:")
    program.write_text(text, encoding="utf-8")
    facts.write_text(f"source,document,line,member,occurred_at,kind,amount\n{name},D1,1,M,2026-03-01,{name},10\n")
    before = ristorno("facts", "import", facts, "--database")
    assert "[intake.unknown_kind]" in before.out, before.err

    draft = _number(ristorno("programs", "draft", program, "--by", "anna"))
    assert ristorno("programs", "approve", draft, "--by", "boris").code == 0

    assert "1 accepted" in ristorno("facts", "import", facts, "--database").out
