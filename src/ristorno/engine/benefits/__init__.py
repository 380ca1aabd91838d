"""Benefits: what an offer gives. One file per kind; a new kind is a new file, its test and its page."""

from typing import Annotated, TypeAlias

from ristorno.engine.benefits.base import BenefitKind
from ristorno.engine.terms.model import OneOf
from ristorno.kernel.registry import Registry

BENEFITS: Registry[BenefitKind] = Registry(__name__, BenefitKind)

Benefit: TypeAlias = Annotated[BenefitKind, OneOf(lambda: BENEFITS, what="benefit")]
