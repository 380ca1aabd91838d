"""Every way to move something: booking what the terms give, spending, holding, expiring, granting, merging.

All are atomic, keep the wallet locked until the transaction ends, record one event, and take a ``key`` under which the
same thing may be asked for again. ``at`` is when it happens, aware: the caller knows what time it is. Amounts are in
units, exact, and multiples of the unit's step; what is refused is a :class:`~ristorno.kernel.problem.Refused`.
"""

from ristorno.apps.wallets.operations.booking import Booking, book, book_all, provide, provide_all, stand_still
from ristorno.apps.wallets.operations.expiring import expire, expire_all
from ristorno.apps.wallets.operations.funding import Funding, fund_all
from ristorno.apps.wallets.operations.granting import adjust, approve, bring_forward, give, limit, reject
from ristorno.apps.wallets.operations.holding import end_holds, hold, redeem, release
from ristorno.apps.wallets.operations.leaving import leave
from ristorno.apps.wallets.operations.merging import merge
from ristorno.apps.wallets.operations.returning import end_lapsed, give_back_part
from ristorno.apps.wallets.operations.settling import charge, settle
from ristorno.apps.wallets.operations.spending import forfeit, give_back, pay_out, pay_out_failed, spend
from ristorno.apps.wallets.operations.units import declare

__all__ = [
    "Booking",
    "Funding",
    "adjust",
    "approve",
    "book",
    "book_all",
    "bring_forward",
    "charge",
    "declare",
    "end_holds",
    "end_lapsed",
    "expire",
    "expire_all",
    "forfeit",
    "fund_all",
    "give",
    "give_back",
    "give_back_part",
    "hold",
    "leave",
    "limit",
    "merge",
    "pay_out",
    "pay_out_failed",
    "provide",
    "provide_all",
    "redeem",
    "reject",
    "release",
    "settle",
    "spend",
    "stand_still",
]
