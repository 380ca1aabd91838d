import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli.conftest import PROGRAM, Ristorno
from ristorno.templates import all_templates


def test_a_new_program_passes_its_check(ristorno: Ristorno, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"

    assert ristorno("new", file).code == 0
    assert "fine" in ristorno("check", file).out


def test_nothing_is_overwritten(ristorno: Ristorno, program: Path) -> None:
    said = ristorno("new", program)

    assert said.code == 2
    assert "file.exists" in said.err
    assert program.read_text(encoding="utf-8") == PROGRAM


def test_check_names_the_line_and_what_would_be_right(ristorno: Ristorno, tmp_path: Path) -> None:
    file = tmp_path / "slip.yaml"
    file.write_text(PROGRAM.replace("by: status", "by: statuss"), encoding="utf-8")

    said = ristorno("check", file)

    assert said.code == 2
    assert f"{file}:15:" in said.err
    assert "Did you mean 'status'?" in said.err


def test_check_tells_every_problem_at_once(ristorno: Ristorno, tmp_path: Path) -> None:
    file = tmp_path / "slips.yaml"
    file.write_text(
        PROGRAM.replace("500: 1 %", "500: 1").replace("window: document", "window: documents"), encoding="utf-8"
    )

    said = ristorno("check", file)

    assert "'documents' is not a window" in said.err
    assert "'1' is not a rate" in said.err


IN_STAGES = """\
program: broken
time_zone: Europe/Berlin
units: {EUR: {kind: money}}
sets:
  goods: {groups: [tires]}
  odd: {kinds: [purchaze]}
clauses:
  shape: {earn_on: goods, window: quater, mechanic: {percent: 1 %}}
  name: {earn_on: odd, window: quarter, mechanic: {percent: 1 %}}
  unset: {earn_on: godos, window: quarter, mechanic: {percent: 1 %}}
  sense: {earn_on: goods, window: quarter, mechanic: {percent: 250 %}}
  builds: {measure: {result_of: [shape]}, window: quarter, mechanic: {percent: 1 %}}
  fine: {earn_on: goods, window: quarter, mechanic: {percent: 1 %}}
"""


def test_check_tells_what_is_wrong_at_all_stages(ristorno: Ristorno, tmp_path: Path) -> None:
    program = tmp_path / "program.yaml"
    program.write_text(IN_STAGES, encoding="utf-8")

    said = ristorno("check", program)

    assert said.code == 2
    told = ("clauses.shape.window", "sets.odd.kinds", "clauses.unset", "clauses.sense")
    assert [where for where in told if where not in said.err] == [], said.err
    assert "clauses.fine" not in said.err
    assert "clauses.builds" not in said.err


def test_a_missing_program_says_what_is_there(ristorno: Ristorno, program: Path) -> None:
    said = ristorno("check", program.with_name("programme.yaml"))

    assert said.code == 2
    assert "There are: program.yaml" in said.err


@pytest.mark.parametrize("document", ["program", "agreement"])
def test_schema_prints_json(ristorno: Ristorno, document: str) -> None:
    body = json.loads(ristorno("schema", document).out)

    assert document in body["properties"]


def test_templates_are_listed_shown_and_copied(ristorno: Ristorno, tmp_path: Path) -> None:
    listed = ristorno("templates")

    for template in all_templates():
        assert template.id in listed.out
        assert ristorno("templates", "show", template.id).out.startswith(template.text)
        assert ristorno("templates", "copy", template.id, tmp_path).code == 0
        words = ["check", tmp_path / f"{template.id}.yaml"]
        if template.agreements:
            words += ["--agreements", tmp_path / f"{template.id}-agreements.yaml"]
        assert ristorno(*words).code == 0


def test_an_unknown_template_has_a_near_name(ristorno: Ristorno) -> None:
    said = ristorno("templates", "show", "retro-shar")

    assert said.code == 2
    assert "Did you mean 'retro-share'?" in said.err


def test_the_command_runs_as_a_module_too() -> None:
    told = subprocess.run([sys.executable, "-m", "ristorno", "templates"], check=True, capture_output=True, text=True)
    assert "ristorno templates show" in told.stdout
