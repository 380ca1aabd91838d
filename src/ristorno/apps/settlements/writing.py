"""Writing a statement: what is booked for a holder in this moment, once and for good."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from ristorno.apps.accruals import operations as accruals
from ristorno.apps.accruals import queries as booked
from ristorno.apps.accruals.values import Closable
from ristorno.apps.agreements.queries import agreement, calculation
from ristorno.apps.events.operations import record
from ristorno.apps.settlements.chain import carried, merged
from ristorno.apps.settlements.models import Closing, Course, Line, Series, Statement, Total
from ristorno.apps.settlements.rules import Sum, digest, named, summed
from ristorno.apps.wallets.queries import declared
from ristorno.apps.wallets.values import Holder
from ristorno.engine.settling import Settling
from ristorno.engine.terms.settling import SettlementTerms

_KEY = ("agreement", "clause", "member", "contact", "party", "group", "unit", "starts", "ends", "document", "label")


@dataclass(frozen=True, slots=True)
class Said:
    """A line to be written."""

    kind: Line.Kind
    key: Closable
    before: int
    entitlement: int

    @property
    def traits(self) -> Mapping[str, Any]:
        """All that the line says, by the names of its columns."""
        told = self.kind != Line.Kind.PASSED_ON
        return {
            **{name: getattr(self.key, name) for name in _KEY},
            "kind": str(self.kind),
            "booked": self.key.number,
            "entitlement": self.entitlement,
            "before": self.before,
            "amount": self.entitlement - self.before,
            "true_up": self.key.shut and told,
            "sealed_on": self.key.sealed_on,
            "record": self.key.record,
        }


def write(closing: Closing, holder: Holder, series: Series, at: datetime, actor: str) -> None:
    """Write the statement of a holder, where there is anything to say; the numbers of its program are locked."""
    keys = accruals.close(program=closing.program, holder=holder, through=closing.through)
    lines = [*_due(keys), *_passed_on(closing, holder), *_late(keys)]
    if not lines:
        return
    terms = Settling(calculation(closing.program), holder.member).terms(closing.through).settlement or SettlementTerms()
    gone = merged(closing.program, holder)
    sums = dict(_sums(closing.program, holder, gone, terms, lines))
    traits = [line.traits for line in lines]
    said = {
        "program": closing.program,
        "through": closing.through,
        "member": holder.member,
        "contact": holder.contact,
        "versions": {closing.program: closing.version, **_versions(closing.program, lines)},
        "terms": terms.model_dump(mode="json", exclude_defaults=True),
    }
    series.last += 1
    series.save()
    number = named(closing.program, closing.through, series.last)
    totals = {unit: {**asdict(each), "due": each.due} for unit, each in sums.items()}
    statement = Statement.objects.create(
        closing=closing,
        number=number,
        place=series.last,
        merged=gone,
        attempt=_attempts(closing, holder) + 1,
        digest=digest({**said, "number": number, "totals": totals}, traits),
        frozen_by=actor,
        frozen_at=at,
        **said,
    )
    Line.objects.bulk_create(
        Line(statement=statement, place=place, **each) for place, each in enumerate(traits, start=1)
    )
    Total.objects.bulk_create(Total(statement=statement, unit=unit, **each) for unit, each in totals.items())
    Course.objects.create(statement=statement, frozen_by=actor)
    told = {"statement": number, "closing": closing.pk, "lines": len(lines), "members": [holder.member]}
    record(name="settlement.frozen", actor=actor, subject=f"statement:{number}", data=told)


def _due(keys: Sequence[Closable]) -> Iterator[Said]:
    for key in keys:
        if key.entitlement != key.settled:
            yield Said(Line.Kind.DUE, key, key.settled, key.entitlement)


def _late(keys: Sequence[Closable]) -> Iterator[Said]:
    """Yield what came after the last day for corrections; it is told, and not paid."""
    for key in keys:
        if key.late != key.told_late:
            yield Said(Line.Kind.OUT_OF_TIME, key, key.told_late, key.late)


def _passed_on(closing: Closing, holder: Holder) -> Iterator[Said]:
    """Yield what others get of what the member has brought, where that was told otherwise or not at all."""
    if holder.contact:
        return
    keys = booked.handed_on(closing.program, holder.member, closing.through)
    told = dict(_told([key.number for key in keys]))
    for key in keys:
        if key.entitlement != told.get(key.number, 0):
            yield Said(Line.Kind.PASSED_ON, key, told.get(key.number, 0), key.entitlement)


def _told(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    lines = Line.objects.filter(kind=Line.Kind.PASSED_ON, booked__in=numbers)
    lines = lines.exclude(statement__course__state=Course.State.WITHDRAWN)
    yield from lines.order_by("statement__place").values_list("booked", "entitlement")


def _sums(
    program: str, holder: Holder, gone: Sequence[str], terms: SettlementTerms, lines: Sequence[Said]
) -> Iterator[tuple[str, Sum]]:
    units = {unit.name: unit for unit in declared()}
    due = [line for line in lines if line.kind == Line.Kind.DUE]
    for name in sorted({line.key.unit for line in due}):
        amount = sum(line.entitlement - line.before for line in due if line.key.unit == name)
        unit = units[name]
        before = carried(program, holder, gone, name)
        yield name, summed(terms, money=unit.kind == "money", step=unit.step, lines=amount, carried=before)


def _versions(program: str, lines: Iterable[Said]) -> Mapping[str, int]:
    named = sorted({line.key.agreement for line in lines} - {program})
    return {key: agreement(key).number for key in named}


def _attempts(closing: Closing, holder: Holder) -> int:
    same = Statement.objects.filter(program=closing.program, through=closing.through)
    return same.filter(member=holder.member, contact=holder.contact).count()
