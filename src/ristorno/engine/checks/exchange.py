"""Whether a table of rates between currencies makes sense."""

from collections.abc import Iterator

from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.terms import Terms


def check_exchange(terms: Terms) -> Iterator[Finding]:
    """Yield rates into no currency, of a currency into itself, and those that are not above zero."""
    if terms.exchange and terms.fact_currency is None:
        reason = "Nobody says in which currency the facts are counted, so no other one has a rate."
        yield Finding(("exchange",), "terms.exchange", reason, "Add currency: the currency that is counted.")
    for name, rows in terms.exchange.items():
        if name == terms.fact_currency:
            reason = f"Facts are counted in {name}, which has no rate against itself."
            yield Finding(("exchange", name), "terms.exchange", reason, "Name other currencies only.")
        for day, rate in rows.items():
            if rate <= 0:
                reason = f"One {name} cannot be worth {rate}."
                remedy = f"Write how much {terms.fact_currency or 'of the own currency'} one {name} is, such as 0.92."
                yield Finding(("exchange", name, str(day)), "terms.exchange", reason, remedy)
