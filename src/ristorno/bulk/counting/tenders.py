"""What paid for documents besides money, and what of it earns by the terms of a clause."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from ristorno.engine.terms.tenders import Earning, earns

TENDERED: Mapping[str, str] = {
    "less": "VARCHAR",
    "member": "INTEGER",
    "document": "INTEGER",
    "line": "VARCHAR",
    "gone": "BOOLEAN",
    "left_amount": "BIGINT",
    "left_quantity": "BIGINT",
    "left_cost": "BIGINT",
    "left_tax": "BIGINT",
}
"""What is left of lines whose documents were paid with what does not earn, by the name of :class:`Tendering`.

A line of which nothing is left is ``gone``.
"""

MATCHED: Mapping[str, str] = {name: kind for name, kind in TENDERED.items() if name != "less"}
"""What is left of lines once returns that name nothing are taken off the oldest purchases."""

_PLAIN = ("points", "prepaid", "voucher")
"""All that can pay besides money; what is said of vouchers of one kind is said by its name."""


@dataclass(frozen=True, slots=True)
class Tendering:
    """Which tenders do not earn, and which kinds of them do nevertheless."""

    left_out: tuple[str, ...]
    earning: tuple[str, ...] = ()

    @classmethod
    def of(cls, own: Mapping[str, Earning], common: Mapping[str, Earning]) -> Self | None:
        """Return what a clause and its program say; None where everything earns."""
        told = {name: earns(name, own, common) for name in sorted({*_PLAIN, *own, *common})}
        general = {name: told.get(name.partition(".")[0], True) for name in told}
        left_out = tuple(name for name, held in told.items() if not held and (name in _PLAIN or general[name]))
        earning = tuple(name for name, held in told.items() if held and not general[name])
        return cls(left_out, earning) if left_out else None

    @classmethod
    def less(cls, tenders: Sequence[str]) -> Self:
        """Return that some tenders do not count."""
        return cls(tuple(sorted(set(tenders))))

    @property
    def name(self) -> str:
        """What lines are called of which only what earns is counted."""
        but = f" but with {', '.join(self.earning)}" if self.earning else ""
        return f"less what was paid with {', '.join(self.left_out)}{but}"

    def earns(self, tender: str) -> bool:
        """Return whether what a tender paid earns."""
        general = tender.partition(".")[0]
        return tender in self.earning or (tender not in self.left_out and general not in self.left_out)
