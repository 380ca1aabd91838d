"""What differs, laid over what is common: mappings merge key by key, tables are replaced whole."""

from ristorno.kernel.document import Tree

TABLES = frozenset({"rates", "prices", "rows", "tiers", "multiply", "shares"})
"""Replaced whole: half of an old table and half of a new one is nobody's promise."""

ONE_THING = frozenset({"measure", "window", "qualify", "accrue", "times"})
"""Replaced whole as well: a measure, a window, a condition or how often something counts is one thing."""

KEYED = frozenset({"percent", "per_unit", "rate", "gives", "price", "share_at_most"})
"""A choice by what a fact says is a table: it is replaced whole, and so is a number by a choice."""

REMOVABLE = frozenset(
    {
        "times",
        "free",
        "shared",
        "legal",
        "budget",
        "cap",
        "floor",
        "minimum",
        "cap_measure",
        "qualify",
        "multiply",
        "baseline",
        "clauses",
        "accrue",
        "holidays",
        "rewards",
        "settlement",
        "offers",
        "price_floors",
        "costs",
        "never_together",
        "gifts",
    }
)
"""What ``none`` takes away: these keys, and what stands under these keys."""


def merge(common: Tree, differs: Tree, name: str = "", parent: str = "") -> Tree:
    """Return ``common`` with everything that ``differs`` says laid over it; both stay as they are."""
    if not (isinstance(common, dict) and isinstance(differs, dict)) or name in TABLES | ONE_THING:
        return differs
    if name in KEYED and ("by" in common or "by" in differs):
        return differs
    if name in {"mechanic", "gives"} and set(common) != set(differs):
        return differs
    merged = dict(common)
    if {"rates", "prices", "rows"} & set(differs):
        merged = {key: value for key, value in common.items() if key not in {"rates", "prices", "rows"}}
    for key, value in differs.items():
        if value == "none" and (key in REMOVABLE or name in REMOVABLE):
            merged.pop(key, None)
        else:
            merged[key] = merge(merged[key], value, key, name) if key in merged else value
    return merged
