"""What a check found, before it is known on which line of which file it was written."""

from collections.abc import Iterable
from dataclasses import dataclass

from ristorno.kernel.document import Path
from ristorno.kernel.problem import near


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem at a path of the terms."""

    path: Path
    code: str
    reason: str
    remedy: str = ""


def unknown(path: Path, what: str, name: str, known: Iterable[str]) -> Finding:
    """Return the finding for a name that refers to nothing."""
    return Finding(path, f"terms.unknown_{what}", f"There is no {what} {name!r}.", near(name, known))
