"""Lines of which some pieces count: their numbers are cut in ten-thousandths, as the engine cuts facts."""

from dataclasses import dataclass

from ristorno.bulk.counting.reckoning import Reckoned, Reckoning
from ristorno.bulk.plan.expressions import NOTHING, Expression, call, col, some, value, when
from ristorno.bulk.plan.numbers import Number, fitting
from ristorno.engine.measures.reckoned import Tree

PIECES = "pieces"
"""The column of how many pieces of a line count, in ten-thousandths; null where all of it does."""


@dataclass(frozen=True, slots=True)
class Portions:
    """The numbers of lines that have a column of the pieces that count."""

    reckoning: Reckoning

    def of(self, tree: Tree) -> Expression:
        """Return what is reckoned from the numbers of a line, each cut for itself."""
        own = _Cutting(self.reckoning.lines, self.reckoning.sums, largest=self.reckoning.largest)
        return own.number(tree).of_line.expression

    def exactly(self, number: Expression) -> Expression:
        """Return the part of a number that every piece has the same of."""
        return when(_whole(), number, call("div", call("*", call("wide", number), col(PIECES)), col("quantity")))


class _Cutting(Reckoning):
    """What is reckoned from numbers of lines that are cut."""

    def _field(self, name: str) -> Reckoned:
        whole = super()._field(name)
        if name == "margin":
            return whole
        if name == "quantity":
            pieces = when(_whole(), col("quantity"), col(PIECES))
            return Reckoned(Number(pieces, whole.of_line.decimals, whole.of_line.most), whole.total)
        most = 2 * (whole.of_line.most + 1) * max(1, self.sums.get("quantity", 0))
        twice = call("*", fitting(value(2), most), call("*", fitting(call("abs", col(name)), most), col(PIECES)))
        rounded = call("div", call("+", twice, col("quantity")), call("*", value(2), col("quantity")))
        signed = when(call("<", col(name), NOTHING), call("-", NOTHING, rounded), rounded)
        return Reckoned(
            Number(when(_whole(), col(name), signed), whole.of_line.decimals, whole.of_line.most), whole.total
        )


def _whole() -> Expression:
    """Return whether all pieces of a line count."""
    return some([call("is null", col(PIECES)), call("=", col(PIECES), col("quantity"))])
