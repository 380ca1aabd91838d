"""Numbers in SQL: exact, with at most four decimals, or a check that says why not."""

from collections.abc import Iterator
from dataclasses import dataclass

from ristorno.intake.duck import text
from ristorno.intake.mapping import Factor, Format, NumberField
from ristorno.intake.signs import MEANT
from ristorno.intake.sql import written
from ristorno.intake.sql.checks import Check, Guarded, quoted
from ristorno.intake.sql.columns import DERIVED, FITTED, VALUES, Cell, Columns
from ristorno.kernel.number import AMOUNT_DECIMALS, AMOUNT_LIMIT
from ristorno.kernel.problem import Place, Problem, Refused

EXACT = "decimal(18,4)"
WIDE = "decimal(38,20)"
FACTOR = "decimal(20,8)"

_ROUND = "Say round: 4 in the mapping if rounding is meant."
_FORMAT = "Correct the number; decimal commas and thousands marks are stated in the mapping under format."


@dataclass(frozen=True, slots=True)
class Number:
    """The expression of a number and what can be wrong with it."""

    sql: str
    checks: tuple[Guarded, ...]


def number(field: NumberField, columns: Columns, form: Format, path: str, currency: str | None = None) -> Number:
    """Return the SQL of a number field; ``currency`` is the SQL of the one that it is in, None where it is no money.

    Raises:
        Refused: a float column is read without a stated rounding.
    """
    factors = field.product or (Factor(column=field.column),)
    cells = [columns[factor.column or factor.one_minus or ""] for factor in factors]
    for cell in cells:
        if cell.is_float and field.round is None:
            reason = f"The column {cell.header} holds floats, which are not exact."
            remedy = f"Say how to round them: {path}: {{column: ..., round: 4}}."
            raise Refused([Problem("intake.float_amount", reason, remedy, Place(path=f"facts.{path}"))])
    inner = EXACT if field.round is None else WIDE if len(factors) == 1 else FACTOR
    values = [columns.steps.let(VALUES, value_sql(cell, form, inner, money=currency is not None)) for cell in cells]
    checks = [_checks(cell, value, form, field, currency) for cell, value in zip(cells, values, strict=True)]
    terms = [f"(1 - {v})" if f.one_minus else v for f, v in zip(factors, values, strict=True)]
    if len(terms) == 1 and field.round is None:
        return Number(terms[0], tuple(checks))
    return _computed(field, columns, terms, checks, ", ".join(cell.header for cell in cells))


def _computed(field: NumberField, columns: Columns, terms: list[str], checks: list[Guarded], header: str) -> Number:
    # One wide factor makes DuckDB multiply in 128 bits; try() turns what is still too long into a null.
    wide = f"try({' * '.join([f'cast({terms[0]} as decimal(30,8))', *terms[1:]])})" if len(terms) > 1 else terms[0]
    if field.round is not None:
        wide = f"try(round({wide}, {field.round}))"
    narrow = _narrow(terms) if field.round is None else None
    if narrow is not None:
        narrow = columns.steps.let(DERIVED, narrow)
        value = columns.steps.let(
            FITTED,
            f"case when {narrow} is not null then cast({narrow} as {EXACT}) else try_cast({wide} as {EXACT}) end",
        )
        guard = f"{value} = {narrow}"
    else:
        wide = columns.steps.let(DERIVED, wide)
        value = columns.steps.let(FITTED, f"try_cast({wide} as {EXACT})")
        guard = f"({value} = {wide} and abs({wide}) < {AMOUNT_LIMIT})"
    given = " and ".join(f"{term} is not null" for term in terms)
    shown = text(f"The product of {header}" if len(terms) > 1 else f"The number in {header}")
    large = Check(
        "intake.too_large", header, f"({given}) and ({value} is null or abs({value}) >= {AMOUNT_LIMIT})",
        f"{shown} || ' is ten trillion or more.'", "Check the numbers of the row.",
    )  # fmt: skip
    fine = Check(
        "intake.too_many_decimals", header, f"{value} <> {wide}",
        f"{shown} || ' has more than {AMOUNT_DECIMALS} decimals.'", _ROUND,
    )  # fmt: skip
    return Number(value, (*checks, Guarded(guard, (large, fine))))


