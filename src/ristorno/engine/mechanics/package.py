"""So much for every started package of N: ``package: {size: 12, gives: 3}``."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from ristorno.engine.explanation import Step
from ristorno.engine.mechanics.base import Due, MechanicKind, Paid
from ristorno.engine.phrase import Phrase, phrase
from ristorno.engine.said import Said, Words, says
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.scalars import Number
from ristorno.kernel.document import Tree
from ristorno.kernel.number import Exact, per_unit, plus, started_steps


class Package(MechanicKind):
    """An amount for every started package. 25 pieces in packages of 12 are three packages, the third one started.

    Nothing measured starts no package.
    """

    KEY: ClassVar[str] = "package"
    STARTER: ClassVar[Mapping[str, Tree]] = {
        "measure": "quantity",
        "mechanic": {"package": {"size": "12", "gives": "3"}},
    }
    SENTENCES: ClassVar[Mapping[str, Phrase]] = {
        "package": phrase(
            "{of:measure} ÷ {size:mark} → {packages:number}; {packages:number} × {gives:amount}",
            en=("Started packages", "That is {packages:started} of {size:mark}, {gives:amount} each: {result:amount}."),
            ru=(
                "Начатые упаковки",
                "Это {packages:started} по {size:mark}, за каждую {gives:amount}: {result:amount}.",
            ),
            th=(
                "แพ็กที่เริ่มแล้ว",
                "เท่ากับ {packages:started} แพ็กละ {size:mark} ได้แพ็กละ {gives:amount} รวม {result:amount}",
            ),
        )
    }
    RULES: ClassVar[Mapping[str, Words]] = {
        "package": says(
            en="{gives:amount} for every package of {size:mark}; a package that is only started counts whole.",
            ru="{gives:amount} за каждую упаковку по {size:mark}; начатая упаковка считается целой.",
            th="{gives:amount} ต่อแพ็กขนาด {size:mark} แพ็กที่เริ่มแล้วนับเป็นเต็มแพ็ก",
        )
    }

    size: Number = Field(description="how much of the measure a package holds")
    gives: Number = Field(description="how much each package gives, full or only started")

    def most_per_unit(self, least: Exact) -> Exact | None:
        """Return what is given at ``least``, or where the next package was just begun."""
        if least <= 0:
            return None
        begun = started_steps(least, self.size)
        return max(per_unit(begun * self.gives, least), per_unit((begun + 1) * self.gives, begun * self.size))

    def pay(self, due: Due) -> Paid:
        """Return the number of started packages times what one gives."""
        packages = started_steps(due.paid, self.size)
        return Paid(packages * self.gives, lambda: [self._step(due.paid, packages)])

    def _step(self, of: Exact, packages: int) -> Step:
        details = {
            "of": of,
            "size": self.size,
            "packages": Decimal(packages),
            "room": plus(packages * self.size, -of),
            "gives": self.gives,
        }
        return Step("package", packages * self.gives, details)

    def rules(self) -> Iterator[Said]:
        """Yield the size and what a package gives."""
        yield Said("package", {"size": self.size, "gives": self.gives})

    def problems(self) -> Iterator[Finding]:
        """Yield a problem for a size or an amount that makes no sense."""
        if self.size <= 0:
            remedy = "Write how much a package holds, such as 12."
            yield Finding(("size",), "terms.step", "A package must hold more than 0.", remedy)
        if self.gives < 0:
            yield Finding(("gives",), "terms.negative", "An amount below 0 would take money away.", "Write 0 or more.")
