"""One's own and the whole of single facts, where a proportion of an expense is paid."""

from collections.abc import Mapping

from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.counting.lined import by_line
from ristorno.bulk.counting.measuring import Judge, number_of, taken
from ristorno.bulk.plan.expressions import NOTHING, Expression, call, col
from ristorno.bulk.plan.numbers import Number
from ristorno.engine.ruling.timeline import Rules
from ristorno.engine.terms.clause import Clause

_COLUMNS = ("own", "whole")


def proportion_of_line(compiling: Compiling, rules: Rules, clause: Clause) -> Mapping[str, Expression]:
    """Return what a line says of one's own and of the whole; nothing where several facts are paid together."""
    if not _of_single_lines(clause):
        return {}
    assert clause.mechanic.proportion is not None
    parts = zip(_COLUMNS, clause.mechanic.proportion, strict=True)
    judges = [Judge(rules, clause.earn_on)]
    return {name: taken(compiling.ground, "line", measure, judges)[0] for name, measure in parts}


def proportion(compiling: Compiling, clause: Clause) -> tuple[Number, Number] | None:
    """Return the columns of one's own and of the whole; what a line does not say counts as nothing."""
    if not _of_single_lines(clause):
        return None
    assert clause.mechanic.proportion is not None
    shapes = [number_of(compiling.ground, "line", each) for each in clause.mechanic.proportion]
    own, whole = (
        Number(call("coalesce", col(name), NOTHING), shape.decimals, shape.most)
        for name, shape in zip(_COLUMNS, shapes, strict=True)
    )
    return own, whole


def _of_single_lines(clause: Clause) -> bool:
    return clause.mechanic.proportion is not None and clause.window.shape == "fact" and not by_line(clause)
