"""What orders do by themselves."""

from datetime import datetime

from ristorno.apps.orders import operations

_ACTOR = "system:nightly"


def lapse(now: datetime) -> int:
    """Let go what is held for orders whose time is over; return how many there were."""
    return operations.lapse_all(at=now, actor=_ACTOR)
