"""Serving: everything runs until somebody stops it, and ends together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from cli.conftest import Ristorno, surroundings
from ristorno.postgres.address import URL

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
_WAIT = 90


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def serving(home: Path, **more: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    port = free_port()
    command = [sys.executable, "-m", "ristorno", "serve", "--port", str(port)]
    process = subprocess.Popen(
        command, env=surroundings(home, **more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.communicate()


def answered(process: "subprocess.Popen[str]") -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if "Ristorno answers" in line:
            return
    pytest.fail(f"it ended: {process.stderr.read() if process.stderr else ''}")


def children(process: "subprocess.Popen[str]") -> dict[str, int]:
    """The processes below, by a word of their command."""
    found = dict[str, int]()
    for told in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = told.read_text(encoding="utf-8").rpartition(")")[2].split()[1]
            if int(parent) == process.pid:
                command = told.with_name("cmdline").read_text(encoding="utf-8")
                name = next(
                    each for each in ("granian", "accruals", "webhooks", "periodic", "letters") if each in command
                )
                found[name] = int(told.parent.name)
    return found


def lives(number: int) -> bool:
    """Whether a process runs; one that has ended and was not asked about its end yet does not."""
    try:
        told = Path(f"/proc/{number}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return told.rpartition(")")[2].split()[0] != "Z"


PROGRAM = """\
program: dealers
time_zone: Europe/Moscow
currency: RUB
units: {PTS: {kind: points, expires: {after: 12 months, at: month_end}}}
clauses:
  points: {window: document, mechanic: {per_step: {step: 100, gives: 1}}, reward: {unit: PTS}}
"""


@pytest.mark.usefixtures("own_database")
def test_from_a_signed_program_and_a_fact_to_points_in_a_wallet_until_it_is_stopped(
    ristorno: Ristorno, tmp_path: Path
) -> None:
    (tmp_path / "dealers.yaml").write_text(PROGRAM, encoding="utf-8")
    with serving(tmp_path, DATABASE_URL=os.environ[URL]) as (process, address):
        answered(process)
        assert httpx.get(f"{address}/health").json()["status"] == "ok"
        below = children(process)
        assert set(below) == {"granian", "accruals", "webhooks", "periodic", "letters"}
        drafted = ristorno("programs", "draft", tmp_path / "dealers.yaml", "--by", "anna")
        assert drafted.code == 0, drafted.err
        refused = ristorno("programs", "approve", "1", "--by", "anna")
        assert (refused.code, "agreements.four_eyes" in refused.err) == (2, True), refused.err
        assert ristorno("programs", "approve", "1", "--by", "boris").code == 0
        ristorno("members", "add", "7707083893", "North", "--country", "RU")
        scopes = [word for scope in ("facts:write", "wallets:read") for word in ("--scope", scope)]
        key = ristorno("keys", "make", "the shop", *scopes).out.strip()
        bought = {"occurred_at": "2026-03-02", "member": "7707083893", "amount": "1250", "currency": "RUB"}
        said_thrice = {"facts": [{"document": "1", "line": "1", **bought}]}

        with httpx.Client(base_url=f"{address}/api/v1", headers={"Authorization": f"Bearer {key}"}) as program:
            for _ in range(3):
                program.post("/facts", json=said_thrice)
            wallet = waited_for(program)

        assert (wallet["free"], wallet["lots"]) == ("12", [{"amount": "12", "ends_on": "2027-03-31"}])
        process.send_signal(signal.SIGTERM)
        assert process.wait(_WAIT) == 0
        assert not any(map(lives, below.values()))
    assert "all is as it must be" in ristorno("ledger", "verify").out


def waited_for(program: httpx.Client) -> dict[str, object]:
    for _ in range(_WAIT * 10):
        found = program.get("/wallets", params={"member": "7707083893"}).json()["items"]
        if found:
            return dict(found[0])
        time.sleep(0.1)
    pytest.fail("nothing came to the wallet")


@pytest.mark.skipif(sys.platform != "linux", reason="only there a process learns that its parent was killed")
@pytest.mark.usefixtures("own_database")
def test_when_it_is_killed_nothing_goes_on(tmp_path: Path) -> None:
    with serving(tmp_path, DATABASE_URL=os.environ[URL]) as (process, _):
        answered(process)
        below = children(process)
        process.kill()
        process.wait(_WAIT)
        for _ in range(_WAIT * 10):
            if not any(map(lives, below.values())):
                break
            time.sleep(0.1)
        else:
            pytest.fail(f"still there: {below}")


@pytest.mark.usefixtures("versions")
def test_when_one_part_ends_all_do_and_our_own_server_too_and_it_is_told(folder: Path) -> None:
    with serving(folder) as (process, _):
        answered(process)
        below = children(process)

        os.kill(below["periodic"], signal.SIGKILL)

        assert process.wait(_WAIT) == 2
        assert process.stderr is not None
        assert "The process 'schedule' has ended by itself" in process.stderr.read()
        assert not any(map(lives, below.values()))
    assert not (folder / "postgres" / "socket").exists()
