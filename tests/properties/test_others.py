"""Laws on what depends on other members: order never matters, parts sum to the whole, outsiders change nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from ristorno.engine.accrual import Accrual, MemberAnswer, Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.documented import accrual_record
from ristorno.engine.fact import Fact
from ristorno.engine.populate import answer_all, populate
from ristorno.engine.preview.order import prepare
from ristorno.engine.recompute import disagreements
from ristorno.engine.terms.reading import read_program
from strategies.effort import Effort

MEMBERS = ("East", "North", "South", "West")
GROUPS = ("One", "Two")
FIRST = date(2026, 1, 1)
TODAY = Moment(date(2026, 6, 30))
THE_END = Moment(date(2027, 12, 31))
PROGRAM = """
program: others
time_zone: Europe/Berlin
units: {EUR: {kind: money}}
sets: {sold: {kinds: [sell_out]}}
clauses:
  head:
    whose: group
    window: quarter
    mechanic: {brackets: {mode: marginal, rates: {0: 1 %, 100: 3.33 %}}}
    reward: {to: head}
  each:
    whose: group
    window: quarter
    mechanic: {brackets: {mode: marginal, rates: {0: 1 %, 100: 3.33 %}}}
    reward: {to: each}
  head-of-the-year:
    whose: group
    window: year
    qualify: [{measure: amount, at_least: 50}]
    mechanic: {brackets: {mode: retroactive, rates: {100: 1 %, 300: 3.33 %}}}
    reward: {to: head}
  head-by-month:
    whose: group
    window: year
    pay_every: {window: month, basis: cumulative}
    qualify: [{measure: amount, at_least: 50}]
    mechanic: {brackets: {mode: retroactive, rates: {100: 1 %, 300: 3.33 %}}}
    reward: {to: head}
  each-of-the-year:
    whose: group
    window: year
    mechanic: {brackets: {mode: retroactive, rates: {100: 1 %, 300: 3.33 %}}}
    reward: {to: each}
  each-by-quarter:
    whose: group
    window: year
    pay_every: {window: quarter, basis: cumulative}
    mechanic: {brackets: {mode: retroactive, rates: {100: 1 %, 300: 3.33 %}}}
    reward: {to: each}
  below: {whose: downstream, window: month, mechanic: {percent: 0.7 %}}
  own:
    window: quarter
    qualify: [{measure: amount, whose: group, window: year, at_least: 150}]
    mechanic: {percent: 2 %}
  rank: {window: quarter, mechanic: {rank: {prizes: [50, 30, 10]}}}
  pool: {window: month, mechanic: {share: {pool: 10.01}}}
  draw: {window: quarter, mechanic: {draw: {tickets_per: 25, winners: 2, gives: 7, seed: lot}}}
  on:
    window: quarter
    mechanic: {percent: 5 %}
    reward: {pass_on: {rate: 33.3 %, to: buyer, by: {sum: amount, of: sold}}}
