"""The sums behind the steps that no mechanic owns, the same in every language."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

FORMULAS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "measure": "{lines}",
        "times.lifetime": "≤ {n:number}, {whom}",
        "times.window": "≤ {n:number}, {whom}",
        "free.facts": "− {left:measure}",
        "free.amount": "− {left:measure}",
        "free.first": "− {left:measure}",
        "free.all": "− {left:measure}",
        "cap_measure.fact": "≤ {at:measure}",
        "cap_measure.document": "≤ {at:measure}",
        "cap_measure.window": "≤ {at:measure}",
        "blocks.up": "{of:measure} ÷ {size:measure}",
        "blocks.down": "{of:measure} ÷ {size:measure}",
        "blocks.half_up": "{of:measure} ÷ {size:measure}",
        "baseline.window": "{judged:measure} − {baseline:measure}",
        "baseline.number": "{judged:measure} − {baseline:measure}",
        "baseline.new_member": "{judged:measure} − {baseline:measure}",
        "baseline.baseline_replaced": "{judged:measure} − {baseline:measure}",
        "sum": "",
        "multiply": "{was:amount} × {factor:number}",
        "by_line": "{stages}",
        "cap": "{was:amount} > {at:amount}",
        "cap_member": "{at:amount} − {given:amount}",
        "floor": "{was:amount} < {at:amount}",
        "minimum": "{was:amount} < {at:amount}",
        "guarantee": "{was:amount} < {agreed:amount}",
        "guarantee.surplus": "{was:amount} < {agreed:amount} − {surplus:amount}",
        "round": "{was:amount} → {step:number}",
        "charge": "× −1",
        "earlier": "{was:amount} − {earlier:amount}",
        "below_zero": "{measured:measure} < 0",
        "carried": "{measured:measure} < 0",
        "no_baseline": "",
        "baseline_nothing": "",
        "baseline_not_positive": "",
        "own_part": "{of:amount} × {brought:measure} ÷ {measured:measure}{extras}",
        "share": "{of:amount} × {rate:rate}{extras}",
        "left_to_company": "{of:amount} − {persons:amount}",
        "left_to_company.lost": "{of:amount} − {persons:amount} − {lost:amount}",
        "passed_on": "{of:amount} × {rate:rate}",
        "kept": "{of:amount} − {passed:amount}",
        "party_part": "{of:amount} × {brought:number} ÷ {measured:number}{extras}",
        "fee": "{of:amount} × {rate:rate}",
        "less_fee": "{of:amount} − {fee:amount}",
        "owed_by": "× −1",
        "gate_failed": "{was:amount} → 0",
        "gate_failed.nothing": "",
        "gate_open": "{was:amount}, 0",
        "gate_open.nothing": "",
    }
)
"""Formulas by kind of step, ``kind.variant`` where the words depend on how it went."""
