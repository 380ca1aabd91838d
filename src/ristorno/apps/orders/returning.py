"""What comes back of an order: the rest is judged anew, and the difference given back as it was paid."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from ristorno.apps.counters import operations as counters
from ristorno.apps.orders import refusals
from ristorno.apps.orders.history import prepared_then
from ristorno.apps.orders.models import Order, Return
from ristorno.apps.orders.quoting import outside_of, promised
from ristorno.apps.orders.rows import hold_of, holder_of, locked, return_state, returns_of, tell, tidy
from ristorno.apps.orders.rules import Back, Share, back, kept_gifts, refunded
from ristorno.apps.orders.standing import Found, own, stock_of
from ristorno.apps.orders.values import Promise, Refund, ReturnState
from ristorno.apps.orders.written import order_of, promise_of, refund_to_write
from ristorno.apps.vouchers import operations as vouchers
from ristorno.apps.wallets import operations as wallets
from ristorno.apps.wallets.queries import declared
from ristorno.engine.pricing.order import Order as Asked
from ristorno.engine.pricing.price import price
from ristorno.kernel.number import ZERO, exactly, plain
from ristorno.kernel.problem import Problem, Refused


@dataclass(frozen=True, slots=True)
class _Rest:
    """What is left of an order after all that came back: what it costs, if anything is left at all."""

    promise: Promise | None

    @property
    def gross(self) -> Decimal:
        return self.promise.gross if self.promise is not None else ZERO


@transaction.atomic
def return_lines(
    *, number: int, key: str, lines: Mapping[str, Decimal], gifts: Mapping[str, Decimal], at: datetime, actor: str
) -> ReturnState:
    """Take back so much of lines, and of gifts by product; return what is given back for it.

    The rest is judged by the terms and the history that the quote was made with. Points go back into their old lots.
    The same ``key`` again is the same return.

    Raises:
        Refused: there is no such order, it is not confirmed, more comes back than there is, or the key stands for
            another return.
    """
    order = locked(number)
    known = Return.objects.filter(order=order, key=key).first()
    if known is not None:
        state = return_state(known)
        if (dict(state.lines), dict(state.gifts)) != (dict(lines), dict(gifts)):
            raise refusals.other_return(key)
        return state
    if order.state != Order.State.CONFIRMED:
        raise refusals.state(number, order.state, "returned")
    promise, before = promise_of(order.promised), returns_of(order)
    asked = order_of(order.asked)
    rest = _rest(order, promise, _left(asked, [*(each.lines for each in before), lines]))
    refund = _given_back(order, promise, rest, before, gifts, key, at, actor)
    made = Return.objects.create(
        order=order, key=key, lines=_written(lines), free=_written(gifts), refunded=refund_to_write(refund), at=at,
        actor=actor,
    )  # fmt: skip
    tell(order, "order.returned", actor, key=key, lines=_written(lines))
    return return_state(made)


def _left(asked: Asked, returned: Sequence[Mapping[str, Decimal]]) -> Asked | None:
    """Return what is left of an order after all returns, None where that is nothing.

    Raises:
        Refused: nothing comes back, a line is not there, or more of it comes back than was bought.
    """
    problems = list(_wrong(asked, returned))
    if problems:
        raise Refused(problems)
    if not any(returned[-1].values()):
        raise refusals.nothing_back()
    left = _quantities(asked, returned)
    lines = tuple(
        replace(line, quantity=left[line.key], cost=_part(line.cost, left[line.key], line.quantity))
        for line in asked.lines
        if left[line.key]
    )
    return replace(asked, lines=lines, pay_with={}) if lines else None


def _wrong(asked: Asked, returned: Sequence[Mapping[str, Decimal]]) -> Iterator[Problem]:
    before = _quantities(asked, returned[:-1])
    for key, quantity in returned[-1].items():
        if key not in before:
            yield refusals.no_line(key)
        elif not 0 <= quantity <= before[key]:
            yield refusals.too_much(key, quantity, before[key])


def _quantities(asked: Asked, returned: Sequence[Mapping[str, Decimal]]) -> dict[str, Decimal]:
    with exactly():
        return {
            line.key: line.quantity - sum((each.get(line.key, ZERO) for each in returned), ZERO) for line in asked.lines
        }


def _part(cost: Decimal | None, quantity: Decimal, whole: Decimal) -> Decimal | None:
    return None if cost is None else (cost * quantity / whole).quantize(Decimal("0.0001"))


def _rest(order: Order, promise: Promise, left: Asked | None) -> _Rest:
    """Judge what is left as the order was: by what ruled and was known when it was priced."""
    if left is None:
        return _Rest(None)
    history = prepared_then(order.program, order.terms, left, order.quoted_at)
    outside = outside_of(order.program, history, left)
    standing = own(promise, left, outside, order.quoted_at)
    return _Rest(promised(price(history, left, standing), outside, Found(standing, {})))


def _given_back(
    order: Order, promise: Promise, rest: _Rest, before: Sequence[ReturnState], gifts: Mapping[str, Decimal], key: str,
    at: datetime, actor: str,
) -> Refund:  # fmt: skip
    """Give back what all returns together give, less what the ones before gave."""
    returned = [*(each.gifts for each in before), gifts]
    came_back = _gifts(promise, returned)
    charged = kept_gifts(promise.gifts, rest.promise.gifts if rest.promise else (), came_back)
    total, charged = refunded(promise, rest.gross, charged)
    with exactly():
        earlier = sum((each.refund.money + each.refund.paid_with_points for each in before), ZERO)
        now = back(promise.gross, max(earlier, total), _shares(order), promise.step)
        money = now.money - sum((each.refund.money for each in before), ZERO)
    points, paid = _points_back(order, now, len(before) + 1, at, actor)
    counters.keep_only(holder=holder_of(order.pk), kept=_kept(promise, rest, came_back))
    brought = [each.opens for each in rest.promise.vouchers] if rest.promise else []
    withdrawn = vouchers.take_back(given_for=holder_of(order.pk), reason=f"return {key}", at=at, but=brought)
    return Refund(money=money, paid_with_points=paid, points=points, charged=charged, withdrawn=withdrawn)


def _kept(promise: Promise, rest: _Rest, gifts_back: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return what the order keeps of each counter: what the rest takes, and of stock what did not come back."""
    kept = {each.counter: each.amount for each in rest.promise.takings} if rest.promise else {}
    back = {stock_of(product): quantity for product, quantity in gifts_back.items()}
    with exactly():
        stock = {
            each.counter: each.amount - back.get(each.counter, ZERO) for each in promise.takings if each.kind == "stock"
        }
    return kept | stock


