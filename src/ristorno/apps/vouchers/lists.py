"""Lists of codes from CSV files and workbooks."""

from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ristorno.apps.vouchers.values import Brought
from ristorno.intake.rows import read_rows
from ristorno.kernel.problem import Refused

_COLUMNS: Final = MappingProxyType(
    {
        "code": ("code", "voucher", "coupon", "promo code", "код", "купон", "промокод", "รหัส", "คูปอง"),
        "member": ("member", "member key", "customer", "company id", "участник", "код участника", "รหัสสมาชิก"),
        "referrer": ("referrer", "referred by", "пригласил", "рекомендатель", "ผู้แนะนำ"),
        "contact": ("contact", "contact key", "контакт", "код контакта", "รหัสผู้ติดต่อ"),
    }
)


def brought(file: Path, sheet: str | None = None) -> Iterator[Brought]:
    """Yield the codes of a list, with whose each is alone, if so.

    Raises:
        Refused: the file cannot be read, or has no column of codes.
    """
    rows = read_rows(file, _COLUMNS, ["code"], sheet)
    if rows.problems:
        raise Refused(rows.problems)
    for row in rows.rows:
        yield Brought(row["code"], row["member"], row["contact"], row["referrer"])
