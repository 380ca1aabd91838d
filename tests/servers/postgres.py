"""A PostgreSQL of our own for a test run: in a short temporary folder, on a socket alone, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# An ordinary user inside a namespace of its own: the server refuses to run as root.
_AS_NOBODY = ("unshare", "-U", "--map-user=1000", "--map-group=1000")
_SETTINGS = "fsync=off", "full_page_writes=off", "synchronous_commit=off", "listen_addresses=''"


def binaries() -> Path | None:
    """Return where the programs of PostgreSQL lie; None where there are none."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return folders[0].parent if folders else None


@contextmanager
def running(programs: Path) -> Iterator[str]:
    """Start a server of an empty database; yield its address."""
    # The path of a socket may have about 107 bytes.
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as folder:
        data = Path(folder) / "data"
        _run(programs, "initdb", "--pgdata", str(data), "--username", "tester", "--auth", "trust", "--encoding", "UTF8")
        options = " ".join(f"-c {each}" for each in (*_SETTINGS, f"unix_socket_directories={folder}"))
        log = str(Path(folder) / "log")
        _run(programs, "pg_ctl", "start", "--wait", "--pgdata", str(data), "--log", log, "--options", options)
        try:
            yield f"postgresql://tester@/postgres?host={folder}"
        finally:
            _run(programs, "pg_ctl", "stop", "--wait", "--pgdata", str(data), "--mode", "immediate")


def _run(programs: Path, program: str, *arguments: str) -> None:
    command = [*(_AS_NOBODY if os.geteuid() == 0 else ()), str(programs / program), *arguments]
    # A server that is started keeps what it was given to write to, so a pipe would never end.
    with tempfile.TemporaryFile() as said:
        result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, check=False)
        said.seek(0)
        assert result.returncode == 0, said.read().decode(errors="replace")
