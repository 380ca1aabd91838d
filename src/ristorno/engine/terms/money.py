"""Where the money comes from: budgets over all members, and funds in which a member collects for a purpose."""

from typing import Literal

from pydantic import Field

from ristorno.engine.terms.model import Model
from ristorno.engine.terms.scalars import Number
from ristorno.engine.terms.windows import WindowTerm


class Budget(Model):
    """What the sponsor has for all members together: ``budgets: {NAME: {amount: 40_000, window: year}}``.

    It changes no entitlement: beside what the terms give stands what is granted of it.
    """

    amount: Number = Field(description="so much for all members together, in each window")
    window: WindowTerm = Field(description="over what time: year, quarter, lifetime")
    on_exhausted: Literal["pro_rata_at_close", "in_order", "alert_only"] = Field(
        "pro_rata_at_close",
        description="if it is not enough: everything is cut in proportion, what comes first in the order of facts is "
        "granted first, or it is only told",
    )


class Fund(Model):
    """What a member collects for a purpose, and spends on claims: ``funds: {advertising: {window: year}}``."""

    window: WindowTerm = Field(description="over what time it is collected and spent: year, quarter, lifetime")
    amount: Number | None = Field(None, description="what the sponsor puts in for every member at its beginning")
    on_exhausted: Literal["pro_rata_at_close", "in_order"] = Field(
        "pro_rata_at_close",
        description="if it is not enough: all claims are cut in proportion, or what comes first in the order of facts "
        "is paid first",
    )
    left_over: Literal["lapses", "carries"] = Field(
        "lapses", description="what becomes of the rest when the window is over"
    )
