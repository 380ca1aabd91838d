"""Rewards that are had in pieces: numbers of which there can be some, and clauses that give whole pieces."""

from collections.abc import Iterator

from ristorno.engine.terms.awards import Award
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.reward import Split
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Path

_SHARES = frozenset({"percent", "growth", "share"})
"""Mechanics that give a part of what is measured."""


def check_awards(terms: Terms) -> Iterator[Finding]:
    """Yield what is wrong with rewards, and with clauses that grant them. Names must have been checked."""
    for name, award in terms.rewards.items():
        yield from _award(("rewards", name), award)
    for name, clause in terms.clauses.items():
        if clause.reward.grants is not None:
            yield from _granting(("clauses", name), clause)


def _award(path: Path, award: Award) -> Iterator[Finding]:
    for key in ("price", "worth"):
        sums = getattr(award, key)
        if sums is not None and (len(sums) != 1 or min(sums.values()) <= 0):
            reason = f"A piece has one {key}, a number above 0."
            yield Finding((*path, key), "terms.award", reason, f"Write, for example, {key}: {{PTS: 1_000}}.")
    if award.price is None and (award.approval or not award.who.everybody):
        reason = "Without a price pieces are only granted, and the clause that grants them says to whom."
        yield Finding(path, "terms.award", reason, "Add a price, or take `for` and `approval` out.")
    for key in ("stock", "capacity"):
        number = getattr(award, key)
        if number is not None and (number < 1 or number % 1):
            reason = f"There cannot be {number} pieces."
            yield Finding((*path, key), "terms.award", reason, "Write a whole number from 1 on.")
    for key in ("days", "valid"):
        if getattr(award, key) == 0:
            yield Finding((*path, key), "terms.award", "Nothing lasts for no day.", "Write 1 day or more.")


def _granting(path: Path, clause: Clause) -> Iterator[Finding]:
    reward = clause.reward
    if reward.unit is not None:
        reason = "A promise pays in a unit, or grants pieces of a reward."
        yield Finding((*path, "reward", "unit"), "terms.award", reason, "Take unit or grants out.")
    if _parts(clause):
        reason = "A share of what is measured is no whole piece."
        yield Finding((*path, "mechanic"), "terms.award", reason, "Use fixed, per_unit, per_step, package or rows.")
    if isinstance(reward.to, Split) or reward.to == "each" or reward.hands:
        reason = "A piece cannot be divided, handed on or cleared."
        yield Finding((*path, "reward"), "terms.award", reason, "Give it to the company, the contact or the head.")
    if clause.accrue is not None:
        reason = "What the sponsor books is money or points, not pieces."
        yield Finding((*path, "accrue"), "terms.award", reason, "Take accrue out.")


def _parts(clause: Clause) -> bool:
    rows = getattr(clause.mechanic, "table", ())
    worth = clause.mechanic.KEY == "every_nth" and clause.measure.dimension == "money"
    return worth or clause.mechanic.KEY in _SHARES or any(row.rate for row in rows)
