"""Telling how far long work has come."""

from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[float, str], None]
"""Called with the done fraction (0 to 1) and what is being done."""


def silent(fraction: float, label: str) -> None:
    """Tell nobody."""


def part(progress: Progress, start: float, end: float) -> Progress:
    """Return a progress that fills only the stretch from ``start`` to ``end``."""
    return lambda fraction, label: progress(start + (end - start) * fraction, label)
