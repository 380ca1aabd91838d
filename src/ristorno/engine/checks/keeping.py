"""Whether a unit can be kept as its terms say."""

from collections.abc import Iterator

from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.number import plain


def check_keeping(terms: Terms) -> Iterator[Finding]:
    """Yield bounds of wallets that are no whole steps of their unit: nothing could ever stand at them."""
    for name, unit in terms.units.items():
        for field in ("overdraft", "keep_at_least"):
            if getattr(unit.wallet, field) % terms.step(name):
                reason = f"{field} is no multiple of the smallest step, which is {plain(terms.step(name))}."
                yield Finding(("units", name, "wallet", field), "terms.wallet", reason, "Name whole steps.")
