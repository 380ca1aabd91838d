"""Rows of what is booked, as others read them; for this room only."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from ristorno.apps.accruals.explaining import explanations
from ristorno.apps.accruals.models import Booked
from ristorno.apps.accruals.values import BookedState
from ristorno.apps.wallets.queries import declared
from ristorno.apps.wallets.values import Holder
from ristorno.kernel.number import exactly
from ristorno.kernel.period import DAY


def states(found: Iterable[Booked], *, reasons: bool = True) -> Iterator[BookedState]:
    """Yield rows as others read them, with the records of explanations unless nobody reads them."""
    step, rows = steps(), list(found)
    records = explanations(rows) if reasons else {}
    for each in rows:
        with exactly():
            pending, free = each.pending * step[each.unit], each.free * step[each.unit]
        yield BookedState(
            number=each.pk,
            program=each.program,
            agreement=each.agreement,
            clause=each.clause,
            member=each.member,
            holder=Holder(each.party) if each.party else Holder(each.member, each.contact),
            unit=each.unit,
            starts=each.starts,
            last=each.ends - DAY,
            label=each.label,
            document=each.document,
            status=each.status,
            pending=pending,
            free=free,
            ends_on=each.ends_on,
            record=records.get(each.pk),
        )


def steps() -> Mapping[str, Decimal]:
    """Return the smallest step of each unit, in which amounts are kept."""
    return {unit.name: unit.step for unit in declared()}
