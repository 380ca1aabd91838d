"""What a program asks about invoices, payments, tenders and debts; the relations that answer it hold no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ristorno.bulk.counting.heard import hearing
from ristorno.bulk.counting.tenders import Tendering
from ristorno.engine.calculation import Calculation
from ristorno.engine.history.counted_on import CountOn
from ristorno.engine.measures.overdue import OverdueAmount


@dataclass(frozen=True, slots=True)
class Asked:
    """The days on which facts count besides their own, and the days of grace of debts."""

    days: frozenset[CountOn] = frozenset()
    graces: frozenset[int] = frozenset()
    tenders: frozenset[Tendering] = frozenset()
    """What clauses let not earn, each what was paid so; it matters where anything was."""

    matches: bool = False
    """Whether any clause takes returns that name nothing off the oldest purchases."""
    hears: bool = False
    """Whether any set leaves out returns by what they say of themselves."""

    def entries(self, *, tendered: bool) -> bool:
        """Return whether anything is asked for which facts are needed as they came."""
        return self.hears or self.settles(tendered=tendered)

    def settles(self, *, tendered: bool) -> bool:
        """Return whether anything is asked of what paid for documents, and when."""
        return bool(self.days or self.graces or (tendered and self.tenders))

    @property
    def accounts(self) -> bool:
        """Whether payments have to be allocated to documents."""
        return bool(self.graces or self.days - {"invoiced"})

    def within(self, told: "Asked", *, tendered: bool) -> bool:
        """Return whether all of it is told; ``tendered``: where not only money paid for the facts."""
        if self.matches > told.matches or (tendered and not self.tenders <= told.tenders):
            return False
        return self.days <= told.days and self.graces <= told.graces


NOTHING_ASKED = Asked()

PAYMENTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "accounts": {
            "member": "INTEGER",
            "document": "INTEGER",
            "cleared_at": "TIMESTAMP",
            "cleared_day": "DATE",
            "paid_at": "TIMESTAMP",
            "paid_day": "DATE",
            "paid_due": "DATE",
        },
        "shares": {
            "member": "INTEGER",
            "document": "INTEGER",
            "line": "VARCHAR",
            "paid_at": "TIMESTAMP",
            "paid_day": "DATE",
            "paid_due": "DATE",
            "paid_amount": "BIGINT",
            "paid_quantity": "BIGINT",
            "paid_cost": "BIGINT",
            "paid_tax": "BIGINT",
        },
        "debts": {"member": "INTEGER", "grace": "INTEGER", "since": "TIMESTAMP", "overdue": "BIGINT"},
        "debts_by_day": {"member": "INTEGER", "grace": "INTEGER", "since_day": "DATE", "overdue": "BIGINT"},
        "returned_whole": {"member": "INTEGER", "document": "INTEGER", "line": "VARCHAR"},
        "midnights": {"invoiced_on": "DATE", "invoiced_at": "TIMESTAMP"},
    }
)
"""The relations of payments with their columns.

``accounts`` has the documents on which something is owed: when each was fully paid for good, and where all of it is one
instalment that was paid at once, when and due on which day. ``shares`` has the paid parts of the lines of the others.
``debts`` says what is overdue from a moment on, as a document of that moment sees it, ``debts_by_day`` at the end of a
day. ``returned_whole`` names the lines that are returns of whole documents, ``midnights`` when days begin.
"""


def asked_of(calculations: Sequence[Calculation]) -> Asked:
    """Return what any clause of some programs asks."""
    days: set[CountOn] = set()
    graces: set[int] = set()
    tenders: set[Tendering] = set()
    for calculation in calculations:
        for terms in calculation.all_terms:
            said = (Tendering.of(clause.tenders, terms.tenders) for clause in terms.clauses.values())
            tenders.update(each for each in said if each is not None)
            tenders.update(Tendering.less(ladder.net_of) for ladder in terms.ladders.values() if ladder.net_of)
        for _, clause in calculation.clauses:
            days |= {clause.count_on, *(gate.count_on for gate in clause.gates if gate.count_on is not None)}
            asked = (*clause.gates, *clause.mechanic.row_gates)
            tenders.update(Tendering.less(gate.net_of) for gate in asked if gate.net_of)
            graces |= {gate.measure.overdue_amount for gate in clause.gates if isinstance(gate.measure, OverdueAmount)}
    matches = any(clause.seeks_originals for calculation in calculations for _, clause in calculation.clauses)
    hears = any(any(hearing(terms)) for calculation in calculations for terms in calculation.all_terms)
    return Asked(frozenset(days - {"occurred"}), frozenset(graces), frozenset(tenders), matches, hears)
