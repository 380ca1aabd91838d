"""How numbers are written, as regular expressions: plainly, or as ledgers write them.

Plain is a sign before the digits, ``-1,500.00``. Ledgers also put the minus behind (SAP, ``1,500.00-``), negative
numbers into parentheses (Excel and QuickBooks, ``(1,500.00)``) and the sign of the currency before or behind them.
"""

from collections.abc import Iterable

from ristorno.intake.duck import text
from ristorno.intake.mapping import Format
from ristorno.intake.signs import MEANT
from ristorno.intake.sql.columns import TEXTS, Cell
from ristorno.kernel.number import AMOUNT_DECIMALS, AMOUNT_LIMIT

SPACES = "\u0020\u00a0\u202f"
_DIGITS = len(str(AMOUNT_LIMIT)) - 1
_SIGN = "[^-+0-9.,()|\u2212\u0020\u00a0\u202f]{1,4}[.]?"
"""What can be the sign or the code of a currency."""


def plain(form: Format, *, decimals: int | None, digits: int | None = _DIGITS) -> str:
    """Return the expression of a plain number: so many digits, grouped or not, and so many decimals (None: any)."""
    exponent = "([eE][-+]?[0-9]{1,3})?" if decimals is None and digits else ""
    return f" *[-+]?{_unsigned(form, decimals, digits)}{exponent} *"


def value(cell: Cell, form: Format, kind: str, *, money: bool) -> str:
    """Return the SQL of the number in a text, null where it is none.

    What ledgers write is asked of those texts alone that are no plain number.
    """
    marks = "".join(SPACES if mark == " " else mark for mark in form.thousands)
    simple = cell.loose
    for mark in marks:
        simple = f"replace({simple}, {text(mark)}, '')"
    digits = f"regexp_replace({_bare(cell)}, {text(f'[^0-9{form.decimal}]')}, '', 'g')"
    minus = f"case when regexp_matches({cell.loose}, '[-(\u2212]') then '-' else '' end"
    told = f"try_cast(concat({minus}, {_decimal_point(digits, form)}) as {kind})"
    # A step of its own: inside of one expression DuckDB would work out for every row what the rare ones share.
    usual = cell.steps.let(TEXTS, f"try_cast({_decimal_point(simple, form)} as {kind})")
    rare = f"case when {ledger(cell, form, money=money)} then {told} end"
    return f"case when {usual} is null and {cell.loose} is not null then {rare} else {usual} end"


def ledger(cell: Cell, form: Format, *, money: bool) -> str:
    """Return the SQL of whether a text is a number as ledgers write it, with at most one minus.

    Only ``money`` may have the sign of a currency, and one alone.
    """
    number, blanks = _unsigned(form, None, None), f"[{SPACES}]*"
    orders = f"[-+\u2212]?{blanks}{number}|{number}{blanks}[-\u2212]|[(]{blanks}{number}{blanks}[)]"
    shape = f"regexp_full_match({_bare(cell)}, {text(f'{blanks}({orders}){blanks}')})"
    inside = f"regexp_matches({cell.loose}, {text(f'[0-9.,]{blanks}{_SIGN}{blanks}[0-9]')})"
    known = one_of(sign(cell), ("", *MEANT) if money else ("",))
    return f"({shape} and not {inside} and {known})"


def has_more_decimals(cell: Cell, form: Format) -> str:
    """Return the SQL of whether a number as ledgers write it has more decimals than an amount."""
    return f"regexp_matches({cell.loose}, {text(f'[{form.decimal}][0-9]{{{AMOUNT_DECIMALS}}}0*[1-9]')})"


def sign(cell: Cell) -> str:
    """Return the SQL of the sign or code of a currency in a text, ``''`` where there is none."""
    return f"regexp_extract({cell.loose}, {text(_SIGN)}, 0)"


def one_of(sql: str, texts: Iterable[str]) -> str:
    """Return the SQL of whether a text without ``|`` is one of many; to compare it with each is dear."""
    return f"contains({text('|'.join(['', *texts, '']))}, concat('|', {sql}, '|'))"


def _bare(cell: Cell) -> str:
    return f"regexp_replace({cell.loose}, {text(_SIGN)}, '')"


def _decimal_point(sql: str, form: Format) -> str:
    return f"replace({sql}, ',', '.')" if form.decimal == "," else sql


def _unsigned(form: Format, decimals: int | None, digits: int | None) -> str:
    whole = f"[0-9]{{1,{digits}}}" if digits else "[0-9]+"
    if form.thousands:
        whole = f"({whole}|{_grouped(form, digits)})"
    places = f"{{0,{decimals}}}0*" if decimals is not None else "*"
    point = f"[{form.decimal}]"
    return f"({whole}({point}[0-9]{places})?|{point}[0-9]{places})"


def _grouped(form: Format, digits: int | None) -> str:
    marks = "".join(SPACES if mark == " " else f"\\{mark}" for mark in form.thousands)
    group = f"([{marks}][0-9]{{3}})"
    if digits is None:
        return f"[0-9]{{1,3}}{group}+"
    most, first = divmod(digits - 1, 3)
    return f"[0-9]{{1,3}}{group}{{1,{most - 1}}}|[0-9]{{1,{first + 1}}}{group}{{{most}}}"
