"""Who of a member is paid for which lines: the company, or each person who acted, with the employer's consent.

A clause that pays persons counts each of them apart. Nothing accrues to a person without the employer's consent
in force at the fact's moment; what becomes of that part instead is in the terms.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from ristorno.engine.counting.splitting import apportion, split
from ristorno.engine.history.line import Line
from ristorno.engine.ruling.context import Context
from ristorno.engine.terms.reward import Reward
from ristorno.kernel.number import ONE, ZERO


class Part(NamedTuple):
    """The lines of a window that are counted together: those of one person or party (``contact``), or of the company.

    A tuple by name, because parts are keys that are looked up for every clause and window.
    """

    contact: str | None
    consented: bool
    owner: str | None = None
    """The group, or the downstream, whose facts are counted together."""
    member: str | None = None
    """Which member of the group it is, where an amount is divided among them."""
    reads: bool = False
    """Whether that is the member who is answered."""

    @property
    def place(self) -> tuple[bool | str, ...]:
        """The place among others with equal claims: persons and members by name, then nobody."""
        name = self.contact or self.member
        return (name is None, name or "")


COMPANY = Part(None, consented=True)
NOBODY = Part(None, consented=False)
"""Those whom no line names, or for whom the employer does not consent."""


def part_of(context: Context, reward: Reward, line: Line) -> Part | str:
    """Return the part that a line belongs to, or the code of the reason why nobody is paid for it.

    A split belongs to the company as a whole: only its amount is divided (see :func:`weighed`).
    """
    if reward.party is not None:
        party = line.fact.parties.get(reward.party)
        return Part(party, consented=True) if party else "no_party"
    if reward.to != "contact":
        return COMPANY
    if line.fact.contact is None:
        return "no_contact"
    person = _person(context, line.fact.contact, line.at)
    if person.consented:
        return person
    return person if reward.without_consent == "to_company" else "no_consent"


def weighed(context: Context, lines: Iterable[tuple[Line | None, Decimal]]) -> Mapping[Part, Decimal]:
    """Return who acted how much, by the value that each line brought. What nobody is named for has no consent."""
    brought: dict[tuple[str, datetime] | None, Decimal] = {}
    for line, value in lines:
        acted = None if line is None or line.fact.contact is None else (line.fact.contact, line.at)
        brought[acted] = brought.get(acted, ZERO) + value
    weights: dict[Part, Decimal] = {}
    for acted, value in brought.items():
        person = _person(context, *acted) if acted else NOBODY
        weights[person] = weights.get(person, ZERO) + value
    return weights


def joined(before: Mapping[Part, Decimal], more: Mapping[Part, Decimal]) -> Mapping[Part, Decimal]:
    """Return who acted how much when more was done after what was weighed before."""
    weights = {**before}
    for part, value in more.items():
        weights[part] = weights[part] + value if part in weights else value
    return weights


def anybody(persons: Mapping[Part, Decimal]) -> Mapping[Part, Decimal]:
    """Return among whom an amount is divided; nobody acted where what they brought sums to nothing."""
    return persons if sum(persons.values(), ZERO) else {NOBODY: ONE}


def acted(reward: Reward, line: Line) -> str | None:
    """Return whose part a line belongs to: the person who acted, or the party that is paid."""
    return line.fact.contact if reward.party is None else line.fact.parties.get(reward.party)


def _person(context: Context, contact: str, at: datetime) -> Part:
    consented = context.timeline.contract.person or context.book.consents(contact, at)
    return Part(contact, consented=True) if consented else NOBODY


def recipients(reward: Reward, part: Part, amount: Decimal, step: Decimal) -> Mapping[str | None, Decimal]:
    """Return what each recipient gets of a part's amount; None stands for the company."""
    if reward.split is None:
        return {part.contact: amount}
    if reward.among_persons and not part.consented and reward.without_consent == "to_company":
        return {None: amount}
    shares = split(amount, reward.split, step)
    result: dict[str | None, Decimal] = {None: shares.get("company", ZERO)}
    if part.contact is not None:
        result[part.contact] = shares.get("contact", ZERO)
    return result


def divided(
    reward: Reward, amount: Decimal, persons: Mapping[Part, Decimal], step: Decimal
) -> Mapping[str | None, Decimal]:
    """Return what each recipient gets of an amount that a firm earned with its people.

    The amount is first apportioned to those who acted by what they brought, then each part is split.
    """
    if reward.to == "each":
        members = apportion(amount, persons, step, lambda part: part.place) if persons else {}
        return {None: next((own.amount for part, own in members.items() if part.reads), ZERO)}
    if reward.split is None:
        return {person.contact: amount for person in persons}
    result: dict[str | None, Decimal] = {None: ZERO}
    for person, own in apportion(amount, persons, step, lambda part: part.place).items():
        for contact, share in recipients(reward, person, own.amount, step).items():
            result[contact] = result.get(contact, ZERO) + share
    return result
