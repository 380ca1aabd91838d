"""Over the baseline: rows by per cent or by amount, paid on all, on the excess, or slice by slice."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from ristorno.engine.explanation import Detail, Step
from ristorno.engine.mechanics.base import Due, MechanicKind, Paid
from ristorno.engine.mechanics.rows import ascending, each_once, over_100
from ristorno.engine.mechanics.slices import Slice
from ristorno.engine.phrase import Phrase, phrase
from ristorno.engine.said import Grid, Said, Words, says
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.scalars import Flag, Rate, read_number, read_rate
from ristorno.kernel.document import Tree
from ristorno.kernel.number import ONE, ZERO, Exact, plus, times, total

Threshold = tuple[Decimal, bool]
"""A threshold and whether it is a share of the baseline."""


def _read_rates(value: object) -> object:
    if not isinstance(value, dict):
        raise PydanticCustomError("terms.table", "expected a table such as {10 %: 1 %, 25 %: 2 %}")
    each_once(_read_threshold)(value)
    return {_read_threshold(key): rate for key, rate in value.items()}


def _read_threshold(key: Any) -> Threshold:
    if isinstance(key, tuple):
        return key
    return (read_rate(key), True) if str(key).endswith("%") else (read_number(key), False)


class Growth(MechanicKind):
    """A rate on growth over the baseline.

    ``on_excess`` (default): the rate reached x (measure - baseline). ``on_all``: the rate reached x measure.
    ``marginal_on_excess``: each rate on its own slice of the growth. Growth below the first row earns nothing.
    """

    KEY: ClassVar[str] = "growth"
    STARTER: ClassVar[Mapping[str, Tree]] = {
        "measure": "amount",
        "baseline": {"window": "previous_year"},
        "mechanic": {"growth": {"pays": "on_excess", "rates": {"5 %": "1 %", "10 %": "2 %"}}},
    }
    SENTENCES: ClassVar[Mapping[str, Phrase]] = {
        "growth_row.on_excess": phrase(
            "{of:measure} × {rate:rate}",
            en=(
                "Growth from {threshold:growth}, on the excess",
                "Growth from {threshold:growth} earns {rate:rate} of the excess: {result:amount}.",
            ),
            ru=(
                "Рост от {threshold:growth}, на прирост",
                "Рост от {threshold:growth} даёт {rate:rate} с прироста: {result:amount}.",
            ),
            th=(
                "เติบโตตั้งแต่ {threshold:growth} คิดจากส่วนเพิ่ม",
                "เติบโตตั้งแต่ {threshold:growth} ได้ {rate:rate} ของส่วนเพิ่ม เท่ากับ {result:amount}",
            ),
        ),
        "growth_row.on_all": phrase(
            "{of:measure} × {rate:rate}",
            en=(
                "Growth from {threshold:growth}, on everything",
                "Growth from {threshold:growth} earns {rate:rate} of everything: {result:amount}.",
            ),
            ru=(
                "Рост от {threshold:growth}, на всё",
                "Рост от {threshold:growth} даёт {rate:rate} со всего: {result:amount}.",
            ),
            th=(
                "เติบโตตั้งแต่ {threshold:growth} คิดทั้งหมด",
                "เติบโตตั้งแต่ {threshold:growth} ได้ {rate:rate} ของทั้งหมด เท่ากับ {result:amount}",
            ),
        ),
        "growth_row.marginal_on_excess": phrase(
            "{of:measure} × {rate:rate}",
            en=("Slice {span}", "The slice {span} earns {rate:rate}: {result:amount}."),
            ru=("Часть {span}", "На часть {span} начисляется {rate:rate}: {result:amount}."),
            th=("ช่วง{span}", "ช่วง{span} ได้ {rate:rate} เท่ากับ {result:amount}"),
        ),
        "no_growth": phrase(
            "{judged:measure} < {from:measure}",
            en=(
                "Too little growth",
                "Growth is rewarded from {from:measure} ({threshold:growth}); {missing:measure} is missing.",
            ),
            ru=(
                "Рост недостаточен",
                "Бонус за рост начинается с {from:measure} ({threshold:growth}); не хватает {missing:measure}.",
            ),
            th=(
                "เติบโตไม่พอ",
                "โบนัสการเติบโตเริ่มที่ {threshold:growth} คือ {from:measure} ยังขาดอีก {missing:measure} จึงยังไม่ได้รับ",
            ),
        ),
    }

    RULES: ClassVar[Mapping[str, Words]] = {
        "on_all": says(
            en="The rate of the row that is reached is given on everything counted.",
            ru="Ставка достигнутой ступени применяется ко всему учтённому.",
            th="อัตราของขั้นที่ถึงคิดจากยอดทั้งหมดที่นับได้",
        ),
        "on_excess": says(
            en="The rate of the row that is reached is given on the whole growth.",
            ru="Ставка достигнутой ступени применяется ко всему приросту.",
            th="อัตราของขั้นที่ถึงคิดจากส่วนที่เพิ่มขึ้นทั้งหมด",
        ),
        "marginal_on_excess": says(
            en="Each rate is given on its own slice of the growth, up to the next threshold.",
            ru="Каждая ставка применяется к своей части прироста, до следующего порога.",
            th="แต่ละอัตราคิดจากช่วงของตนเองในส่วนที่เพิ่มขึ้น จนถึงเกณฑ์ถัดไป",
        ),
        "inclusive": says(
            en="A row holds from its threshold on, the threshold included; below the first row nothing is given.",
            ru="Ступень действует начиная с порога, включая сам порог; ниже первой ступени ничего не начисляется.",
            th="ขั้นเริ่มใช้ตั้งแต่เกณฑ์ของขั้น รวมเกณฑ์นั้นด้วย ต่ำกว่าขั้นแรกไม่ได้รับ",
        ),
        "exclusive": says(
            en="A row holds only above its threshold; up to the first threshold nothing is given.",
            ru="Ступень действует только выше порога; до первого порога включительно ничего не начисляется.",
            th="ขั้นใช้เฉพาะเมื่อเกินเกณฑ์ของขั้น หากไม่เกินเกณฑ์แรกไม่ได้รับ",
        ),
        "column.growth": says(en="growth from", ru="рост от", th="เติบโตตั้งแต่"),
        "column.rate": says(en="rate", ru="ставка", th="อัตรา"),
    }

    pays: Literal["on_all", "on_excess", "marginal_on_excess"] = Field(
        "on_excess", description="what the rate is paid on"
    )
    rates: Annotated[
        dict[Threshold, Rate],
        BeforeValidator(_read_rates),
        WithJsonSchema({"type": "object", "additionalProperties": {"type": "string"}}),
    ] = Field(
        description="growth from which a rate holds: `{10 %: 1 %}` of the baseline, or `{100_000: 1 %}` as amounts"
    )
    boundary: Literal["inclusive", "exclusive"] = Field("inclusive", description="whether a row holds at its threshold")
    allow_over_100: Flag = Field(False, description="say that rates over 100 % are meant")

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if len({relative for _, relative in self.rates}) != 1:
            raise PydanticCustomError("terms.table", "growth is given in per cent or in amounts, not in both")
        return self

    @property
    def linear(self) -> bool:
        """``on_all`` pays the same for every unit."""
        return self.pays == "on_all"

    @property
    def needs_baseline(self) -> bool:
        """Growth always compares."""
        return True

    @cached_property
    def relative(self) -> bool:
        """Whether thresholds are shares of the baseline."""
        return next(relative for _, relative in self.rates)

    def most_per_unit(self, least: Exact) -> Exact | None:
        """Return the highest rate: a baseline above 0 leaves no more than everything to pay it on."""
        return max(self.rates.values())

    def pay(self, due: Due) -> Paid:
        """Return the amount on the growth over the baseline, which must be given."""
        assert due.baseline is not None
        rows = [(self._at(threshold, due.baseline), rate) for (threshold, _), rate in self.rates.items()]
        reached = [
            row for row in rows if (due.judged > row[0] if self.boundary == "exclusive" else due.judged >= row[0])
        ]
        following = rows[len(reached)][0] if len(reached) < len(rows) else None
        slope = (reached[-1][1] if reached else ZERO) if self.linear else None
        bracket = list(self.rates)[len(reached) - 1][0] if reached else None
        baseline, count = due.baseline, len(reached)
        amount = total([self._gives(due, baseline, rows, index)[1] for index in self._counting(count)])
        return Paid(amount, lambda: self._steps(due, baseline, rows, count), slope, bracket, following)

    def rules(self) -> Iterator[Said | Grid]:
        """Yield what the rates are given on, and the rates."""
        yield Said(self.pays)
        columns = (("column.growth", "rate" if self.relative else "mark"), ("column.rate", "rate"))
        yield Grid(columns, tuple((threshold, rate) for (threshold, _), rate in self.rates.items()))
        yield Said(self.boundary)

    def problems(self) -> Iterator[Finding]:
        """Yield rows out of order, negative thresholds, rates that cannot be meant."""
        thresholds = [threshold for threshold, _ in self.rates]
        yield from ascending(thresholds, "rates")
        if min(thresholds) < 0:
            reason = "Growth below 0 reaches no row."
            yield Finding(("rates",), "terms.negative", reason, "Begin with 0 % or more.")
        for index, rate in enumerate(self.rates.values()):
            yield from over_100(rate, ("rates", index), allowed=self.allow_over_100)

    def _at(self, threshold: Decimal, baseline: Exact) -> Exact:
        return times(baseline, ONE + threshold) if self.relative else plus(baseline, threshold)

    def _steps(self, due: Due, baseline: Exact, rows: Sequence[tuple[Exact, Decimal]], reached: int) -> Iterator[Step]:
        for index in self._counting(reached):
            place = self._place(due.judged, baseline, rows, index, last=index + 1 == reached)
            base, amount = self._gives(due, baseline, rows, index)
            yield Step("growth_row", amount, {"mode": self.pays, **place, "of": base, "rate": rows[index][1]})
        if not reached:
            first = rows[0][0]
            details = {**self._threshold(baseline, 0), "judged": due.judged, "from": first}
            yield Step("no_growth", ZERO, {**details, "missing": plus(first, -due.judged)})

    def _counting(self, reached: int) -> range:
        """Return the rows that pay, of those reached."""
        return range(0 if self.pays == "marginal_on_excess" else max(0, reached - 1), reached)

    def _gives(
        self, due: Due, baseline: Exact, rows: Sequence[tuple[Exact, Decimal]], index: int
    ) -> tuple[Exact, Exact]:
        """Return what a row's rate is paid on, and what it gives."""
        lower, rate = rows[index]
        base = self._base(due, baseline, Slice(lower, rows[index + 1][0] if index + 1 < len(rows) else None))
        return base, times(base, rate)

    def _base(self, due: Due, baseline: Exact, part: Slice) -> Exact:
        """Return what a row's rate is paid on."""
        if self.pays == "on_all":
            return due.paid
        return part.part(due.judged) if self.pays == "marginal_on_excess" else plus(due.judged, -baseline)

    def _place(
        self, judged: Exact, baseline: Exact, rows: Sequence[tuple[Exact, Decimal]], index: int, *, last: bool
    ) -> dict[str, Detail]:
        """Tell where the measure lies among the rows."""
        at = rows[index][0]
        place: dict[str, Detail] = {"boundary": self.boundary, **self._threshold(baseline, index)}
        place |= {"judged": judged, "from": at, "above": plus(judged, -at)}
        if index + 1 < len(rows):
            place["until"] = rows[index + 1][0]
            if last:
                place["missing"] = plus(rows[index + 1][0], -judged)
        return place

    def _threshold(self, baseline: Exact, index: int) -> dict[str, Detail]:
        threshold = list(self.rates)[index][0]
        return {"baseline": baseline, "threshold": threshold, "by": "share" if self.relative else "amount"}
