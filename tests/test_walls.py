"""The walls of the house are held by import-linter; each is broken on purpose here, to see that it is caught."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "COLUMNS": "200"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def copied_house(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_walls_stand(copied_house: Path) -> None:
    result = lint(copied_house)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("room", "forbidden", "contract"),
    [
        ("kernel/period.py", "import ristorno.engine.fact", "Data flows one way"),
        ("engine/history/book.py", "import ristorno.intake.opening", "Data flows one way"),
        ("intake/opening.py", "import ristorno.cli.main", "Data flows one way"),
        ("report/__init__.py", "import ristorno.demo", "Data flows one way"),
        ("engine/history/book.py", "import ristorno.engine.counting.window", "The engine counts"),
        ("engine/fact.py", "import duckdb", "The engine is pure"),
        ("postgres/address.py", "import ristorno.engine.fact", "Data flows one way"),
        ("apps/events/models.py", "import ristorno.apps.ledger.queries", "Apps stand on the floors"),
        ("cli/ledger.py", "import ristorno.apps.ledger.models", "The tables of ledger"),
        ("apps/accruals/__init__.py", "import ristorno.apps.agreements.models", "The tables of agreements"),
        ("apps/ledger/queries.py", "import ristorno.apps.events.models", "The tables of events"),
        ("cli/ledger.py", "import ristorno.apps.members.models", "The tables of members"),
        ("cli/ledger.py", "import ristorno.apps.catalog.models", "The tables of catalog"),
        ("cli/facts.py", "import ristorno.apps.facts.models", "The tables of facts"),
        ("apps/accruals/apps.py", "import ristorno.apps.wallets.models", "The tables of wallets"),
        ("cli/ledger.py", "import ristorno.apps.accruals.models", "The tables of accruals"),
        ("cli/ledger.py", "import ristorno.apps.settlements.models", "The tables of settlements"),
        ("apps/accruals/apps.py", "import ristorno.apps.settlements.rules", "Apps stand on the floors"),
        ("apps/accruals/apps.py", "import ristorno.apps.ledger.operations", "Only wallets write"),
        ("apps/events/queries.py", "import ristorno.web.api.interface", "Data flows one way"),
        ("web/api/caller.py", "import ristorno.cli.main", "Data flows one way"),
        ("web/api/caller.py", "import ristorno.apps.identity.models", "The tables of identity"),
        ("web/api/own.py", "import ristorno.apps.integrations.models", "The tables of integrations"),
        ("cli/ledger.py", "import ristorno.apps.clock.models", "The tables of clock"),
        ("kernel/number.py", "import socket", "The engine is pure"),
    ],
)
def test_a_broken_wall_is_caught(copied_house: Path, room: str, forbidden: str, contract: str) -> None:
    file = copied_house / "src" / "ristorno" / room
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{forbidden}\n", encoding="utf-8")

    result = lint(copied_house)

    assert result.returncode != 0
    assert any(line.startswith(contract) and "BROKEN" in line for line in result.stdout.splitlines()), result.stdout
