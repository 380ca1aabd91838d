"""What terms look at and no fact carries, told beside an answer: nothing is refused for it."""

from collections.abc import Iterator

from ristorno.cli.screen import errors
from ristorno.engine.calculation import Calculation
from ristorno.engine.carried import unmet, values_asked
from ristorno.engine.ruling.timeline import Timeline
from ristorno.intake.opening import FactSource
from ristorno.kernel.problem import Problem

_SHOWN = 12
_LOOKED_AT = 200
"""Of more agreements that differ than these the first are looked at: a warning must not take longer than the answer."""


def warn(calculation: Calculation, source: FactSource) -> tuple[Problem, ...]:
    """Tell on standard error what the terms of program and agreements look at and no fact carries; return it."""
    timelines = tuple(_timelines(calculation))
    carried = source.carried(values_asked(timelines))
    found = tuple(unmet(timelines, carried)) if carried is not None else ()
    for problem in found[:_SHOWN]:
        errors.print(f"Warning: {problem}", markup=False, soft_wrap=True)
    if len(found) > _SHOWN:
        errors.print(
            f"... and {len(found) - _SHOWN:,} more; see all: ristorno check PROGRAM --facts FACTS", markup=False
        )
    return found


def _timelines(calculation: Calculation) -> Iterator[Timeline]:
    """Yield the program's own terms, and those of agreements that differ from them."""
    yield calculation.common()
    differing = [
        agreement
        for place, agreement in enumerate(calculation.agreements)
        if place == 0 or any(version.differs for version in agreement.versions)
    ]
    for agreement in differing[:_LOOKED_AT]:
        yield from calculation.timelines(agreement.members[0])
