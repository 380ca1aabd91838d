"""Which amounts are told in full: the largest, the largest of every clause, and one of every kind of doubt."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from ristorno.engine.accrual import Accrual
from ristorno.engine.explanation import Explanation
from ristorno.kernel.number import ZERO, Exact

LARGEST = 3

Why: TypeAlias = Literal["largest", "clause", "person", "provisional", "undetermined", "gate_failed", "no_baseline"]
"""Why an amount is told: among the largest of its unit, the largest of its clause, to a person, or of its kind."""
_KINDS: tuple[Why, ...] = ("person", "provisional", "undetermined", "gate_failed", "no_baseline")


@dataclass(frozen=True, slots=True)
class Told:
    """An accrual that the report explains; its explanation is put together when the report is written."""

    why: Why
    accrual: Accrual


_Weighed: TypeAlias = tuple[Exact, Accrual]


class ToldTally:
    """Keeps a handful of accruals out of any number."""

    def __init__(self) -> None:
        self._largest: dict[str, list[_Weighed]] = {}
        self._best: dict[tuple[Why, str], _Weighed] = {}

    def add(self, accrual: Accrual, explanation: Explanation | None) -> None:
        """Add an accrual, with its explanation where somebody needed it already."""
        self._offer_largest(accrual)
        if accrual.amount:
            self._offer("clause", f"{accrual.clause} {accrual.unit}", accrual.amount, accrual)
        if accrual.contact is not None and accrual.amount:
            self._offer("person", "", accrual.amount, accrual)
        if accrual.status == "undetermined":
            self._offer("undetermined", "", max(accrual.outcomes, default=ZERO) if accrual.outcomes else ZERO, accrual)
        if accrual.status == "provisional" and accrual.amount:
            self._offer("provisional", "", accrual.amount, accrual)
        if explanation is not None and explanation.note == "gate_failed" and accrual.status != "undetermined":
            self._offer("gate_failed", "", _lost(explanation), accrual)
        if explanation is not None and explanation.note == "no_baseline" and explanation.counted:
            self._offer("no_baseline", "", sum((item.value for item in explanation.counted), ZERO), accrual)

    def result(self) -> tuple[Told, ...]:
        """Return what is told, each accrual once: the largest of every unit, then of every clause, then the kinds."""
        told: dict[int, Told] = {}
        for item in self._ordered():
            told.setdefault(id(item.accrual), item)
        return tuple(told.values())

    def _ordered(self) -> Iterator[Told]:
        for _, weighed in sorted(self._largest.items()):
            yield from (Told("largest", accrual) for _, accrual in weighed)
        for (why, _), (_, accrual) in sorted(self._best.items(), key=lambda pair: pair[0]):
            if why == "clause":
                yield Told(why, accrual)
        for kind in _KINDS:
            if (kind, "") in self._best:
                yield Told(kind, self._best[kind, ""][1])

    def _offer_largest(self, accrual: Accrual) -> None:
        """Keep the largest amounts of a unit, one of each member, so that they do not all tell the same story."""
        if accrual.amount <= 0:
            return
        largest = self._largest.setdefault(accrual.unit, [])
        largest.append((accrual.amount, accrual))
        largest.sort(key=_rank)
        members: dict[str, _Weighed] = {}
        for weighed in largest:
            members.setdefault(weighed[1].member, weighed)
        self._largest[accrual.unit] = list(members.values())[:LARGEST]

    def _offer(self, why: Why, name: str, weight: Exact, accrual: Accrual) -> None:
        known = self._best.get((why, name))
        if known is None or _rank((weight, accrual)) < _rank(known):
            self._best[why, name] = (weight, accrual)


def _rank(weighed: _Weighed) -> tuple[Exact, str, str, str, str]:
    weight, accrual = weighed
    return -weight, accrual.member, accrual.clause, accrual.window_label, accrual.document or ""


def _lost(explanation: Explanation) -> Exact:
    """Return what would have been paid had the conditions been met."""
    lost = (step.details["was"] for step in explanation.steps if step.kind == "gate_failed")
    return next((amount for amount in lost if isinstance(amount, Decimal)), ZERO)
