"""What a command refuses before it does anything: each with its code, the place and what to do instead."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from cli.conftest import FACTS, Ristorno

GRID = "clauses.points.mechanic.per_step.step: 10\n"
NO_FACTS = FACTS.splitlines()[0] + "\n"
PROFILES = "number,title\n1,North\n"
FILES: Mapping[str, str] = {
    "grid.yaml": GRID,
    "empty.csv": NO_FACTS,
    "members.csv": PROFILES,
    "kept.jsonl": "something else\n",
    "store.txt": "no folder\n",
    "broken/manifest.json": "{",
    "long.yaml": "# " + "x" * 2_100_000 + "\n",
}
VARIED = ("--vary", "clauses.points.mechanic.per_step.step=10,20")
REFUSED = {
    "usage.no_facts": ("explain-plan", "{program}", "{at}/empty.csv"),
    "usage.members": ("evaluate", "{program}", "{facts}", "--members", "{at}/members.csv"),
    "usage.one_file": ("facts", "import", "{facts}", "{facts}", "--store", "{at}/s", "--complete-for", "2026-01"),
    "usage.no_proposal": ("facts", "check", "{facts}", "--save-mapping", "{at}/new.yaml"),
    "simulate.grid": ("simulate", "{program}", "{facts}", "--grid", "{at}/grid.yaml"),
    "simulate.resume": ("simulate", "{program}", "{facts}", *VARIED, "--resume", "{at}/kept.jsonl"),
    "simulate.no_facts": ("simulate", "{program}", "{at}/empty.csv"),
    "intake.period": ("facts", "import", "{facts}", "--store", "{at}/s", "--complete-for", "spring"),
    "intake.no_store": ("facts", "import", "{facts}", "--store", "{at}/store.txt"),
    "intake.no_manifest": ("facts", "import", "{facts}", "--store", "{at}/broken"),
    "yaml.too_large": ("check", "{at}/long.yaml"),
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_command_says_what_to_do_instead(
    ristorno: Ristorno, program: Path, facts: Path, tmp_path: Path, code: str
) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    before = {each: each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()}

    said = ristorno(*(word.format(program=program, facts=facts, at=tmp_path) for word in REFUSED[code]))

    assert said.code == 2
    assert f"[{code}]" in said.err
    assert before.items() <= {each: each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()}.items()


def test_a_folder_of_something_else_is_no_store(ristorno: Ristorno, facts: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "notes.txt").write_text("somebody's notes", encoding="utf-8")

    said = ristorno("facts", "import", facts, "--store", other)

    assert said.code == 2
    assert "[intake.no_store]" in said.err
    assert [each.name for each in other.iterdir()] == ["notes.txt"]
