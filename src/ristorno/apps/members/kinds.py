"""The closed lists of this room, each with its meaning."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

MemberKind: TypeAlias = Literal["company", "sole_trader", "person"]
GroupKind: TypeAlias = Literal["buying_group", "holding"]

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "company": "a legal person",
        "sole_trader": "a person in business, with a tax number",
        "person": "a person or small partner without a tax number",
    }
)
GROUP_KINDS: Mapping[str, str] = MappingProxyType(
    {"buying_group": "independent firms that buy together", "holding": "firms of one owner"}
)
ENROLMENT = frozenset({"enrolled", "left"})
GROUPING = frozenset({"joined_group", "left_group"})
CONSENTING = frozenset({"consent_given", "consent_withdrawn"})
MESSAGES = frozenset({"messages_welcome", "messages_unwelcome"})
WORDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        **dict.fromkeys(ENROLMENT, ENROLMENT),
        **dict.fromkeys(GROUPING, GROUPING),
        **dict.fromkeys(CONSENTING, CONSENTING),
        **dict.fromkeys(MESSAGES, MESSAGES),
        "supplied_by": frozenset({"supplied_by"}),
        "subsidiary_of": frozenset({"subsidiary_of"}),
        "segment_assigned": frozenset({"segment_assigned"}),
    }
)
"""The kinds of words, each with the kinds that speak of the same matter: the later one of them holds."""
NO_FACTS = MESSAGES | {"subsidiary_of"}
"""Kinds of words that nothing is counted by, so that the engine is not told of them."""

ROLES: Mapping[str, str] = MappingProxyType(
    {
        "owner": "owns the company",
        "manager": "runs the company day by day",
        "decision_maker": "decides whether and from whom is bought",
        "buyer": "orders",
        "accountant": "pays and checks the statements",
        "seller": "sells on",
        "logistics": "takes the goods in",
        "engineer": "chooses what technically fits",
        "technician": "works with the goods",
        "marketing": "advertises them",
        "assistant": "does the paperwork",
    }
)
INFLUENCES: Mapping[str, int] = MappingProxyType({"decides": 1, "uses": 1, "supports": 2, "influences": 3})
"""What somebody has to do with buying, and in which circle of influence that is."""
CHANNELS: Mapping[str, str] = MappingProxyType(
    {
        "email": "e-mail",
        "sms": "text messages",
        "messenger": "a messenger",
        "push": "notices of the browser",
        "phone": "calls",
        "post": "letters",
    }
)
STEPS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "invited": frozenset({"", "declined", "applied"}),
        "applied": frozenset({"", "declined"}),
        "approved": frozenset({"applied"}),
        "declined": frozenset({"applied"}),
        "accepted": frozenset({"invited", "approved", "accepted"}),
    }
)
"""The steps by which a member comes into a program, each with those behind which it may be; none is empty."""
