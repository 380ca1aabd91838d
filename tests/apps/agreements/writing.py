"""Short ways for tests to get something approved."""

from datetime import UTC, datetime

from ristorno.apps.agreements.operations import approve_all, draft, propose
from ristorno.kernel.problem import Refused

ANNA, BORIS = "user:1", "user:2"
AT = datetime(2026, 1, 10, 12, tzinfo=UTC)

PROGRAM = """\
# What dealers are promised.
program: dealers
time_zone: Europe/Moscow
units: {RUB: {kind: money}}
clauses:
  quarterly:  # paid after the quarter
    window: quarter
    mechanic: {percent: 2 %}
"""

AGREEMENT = """\
agreement: A-1
program: dealers
member: North
versions:
  # what was shaken on
  - effective_from: 2026-01-01
    clauses: {quarterly: {mechanic: {percent: 3 %}}}
"""

RISE = """\
agreement: A-1
versions:
  - effective_from: 2026-04-01
    clauses: {quarterly: {mechanic: {percent: 4 %}}}
"""


def proposed(text: str, *, by: str = ANNA) -> tuple[int, ...]:
    numbers = draft(text=text, actor=by)
    for number in numbers:
        propose(draft=number, actor=by)
    return numbers


def enacted(*texts: str, at: datetime = AT) -> None:
    """Get texts approved, one after the other."""
    for text in texts:
        approve_all(drafts=proposed(text), actor=BORIS, at=at)


def codes(refused: Refused) -> list[str]:
    return [problem.code for problem in refused.problems]
