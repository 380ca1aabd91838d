"""Whether the part of a purchase that was paid otherwise than with money earns, and is measured."""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from ristorno.engine.terms.scalars import read_name
from ristorno.kernel.problem import near

Earning: TypeAlias = Literal["counted", "excluded"]

_DEFAULTS: Mapping[str, Earning] = {"points": "excluded", "prepaid": "counted", "money": "counted"}


def read_tender(value: object) -> str:
    """Read ``points``, ``prepaid``, ``voucher`` for all vouchers, or ``voucher.KIND``."""
    text = str(value).strip()
    kind, mark, name = text.partition(".")
    if text in {"points", "prepaid", "voucher"}:
        return text
    if kind == "voucher" and mark:
        return f"voucher.{read_name(name)}"
    raise ValueError(f"{text!r} is no tender; {near(text, ('points', 'prepaid', 'voucher', 'voucher.KIND'))}")


Tender = Annotated[str, BeforeValidator(read_tender)]


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Tenders = Annotated[tuple[Tender, ...], BeforeValidator(_listed), Field(min_length=1)]
"""One tender or several."""


def earns(name: str, own: Mapping[str, Earning], common: Mapping[str, Earning]) -> bool:
    """Return whether what a tender paid earns: as a clause says, else the program, else by default.

    Vouchers have no default: facts with vouchers of which nothing is said are set aside before.
    """
    general = name.partition(".")[0]
    for told in (own, common, _DEFAULTS):
        for key in (name, general):
            if key in told:
                return told[key] == "counted"
    return True


def among(name: str, tenders: tuple[str, ...]) -> bool:
    """Return whether a tender is one of some; ``voucher`` stands for all vouchers."""
    return name in tenders or name.partition(".")[0] in tenders
