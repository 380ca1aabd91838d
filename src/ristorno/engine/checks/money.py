"""Budgets and funds: names that are there, one unit, windows that hold those of the clauses, one source for each."""

from collections.abc import Iterator
from decimal import Decimal

from ristorno.engine.checks.pieces import tiles
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.finding import Finding, unknown
from ristorno.engine.terms.money import Budget, Fund
from ristorno.engine.terms.reward import PARTY, SPONSOR
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Path

_CALENDAR = frozenset({"day", "week", "half_month", "month", "quarter", "half", "year", "lifetime"})


def known_sources(terms: Terms) -> Iterator[Finding]:
    """Yield budgets and funds that the program does not have."""
    for name, clause in terms.clauses.items():
        if clause.budget is not None and clause.budget not in terms.budgets:
            yield unknown(("clauses", name, "budget"), "budget", clause.budget, terms.budgets)
        others = (*terms.funds, SPONSOR, f"{PARTY}ROLE")
        for key, fund, known in (("into", clause.reward.into, terms.funds), ("funded_by", clause.reward.fund, others)):
            if fund is not None and fund not in terms.funds:
                yield unknown(("clauses", name, "reward", key), "fund", fund, known)


def check_money(terms: Terms) -> Iterator[Finding]:
    """Yield budgets and funds that cannot pay what they are asked for."""
    for name, budget in terms.budgets.items():
        users = [(path, clause) for path, clause in _clauses(terms) if clause.budget == name]
        yield from _source(terms, ("budgets", name), budget, budget.amount, users)
    for name, fund in terms.funds.items():
        users = [(path, clause) for path, clause in _clauses(terms) if name in _funds(clause)]
        yield from _source(terms, ("funds", name), fund, fund.amount, users)
    if SPONSOR in terms.funds:
        reason = "Nobody could tell it from the sponsor itself, who bears what no fund does."
        yield Finding(("funds", SPONSOR), "terms.source", reason, "Give the fund another name.")
    for path, clause in _clauses(terms):
        yield from _one(path, clause)


def _clauses(terms: Terms) -> Iterator[tuple[Path, Clause]]:
    yield from ((("clauses", name), clause) for name, clause in terms.clauses.items())


def _funds(clause: Clause) -> set[str]:
    return {name for name in (clause.reward.into, clause.reward.fund) if name is not None}


def _source(
    terms: Terms, path: Path, source: Budget | Fund, amount: Decimal | None, users: list[tuple[Path, Clause]]
) -> Iterator[Finding]:
    if source.window.shape not in _CALENDAR:
        reason = f"The window {source.window.shape!r} is not the same for all that draw on it."
        yield Finding((*path, "window"), "terms.source", reason, "Use year, quarter, month or lifetime.")
        return
    units = {terms.unit_of(clause) for _, clause in users}
    if len(units) > 1:
        reason = f"It would have to pay {' and '.join(sorted(units))}."
        yield Finding(path, "terms.mixed_units", reason, "Give each unit a source of its own.")
    for unit in units:
        if amount is not None and (amount <= 0 or amount % terms.step(unit)):
            reason = f"{amount} is no amount above 0 in steps of {terms.step(unit)}."
            yield Finding((*path, "amount"), "terms.step", reason, "Write a multiple of the unit's step.")
    for where, clause in users:
        if source.on_exhausted == "in_order" and not clause.window.narrow and clause.reward.into is None:
            reason = f"A whole {clause.window.shape} has no moment by which it could come first."
            yield Finding((*where, "window"), "terms.source", reason, "Use window: document, or pro_rata_at_close.")
        if not _inside(source, clause):
            reason = f"A window of {clause.judged.shape} does not lie inside {source.window.shape}."
            yield Finding((*where, "window"), "terms.source", reason, "Take a source whose window holds the clause's.")


def _inside(source: Budget | Fund, clause: Clause) -> bool:
    window, own = source.window, clause.pay_every.window if clause.pay_every is not None else clause.window
    if window.shape == "lifetime" or own.narrow or own == window:
        return True
    return own.shape in _CALENDAR and own.shape != "lifetime" and tiles(window, own)


def _one(path: Path, clause: Clause) -> Iterator[Finding]:
    reward = clause.reward
    named = [name for name in (clause.budget, reward.into, reward.fund) if name is not None]
    if len(named) > 1:
        reason = f"Of {' and '.join(named)} one alone can pay it or collect it."
        yield Finding((*path, "reward"), "terms.source", reason, "Keep one of them.")
    if named and reward.cleared is not None:
        reason = "A party of the facts pays it already."
        yield Finding((*path, "reward"), "terms.source", reason, "Take the budget or fund out.")
    if reward.into is not None and (reward.to != "company" or reward.pass_on is not None):
        reason = "A fund is the company's: nothing of it goes to persons or to others."
        yield Finding((*path, "reward", "into"), "terms.source", reason, "Take `to` and pass_on out.")
