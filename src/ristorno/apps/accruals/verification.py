"""Proving accruals: what is booked is what was posted for it, and what is expected makes up the wallets."""

from collections.abc import Iterator
from typing import Final

from ristorno.apps.accruals.proving import unproven
from ristorno.apps.accruals.values import Heard, nobody
from ristorno.apps.ledger import verification as ledger
from ristorno.apps.ledger.verification import amiss
from ristorno.apps.wallets import verification as wallets
from ristorno.kernel.problem import Problem

_CHECKS: Final = {
    "What is booked is not the sum of its changes": """
        select b.id, b.member, b.pending - coalesce(sum(c.pending), 0), b.free - coalesce(sum(c.free), 0)
        from accruals_booked as b left join accruals_booking as c on c.booked_id = b.id group by b.id
        having b.pending <> coalesce(sum(c.pending), 0) or b.free <> coalesce(sum(c.free), 0) order by 1 limit 20""",
    "What was posted for a change is not the change": """
        select c.id, c.booked_id, c.pending + c.free from accruals_booking as c
        where c.pending + c.free <> coalesce((
            select -sum(e.amount) from jsonb_array_elements_text(c.postings) as p
            join ledger_entry as e on e.posting_id = p::bigint join ledger_account as a on a.id = e.account_id
            join accruals_booked as b on b.id = c.booked_id where a.name = b.unit || ':granted'
        ), 0) order by 1 limit 20""",
    "What is expected on wallets is not what is booked as expected": """
        select unit, wallets - booked from (
            select w.unit_id as unit, sum(a.balance) as wallets,
                (select coalesce(sum(pending), 0) from accruals_booked as b where b.unit = w.unit_id) as booked
            from wallets_wallet as w join ledger_account as a on a.id = w.pending group by w.unit_id
        ) as told where wallets <> booked order by 1 limit 20""",
    "What a fund holds is not what is booked for its windows": """
        select f.id, f.member, f.name, a.balance, coalesce(w.held, 0) from wallets_fund as f
        join ledger_account as a on a.id = f.account left join (
            select member, program, fund, unit, sum(put_in - granted - lapsed) as held
            from accruals_funded group by member, program, fund, unit
        ) as w on (w.member, w.program, w.fund, w.unit) = (f.member, f.program, f.name, f.unit_id)
        where a.balance <> coalesce(w.held, 0) order by 1 limit 20""",
    "What is booked for a window of a fund was never posted": """
        select w.id, w.member, w.fund, w.label from accruals_funded as w left join wallets_fund as f
        on (f.member, f.program, f.name, f.unit_id) = (w.member, w.program, w.fund, w.unit)
        where f.id is null order by 1 limit 20""",
    "What the sponsor set aside is not what is booked as such": """
        select p.unit, p.amount, l.amount
        from (select unit, sum(amount) as amount from accruals_provided group by unit) as p left join (
            select a.unit, sum(e.amount) as amount
            from ledger_entry as e join ledger_account as a on a.id = e.account_id
            where a.name = a.unit || ':provided' group by a.unit
        ) as l using (unit) where p.amount <> coalesce(l.amount, 0) order by 1 limit 20""",
}


def complaints() -> Iterator[Problem]:
    """Yield everything that is booked and was not posted so, at most twenty of a kind."""
    return amiss(_CHECKS, "accruals.wrong")


def all_complaints(night: int | None = None, heard: Heard = nobody) -> Iterator[Problem]:
    """Yield what is not as it must be in the ledger, in wallets, or in what is booked.

    What running sums say is held against all facts: of all members of whom the same was not proved before, or of those
    whose turn it is in a night. ``heard`` is told how many members are done, and of how many.
    """
    yield from ledger.complaints()
    yield from wallets.complaints()
    yield from complaints()
    yield from unproven(night, heard)
