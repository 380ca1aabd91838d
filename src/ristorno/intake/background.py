"""Work that needs nothing of what is done meanwhile."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

Found = TypeVar("Found")


@contextmanager
def in_background(work: Callable[[], Found]) -> Iterator[Future[Found]]:
    """Begin some work in a thread; its result, or what it raised, is told when it is asked for."""
    with ThreadPoolExecutor(1, thread_name_prefix="ristorno") as pool:
        yield pool.submit(work)
