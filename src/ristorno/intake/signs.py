"""Signs of currencies as programs write them beside amounts, and which currencies each of them can mean.

Symbols are those of some language in Unicode's CLDR (``currencies/*/symbol``). The others are abbreviations in use at
home (руб., грн., тг, บาท, Rs, lei, kr., Fr.) and further dollars and pounds of people who write the bare sign. A sign
that several currencies share means the one that is told.
"""

from collections.abc import Mapping
from types import MappingProxyType

_SIGNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "$": (
            "USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN", "TWD", "ARS", "CLP", "COP", "BRL", "BND", "NAD",
        ),
        "US$": ("USD",), "A$": ("AUD",), "AU$": ("AUD",), "C$": ("CAD",), "CA$": ("CAD",), "NZ$": ("NZD",),
        "S$": ("SGD",), "HK$": ("HKD",), "MX$": ("MXN",), "NT$": ("TWD",), "R$": ("BRL",),
        "€": ("EUR",), "£": ("GBP", "EGP", "LBP"), "¥": ("JPY", "CNY"), "￥": ("JPY", "CNY"), "₽": ("RUB",),
        "руб.": ("RUB", "BYN"), "руб": ("RUB", "BYN"), "р.": ("RUB", "BYN"), "Br": ("BYN",), "฿": ("THB",),
        "บาท": ("THB",), "₸": ("KZT",), "тг": ("KZT",), "₴": ("UAH",), "грн.": ("UAH",), "грн": ("UAH",),
        "₹": ("INR",), "Rs.": ("INR", "PKR", "LKR"), "Rs": ("INR", "PKR", "LKR"), "₩": ("KRW",), "₫": ("VND",),
        "₺": ("TRY",), "₾": ("GEL",), "֏": ("AMD",), "₼": ("AZN",), "₪": ("ILS",), "₱": ("PHP",), "₦": ("NGN",),
        "Rp": ("IDR",), "RM": ("MYR",), "R": ("ZAR",), "zł": ("PLN",), "Kč": ("CZK",), "Ft": ("HUF",), "lei": ("RON",),
        "лв.": ("BGN",), "kr": ("SEK", "NOK", "DKK", "ISK"), "kr.": ("DKK", "SEK", "NOK"), "Fr.": ("CHF",),
    }
)  # fmt: skip


_CODES = (
    *(code for codes in _SIGNS.values() for code in codes),
    "CHF", "AED", "SAR", "QAR", "KWD", "UZS", "KGS", "TJS", "MDL", "RSD", "KES", "GHS", "MAD", "PEN", "UYU",
)  # fmt: skip

MEANT: Mapping[str, tuple[str, ...]] = MappingProxyType({**_SIGNS, **{code: (code,) for code in _CODES}})
"""By sign, or code, the currencies that it can mean, the commonest first."""
