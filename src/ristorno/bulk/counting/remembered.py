"""What one window hands to the next, for all members at once: the mirror of :mod:`ristorno.engine.counting.memory`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ristorno.bulk.plan.expressions import TRUE, Expression, call, col
from ristorno.bulk.plan.numbers import ZERO, Number, chosen, constant
from ristorno.bulk.plan.relations import Fold, Numbered, Relation
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.limits import Guarantee


@dataclass(frozen=True, slots=True)
class Remembered:
    """A negative sum that is carried, what was given under a cap for good, what was earned above a guarantee."""

    carried: Number = ZERO
    given: Number = ZERO
    surplus: Number = ZERO

    def after(self, guarantee: Guarantee | None, amount: Number, given: Number, carried: Number) -> "Remembered":
        """Return what is remembered after a window that came to an amount."""
        surplus = self.surplus
        if guarantee is not None and guarantee.surplus == "carry":
            least = constant(guarantee.amount).minus(self.surplus).greatest(ZERO)
            surplus = amount.minus(least).greatest(ZERO)
        return Remembered(carried, self.given.plus(given), surplus)

    def where(self, condition: Expression, otherwise: "Remembered") -> "Remembered":
        """Return this where a condition holds, else something else."""
        if condition == TRUE:
            return self
        return Remembered(
            **{name: chosen([(condition, number)], getattr(otherwise, name)) for name, number in self.named().items()}
        )

    def named(self) -> Mapping[str, Number]:
        """Return everything by its name."""
        return {"carried": self.carried, "given": self.given, "surplus": self.surplus}


NOTHING_REMEMBERED = Remembered()


def remembers(clauses: Sequence[Clause]) -> frozenset[str]:
    """Return what windows of a clause hand on, by name."""
    found: set[str] = set()
    for clause in clauses:
        limits = clause.limits
        found |= {"carried"} if clause.negative == "carry" else set()
        found |= {"given"} if limits.cap is not None and limits.cap.per == "member" else set()
        found |= {"surplus"} if limits.guarantee is not None and limits.guarantee.surplus == "carry" else set()
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Rows in order, each of which hands something to the next one of the same key."""

    names: frozenset[str]
    key: tuple[str, ...]
    order: tuple[str, ...]
    measured: Number
    """What bounds any sum that can be carried, with its decimals."""
    decimals: int
    """In how many decimals amounts are remembered."""
    rows: int
    """How many rows of one key there can be."""

    def before(self, amounts: Sequence[Number]) -> Remembered:
        """Return the columns of what a row is handed; ``amounts``: what rows come to that are handed nothing."""
        most = max(amount.scaled(self.decimals).most for amount in amounts)
        columns = {
            "carried": Number(col("carried"), self.measured.decimals, self.measured.most),
            "given": Number(col("given"), self.decimals, self.rows * most),
            "surplus": Number(col("surplus"), self.decimals, most),
        }
        return replace(NOTHING_REMEMBERED, **{name: columns[name] for name in self.names})

    def ordered(self, rows: Relation) -> Relation:
        """Return rows with their place among those of their key."""
        return Numbered(rows, self.key, self.order, "place")

    def folded(self, ordered: Relation, before: Remembered, handed: Callable[[str], Number]) -> Relation:
        """Return rows with the columns of what each is handed; ``handed`` tells what it hands on, by name."""
        decimals = {name: number.decimals for name, number in before.named().items()}
        state = tuple(
            (name, call("wide", handed(name).scaled(decimals[name]).expression)) for name in sorted(self.names)
        )
        return Fold(ordered, self.key, "place", state)
