"""Counting an import: the receipt from the judged rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from ristorno.intake.aside import ASIDE
from ristorno.intake.completeness import MISSING
from ristorno.intake.duck import Workshop
from ristorno.intake.judging import DOUBLES, GONE, JUDGED
from ristorno.intake.receipt import SHOWN, STATUSES, Reason, Receipt, Restatement, Status
from ristorno.intake.retraction import RetractedLine
from ristorno.intake.staged import Staged
from ristorno.intake.store.quarantine import Before
from ristorno.kernel.problem import Place, Problem

TOLD: dict[str, tuple[Status, str, str]] = {
    "accepted": ("accepted", "intake.new", "The line is new."),
    "restated": ("restated", "intake.changed", "The line, or its document, was known with other content."),
    "duplicate": ("duplicate", "intake.known", "The line is known with the same content."),
    "stale": ("duplicate", "intake.stale_version", "A higher version of the line is known."),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the steps of an import found, for the receipt."""

    staged: Staged
    batch: int
    learned: datetime
    before: Before
    judged: bool


def receipt(shop: Workshop, outcome: Outcome) -> Receipt:
    """Return the receipt of an import whose tables are filled."""
    staged = outcome.staged
    reasons = [reason for reason in _reasons(shop, outcome) if reason.rows]
    rows = {status: sum(reason.rows for reason in reasons if reason.status == status) for status in STATUSES}
    changes = rows["accepted"] + rows["restated"] + rows["retracted"] + outcome.before.fresh + outcome.before.resolved
    return Receipt(
        files=(staged.table.path,),
        mappings=(staged.mapping.mapping,),
        batch=outcome.batch if changes else None,
        recorded_at=outcome.learned,
        rows=staged.rows,
        amounts={
            status: sum((reason.amount for reason in reasons if reason.status == status), Decimal(0))
            for status in STATUSES
        },
        reasons=tuple(reasons),
        quarantined_before=outcome.before.known,
        resolved=outcome.before.resolved,
        quarantine=_problems(shop, staged),
        restatements=_restatements(shop) if outcome.judged else (),
        retractions=_retractions(shop) if outcome.judged else (),
        notes=staged.table.sheet.notes if staged.table.sheet else (),
        **rows,
    )


def _reasons(shop: Workshop, outcome: Outcome) -> Iterable[Reason]:
    staged = outcome.staged
    for status, rows, amount in shop.rows(_statuses(outcome)):
        if status in TOLD:
            yield Reason(*TOLD[status], rows, amount or Decimal(0))
    if outcome.judged and staged.mapping.has_lines:
        same = f"row in (select row from {DOUBLES} where same)"
        rows, amount = shop.row(f'select count(*), {_sum(staged)} from staged where "check" is null and {same}')
        yield Reason(
            "duplicate", "intake.repeated_line", "The line stands in the file twice.", rows, amount or Decimal(0)
        )
    told = "code, any_value(remedy), count(*), sum(amount), min(reason), max(reason)"
    aside = shop.rows(f"select {told} from {ASIDE} group by 1 order by 1")
    for code, remedy, rows, amount, first, last in aside:
        sentence = first if first == last else f"For example: {first}"
        yield Reason("quarantined", code, f"{sentence} {remedy}".strip(), rows, amount or Decimal(0))
    yield from _ignored(shop, staged)
    if outcome.judged:
        gone = f"select amount from {GONE} union all select amount from {MISSING}"
        rows, amount = shop.row(f"select count(*), sum(amount) from ({gone})")
        yield Reason("retracted", "intake.gone", "The source no longer has the line.", rows, amount or Decimal(0))


def _statuses(outcome: Outcome) -> str:
    if outcome.judged:
        return f"select status, count(*), sum(amount) from {JUDGED} group by 1 order by 1"
    return f"select 'accepted', count(*), {_sum(outcome.staged)} from staged where \"check\" is null"


def _sum(staged: Staged) -> str:
    return "sum(amount)" if "amount" in staged.columns else "cast(null as decimal(38,4))"


def _ignored(shop: Workshop, staged: Staged) -> Iterable[Reason]:
    rules = {number: check for number, check in enumerate(staged.staging.checks) if check.ignored}
    if rules:
        listed = ", ".join(map(str, rules))
        told = (
            f'select "check", count(*), {_sum(staged)}, min(reason) from staged where "check" in ({listed}) group by 1'
        )
        for number, rows, amount, sentence in shop.rows(f"{told} order by 1"):
            yield Reason("ignored", rules[number].code, sentence, rows, amount or Decimal(0))


def _problems(shop: Workshop, staged: Staged) -> tuple[Problem, ...]:
    """The first rows of every code: many rows of one sort must not hide the only row of another."""
    turn = "row_number() over (partition by code order by row)"
    first = f"select *, {turn} as turn from {ASIDE} order by turn, row limit {SHOWN}"
    rows = shop.rows(f"select row, code, header, reason, remedy from ({first}) order by row")
    return tuple(
        Problem(code, reason, remedy, Place(staged.table.shown, row, header or None))
        for row, code, header, reason, remedy in rows
    )


def _restatements(shop: Workshop) -> tuple[Restatement, ...]:
    sql = f"select row, document, key from {JUDGED} where status = 'restated' order by row limit {SHOWN}"
    return tuple(Restatement(*row) for row in shop.rows(sql))


def _retractions(shop: Workshop) -> tuple[RetractedLine, ...]:
    day = "strftime(coalesce(instant, cast(day as timestamp)), '%Y-%m-%d')"
    listed = f"source, document, key, member, {day}, amount, currency"
    both = f"select {listed} from {GONE} union all select {listed} from {MISSING}"
    rows = shop.rows(f"{both} order by 1, 2, 3 limit {SHOWN}")
    return tuple(RetractedLine(*row) for row in rows)
