"""A draw that anyone can hold again: ``draw: {tickets_per: 10, winners: 3, gives: 1, seed: "..."}``."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from ristorno.engine.explanation import Detail, Step
from ristorno.engine.mechanics.base import Due, MechanicKind, Paid
from ristorno.engine.phrase import Phrase, phrase
from ristorno.engine.said import Said, Words, says
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.scalars import Number, String
from ristorno.kernel.document import Tree
from ristorno.kernel.number import ONE, ZERO, whole_steps


class Draw(MechanicKind):
    """Every full ``tickets_per`` measured is a ticket; as many members win as there are prizes, each at most once.

    E13: coupons buy places in a draw. The tickets of a member are its id with -1, -2 and so on. The number of a ticket
    is the SHA-256 of the text SEED:TICKET (UTF-8, in hexadecimal digits); every member is drawn by the smallest number
    of its tickets, and the members with the smallest ones win. The seed is published when the tickets are closed, such
    as the numbers of a public lottery of that day, and written into the terms as a later version; without it nothing
    is drawn.
    """

    KEY: ClassVar[str] = "draw"
    STARTER: ClassVar[Mapping[str, Tree]] = {
        "measure": "quantity",
        "mechanic": {"draw": {"tickets_per": "10", "winners": "3", "gives": "100"}},
    }
    SENTENCES: ClassVar[Mapping[str, Phrase]] = {
        "won": phrase(
            "{ticket}",
            en=(
                "Won",
                "{ticket} was drawn, as one of {winners:number} among {all:tickets}: {result:amount}.",
            ),
            ru=(
                "Выигрыш",
                "Билет {ticket} выиграл (выигравших: {winners:number}, всего {all:tickets}): {result:amount}.",
            ),
            th=(
                "ถูกรางวัล",
                "{ticket} ถูกจับ เป็นหนึ่งใน {winners:number} ใบ จาก{all:tickets}: {result:amount}",
            ),
        ),
        "lost": phrase(
            "",
            en=("Not drawn", "Of {tickets:tickets} none was drawn; winners: {winners:number} among {all:tickets}."),
            ru=(
                "Не выпало",
                "У вас {tickets:tickets}, выигрыша нет; выигравших: {winners:number}, всего {all:tickets}.",
            ),
            th=("ไม่ถูกจับ", "{tickets:tickets} ไม่ถูกจับ จับได้ {winners:number} ใบ จาก{all:tickets}"),
        ),
        "not_drawn": phrase(
            "",
            en=("Not drawn yet", "So far {tickets:tickets}; nothing is drawn before the terms name a seed."),
            ru=(
                "Розыгрыша ещё не было",
                "Пока у вас {tickets:tickets}; розыгрыш состоится, когда в условиях появится число розыгрыша.",
            ),
            th=("ยังไม่จับรางวัล", "{tickets:tickets} ยังไม่จับรางวัลจนกว่าเงื่อนไขจะระบุค่าตั้งต้น"),
        ),
    }
    RULES: ClassVar[Mapping[str, Words]] = {
        "draw": says(
            en="Every full {per:mark} is a ticket; {winners:drawn}: {gives:amount} each.",
            ru="За каждые полные {per:mark} — один билет; {winners:drawn}, каждому {gives:amount}.",
            th="ทุก {per:mark} เต็มได้สลากหนึ่งใบ {winners:drawn} แต่ละรายได้รับ {gives:amount}",
        ),
        "how": says(
            en="Tickets: the member's id, a hyphen, a number; the smallest SHA-256 of SEED:TICKET win, one a member.",
            ru="Билеты: участник, дефис, номер; выигрывают наименьшие SHA-256 от ЧИСЛО:БИЛЕТ, по одному на каждого.",
            th="สลากคือรหัสสมาชิก ขีด และเลขลำดับ ค่า SHA-256 ของ ค่าตั้งต้น:สลาก ที่น้อยสุดชนะ รายละใบ",
        ),
        "seed": says(en="The seed is: {seed}.", ru="Число розыгрыша: {seed}.", th="ค่าตั้งต้นคือ {seed}"),
        "no_seed": says(
            en="The seed is not published yet.",
            ru="Число розыгрыша ещё не опубликовано.",
            th="ยังไม่ประกาศค่าตั้งต้น",
        ),
    }

    tickets_per: Number = Field(ONE, description="how much must be measured for each ticket")
    winners: Number = Field(description="how many members are drawn, a whole number")
    gives: Number = Field(description="what each of them gets")
    seed: String | None = Field(None, description="published once the tickets are closed; without it nothing is drawn")

    @property
    def compares(self) -> bool:
        """All members' tickets lie in one drum."""
        return True

    def pay(self, due: Due) -> Paid:
        """Return the prize of a member that was drawn."""
        tickets = Decimal(0 if due.charging else whole_steps(due.judged, self.tickets_per))
        details: dict[str, Detail] = {"judged": due.judged, "per": self.tickets_per, "tickets": tickets}
        if self.seed is None or due.among is None:
            return Paid(ZERO, lambda: [Step("not_drawn", ZERO, details)])
        drawn = due.among.field.draw(self.tickets_per, int(self.winners), self.seed)
        details |= {"all": Decimal(drawn.tickets), "winners": Decimal(len(drawn.winning)), "seed": self.seed}
        details |= {"member": due.among.member, "last": drawn.last, "gives": self.gives}
        ticket = drawn.winning.get(due.among.member)
        if ticket is None or not tickets:
            return Paid(ZERO, lambda: [Step("lost", ZERO, details)])
        return Paid(self.gives, lambda: [Step("won", self.gives, {**details, "ticket": ticket})])

    def rules(self) -> Iterator[Said]:
        """Yield what a ticket is, how it is drawn, and from which seed."""
        yield Said("draw", {"per": self.tickets_per, "winners": self.winners, "gives": self.gives})
        yield Said("how")
        yield Said("seed", {"seed": self.seed}) if self.seed is not None else Said("no_seed")

    def problems(self) -> Iterator[Finding]:
        """Yield tickets and winners that are none."""
        if self.tickets_per <= 0:
            yield Finding(("tickets_per",), "terms.step", "A ticket must cost something.", "Write a number above 0.")
        if self.winners < 1 or self.winners % 1:
            reason = f"{self.winners} is no number of winners."
            yield Finding(("winners",), "terms.step", reason, "Write a whole number from 1 on.")
        if self.gives < 0:
            yield Finding(("gives",), "terms.negative", "A sum below 0 would take money away.", "Write 0 or more.")
