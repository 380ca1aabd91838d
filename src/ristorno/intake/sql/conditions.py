"""Conditions of a mapping in SQL. A comparison with an empty cell never holds, except ``empty`` itself."""

from decimal import Decimal, InvalidOperation

from ristorno.intake.duck import text
from ristorno.intake.mapping import Condition, Format
from ristorno.intake.sql.columns import VALUES, Cell, Columns
from ristorno.intake.sql.numbers import EXACT, value_sql
from ristorno.kernel.problem import Place, Problem, Refused

_ORDERS = {"below": "<", "above": ">", "at_least": ">=", "at_most": "<=", "number": "="}


def condition(told: Condition, columns: Columns, form: Format) -> str:
    """Return the SQL of a condition; true or false, never null."""
    if told.all is not None:
        return "(" + " and ".join(condition(part, columns, form) for part in told.all) + ")"
    if told.any is not None:
        return "(" + " or ".join(condition(part, columns, form) for part in told.any) + ")"
    if told.none is not None:
        return "(not (" + " or ".join(condition(part, columns, form) for part in told.none) + "))"
    assert told.column is not None
    cell = columns[told.column]
    parts = [*_texts(told, cell), *_numbers(told, cell, form)]
    if told.empty is not None:
        parts.append(f"{cell.text} is {'' if told.empty else 'not '}null")
    return "coalesce(" + " and ".join(parts) + ", false)"


def _texts(told: Condition, cell: Cell) -> list[str]:
    parts = []
    if told.equals is not None:
        parts.append(f"{cell.text} = {text(told.equals)}")
    if told.one_of is not None:
        parts.append(f"{cell.text} in ({', '.join(text(value) for value in told.one_of)})")
    for values, function in (
        (told.starts_with, "starts_with"),
        (told.ends_with, "ends_with"),
        (told.contains, "contains"),
    ):
        if values is not None:
            parts.append("(" + " or ".join(f"{function}({cell.text}, {text(value)})" for value in values) + ")")
    if told.matches is not None:
        parts.append(f"regexp_matches({cell.text}, {text(told.matches)})")
    return parts


def _numbers(told: Condition, cell: Cell, form: Format) -> list[str]:
    parts = []
    for field, sign in _ORDERS.items():
        value = getattr(told, field)
        if value is None:
            continue
        try:
            wanted = Decimal(value.replace("_", ""))
            if not wanted.is_finite():
                raise InvalidOperation  # noqa: TRY301
        except InvalidOperation:
            problem = Problem("intake.mapping", f"{value!r} is not a number to compare with.", "", Place(path=field))
            raise Refused([problem]) from None
        parts.append(f"{cell.steps.let(VALUES, value_sql(cell, form, EXACT))} {sign} {wanted:f}")
    return parts
