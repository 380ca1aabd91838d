"""What a key may do: each scope with its meaning. A key for one company may have those of ``FOR_MEMBERS`` alone."""

from collections.abc import Mapping
from types import MappingProxyType

SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "facts:read": "read facts, batches and what was set aside",
        "facts:write": "hand in facts, take back and release them",
        "claims:read": "read claims and their evidence",
        "claims:write": "file claims and add evidence",
        "claims:decide": "approve and decline claims that somebody else has filed",
        "members:read": "read companies, their contacts and groups",
        "members:write": "add and change companies, contacts, groups and consents",
        "catalog:read": "read products and their groups",
        "catalog:write": "add and change products and their groups",
        "agreements:read": "read programs and agreements",
        "agreements:write": "draft programs and agreements, and see what drafts would change",
        "agreements:approve": "sign drafts that somebody else has written",
        "wallets:read": "read wallets, their lines and lots",
        "wallets:write": "hold, redeem and release what is in wallets",
        "vouchers:read": "read codes and what became of them",
        "vouchers:write": "make, bring and withdraw codes",
        "rewards:read": "read what can be had for points, and what was asked for",
        "rewards:ask": "ask for rewards, and take wishes back",
        "rewards:decide": "agree with wishes or refuse them, and hand rewards over",
        "orders:read": "read orders, with their prices",
        "orders:write": "ask for prices, reserve, confirm and cancel orders, take back what comes back",
        "accruals:read": "read what was earned, with the reason of every amount",
        "settlements:read": "read statements, their lines and their documents",
        "settlements:agree": "agree with statements, and dispute lines of them",
        "settlements:write": "close windows, answer disputes, withdraw statements",
        "settlements:approve": "approve statements that somebody else has frozen",
        "settlements:issue": "issue statements, so that what is due goes its way",
        "events:read": "read what happened inside",
        "clock:read": "read what time it is in what is kept",
        "clock:write": "move the clock of a sandbox",
        "webhooks:write": "say where to send what happens",
    }
)

FOR_MEMBERS = frozenset(
    {
        "facts:read",
        "claims:read",
        "claims:write",
        "catalog:read",
        "agreements:read",
        "wallets:read",
        "wallets:write",
        "vouchers:read",
        "rewards:read",
        "rewards:ask",
        "orders:read",
        "accruals:read",
        "settlements:read",
        "settlements:agree",
    }
)
"""What the program of a company itself may do, with what is its own."""
