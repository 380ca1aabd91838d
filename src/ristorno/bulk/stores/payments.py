"""What was paid and what is overdue, beside the flat facts: the engine allocates the payments of each member.

Payments are played in the order of time against whatever is due first, so there is no sum that tells what paid what.
But that is asked once for all clauses, and what comes of it is small: a row for each document, and one for each part of
a line where documents are paid in parts. Everything else is joined to these.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

import duckdb

from ristorno.bulk.counting.ground import Holdings
from ristorno.bulk.counting.payments import PAYMENTS, Asked
from ristorno.bulk.stores.entries import entries_by_member
from ristorno.bulk.stores.growing import Growing
from ristorno.bulk.stores.matched import add_matched
from ristorno.bulk.stores.parts import Parted, write_shares
from ristorno.bulk.stores.tables import SCALE, Row, fill
from ristorno.bulk.stores.tenders import add_tenders
from ristorno.engine.accrual import Moment
from ristorno.engine.fact import NEGATIVE_KINDS, instant, local_day
from ristorno.engine.history.debts import debts
from ristorno.engine.history.line import Line
from ristorno.engine.history.owing import Account
from ristorno.engine.history.payments import DocumentKey, settle
from ristorno.engine.terms.terms import Terms
from ristorno.intake.duck import text
from ristorno.kernel.number import exactly

_TICK = timedelta(microseconds=1)
_NEGATIVE = ", ".join(map(text, sorted(NEGATIVE_KINDS)))
_WHOLE = (
    "select lines.member, lines.document, lines.line from lines join items using (item) "
    f"where items.kind in ({_NEGATIVE}) and lines.line like '~%' and not exists (from entries "
    "where entries.member = lines.member and entries.document = lines.document and entries.line = lines.line)"
)
"""Returns of whole documents, which stand in these under names that no fact has."""


def add_payments(
    connection: duckdb.DuckDBPyConnection, asked: Asked, terms: Terms, moment: Moment, holdings: Holdings
) -> Holdings:
    """Make the relations of :data:`PAYMENTS` that a program asks for; return what facts hold with them.

    Beside the flat facts there must be the entries. ``terms`` are any of the program: zone and currency are the same.
    """
    if asked.matches:
        with exactly():
            holdings = replace(add_matched(connection, holdings), payments=asked)
    if not asked.settles(tendered=holdings.tendered):
        return holdings
    if holdings.tendered and asked.tenders:
        with exactly():
            holdings = add_tenders(connection, asked.tenders, terms.tenders, holdings)
    for table, columns in PAYMENTS.items():
        fill(connection, table, (), columns)
    fill(connection, "returned_whole", connection.execute(_WHOLE).fetchall(), PAYMENTS["returned_whole"])
    holdings = replace(holdings, payments=asked)
    if "invoiced" in asked.days:
        holdings = _invoiced(connection, terms.zone, moment.as_of, holdings)
    if asked.accounts:
        with exactly():
            held = _Accounts(connection, asked, terms).write()
            ((most,),) = connection.execute("select coalesce(max(abs(overdue)), 0) from debts").fetchall()
            holdings = replace(holdings, debt=most)
            if "as_paid" in asked.days:
                holdings = write_shares(connection, held, terms.zone, holdings)
    return holdings


def _invoiced(connection: duckdb.DuckDBPyConnection, zone: ZoneInfo, today: date, holdings: Holdings) -> Holdings:
    """Tell when the days of invoices begin."""
    asked = f"select distinct invoiced_on from lines where invoiced_on <= date '{today}'"
    days = [day for (day,) in connection.execute(asked).fetchall()]
    fill(connection, "midnights", [(day, _naive(instant(day, zone))) for day in days], PAYMENTS["midnights"])
    first, last = min([holdings.first_day, *days]), max([holdings.last_day, *days])
    return replace(holdings, first_day=first, last_day=last)


@dataclass(frozen=True)
class _Accounts:
    """The accounts of all members while they are settled."""

    connection: duckdb.DuckDBPyConnection
    asked: Asked
    terms: Terms

    def write(self) -> Parted:
        """Write what is asked of all accounts; return those that are paid in parts."""
        names = ("accounts", "debts", "debts_by_day")
        accounts, owed, by_day = (Growing(self.connection, name, PAYMENTS[name]) for name in names)
        parted: dict[tuple[int, int], Account] = {}
        for member, lines, codes in entries_by_member(self.connection):
            found = settle(lines, self.terms.fact_step)
            unpriced = {_key(line) for line in lines if line.fact.amount is None and line.fact.kind != "payment"}
            for key, account in found.items():
                if account.owed > 0:
                    at_once = None if key in unpriced else _paid_at_once(account)
                    if at_once is None:
                        parted[member, codes[key]] = account
                    accounts.add((member, codes[key], *_cleared(account), *(at_once or _NEVER)))
            for grace in sorted(self.asked.graces):
                held = debts(found.values(), self.terms.zone, grace)
                changes = [(*key, int(total * SCALE)) for key, total in zip(held.keys, held.totals, strict=True)]
                for since, total in _as_documents_see(changes).items():
                    owed.add((member, grace, since, total))
                for day, total in _at_ends_of_days(changes, self.terms.zone).items():
                    by_day.add((member, grace, day, total))
        for table in (accounts, owed, by_day):
            table.end()
        return parted


_Change: TypeAlias = tuple[datetime, bool, int]
"""From when on so much is overdue; False where a day begins, before anything happens in it."""


def _as_documents_see(changes: Sequence[_Change]) -> Mapping[datetime, int]:
    """Return what is overdue from each moment on, so that a document of that moment sees what was before it."""
    return {_naive(at + _TICK if happened else at): total for at, happened, total in changes}


def _at_ends_of_days(changes: Sequence[_Change], zone: ZoneInfo) -> Mapping[date, int]:
    """Return what is overdue at the end of each day of a change."""
    return {local_day(at, zone): total for at, _, total in changes}


def _key(line: Line) -> DocumentKey:
    return line.fact.source, line.fact.document


def _cleared(account: Account) -> Row:
    cleared = account.cleared()
    return (None, None) if cleared is None else (_naive(cleared[0]), cleared[1])


_NEVER: Row = (None, None, None)


def _paid_at_once(account: Account) -> Row | None:
    """Return when all of a document was paid and on which day it was due; nulls where nothing was paid.

    None where it is paid in parts, or in several instalments.
    """
    instalments, money = account.states[-1].instalments, account.money
    if len(instalments) > 1 or len(money) > 1:
        return None
    if not money:
        return _NEVER
    paid = money[0]
    return (_naive(paid.at), paid.day, instalments[0].due) if paid.amount == instalments[0].amount else None


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)