"""
CALCULATION = Calculation(read_program(PROGRAM))


@st.composite
def logs(draw: st.DrawFn) -> tuple[Fact, ...]:
    """Return purchases, returns, sell-out and relations of some members over half a year."""
    facts: list[Fact] = []
    for number in range(draw(st.integers(1, 14))):
        kind = draw(st.sampled_from(("purchase", "purchase", "return", "sell_out", "joined_group", "joined_group",
                                     "left_group", "supplied_by")))  # fmt: skip
        amount = Decimal(draw(st.integers(1, 20000))).scaleb(-2)
        sign = -1 if kind == "return" else 1
        attributes: dict[str, str] = {}
        parties: dict[str, str] = {}
        if kind == "joined_group":
            attributes = {"group": draw(st.sampled_from(GROUPS)), "role": draw(st.sampled_from(("head", "member")))}
        if kind == "supplied_by" and draw(st.booleans()):
            parties = {"supplier": draw(st.sampled_from(MEMBERS))}
        if kind == "sell_out" and draw(st.booleans()):
            parties = {"buyer": draw(st.sampled_from(("B1", "B2", "B3")))}
        facts.append(
            Fact(
                document=f"D{number}",
                kind=kind,
                occurred_at=FIRST + timedelta(days=draw(st.integers(0, 200))),
                member=draw(st.sampled_from(MEMBERS)),
                amount=sign * amount if kind in {"purchase", "return", "sell_out"} else None,
                attributes=attributes,
                parties=parties,
            )
        )
    return tuple(facts)


def _joined(document: str, member: str) -> Fact:
    attributes = {"group": "One", "role": "head"}
    return Fact(document=document, kind="joined_group", occurred_at=FIRST, member=member, attributes=attributes)


@st.composite
def departures(draw: st.DrawFn) -> tuple[Fact, ...]:
    """Return facts of two members, perhaps of one group, of whom one leaves, for a time or for good; it comes first."""
    gone = FIRST + timedelta(days=draw(st.integers(20, 150)))
    facts = [Fact(document="L", kind="left", occurred_at=gone, member="South")]
    if draw(st.booleans()):
        again = gone + timedelta(days=draw(st.integers(2, 60)))  # on the very next day it would not have left
        facts.append(Fact(document="E", kind="enrolled", occurred_at=again, member="South"))
    for number, (member, days) in enumerate((("South", -20), ("North", -20), ("North", 40))):
        if draw(st.booleans()):
            facts.append(_joined(f"G{number}", member))
        amount = Decimal(draw(st.integers(1, 20000))).scaleb(-2)
        on = gone + timedelta(days=draw(st.integers(min(days, 0), max(days, 0))))
        facts.append(Fact(document=f"P{number}", occurred_at=on, member=member, amount=amount))
    return tuple(facts)


def ask(facts: Sequence[Fact], members: Iterable[str] = MEMBERS, moment: Moment = TODAY) -> dict[str, MemberAnswer]:
    """Return the answers, the members asked in the order given."""
    held = [(member, [fact for fact in facts if fact.member == member]) for member in members]
    return {answer.member: answer for answer in answer_all(CALCULATION, lambda: held, moment)}


def _version(facts: Sequence[Fact], members: Sequence[str]) -> str:
    return populate(CALCULATION, lambda: [(m, [f for f in facts if f.member == m]) for m in members], TODAY).version


def test_the_order_of_members_and_facts_never_matters(effort: Effort) -> None:
    def law(facts: tuple[Fact, ...]) -> None:
        assert ask(facts) == ask(facts[::-1], MEMBERS[::-1])

    effort.prove(law, logs(), examples=60)


def test_equal_facts_make_equal_versions(effort: Effort) -> None:
    def law(facts: tuple[Fact, ...]) -> None:
        one, other = _version(facts, MEMBERS), _version(facts[::-1], MEMBERS[::-1])
        assert one == other

    effort.prove(law, logs(), examples=40)


def test_parts_sum_to_the_whole(effort: Effort) -> None:
    def law(facts: tuple[Fact, ...]) -> None:
        accruals = [accrual for answer in ask(facts).values() for accrual in answer.accruals]
        each = _sums(accruals, "each")
        assert all(each.get(key, Decimal(0)) == amount for key, amount in _sums(accruals, "head").items())
        pools = {amount for amount in _sums(accruals, "pool").values() if amount}
        assert pools <= {Decimal("10.01")}

    effort.prove(law, logs(), examples=60)


def test_pieces_sum_to_the_window(effort: Effort) -> None:
    def law(facts: tuple[Fact, ...]) -> None:
        accruals = [accrual for answer in ask(facts).values() for accrual in answer.accruals]
        year, pieces = (_by_group(accruals, name) for name in ("head-of-the-year", "head-by-month"))
        assert all(pieces[group] == amount for group, amount in year.items())
        assert _by_member(accruals, "each-by-quarter") == _by_member(accruals, "each-of-the-year")

    effort.prove(law, logs(), examples=60)


def test_outsiders_change_nothing_for_a_group(effort: Effort) -> None:
    def law(facts: tuple[Fact, ...]) -> None:
        outside = [fact for fact in facts if fact.member == "West"]
        if any(fact.kind in {"joined_group", "supplied_by"} for fact in outside):
            return
        with_west, without = ask(facts), ask([fact for fact in facts if fact.member != "West"])
        for member in ("East", "North", "South"):
            assert _of_groups(with_west[member]) == _of_groups(without[member])

    effort.prove(law, logs(), examples=60)


def test_every_amount_can_be_redone(effort: Effort) -> None:
    def law(facts: tuple[Fact, ...]) -> None:
        for answer in ask(facts).values():
            for accrual in answer.accruals:
                assert disagreements(accrual_record(accrual)) == ()

    effort.prove(law, logs(), examples=40)


def test_an_order_earns_what_the_answer_gains(effort: Effort) -> None:
    def law(facts: tuple[Fact, ...]) -> None:
        held = [(member, [fact for fact in facts if fact.member == member]) for member in MEMBERS]
        population = populate(CALCULATION, lambda: held, TODAY)
        order = Fact(document="ORDER", occurred_at=TODAY.as_of, member="North", amount=Decimal("77.77"))
        own = dict(held)["North"]
        before = CALCULATION.answer("North", own, TODAY, population).totals().get("EUR", Decimal(0))
        after = CALCULATION.answer("North", [*own, order], TODAY, population).totals().get("EUR", Decimal(0))
        earned = prepare(CALCULATION, "North", own, TODAY, population).order([order])
        assert sum((one.difference for one in earned), Decimal(0)) == after - before

    effort.prove(law, logs(), examples=30)


def test_what_is_final_stays_whatever_others_do_later(effort: Effort) -> None:
    def law(facts: tuple[Fact, ...], left: tuple[Fact, ...], days: int) -> None:
        log, day = (*facts, *left), left[0].occurred_at + timedelta(days=days)
        seen = [fact for fact in log if fact.occurred_at <= day]
        accruals = [one for answer in ask(seen, moment=Moment(day)).values() for one in answer.accruals]
        in_the_end = [one for answer in ask(log, moment=THE_END).values() for one in answer.accruals]
        amounts = {_key(one): one.amount for one in in_the_end}
        final = [one for one in accruals if one.status == "final"]
        assert {_key(one): one.amount for one in final} == {_key(one): amounts.get(_key(one)) for one in final}

    effort.prove(law, logs(), departures(), st.integers(0, 40), examples=100)


def _key(accrual: Accrual) -> tuple[object, ...]:
    return (accrual.clause, accrual.member, accrual.party, accrual.group, accrual.window)


def _sums(accruals: Iterable[Accrual], clause: str) -> Mapping[tuple[str | None, str], Decimal]:
    sums: dict[tuple[str | None, str], Decimal] = {}
    for accrual in accruals:
        if accrual.clause == clause:
            key = (accrual.group, accrual.window_label)
            sums[key] = sums.get(key, Decimal(0)) + accrual.amount
    return sums


def _by_group(accruals: Iterable[Accrual], clause: str) -> Mapping[str | None, Decimal]:
    sums: dict[str | None, Decimal] = {}
    for (group, _), amount in _sums(accruals, clause).items():
        sums[group] = sums.get(group, Decimal(0)) + amount
    return sums


def _by_member(accruals: Iterable[Accrual], clause: str) -> Mapping[tuple[str, str | None], Decimal]:
    sums: dict[tuple[str, str | None], Decimal] = {}
    for accrual in accruals:
        if accrual.clause == clause:
            key = (accrual.member, accrual.group)
            sums[key] = sums.get(key, Decimal(0)) + accrual.amount
    return sums


def _of_groups(answer: MemberAnswer) -> list[Accrual]:
    return [accrual for accrual in answer.accruals if accrual.clause not in {"rank", "pool", "draw"}]
