"""The codes of an order: every one opens an offer, or the order is refused with the reason."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from ristorno.engine.pricing.order import Order
from ristorno.engine.pricing.standing import CodeStanding, Standing
from ristorno.engine.terms.offers.offer import Offer
from ristorno.engine.terms.offers.trigger import Word
from ristorno.kernel.lightweight import lightweight
from ristorno.kernel.problem import Problem, Refused


@lightweight
class Entered:
    """A code that opens an offer; ``standing`` is None for a word that everybody may enter."""

    code: str
    standing: CodeStanding | None


def entered(order: Order, standing: Standing, offers: Mapping[str, Offer]) -> Mapping[str, Entered]:
    """Return the code of every offer that is opened; raises :class:`Refused` for codes that open none.

    Where several codes open one offer, the first in alphabetical order is taken, and the others are refused: one
    order uses one code for one thing.
    """
    words = {offer.trigger.code.casefold(): name for name, offer in offers.items() if isinstance(offer.trigger, Word)}
    found: dict[str, Entered] = {}
    problems: list[Problem] = []
    for code in sorted({code.strip() for code in order.codes}):
        known = standing.codes.get(code)
        name = words.get(code.casefold()) if known is None else known.offer
        wrong = list(_wrong(code, known, name, order, offers))
        if not wrong and name in found:
            reason = f"The codes {found[name].code!r} and {code!r} are for the same offer."
            wrong = [Problem("order.code_twice", reason, "Enter one of them.")]
        problems += wrong
        if not wrong and name is not None:
            found[name] = Entered(code, known)
    if problems:
        raise Refused(problems)
    return found


def _wrong(
    code: str, known: CodeStanding | None, name: str | None, order: Order, offers: Mapping[str, Offer]
) -> Iterator[Problem]:
    if name is None or name not in offers or (known is not None and offers[name].trigger != "code"):
        yield Problem("order.code_unknown", f"The code {code!r} opens nothing.", "Check how it is written.")
    elif known is not None:
        yield from _stale(code, known, order.placed_at)
        if known.member not in {None, order.member} or (known.referrer == order.member or known.own):
            reason = f"The code {code!r} is not for {order.member!r}."
            yield Problem("order.code_foreign", reason, "Only the one to whom it was given may use it.")


def _stale(code: str, known: CodeStanding, at: datetime) -> Iterator[Problem]:
    if known.state == "expired" or (known.until is not None and known.until <= at):
        yield Problem("order.code_expired", f"The code {code!r} is no longer valid.", "Leave it out.")
    elif known.state in {"used", "held", "withdrawn"}:
        reason = {
            "used": f"The code {code!r} was used before.",
            "held": f"The code {code!r} belongs to another order that waits for its confirmation.",
            "withdrawn": f"The code {code!r} was withdrawn.",
        }[known.state]
        yield Problem("order.code_used", reason, "Leave it out.")
    elif known.state == "pending" or (known.since is not None and known.since > at):
        reason = f"The code {code!r} is not valid yet: the order that brought it waits for its confirmation."
        yield Problem("order.code_pending", reason, "Enter it later.")
