"""Proving the ledger: all that is kept beside the entries is worked out of them again, and must be the same."""

from collections.abc import Iterator, Mapping
from typing import Final

from django.db import connection

from ristorno.kernel.problem import Problem

_CHECKS: Final = {
    "A posting does not balance": """
        select posting_id, a.unit, sum(amount) from ledger_entry as e join ledger_account as a on a.id = e.account_id
        group by posting_id, a.unit having sum(amount) <> 0 order by 1 limit 20""",
    "A posting has no entries": """
        select id, key, movement from ledger_posting as p
        where not exists (select from ledger_entry where posting_id = p.id) order by 1 limit 20""",
    "A balance is not the sum of its entries": """
        select a.id, a.name, a.balance - coalesce(sum(e.amount), 0) from ledger_account as a
        left join ledger_entry as e on e.account_id = a.id where a.live group by a.id
        having a.balance <> coalesce(sum(e.amount), 0) order by 1 limit 20""",
    "A balance in an entry is not the sum up to it": """
        select id, account_id, balance - running from (
            select e.id, account_id, e.balance, sum(amount) over (partition by account_id order by e.id) as running
            from ledger_entry as e join ledger_account as a on a.id = e.account_id where a.live
        ) as told where balance is distinct from running order by 1 limit 20""",
    "What is left of a lot is not the sum of its entries": """
        select account_id, lot_id, coalesce(h.remaining, 0) - coalesce(e.total, 0) from ledger_holding as h
        full join (
            select account_id, lot_id, sum(amount) as total from ledger_entry where lot_id is not null group by 1, 2
        ) as e using (account_id, lot_id)
        where coalesce(h.remaining, 0) <> coalesce(e.total, 0) order by 1, 2 limit 20""",
    "A lot has another last day or unit where it is held": """
        select h.account_id, h.lot_id, h.ends_on from ledger_holding as h join ledger_lot as l on l.id = h.lot_id
        join ledger_account as a on a.id = h.account_id
        where h.ends_on is distinct from l.ends_on or a.unit <> l.unit order by 1, 2 limit 20""",
    "An account has lots and owes at the same time, or lots do not make up its balance": """
        select a.id, a.name, a.balance - coalesce(sum(h.remaining), 0) from ledger_account as a
        left join ledger_holding as h on h.account_id = a.id where a.keeps_lots group by a.id
        having greatest(a.balance, 0) <> coalesce(sum(h.remaining), 0) order by 1 limit 20""",
    "An entry belongs to no posting, account or lot": """
        select e.id, e.posting_id, e.account_id from ledger_entry as e
        left join ledger_posting as p on p.id = e.posting_id left join ledger_account as a on a.id = e.account_id
        left join ledger_lot as l on l.id = e.lot_id
        where p.id is null or a.id is null or (e.lot_id is not null and l.id is null) order by 1 limit 20""",
    "A lot belongs to no posting, or a posting takes back what is not there": """
        select l.id, l.posting_id from ledger_lot as l left join ledger_posting as p on p.id = l.posting_id
        where p.id is null
        union all
        select p.id, p.reverses_id from ledger_posting as p left join ledger_posting as o on o.id = p.reverses_id
        where p.reverses_id is not null and o.id is null order by 1 limit 20""",
    "An account is below its floor": """
        select id, name, balance from ledger_account where balance < floor order by 1 limit 20""",
}


def complaints() -> Iterator[Problem]:
    """Yield everything that does not follow from the entries, at most twenty of a kind."""
    return amiss(_CHECKS, "ledger.wrong")


def amiss(checks: Mapping[str, str], code: str) -> Iterator[Problem]:
    """Yield a problem for every row that a question finds; ``checks`` say what such a row means."""
    with connection.cursor() as cursor:
        for what, question in checks.items():
            cursor.execute(question)
            for row in cursor.fetchall():
                told = ", ".join(str(each) for each in row)
                yield Problem(code, f"{what}: {told}.", "Stop posting and call whoever keeps the database.")
