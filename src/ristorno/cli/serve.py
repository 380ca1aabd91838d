"""``ristorno serve``: everything that must run, until somebody stops it."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated

import httpx
import typer

from ristorno.cli.keeping import kept
from ristorno.cli.screen import errors, screen
from ristorno.kernel.problem import Problem, Refused

_PATIENCE = 20
"""Seconds that a process gets to end what it is doing."""
_PARENT_GONE = 1
"""PR_SET_PDEATHSIG of prctl(2)."""
_PAUSE = 0.2
"""Seconds between two looks at the processes."""


def serve(
    host: Annotated[str, typer.Option("--host", help="The address to listen on; 0.0.0.0 for all.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="The port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option("--workers", min=1, help="How many processes answer requests.")] = 1,
) -> None:
    """Serve the interface and do the work behind it, until Ctrl-C or SIGTERM."""
    from ristorno.config.processes import processes
    from ristorno.web.ground.mail import MAIL

    address = f"http://{_own(host)}:{port}"

    def tell() -> None:
        screen.print(f"Ristorno answers at {address} (stop with Ctrl-C).", highlight=False, soft_wrap=True)
        if not os.environ.get(MAIL):
            screen.print(f"Nobody can sign in to the portal: {MAIL} does not say where letters go.", soft_wrap=True)

    with asked_to_stop() as stop, kept():
        run_until(stop, processes(host, port, workers), address, tell)


def run_until(
    stop: threading.Event, commands: Mapping[str, Sequence[str]], address: str, when_answering: Callable[[], None]
) -> None:
    """Let processes run until they are to stop; ``when_answering`` is called once, as soon as they answer.

    Raises:
        Refused: a process has ended by itself; then all others were stopped.
    """
    ended = _run(commands, stop, address, when_answering)
    if ended is not None:
        reason = f"The process {ended!r} has ended by itself, so all others were stopped."
        raise Refused([Problem("serve.ended", reason, "See what it said above; nothing half done was kept.")])


@contextmanager
def asked_to_stop() -> Iterator[threading.Event]:
    """Yield an event that is set when somebody wants the command to end."""
    stop = threading.Event()
    before = {each: signal.signal(each, lambda *_: stop.set()) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _own(host: str) -> str:
    """Return the address under which we reach ourselves."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - told, not bound


def _run(
    commands: Mapping[str, Sequence[str]], stop: threading.Event, address: str, when_answering: Callable[[], None]
) -> str | None:
    """Let processes run until they are to stop; return the name of one that ended by itself."""
    # A session of their own: Ctrl-C is for us, who stop them in order.
    running = {
        name: subprocess.Popen(command, start_new_session=True, preexec_fn=_end_with_us)  # noqa: S603 - our own commands
        for name, command in commands.items()
    }
    told = False
    try:
        while not stop.wait(_PAUSE):
            ended = [name for name, process in running.items() if process.poll() is not None]
            if ended:
                return ended[0]
            if not told and _answers(address):
                told = True
                when_answering()
        return None
    finally:
        _end(running.values())


def _end_with_us() -> None:
    """Let a process that begins be asked to end when we are gone, even killed; Linux knows how."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_GONE, signal.SIGTERM)


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health", trust_env=False).is_success
    except httpx.TransportError:
        return False


def _end(processes: Collection[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.send_signal(signal.SIGTERM)
    for process in processes:
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            errors.print(f"Process {process.pid} did not end within {_PATIENCE} seconds and was killed.")
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
