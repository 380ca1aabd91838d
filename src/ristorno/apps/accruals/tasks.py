"""What accruals do by themselves."""

from datetime import datetime

from ristorno.apps.accruals.following import due_again


def new_day(now: datetime) -> int:
    """See whom a new day makes due; return how many."""
    return due_again(now)
