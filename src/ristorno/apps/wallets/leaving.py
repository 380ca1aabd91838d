"""In which order what can be spent leaves a wallet, as its unit says; for this room only."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from ristorno.apps.ledger.queries import Left, lots
from ristorno.apps.wallets.accounts import rules
from ristorno.apps.wallets.models import Origin, Wallet
from ristorno.apps.wallets.moving import Part


def leaving(wallet: Wallet, count: int) -> list[Part]:
    """Return the parts in which so many steps leave a locked wallet; what is not there has no lot."""
    terms = rules(wallet.unit)
    if terms.spend == "earliest_expiry":
        return [Part(count)]  # the ledger does so by itself
    there = lots(wallet.free)
    return list(_taken(sorted(there, key=_came if terms.spend == "oldest" else _rank(there, terms.priority)), count))


def remember(given: Iterable[tuple[Wallet, int, str]]) -> None:
    """Keep by which clause a posting gave something to a wallet, where its unit spends by clauses."""
    kept = [Origin(posting=number, clause=clause) for wallet, number, clause in given if clause and _asks(wallet)]
    if kept:
        Origin.objects.bulk_create(kept, ignore_conflicts=True)


def _asks(wallet: Wallet) -> bool:
    # Asked of what is kept as it stands: most units do not, and this is on the way of every booking.
    return (wallet.unit.keeping or {}).get("spend") == "priority"


def _taken(ordered: Sequence[Left], count: int) -> Iterator[Part]:
    for lot in ordered:
        part = min(count, lot.remaining)
        if part:
            yield Part(part, lot=lot.lot)
            count -= part
    if count:
        yield Part(count)


def _came(lot: Left) -> int:
    return lot.lot


def _rank(there: Sequence[Left], priority: Sequence[str]) -> Callable[[Left], int]:
    """Return the place of a lot by its clause; what no clause of the list gave comes last, and order is kept."""
    found = Origin.objects.filter(posting__in={lot.posting for lot in there})
    clauses = dict(found.values_list("posting", "clause"))
    ranks = {clause: place for place, clause in enumerate(priority)}
    return lambda lot: ranks.get(clauses.get(lot.posting, ""), len(priority))
