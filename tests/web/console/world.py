"""The world of the console: that of the portal, with operators in every role and something waiting in every place."""

from dataclasses import dataclass
from datetime import date

from apps.agreements.writing import enacted
from ristorno.apps.agreements.operations import draft, propose
from ristorno.apps.facts.draft import Draft
from ristorno.apps.facts.operations import ingest
from ristorno.apps.facts.queries import waiting
from ristorno.apps.identity.operators import add_operator
from ristorno.apps.identity.roles import ROLES
from ristorno.apps.members import operations as members
from ristorno.apps.settlements import operations as settlements
from ristorno.apps.settlements.queries import statements
from web.portal.world import AT, NORTH, SOUTH, Parted, founded

OPERATOR_ROLES = tuple(ROLES)
NOTE = "Two per cent a month from July on"
VERSION = """
program: partners
versions:
  - effective_from: 2026-07-01
    clauses:
      monthly: {mechanic: {percent: 2 %}}
"""

AGREEMENT = "A-2026/7"
OWN = f"""
agreement: {AGREEMENT}
program: partners
member: south
versions:
  # what was shaken on in January
  - effective_from: 2026-01-01
    clauses:
      quarterly: {{mechanic: {{brackets: {{rates: {{1_500: 1.5 %, 5_000: 2.5 %}}}}}}}}
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits, by its numbers."""

    parted: Parted
    frozen: str
    draft: int
    row: int


def operator(role: str) -> str:
    """The address of the operator of a role."""
    return f"{role}@supplier.example"


def employed() -> Waiting:
    """Make the world."""
    parted = founded()
    for role in ROLES:
        add_operator(email=operator(role), roles=[role], name=f"{role.capitalize()} Person", actor="command:test")
    (number,) = draft(text=VERSION, note=NOTE, actor="user:drafter")
    propose(draft=number, actor="user:drafter")
    broken = Draft(document="BAD-1", line="1", member=NORTH, occurred_at=date(2026, 2, 1), currency="EUR")
    ingest(drafts=[broken], channel="command", at=AT, actor="user:1")
    settlements.close(program="partners", through=date(2026, 2, 28), at=AT, actor="user:1")
    frozen = statements(state="frozen")
    enacted(OWN, at=AT)
    members.apply(key=SOUTH, program="partners", on=AT.date(), at=AT, actor="user:4")
    return Waiting(parted, frozen[0].number if frozen else "", number, waiting()[0].number)
