"""What a field takes, in words: from the annotation of a typed model to a cell of a table."""

from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BeforeValidator

from ristorno.engine.benefits.base import BenefitKind
from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.mechanics.base import MechanicKind
from ristorno.engine.terms.model import Model

_SCALARS = {
    "read_number": "number",
    "read_rate": "rate",
    "read_bound": "number or rate",
    "read_day": "day",
    "read_instant": "instant",
    "read_days": "number of days",
    "read_name": "name",
    "read_zone": "time zone",
    "read_flag": "`true` or `false`",
    "read_string": "text",
    "read_payee": "`company`, `contact`, `party.ROLE`, `head` or `each`",
    "read_funder": "`sponsor`, `party.ROLE` or a name",
    "read_title": "text, or texts by language",
    "read_tender": "tender",
    "read_span": "length",
    "read_ending": "`day`, `month_end`, `quarter_end`, `year_end` or a day of the year (`MM-DD`)",
    "read_window": "[window](kinds.md#windows)",
    "read_keyed": "number or rate, or several by what a fact says",
    "read_whom": "a word or a list of them",
    "_read_rates": "rates by threshold",
}
_KINDS = {
    MeasureKind: "[measure](kinds.md#measures)",
    MechanicKind: "[mechanic](kinds.md#mechanics)",
    BenefitKind: "[benefit](kinds.md#benefits)",
}


def words(annotation: Any) -> str:
    """Return what an annotation takes. Raises ``ValueError`` for one that has no words yet."""
    if isinstance(annotation, str) or type(annotation).__name__ == "ForwardRef":
        return "[condition](program.md#conditions)"
    origin, given = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        known = [_SCALARS[name] for name in _readers(given[1:]) if name in _SCALARS]
        return known[0] if known else words(given[0])
    if origin in {Union, UnionType}:
        return _either(given)
    if origin is Literal:
        return _joined([f"`{each}`" for each in given])
    if origin is tuple:
        return f"list: {words(given[0])}"
    if origin is dict:
        return f"{words(given[1])}, by {words(given[0])}"
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return _linked(annotation)
    raise ValueError(f"no words for {annotation!r}")


def _readers(metadata: tuple[Any, ...]) -> list[str]:
    return [getattr(each.func, "__name__", "") for each in metadata if isinstance(each, BeforeValidator)]


def _either(given: tuple[Any, ...]) -> str:
    names = [getattr(each, "__name__", "") for each in given]
    if names[:1] == ["All"]:
        return "[condition](program.md#conditions)"
    return _joined([words(each) for each in given if each is not NoneType])


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} or {parts[-1]}"


def _linked(model: type[Model]) -> str:
    if model in _KINDS:
        return _KINDS[model]
    name = model.__name__
    link = f"[{HEADINGS.get(name, name).lower()}]({PAGES.get(name, 'program.md')}#{anchor(name)})"
    if model.SHORT is None:
        return link
    field = model.model_fields[model.SHORT]
    return f"{link}, or just its `{field.alias or model.SHORT}`"


HEADINGS = {
    "Terms": "Program",
    "VersionHead": "Version",
    "AgreementHead": "Agreement",
    "FactSet": "Set",
    "NewMembers": "Instead",
    "Row": "Row of a table",
    "Values": "Different values",
    "Lasting": "How long a level lasts",
    "Early": "Days early",
    "Counted": "Counted in",
    "Accrue": "Provision",
    "Award": "Reward in pieces",
    "FairValue": "Fair value",
    "BroughtForward": "Brought forward",
    "WalletTerms": "Wallet",
    "SettlementTerms": "Settlement",
    "OfferLimits": "Limits of an offer",
    "Beside": "Another offer",
    "AfterOffers": "After other offers",
    "VoucherFor": "Voucher",
    "FreeGoods": "Free product",
}
"""Headings of models whose names are for the code."""

PAGES = dict.fromkeys(("Row", "Values", "Early", "Counted", "Sum", "Count"), "kinds.md")
"""Models that are told on another page than the program's."""


def anchor(name: str) -> str:
    """Return the anchor of a model's section."""
    return HEADINGS.get(name, name).lower().replace(" ", "-")
