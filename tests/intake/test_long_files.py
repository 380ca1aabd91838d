"""Files that are longer than memory: what a process holds does not grow with the file."""

import subprocess
import sys
from pathlib import Path

import pytest

from ristorno.intake import Store

pytestmark = pytest.mark.long

LINES = 400_000
HELD = 60
"""MB: so much more may be in use at any time than a short file takes."""
_IMPORT = """
import resource, sys
from pathlib import Path
from ristorno.intake import Store, duck, importing
small = lambda: duck.workshop("120MB")
importing.workshop = small
importing.import_facts(Store(Path(sys.argv[2])), Path(sys.argv[1]))
unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)
"""


def _write(path: Path, lines: int) -> Path:
    """A file whose amount ten rows before the end cannot be read."""
    wrong = lines - 10
    with path.open("w", encoding="utf-8") as stream:
        stream.write("document,occurred_at,member,product,quantity,amount,currency\n")
        for row in range(2, lines + 2):
            amount = "1.x5" if row == wrong else f"{row % 977}.25"
            stream.write(f"D{row // 20},2026-03-01T10:00:00Z,m{row // 20 % 500},P{row % 4000},{row % 9},{amount},EUR\n")
    return path


def _peak(path: Path, store: Path) -> float:
    done = subprocess.run([sys.executable, "-c", _IMPORT, str(path), str(store)], capture_output=True, check=True)
    return float(done.stdout)


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    long, longer = (_write(tmp_path / f"{times}.csv", times * LINES) for times in (1, 4))
    first, second = _peak(long, tmp_path / "one"), _peak(longer, tmp_path / "two")
    assert second < first + HELD
    (problem,) = (row.problem for row in Store(tmp_path / "two").quarantine())
    assert str(problem).startswith(f"{longer}:{4 * LINES - 10}, column amount: '1.x5' is not a number")
