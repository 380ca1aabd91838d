"""The catalog of rewards as a document.

rewards: dealers
time_zone: Europe/Berlin
catalog:
  drill:
    title: {en: Cordless drill, ru: Шуруповёрт, th: สว่านไร้สาย}
    gives: {goods: DRILL-18V}
    price: {PTS: 5_000}
    stock: 40
    for: {roles: [owner, manager]}
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias, cast

from pydantic import Field

from ristorno.apps.members.kinds import ROLES
from ristorno.apps.rewards.kinds import Gives
from ristorno.engine.terms.model import Model
from ristorno.engine.terms.reading import validated
from ristorno.engine.terms.scalars import Day, Name, Number, String, Title, Zone
from ristorno.kernel.document import Document, Tree, read_document
from ristorno.kernel.problem import Problem, Refused, near

Payer: TypeAlias = Literal["company", "contact"]


class Audience(Model):
    """Who may see a reward and take it; all that is named must hold."""

    members: tuple[String, ...] | None = Field(None, description="members by key", min_length=1)
    roles: tuple[Name, ...] | None = Field(None, description="roles of the contact who asks", min_length=1)
    levels: dict[Name, dict[Name, tuple[Name, ...]]] = Field(
        {}, description="levels by program and ladder: `{dealers: {status: [gold]}}`"
    )


class AtMost(Model):
    """How many pieces at most: for one member or one person, in a year of the calendar or for good."""

    n: Number = Field(description="so many pieces, a whole number")
    per: Literal["member", "contact"] = Field("member", description="for whom they are counted")
    over: Literal["lifetime", "year"] = Field("lifetime", description="for good, or in each calendar year again")


class RewardTerms(Model):
    """One reward: what it gives, what it costs, who may have it, how many there are."""

    title: Title = Field(description="how people call it")
    about: Title | None = Field(None, description="what there is to know of it")
    category: Title | None = Field(None, description="under what it is found")
    gives: Gives = Field(description="what is had")
    price: dict[Name, Number] = Field(description="the price of a piece, in points of one unit: `{PTS: 5_000}`")
    besides: dict[Name, Number] | None = Field(
        None, description="what a piece costs in money besides, which is invoiced: `{EUR: 10}`"
    )
    value: dict[Name, Number] | None = Field(None, description="what a piece is worth, for the register of gifts")
    payer: Payer = Field("company", description="whose points pay: the company's, or those of the person who asks")
    audience: Audience = Field(Audience(), alias="for", description="who may see it and take it")
    first: Day | None = Field(None, alias="from", description="the first day on which it can be asked for")
    last: Day | None = Field(None, alias="until", description="the last day")
    stock: Number | None = Field(None, description="how many there are in all, those handed over included")
    limits: tuple[AtMost, ...] = Field((), description="how many one member or person may have at most")
    approval: Literal["none", "company", "sponsor"] = Field(
        "none", description="who else has to agree: nobody, somebody of the company, the sponsor"
    )

    @property
    def unit(self) -> str:
        """In which points it is paid."""
        return next(iter(self.price))

    @property
    def points(self) -> Decimal:
        """How many of them a piece costs."""
        return self.price[self.unit]

    def open_on(self, day: date) -> bool:
        """Return whether it can be asked for on a day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


class Catalog(Model):
    """All rewards of a supplier."""

    rewards: Name = Field(description="the name of the catalog")
    time_zone: Zone = Field(description="where its days begin and end")
    catalog: dict[Name, RewardTerms] = Field(description="rewards by name", min_length=1)


@dataclass(frozen=True, slots=True)
class Written:
    """A reward with the words in which it was written; ``zone`` is where its days begin and end."""

    name: str
    zone: str
    terms: RewardTerms
    words: Mapping[str, Tree]


def read_catalog(text: str, file: str = "") -> tuple[Written, ...]:
    """Read a catalog of rewards.

    Raises:
        Refused: with every mistake, each at its line.
    """
    document = read_document(text, file, "rewards: NAME")
    tree = document.tree
    if not isinstance(tree, dict):
        reason = "A catalog is a mapping of keys and values."
        raise Refused([Problem("terms.shape", reason, "Begin with `rewards: NAME`.", document.place(()))])
    catalog: Catalog = validated(Catalog, tree, document)
    problems = [found for name, terms in catalog.catalog.items() for found in _problems(name, terms, document)]
    if problems:
        raise Refused(problems)
    words = cast("Mapping[str, Mapping[str, Tree]]", tree["catalog"])
    return tuple(Written(name, catalog.time_zone, terms, words[name]) for name, terms in catalog.catalog.items())


def read_kept(words: Mapping[str, Tree]) -> RewardTerms:
    """Return the terms of words that were read once already."""
    return RewardTerms.model_validate(dict(words))


def _problems(name: str, terms: RewardTerms, document: Document) -> list[Problem]:
    found: list[Problem] = []

    def wrong(field: str, reason: str, remedy: str) -> None:
        found.append(Problem("rewards.terms", reason, remedy, document.place(("catalog", name, field))))

    if len(terms.price) != 1 or terms.points <= 0:
        wrong("price", f"The price of {name!r} is no number of points of one unit.", "Write {PTS: 5_000}.")
    if terms.stock is not None and (terms.stock % 1 or terms.stock < 0):
        wrong("stock", f"There cannot be {terms.stock} of {name!r}.", "Write a whole number, or leave it out.")
    if terms.first and terms.last and terms.last < terms.first:
        wrong("until", f"{name!r} ends before it begins.", "Let it end later.")
    for limit in terms.limits:
        if limit.n % 1 or limit.n <= 0:
            wrong("limits", f"Nobody can have {limit.n} of {name!r}.", "Write a whole number above 0.")
    for role in terms.audience.roles or ():
        if role not in ROLES:
            wrong("for", f"{role!r} is no role of a contact.", near(role, ROLES))
    if terms.gives.REGISTERED and terms.value is None:
        wrong("value", f"{name!r} is a gift to a person, and nobody says what it is worth.", "Add value: {EUR: 20}.")
    return found
