"""What a program looks at and no fact carries, told beside an answer: nothing is refused for it."""

from ristorno.cli.screen import errors
from ristorno.engine.calculation import Calculation
from ristorno.engine.carried import unmet, values_asked
from ristorno.intake.opening import FactSource
from ristorno.kernel.problem import Problem

_SHOWN = 12


def warn(calculation: Calculation, source: FactSource) -> tuple[Problem, ...]:
    """Tell on standard error what the program's own terms look at and no fact carries; return it."""
    timeline = calculation.common()
    carried = source.carried(values_asked(timeline))
    found = tuple(unmet(timeline, carried)) if carried is not None else ()
    for problem in found[:_SHOWN]:
        errors.print(f"Warning: {problem}", markup=False, soft_wrap=True)
    if len(found) > _SHOWN:
        errors.print(
            f"... and {len(found) - _SHOWN:,} more; see all: ristorno check PROGRAM --facts FACTS", markup=False
        )
    return found
