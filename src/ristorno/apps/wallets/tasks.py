"""What wallets do by themselves."""

from datetime import datetime

from ristorno.apps.wallets import operations

_ACTOR = "system:nightly"


def expire(now: datetime) -> int:
    """Let expire what is over; return on how many wallets something was."""
    return operations.expire_all(at=now, actor=_ACTOR)


def end_holds(now: datetime) -> int:
    """Give back what is held beyond its time; return how many holds ended."""
    return operations.end_holds(at=now, actor=_ACTOR)
