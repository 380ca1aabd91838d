"""A standalone Spark cluster of our own: one master and two workers, processes of their own, on loopback alone."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_HERE = "127.0.0.1"
_PATIENCE = 60.0
"""Seconds that a process may take to come up."""


def lacking() -> str | None:
    """Return what is missing to run a cluster; None where all is there."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        return "there is no Java (Debian: openjdk-17-jre-headless)"
    if not (_home() / "bin" / "spark-class").exists():
        return "there is no Spark (the package pyspark)"
    return None


@dataclass(frozen=True)
class Worker:
    """A worker with the executors that it started, one group of processes."""

    process: "subprocess.Popen[bytes]"

    def kill(self) -> None:
        """End it without a chance to say goodbye."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass(frozen=True)
class Cluster:
    """A cluster that runs."""

    address: str
    workers: tuple[Worker, ...]

    @contextmanager
    def session(self) -> Iterator[Any]:
        """Open a session whose driver is this process."""
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.appName("ristorno-tests").master(self.address)
        for name, value in {
            "spark.driver.host": _HERE,
            "spark.driver.bindAddress": _HERE,
            "spark.executor.cores": "1",
            "spark.executor.memory": "768m",
            "spark.sql.shuffle.partitions": "4",
            "spark.ui.enabled": "false",
        }.items():
            builder = builder.config(name, value)
        opened = builder.getOrCreate()
        try:
            yield opened
        finally:
            opened.stop()


@contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    """Start a cluster whose files lie in a folder; every process is gone afterwards."""
    port = _free_port()
    address = f"spark://{_HERE}:{port}"
    started: list[subprocess.Popen[bytes]] = []
    try:
        master = ("master.Master", "--port", str(port))
        started.append(_start(folder / "master.log", *master))
        _wait_for(folder / "master.log", "I have been elected leader")
        for number in (1, 2):
            log = folder / f"worker-{number}.log"
            room = ("--cores", "1", "--memory", "1g", "--work-dir", str(folder / f"worker-{number}"))
            started.append(_start(log, "worker.Worker", *room, address))
            _wait_for(log, "Successfully registered with master")
        yield Cluster(address, tuple(Worker(process) for process in started[1:]))
    finally:
        for process in reversed(started):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait()


def _start(log: Path, kind: str, *arguments: str) -> "subprocess.Popen[bytes]":
    command = [str(_home() / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind}", "--host", _HERE]
    command += ["--webui-port", "0", *arguments]
    environment = {**os.environ, "SPARK_HOME": str(_home()), "SPARK_LOCAL_IP": _HERE}
    with log.open("wb") as said:
        return subprocess.Popen(command, env=environment, stdout=said, stderr=said, start_new_session=True)


def _wait_for(log: Path, words: str) -> None:
    until = time.monotonic() + _PATIENCE
    while words not in log.read_text(encoding="utf-8", errors="replace"):
        assert time.monotonic() < until, log.read_text(encoding="utf-8", errors="replace")
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((_HERE, 0))
        port: int = found.getsockname()[1]
        return port


def _home() -> Path:
    spec = find_spec("pyspark")
    return Path(spec.origin).parent if spec is not None and spec.origin else Path("pyspark")
