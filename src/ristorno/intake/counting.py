"""Counting an import: the receipt from the judged rows."""

# ruff: noqa: S608 - names in SQL are ours, texts are quoted by duck.text

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from ristorno.intake.aside import ASIDE
from ristorno.intake.completeness import MISSING
from ristorno.intake.duck import Workshop
from ristorno.intake.judging import DOUBLES, GONE, JUDGED
from ristorno.intake.receipt import SHOWN, Entry, Receipt, Tally
from ristorno.intake.retraction import RetractedLine
from ristorno.intake.staged import Staged
from ristorno.intake.store.quarantine import Before
from ristorno.kernel.problem import Place, Problem

_DUPLICATES = {"duplicate": "known", "stale": "stale_version"}


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
    statuses = _statuses(shop, outcome)
    repeated = _repeated(shop, staged)
    aside = _reasons(shop, f"select code, count(*), sum(amount) from {ASIDE} group by 1 order by 1")
    ignored = _ignored(shop, staged)
    duplicates = {name: statuses[status] for status, name in _DUPLICATES.items() if status in statuses}
    if repeated.rows:
        duplicates["repeated_line"] = repeated
    retracted = _retracted(shop, outcome)
    accepted, restated = statuses.get("accepted", Tally()), statuses.get("restated", Tally())
    changed = accepted.rows or restated.rows or retracted.rows or outcome.before.fresh or outcome.before.resolved
    return Receipt(
        file=staged.table.path,
        mapping=staged.mapping.mapping,
        batch=outcome.batch if changed else None,
        recorded_at=outcome.learned,
        rows=staged.rows,
        accepted=accepted,
        duplicate=_total(duplicates.values()),
        restated=restated,
        quarantined=_total(aside.values()),
        ignored=_total(ignored.values()),
        retracted=retracted,
        quarantined_before=outcome.before.known,
        resolved=outcome.before.resolved,
        reasons={"duplicate": duplicates, "quarantined": aside, "ignored": ignored},
        quarantine=_problems(shop, staged),
        restatements=_restatements(shop) if outcome.judged else (),
        retractions=_retractions(shop, outcome),
    )


def _total(tallies: Iterable[Tally]) -> Tally:
    found = list(tallies)
    return Tally(sum(tally.rows for tally in found), sum((tally.amount for tally in found), Decimal(0)))


def _reasons(shop: Workshop, sql: str) -> dict[str, Tally]:
    return {name: Tally(rows, amount or Decimal(0)) for name, rows, amount in shop.rows(sql)}


def _amount(staged: Staged) -> str:
    return "sum(amount)" if "amount" in staged.columns else "cast(null as decimal(38,4))"


def _statuses(shop: Workshop, outcome: Outcome) -> dict[str, Tally]:
    if outcome.judged:
        return _reasons(shop, f"select status, count(*), sum(amount) from {JUDGED} group by 1")
    sums = _amount(outcome.staged)
    return _reasons(shop, f"select 'accepted', count(*), {sums} from staged where \"check\" is null")


def _repeated(shop: Workshop, staged: Staged) -> Tally:
    if not staged.mapping.has_lines:
        return Tally()
    rows, amount = shop.row(
        f'select count(*), {_amount(staged)} from staged where "check" is null '
        f"and {staged.staging.row} in (select row from {DOUBLES} where same)"
    )
    return Tally(rows, amount or Decimal(0))


def _ignored(shop: Workshop, staged: Staged) -> dict[str, Tally]:
    named = {number: check.code for number, check in enumerate(staged.staging.checks) if check.ignored}
    if not named:
        return {}
    listed = ", ".join(map(str, named))
    sql = f'select "check", count(*), {_amount(staged)} from staged where "check" in ({listed}) group by 1 order by 1'
    return {named[number]: Tally(rows, amount or Decimal(0)) for number, rows, amount in shop.rows(sql)}


def _retracted(shop: Workshop, outcome: Outcome) -> Tally:
    if not outcome.judged:
        return Tally()
    both = f"select amount from {GONE} union all select amount from {MISSING}"
    rows, amount = shop.row(f"select count(*), sum(amount) from ({both})")
    return Tally(rows, amount or Decimal(0))


def _problems(shop: Workshop, staged: Staged) -> tuple[Problem, ...]:
    rows = shop.rows(f"select row, code, header, reason, remedy from {ASIDE} order by row limit {SHOWN}")
    return tuple(
        Problem(code, reason, remedy, Place(staged.table.shown, row, header or None))
        for row, code, header, reason, remedy in rows
    )


def _restatements(shop: Workshop) -> tuple[Entry, ...]:
    sql = f"select row, document, key from {JUDGED} where status = 'restated' order by row limit {SHOWN}"
    return tuple(Entry(row, document, key, "changed") for row, document, key in shop.rows(sql))


def _retractions(shop: Workshop, outcome: Outcome) -> tuple[RetractedLine, ...]:
    if not outcome.judged:
        return ()
    listed = "source, document, key, member, strftime(coalesce(instant, cast(day as timestamp)), '%Y-%m-%d'), amount, currency"
    both = f"select {listed} from {GONE} union all select {listed} from {MISSING}"
    rows = shop.rows(f"{both} order by 1, 2, 3 limit {SHOWN}")
    return tuple(RetractedLine(*row) for row in rows)
