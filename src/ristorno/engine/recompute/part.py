"""The facts of one part of an amount, and what the steps so far have found out about it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ristorno.engine.recompute.reading import StepRead, held, number

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class FactRead:
    """One counted fact: its document, value, way along the brackets, and the version that judges it."""

    fact: str
    document: str
    value: Fraction
    judged: Fraction
    version: str
    free: Fraction = ZERO
    """What of it is free, and in its value no more."""
    otherwise: Fraction = ZERO
    """What of it was paid so that it does not earn."""
    use: str | None = None
    """For whom it counts, where for each of them only so many facts do."""
    pieces: Fraction = ZERO
    """How many pieces of it count, where these are counted one by one."""
    late: Fraction = ZERO
    """How many pieces of it came too late."""


def read_facts(counted: Sequence[Any]) -> dict[int, list[FactRead]]:
    """Return the counted facts by the number of their part, in their order."""
    parts: dict[int, list[FactRead]] = {}
    for index, fact in enumerate(counted, start=1):
        where = f"counted {index}"
        part = number(held(fact, "part", where), f"{where}, part")
        parts.setdefault(int(part) if part.denominator == 1 else 0, []).append(_read(fact, where))
    return parts


def _read(fact: Mapping[str, Any], where: str) -> FactRead:
    value = number(held(fact, "value", where), f"{where}, value")
    judged = held(fact, "judged", where)
    return FactRead(
        str(held(fact, "fact", where)),
        str(held(fact, "document", where)),
        value,
        value if judged is None else number(judged, f"{where}, judged"),
        str(held(fact, "version", where)),
        ZERO if held(fact, "free", where) is None else number(fact["free"], f"{where}, free"),
        ZERO if held(fact, "otherwise", where) is None else number(fact["otherwise"], f"{where}, otherwise"),
        None if held(fact, "use", where) is None else str(fact["use"]),
        ZERO if held(fact, "pieces", where) is None else number(fact["pieces"], f"{where}, pieces"),
        ZERO if held(fact, "late", where) is None else number(fact["late"], f"{where}, late"),
    )


@dataclass(slots=True)
class Part:
    """One part while its steps are redone. ``more`` is measured on top where the steps ask what would be."""

    facts: list[FactRead]
    carried: Fraction = ZERO
    more: Fraction = ZERO
    apart: bool = False
    """Whether another measure picks the row."""
    baseline: Fraction | None = None
    slopes: dict[str | None, Fraction] = field(default_factory=dict)
    factors: dict[str | None, Fraction] = field(default_factory=dict)
    tendered: bool = False
    """Whether it is told what was paid so that it does not earn."""
    free: StepRead | None = None
    """What is said to be free."""
    times: bool = False
    """Whether it is said how many facts may count."""
    cut: bool = False
    """Whether lines were cut at a bound on what is measured, so that their whole values are not known."""
    row: StepRead | None = None
    """The last row seen."""
    blocks: Callable[[Fraction], Fraction] | None = None
    """How many blocks a number makes, where blocks are counted."""
    charged: bool = False
    stopped: bool = False
    """Whether nothing is paid for a reason that ends the arithmetic."""
    _values: Fraction = field(init=False)
    _judged: Fraction = field(init=False)

    def __post_init__(self) -> None:
        # Steps ask for these sums line by line; a document may have thousands of lines.
        self._values = sum((fact.value for fact in self.facts), ZERO)
        self._judged = sum((fact.judged for fact in self.facts), ZERO)

    @property
    def measured(self) -> Fraction:
        """The measure of the whole window."""
        return self._values + self.carried + self.more

    @property
    def sign(self) -> int:
        """-1 where more was taken back than bought."""
        return -1 if self.measured < 0 else 1

    @property
    def position(self) -> Fraction:
        """Where the measure that picks the row stands, with its sign."""
        return self._judged + self._moved + self.more

    @property
    def _moved(self) -> Fraction:
        """How far what is carried over moves the number that picks the row: another measure has nothing carried."""
        return ZERO if self.apart else self.carried

    def judged(self, said: Fraction) -> Fraction:
        """Return the number by which rows are picked: below zero it is 0, or the absolute value where it is charged."""
        return self._unblocked(said) if self.blocks is None else self.blocks(abs(self.position))

    def _unblocked(self, said: Fraction) -> Fraction:
        if self.position >= 0:
            return self.position
        return -self.position if said == -self.position or (self.sign < 0 and not self.apart) else ZERO

    def paid(self, version: str | None) -> Fraction:
        """Return what is paid on under a version, with the sign taken off."""
        return self._paid(version) if self.blocks is None else self.blocks(self._paid(version))

    def _paid(self, version: str | None) -> Fraction:
        if version is None:
            return self.sign * self.measured
        values = sum((fact.value for fact in self.facts if fact.version == version), ZERO)
        if self.facts and self.facts[0].version == version:
            values += self.carried
        if self.facts and self.facts[-1].version == version:
            values += self.more
        return self.sign * values

    def lines(self) -> list[FactRead]:
        """Return the facts, led by what the window before handed over."""
        if not self.carried:
            return self.facts
        first = self.facts[0].version if self.facts else ""
        return [FactRead("", "", self.carried, self._moved, first), *self.facts]

    def slope(self, version: str) -> Fraction:
        """Return what one unit of a fact gives under its version, multiplied."""
        slope = self.slopes.get(version, self.slopes.get(None, ZERO))
        return slope * self.factors.get(version, self.factors.get(None, Fraction(1)))

    def sloping(self, version: str | None, slope: Fraction) -> None:
        """Remember what a step pays for one unit."""
        self.slopes[version] = self.slopes.get(version, ZERO) + slope
