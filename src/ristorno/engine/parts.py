"""Who of a member is paid for which lines: the company, or each person who acted, with the employer's consent.

A clause that pays persons counts each of them apart. Nothing accrues to a person without the employer's consent
in force at the fact's moment; what becomes of that part instead is in the terms.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ristorno.engine.context import Context
from ristorno.engine.line import Line
from ristorno.engine.splitting import split
from ristorno.engine.terms.clause import Reward, Split
from ristorno.kernel.number import ZERO


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of a window that are counted together: those of one person, or of the company."""

    contact: str | None
    consented: bool


COMPANY = Part(None, consented=True)


def part_of(context: Context, reward: Reward, line: Line) -> Part | str:
    """Return the part that a line belongs to, or the code of the reason why nobody is paid for it."""
    if not pays_persons(reward):
        return COMPANY
    contact = line.fact.contact
    consented = contact is not None and (context.timeline.contract.person or context.book.consents(contact, line.at))
    if consented or isinstance(reward.to, Split):
        return Part(contact if consented else None, consented)
    if contact is None:
        return "no_contact"
    return Part(None, consented=False) if reward.without_consent == "to_company" else "no_consent"


def pays_persons(reward: Reward) -> bool:
    """Return whether any part of the reward goes to the contact who acted."""
    if isinstance(reward.to, Split):
        return "contact" in reward.to.shares or reward.to.rest == "contact"
    return reward.to == "contact"


def recipients(reward: Reward, part: Part, amount: Decimal, step: Decimal) -> Mapping[str | None, Decimal]:
    """Return what each recipient gets of a part's amount; None stands for the company."""
    if not isinstance(reward.to, Split):
        return {part.contact: amount}
    if pays_persons(reward) and not part.consented and reward.without_consent == "to_company":
        return {None: amount}
    shares = split(amount, reward.to, step)
    result: dict[str | None, Decimal] = {None: shares.get("company", ZERO)}
    if part.contact is not None:
        result[part.contact] = shares.get("contact", ZERO)
    return result
