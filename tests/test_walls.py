"""The walls of the house are held by import-linter; all are broken on purpose here, to see that each is caught."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BREACHES = (
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
    ("cli/ledger.py", "import ristorno.apps.counters.models", "The tables of counters"),
    ("cli/ledger.py", "import ristorno.apps.vouchers.models", "The tables of vouchers"),
    ("cli/ledger.py", "import ristorno.apps.orders.models", "The tables of orders"),
    ("web/ground/door.py", "import ristorno.web.portal.home", "Pages stand on their ground"),
    ("web/api/own.py", "import ristorno.web.ground.policy", "Pages stand on their ground"),
    ("kernel/number.py", "import socket", "The engine is pure"),
)
"""In which file what is imported, and the contract that forbids it."""


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "COLUMNS": "200"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def copy_house(folder: Path) -> None:
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)


def test_the_walls_stand(tmp_path: Path) -> None:
    copy_house(tmp_path)

    result = lint(tmp_path)

    assert result.returncode == 0, result.stdout


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """What is told of a house in which every wall is broken, by contract."""
    folder = tmp_path_factory.mktemp("broken")
    copy_house(folder)
    for room, forbidden, _ in BREACHES:
        with (folder / "src" / "ristorno" / room).open("a", encoding="utf-8") as file:
            file.write(f"\n{forbidden}\n")
    result = lint(folder)
    assert result.returncode != 0
    parts = re.split(r"^(.+)\n-+$", result.stdout.partition("Broken contracts")[2], flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize(("room", "forbidden", "contract"), BREACHES)
def test_a_broken_wall_is_caught(told: Mapping[str, str], room: str, forbidden: str, contract: str) -> None:
    breaker = f"ristorno/{room}".removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    (broken,) = [text for name, text in told.items() if name.startswith(contract)]

    assert f"{breaker} -> {forbidden.removeprefix('import ')} " in broken
