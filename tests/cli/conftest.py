"""Commands: in this process or in one of their own, on the database of the tests, a new one or our own server."""

import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ristorno.apps.identity.operators import add_operator, remove_operator
from ristorno.apps.identity.queries import operators
from ristorno.cli.main import run
from ristorno.cli.screen import screen
from ristorno.postgres.address import HOME, URL
from servers.databases import address, alone

PROGRAM = """\
program: dealers
time_zone: Europe/Berlin
units:
  EUR: {kind: money}
  PTS: {kind: points}
sets:
  goods: {except: {groups: [delivery]}}
ladders:
  status: {of: goods, window: year, tiers: {base: 0, silver: 1_000}}
clauses:
  points:
    earn_on: goods
    window: document
    mechanic: {per_step: {step: 10, gives: 1}}
    multiply: {by: status, silver: 2}
    reward: {unit: PTS}
  quarterly:
    earn_on: goods
    window: quarter
    mechanic: {brackets: {mode: retroactive, rates: {500: 1 %, 1_500: 2 %}}}
    reward: {unit: EUR}
"""

FACTS = """\
document,line,version,recorded_at,occurred_at,kind,member,amount,groups
A-1,1,1,2026-01-10T12:00:00Z,2026-01-10,purchase,M1,800.00,tires
A-1,2,1,2026-01-10T12:00:00Z,2026-01-10,purchase,M1,15.00,delivery
A-2,1,1,2026-02-10T12:00:00Z,2026-02-10,purchase,M1,400.00,tires
A-3,1,1,2026-03-10T12:00:00Z,2026-03-10,purchase,M1,500.00,tires
A-3,1,2,2026-04-20T12:00:00Z,2026-03-10,purchase,M1,300.00,tires
B-1,1,1,2026-03-01T12:00:00Z,2026-03-01,purchase,M2,499.99,tires
B-2,1,1,2026-03-01T12:00:00Z,2026-03-02,purchase,,10.00,tires
"""


@dataclass(frozen=True)
class Said:
    """What a command answered: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


Ristorno = Callable[..., Said]


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let tables be as wide as they like."""
    monkeypatch.setattr(screen, "width", 250)


@pytest.fixture
def ristorno(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ristorno:
    """Run the command as a shell would, in this process."""

    def call(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["ristorno", *(str(word) for word in words)])
        monkeypatch.setenv("COLUMNS", "200")
        code = 0
        try:
            run()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 1
        captured = capsys.readouterr()
        return Said(code, captured.out, captured.err)

    return call


@pytest.fixture
def database(committed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands of this process work on the database of the tests."""
    monkeypatch.setenv(URL, address())


@pytest.fixture
def name(database: None) -> str:
    """A name that nothing else in the database of the tests has, for what is written there stays."""
    return f"x{uuid.uuid4().hex[:8]}"


@pytest.fixture
def operating(name: str) -> Iterator[tuple[str, str]]:
    """Let two people operate, named anna and boris; yield how they are recorded. Without it nobody operates."""
    people = [f"{who}@supplier.example" for who in ("anna", "boris")]
    for email in people:
        add_operator(email=email, roles=["administrator"], actor="command:test")
    seen = {each.email: each.actor for each in operators()}
    yield seen[people[0]], seen[people[1]]
    for email in people:
        remove_operator(email=email, actor="command:test")


@pytest.fixture
def own_database(committed: None) -> Iterator[None]:
    """Let commands of this process work on a database of this test alone."""
    with alone():
        yield


def surroundings(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of a command in a process of its own, with our own server in a folder."""
    others = {name: value for name, value in os.environ.items() if name != URL}
    return {**others, HOME: str(home), "COLUMNS": "200", **more}


def said(home: Path, *words: object, **more: str) -> Said:
    """Run a command in a process of its own, with our own server in a folder."""
    command = [sys.executable, "-m", "ristorno", *map(str, words)]
    done = subprocess.run(command, env=surroundings(home, **more), capture_output=True, text=True, check=False)
    return Said(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    file = tmp_path / "program.yaml"
    file.write_text(PROGRAM, encoding="utf-8")
    return file


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    file = tmp_path / "facts.csv"
    file.write_text(FACTS, encoding="utf-8")
    return file
