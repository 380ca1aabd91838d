"""What becomes of a company's amount: handed on to those it sells to, or settled among firms of a coalition."""

from pydantic import Field

from ristorno.engine.measures import Measure
from ristorno.engine.measures.sum import Sum
from ristorno.engine.terms.model import Model
from ristorno.engine.terms.scalars import Rate, String
from ristorno.kernel.number import ZERO


class PassOn(Model):
    """A part that the company hands on to parties of its facts, divided by what each brought."""

    rate: Rate = Field(description="which part of the amount is handed on")
    to: String = Field(description="the role of the parties that get it, such as `buyer`")
    by: Measure = Field(
        Sum(), description="by what it is divided among them; with `of` on other facts than those that earn"
    )


class Clearing(Model):
    """A settlement among firms: a party of the facts pays the amount, the company gets it less a fee."""

    payer: String = Field(description="the role of the party that pays, such as `issuer`")
    fee: Rate = Field(ZERO, description="which part of the amount the operator keeps")
    operator: String | None = Field(None, description="who gets the fee")
