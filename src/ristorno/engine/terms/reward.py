"""What comes of a clause: in which unit, to whom, divided how, when it can be used."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from math import lcm
from typing import Annotated, ClassVar, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from ristorno.engine.terms.handing import Clearing, PassOn
from ristorno.engine.terms.model import Model, Structured, Worded, told_apart
from ristorno.engine.terms.scalars import Days, Name, Number, Rate, read_name, read_string
from ristorno.kernel.number import ONE
from ristorno.kernel.problem import near


class Share(Model):
    """A part of an amount for one recipient; above ``at_most`` the rest goes to ``rest``."""

    SHORT: ClassVar[str | None] = "rate"

    rate: Rate = Field(description="the share")
    at_most: Number | None = Field(None, description="at most this amount; the cut goes to `rest`")


Availability: TypeAlias = Literal["at_once", "at_close", "when_paid"]
Recipient: TypeAlias = Literal["company", "contact"]
PAYEES = ("company", "contact", "head", "each")
"""Who may get a whole amount; the last two are for what a group has brought together."""
PARTY = "party."
"""With the name of a role behind it: whoever the fact names in that role gets the amount."""


def read_payee(value: object) -> str:
    """Read who gets a whole amount: one of the words, or a party of the facts."""
    word = read_string(value)
    if word in PAYEES or (word.startswith(PARTY) and word != PARTY):
        return word
    raise PydanticCustomError(
        "terms.choice",
        "{name} is not a choice here. {near}",
        {"name": repr(word), "near": near(word, (*PAYEES, "party.ROLE"))},
    )


Payee: TypeAlias = Annotated[
    str,
    BeforeValidator(read_payee),
    WithJsonSchema({"type": "string", "pattern": "^(company|contact|head|each|party\\..+)$"}),
]


SPONSOR = "sponsor"
"""Who bears what nobody else does."""


def read_funder(value: object) -> str:
    """Read who bears an amount: the sponsor, a party of the facts, or a fund by its name."""
    word = read_string(value)
    return word if word.startswith(PARTY) and word != PARTY else read_name(word)


Funder: TypeAlias = Annotated[
    str,
    BeforeValidator(read_funder),
    WithJsonSchema({"type": "string", "pattern": "^(party\\..+|[A-Za-z][A-Za-z0-9_-]*)$"}),
]


class Split(Model):
    """An amount divided between the company and the person who acted. The parts always sum to the amount."""

    shares: dict[Recipient, Share] = Field(description="shares by recipient", min_length=1)
    rest: Recipient | None = Field(None, description="who gets what the shares leave")
    remainder: Literal["largest", "first", "last"] = Field("largest", description="where leftover steps go")

    @cached_property
    def bounded(self) -> bool:
        """Whether any share has a bound of its own."""
        return any(share.at_most is not None for share in self.shares.values())

    @cached_property
    def rates(self) -> Mapping[Recipient, Decimal]:
        """The share of every recipient, in the order of the terms with ``rest`` last."""
        rates = {name: share.rate for name, share in self.shares.items()}
        if self.rest is not None:
            rates[self.rest] = ONE - sum(rates.values(), Decimal(0))
        return rates

    @cached_property
    def whole(self) -> int:
        """Into how many equal parts an amount is thought divided, so that every share is a number of them."""
        return lcm(*(rate.as_integer_ratio()[1] for rate in self.rates.values()))

    @cached_property
    def parts(self) -> Mapping[Recipient, int]:
        """How many parts of the :attr:`whole` each recipient gets."""
        return {name: int(rate * self.whole) for name, rate in self.rates.items()}

    @cached_property
    def alphabetical(self) -> Sequence[Recipient]:
        """The recipients by name, as equal claims to a step left over go."""
        return sorted(self.rates)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        given = sum((share.rate for share in self.shares.values()), Decimal(0))
        if given > ONE or min(share.rate for share in self.shares.values()) < 0:
            raise PydanticCustomError("terms.shares", "the shares must lie between 0 % and 100 % in sum")
        if self.rest in self.shares:
            raise PydanticCustomError("terms.shares", "`rest` goes to a recipient that has no share of its own")
        if self.rest is None and given < ONE:
            raise PydanticCustomError("terms.shares", "the shares sum to less than 100 %; say who gets the `rest`")
        if self.rest is None and any(share.at_most is not None for share in self.shares.values()):
            raise PydanticCustomError("terms.shares", "a share with `at_most` needs a `rest` that takes the cut")
        return self


class After(Model):
    """Some days later than it would be otherwise: ``available: {after: 14 days}``."""

    after: Days = Field(description="how many days after that of the fact, or the last of the window, it waits")


class Reward(Model):
    """What comes of it: in which unit, to whom, when it can be used."""

    unit: Name | None = Field(None, description="a unit of the program; may be left out when there is one")
    grants: Name | None = Field(None, description="instead of a unit: a reward of which pieces are given")
    to: Annotated[Worded[Payee] | Structured[Split], told_apart()] = Field(
        "company",
        description="company, the contact who acted, whom the facts name as `party.ROLE`, a split "
        "`{shares: {contact: 30 %}, rest: company}`; of a group its head, or each member by what it brought",
    )
    without_consent: Literal["nothing", "to_company"] = Field(
        "nothing", description="what becomes of a person's part without the employer's consent"
    )
    pass_on: PassOn | None = Field(
        None, description="a part of the company's amount for those it sells to: `{rate: 40 %, to: buyer, by: ...}`"
    )
    clearing: Clearing | None = Field(
        None, description="a party pays the amount, less a fee: `{payer: issuer, fee: 2 %, operator: NAME}`"
    )
    into: Name | None = Field(None, description="a fund of the program: the amount is collected in the member's")
    funded_by: Funder = Field(
        SPONSOR,
        description="who bears it: the sponsor, whom the facts name as `party.ROLE` and who pays it back, or a fund of "
        "the program, whose balance cannot be passed",
    )
    available: Annotated[Worded[Availability] | Structured[After], told_apart()] | None = Field(
        None,
        description="when it can be used: at_once, when_paid (the document, in full), at_close, or `{after: 14 days}`; "
        "left out at_once for facts and documents, else at_close",
    )

    @cached_property
    def waits(self) -> int | None:
        """How many days it waits before it can be used; None where the terms do not count days."""
        return self.available.after if isinstance(self.available, After) else None

    @cached_property
    def hands(self) -> bool:
        """Whether other companies than the member are paid, or pay."""
        return self.pass_on is not None or self.cleared is not None

    @cached_property
    def fund(self) -> str | None:
        """The fund that bears it, None where the sponsor or a party does."""
        return None if self.funded_by == SPONSOR or self.funded_by.startswith(PARTY) else self.funded_by

    @cached_property
    def cleared(self) -> Clearing | None:
        """How a party of the facts pays it, None where no party does."""
        if self.clearing is not None or not self.funded_by.startswith(PARTY):
            return self.clearing
        return Clearing(payer=self.funded_by.removeprefix(PARTY))

    @cached_property
    def party(self) -> str | None:
        """The role of the parties that are paid, None where the member or its people are."""
        return self.to.removeprefix(PARTY) if isinstance(self.to, str) and self.to.startswith(PARTY) else None

    @cached_property
    def apart(self) -> bool:
        """Whether what each person or party brought is counted apart, and paid to it."""
        return self.to == "contact" or self.party is not None

    @cached_property
    def split(self) -> Split | None:
        """How an amount is divided, None where one recipient gets it all."""
        return self.to if isinstance(self.to, Split) else None

    @cached_property
    def among_persons(self) -> bool:
        """Whether an amount is divided between the company and persons."""
        return self.split is not None and (self.split.rest == "contact" or "contact" in self.split.shares)
