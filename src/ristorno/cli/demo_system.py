"""The second part of ``ristorno demo``: the demo world as a system that runs, on a database of its own."""

import hashlib
import json
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.resources import files as files_of
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from ristorno import __version__
from ristorno.cli.keeping import kept
from ristorno.cli.listening import listening
from ristorno.cli.screen import progress, screen
from ristorno.cli.serve import asked_to_stop, run_until
from ristorno.demo import World, WorldFiles
from ristorno.demo.supplier import AS_OF
from ristorno.kernel.problem import Problem, Refused
from ristorno.postgres.address import HOME, URL, home, own_cluster

if TYPE_CHECKING:
    from ristorno.demo.system.founding import Keys

_HOST = "127.0.0.1"
_FOLDER, _NOTE, _LETTERS = "demo", "demo.json", "letters"
_PRIVATE = "RISTORNO_WEBHOOKS_PRIVATE"
_MAIL = "RISTORNO_MAIL"
_IMPATIENT = "PGOPTIONS"


@dataclass(frozen=True, slots=True)
class _Made:
    """A system that is whole: what it was made from, its keys, and the port on which the demo listens to it."""

    world: str
    sponsor: str
    company: str
    listener: int


def run_system(world: World, files: WorldFiles, *, port: int, fresh: bool) -> None:
    """Make the system where it is not made yet, let it run and tell where to look; with CI set, look and end."""
    with _surroundings() as folder, asked_to_stop() as stop:
        made = None if fresh else _made(folder, files)
        if made is None:
            _forget(folder)
        with kept():
            made = made or _make(world, files, folder, stop)
            _serve(made, _free(port), folder, files.facts, stop)


@contextmanager
def _surroundings() -> Iterator[Path]:
    """Let everything happen in a database of our own, in a folder of its own, whatever the user has besides."""
    folder = home() / _FOLDER
    ours = {HOME: str(folder), _PRIVATE: "1", _MAIL: (folder / _LETTERS).absolute().as_uri()}
    before = {name: os.environ.get(name) for name in (*ours, URL)}
    os.environ.pop(URL, None)
    os.environ.update(ours)
    try:
        yield folder
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _made(folder: Path, files: WorldFiles) -> _Made | None:
    """Return the system that was made whole of this very world; None where there is none."""
    try:
        found = _Made(**json.loads((folder / _NOTE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return found if found.world == _digest(files) else None


def _forget(folder: Path) -> None:
    """Remove a system, after seeing that nobody uses it."""
    if own_cluster().major is not None:
        with own_cluster().running(alone=True):
            pass
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def _make(world: World, files: WorldFiles, folder: Path, stop: Event) -> _Made:
    from ristorno.demo.system.founding import found

    listener = _free(0)
    with progress("Making the demo system") as bar, _impatient():

        def show(share: float, doing: str) -> None:
            if stop.is_set():
                raise KeyboardInterrupt
            bar(share, doing)

        keys = found(world, files, f"http://{_HOST}:{listener}/", os.cpu_count() or 1, show)
    made = _Made(_digest(files), keys.sponsor, keys.company, listener)
    note = folder / _NOTE
    note.touch(mode=0o600)
    note.write_text(json.dumps(asdict(made)), encoding="utf-8")
    return made


@contextmanager
def _impatient() -> Iterator[None]:
    """Let nothing wait for the disk meanwhile: what is lost with the machine is made anew."""
    from django.db import connection

    before = os.environ.get(_IMPATIENT)
    os.environ[_IMPATIENT] = "-c synchronous_commit=off"
    connection.close()
    try:
        yield
    finally:
        connection.close()
        os.environ.pop(_IMPATIENT)
        if before is not None:
            os.environ[_IMPATIENT] = before


def _serve(made: _Made, port: int, folder: Path, facts: Path, stop: Event) -> None:
    from ristorno.config.processes import processes
    from ristorno.demo.system.founding import Keys

    address, keys = f"http://{_HOST}:{port}", Keys(made.sponsor, made.company)
    heard: list[str] = []

    def hear(name: str) -> None:
        heard.append(name)
        if not os.environ.get("CI"):
            screen.print(f"  webhook: {name}", markup=False)

    def when_answering() -> None:
        if os.environ.get("CI"):
            _check(address, keys, folder / _LETTERS)
            stop.set()
        else:
            _tell(address, keys, folder, facts)

    with listening(made.listener, hear):
        run_until(stop, processes(_HOST, port, 1), address, when_answering)


def _check(address: str, keys: "Keys", letters: Path) -> None:
    from ristorno.apps.settlements.verification import all_complaints
    from ristorno.demo.system.founding import totals
    from ristorno.demo.system.visiting import visit

    for said in (*visit(address, keys, letters), *totals()):
        screen.print(f"  {said}", markup=False, soft_wrap=True)
    if found := tuple(all_complaints()):
        raise Refused(found)
    screen.print("Everything answers, and ledger, wallets and bookings are as they must be.")


def _tell(address: str, keys: "Keys", folder: Path, facts: Path) -> None:
    from ristorno.demo.system.touring import tour

    screen.print(tour(address, keys, folder, facts), markup=False, soft_wrap=True)


def _free(port: int) -> int:
    """Return a port that nobody listens on: this one, else any."""
    for each in (port, 0):
        with socket.socket() as taken:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                taken.bind((_HOST, each))
            except OSError:
                continue
            return int(taken.getsockname()[1])
    raise Refused([Problem("demo.port", "No port is free.", "End something that listens.")])


def _digest(files: WorldFiles) -> str:
    """Return what tells this world from another one: of another version of ours, or with other promises, too."""
    found = hashlib.sha256(f"{__version__} {AS_OF}".encode())
    for each in (files.facts, files.members, files.program, files.agreements):
        found.update(each.read_bytes())
    for shipped in sorted(files_of("ristorno.demo").iterdir(), key=lambda each: each.name):
        if shipped.name.endswith((".yaml", ".csv")):
            found.update(shipped.read_bytes())
    return found.hexdigest()
