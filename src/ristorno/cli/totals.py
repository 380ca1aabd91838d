"""The answer as tables on a terminal: one member in full, or the totals of many, and what the sponsor books."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from ristorno.cli.screen import money, number, screen, show_table
from ristorno.engine.accrual import Accrual, MemberAnswer, Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.provided import Provision
from ristorno.engine.undated import undated
from ristorno.engine.valued import FairValued
from ristorno.kernel.period import Period

_MEMBERS_SHOWN = 30


def show_answers(
    calculation: Calculation, found: Iterable[MemberAnswer], moment: Moment, *, everybody: bool = True
) -> None:
    """Print a human answer: every accrual of one member, or the totals of many, and what the sponsor books.

    ``everybody``: it is the answer for all members, so that the points of all can be valued together.
    """
    answers_seen = list(found)
    known = f", as known at {moment.known_at:%Y-%m-%d %H:%M %Z}" if moment.known_at else ""
    screen.print(f"Program {calculation.program.id} as of {moment.as_of}{known}", markup=False)
    screen.print()
    if not answers_seen:
        told = "There is no member yet: no fact names one, and there is no agreement. Nothing is owed."
        screen.print(f"{told}\nSee what a file holds: ristorno facts check FILE", markup=False)
    elif len(answers_seen) == 1:
        _one_member(answers_seen[0])
    else:
        _many_members(answers_seen)
    _undated([accrual for answer in answers_seen for accrual in answer.accruals])
    _provisions([item for answer in answers_seen for item in answer.provisions])
    if everybody:
        fair = calculation.fair_tally(moment)
        for answer in answers_seen:
            fair.add(answer)
        _fair_value(fair.result())


def _one_member(answer: MemberAnswer) -> None:
    shown = [accrual for accrual in answer.accruals if accrual.amount or accrual.status != "final"]
    cells: dict[str, Callable[[Accrual], str]] = {
        "clause": lambda accrual: accrual.clause,
        "window": lambda accrual: accrual.window_label,
        "document": lambda accrual: accrual.document or "",
        "contact": lambda accrual: accrual.contact or accrual.party or "",
        "amount": lambda accrual: money(accrual.amount),
        "granted": lambda accrual: money(accrual.granted.amount) if accrual.granted else "",
        "unit": lambda accrual: accrual.unit,
        "status": lambda accrual: accrual.status,
    }
    if not any(accrual.granted for accrual in shown):
        del cells["granted"]
    rows = [[cell(accrual) for cell in cells.values()] for accrual in shown]
    if rows:
        show_table(f"Member {answer.member}", list(cells), rows, numbers=("amount", "granted"))
    else:
        screen.print(f"Member {answer.member} earned nothing yet.", markup=False)
    if answer.standings:
        standings = [
            (
                item.ladder,
                item.tier,
                money(item.measured),
                item.next_tier or "",
                money(item.missing) if item.missing is not None else "",
            )
            for item in answer.standings
        ]
        show_table(
            "Levels", ("ladder", "tier", "measured", "next", "missing"), standings, numbers=("measured", "missing")
        )
    if answer.set_aside:
        show_table("Set aside", ("fact", "reason"), [(item.fact, item.reason) for item in answer.set_aside])
    if shown:
        first = shown[0]
        which = f"--member {answer.member} --clause {first.clause} --window {first.window_label}"
        screen.print(f"Why? ristorno explain PROGRAM FACTS {which}", markup=False, soft_wrap=True)


def _many_members(found: list[MemberAnswer]) -> None:
    units = sorted({accrual.unit for answer in found for accrual in answer.accruals})
    clauses: dict[tuple[str, str], list[Decimal]] = {}
    for answer in found:
        for accrual in answer.accruals:
            clauses.setdefault((accrual.clause, accrual.unit), []).append(accrual.amount)
    rows = [
        (clause, f"{sum(1 for amount in amounts if amount):,}", money(sum(amounts, Decimal(0))), unit)
        for (clause, unit), amounts in sorted(clauses.items())
    ]
    show_table("By clause", ("clause", "accruals", "amount", "unit"), rows, numbers=("accruals", "amount"))
    totals = [(answer.member, answer.totals()) for answer in found]
    totals.sort(key=lambda pair: ([-pair[1].get(unit, Decimal(0)) for unit in units], pair[0]))
    top = [(name, *(money(sums.get(unit, Decimal(0))) for unit in units)) for name, sums in totals[:_MEMBERS_SHOWN]]
    show_table("By member", ("member", *units), top, numbers=units)
    if len(totals) > _MEMBERS_SHOWN:
        screen.print(f"... and {len(totals) - _MEMBERS_SHOWN:,} more members: --format csv or --report FILE shows all.")
    aside = sum(len(answer.set_aside) for answer in found)
    if aside:
        screen.print(f"{aside:,} facts were set aside when counting: --format json lists them with reasons.")


def _undated(accruals: Sequence[Accrual]) -> None:
    for clause, lines in undated(accruals).items():
        told = f"{clause}: {lines:,} paid {'line is' if lines == 1 else 'lines are'} left out, due on no day."
        screen.print(f"{told} Give them a due_on, or map the column that says it.", markup=False, soft_wrap=True)


def _provisions(booked: Sequence[Provision]) -> None:
    sums: dict[tuple[str, Period, str, str], tuple[Decimal, Decimal]] = {}
    for item in booked:
        key = (item.clause, item.window, item.window_label, item.unit)
        entitlement, amount = sums.get(key, (Decimal(0), Decimal(0)))
        sums[key] = (entitlement + item.entitlement, amount + item.amount)
    rows = [
        (clause, label, money(entitlement), money(amount), unit)
        for (clause, _, label, unit), (entitlement, amount) in sorted(sums.items())
    ]
    if rows:
        columns = ("clause", "window", "by the terms", "booked", "unit")
        show_table("Provisions in the sponsor's books", columns, rows, numbers=("by the terms", "booked"))


def _fair_value(found: Sequence[FairValued]) -> None:
    rows = [
        (
            valued.unit,
            number(valued.given),
            number(valued.redeemed) if valued.redeemed is not None else "",
            *(money(amount) for amount in (valued.value, valued.released, valued.deferred)),
            valued.currency,
        )
        for valued in found
    ]
    columns = ("unit", "given", "spent", "put by", "revenue by now", "still owed", "currency")
    if rows:
        show_table("Fair value of points", columns, rows, numbers=columns[1:6])
