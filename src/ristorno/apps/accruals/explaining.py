"""The reason of what is booked: as it was kept, or made again from the facts and terms on which the booking rests.

The record of a window with a million facts is as long as they are, and would be written with every one of them. So only
what is a document, or depends on other members, is kept with its reason; everything else is explained when somebody
asks: from the batches of facts that had come, by the versions of the terms that ruled then.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from ristorno.apps.accruals.models import Booked
from ristorno.apps.accruals.rules import Key, key_of
from ristorno.apps.agreements.queries import calculation_at
from ristorno.apps.facts.queries import told
from ristorno.apps.members.queries import standing
from ristorno.engine.accrual import Moment
from ristorno.engine.counting.clause import count_clause
from ristorno.engine.documented import accrual_record
from ristorno.engine.fact import Fact
from ristorno.kernel.number import exactly

Explained = Mapping[str, Any]


def explanations(rows: Iterable[Booked]) -> dict[int, Explained]:
    """Return the accruals with their explanations of what is booked, by number; what is booked no more has none."""
    found = list(rows)
    kept: dict[int, Explained] = {row.pk: row.record for row in found if row.record is not None}
    asked = [row for row in found if row.record is None and row.terms is not None and row.status != "gone"]
    for _, group in groupby(sorted(asked, key=_basis), key=_basis):
        kept |= _made(list(group))
    return kept


def _basis(row: Booked) -> tuple[Any, ...]:
    """What a reason is made from; what has it in common is made together."""
    return row.member, row.program, row.terms, row.place, row.as_of, row.told_at


def _made(rows: Sequence[Booked]) -> dict[int, Explained]:
    row = rows[0]
    assert row.terms is not None
    assert row.as_of is not None
    calculated, moment = calculation_at(row.program, row.terms), Moment(row.as_of)
    book = calculated.opened(row.member, _facts(row), moment)
    wanted = {Key(**{name: getattr(each, name) for name in Key.__dataclass_fields__}): each.pk for each in rows}
    clauses = {(each.agreement, each.clause) for each in rows}
    found: dict[int, Explained] = {}
    with exactly():
        for context in calculated.contexts(book, moment):
            contract = context.timeline.contract.id
            for name in sorted(clause for agreement, clause in clauses if agreement == contract):
                for accrual in count_clause(context, name):
                    number = wanted.get(key_of(row.program, accrual))
                    if number is not None:
                        found[number] = accrual_record(accrual)
    return found


def _facts(row: Booked) -> list[Fact]:
    """Return what was known when it was booked."""
    said = standing([row.member]).get(row.member, ())
    known = [fact for fact in said if not fact.recorded_at or not row.told_at or fact.recorded_at <= row.told_at]
    return [*told(row.member, up_to=row.place), *known]
