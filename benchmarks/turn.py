"""One turn of one contender, in a process of its own: ``python -m benchmarks.turn MODULE SCALE SALES TARGET ...``.

Prints how long it took, on the clock and of processors, and how much memory the process held at most, as JSON.
"""

import json
import sys
from importlib import import_module
from pathlib import Path

from benchmarks.figures import peak_memory, spent
from benchmarks.tpch import Sales


def take(module: str, scale: str, folder: str, target: str, *arguments: str) -> None:
    """Take the turn."""
    settle = import_module(module).settle
    sales = Sales(float(scale), Path(folder))
    cost = spent(lambda: settle(sales, Path(target), *arguments))
    print(json.dumps({"seconds": cost.clock, "processors": cost.processors, "peak": peak_memory()}))


if __name__ == "__main__":
    take(*sys.argv[1:])
