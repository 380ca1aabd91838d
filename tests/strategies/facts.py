"""Logs of facts: documents of several lines, returns, reposts, retractions, consents, segments."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Final

from hypothesis import strategies as st

from ristorno.engine.fact import NEGATIVE_KINDS, Fact, Reference
from strategies.landmarks import FIRST, RECORDED, amounts, days, moments, quantities
from strategies.picking import pick
from strategies.pieces import BRANDS, CONTACTS, MEMBERS, PRODUCTS, SEGMENTS

_KINDS: Final = (*("purchase",) * 5, "return", "credit_note", "payment", "course_passed")
_SOME_DAY: Final = st.none() | days()
_SOME_AMOUNT: Final = st.none() | amounts()
_COSTS: Final = st.none() | st.sampled_from((Decimal(0), Decimal("49.9999"), Decimal(2000)))
_GROUPS: Final = ((), ("summer",), ("tyres",), ("winter", "tyres"), ("oil",))


@st.composite
def logs(draw: st.DrawFn, zone: str, currency: str, *, most: int = 5) -> tuple[Fact, ...]:
    """Return all versions of the facts of one or two members, in no particular order."""
    shared = draw(st.lists(moments(zone), min_size=1, max_size=2))
    when = st.one_of(st.sampled_from(shared), moments(zone))
    members = st.sampled_from((MEMBERS[0], MEMBERS[0], MEMBERS[0], MEMBERS[1]))
    found: list[Fact] = []
    for index in range(draw(st.integers(1, most))):
        found += draw(documents(f"D{index + 1}", when, currency, draw(members)))
    bought = [fact for fact in found if fact.kind == "purchase"]
    if bought:
        for index in range(pick(draw, (0, 0, 1, 1, 2))):
            found.append(draw(takings_back(f"R{index + 1}", pick(draw, bought), when)))
    if draw(st.booleans()):
        known = tuple(found)
        found += [draw(payments(f"P{index + 1}", when, known)) for index in range(draw(st.integers(1, 4)))]
    if draw(st.booleans()):
        found.append(Fact(document="S0", kind="consent_given", occurred_at=FIRST, member=MEMBERS[0]))
    for index in range(pick(draw, (0, 1, 2))):
        found.append(draw(states(f"S{index + 1}", when, draw(members))))
    for index in range(pick(draw, (0, 0, 1, 2))):
        found.append(draw(joinings(f"J{index + 1}", when, draw(members))))
    for index in range(pick(draw, (0, 0, 0, 1, 3))):
        found.append(draw(relations(f"G{index + 1}", when, draw(members))))
    for _ in range(pick(draw, (0, 0, 1, 2))):
        found.append(draw(restatements(found)))
    return tuple(found)


@st.composite
def documents(
    draw: st.DrawFn, name: str, when: st.SearchStrategy[datetime | date], currency: str, member: str
) -> list[Fact]:
    """Return the lines of one document; it has one instant, now and then its lines have several."""
    source = pick(draw, ("", "", "erp"))
    at, contact = draw(when), pick(draw, (None, *CONTACTS))
    lines = pick(draw, (("1",), ("1",), ("1", "2"), ("2", "10", "a"), ("1", "01")))
    mixed = draw(st.integers(0, 9)) == 0
    found = []
    for line in lines:
        fact = Fact(
            source=source,
            document=name,
            line=line,
            kind=pick(draw, _KINDS),
            occurred_at=draw(when) if mixed else at,
            recorded_at=draw(_recorded()),
            member=member,
            contact=contact,
            product=pick(draw, (None, *PRODUCTS)),
            brand=pick(draw, (None, *BRANDS)),
            groups=pick(draw, _GROUPS),
            currency=pick(draw, (None, None, currency, currency, "USD")),
            attributes=draw(_attributes()),
            due_on=draw(_SOME_DAY),
            invoiced_on=draw(_SOME_DAY),
        )
        found.append(draw(_with_numbers(fact)))
    return draw(_paid_otherwise(found)) if draw(st.integers(0, 3)) == 0 else found


@st.composite
def _paid_otherwise(draw: st.DrawFn, lines: list[Fact]) -> list[Fact]:
    """Return the lines of a document with what paid for it on one of them: too much now and then."""
    due = sum(((line.amount or Decimal(0)) + (line.tax or Decimal(0)) for line in lines), Decimal(0))
    names = draw(st.lists(st.sampled_from(("points", "prepaid", "voucher.gift", "money")), min_size=1, unique=True))
    part = pick(draw, (Decimal("0.25"), Decimal("0.5"), Decimal(1), Decimal("1.5")))
    each = (due * part / len(names)).quantize(Decimal("0.01"))
    place = draw(st.integers(0, len(lines) - 1))
    paid = {name: each for name in names if each}
    return [replace(line, tenders=paid) if index == place else line for index, line in enumerate(lines)]


@st.composite
def payments(draw: st.DrawFn, name: str, when: st.SearchStrategy[datetime | date], log: Sequence[Fact]) -> Fact:
    """Return money that came in, now and then given back: for a document, one that nobody knows, or for none."""
    paid = pick(draw, log)
    amount = draw(st.sampled_from((paid.amount or Decimal(1), Decimal(100), Decimal("0.01"))) | amounts())
    return Fact(
        source=pick(draw, (paid.source, "bank")),
        document=name,
        kind="payment",
        occurred_at=draw(when),
        recorded_at=draw(_recorded()),
        member=paid.member,
        amount=abs(amount) * pick(draw, (1, 1, 1, -1)),
        pays=pick(draw, (None, paid.document, paid.document, "X9")),
    )


@st.composite
def _with_numbers(draw: st.DrawFn, fact: Fact) -> Fact:
    sign = -1 if fact.kind in NEGATIVE_KINDS else 1
    amount = draw(_SOME_AMOUNT) if fact.kind == "course_passed" else draw(amounts())
    quantity = draw(quantities())
    cost = draw(_COSTS)
    return replace(
        fact,
        amount=None if amount is None else sign * amount,
        quantity=None if quantity is None else sign * quantity,
        cost=None if cost is None else sign * cost,
        tax=pick(draw, (None, None, sign * Decimal("0.19"), sign * Decimal(200))),
    )


@cache
def _attributes() -> st.SearchStrategy[dict[str, str]]:
    options: tuple[dict[str, str], ...] = ({}, {}, {"channel": "web"}, {"channel": "shop", "score": "250.5"})
    return st.sampled_from((*options, {"score": "a lot"}))


@cache
def _recorded() -> st.SearchStrategy[datetime | None]:
    return st.sampled_from((None, None, None, *RECORDED))


@st.composite
def takings_back(draw: st.DrawFn, name: str, bought: Fact, when: st.SearchStrategy[datetime | date]) -> Fact:
    """Return a return or price correction of all, a part, or too much; most of them name what they take back."""
    share = pick(draw, (Decimal(1), Decimal(1), Decimal("0.5"), Decimal("0.25"), Decimal(2)))
    line = pick(draw, (bought.line, bought.line, None))
    goods = draw(st.booleans())
    return replace(
        reversal(bought, name, at=draw(when), share=share),
        kind="return" if goods else "credit_note",
        quantity=-share * bought.quantity if goods and bought.quantity is not None else None,
        recorded_at=draw(_recorded()),
        reverses=Reference(bought.document, line) if draw(st.integers(0, 3)) else None,
    )


def reversal(bought: Fact, name: str, *, at: datetime | date, share: Decimal = Decimal(1)) -> Fact:
    """Return the return that takes back a share of a line, by default all of it."""
    return replace(
        bought,
        document=name,
        line="1",
        kind="return",
        occurred_at=at,
        amount=None if bought.amount is None else _cut(-share * bought.amount),
        quantity=None if bought.quantity is None else -share * bought.quantity,
        cost=None if bought.cost is None else _cut(-share * bought.cost),
        tax=None if bought.tax is None else _cut(-share * bought.tax),
        reverses=Reference(bought.document, bought.line),
    )


def _cut(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.0001"))


@st.composite
def states(draw: st.DrawFn, name: str, when: st.SearchStrategy[datetime | date], member: str) -> Fact:
    """Return a consent given or taken back, for one person or for all, or a segment."""
    kind = pick(draw, ("consent_given", "consent_given", "consent_withdrawn", "segment_assigned"))
    segment = {"segment": pick(draw, SEGMENTS)} if kind == "segment_assigned" else {}
    contact = None if segment else pick(draw, (None, *CONTACTS))
    return Fact(
        document=name,
        kind=kind,
        occurred_at=draw(when),
        recorded_at=draw(_recorded()),
        member=member,
        contact=contact,
        attributes=segment,
    )


@st.composite
def joinings(draw: st.DrawFn, name: str, when: st.SearchStrategy[datetime | date], member: str) -> Fact:
    """Return a member or contact that joins or leaves, now and then with its day of birth, or what is none."""
    born = pick(draw, (None, "1980-02-29", "2001-12-31", "31.12.2001"))
    return Fact(
        document=name,
        kind=pick(draw, ("enrolled", "enrolled", "left")),
        occurred_at=draw(when),
        recorded_at=draw(_recorded()),
        member=member,
        contact=pick(draw, (None, None, *CONTACTS)),
        attributes={} if born is None else {"birthday": born},
    )


@st.composite
def relations(draw: st.DrawFn, name: str, when: st.SearchStrategy[datetime | date], member: str) -> Fact:
    """Return who belongs to whom from then on: joining or leaving a group, a supplier found or lost."""
    kind = pick(draw, ("joined_group", "joined_group", "joined_group", "left_group", "supplied_by"))
    attributes = {"group": "Alliance", "role": pick(draw, ("head", "member"))} if kind == "joined_group" else {}
    other = next(name for name in MEMBERS if name != member)
    return Fact(
        document=name,
        kind=kind,
        occurred_at=draw(when),
        recorded_at=draw(_recorded()),
        member=member,
        attributes=attributes,
        parties={"supplier": other} if kind == "supplied_by" else {},
    )


@st.composite
def restatements(draw: st.DrawFn, log: Sequence[Fact]) -> Fact:
    """Return a higher version of a line: with another amount, on another day, or taken away."""
    fact = pick(draw, log)
    version = 1 + max(other.version for other in log if other.id == fact.id)
    held = replace(fact, version=version, recorded_at=pick(draw, RECORDED))
    if draw(st.booleans()):
        return replace(held, retracted=True)
    return draw(_with_numbers(held)) if held.amount is not None else held
