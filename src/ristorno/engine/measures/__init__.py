"""Measures: one file per kind. A new kind is a new file, its test and its page."""

from typing import Annotated, TypeAlias

from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.terms.model import OneOf
from ristorno.kernel.registry import Registry

MEASURES: Registry[MeasureKind] = Registry(__name__, MeasureKind)


def _spelled(value: object) -> object:
    """``measure: quantity`` is short for ``measure: {sum: quantity}``; some kinds say enough by their name."""
    if not isinstance(value, str) or not value:
        return value
    kind = MEASURES.get(value)
    return {"sum": value} if kind is None or kind.BARE is None else {value: kind.BARE}


Measure: TypeAlias = Annotated[MeasureKind, OneOf(lambda: MEASURES, what="measure", nested=False, default=_spelled)]
