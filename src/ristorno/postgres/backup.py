"""Backups: the whole database in one file, and back into an empty one.

Written by PostgreSQL's own ``pg_dump`` in one snapshot, so that everything in it belongs together, however much goes on
meanwhile. A file appears under its name only when it is whole.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ristorno.kernel.problem import Place, Problem, Refused
from ristorno.postgres.acting import acting
from ristorno.postgres.programs import Programs, all_programs


def back_up(address: str, file: Path) -> int:
    """Write the database at an address to a file; return the number of bytes.

    Raises:
        Refused: the file is there already or cannot be written, or no ``pg_dump`` here understands the server.
    """
    if file.exists():
        reason = "There is a file of this name already."
        raise Refused([Problem("backup.exists", reason, "Name another one; no backup is written over.", _at(file))])
    with _workplace() as folder:
        dump = folder / "dump"
        _run(address, "pg_dump", "--format=custom", "-f", str(dump))
        _put(dump, file)
    return file.stat().st_size


def restore(file: Path, address: str) -> None:
    """Read a backup into the database at an address, all of it or nothing.

    Raises:
        Refused: the database is not empty, or the file is no backup that can be read.
    """
    if not file.is_file():
        raise Refused([Problem("backup.missing", "There is no such file.", "Check the path.", _at(file))])
    if _tables(address):
        reason = "The database is not empty, and a backup is never read over anything."
        remedy = "Name an empty one in DATABASE_URL, or a new folder in RISTORNO_HOME."
        raise Refused([Problem("backup.not_empty", reason, remedy)])
    with _workplace() as folder:
        dump = folder / "dump"
        shutil.copyfile(file, dump)
        acting().give(dump)
        try:
            _run(address, "pg_restore", "--exit-on-error", "--single-transaction", str(dump))
        except Refused as refused:
            remedy = "Nothing was read in; take another backup."
            told_problem = Problem("backup.unreadable", refused.problems[0].reason, remedy, _at(file))
            raise Refused([told_problem]) from None


@contextmanager
def _workplace() -> Iterator[Path]:
    """Yield a folder for what the programs read and write: as root they act as somebody else."""
    with tempfile.TemporaryDirectory(prefix="ristorno-") as name:
        folder = Path(name)
        folder.chmod(0o700)
        acting().give(folder)
        yield folder


def _run(address: str, program: str, *words: str) -> None:
    """Run a program on a database; its password is told apart, for anybody can see a command."""
    known = conninfo_to_dict(address)
    password = known.pop("password", None)
    told = {} if password is None else {"PGPASSWORD": str(password)}
    common = ("--no-owner", "--no-privileges", "-d", make_conninfo("", **known))
    _programs(address).run(program, *common, *words, told=told)


def _programs(address: str) -> Programs:
    """Return the programs that understand a server: of its version or a newer one."""
    with psycopg.connect(address) as connection:
        major = connection.info.server_version // 10_000
    fitting = [each for each in all_programs() if each.major >= major]
    if not fitting:
        here = ", ".join(str(each.major) for each in all_programs()) or "none"
        reason = f"The server is PostgreSQL {major}; programs here: {here}."
        raise Refused([Problem("backup.version", reason, f"Install the programs of PostgreSQL {major}.")])
    return min(fitting, key=lambda each: each.major)


def _tables(address: str) -> int:
    with psycopg.connect(address) as connection:
        row = connection.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone()
    return row[0] if row else 0


def _put(dump: Path, file: Path) -> None:
    """Put a whole file in its place, on disk before it has its name."""
    growing = file.with_name(f".{file.name}.writing")
    try:
        shutil.copyfile(dump, growing)
        with growing.open("rb") as stream:
            os.fsync(stream.fileno())
        growing.rename(file)
    except OSError as error:
        growing.unlink(missing_ok=True)
        reason = f"The file cannot be written: {error.strerror}."
        raise Refused([Problem("backup.unwritable", reason, "Name another place.", _at(file))]) from None


def _at(file: Path) -> Place:
    return Place(str(file))
