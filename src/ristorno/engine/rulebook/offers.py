"""An offer in words: for whom, on which lines, when, on what condition, what it gives, how it stands with others."""

from collections.abc import Iterator
from decimal import Decimal

from ristorno.engine.measures.sum import Sum
from ristorno.engine.rulebook.audience import concerns, told_who
from ristorno.engine.rulebook.book import Entry, Section, Sentence
from ristorno.engine.rulebook.conditions import told_condition
from ristorno.engine.rulebook.facts import told_set
from ristorno.engine.rulebook.kinds import KindReader
from ristorno.engine.rulebook.reader import Reader
from ristorno.engine.rulebook.times import told_window
from ristorno.engine.sentences.names import Names
from ristorno.engine.sentences.numbers import decimals_of
from ristorno.engine.terms.offers.offer import Offer
from ristorno.engine.terms.offers.policy import Policy
from ristorno.engine.terms.offers.trigger import Beside, Word


def offer_sections(reader: Reader) -> Iterator[Section]:
    """Yield every offer that can be for the member who reads, then the policy."""
    for name, offer in reader.terms.offers.items():
        if concerns(reader, offer.who):
            heading = reader.say("section.offer", title=reader.titled(offer.title, name))
            yield Section(f"offer:{name}", heading, tuple(_entries(reader, offer)))
    policy = tuple(_policy(reader, reader.terms.policy))
    if policy:
        yield Section("policy", reader.say("section.policy"), (reader.entry("policy", policy),))


def _entries(reader: Reader, offer: Offer) -> Iterator[Entry]:
    kinds = KindReader(reader, money_names(reader), Sum())
    yield reader.entry("who", told_who(reader, offer.who, "order"))
    on = reader.full(told_set(reader, offer.on))
    yield reader.entry("order_lines", [on, reader.sentence(f"lines.{offer.lines}")])
    valid = tuple(_valid(reader, offer))
    if valid:
        yield reader.entry("term", valid)
    yield reader.entry("trigger", [_trigger(reader, offer)])
    if offer.qualify is not None:
        asked = told_condition(kinds, offer.asking, offer.qualify)
        yield reader.entry("condition", [asked, reader.sentence(f"offer.gate.{offer.measured}")])
    said, words = tuple(offer.gives.rules()), offer.gives.RULES
    given = [*kinds.sentences(said, words), *_units(kinds, offer)]
    yield reader.entry("gives", given, kinds.table(said, words))
    yield reader.entry("stacking", _stacking(reader, offer))
    limits = tuple(_limits(kinds, offer))
    if limits:
        yield reader.entry("limits", limits)


def money_names(reader: Reader) -> Names:
    """Return how amounts of an order are written: in the currency of the facts."""
    currency = reader.terms.fact_currency
    decimals = decimals_of(reader.terms.fact_step.normalize())
    return Names(unit=currency or "", unit_name=currency or "", money=True, decimals=decimals, currency=currency)


def _valid(reader: Reader, offer: Offer) -> Iterator[Sentence]:
    if offer.valid.first is not None:
        yield reader.sentence("offer.from", start=reader.days.day(offer.valid.first))
    if offer.valid.last is not None:
        yield reader.sentence("offer.until", end=reader.days.day(offer.valid.last))


def _trigger(reader: Reader, offer: Offer) -> Sentence:
    trigger = offer.trigger
    if isinstance(trigger, Word):
        return reader.sentence("trigger.word", word=trigger.code)
    if isinstance(trigger, Beside):
        return reader.sentence("trigger.with", offer=_title(reader, trigger.beside))
    return reader.sentence(f"trigger.{trigger}")


def _units(kinds: KindReader, offer: Offer) -> Iterator[Sentence]:
    reader = kinds.reader
    if offer.units_at_most is not None:
        number = kinds.writer.numbers.number(offer.units_at_most)
        yield reader.sentence("offer.units", number=number)
    if offer.units_at_most is not None or offer.gives.picks:
        yield reader.sentence(f"pick.{offer.pick}")
    if offer.gives.priced_gross:
        yield reader.sentence(f"basis.{offer.basis}")


def _stacking(reader: Reader, offer: Offer) -> Iterator[Sentence]:
    if offer.stage == "discount":
        if offer.after:
            yield reader.sentence("base.after", offers=reader.all_of(_title(reader, name) for name in offer.after))
        else:
            yield reader.sentence("base.list")
    if offer.exclusive is not None:
        key = f"exclusive.{offer.exclusive.per}"
        yield reader.sentence(key, group=offer.exclusive.group, how=reader.say(f"choose.{offer.exclusive.choose}"))
    number = reader.writer.numbers.number(offer.priority)
    yield reader.sentence("offer.priority", number=number) if offer.priority else reader.sentence("offer.by_name")
    if offer.consumes:
        yield reader.sentence("offer.consumes")


def _limits(kinds: KindReader, offer: Offer) -> Iterator[Sentence]:
    reader, limits = kinds.reader, offer.limits
    if limits.cap is not None:
        yield reader.sentence("offer.cap", amount=kinds.writer.amount(limits.cap))
    if limits.times is not None:
        number = kinds.writer.numbers.number(limits.times.n)
        yield reader.sentence(f"uses.{limits.times.per}", number=number)
    if offer.budget is not None:
        budget = reader.terms.budgets[offer.budget]
        said = {"amount": kinds.writer.amount(budget.amount), "over": told_window(reader, budget.window, "over")}
        yield reader.sentence("offer.budget", name=offer.budget, **said)


def _policy(reader: Reader, policy: Policy) -> Iterator[Sentence]:
    """Yield what holds for all that is given; what goods cost the sponsor is not for members."""
    numbers, money = reader.writer.numbers, KindReader(reader, money_names(reader), Sum()).writer
    rates: tuple[tuple[str, Decimal | None], ...] = (
        ("policy.highest_discount", policy.highest_discount),
        ("policy.margin_floor", policy.margin_floor),
    )
    for key, rate in rates:
        if rate is not None:
            yield reader.sentence(key, rate=numbers.rate(rate))
    for floor in policy.price_floors.values():
        what = told_set(reader, floor.on)
        if floor.share is not None:
            yield reader.sentence("policy.price_floor.share", what=what, rate=numbers.rate(floor.share))
        elif floor.price is not None:
            yield reader.sentence("policy.price_floor.price", what=what, price=money.amount(floor.price))
    for names in policy.never_together.values():
        yield reader.sentence("policy.never_together", names=reader.all_of(_named(reader, name) for name in names))
    if policy.gifts is not None and policy.gifts.at_most is not None:
        yield reader.sentence("policy.gifts", amount=money.amount(policy.gifts.at_most))
    if policy.gifts is not None and policy.gifts.lawful:
        yield reader.sentence("policy.gifts.lawful", country=reader.terms.country or "")


def _named(reader: Reader, name: str) -> str:
    """Return a promise by its title; one of another program by the name that it has there."""
    short = name.removeprefix(f"{reader.terms.program}.")
    if short in reader.terms.offers:
        return _title(reader, short)
    clause = reader.terms.clauses.get(short)
    return reader.say("offer.named", title=name if clause is None else reader.titled(clause.title, short))


def _title(reader: Reader, name: str) -> str:
    return reader.say("offer.named", title=reader.titled(reader.terms.offers[name].title, name))
