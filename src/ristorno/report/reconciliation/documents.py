"""Facts put together to documents."""

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from ristorno.engine.fact import SALES_KINDS, Fact, local_day
from ristorno.kernel.number import exactly
from ristorno.report.reconciliation.comparing import Document


def documents(facts: Iterable[Fact], zone: ZoneInfo, counted: Collection[str] = ()) -> list[Document]:
    """Return the sales documents among facts; ``counted`` are the ids of facts on which a statement rests."""
    found: dict[str, tuple[date, Decimal, int, bool]] = {}
    with exactly():
        for fact in facts:
            if fact.kind not in SALES_KINDS:
                continue
            day, amount = local_day(fact.occurred_at, zone), fact.amount or Decimal(0)
            earlier = found.get(fact.document, (day, Decimal(0), 0, False))
            found[fact.document] = (
                min(day, earlier[0]),
                earlier[1] + amount,
                earlier[2] + 1,
                earlier[3] or fact.id in counted,
            )
    return [Document(number, *told) for number, told in sorted(found.items())]
