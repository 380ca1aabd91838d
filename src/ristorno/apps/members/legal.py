"""Numbers under which authorities know a company: their form and check digits, country by country.

The checks are those of python-stdnum; a scheme is written ``ru.inn``, ``de.vat``, ``th.tin``. Of the Russian KPP there
is nothing but its form to check.
"""

import re
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any

from stdnum import exceptions
from stdnum.util import get_cc_module

from ristorno.kernel.problem import Problem, Refused

_KPP = re.compile(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}")
_TAX: Mapping[str, str] = MappingProxyType({"RU": "inn", "TH": "tin", "US": "ein", "UA": "edrpou", "JP": "cn"})
"""Under which number a country's tax office knows companies, where it is not the one of its VAT."""
_LENGTHS: Mapping[tuple[str, str], Mapping[int, str]] = MappingProxyType(
    {
        ("ru.inn", "company"): {10: "10 digits"},
        ("ru.inn", "sole_trader"): {12: "12 digits"},
        ("ru.ogrn", "company"): {13: "13 digits"},
        ("ru.ogrn", "sole_trader"): {15: "15 digits"},
    }
)
_SCHEME = re.compile(r"[a-z]{2}\.[a-z_0-9]+")


def tax_scheme(country: str) -> str:
    """Return the scheme of a country's tax number of companies: ``ru.inn``, ``th.tin``, ``de.vat``."""
    return f"{country.lower()}.{_TAX.get(country.upper(), 'vat')}"


def checked(scheme: str, number: str, kind: str = "company") -> str:
    """Return a legal number without blanks and signs, after its form and its check digits were found right.

    Raises:
        Refused: the scheme is unknown, or the number cannot be right.
    """
    if scheme == "ru.kpp":
        return _kpp(number)
    rules = _module(_closer(scheme, number))
    if rules is None:
        reason = f"There is no kind of legal number {scheme!r}."
        remedy = "Write the country and the kind, such as ru.inn, ru.ogrn, ru.kpp, de.vat, th.tin."
        raise Refused([Problem("members.legal_scheme", reason, remedy)])
    try:
        clean = str(rules.validate(number))
    except exceptions.ValidationError as error:
        raise Refused([_wrong(scheme, number, error)]) from None
    lengths = _LENGTHS.get((scheme, kind))
    if lengths is not None and len(clean) not in lengths:
        reason = f"{number!r} has {len(clean)} digits; as {scheme} a {kind.replace('_', ' ')} has {_any(lengths)}."
        raise Refused([Problem("members.legal_kind", reason, "Correct the number, or the kind of the member.")])
    return clean


def _closer(scheme: str, number: str) -> str:
    """Return the scheme that tells best what is wrong: of Thai numbers those of companies begin with 0."""
    if scheme != "th.tin":
        return scheme
    return "th.moa" if number.strip().startswith("0") else "th.pin"


def _any(lengths: Mapping[int, str]) -> str:
    return " or ".join(lengths.values())


def _kpp(number: str) -> str:
    clean = re.sub(r"[\s-]", "", number).upper()
    if _KPP.fullmatch(clean) is None:
        reason = f"{number!r} is no KPP."
        raise Refused(
            [Problem("members.legal_number", reason, "It has four digits, two digits or letters, three digits.")]
        )
    return clean


def _module(scheme: str) -> Any | None:
    if _SCHEME.fullmatch(scheme) is None:
        return None
    country, _, name = scheme.partition(".")
    found = get_cc_module(country, name)
    package = f"stdnum.{country}_" if country in {"in", "is"} else f"stdnum.{country}"
    if found is None and find_spec(package) is not None and find_spec(f"{package}.{name}") is not None:
        found = import_module(f"{package}.{name}")
    return found if hasattr(found, "validate") else None


def _wrong(scheme: str, number: str, error: exceptions.ValidationError) -> Problem:
    match error:
        case _ if not number.strip():
            said = "it is empty"
        case exceptions.InvalidChecksum():
            said = "its check digit does not fit the others"
        case exceptions.InvalidLength():
            said = "it has too few or too many digits"
        case exceptions.InvalidFormat():
            said = "it has signs that do not belong there"
        case _:
            said = "a part of it is none that is given out"
    reason = f"{number!r} cannot be a number of the kind {scheme}: {said}."
    return Problem("members.legal_number", reason, "Take it from the papers of the company again.")
