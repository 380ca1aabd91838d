"""Kinds of rewards. One file per kind; a new kind is a new file, its test and its page."""

from typing import Annotated, TypeAlias

from ristorno.apps.rewards.kinds.base import RewardKind
from ristorno.engine.terms.model import OneOf
from ristorno.kernel.registry import Registry

REWARDS: Registry[RewardKind] = Registry(__name__, RewardKind)

Gives: TypeAlias = Annotated[RewardKind, OneOf(lambda: REWARDS, what="reward")]
