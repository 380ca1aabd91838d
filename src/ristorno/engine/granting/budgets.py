"""Budgets: what all members together may be granted of some promises in a window."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from ristorno.engine.accrual import Accrual
from ristorno.engine.counting.derivation import Derivation
from ristorno.engine.granted import Granted
from ristorno.engine.granting.dealing import Source, claim_of, dealt, gives, owed
from ristorno.engine.population.budgets import BudgetKey, Budgets, Claim
from ristorno.engine.ruling.timeline import Timeline
from ristorno.engine.terms.money import Budget
from ristorno.engine.terms.windows import label


def asked(accruals: Iterable[Accrual]) -> Mapping[BudgetKey, Decimal]:
    """Return what a member is entitled to, by the budgets on which it draws."""
    return {key: owed([accrual for _, accrual in own]) for key, own in _by_budget(tuple(accruals)).items()}


def claims(member: str, accruals: Iterable[Accrual], names: Collection[str]) -> Mapping[BudgetKey, list[Claim]]:
    """Return the single claims of a member on some budgets, which are granted in order."""
    found = _by_budget(tuple(accruals))
    return {key: [claim_of(member, accrual) for _, accrual in own] for key, own in found.items() if key.budget in names}


def from_budgets(member: str, accruals: Sequence[Accrual], known: Budgets, common: Timeline) -> Mapping[int, Granted]:
    """Return what is granted of the amounts that draw on budgets, by their places.

    A budget is the program's own: what it holds, the common terms say that rule when the window of it ends.
    """
    found: dict[int, Granted] = {}
    for key, own in _by_budget(accruals).items():
        span = common.on(key.window.last) or common.spans[-1]
        budget, mine = span.rules.terms.budgets[key.budget], [accrual for _, accrual in own]
        step = span.rules.terms.step(mine[0].unit)
        if budget.on_exhausted == "in_order":
            found |= _in_order(member, own, budget, known, key, step)
            continue
        part, all_of_it = _part(member, owed(mine), budget, known, key, step)
        for place, amount in dealt(part, mine, step).items():
            found[own[place][0]] = Granted(
                source="budget",
                name=key.budget,
                window=key.window,
                window_label=label(budget.window, key.window),
                rule=budget.on_exhausted,
                balance=budget.amount,
                asked=all_of_it,
                own=owed(mine),
                part=part,
                gives=gives(mine),
                amount=amount,
                step=step,
            )
    return found


def _in_order(
    member: str, own: Sequence[tuple[int, Accrual]], budget: Budget, known: Budgets, key: BudgetKey, step: Decimal
) -> Mapping[int, Granted]:
    """Return what is granted of a member's claims in the order of those of all members."""
    mine = {claim_of(member, accrual): place for place, accrual in own}
    source = Source("budget", key.budget, key.window, label(budget.window, key.window), budget.amount, step)
    return source.in_order((*known.others(key, member), *mine), mine)


def _part(
    member: str, own: Decimal, budget: Budget, known: Budgets, key: BudgetKey, step: Decimal
) -> tuple[Decimal, Decimal]:
    """Return what a member is granted, and what all are entitled to."""
    field = known.of(key).with_own(member, own)
    if own <= 0 or budget.on_exhausted == "alert_only" or field.total <= budget.amount:
        return own, field.total
    part = field.part(member, budget.amount, step)
    return part.down + part.leftover, field.total


def _by_budget(accruals: Sequence[Accrual]) -> Mapping[BudgetKey, list[tuple[int, Accrual]]]:
    found: dict[BudgetKey, list[tuple[int, Accrual]]] = {}
    for place, accrual in enumerate(accruals):
        told = accrual.derivation
        name = told.slot.clause.budget if isinstance(told, Derivation) else None
        if isinstance(told, Derivation) and name is not None:
            window = told.rules.terms.budgets[name].window.whole(accrual.window.start)
            found.setdefault(BudgetKey(name, window), []).append((place, accrual))
    return found
