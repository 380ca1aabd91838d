"""What every benefit has in common: units of an order go in, what is taken off them comes out."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import ClassVar, Literal, TypeAlias

from ristorno.engine.explanation import Step
from ristorno.engine.mechanics.keyed import Keyed
from ristorno.engine.phrase import Phrase
from ristorno.engine.said import Grid, Said, Words
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.model import Model
from ristorno.kernel.document import Tree
from ristorno.kernel.lightweight import lightweight
from ristorno.kernel.number import ONE, ZERO, Exact, plus, times, total

Stage: TypeAlias = Literal["discount", "free", "voucher", "tender"]
"""What a benefit is to the order: something taken off, goods besides, a voucher for later, or a payment."""


@lightweight
class Part:
    """What an offer may take something off: units of one line, at what they cost in its base.

    ``article`` is the product, or the line itself where it has none: lines of one article count as one.
    ``gross`` is the price with tax of a net price of 1.
    """

    key: str
    article: str
    quantity: Decimal
    amount: Exact
    gross: Decimal = ONE

    @property
    def price(self) -> Exact:
        """What one unit costs."""
        return Fraction(self.amount) / Fraction(self.quantity)

    def of(self, units: Decimal) -> "Part":
        """Return so many of its units."""
        if units == self.quantity:
            return self
        amount = times(self.amount, Fraction(units) / Fraction(self.quantity))
        return Part(self.key, self.article, units, amount, self.gross)


@lightweight
class Asked:
    """An order as one offer sees it. ``parts`` stand in the order of their keys.

    ``row`` finds the number of a rate that is picked by what the line of a part says, None where no row fits.
    ``lines`` are those that it won, where several offers contend for lines; it counts what stands on the others, and
    takes nothing off them. ``stamps``: units that the member bought before, for offers that count them.
    """

    parts: tuple[Part, ...]
    row: Callable[[Keyed, Part], Decimal | None]
    dearest: bool = False
    gross: bool = False
    lines: frozenset[str] | None = None
    stamps: Decimal = ZERO

    def of(self, parts: tuple[Part, ...]) -> "Asked":
        """Return the order with other parts."""
        return Asked(parts, self.row, self.dearest, self.gross, self.lines, self.stamps)

    def net(self, amount: Exact, gross: Decimal) -> Exact:
        """Return a sum without the tax in it."""
        return Fraction(amount) / Fraction(gross)

    def won(self, part: Part) -> bool:
        """Return whether something may be taken off a part."""
        return self.lines is None or part.key in self.lines

    def priced(self) -> list[Part]:
        """Return the parts by the price of a unit, those first that are picked first; ties by key."""
        ordered = sorted(self.parts, key=lambda part: part.key)
        return sorted(ordered, key=lambda part: part.price, reverse=self.dearest)


@lightweight
class Offered:
    """What a benefit takes off each line, exact, with the arithmetic; lines that it leaves alone are missing.

    ``units`` are those that it used up, by line: they are gone for the next offer where this one consumes. They and
    the steps are worked out only for offers that win.
    """

    amounts: Mapping[str, Exact]
    units: Callable[[], Mapping[str, Decimal]]
    told: Callable[[], tuple[Step, ...]]


@lightweight
class Advised:
    """A larger quantity of an article that would cost less than the ordered one costs now."""

    article: str
    quantity: Decimal
    amount: Exact
    now: Exact


class BenefitKind(Model):
    """What an offer gives. One file per kind: fields, checks, arithmetic, words."""

    KEY: ClassVar[str]
    STARTER: ClassVar[Mapping[str, Tree]]
    """With what a new offer of the kind begins: the fields that depend on the kind."""
    BESIDE: ClassVar[Mapping[str, Mapping[str, Tree]]] = MappingProxyType({})
    """What such an offer refers to, by the part of the program in which it has to stand."""
    STAGE: ClassVar[Stage] = "discount"
    SENTENCES: ClassVar[Mapping[str, Phrase]] = MappingProxyType({})
    """The words of every kind of step that the benefit makes."""
    RULES: ClassVar[Mapping[str, Words]] = MappingProxyType({})
    """The words of the rules that the benefit says of itself."""

    @property
    def keyed(self) -> Keyed | None:
        """By what a rate is picked; None where it is the same for all."""
        return None

    @property
    def units(self) -> tuple[tuple[str, str], ...]:
        """The units that it names, each with its field."""
        return ()

    @property
    def by_line(self) -> bool:
        """Whether what it takes off a line is the same with other lines beside it, so that lines may be won singly."""
        return False

    @property
    def priced_gross(self) -> bool:
        """Whether it says sums of money, which may be meant with tax."""
        return False

    @property
    def picks(self) -> bool:
        """Whether only some of the units get it, so that some must come first."""
        return False

    @property
    def counts_history(self) -> bool:
        """Whether it counts units that were bought before."""
        return False

    def offer(self, asked: Asked) -> Offered:
        """Return what it takes off; only for benefits of the stage ``discount``."""
        raise NotImplementedError(self.KEY)

    def advice(self, asked: Asked) -> Iterator[Advised]:
        """Yield what the buyer should know before the order is sent."""
        yield from ()

    def most_share(self, least: Exact) -> Exact | None:
        """Return the most of the list price that it gives of lines that cost at least ``least``; None without a bound.

        No discount takes a price below zero, so all of it is the most that any takes off.
        """
        return ONE if self.STAGE == "discount" else None

    @abstractmethod
    def rules(self) -> Iterable[Said | Grid]:
        """Yield what a member reads: every number of the benefit, and every choice that changes an amount."""

    def problems(self) -> Iterator[Finding]:
        """Yield what makes no sense in these terms, with paths from the benefit on."""
        yield from ()


def all_units(parts: Iterable[Part]) -> dict[str, Decimal]:
    """Return all units of parts by line."""
    return {part.key: part.quantity for part in parts}


def by_article(parts: Iterable[Part]) -> list[list[Part]]:
    """Return parts by article: however many lines it stands on, an article is one."""
    found: dict[str, list[Part]] = {}
    for part in sorted(parts, key=lambda part: part.key):
        found.setdefault(part.article, []).append(part)
    return [found[article] for article in sorted(found)]


def payable(asked: Asked, part: Part) -> Exact:
    """Return what a part costs: with tax, where the sums of an offer are meant so."""
    return times(part.amount, part.gross) if asked.gross else part.amount


def shared_out(amount: Decimal, among: Mapping[str, Exact]) -> dict[str, Exact]:
    """Return a sum divided in proportion, no more of it than there is to divide it among."""
    whole = total(among.values())
    if whole <= amount:
        return dict(among)
    return {key: times(Fraction(amount) / Fraction(whole), part) for key, part in among.items()}


def lowered(asked: Asked, prices: Mapping[str, Decimal], kind: str) -> Offered:
    """Return how far parts cost more than at some prices of a unit; steps of a kind tell it, one for each price."""
    amounts: dict[str, Exact] = {}
    steps: dict[tuple[Decimal, Decimal], list[Part]] = {}
    for part in asked.parts:
        if part.key not in prices:
            continue
        unit: Exact = asked.net(prices[part.key], part.gross) if asked.gross else prices[part.key]
        less = plus(part.amount, times(times(unit, part.quantity), -ONE))
        if less > 0:
            amounts[part.key] = less
            steps.setdefault((prices[part.key], part.gross if asked.gross else ONE), []).append(part)
    return Offered(amounts, lambda: used(asked, amounts), lambda: tuple(_lowered(amounts, steps, kind)))


def _lowered(
    amounts: Mapping[str, Exact], steps: Mapping[tuple[Decimal, Decimal], Sequence[Part]], kind: str
) -> Iterator[Step]:
    for (price, gross), parts in sorted(steps.items()):
        yield Step(
            kind,
            total(amounts[part.key] for part in parts),
            {
                "of": total(part.amount for part in parts),
                "quantity": sum((part.quantity for part in parts), ZERO),
                "price": price,
                **({"gross": gross} if gross != ONE else {}),
            },
        )


def used(asked: Asked, amounts: Mapping[str, Exact]) -> Mapping[str, Decimal]:
    """Return all units of the lines off which something is taken."""
    return all_units(part for part in asked.parts if part.key in amounts)
