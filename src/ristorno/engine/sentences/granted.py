"""What is granted of an amount, and what became of what was collected, as sentences."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ristorno.engine.accrual import Accrual
from ristorno.engine.granted import Collected, Granted
from ristorno.engine.sentences.speaker import Speaker
from ristorno.kernel.number import ZERO

_CUT: Mapping[str, str] = MappingProxyType({"alert_only": ".alert", "in_order": ".order", "pro_rata_at_close": ".cut"})
"""How it is told that there is not enough."""


def told_granted(speaker: Speaker, accrual: Accrual) -> Iterator[str]:
    """Yield what a budget or fund grants of an amount, and what became of it in the fund that collects it."""
    if accrual.granted is not None:
        yield _granted(speaker, accrual.granted)
    if accrual.collected is not None:
        yield _collected(speaker, accrual.collected)


def _granted(speaker: Speaker, granted: Granted) -> str:
    key = f"granted.{granted.source}"
    if granted.exhausted:
        key += _CUT[granted.rule]
    return speaker.say(
        key,
        name=granted.name,
        window=speaker.days.window(granted.window_label),
        balance=speaker.amount(granted.balance),
        asked=speaker.amount(granted.asked),
        before=speaker.amount(granted.before or ZERO),
        amount=speaker.amount(granted.amount),
    )


def _collected(speaker: Speaker, collected: Collected) -> str:
    return speaker.say(
        "collected.lapsed" if collected.lapsed else "collected",
        name=collected.name,
        window=speaker.days.window(collected.window_label),
        balance=speaker.amount(collected.balance),
        spent=speaker.amount(collected.spent),
        lapsed=speaker.amount(collected.lapsed),
    )
