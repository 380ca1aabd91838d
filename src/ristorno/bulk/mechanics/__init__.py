"""How a measure becomes an amount for all rows at once: one file per mechanic, beside its scalar evaluation."""

from collections.abc import Sequence

from ristorno.bulk.mechanics.base import Due, Paying
from ristorno.bulk.mechanics.cutting import CutLine
from ristorno.bulk.plan.numbers import Number
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.mechanics.base import MechanicKind
from ristorno.kernel.registry import Registry

PAYING: Registry[Paying] = Registry(__name__, Paying)
"""Every mechanic that the plan can say, by its key."""


def pay(mechanic: MechanicKind, due: Due) -> Number:
    """Return what a mechanic gives on what is due; raises :class:`NotCompiled`."""
    return _paying(mechanic).pay(mechanic, due)


def cuts_lines(mechanic: MechanicKind) -> bool:
    """Return whether a mechanic cuts lines in their order."""
    kind = PAYING.get(mechanic.KEY)
    return kind is not None and kind().cuts(mechanic)


def shares_of(mechanic: MechanicKind, line: CutLine) -> Sequence[Number]:
    """Return what the shares of a line come to that a mechanic cuts it into."""
    return _paying(mechanic).shares(mechanic, line)


def _paying(mechanic: MechanicKind) -> Paying:
    kind = PAYING.get(mechanic.KEY)
    if kind is None:
        raise NotCompiled(f"the mechanic {mechanic.KEY} in this form")
    return kind()
