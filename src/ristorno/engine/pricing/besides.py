"""What an order gets besides lower prices: free goods, and vouchers for later."""

from collections.abc import Iterator
from datetime import timedelta

from ristorno.engine.benefits.product import FreeGoods
from ristorno.engine.benefits.voucher import VoucherFor
from ristorno.engine.fact import instant
from ristorno.engine.pricing.guarding import Guard
from ristorno.engine.pricing.judging import Candidate, comes_beside
from ristorno.engine.pricing.priced import FreeProduct, Issued, NotApplied
from ristorno.engine.pricing.question import Question
from ristorno.engine.pricing.till import Till
from ristorno.kernel.number import ZERO
from ristorno.kernel.period import DAY


class Besides:
    """Free goods and vouchers, decided one after the other once all discounts are known."""

    def __init__(self, question: Question, till: Till, guard: Guard) -> None:
        self.free: list[FreeProduct] = []
        self.issued: list[Issued] = []
        self._question = question
        self._till = till
        self._guard = guard

    def decide(self, candidate: Candidate) -> Iterator[NotApplied]:
        """Give what an offer gives besides; yields the reason where it gives nothing."""
        benefit = candidate.offer.gives
        reason = None
        if isinstance(benefit, FreeGoods):
            reason = self._goods(candidate, benefit)
        elif isinstance(benefit, VoucherFor):
            reason = self._voucher(candidate, benefit)
        if reason is not None:
            yield NotApplied(offer=candidate.name, reason=reason, gates=candidate.gates)

    def _goods(self, candidate: Candidate, benefit: FreeGoods) -> str | None:
        product = benefit.product
        given = sum((each.quantity for each in self.free if each.product == product), ZERO)
        stock = self._question.standing.stock.get(product)
        if stock is not None and stock - given < benefit.quantity:
            return "out_of_stock"
        if not self._guard.bears(None if benefit.cost is None else benefit.cost * benefit.quantity):
            return "margin_floor"
        self._till.given.add(candidate.name)
        self.free.append(
            FreeProduct(
                offer=candidate.name,
                product=product,
                quantity=benefit.quantity,
                price=benefit.price,
                gates=candidate.gates,
            )
        )
        return None

    def _voucher(self, candidate: Candidate, benefit: VoucherFor) -> str | None:
        member = self._holder(candidate, benefit)
        if member is None:
            return "no_referrer"
        self._till.given.add(candidate.name)
        zone, day = self._question.terms.zone, self._question.day
        until = None if benefit.valid is None else instant(day + timedelta(days=benefit.valid) + DAY, zone)
        self.issued.append(
            Issued(
                offer=candidate.name,
                opens=benefit.opens,
                member=member,
                since=self._question.at,
                until=until,
                gates=candidate.gates,
            )
        )
        return None

    def _holder(self, candidate: Candidate, benefit: VoucherFor) -> str | None:
        """Return who gets a voucher: who orders, or who handed on the code that opened this offer or that beside it."""
        if benefit.to == "member":
            return self._question.order.member
        for name in (candidate.name, comes_beside(candidate.offer)):
            code = self._question.codes.get(name or "")
            if code is not None and code.standing is not None and code.standing.referrer is not None:
                return code.standing.referrer
        return None
