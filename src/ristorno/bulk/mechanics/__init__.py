"""How a measure becomes an amount for all rows at once: one file per mechanic, beside its scalar evaluation."""

from ristorno.bulk.mechanics.base import Due, Paying
from ristorno.bulk.plan.numbers import Number
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.mechanics.base import MechanicKind
from ristorno.kernel.registry import Registry

PAYING: Registry[Paying] = Registry(__name__, Paying)
"""Every mechanic that the plan can say, by its key."""


def pay(mechanic: MechanicKind, due: Due) -> Number:
    """Return what a mechanic gives on what is due; raises :class:`NotCompiled`."""
    kind = PAYING.get(mechanic.KEY)
    if kind is None:
        raise NotCompiled(f"the mechanic {mechanic.KEY} in this form")
    return kind().pay(mechanic, due)
