"""What only the outside knows when an order is priced: balances, uses, budgets, codes, stock.

The engine never asks for any of it; whoever asks for a price brings it. An empty :class:`Standing` is the state before
anything was used: nothing on the wallet, budgets whole, no single codes given out, stock without end.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

CodeState: TypeAlias = Literal["pending", "valid", "held", "used", "withdrawn", "expired"]
Use: TypeAlias = tuple[str, str]
"""An offer and for whom it was used: ``program``, ``member:KEY``, ``contact:MEMBER/NAME``, ``code:CODE``."""
_EMPTY: Mapping[Any, Any] = MappingProxyType({})


def _empty() -> Mapping[Any, Any]:
    return _EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeStanding:
    """A single code that was given out: for which offer, to whom, and what became of it.

    ``member`` is the only one who may use it, None for whoever has it. ``referrer`` is the member that handed it on;
    ``own`` says that this member and the referrer are one (the same tax number, bank account or own mail domain).
    ``until`` is the instant from which it is no longer valid.
    """

    offer: str
    state: CodeState = "valid"
    member: str | None = None
    referrer: str | None = None
    own: bool = False
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The state of the outside, as one order finds it. What other orders hold is gone already.

    ``balances``: what may be spent, by unit. ``uses``: how often an offer was used, by :data:`Use`. ``budgets``: what
    is left of the program's budgets; one that is not named is whole. ``codes``: by code. ``stock``: what is left of
    free products; one that is not named has no end. ``counters``: units on the stamp card of an offer that open orders
    hold and no fact tells yet, by offer.
    """

    balances: Mapping[str, Decimal] = field(default_factory=_empty)
    uses: Mapping[Use, int] = field(default_factory=_empty)
    budgets: Mapping[str, Decimal] = field(default_factory=_empty)
    codes: Mapping[str, CodeStanding] = field(default_factory=_empty)
    stock: Mapping[str, Decimal] = field(default_factory=_empty)
    counters: Mapping[str, Decimal] = field(default_factory=_empty)