def _narrow(terms: list[str]) -> str | None:
    """The product of two factors in 64 bits, null where they are too large for it: four times as fast, and usual."""
    if len(terms) != 2:
        return None
    small = " and ".join(f"abs({term}) < 100000" for term in terms)
    return f"case when {small} then cast({terms[0]} * {terms[1]} as decimal(18,8)) end"


def value_sql(cell: Cell, form: Format, kind: str, *, money: bool = True) -> str:
    """Return the SQL of the number in a cell, null where it is none; only ``money`` may have the sign of a currency."""
    if cell.kind == "VARCHAR":
        return written.value(cell, form, kind, money=money)
    return f"try_cast({cell.plain if cell.is_float else cell.value} as {kind})"


def _checks(cell: Cell, value: str, form: Format, field: NumberField, currency: str | None) -> Guarded:
    if cell.kind != "VARCHAR":
        return _native(cell, value, field)
    exact = written.plain(form, decimals=AMOUNT_DECIMALS if field.round is None else None)
    ledger = written.ledger(cell, form, money=currency is not None)
    more = written.has_more_decimals(cell, form) if field.round is None else "false"
    fine = (
        f"({cell.loose} is null or (regexp_full_match({cell.loose}, {text(exact)}) and {value} is not null) "
        f"or ({ledger} and {value} is not null and abs({value}) < {AMOUNT_LIMIT} and not {more}))"
    )
    some = f"not {fine} and {cell.plain} is not null"
    long = f"regexp_full_match({cell.plain}, {text(written.plain(form, decimals=None, digits=None))})"
    many = f"regexp_full_match({cell.plain}, {text(written.plain(form, decimals=None))})"
    checks = (
        Check("intake.too_many_decimals", cell.header, f"{some} and ({many} or ({ledger} and {more}))",
              f"{quoted(cell)} || ' has more than {AMOUNT_DECIMALS} decimals.'", _ROUND),
        Check("intake.too_large", cell.header, f"{some} and ({long} or {ledger})",
              f"{quoted(cell)} || ' is ten trillion or more.'", "Check the number."),
        Check("intake.wrong_number", cell.header, some,
              f"{quoted(cell)} || ' is not a number as the mapping expects it.'", _FORMAT),
    )  # fmt: skip
    kept = checks if field.round is None else checks[1:]
    # A number that is fine never reaches these: what fits no narrower pattern is told by the first wider one. Plain
    # numbers of a row are looked at together; where a ledger wrote one, the checks are gone through.
    return Guarded(
        f"({cell.loose} is null or {value} is not null)", (*kept, *_foreign(cell, currency)), (cell.loose, exact)
    )


def _foreign(cell: Cell, currency: str | None) -> Iterator[Check]:
    """The sign beside money must be one that the currency of its row can have."""
    if currency is None:
        return
    sign = written.sign(cell)
    pairs = (f"{each} {code}" for each, codes in MEANT.items() for code in codes)
    own = written.one_of(f"{sign}, ' ', upper({currency})", pairs)
    named = f"coalesce('that of the row is ' || upper({currency}), 'the row names none')"
    yield Check(
        "intake.other_currency", cell.header, f"{cell.plain} is not null and {sign} <> '' and not {own}",
        f"{quoted(cell)} || ' has the sign of a currency, and ' || {named} || '.'",
        "Correct the number or the currency; currency: USD under facts says one for the whole file.",
    )  # fmt: skip


def _native(cell: Cell, value: str, field: NumberField) -> Guarded:
    """Numbers that the file types: integers, decimals and, with a stated rounding, floats."""
    some = f"{cell.value} is not null"
    large = Check(
        "intake.too_large", cell.header, f"{some} and ({value} is null or abs({value}) >= {AMOUNT_LIMIT})",
        f"{quoted(cell)} || ' is ten trillion or more, or no number.'", "Check the number.",
    )  # fmt: skip
    if field.round is not None:
        return Guarded(f"({cell.value} is null or abs({value}) < {AMOUNT_LIMIT})", (large,))
    many = Check(
        "intake.too_many_decimals", cell.header, f"{value} <> {cell.value}",
        f"{quoted(cell)} || ' has more than {AMOUNT_DECIMALS} decimals.'", _ROUND,
    )  # fmt: skip
    fine = f"({cell.value} is null or ({value} = {cell.value} and abs({value}) < {AMOUNT_LIMIT}))"
    return Guarded(fine, (large, many))
