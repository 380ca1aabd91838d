"""Reading a record that nobody has checked: numbers as exact fractions, steps with their details."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, Inexact
from fractions import Fraction
from typing import Any

from ristorno.kernel.number import plain


class Malformed(ValueError):  # noqa: N818 - it is an answer, not a fault of the program
    """The record lacks something that it needs, or a number is no number."""


def number(text: object, where: str) -> Fraction:
    """Return the number that a plain decimal text or ``n/d`` stands for."""
    if not isinstance(text, str):
        raise Malformed(f"{where}: a number must be written as text, found {text!r}")
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise Malformed(f"{where}: {text!r} is not a number") from None


def decimal(value: Fraction, where: str) -> Decimal:
    """Return a fraction as the decimal number that it must be."""
    try:
        return Decimal(value.numerator) / Decimal(value.denominator)
    except Inexact:
        raise Malformed(f"{where}: {plain(value)} has no end of decimals") from None


def held(mapping: object, name: str, where: str) -> Any:
    """Return what a mapping holds under a name that must be there."""
    if not isinstance(mapping, Mapping) or name not in mapping:
        raise Malformed(f"{where}: {name} is missing")
    return mapping[name]


def many(mapping: object, name: str, where: str) -> Sequence[Any]:
    """Return the list that a mapping holds under a name."""
    values = held(mapping, name, where)
    if not isinstance(values, Sequence) or isinstance(values, str):
        raise Malformed(f"{where}: {name} must be a list")
    return values


@dataclass(frozen=True, slots=True)
class StepRead:
    """One step of a record, with its place for complaints."""

    kind: str
    result: Fraction
    details: Mapping[str, Any]
    where: str

    def number(self, name: str) -> Fraction:
        """Return a number that the step must have."""
        return number(held(self.details, name, self.where), f"{self.where}, {name}")

    def text(self, name: str) -> str:
        """Return a word that the step must have."""
        return str(held(self.details, name, self.where))

    def has(self, name: str) -> bool:
        """Return whether the step says this."""
        return self.details.get(name) is not None

    @property
    def version(self) -> str | None:
        """The version of the terms that the step speaks for; None where there is one only."""
        found = self.details.get("version")
        return None if found is None else str(found)


def read_steps(values: Sequence[Any], where: str) -> list[StepRead]:
    """Return the steps of a list."""
    steps: list[StepRead] = []
    for index, value in enumerate(values, start=1):
        kind = str(held(value, "kind", f"{where} {index}"))
        spot = f"{where} {index} ({kind})"
        details = held(value, "details", spot)
        if not isinstance(details, Mapping):
            raise Malformed(f"{spot}: details must be a mapping")
        steps.append(StepRead(kind, number(held(value, "result", spot), f"{spot}, result"), details, spot))
    return steps


class Complaints:
    """What does not follow, collected."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def same(self, where: str, said: object, follows: object) -> None:
        """Complain unless what is said is what follows."""
        if said != follows:
            self.found.append(f"{where}: says {_shown(said)}, but {_shown(follows)} follows")

    def holds(self, where: str, *, truth: bool, reason: str) -> None:
        """Complain with a reason unless something holds."""
        if not truth:
            self.found.append(f"{where}: {reason}")


def _shown(value: object) -> str:
    if not isinstance(value, Fraction):
        return str(value)
    try:
        return plain(decimal(value, ""))
    except Malformed:
        return plain(value)
