"""Documents by their number, whichever source tells of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import connection

from ristorno.kernel.texts import sayable

_BATCHES: Final = 10_000
"""Sources are those of so many batches, the latest."""
_SQL: Final = """
with named as (
    select distinct jsonb_array_elements_text(sources) as source
    from (select sources from facts_batch order by place desc limit %(batches)s) as latest
), current as (
    select distinct on (v.identity, v.key) v.* from named join facts_version as v
    on v.identity = md5(md5(named.source) || %(document)s)::uuid
    order by v.identity, v.key, v.version desc
)
select source, document, member, count(*), min(coalesce(cast(instant at time zone 'UTC' as date), day)), sum(amount),
       case when count(distinct currency) = 1 and count(currency) = count(*) then min(currency) end
from current where not retracted group by 1, 2, 3 order by 1, 3 limit %(most)s
"""


@dataclass(frozen=True, slots=True)
class DocumentFound:
    """What counts of a document under one code of a member; ``amount`` is net, None where nothing has one.

    ``currency`` is None where lines are of several, or of that of the program.
    """

    source: str
    document: str
    member: str
    lines: int
    day: date
    amount: Decimal | None
    currency: str | None


def documents(number: str, *, most: int = 20) -> Sequence[DocumentFound]:
    """Return what counts of documents of a number, by source and member."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"document": sayable(number), "batches": _BATCHES, "most": most})
        return [DocumentFound(*row) for row in cursor.fetchall()]
