"""A database of a benchmark's own, a server of ours that answers from it, calls that arrive evenly."""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx

from ristorno.postgres.address import URL
from ristorno.postgres.cluster import Cluster

CALLERS: Final = 16
"""So many calls are waited for at once."""
LIMITS: Final = httpx.Limits(max_connections=CALLERS, max_keepalive_connections=CALLERS)


@contextmanager
def serving(folder: Path) -> Iterator[Cluster]:
    """Serve an empty database with all tables from a folder; processes that are begun meanwhile find it too."""
    cluster = Cluster(folder)
    with cluster.running() as address:
        os.environ[URL] = address
        os.environ["DJANGO_SETTINGS_MODULE"] = "ristorno.config.settings"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        yield cluster


@contextmanager
def answering(workers: int) -> Iterator[str]:
    """Let the server run as ``ristorno serve`` starts it; yield its address."""
    from ristorno.config.processes import processes

    port = _free_port()  # another server on the same port would be given half of the calls
    address = f"http://127.0.0.1:{port}"
    running = subprocess.Popen(processes("127.0.0.1", port, workers)["web"])
    try:
        while not _answers(address):
            time.sleep(0.1)
        yield address
    finally:
        running.terminate()
        running.wait(30)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health", trust_env=False).is_success
    except httpx.TransportError:
        return False


def arriving(call: Callable[[int], None], a_second: int, seconds: int) -> list[float]:
    """Return the waits of calls that arrive evenly, whoever is still waiting; a wait begins when a call is due."""
    start = time.perf_counter() + 0.1

    def made(number: int) -> float:
        due = start + number / a_second
        time.sleep(max(0.0, due - time.perf_counter()))
        call(number)
        return time.perf_counter() - due

    with ThreadPoolExecutor(CALLERS) as callers:
        return list(callers.map(made, range(a_second * seconds)))
