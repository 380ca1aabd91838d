"""Proving settlements: statements say what was booked, add up, follow each other, and stand in the ledger as issued."""

from collections.abc import Iterator
from typing import Final

from ristorno.apps.accruals import verification as accruals
from ristorno.apps.accruals.values import Heard, nobody
from ristorno.apps.ledger.verification import amiss
from ristorno.apps.settlements.chain import Carrying, links
from ristorno.apps.settlements.models import Line, Statement, Total
from ristorno.apps.settlements.rules import digest
from ristorno.kernel.problem import Problem

_LIVE: Final = """
    select s.id, s.program, s.member, s.contact, s.place, s.number, c.state from settlements_statement as s
    join settlements_course as c on c.statement_id = s.id where c.state <> 'withdrawn'"""
_KEYS: Final = f"""
    select l.booked, l.entitlement, l.before, l.amount, s.place, s.state, s.number,
        lag(l.entitlement) over (partition by l.booked order by s.place) as told,
        row_number() over (partition by l.booked order by s.place desc) as back
    from settlements_line as l join ({_LIVE}) as s on s.id = l.statement_id where l.kind = 'due'"""
_CHECKS: Final = {
    "A line does not go on from the one before": f"""
        select number, booked, told, before from ({_KEYS}) as k join accruals_booked as b on b.id = k.booked
        where told is not null and told <> before and not b.moved order by 1, 2 limit 20""",
    "What was settled of a key is not what statements say": f"""
        select k.number, b.id, b.settled, k.entitlement from ({_KEYS}) as k join accruals_booked as b on b.id = k.booked
        where k.back = 1 and not b.moved and b.settled is distinct from k.entitlement order by 1, 2 limit 20""",
    "What waits for statements can be spent otherwise than they were issued": f"""
        select b.id, b.member, b.free, told.entitlement from accruals_booked as b join (
            select distinct on (booked) booked, entitlement from ({_KEYS}) as k
            where state = 'issued' order by booked, place desc
        ) as told on told.booked = b.id
        where b.waits and not b.moved and b.free <> told.entitlement order by 1 limit 20""",
    "A total is not the sum of its lines": """
        select t.statement_id, t.unit, t.lines from settlements_total as t where t.lines <> (
            select coalesce(sum(amount), 0) from settlements_line as l
            where l.statement_id = t.statement_id and l.unit = t.unit and l.kind = 'due'
        ) order by 1, 2 limit 20""",
    "Numbers of statements have a gap": """
        select s.program, max(s.place), count(*), max(r.last) from settlements_statement as s
        left join settlements_series as r on r.name = 'statement:' || s.program group by s.program
        having max(s.place) <> count(*) or max(r.last) is distinct from count(*) order by 1 limit 20""",
    "What a channel has made was posted otherwise": """
        select p.number, p.amount from settlements_paper as p
        where p.kind in ('credit_note', 'payment', 'set_off') and p.amount <> (
            select coalesce(sum(e.amount), 0) from ledger_entry as e join ledger_account as a on a.id = e.account_id
            where e.posting_id = p.posting
                and a.name in (p.unit || ':credited', p.unit || ':paid', p.unit || ':netted')
        ) order by 1 limit 20""",
}
_SAID: Final = ("program", "through", "member", "contact", "versions", "terms", "number")
_TOTAL: Final = ("channel", "lines", "carried", "carried_on", "due")
_CHAIN: Final = ("statement__program", "statement__contact", "unit")
_LINE: Final = (
    "agreement", "clause", "member", "contact", "party", "group", "unit", "starts", "ends", "document", "label", "kind",
    "booked", "entitlement", "before", "amount", "true_up", "sealed_on", "record",
)  # fmt: skip


def complaints() -> Iterator[Problem]:
    """Yield everything that statements say and was not so, at most twenty of a kind."""
    yield from amiss(_CHECKS, "settlements.wrong")
    yield from _broken()
    yield from _changed()


def all_complaints(night: int | None = None, heard: Heard = nobody) -> Iterator[Problem]:
    """Yield what is not as it must be in the ledger, in wallets, in what is booked, or in what was settled.

    What running sums say is held against all facts: of all members of whom the same was not proved before, or of those
    whose turn it is in a night. ``heard`` is told how many members are done, and of how many.
    """
    yield from accruals.all_complaints(night, heard)
    yield from complaints()


def digest_of(row: Statement) -> str:
    """Return the digest of all that a statement says now."""
    totals = {each.unit: {name: getattr(each, name) for name in _TOTAL} for each in Total.objects.filter(statement=row)}
    lines = Line.objects.filter(statement=row).order_by("place").values(*_LINE)
    return digest({**{name: getattr(row, name) for name in _SAID}, "totals": totals}, lines.iterator())


def _broken() -> Iterator[Problem]:
    """Yield statements that carry something else than those before have carried on."""
    for program, contact, unit in Total.objects.values_list(*_CHAIN).distinct().order_by(*_CHAIN):
        carrying = Carrying()
        for link in links(Total.objects.filter(**dict(zip(_CHAIN, (program, contact, unit), strict=True)))):
            if link.carried != (told := carrying.of(link.member, link.merged)):
                reason = f"Statement {link.number} carries {link.carried} {unit} and not {told}, as those before say."
                yield Problem("settlements.wrong", reason, "Stop posting and call whoever keeps the database.")
            carrying.tell(link)


def _changed() -> Iterator[Problem]:
    for row in Statement.objects.order_by("pk").iterator():
        if digest_of(row) != row.digest:
            reason = f"Statement {row.number} does not say any more what was frozen."
            yield Problem("settlements.wrong", reason, "Stop posting and call whoever keeps the database.")
