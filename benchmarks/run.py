"""Runs every benchmark of this folder: each module that has a ``main``, in alphabetical order."""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType


def benchmarks() -> list[str]:
    """Return the names of the modules that measure something."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py"))
    return [name for name in names if name not in {"__init__", "run"} and hasattr(_module(name), "main")]


def main() -> None:
    """Run the benchmarks that are named, or all of them; each prints the machine and its own command."""
    for name in sys.argv[1:] or benchmarks():
        print(f"== {name} ==", flush=True)
        _module(name).main()
        print(flush=True)


def _module(name: str) -> ModuleType:
    return import_module(f"benchmarks.{name}")


if __name__ == "__main__":
    main()
