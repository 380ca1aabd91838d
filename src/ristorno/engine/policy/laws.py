"""What laws say of gifts to persons: dated, each with the place where it is written.

They differ in what they mean: above some a gift is forbidden, above others it may not be deducted from the profit. A
policy that names them keeps below all the same. A limit on each gift is taken for all of a year, which is never less.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final


@dataclass(frozen=True, slots=True)
class GiftLaw:
    """What one person may be given in a calendar year from a day on, in money of a currency."""

    country: str
    since: date
    at_most: Decimal
    currency: str
    means: str
    source: str


_DEDUCTED = "gifts to one person in a year above it may not be deducted"
_GERMAN = "https://www.gesetze-im-internet.de/estg/__4.html"
LAWS: Final[tuple[GiftLaw, ...]] = (
    GiftLaw("DE", date(2004, 1, 1), Decimal(35), "EUR", _DEDUCTED, f"EStG § 4 (5) 1 no. 1, until 2023, {_GERMAN}"),
    GiftLaw("DE", date(2024, 1, 1), Decimal(50), "EUR", _DEDUCTED, f"EStG § 4 (5) 1 no. 1, {_GERMAN}"),
    GiftLaw(
        "GB",
        date(2005, 4, 6),
        Decimal(50),
        "GBP",
        _DEDUCTED,
        "ITTOIA 2005 s 47 (3), https://www.legislation.gov.uk/ukpga/2005/5/section/47",
    ),
    GiftLaw(
        "RU",
        date(2009, 1, 10),
        Decimal(3_000),
        "RUB",
        "a gift above it is forbidden between companies and to officials",
        "Civil Code, art. 575 (1), as amended by 280-FZ of 2008-12-25",
    ),
    GiftLaw(
        "US",
        date(1963, 1, 1),
        Decimal(25),
        "USD",
        _DEDUCTED,
        "26 U.S.C. § 274 (b) (1), https://www.law.cornell.edu/uscode/text/26/274",
    ),
)
COUNTRIES: Final = tuple(sorted({law.country for law in LAWS}))


def gift_laws(country: str | None, currency: str | None) -> tuple[GiftLaw, ...]:
    """Return the laws of a country that count in a currency, the earliest first."""
    found = (law for law in LAWS if (law.country, law.currency) == (country, currency))
    return tuple(sorted(found, key=lambda law: law.since))


def gift_law(country: str | None, currency: str | None, day: date) -> GiftLaw | None:
    """Return the law that holds on a day; None where none does, or none is known."""
    found = [law for law in gift_laws(country, currency) if law.since <= day]
    return found[-1] if found else None
