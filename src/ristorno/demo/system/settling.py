"""A quarter that was closed: statements frozen by one person, approved by another, most agreed to and issued."""

from datetime import date, datetime
from typing import Final

from ristorno.apps.settlements.operations import agree, approve, close, dispute, issue
from ristorno.apps.settlements.queries import statements

PROGRAM, THROUGH = "early-payment", date(2026, 6, 30)
_SLOW: Final = 2
"""Behind the first member, which does not agree with a line, so many have not answered yet; in a fortnight silence is
agreement."""


def settle(clerk: str, chief: str, partner: str, at: datetime) -> None:
    """Close the quarter, and let its statements go as far as they have come."""
    closing = close(program=PROGRAM, through=THROUGH, at=at, actor=clerk)
    for place, each in enumerate(statements(closing=closing.number)):
        approve(number=each.number, at=at, actor=chief)
        if place == 0:
            reason = "The payment of 3 June is missing."
            dispute(number=each.number, line=1, reason=reason, at=at, actor=partner)
        elif place > _SLOW:
            agree(number=each.number, at=at, actor=partner)
            issue(number=each.number, at=at, actor=chief)
