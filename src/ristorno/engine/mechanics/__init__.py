"""Mechanics: one file per kind. A new kind is a new file, its test and its page."""

from typing import Annotated, TypeAlias

from ristorno.engine.mechanics.base import MechanicKind
from ristorno.engine.terms.model import OneOf
from ristorno.kernel.registry import Registry

MECHANICS: Registry[MechanicKind] = Registry(__name__, MechanicKind)

Mechanic: TypeAlias = Annotated[MechanicKind, OneOf(lambda: MECHANICS, what="mechanic")]
