"""A share of a whole: of a pool that all members divide, or of an expense by how much of it is one's own."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ristorno.engine.explanation import Step
from ristorno.engine.measures import Measure
from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.mechanics.base import Due, MechanicKind, Paid
from ristorno.engine.mechanics.rows import over_100
from ristorno.engine.phrase import Phrase, phrase
from ristorno.engine.said import Said, Words, says
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.scalars import Flag, Number, Rate
from ristorno.kernel.document import Tree
from ristorno.kernel.number import ZERO, Exact, plain, times


class ShareOf(MechanicKind):
    """``{pool: N}`` is divided among all members by what each measures; ``{rate, own, whole}`` pays an expense.

    E07: half of an advertisement is paid where only the supplier's own makers are shown, less in proportion: 100,000
    with 1 of 4 makers is 100,000 x 50 % x 1 / 4 = 12,500. The parts of a pool always sum to it, as long as anybody
    takes part: each is rounded down, and the steps left over go by the largest remainder, ties by the member's id.
    """

    KEY: ClassVar[str] = "share"
    STARTER: ClassVar[Mapping[str, Tree]] = {"measure": "amount", "mechanic": {"share": {"pool": "1_000"}}}
    SENTENCES: ClassVar[Mapping[str, Phrase]] = {
        "pool_part": phrase(
            "{pool:amount} × {judged:measure} ÷ {whole:measure}",
            en=(
                "Part of the pool",
                "Of {whole:measure} of all members that is your part of {pool:amount}: {result:amount}.",
            ),
            ru=(
                "Часть общей суммы",
                "У всех участников вместе {whole:measure}; ваша часть от {pool:amount} — {result:amount}.",
            ),
            th=("ส่วนของกองกลาง", "จาก {whole:measure} ของสมาชิกทั้งหมด ส่วนของคุณใน {pool:amount} คือ {result:amount}"),
        ),
        "no_part": phrase(
            "",
            en=("No part", "Only who measured something above zero has a part of the pool."),
            ru=("Без части", "Часть общей суммы получает только тот, у кого учтено больше нуля."),
            th=("ไม่มีส่วน", "มีส่วนในกองกลางเฉพาะผู้ที่มียอดมากกว่าศูนย์"),
        ),
        "proportion": phrase(
            "{of:measure} × {rate:rate} × {own:number} ÷ {whole:number}",
            en=(
                "Own share",
                "{rate:rate} are paid, of which {own:number} in {whole:number} is one's own: {result:amount}.",
            ),
            ru=(
                "Своя доля",
                "Оплачивается {rate:rate} по своей части, {own:number} из {whole:number}: {result:amount}.",
            ),
            th=("ส่วนของตน", "จ่าย {rate:rate} ตามส่วนของตน {own:number} ใน {whole:number}: {result:amount}"),
        ),
        "no_proportion": phrase(
            "",
            en=("Nothing of its own", "{own:number} in {whole:number} is no share to pay for, so nothing is due."),
            ru=(
                "Своего нет",
                "{own:number} из {whole:number} — не та доля, за которую платят, поэтому начисления нет.",
            ),
            th=("ไม่มีส่วนของตน", "{own:number} ใน {whole:number} ไม่ใช่ส่วนที่จ่ายให้ จึงไม่ได้รับ"),
        ),
    }
    RULES: ClassVar[Mapping[str, Words]] = {
        "pool": says(
            en="{pool:amount} is divided among all members who take part, by what each brings; the parts sum to it.",
            ru="{pool:amount} делится между всеми участниками по вкладу каждого; части в сумме дают целое.",
            th="{pool:amount} แบ่งให้สมาชิกทุกรายที่ร่วมตามยอดของแต่ละราย ทุกส่วนรวมกันเท่ากับยอดนี้",
        ),
        "rate": says(
            en="{rate:rate} of it, in proportion to what is one's own of the whole.",
            ru="{rate:rate} этой суммы, пропорционально своей доле в общем.",
            th="{rate:rate} ของยอดนี้ ตามสัดส่วนของตนในยอดทั้งหมด",
        ),
        "own": says(en="One's own: {own:counted}.", ru="Своя часть: {own:counted}.", th="ส่วนของตน: {own:counted}"),
        "whole": says(en="The whole: {whole:counted}.", ru="Общее: {whole:counted}.", th="ทั้งหมด: {whole:counted}"),
    }

    pool: Number | None = Field(None, description="the sum that all members divide, in every window anew")
    rate: Rate | None = Field(None, description="the rate that is paid where all of it is one's own")
    own: Measure | None = Field(None, description="how much of the whole is one's own, such as an attribute")
    whole: Measure | None = Field(None, description="the whole that it is a part of")
    allow_over_100: Flag = Field(False, description="a rate over 100 % is meant")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        parts = (self.rate, self.own, self.whole)
        of_expense = all(part is not None for part in parts)
        if of_expense == (self.pool is not None) or (self.pool is not None and any(part is not None for part in parts)):
            raise PydanticCustomError(
                "terms.share", "a share has a `pool`, or `rate`, `own` and `whole`, one of the two"
            )
        return self

    @property
    def compares(self) -> bool:
        """A pool is divided among all members."""
        return self.pool is not None

    @property
    def proportion(self) -> tuple[MeasureKind, MeasureKind] | None:
        """What is one's own, and the whole, where an expense is paid."""
        return None if self.own is None or self.whole is None else (self.own, self.whole)

    def most_per_unit(self, least: Exact) -> Exact | None:
        """Return the rate of an expense, of which no more than the whole is one's own; a pool has no such bound."""
        return self.rate

    def pay(self, due: Due) -> Paid:
        """Return the part of the pool, or of the expense."""
        return self._of_pool(due) if self.pool is not None else self._of_expense(due)

    def _of_pool(self, due: Due) -> Paid:
        assert self.pool is not None
        if due.judged <= 0 or due.charging or due.among is None:
            return Paid(ZERO, lambda: [Step("no_part", ZERO, {"judged": due.judged})])
        among = due.among
        down, leftover = among.field.part(among.member, self.pool, among.step)
        details = {"pool": self.pool, "judged": due.judged, "whole": among.field.total}
        details |= {"down": down, "leftover": leftover, "step": among.step}
        return Paid(down + leftover, lambda: [Step("pool_part", down + leftover, details)])

    def _of_expense(self, due: Due) -> Paid:
        assert self.rate is not None
        own, whole = due.beside
        details = {"of": due.paid, "rate": self.rate, "own": own, "whole": whole}
        if not 0 < own <= whole:
            return Paid(ZERO, lambda: [Step("no_proportion", ZERO, details)])
        amount = times(due.paid, Fraction(self.rate) * Fraction(own) / Fraction(whole))
        return Paid(amount, lambda: [Step("proportion", amount, details)])

    def rules(self) -> Iterator[Said]:
        """Yield what is divided, by what."""
        if self.pool is not None:
            yield Said("pool", {"pool": self.pool})
            return
        yield Said("rate", {"rate": self.rate})
        yield Said("own", {"own": self.own})
        yield Said("whole", {"whole": self.whole})

    def problems(self) -> Iterator[Finding]:
        """Yield pools and rates that make no sense."""
        if self.pool is not None and self.pool <= 0:
            reason = f"A pool of {plain(self.pool)} has nothing to divide."
            yield Finding(("pool",), "terms.negative", reason, "Write a sum above 0.")
        for name, part in zip(("own", "whole"), self.proportion or (), strict=False):
            if part.blocks is not None:
                reason = "A proportion is taken of what is measured, not of blocks."
                yield Finding((name,), "terms.share", reason, "Take `in` out.")
        if self.rate is not None:
            yield from over_100(Decimal(self.rate), ("rate",), allowed=self.allow_over_100)
