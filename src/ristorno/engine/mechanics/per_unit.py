"""So much for every unit of the measure: ``per_unit: 20`` points a tire."""

from collections.abc import Iterator, Mapping
from typing import ClassVar, Self

from pydantic import Field

from ristorno.engine.explanation import Step
from ristorno.engine.mechanics.base import Due, MechanicKind, Paid
from ristorno.engine.mechanics.keyed import ROWS_TOLD, Keyed, KeyedNumber, leaf, numbers, rows_told
from ristorno.engine.phrase import Phrase, phrase
from ristorno.engine.said import Grid, Said, Words, says
from ristorno.engine.terms.finding import Finding
from ristorno.kernel.document import Tree
from ristorno.kernel.number import Exact, times


class PerUnit(MechanicKind):
    """An amount for every unit measured, parts of a unit in proportion. E04: 12 summer tires at 20 are 240 points."""

    KEY: ClassVar[str] = "per_unit"
    STARTER: ClassVar[Mapping[str, Tree]] = {"measure": "quantity", "mechanic": {"per_unit": "1"}}
    CHOICE: ClassVar[str | None] = "by"
    SHORT: ClassVar[str | None] = "gives"
    SENTENCES: ClassVar[Mapping[str, Phrase]] = {
        "per_unit": phrase(
            "{of:measure} × {gives:amount}",
            en=("Per unit", "{gives:amount} for each unit makes {result:amount}."),
            ru=("За единицу", "{gives:amount} за каждую единицу даёт {result:amount}."),
            th=("ต่อหน่วย", "หน่วยละ {gives:amount} รวมเป็น {result:amount}"),
        ),
        "per_unit.of": phrase(
            "{of:measure} × {gives:amount}",
            en=("Per {uom}", "{gives:amount} for each {uom} makes {result:amount}."),
            ru=("За единицу ({uom})", "{gives:amount} за каждую единицу ({uom}) даёт {result:amount}."),
            th=("ต่อ {uom}", "{uom} ละ {gives:amount} รวมเป็น {result:amount}"),
        ),
    }

    RULES: ClassVar[Mapping[str, Words]] = {
        **ROWS_TOLD,
        "per_unit": says(
            en="{gives:amount} for every unit counted, parts of a unit in proportion.",
            ru="{gives:amount} за каждую учтённую единицу, за часть единицы пропорционально.",
            th="{gives:amount} ต่อทุกหน่วยที่นับได้ เศษของหน่วยคิดตามส่วน",
        ),
        "per_unit.of": says(
            en="{gives:amount} for every {unit} counted, parts of it in proportion.",
            ru="{gives:amount} за каждую учтённую единицу ({unit}), за её часть пропорционально.",
            th="{gives:amount} ต่อทุก {unit} ที่นับได้ เศษคิดตามส่วน",
        ),
        "per_unit.block": says(
            en="{gives:amount} for every block counted.",
            ru="{gives:amount} за каждый учтённый блок.",
            th="{gives:amount} ต่อทุกบล็อกที่นับได้",
        ),
    }

    gives: KeyedNumber = Field(
        description="how much one unit of the measure gives, or `{by: group, NAME: ..., else: ...}`"
    )

    @property
    def linear(self) -> bool:
        """Every unit of the measure earns the same."""
        return True

    @property
    def keyed(self) -> Keyed | None:
        """By what of a fact the rate is picked."""
        return self.gives if isinstance(self.gives, Keyed) else None

    def of_row(self, row: int) -> Self:
        """Return the mechanic with the rate of one row alone."""
        return self.model_copy(update={"gives": leaf(self.gives, row)}) if self.keyed else self

    def most_per_unit(self, least: Exact) -> Exact | None:
        """Return the highest amount for a unit."""
        return max(numbers(self.gives))

    def pay(self, due: Due) -> Paid:
        """Return gives x measure."""
        gives = leaf(self.gives, 1)
        amount = times(due.paid, gives)
        return Paid(amount, lambda: [Step("per_unit", amount, {"of": due.paid, "gives": gives})], gives)

    def rules(self) -> Iterator[Said | Grid]:
        """Yield the amount of a unit."""
        if isinstance(self.gives, Keyed):
            yield Said("by")
            yield rows_told(self.gives, "amount")
        else:
            yield Said("per_unit", {"gives": self.gives})

    def problems(self) -> Iterator[Finding]:
        """Yield a problem for a negative amount."""
        if min(numbers(self.gives)) < 0:
            yield Finding((), "terms.negative", "An amount below 0 would take money away.", "Write 0 or more.")
