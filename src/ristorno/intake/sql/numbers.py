"""Numbers in SQL: exact, with at most four decimals, or a check that says why not."""

from dataclasses import dataclass

from ristorno.intake.duck import text
from ristorno.intake.mapping import Factor, Format, NumberField
from ristorno.intake.sql.checks import Check, quoted
from ristorno.intake.sql.columns import DERIVED, VALUES, Cell, Columns
from ristorno.kernel.number import AMOUNT_DECIMALS, AMOUNT_LIMIT
from ristorno.kernel.problem import Place, Problem, Refused

EXACT = "decimal(18,4)"
WIDE = "decimal(38,20)"
FACTOR = "decimal(20,8)"


@dataclass(frozen=True, slots=True)
class Number:
    """The expression of a number and what can be wrong with it."""

    sql: str
    checks: tuple[Check, ...]


def number(field: NumberField, columns: Columns, form: Format, path: str) -> Number:
    """Return the SQL of a number field.

    Raises:
        Refused: a float column is read without a stated rounding.
    """
    factors = field.product or (Factor(column=field.column),)
    cells = [columns[factor.column or factor.one_minus or ""] for factor in factors]
    for cell in cells:
        if cell.is_float and field.round is None:
            reason = f"The column {cell.header} holds floats, which are not exact."
            remedy = f"Say how to round them: {path}: {{column: ..., round: 4}}."
            raise Refused([Problem("float_amount", reason, remedy, Place(path=f"facts.{path}"))])
    inner = _type(len(factors), field.round)
    values = [columns.let(VALUES, _value(cell, form, inner)) for cell in cells]
    checks = [check for cell, value in zip(cells, values, strict=True) for check in _checks(cell, value, form, field)]
    terms = [f"(1 - {v})" if f.one_minus else v for f, v in zip(factors, values, strict=True)]
    return _product(field, columns, terms, tuple(checks), ", ".join(cell.header for cell in cells))


def _type(factors: int, rounding: int | None) -> str:
    if rounding is None:
        return EXACT
    return WIDE if factors == 1 else FACTOR


def _product(field: NumberField, columns: Columns, terms: list[str], checks: tuple[Check, ...], header: str) -> Number:
    # One wide factor makes DuckDB multiply in 128 bits; try() turns what is still too long into a null.
    product = f"try({' * '.join([f'cast({terms[0]} as decimal(30,8))', *terms[1:]])})" if len(terms) > 1 else terms[0]
    if field.round is not None:
        product = f"try(round({product}, {field.round}))"
    elif len(terms) == 1:
        return Number(product, checks)
    value = columns.let(DERIVED, f"try_cast({product} as {EXACT})")
    product = columns.let(DERIVED, product)
    given = " and ".join(f"{term} is not null" for term in terms)
    shown = f"'The product of {header.replace(chr(39), chr(39) * 2)} '"
    large = Check(
        "too_large", header, f"({given}) and ({value} is null or abs({value}) >= {AMOUNT_LIMIT})",
        f"{shown} || 'is ten trillion or more.'", "Check the numbers of the row.",
    )  # fmt: skip
    if field.round is not None:
        return Number(value, (*checks, large))
    fine = Check(
        "too_many_decimals", header, f"{value} <> {product}",
        f"{shown} || 'has more than {AMOUNT_DECIMALS} decimals.'", "Say round: 4 in the mapping if rounding is meant.",
    )  # fmt: skip
    return Number(value, (*checks, large, fine))


def _value(cell: Cell, form: Format, inner: str) -> str:
    if cell.kind == "VARCHAR" or cell.is_float:
        return f"try_cast({plain_number(cell, form)} as {inner})"
    return f"try_cast({cell.value} as {inner})"


def plain_number(cell: Cell, form: Format) -> str:
    """Return the SQL of the number's text with a point for the decimals and nothing between groups of digits."""
    if cell.kind != "VARCHAR":
        return cell.text
    sql = cell.text
    for mark in form.thousands:
        sql = f"replace({sql}, {text(mark)}, '')"
        if mark == " ":
            sql = f"replace(replace({sql}, chr(160), ''), chr(8239), '')"
    return f"replace({sql}, ',', '.')" if form.decimal == "," else sql


def _checks(cell: Cell, value: str, form: Format, field: NumberField) -> list[Check]:
    raw = plain_number(cell, form)
    size = Check(
        "too_large", cell.header, f"abs({value}) >= {AMOUNT_LIMIT}",
        f"{quoted(cell)} || ' is ten trillion or more.'", "Check the number.",
    )  # fmt: skip
    if cell.kind != "VARCHAR" and not cell.is_float:
        return [_native_decimals(cell, value, field), _unfit(cell, value, raw), size]
    checks = [_unfit(cell, value, raw), size]
    if cell.kind == "VARCHAR":
        checks.append(_grouping(cell, form))
    if field.round is None:
        checks.append(
            Check(
                "too_many_decimals", cell.header,
                f"instr({raw}, '.') > 0 and length({raw}) - instr({raw}, '.') > {AMOUNT_DECIMALS}"
                f" and length(rtrim({raw}, '0')) - instr({raw}, '.') > {AMOUNT_DECIMALS}",
                f"{quoted(cell)} || ' has more than {AMOUNT_DECIMALS} decimals.'",
                "Say round: 4 in the mapping if rounding is meant.",
            )
        )  # fmt: skip
        checks.append(_exponent(cell, raw))
    return checks


def _unfit(cell: Cell, value: str, raw: str) -> Check:
    remedy = "Correct the number; decimal commas and thousands marks are stated in the mapping under format."
    return Check(
        "wrong_number", cell.header, f"{cell.text} is not null and ({value} is null or contains({raw}, '_'))",
        f"case when regexp_full_match({raw}, '[+-]?[0-9]{{14,}}([.][0-9]*)?') then {quoted(cell)} || "
        f"' is ten trillion or more.' else {quoted(cell)} || ' is not a number.' end", remedy,
    )  # fmt: skip


def _exponent(cell: Cell, raw: str) -> Check:
    condition = f"contains({raw}, 'e') or contains({raw}, 'E')"
    sentence = f"{quoted(cell)} || ' is written with an exponent, as floats are.'"
    return Check("wrong_number", cell.header, condition, sentence, "Export exact decimals, or say round: 4.")


def _grouping(cell: Cell, form: Format) -> Check:
    """With a decimal comma a point that is no thousands mark would silently become a decimal point."""
    if form.decimal == ".":
        return Check("wrong_number", cell.header, "false", "''")
    condition = f"contains({cell.text}, '.')" if "." not in form.thousands else "false"
    sentence = f"{quoted(cell)} || ' has a point, while the mapping says decimal comma.'"
    return Check("wrong_number", cell.header, condition, sentence, "Say thousands: '.' if that is what it is.")


def _native_decimals(cell: Cell, value: str, field: NumberField) -> Check:
    condition = f"{value} <> {cell.value}" if field.round is None else "false"
    sentence = f"{quoted(cell)} || ' has more than {AMOUNT_DECIMALS} decimals.'"
    return Check("too_many_decimals", cell.header, condition, sentence, "Say round: 4 in the mapping if it is meant.")