def _gifts(promise: Promise, returned: Sequence[Mapping[str, Decimal]]) -> dict[str, Decimal]:
    """Return how much of each gift came back in all; refuse what was never given."""
    given: dict[str, Decimal] = {}
    found: dict[str, Decimal] = {}
    with exactly():
        for each in promise.gifts:
            given[each.product] = given.get(each.product, ZERO) + each.quantity
        for some in returned:
            for product, quantity in some.items():
                found[product] = found.get(product, ZERO) + quantity
    last = returned[-1]
    wrong = [
        refusals.too_much(product, last[product], given.get(product, ZERO) - found[product] + last[product])
        for product in sorted(last)
        if last[product] < 0 or found[product] > given.get(product, ZERO)
    ]
    if wrong:
        raise Refused(wrong)
    return found


def _shares(order: Order) -> list[Share]:
    steps = {unit.name: unit.step for unit in declared()}
    return [
        Share(each.unit, each.points, each.amount, steps.get(each.unit, Decimal(1)))
        for each in order.paid_set.order_by("unit")
    ]


def _points_back(
    order: Order, now: Back, place: int, at: datetime, actor: str
) -> tuple[Mapping[str, Decimal], Decimal]:
    """Give points back into their lots; return how many of each unit, and what they had paid for."""
    points, paid_for = {}, ZERO
    for paid in order.paid_set.order_by("unit"):
        count = now.points[paid.unit] - paid.points_back
        if count > 0:
            hold = hold_of(order.pk, paid.unit)
            paid.used_under = wallets.give_back_part(
                key=f"{hold}:back{place}", of=paid.used_under, amount=count, at=at, actor=actor, reason=order.reference
            )
            points[paid.unit] = tidy(count)
        with exactly():
            paid_for += now.amounts[paid.unit] - paid.amount_back
        paid.points_back, paid.amount_back = now.points[paid.unit], now.amounts[paid.unit]
        paid.save()
    return points, paid_for


def _written(quantities: Mapping[str, Decimal]) -> dict[str, str]:
    return {key: plain(quantity) for key, quantity in sorted(quantities.items())}
