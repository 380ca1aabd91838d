"""Runs every benchmark of this folder: each module that has a ``main``, in alphabetical order, in a process of its own.

One that misses its limits, or fails, does not keep the others from running; in the end the exit code is 1.
"""

import ast
import subprocess
import sys
from pathlib import Path

_HERE = Path(__file__).parent
_HELPERS = {"run", "tpch"}


def benchmarks() -> list[str]:
    """Return the names of the modules that measure something."""
    return sorted(path.stem for path in _HERE.glob("*.py") if path.stem not in _HELPERS and _has_main(path))


def main() -> int:
    """Run the benchmarks that are named, or all of them; return how many ended with anything but 0."""
    missed = []
    for name in sys.argv[1:] or benchmarks():
        print(f"== {name} ==", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode:
            missed.append(name)
        print(flush=True)
    print(f"missed: {', '.join(missed)}" if missed else "all limits held")
    return len(missed)


def _has_main(path: Path) -> bool:
    parts = ast.parse(path.read_text(encoding="utf-8")).body
    return any(isinstance(part, ast.FunctionDef) and part.name == "main" for part in parts)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
