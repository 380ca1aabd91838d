"""Whatever comes in, the answer is a sentence and an exit code, never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.conftest import Ristorno

BAD = {
    "empty": b"",
    "binary": bytes(range(256)) * 40,
    "not-yaml": b"program: [unclosed\n  x: {",
    "tabs": b"program:\n\t- x\n",
    "latin": "program: café".encode("latin-1"),
    "a-list": b"- 1\n- 2\n",
    "a-word": b"hello",
    "nul": b"program: a\x00b",
    "deep": b"[" * 5000,
    "only-headers": b"document,occurred_at,member,amount\n",
    "twice-a-header": b"document,document,occurred_at,member,amount\n1,1,2026-01-01,M,1\n",
}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("words", [("check", "{}"), ("evaluate", "{}", "{facts}"), ("evaluate", "{program}", "{}")])
def test_a_bad_file_gets_a_sentence(
    ristorno: Ristorno, program: Path, facts: Path, tmp_path: Path, words: tuple[str, ...], kind: str
) -> None:
    bad = tmp_path / ("bad.csv" if words[-1] == "{}" and len(words) == 3 else "bad.yaml")
    bad.write_bytes(BAD[kind])

    said = ristorno(*(word.format(bad, program=program, facts=facts) for word in words))

    assert "Traceback" not in said.out + said.err
    assert "fault of Ristorno" not in said.err
    if said.code != 0:
        assert said.code == 2
        assert bad.name in said.err


@pytest.mark.parametrize("value", ["yesterday", "2026-13-01", "31.12.2026", ""])
@pytest.mark.parametrize("option", ["--as-of", "--known-at"])
def test_a_bad_day_is_told(ristorno: Ristorno, program: Path, facts: Path, option: str, value: str) -> None:
    said = ristorno("evaluate", program, facts, option, value)

    assert said.code == 2
    assert option in said.err


@pytest.mark.parametrize("path", ["nowhere.csv", "."])
def test_facts_that_are_not_there(ristorno: Ristorno, program: Path, tmp_path: Path, path: str) -> None:
    folder = tmp_path / "void"
    folder.mkdir()

    said = ristorno("evaluate", program, folder / path)

    assert said.code == 2
    assert str(folder) in said.err


def test_a_reader_that_goes_away_is_no_fault(program: Path, facts: Path) -> None:
    command = [sys.executable, "-c", "from ristorno.cli.main import run; run()", "evaluate", str(program), str(facts)]
    process = subprocess.Popen(
        [*command, "--format", "csv"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ
    )
    assert process.stdout is not None
    process.stdout.close()
    _, err = process.communicate(timeout=60)

    assert b"Traceback" not in err
    assert b"fault of Ristorno" not in err
