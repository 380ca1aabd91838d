"""Proving wallets: what they promise is what the ledger has, and all that moved is on the list of movements."""

from collections.abc import Iterator
from typing import Final

from ristorno.apps.ledger.verification import amiss
from ristorno.apps.wallets.movements import MINE, MOVEMENTS
from ristorno.kernel.problem import Problem

_ACCOUNTS: Final = " union all ".join(
    f"select {role} as account, '{role}' as role, id as wallet, unit_id as unit from wallets_wallet" for role in MINE
)
_CHECKS: Final = {
    "An account of a wallet is not there, or of another unit": f"""
        select w.wallet, w.role, w.unit from ({_ACCOUNTS}) as w left join ledger_account as a on a.id = w.account
        where a.unit is distinct from w.unit order by 1, 2 limit 20""",
    "What is held is not the sum of the open holds": """
        select w.id, w.member, a.balance - coalesce(sum(h.amount - h.redeemed - h.released), 0) from wallets_wallet as w
        join ledger_account as a on a.id = w.held left join wallets_hold as h on h.wallet_id = w.id
        group by w.id, a.balance having a.balance <> coalesce(sum(h.amount - h.redeemed - h.released), 0)
        order by 1 limit 20""",
    "The account of a fund is not there, of another unit, or can fall below nothing": """
        select f.id, f.member, f.name from wallets_fund as f left join ledger_account as a on a.id = f.account
        where a.unit is distinct from f.unit_id or a.floor is distinct from 0 order by 1 limit 20""",
    "What was given by hand was posted otherwise": """
        select g.id, g.key, g.amount from wallets_grant as g left join ledger_posting as p on p.id = g.posting
        where g.posting is not null and (p.movement is distinct from g.movement or g.amount <> (
            select sum(abs(e.amount)) from ledger_entry as e join wallets_wallet as w on w.id = g.wallet_id
            where e.posting_id = g.posting and e.account_id = w.free
        )) order by 1 limit 20""",
}
_WAYS: Final = f"""
    select p.id, p.movement, coalesce(w.role, split_part(a.name, ':', 2)), sign(e.amount)
    from ledger_posting as p join ledger_entry as e on e.posting_id = p.id
    join ledger_account as a on a.id = e.account_id left join ({_ACCOUNTS}) as w on w.account = a.id
    where (p.movement, coalesce(w.role, split_part(a.name, ':', 2)), sign(e.amount)) not in (values {{ways}})
    order by 1 limit 20"""


def complaints() -> Iterator[Problem]:
    """Yield everything that wallets promise and the ledger does not hold, at most twenty of a kind."""
    return amiss({**_CHECKS, "A posting is no movement of the list": _ways()}, "wallets.wrong")


def _ways() -> str:
    ways = [
        f"('{row.name}', '{role}', {sign})"
        for row in MOVEMENTS.values()
        for role, sign in ((row.giver, -1), (row.taker, 1))
    ]
    return _WAYS.format(ways=", ".join(ways))
