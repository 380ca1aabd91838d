"""As whom the server runs: as we do; but it refuses root, who therefore runs it as somebody else.

Root takes an ordinary user of a namespace of its own, which owns whatever root owns. Where namespaces are off (inside a
chroot, by a setting of the kernel), it is the user ``postgres`` or ``nobody``, to whom the folders are given.
"""

import os
import pwd
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ristorno.kernel.problem import Problem, Refused

_NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
_USERS = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Acting:
    """How programs are run: behind another command, or as another user."""

    before: tuple[str, ...] = ()
    user: int | None = None
    group: int | None = None

    def run(self, command: Sequence[str], told: Mapping[str, str] | None = None) -> tuple[str, int]:
        """Run a program, with what only it is told in its environment; return what it said, and its exit code."""
        more: dict[str, Any] = {}
        if self.user is not None:
            more = {"user": self.user, "group": self.group, "extra_groups": [], "cwd": "/"}
        done = subprocess.run(  # noqa: S603 - a program of the server that was found
            [*self.before, *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "LC_ALL": "C", **(told or {})},
            check=False,
            **more,
        )
        return done.stdout.decode(errors="replace").strip(), done.returncode

    def give(self, folder: Path) -> None:
        """Give a folder to whom the server runs as."""
        if self.user is not None and self.group is not None:
            os.chown(folder, self.user, self.group)


@cache
def acting() -> Acting:
    """Return how programs of the server are run here.

    Raises:
        Refused: we are root, and there is nobody else to be.
    """
    if os.geteuid() != 0:
        return Acting()
    inside = Acting(_NAMESPACE)
    try:
        _, code = inside.run(["true"])
    except OSError:
        code = 1
    return inside if code == 0 else _somebody()


def _somebody() -> Acting:
    known = {each.pw_name: each for each in pwd.getpwall()}
    for name in _USERS:
        if name in known:
            return Acting((), known[name].pw_uid, known[name].pw_gid)
    reason = "PostgreSQL does not run as root, and this machine has no other user for it."
    remedy = "Run ristorno as an ordinary user, or name a server in DATABASE_URL."
    raise Refused([Problem("database.root", reason, remedy)])
