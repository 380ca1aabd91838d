"""What all benchmarks share: the machine they ran on, and samples of times."""

import gc
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

Key = TypeVar("Key")
FREE = 0.75
"""Of its time a machine must give so much to one busy process to judge seconds."""


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


def measure(runs: Sequence[Callable[[], object]], now: Callable[[], float] = time.perf_counter) -> Sample:
    """Return the time of each run by a clock; garbage is collected before, not in between by chance."""
    times = []
    gc.collect()
    for run in runs:
        start = now()
        run()
        times.append(now() - start)
    return Sample(tuple(times))


@dataclass(frozen=True, slots=True)
class Cost:
    """What a piece of work took, in seconds: on the clock, and of all processors together.

    Others who use the machine, and a processor that is held back, make the clock run on; what the work itself asks of
    processors they change far less.
    """

    clock: float
    processors: float


def spent(work: Callable[[], object]) -> Cost:
    """Return what a piece of work of this process takes."""
    gc.collect()
    begun, used = time.perf_counter(), time.process_time()
    work()
    return Cost(time.perf_counter() - begun, time.process_time() - used)


def in_turns(works: Mapping[Key, Callable[[], Cost]], rounds: int) -> Mapping[Key, tuple[Cost, ...]]:
    """Let everything run once to warm up, then in so many rounds, each begun by another; return the costs by round.

    Each work tells what of it counts, with :func:`spent`; what it must prepare does not.
    """
    names, costs = tuple(works), {name: list[Cost]() for name in works}
    for number in range(rounds + 1):
        for step in range(len(names)):
            name = names[(number + step) % len(names)]
            costs[name].append(works[name]())
    return {name: tuple(taken[1:]) for name, taken in costs.items()}


def clock(costs: Sequence[Cost]) -> float:
    """Return the median of the seconds on the clock."""
    return statistics.median(cost.clock for cost in costs)


def processors(costs: Sequence[Cost]) -> float:
    """Return the median of the seconds of processors."""
    return statistics.median(cost.processors for cost in costs)


def ratio(own: Sequence[Cost], other: Sequence[Cost]) -> float:
    """Return how many times the processor time of the other was taken: the median of rounds that ran side by side."""
    return statistics.median(one.processors / two.processors for one, two in zip(own, other, strict=True))


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


def share_of_a_core() -> float:
    """Return the part of a second that one process gets that could use all of it."""
    wall, used = time.perf_counter(), time.process_time()
    while time.perf_counter() < wall + 1:
        pass
    return (time.process_time() - used) / (time.perf_counter() - wall)
