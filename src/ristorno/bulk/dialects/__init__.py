"""How each database spells the plan: one file per dialect, found without a list."""

from ristorno.bulk.dialects.base import Dialect
from ristorno.kernel.registry import Registry

DIALECTS: Registry[Dialect] = Registry(__name__, Dialect)
"""Every dialect by its name."""
