"""Gifts: at most so much for one person in a calendar year, by the policy and by the law."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.policy.caps import most_in_window, windows_a_year
from ristorno.engine.policy.example import AFTER, Example, Given
from ristorno.engine.policy.laws import gift_law, gift_laws
from ristorno.engine.policy.lines import Named, lines
from ristorno.engine.policy.most import worth_of
from ristorno.engine.policy.patterns import TooManyError
from ristorno.engine.policy.verdict import Block, Verdict
from ristorno.engine.ruling.timeline import Rules, Timeline
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.number import ONE, ZERO, Exact, times, total
from ristorno.kernel.period import DAY, LAST_DAY, Period

_ASSUMED: Final = (
    "a gift is what a clause gives a person: money, points and goods, each at its worth",
    "what is given counts in the year of its window; a window that two years touch counts in both",
    "a person belongs to one company",
)
_TRIED: Final = tuple(ONE.scaleb(power) for power in range(10))
_PERSON: Final = "PERSON"


def gifts(calculations: Sequence[Calculation], days: Period) -> Iterator[Verdict]:
    """Yield for each program that bounds gifts whether one person can be given more in a year, by all together."""
    for calculation in calculations:
        limit, why = _limit(calculation, days)
        if limit is not None or why:
            yield _verdict(calculations, calculation, limit, why, days)


def _limit(calculation: Calculation, days: Period) -> tuple[Decimal | None, str]:
    """Return the lowest limit of some days, or why nobody knows it; None and nothing where no policy says any."""
    found: list[Decimal] = []
    for terms in calculation.all_terms:
        policy = terms.policy.gifts
        if policy is None:
            continue
        if policy.at_most is not None:
            found.append(policy.at_most)
        if policy.lawful:
            lawful = list(_lawful(terms, days))
            if None in lawful:
                return None, f"no law of {terms.country} is known for {days.start}"
            found += [each for each in lawful if each is not None]
    return min(found, default=None), ""


def _lawful(terms: Terms, days: Period) -> Iterator[Decimal | None]:
    """Yield what the law allows on the first of some days, and from each of its changes on."""
    changes = [law.since for law in gift_laws(terms.country, terms.fact_currency) if law.since in days]
    for day in (days.start, *changes):
        law = gift_law(terms.country, terms.fact_currency, day)
        yield law.at_most if law is not None else None


def _verdict(
    calculations: Sequence[Calculation], own: Calculation, limit: Decimal | None, why: str, days: Period
) -> Verdict:
    name, unit = own.program.id, own.program.terms.fact_currency or ""
    if limit is None:
        blocks: tuple[Block, ...] = (Block("", why),)
        return Verdict(
            rule="gifts", name=name, unit=unit, limit=ZERO, word="undecided", blocks=blocks, assumed=_ASSUMED
        )
    bound, blocks = _most(calculations, days)
    if bound is not None and bound <= limit:
        return Verdict(rule="gifts", name=name, unit=unit, limit=limit, word="proved", bound=bound, assumed=_ASSUMED)
    example = next((each for each in _examples(calculations, days) if each.reached > limit), None)
    return Verdict(
        rule="gifts",
        name=name,
        unit=unit,
        limit=limit,
        word="undecided" if example is None else "broken",
        bound=bound,
        example=example,
        blocks=blocks,
        assumed=_ASSUMED,
    )


def _most(calculations: Sequence[Calculation], days: Period) -> tuple[Exact | None, tuple[Block, ...]]:
    """Return the most that one person is given in a year, by whatever company; None with what has no bound."""
    blocks: dict[Block, None] = {}
    worst: Exact = ZERO
    for member in ("", *sorted({member for each in calculations for member in each.members()})):
        found: dict[tuple[str, str, str], Exact] = {}
        for calculation in calculations:
            for timeline in calculation.timelines(member):
                for name, rules, clause in _personal(timeline, days):
                    terms = rules.terms
                    most, why = _of_clause(terms, clause)
                    if most is None:
                        blocks[Block(f"{terms.program}.{name}", why)] = None
                        continue
                    key = terms.program, timeline.contract.id, name
                    found[key] = max(found.get(key, ZERO), most)
        worst = max(worst, total(found.values()))
    return (None if blocks else worst), tuple(blocks)


def _personal(timeline: Timeline, days: Period) -> Iterator[tuple[str, Rules, Clause]]:
    """Yield the clauses that give persons something, in every version that rules on some of the days."""
    for span in timeline.spans:
        if span.days.cut(days).days > 0:
            for name, clause in span.rules.terms.clauses.items():
                if clause.reward.to == "contact" or clause.reward.among_persons:
                    yield name, span.rules, clause


def _of_clause(terms: Terms, clause: Clause) -> tuple[Exact | None, str]:
    """Return the most that a clause gives one person in a year, in money; None with the reason."""
    worth = worth_of(terms, terms.unit_of(clause))
    if worth is None:
        return None, f"what one {terms.unit_of(clause)} is worth is not said; a `fair_value` says it"
    most, windows = most_in_window(terms, clause), windows_a_year(clause)
    if most is None:
        return None, "nothing bounds what it gives a person; `limits: {cap: ...}` does"
    if windows is None:
        return None, f"nothing bounds how many {clause.window.shape}s a person is rewarded for; a wider window does"
    share = ONE
    if clause.reward.split is not None:
        share = clause.reward.split.rates["contact"]
    return times(times(most, share), worth * windows), ""


def _examples(calculations: Sequence[Calculation], days: Period) -> Iterator[Example]:
    """Yield facts of one person with what they bring it in the year: of every kind that rewards persons."""
    for calculation in calculations:
        if calculation.needs_population:
            continue
        for member in ("M", *calculation.members()):
            for timeline in calculation.timelines(member):
                for _, rules, clause in _personal(timeline, days):
                    yield from _tried(calculation, member, rules, clause, _first_day(timeline, days))


def _first_day(timeline: Timeline, days: Period) -> date:
    return max(days.start, timeline.spans[0].days.start) + timedelta(days=2)


def _tried(calculation: Calculation, member: str, rules: Rules, clause: Clause, day: date) -> Iterator[Example]:
    terms, named = rules.terms, Named()
    named.take(terms, clause.earn_on)
    sieve = rules.sieve(clause.earn_on)
    try:
        like = next((line.fact for line in lines(named, day) if sieve.refusal(line) is None), None)
    except TooManyError:
        return
    if like is None:
        return
    kinds = sorted(terms.kinds_of(clause.earn_on))
    consent = Fact(document="CONSENT", kind="consent_given", occurred_at=day - DAY, member=member, contact=_PERSON)
    for kind in kinds[:1] if "purchase" not in kinds else ["purchase"]:
        for amount in _TRIED:
            order = replace(
                like,
                kind=kind,
                member=member,
                contact=_PERSON,
                amount=amount,
                currency=terms.fact_currency,
            )
            given = tuple(_given(calculation, consent, order, day))
            if given:
                yield Example((consent,), order, given, total(each.money for each in given))


def _given(calculation: Calculation, consent: Fact, order: Fact, day: date) -> Iterator[Given]:
    terms = calculation.program.terms
    answer = calculation.answer(order.member, [consent, order], Moment(min(day + AFTER, LAST_DAY)))
    for each in answer.accruals:
        worth = worth_of(terms, each.unit)
        if each.contact == _PERSON and each.held > 0 and worth is not None and day in each.window:
            yield Given(f"{terms.program}.{each.clause}", each.held, each.unit, times(each.held, worth), "later")
