"""Reading codes and their batches."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, QuerySet

from ristorno.apps.counters.queries import counters
from ristorno.apps.vouchers.models import Batch, Code
from ristorno.apps.vouchers.rules import counter_of, ends_at, found_by, state_of
from ristorno.apps.vouchers.values import About, BatchState, CodeState
from ristorno.postgres.asking import Question, ask

_PAGE = 1_000


def codes(asked: Collection[str], at: datetime) -> Mapping[str, CodeState]:
    """Return codes as they are at a moment, by what was asked for, however it was written; unknown ones are absent."""
    if not asked:
        return {}
    named = {each: found_by(each) for each in asked}
    if not ask(known_asked(asked)):  # what most orders have is a word, which anybody may enter
        return {}
    rows = Code.objects.filter(code__in=set(named.values())).select_related("batch")
    found = dict(zip((row.code for row in rows), _states(rows, at), strict=True))
    return {each: found[name] for each, name in named.items() if name in found}


def known_asked(asked: Collection[str]) -> Question:
    """Return the question whether any code is among those asked for, however they are written."""
    named = tuple(sorted({found_by(each) for each in asked}))
    return Question("select exists (select from vouchers_code where code = any(%s))", (named,))


def code(asked: str, at: datetime) -> CodeState | None:
    """Return a code as it is at a moment; None where there is none."""
    return codes([asked], at).get(asked)


def codes_of(
    at: datetime, *, member: str | None = None, batch: str | None = None, given_for: str | None = None,
    referrer: str | None = None, after: int = 0, most: int = 500,
) -> Sequence[CodeState]:  # fmt: skip
    """Return codes in the order in which they were made, from the one after a number on: of a member, a batch, all."""
    found = Code.objects.filter(pk__gt=after).select_related("batch").order_by("pk")
    if member is not None:
        found = found.filter(member=member)
    if batch is not None:
        found = found.filter(batch__name=batch)
    if given_for is not None:
        found = found.filter(given_for=given_for)
    if referrer is not None:
        found = found.filter(referrer=referrer)
    return _states(found[:most], at)


def every(batch: str, at: datetime) -> Iterator[CodeState]:
    """Yield all codes of a batch, a page at a time."""
    after = 0
    while page := codes_of(at, batch=batch, after=after, most=_PAGE):
        yield from page
        after = page[-1].number


def batches(*, after: int = 0, most: int = 500) -> Sequence[BatchState]:
    """Return batches in the order in which they were made, from the one after a number on."""
    found = Batch.objects.filter(pk__gt=after).annotate(codes=Count("code")).order_by("pk")[:most]
    return [BatchState(each.pk, about(each), each.codes, each.made_at, each.actor) for each in found]


def batch(name: str) -> BatchState | None:
    """Return a batch, None where there is none of this name."""
    found = Batch.objects.filter(name=name).annotate(codes=Count("code")).first()
    return BatchState(found.pk, about(found), found.codes, found.made_at, found.actor) if found else None


def about(row: Batch) -> About:
    """Return what the codes of a batch have in common; for this room only."""
    return About(
        name=row.name, program=row.program, offer=row.offer, begins_at=row.begins_at, ends_at=row.ends_at,
        times=row.times, note=row.note,
    )  # fmt: skip


def _states(rows: QuerySet[Code], at: datetime) -> list[CodeState]:
    kept = counters([counter_of(row.code) for row in rows], at)
    return [_state(row, kept, at) for row in rows]


def _state(row: Code, kept: Mapping[str, object], at: datetime) -> CodeState:
    counted = kept.get(counter_of(row.code))
    uses, held = (int(getattr(counted, name, Decimal(0))) for name in ("taken", "held"))
    return CodeState(
        number=row.pk, code=row.shown, batch=row.batch.name, program=row.batch.program, offer=row.batch.offer,
        member=row.member, contact=row.contact, referrer=row.referrer, begins_at=row.batch.begins_at,
        ends_at=ends_at(row), times=row.batch.times, uses=uses, held=held, state=state_of(row, uses, held, at),
        reason=row.reason,
        given_for=row.given_for,
    )  # fmt: skip
