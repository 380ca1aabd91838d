"""Writing the ledger: accounts are opened, transfers posted, postings reversed. Only ``wallets`` may."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import date, datetime
from operator import attrgetter
from typing import Any, Final

from django.db import DatabaseError, IntegrityError, connection, transaction

from ristorno.apps.ledger.models import Account, Posting
from ristorno.apps.ledger.refusals import refusal, used_before
from ristorno.apps.ledger.transfers import Posted, Transfer, Wanted, digest_of
from ristorno.kernel.problem import Problem, Refused

_POST_ALL: Final = """
select posting, fresh from ledger_post_all(
    array(select jsonb_array_elements_text(%s::jsonb)), %s::text[],
    array(select jsonb_array_elements_text(%s::jsonb)), %s::timestamptz[],
    array(select jsonb_array_elements_text(%s::jsonb)),
    %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::date[]
)
"""


_MOVES: Final = tuple(map(attrgetter, ("giver", "taker", "amount", "ends_on")))
"""What of each transfer is told to the database, beside the posting that it belongs to."""


def open_account(*, name: str, unit: str, live: bool = True, keeps_lots: bool = False, floor: int | None = None) -> int:
    """Open an account, or return the number of the one that has this name already.

    ``live``: its balance is kept beside it, which a floor and lots need; not for accounts that everything passes
    through. ``floor`` is the least balance, in smallest steps; without one it may fall as low as it will.

    Raises:
        Refused: an account of this name has another unit, or is of another kind.
    """
    traits = {"unit": unit, "live": live, "keeps_lots": keeps_lots, "floor": floor}
    account, fresh = Account.objects.get_or_create(name=name, defaults=traits)
    if not fresh and any(getattr(account, trait) != value for trait, value in traits.items()):
        reason = f"The account {name!r} is there already, and of another kind."
        raise Refused([Problem("ledger.account", reason, "Open one under another name.")])
    return account.pk


def post(*, key: str, movement: str, at: datetime, actor: str, transfers: Sequence[Transfer]) -> Posted:
    """Post transfers, in their order, all or none; what was posted under the key before is not posted again.

    ``at`` is when it happened, aware. The caller's transaction holds it, if there is one.

    Raises:
        Refused: an account would fall below its floor, is not there, or has another unit than the one beside it; the
            key was used for something else.
    """
    _check(transfers)
    told = zip(*((each.giver, each.taker, each.amount, each.ends_on, each.lot) for each in transfers), strict=True)
    return _called(
        "select posting, fresh from ledger_post(%s, %s, %s, %s, %s, null, %s, %s, %s, %s::date[], %s::bigint[])",
        (key, digest_of(movement, transfers), movement, at, actor, *map(list, told)),
    )


def post_all(postings: Iterable[Wanted]) -> tuple[Posted, ...]:
    """Post as :func:`post`, one after the other, all or none, set by set; return what became of each.

    Only for what comes from accounts that keep no lots and have no floor. It costs a small part of what as many calls
    of :func:`post` would.

    Raises:
        Refused: as :func:`post`.
    """
    asked = list(postings)
    once = _once(asked)
    if len(once) == 1:
        ((key, only),) = once.items()
        done = post(key=key, movement=only.movement, at=only.at, actor=only.actor, transfers=only.transfers)
        return tuple(_as_told(asked, {key: done}))
    if not once:
        return ()
    moved = [(place, each) for place, posting in enumerate(once.values(), 1) for each in posting.transfers]
    digests, times = (_array(map(read, once.values())) for read in (_digest, attrgetter("at")))
    heads = ([*once], [each.movement for each in once.values()], [each.actor for each in once.values()])
    keys, movements, actors = map(json.dumps, heads)
    moves = ([place for place, _ in moved], *([read(each) for _, each in moved] for read in _MOVES))
    with _told(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_POST_ALL, [keys, digests, movements, times, actors, *map(_array, moves)])
        posted = dict(zip(once, (Posted(number, fresh) for number, fresh in cursor.fetchall()), strict=True))
    return tuple(_as_told(asked, posted))


def _array(values: Iterable[int | str | date | None]) -> str:
    """Return numbers, digests, days or moments as the database writes an array: one by one would take most of the time.

    A moment has a space in it, which an array needs no quotes for.
    """
    return f"{{{','.join(['null' if each is None else str(each) for each in values])}}}"


def _once(postings: Iterable[Wanted]) -> dict[str, Wanted]:
    """Return postings by key, the first of each; refuse a key that comes again and means something else."""
    found: dict[str, Wanted] = {}
    for each in postings:
        _check(each.transfers)
        first = found.setdefault(each.key, each)
        if first is not each and _digest(first) != _digest(each):
            raise Refused([used_before(each.key)])
    return found


def _as_told(asked: Iterable[Wanted], posted: Mapping[str, Posted]) -> Iterator[Posted]:
    """Yield what became of each posting that was asked for: of a key that comes again, nothing the second time."""
    told: set[str] = set()
    for each in asked:
        done = posted[each.key]
        yield replace(done, fresh=False) if each.key in told else done
        told.add(each.key)


def _digest(posting: Wanted) -> str:
    return digest_of(posting.movement, posting.transfers)


def _check(transfers: Sequence[Transfer]) -> None:
    if not transfers:
        raise Refused([Problem("ledger.nothing", "There is nothing to post.", "Name at least one transfer.")])


def reverse(*, key: str, movement: str, at: datetime, actor: str, posting: int) -> Posted:
    """Take a posting back: what it gave is taken, and what it took goes back into the lots that it came from.

    What of a lot was spent since is taken from the account's other lots, and below zero as far as the floor allows.

    Raises:
        Refused: as :func:`post`; there is no such posting, or it was reversed before.
    """
    if not Posting.objects.filter(pk=posting).exists():
        raise Refused([Problem("ledger.posting", f"There is no posting {posting}.", "Check the number.")])
    return _called(
        "select posting, fresh from ledger_reverse(%s, %s, %s, %s, %s, %s)",
        (key, digest_of(movement, (), posting), movement, at, actor, posting),
    )


def _called(statement: str, values: Sequence[str | int | datetime | list[Any]]) -> Posted:
    # One statement is a transaction by itself; inside of another one a savepoint lets that go on after a refusal.
    with _told(), transaction.atomic() if connection.in_atomic_block else nullcontext(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        number, fresh = cursor.fetchone()
    return Posted(number, fresh)


@contextmanager
def _told() -> Iterator[None]:
    """Tell by a sentence why the database refused."""
    try:
        yield
    except (DatabaseError, IntegrityError) as error:
        told = refusal(error)
        if told is None:
            raise
        raise Refused([told]) from None
