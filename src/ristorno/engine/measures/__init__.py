"""Measures: one file per kind. A new kind is a new file, its test and its page."""

from typing import Annotated, TypeAlias

from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.terms.model import OneOf
from ristorno.kernel.registry import Registry

MEASURES: Registry[MeasureKind] = Registry(__name__, MeasureKind)


def _spelled(value: object) -> object:
    """``measure: quantity`` is short for ``measure: {sum: quantity}``."""
    return {"sum": value} if isinstance(value, str) and value else value


Measure: TypeAlias = Annotated[MeasureKind, OneOf(lambda: MEASURES, what="measure", nested=False, default=_spelled)]
