"""Who may see and do what on pages: one table of rights, one of roles. Whatever is not granted here is refused.

A right is about the visitor's own company, or his own wallet there; another company's affairs are granted to nobody,
and each view looks in its own company alone. Operators have rights of their own, about all companies; no role of a
contact gives one of them.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from ristorno.apps.identity.roles import ROLES as OPERATING
from ristorno.apps.members.kinds import ROLES

ACCOUNT: Final = "account"
"""The right of everybody who is signed in: to look after how he signs in himself."""

RIGHTS: Mapping[str, str] = MappingProxyType(
    {
        "own": "see the own wallet and profile",
        "rules": "read the rules",
        "rewards": "see rewards, and spend the own points on them",
        "rewards.company": "spend the company's points on rewards, and agree with what colleagues ask for",
        "standing": "see what the company has reached and what is next",
        "wallets": "see the company's wallets and where every amount comes from",
        "statements": "see statements",
        "statements.answer": "agree with statements, and dispute lines of them",
        "claims": "see the own claims",
        "claims.file": "file claims",
        "claims.company": "see the claims of the whole company",
        "order": "see the company's prices and codes, hand over drafts of orders, and bring newcomers by a code",
        "company": "say who the company's people are and whether they may be rewarded, and see what each earns",
    }
)
"""Every right of a contact of a member, with its meaning."""

_EVERYBODY: Final = frozenset({"own", "rules", "rewards"})
_STAFF: Final = _EVERYBODY | {"claims", "claims.file"}
_BUYING: Final = _STAFF | {"standing", "wallets", "claims.company", "order"}
_ALL: Final = frozenset(RIGHTS)

OF_ROLES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "owner": _ALL,
        "manager": _ALL,
        "decision_maker": _ALL,
        "buyer": _BUYING,
        "accountant": _EVERYBODY
        | {"standing", "wallets", "statements", "statements.answer", "claims", "claims.company"},
        "seller": _STAFF,
        "logistics": _STAFF,
        "engineer": _STAFF,
        "technician": _STAFF,
        "marketing": _STAFF | {"claims.company"},
        "assistant": _STAFF,
    }
)
"""What each role of a contact may; who has several may what any of them may, who has none what everybody may."""

if unknown := set(ROLES) ^ set(OF_ROLES):
    raise ValueError(f"roles of contacts and of the policy differ: {sorted(unknown)}")


def rights_of(roles: Collection[str]) -> frozenset[str]:
    """Return what a contact with some roles may."""
    return _EVERYBODY.union(*(OF_ROLES[role] for role in roles))


CONSOLE: Mapping[str, str] = MappingProxyType(
    {
        "console.today": "see what waits for a decision",
        "console.members": "look for members, and see all about one of them",
        "console.applications": "see which companies ask to be taken into programs",
        "console.applications.decide": "let them in, or decline them with what would change that",
        "console.accruals": "look for what is owed, with its reasons",
        "console.trail": "look through all that happened, and take it away as a file",
        "console.rewards": "see what rewards are asked for, what is left of them, and the register of gifts",
        "console.rewards.decide": "agree with what is asked for, hand it over, take it back",
        "console.view_as": "see the portal as a person of a member does, for support, and do nothing there",
        "console.users": "see who operates, let others in, change their roles, let them go",
        "console.products": "look for products and their groups",
        "console.products.write": "add and change products and their groups",
        "console.drafts": "see programs and agreements, and drafts of them",
        "console.drafts.write": "draft programs and agreements, propose and take back the own drafts",
        "console.drafts.sign": "approve and reject what somebody else has drafted",
        "console.intake": "see rows that were set aside, and why",
        "console.intake.settle": "put rows right that were set aside, and settle those that will never be facts",
        "console.claims": "see claims with their evidence",
        "console.claims.decide": "approve and decline claims that somebody else has filed",
        "console.statements": "see statements of all companies",
        "console.statements.approve": "approve and withdraw statements, and answer disputes",
        "console.statements.issue": "issue statements, which pays them",
        "console.gifts": "see gifts and corrections by hand that wait for a second person",
    }
)
"""Every right of an operator, with its meaning."""

_LOOKING: Final = frozenset(
    {
        "console.accruals",
        "console.rewards",
        "console.today",
        "console.members",
        "console.products",
        "console.drafts",
        "console.statements",
        "console.applications",
    }
)

OF_OPERATORS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "operator": _LOOKING
        | {
            "console.intake",
            "console.intake.settle",
            "console.claims",
            "console.drafts.write",
            "console.products.write",
            "console.view_as",
        },
        "approver": _LOOKING
        | {
            "console.applications.decide",
            "console.claims",
            "console.claims.decide",
            "console.gifts",
            "console.statements.approve",
            "console.drafts.sign",
            "console.rewards.decide",
            "console.trail",
        },
        "finance": _LOOKING | {"console.gifts", "console.statements.issue"},
        "analyst": _LOOKING,
        "administrator": frozenset(CONSOLE),
    }
)
"""What each role of an operator may."""

if unknown := set(OPERATING) ^ set(OF_OPERATORS):
    raise ValueError(f"roles of operators and of the policy differ: {sorted(unknown)}")


def rights_of_operator(roles: Collection[str]) -> frozenset[str]:
    """Return what an operator with some roles may; nothing where there is none."""
    return frozenset[str]().union(*(OF_OPERATORS[role] for role in roles))
