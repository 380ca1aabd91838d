"""Goods besides: ``product: {product: PEN}``."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from pydantic import Field

from ristorno.engine.benefits.base import BenefitKind, Stage
from ristorno.engine.said import Grid, Said, Words, says
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.scalars import Number, String
from ristorno.kernel.document import Tree
from ristorno.kernel.number import ONE, ZERO, Exact, per_unit


class FreeGoods(BenefitKind):
    """A product that an order gets besides its lines, by itself. It earns nothing, and no other offer counts it."""

    KEY: ClassVar[str] = "product"
    STARTER: ClassVar[Mapping[str, Tree]] = {"gives": {"product": "GIFT"}}
    STAGE: ClassVar[Stage] = "free"
    SHORT: ClassVar[str | None] = "product"
    RULES: ClassVar[Mapping[str, Words]] = {
        "product": says(
            en="{quantity:number} of the product {product}, free.",
            ru="Товар {product}, количество {quantity:number}, бесплатно.",
            th="สินค้า {product} จำนวน {quantity:number} ฟรี",
        ),
        "product.price": says(
            en="Whoever gives goods back and falls below the condition gives it back or pays {price:amount} a unit.",
            ru="Кто вернул товар и не выполняет условие, возвращает его или платит {price:amount} за единицу.",
            th="ผู้ที่คืนสินค้าจนไม่ครบเงื่อนไข ต้องคืนของแถมหรือชำระหน่วยละ {price:amount}",
        ),
        "product.cost": says(
            en="It costs the sponsor {cost:amount} a unit.",
            ru="Спонсору она стоит {cost:amount} за единицу.",
            th="ต้นทุนของผู้จัดหน่วยละ {cost:amount}",
        ),
    }

    product: String = Field(description="the product code")
    quantity: Number = Field(ONE, description="how many of it")
    price: Number = Field(ZERO, description="what one of it is charged with if goods go back and the condition fails")
    cost: Number | None = Field(
        None, description="what one of it costs the sponsor; where the policy has a margin floor it must be known"
    )

    def most_share(self, least: Exact) -> Exact | None:
        """Return what the goods cost over the least for which they are given."""
        return per_unit(self.cost * self.quantity, least) if self.cost is not None and least > 0 else None

    def rules(self) -> Iterator[Said | Grid]:
        """Yield what is given."""
        yield Said("product", {"product": self.product, "quantity": self.quantity})
        if self.price:
            yield Said("product.price", {"price": self.price})
        if self.cost is not None:
            yield Said("product.cost", {"cost": self.cost})

    def problems(self) -> Iterator[Finding]:
        """Yield counts and prices that cannot be meant."""
        if self.quantity <= 0:
            yield Finding(("quantity",), "terms.negative", "Nothing is given.", "Write 1 or more.")
        if self.price < 0 or (self.cost is not None and self.cost < 0):
            yield Finding((), "terms.negative", "A price or cost below 0 makes no sense.", "Write 0 or more.")
