"""A process, or the database, that is killed at random moments loses nothing and does nothing twice.

Each round is begun, killed somewhere in the middle, and done again as a caller would who got no answer. In the end
everything is as in a business that did the same rounds undisturbed: facts, bookings, wallets, lots, and every line of
every statement, in number and content.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random, SystemRandom
from threading import Timer
from typing import Any

import pytest

from ristorno.kernel.problem import Refused
from ristorno.postgres.address import URL
from ristorno.postgres.cluster import Cluster
from servers.databases import another

TESTS = Path(__file__).parents[1]
SETTINGS = ("fsync=off",)
"""Disks are not what fails here; what was committed is written before anybody hears of it, as always."""


class Business:
    """A worker on a database of its own."""

    def __init__(self, address: str, said: Path) -> None:
        told = {URL: address, "DJANGO_SETTINGS_MODULE": "ristorno.config.settings"}
        paths = os.pathsep.join([str(TESTS), str(TESTS.parent / "src")])
        self._said = said.open("a")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kills.worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said, text=True,
            env=os.environ | told | {"PYTHONPATH": paths},
        )  # fmt: skip
        assert self._answer() == "ready", said.read_text()
        self.usual = 1.0
        """How long the latest round that was not killed took, in seconds."""

    def ask(self, *words: object) -> str:
        """Say something; return the answer."""
        assert self._process.stdin is not None
        print(*words, file=self._process.stdin, flush=True)
        return self._answer()

    def round(self, number: int, limit: float | None = None) -> str:
        """Do a round, or kill it after so many seconds; return how it ended."""
        how, took = self.ask("round", number, "-" if limit is None else limit).split()
        if limit is None:
            self.usual = float(took)
        return how

    def look(self) -> dict[str, Any]:
        """Return everything that can be counted."""
        told: dict[str, Any] = json.loads(self.ask("look"))
        return told

    def end(self) -> None:
        """Let it end."""
        self._process.communicate()
        self._said.close()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def business(address: str, said: Path) -> Iterator[Business]:
    made = Business(address, said)
    try:
        yield made
    finally:
        made.end()


@contextmanager
def two_businesses(disturbed: str, calm: str, folder: Path) -> Iterator[tuple[Business, Business]]:
    """Yield two businesses on two databases that have begun alike."""
    with business(disturbed, folder / "said.log") as one, business(calm, folder / "calm.log") as other:
        for each in (one, other):
            assert each.ask("found") == "done", (folder / "said.log").read_text()
            assert each.ask("warm") == "warm"
        yield one, other


@pytest.fixture
def random() -> Random:
    seed = SystemRandom().getrandbits(32)
    sys.stdout.write(f"moments from seed {seed}\n")  # shown where the test fails
    return Random(seed)  # noqa: S311 - moments, not secrets


@pytest.mark.parametrize("kills", [10, pytest.param(200, marks=pytest.mark.long)])
def test_a_process_killed_at_random_moments(kills: int, committed: None, tmp_path: Path, random: Random) -> None:
    with another() as one, another() as other, two_businesses(one, other, tmp_path) as (disturbed, calm):

        def kill_in(number: int) -> bool:
            return disturbed.round(number, random.uniform(0, calm.usual)) == "killed"

        _disturb(disturbed, calm, kills, kill_in)


@pytest.mark.skipif(sys.platform != "linux", reason="whom a server has begun is told by /proc alone")
@pytest.mark.parametrize("kills", [2, pytest.param(40, marks=pytest.mark.long)])
def test_a_database_killed_at_random_moments(kills: int, committed: None, folder: Path, random: Random) -> None:
    cluster = Cluster(folder / "server", SETTINGS)
    with cluster.running() as one, another() as other, two_businesses(one, other, folder) as (disturbed, calm):

        def kill_in(number: int) -> bool:
            timer = Timer(random.uniform(0, calm.usual), _kill, [cluster])
            timer.start()
            how = disturbed.round(number)
            timer.join()
            _start(cluster)
            return how == "failed"

        _disturb(disturbed, calm, kills, kill_in)


def _disturb(disturbed: Business, calm: Business, kills: int, kill_in: Callable[[int], bool]) -> None:
    """Do rounds until enough of them were killed, each to its end; both businesses are then the same."""
    number, done = 1, 0
    for each in (disturbed, calm):
        assert each.round(number) == "done"
    while done < kills:
        number += 1
        done += kill_in(number)
        assert disturbed.round(number) == "done"
        assert calm.round(number) == "done"
        assert number < 10 * kills, "hardly a round was killed"
    seen, wanted = disturbed.look(), calm.look()
    assert seen["complaints"] == []
    assert seen == wanted
    assert any("'claim'" in fund for fund in wanted["funds"]), "no claim was paid out of a fund"


def _kill(cluster: Cluster) -> None:
    """Kill the server with all that it began."""
    server = int((cluster.data / "postmaster.pid").read_text().splitlines()[0])
    below = [int(each) for each in Path(f"/proc/{server}/task/{server}/children").read_text().split()]
    for each in (server, *below):
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    while any(Path(f"/proc/{each}").exists() for each in (server, *below)):
        time.sleep(0.005)


def _start(cluster: Cluster) -> None:
    """Start the server again, as soon as nothing is left of the one before."""
    end = time.monotonic() + 30
    while True:
        try:
            cluster._start()
        except Refused:
            assert time.monotonic() < end, cluster.log.read_text()
            time.sleep(0.05)
        else:
            return
