"""The best of a window: ``rank: {best: 3, gives: 100}``, or by place ``rank: {prizes: [500, 300, 100]}``."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import ClassVar, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ristorno.engine.explanation import Step
from ristorno.engine.mechanics.base import Due, MechanicKind, Paid
from ristorno.engine.phrase import Phrase, phrase
from ristorno.engine.said import Grid, Said, Words, says
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.scalars import Number
from ristorno.kernel.document import Tree
from ristorno.kernel.number import ONE, ZERO


class Rank(MechanicKind):
    """Members are put in order by what they measure; those on the first places get a sum.

    E10: the three best of a month. Equal measures share a place (1, 1, 3) and all on it get what the place gives.
    Nobody has a place who measured nothing above zero, or for whom the conditions do not hold.
    """

    KEY: ClassVar[str] = "rank"
    STARTER: ClassVar[Mapping[str, Tree]] = {"measure": "amount", "mechanic": {"rank": {"best": "3", "gives": "100"}}}
    SENTENCES: ClassVar[Mapping[str, Phrase]] = {
        "rank": phrase(
            "{better:number} + 1 ≤ {best:number}",
            en=("Place {place}", "That is place {place:number}, and {best:paid_places}: {result:amount}."),
            ru=("Место {place}", "Ваше место — {place:number}, {best:paid_places}: {result:amount}."),
            th=("อันดับ {place}", "อยู่อันดับ {place:number} {best:paid_places}: {result:amount}"),
        ),
        "no_rank": phrase(
            "{better:number} + 1 > {best:number}",
            en=("Place {place}", "{better:measured_more}, and {best:paid_places}."),
            ru=("Место {place}", "Показатель выше вашего: {better:measured_more}; {best:paid_places}."),
            th=("อันดับ {place}", "{better:measured_more} {best:paid_places}"),
        ),
        "no_place": phrase(
            "",
            en=("No place", "Only who measured something above zero has a place."),
            ru=("Без места", "Место получает только тот, у кого учтено больше нуля."),
            th=("ไม่มีอันดับ", "มีอันดับเฉพาะผู้ที่มียอดมากกว่าศูนย์"),
        ),
    }
    RULES: ClassVar[Mapping[str, Words]] = {
        "rank": says(
            en="Of all members who take part, {best:paid_places}: {gives:amount} each.",
            ru="Среди всех участников {best:paid_places}, каждому {gives:amount}.",
            th="จากสมาชิกทุกรายที่ร่วม {best:paid_places} รายละ {gives:amount}",
        ),
        "prizes": says(
            en="The best of all members who take part get a prize by their place.",
            ru="Лучшие из всех участников получают приз по своему месту.",
            th="สมาชิกที่ทำได้ดีที่สุดได้รับรางวัลตามอันดับ",
        ),
        "ties": says(
            en="Equal measures share a place, as many places after it stay empty, and all on it get what it gives.",
            ru="При равных показателях место общее, следующие пропускаются, и каждый на нём получает приз полностью.",
            th="ยอดเท่ากันอยู่อันดับเดียวกัน ข้ามอันดับถัดไปตามจำนวน และทุกรายในอันดับนั้นได้รับเท่ากัน",
        ),
        "place": says(en="place", ru="место", th="อันดับ"),
        "prize": says(en="gives", ru="даёт", th="ได้รับ"),
    }

    best: Number | None = Field(None, description="how many places get something, a whole number")
    gives: Number | None = Field(None, description="what each of these places gives")
    prizes: tuple[Number, ...] | None = Field(
        None, description="instead of the two: what each place gives, from the first on", min_length=1
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        alike = self.best is not None and self.gives is not None
        if alike == (self.prizes is not None) or (self.prizes is not None and (self.best or self.gives)):
            raise PydanticCustomError("terms.rank", "a rank says `best` and `gives`, or `prizes`, one of the two")
        return self

    @property
    def compares(self) -> bool:
        """All members are put in one order."""
        return True

    @property
    def places(self) -> tuple[Decimal, ...]:
        """What each place gives, from the first on."""
        if self.prizes is not None:
            return self.prizes
        assert self.best is not None
        assert self.gives is not None
        return (self.gives,) * int(self.best)

    def pay(self, due: Due) -> Paid:
        """Return what the member's place gives."""
        if due.judged <= 0 or due.charging or due.among is None:
            return Paid(ZERO, lambda: [Step("no_place", ZERO, {"judged": due.judged})])
        better, places = due.among.field.better(due.judged), self.places
        won = better < len(places)
        gives = places[better] if won else ZERO
        details = {"judged": due.judged, "better": Decimal(better), "place": Decimal(better + 1)}
        details |= {"best": Decimal(len(places)), "gives": gives}
        return Paid(gives, lambda: [Step("rank" if won else "no_rank", gives, details)])

    def rules(self) -> Iterator[Said | Grid]:
        """Yield how many places get something, and what."""
        if self.prizes is None:
            yield Said("rank", {"best": self.best, "gives": self.gives})
        else:
            yield Said("prizes")
        yield Said("ties")
        if self.prizes is not None:
            rows = tuple((Decimal(place), prize) for place, prize in enumerate(self.prizes, start=1))
            yield Grid((("place", "number"), ("prize", "amount")), rows)

    def problems(self) -> Iterator[Finding]:
        """Yield places that are none, and sums below zero."""
        if self.best is not None and (self.best < ONE or self.best % 1):
            reason = f"{self.best} is no number of places."
            yield Finding(("best",), "terms.step", reason, "Write a whole number from 1 on.")
        for given in (self.gives, *(self.prizes or ())):
            if given is not None and given < 0:
                yield Finding((), "terms.negative", "A sum below 0 would take money away.", "Write 0 or more.")
