"""The terms in force: a program with everything that its clauses refer to, in one version."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import ClassVar, Literal, Self
from zoneinfo import ZoneInfo

from babel.numbers import get_currency_precision, list_currencies
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ristorno.engine.fact import KINDS, SALES_KINDS
from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.measures.sum import Sum
from ristorno.engine.measures.units import Conversion
from ristorno.engine.terms.awards import Award
from ristorno.engine.terms.calendar import Calendar
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.fair_value import FairValue
from ristorno.engine.terms.keeping import Expiry, WalletTerms
from ristorno.engine.terms.ladder import Ladder
from ristorno.engine.terms.limits import LegalCap, SharedCap
from ristorno.engine.terms.model import Model
from ristorno.engine.terms.money import Budget, Fund
from ristorno.engine.terms.offers.offer import Offer
from ristorno.engine.terms.offers.ordering import in_order
from ristorno.engine.terms.offers.policy import Policy
from ristorno.engine.terms.scalars import Day, Name, Number, String, Title, Zone
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.settling import SettlementTerms
from ristorno.engine.terms.tenders import Earning, Tender
from ristorno.kernel.number import AMOUNT_DECIMALS, ONE
from ristorno.kernel.period import DAY, FIRST_DAY, LAST_DAY, Period


class Unit(Model):
    """What can be earned: money in a currency of ISO 4217, or points."""

    kind: Literal["money", "points"] = Field(description="money or points")
    name: Title | None = Field(None, description="how people call it")
    step: Number | None = Field(None, description="the smallest step; by ISO 4217 for money, 1 for points")
    expires: Expiry | None = Field(None, description="how long it may be used: `{after: 12 months, at: month_end}`")
    wallet: WalletTerms = Field(WalletTerms(), description="how far a wallet may be spent: `{overdraft: 100}`")
    fair_value: FairValue | None = Field(None, description="what a point is worth, for the sponsor's accountant")


class Membership(Model):
    """Who takes part: every member with facts, or only those with an agreement, for which anybody may apply or not."""

    SHORT: ClassVar[str | None] = "join"

    join: Literal["open", "by_agreement", "by_application"] = Field(
        "open",
        description="`by_agreement`: only members with an agreement; `by_application`: the same, and everybody may see "
        "the program and ask to be taken in",
    )


class Terms(Model):
    """The terms of a program, or of one member under it, in one version: all that its clauses refer to."""

    program: Name = Field(description="its id")
    title: Title | None = Field(None, description="how people call it")
    time_zone: Zone = Field(description="IANA time zone in which days, months and years begin")
    currency: String | None = Field(None, description="currency of the facts; the money unit if there is one only")
    starts: Day | None = Field(None, description="first day")
    ends: Day | None = Field(None, description="last day")
    membership: Membership = Field(Membership(), description="who takes part: open, by_agreement or by_application")
    groups: dict[String, tuple[String, ...]] = Field(
        {}, description="tree of product groups: `{tyres: [summer, winter]}`"
    )
    kinds: dict[Name, String] = Field({}, description="further kinds of facts, with their meaning")
    calendar: Calendar | None = Field(None, description="days of which the program makes facts: `{anniversary: true}`")
    uom: tuple[Conversion, ...] = Field(
        (), description="units of measure: `[{one: box, is: 12, of: piece, products: [P1]}]`"
    )
    tenders: dict[Tender, Earning] = Field(
        {},
        description="whether what is paid otherwise than with money earns: points, prepaid, voucher or voucher.KIND",
    )
    exchange: dict[Name, dict[Day, Number]] = Field(
        {},
        description="what one unit of another currency is worth in that of the facts, from a day on: "
        "`{USD: {2026-01-01: 0.92}}`",
    )
    units: dict[Name, Unit] = Field(description="what can be earned", min_length=1)
    rewards: dict[Name, Award] = Field(
        {}, description="what can be had in pieces: `{pen: {kind: goods, price: {PTS: 500}}}`"
    )
    sets: dict[Name, FactSet] = Field({}, description="named sets of facts")
    ladders: dict[Name, Ladder] = Field({}, description="ladders of levels")
    country: String | None = Field(None, description="the country whose law holds, such as `DE`")
    legal: dict[Name, tuple[LegalCap, ...]] = Field(
        {}, description="what laws allow: `{gifts: [{from: 2026-01-01, at_most: 3_000, source: Civil Code, art. 575}]}`"
    )
    budgets: dict[Name, Budget] = Field(
        {}, description="budgets over all members: `{launch: {amount: 40_000, window: year}}`"
    )
    funds: dict[Name, Fund] = Field({}, description="funds of each member: `{advertising: {window: year}}`")
    settlement: SettlementTerms | None = Field(
        None,
        description="how statements are settled; what is given for a period can then be used when its statement is "
        "issued: `{channel: payout, minimum: 1_000}`",
    )
    caps: dict[Name, SharedCap] = Field({}, description="caps that clauses share: `{store-money: 100}`")
    clauses: dict[Name, Clause] = Field(description="the promises")
    offers: dict[Name, Offer] = Field({}, description="what an order gets at once")
    policy: Policy = Field(
        Policy(), description="what no offer may pass: `{highest_discount: 25 %, margin_floor: 12 %}`"
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.starts and self.ends and self.ends < self.starts:
            raise PydanticCustomError("terms.dates", "the program ends before it starts")
        return self

    @model_validator(mode="after")
    def _bound(self) -> Self:
        for measure in self.measures:
            measure.bind(self.uom)
        return self

    @cached_property
    def measures(self) -> tuple[MeasureKind, ...]:
        """Every measure of ladders, clauses and units, those of conditions and tables too."""
        found: list[MeasureKind | None] = [ladder.measure for ladder in self.ladders.values()]
        for clause in self.clauses.values():
            found += [clause.measure, clause.mechanic.picked_by]
            found += [gate.measure for gate in (*clause.gates, *clause.mechanic.row_gates)]
        found += [gate.measure for offer in self.offers.values() for gate in offer.gates]
        found += [unit.fair_value.redeemed for unit in self.units.values() if unit.fair_value is not None]
        return tuple(part for measure in found if measure is not None for part in measure.parts)

    @cached_property
    def drawing(self) -> Mapping[str, bool]:
        """The phrases of measures that count what other clauses give, each with whether that is money of the facts."""
        drawing = {each.phrase: each.draws.clauses for each in self.measures if not isinstance(each, Sum)}
        return {phrase: self._in_money(names) for phrase, names in drawing.items() if names}

    def _in_money(self, names: Iterable[str]) -> bool:
        """Return whether clauses give money of the facts; one that another version has is asked there."""
        return {self.unit_of(self.clauses[name]) for name in names if name in self.clauses} == {self.fact_currency}

    @cached_property
    def offers_in_order(self) -> tuple[tuple[str, ...], ...]:
        """The names of the offers in the order in which they are decided, those together that are."""
        return tuple(in_order(self.offers))

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone as an object."""
        return ZoneInfo(self.time_zone)

    @cached_property
    def term(self) -> Period:
        """The days of the program."""
        return period(self.starts, self.ends)

    @cached_property
    def fact_currency(self) -> str | None:
        """The currency in which facts are measured; None when the program does not say."""
        if self.currency is not None:
            return self.currency
        money = [name for name, unit in self.units.items() if unit.kind == "money"]
        return money[0] if len(money) == 1 else None

    @cached_property
    def fact_step(self) -> Decimal:
        """The smallest step in which the currency of the facts is paid; the finest of an amount where none is said."""
        return ONE.scaleb(-get_currency_precision(self.fact_currency) if self.fact_currency else -AMOUNT_DECIMALS)

    def worth(self, currency: str, day: date) -> Decimal | None:
        """Return what one unit of another currency is worth on a day; None before the first that the table names."""
        begun = [since for since in self.exchange.get(currency, ()) if since <= day]
        return self.exchange[currency][max(begun)] if begun else None

    @property
    def known_kinds(self) -> frozenset[str]:
        """The kinds that sets may name."""
        return frozenset(KINDS) | frozenset(self.kinds)

    def step(self, unit: str) -> Decimal:
        """Return the smallest step of a unit."""
        return self.steps[unit]

    @cached_property
    def steps(self) -> Mapping[str, Decimal]:
        """The smallest step of every unit: as the terms say, else by ISO 4217 for money and 1 for points."""
        return {name: _step(name, unit) for name, unit in self.earnable.items()}

    @cached_property
    def earnable(self) -> Mapping[str, Unit]:
        """The units, and the rewards of which clauses grant pieces, which count as points with the step 1."""
        pieces = {name: Unit(kind="points", name=award.title) for name, award in self.rewards.items()}
        return {**pieces, **self.units}

    def unit_of(self, clause: Clause) -> str:
        """Return what a clause pays in: the reward that it grants, the unit that it names, or the only one there is."""
        return clause.reward.grants or clause.reward.unit or next(iter(self.units))

    def lawful(self, table: str) -> tuple[LegalCap, ...]:
        """Return the rows of a table of laws that hold in the country, in the order of their days."""
        rows = [row for row in self.legal[table] if row.country in {None, self.country}]
        return tuple(sorted(rows, key=lambda row: row.since or FIRST_DAY))

    def sharing(self, cap: str | None) -> tuple[str, ...]:
        """Return the names of the clauses that share a cap, in alphabetical order."""
        if cap is None:
            return ()
        return tuple(sorted(name for name, clause in self.clauses.items() if clause.limits.shared == cap))

    def kinds_of(self, facts: FactSet) -> frozenset[str]:
        """Return the kinds that a set can hold."""
        own = frozenset(facts.kinds) if facts.kinds else None
        if facts.of is None:
            held = own or frozenset(SALES_KINDS)
        else:
            base = self.kinds_of(self.sets[facts.of])
            held = base & own if own else base
        excluded = facts.excluded
        if excluded and excluded.kinds and set(excluded.model_fields_set) == {"kinds"}:
            held -= frozenset(excluded.kinds)
        return held

    def below(self, group: str) -> frozenset[str]:
        """Return a group with everything below it in the tree."""
        found: set[str] = set()
        waiting = [group]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(self.groups.get(name, ()))
        return frozenset(found)


def _step(name: str, unit: Unit) -> Decimal:
    if unit.step is not None:
        return unit.step
    return ONE.scaleb(-get_currency_precision(name)) if unit.kind == "money" else ONE


def period(starts: date | None, ends: date | None) -> Period:
    """Return the days from ``starts`` through ``ends``, without bounds where they are not given."""
    return Period(starts or FIRST_DAY, ends + DAY if ends else LAST_DAY)


def known_currencies() -> frozenset[str]:
    """Return the currency codes of ISO 4217."""
    return frozenset(list_currencies())
