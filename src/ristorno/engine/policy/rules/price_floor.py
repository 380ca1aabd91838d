"""Nothing is sold below a lowest price, whichever programs take something off."""

from collections.abc import Iterator, Sequence

from ristorno.engine.calculation import Calculation
from ristorno.engine.policy.example import Example, Reached, examples
from ristorno.engine.policy.promise import Promise
from ristorno.engine.policy.rows import Row
from ristorno.engine.policy.together import together
from ristorno.engine.policy.verdict import TRIED, Verdict
from ristorno.engine.policy.worst import Meeting
from ristorno.engine.terms.offers.policy import PriceFloor
from ristorno.kernel.number import ONE, Exact, per_unit, plus


def price_floors(calculations: Sequence[Calculation], found: Sequence[Meeting]) -> Iterator[Verdict]:
    """Yield whether each lowest price holds."""
    by_row: dict[Row, list[Meeting]] = {}
    for meeting in found:
        for row in meeting.rows:
            if isinstance(row.term, PriceFloor):
                by_row.setdefault(row, []).append(meeting)
    for row, meetings in sorted(by_row.items(), key=lambda each: each[0].title):
        assert isinstance(row.term, PriceFloor)
        yield _verdict(calculations, row, row.term, meetings)


def _verdict(calculations: Sequence[Calculation], row: Row, floor: PriceFloor, found: Sequence[Meeting]) -> Verdict:
    limit = floor.share if floor.price is None else floor.price
    assert limit is not None
    unit = (row.rules.terms.fact_currency or "") if floor.price is not None else ""
    ordered = sorted(found, key=_left)
    open_ones = [meeting for meeting in ordered if not _kept(meeting, floor)]
    worst = open_ones[0] if open_ones else ordered[0]
    bound = (None if floor.price is not None else _left(worst)) if open_ones else max(limit, _least(ordered, floor))
    if not open_ones:
        return Verdict(rule="price_floor", name=row.title, unit=unit, limit=limit, word="proved", bound=bound)
    reached = _share_left if floor.price is None else _price_left(floor)
    for meeting in open_ones[:TRIED]:
        least = min(examples(calculations, meeting, reached), key=lambda each: each.reached, default=None)
        if least is not None and least.reached < limit:
            return Verdict(
                rule="price_floor",
                name=row.title,
                unit=unit,
                limit=limit,
                word="broken",
                worst=meeting,
                bound=bound,
                example=least,
            )
    return Verdict(
        rule="price_floor", name=row.title, unit=unit, limit=limit, word="undecided", worst=worst, bound=bound
    )


def _kept(meeting: Meeting, floor: PriceFloor) -> bool:
    """Return whether a lowest price is held by all that can be taken off, or as each program prices an order."""
    offers = _offers(meeting)
    if not offers or (floor.share is not None and _left(meeting) >= floor.share):
        return True
    return len({promise.program for promise in offers}) == 1 and all(_holds(each, meeting, floor) for each in offers)


def _holds(promise: Promise, meeting: Meeting, floor: PriceFloor) -> bool:
    """Return whether the terms of an offer hold as high a price for the line themselves."""
    rules = promise.rules
    own = [
        each for each in rules.terms.policy.price_floors.values() if rules.sieve(each.on).refusal(meeting.line) is None
    ]
    if floor.price is None:
        return any(each.share is not None and each.share >= (floor.share or 0) for each in own)
    return any(each.price is not None and each.price >= floor.price for each in own)


def _offers(meeting: Meeting) -> list[Promise]:
    """Return what can take something off the price of goods."""
    return [
        each
        for each in meeting.promises
        if each.now and not each.free and each.lines != "delivery" and each.most.share != 0
    ]


def _left(meeting: Meeting) -> Exact:
    """Return the least of the list price that is left of a line of goods."""
    return plus(ONE, -together(_offers(meeting), meeting.line).now)


def _least(ordered: Sequence[Meeting], floor: PriceFloor) -> Exact:
    return _left(ordered[0]) if floor.price is None else floor.price


def _share_left(example: Example) -> Exact:
    return per_unit(example.net, example.amount)


def _price_left(floor: PriceFloor) -> Reached:
    """Return what tells the price of an order of one unit, where its list price does not lie below the floor itself."""

    def told(example: Example) -> Exact | None:
        assert floor.price is not None
        return example.net if example.amount >= floor.price else None

    return told
