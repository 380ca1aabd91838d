"""What all benchmarks share: the machine they ran on, and samples of times."""

import gc
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sample:
    """Times of single runs in seconds."""

    times: tuple[float, ...]

    @property
    def median(self) -> float:
        """The time that half of the runs stayed under."""
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        """The time that 95 of 100 runs stayed under."""
        return statistics.quantiles(self.times, n=20)[-1]

    def in_milliseconds(self) -> str:
        """Return the sample as one line."""
        median, p95, best = (value * 1000 for value in (self.median, self.p95, min(self.times)))
        return f"median {median:.2f} ms, 95 % under {p95:.2f} ms, best {best:.2f} ms"


def measure(runs: Sequence[Callable[[], object]]) -> Sample:
    """Return the time of each run; garbage is collected before, not in between by chance."""
    times = []
    gc.collect()
    for run in runs:
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return Sample(tuple(times))


def pace() -> Sample:
    """Return how long a loop of 20,000 additions takes now: figures of runs in which it differs do not compare."""
    return measure([_additions] * 500)


def _additions() -> int:
    total = 0
    for number in range(20_000):
        total += number
    return total


def peak_memory() -> float:
    """Return how many MB this process has held at most."""
    status = Path("/proc/self/status")
    if status.exists():  # what the system accounts to a process begins with what its parent held when it was started
        told = dict(line.split(":", 1) for line in status.read_text(encoding="ascii").splitlines())
        return float(told["VmHWM"].split()[0]) / (1 << 10)
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def machine(module: str, *libraries: str) -> str:
    """Return what the figures below hold for: the command, the machine, how busy it was, and these libraries."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / (1 << 30)
    used = ", ".join((f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in libraries)))
    size = f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.machine()}"
    return f"python -m {module} | {size}, load {os.getloadavg()[0]:.1f} | {used}"
