"""A server of our own over a data folder: made when it is first needed, on a socket alone, stopped by the last user.

A data folder belongs to one major version for good: PostgreSQL writes it into the folder, and a server of another one
is never started on it; :mod:`ristorno.postgres.upgrade` moves the data.
"""

import fcntl
import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ristorno.kernel.problem import Place, Problem, Refused
from ristorno.postgres.acting import acting
from ristorno.postgres.programs import Programs, all_programs, find_programs

USER, DATABASE = "ristorno", "ristorno"
_LONGEST_SOCKET = 90
"""The path of a socket may have about 107 bytes with the name that PostgreSQL adds."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """The data of a server in a folder."""

    folder: Path
    settings: Sequence[str] = ()
    """What the server is told beside, such as ``fsync=off`` for tests."""
    wanted: int | None = None
    """The major version that new data are made with; the first one found if None."""

    @property
    def data(self) -> Path:
        """Where PostgreSQL keeps its files."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "server.log"

    @property
    def major(self) -> int | None:
        """The major version that the data belong to; None where there are none yet."""
        version = self.data / "PG_VERSION"
        return int(version.read_text()) if version.is_file() else None

    @property
    def socket(self) -> Path:
        """The folder of the socket: beside the data, or among temporary files where that path is too long."""
        beside = self.folder.resolve() / "socket"
        if len(str(beside)) <= _LONGEST_SOCKET:
            return beside
        digest = hashlib.sha256(str(beside).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"ristorno-{digest}"

    @property
    def address(self) -> str:
        """The address of the database while the server runs."""
        return f"postgresql://{USER}@/{DATABASE}?host={self.socket}"

    @contextmanager
    def running(self, *, alone: bool = False) -> Iterator[str]:
        """Let the server run while somebody uses it; yield its address.

        Several processes may use one server, unless one must be ``alone``; the last of them stops it.

        Raises:
            Refused: PostgreSQL is not here, is of another major version than the data, or does not start; others use
                the server, or somebody is alone with it.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        acting().give(self.folder)
        with (self.folder / "users.lock").open("w") as users:
            with self._alone():
                self._take(users, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
                programs = self._start()
            try:
                yield self.address
            finally:
                with self._alone():
                    if _is_last(users):
                        self._stop(programs)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes from starting or stopping the server at the same time."""
        with (self.folder / "starting.lock").open("w") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            yield

    def _take(self, users: IO[str], lock: int) -> None:
        try:
            fcntl.flock(users, lock | fcntl.LOCK_NB)
        except BlockingIOError:
            reason = "The database is in use." if lock == fcntl.LOCK_EX else "The database is being moved."
            remedy = "Stop what uses it (ristorno serve), or wait until it is done."
            raise Refused([Problem("database.in_use", reason, remedy, Place(str(self.folder)))]) from None

    def _start(self) -> Programs:
        """Make the data folder where there is none, and start the server unless it runs."""
        programs = self._programs()
        if self.major is None:
            self._make(programs)
        if self._runs(programs):
            return programs
        self.socket.mkdir(mode=0o700, parents=True, exist_ok=True)
        acting().give(self.socket)
        told = {"listen_addresses": "''", "unix_socket_directories": f"'{self.socket}'"}
        settings = [f"{name}={value}" for name, value in told.items()] + list(self.settings)
        options = " ".join(f"-c {each}" for each in settings)
        programs.run("pg_ctl", "start", "--wait", "-D", str(self.data), "-l", str(self.log), "-o", options)
        self._make_database(programs)
        return programs

    def _stop(self, programs: Programs) -> None:
        if self._runs(programs):  # it may have been killed
            programs.run("pg_ctl", "stop", "--wait", "-D", str(self.data), "--mode", "fast")
        shutil.rmtree(self.socket, ignore_errors=True)

    def _programs(self) -> Programs:
        """Return the programs of the version of the data; of the newest where there are none."""
        if self.major is None:
            return find_programs(self.wanted)
        try:
            return find_programs(self.major)
        except Refused:
            here = ", ".join(str(each.major) for each in all_programs()) or "none"
            reason = f"The data were written by PostgreSQL {self.major}; on this machine is {here}."
            remedy = f"Install PostgreSQL {self.major}; to move the data on then: ristorno database upgrade."
            place = Place(str(self.data))
            raise Refused([Problem("database.version", reason, remedy, place)]) from None

    def _make(self, programs: Programs) -> None:
        """Make the data folder under another name first: a run that is killed leaves no half of one."""
        growing = self.folder / "making"
        shutil.rmtree(growing, ignore_errors=True)
        growing.mkdir(mode=0o700)
        acting().give(growing)
        # Texts are compared by their bytes, the same on every machine; people's order is made where it is shown.
        programs.run(
            "initdb", "-D", str(growing), "--username", USER, "--auth", "trust", "--encoding", "UTF8", "--no-locale"
        )
        growing.rename(self.data)

    def _make_database(self, programs: Programs) -> None:
        told = ("-h", str(self.socket), "-U", USER, "-d", "postgres", "-At", "-c")
        known = programs.run("psql", *told, "select datname from pg_database").splitlines()
        if DATABASE not in known:
            programs.run("psql", *told, f"create database {DATABASE}")

    def _runs(self, programs: Programs) -> bool:
        try:
            programs.run("pg_ctl", "status", "-D", str(self.data))
        except Refused:
            return False
        return True


def _is_last(users: IO[str]) -> bool:
    """Return whether nobody else uses the server; the lock is then ours alone."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
