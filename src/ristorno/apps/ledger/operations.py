"""Writing the ledger: accounts are opened, transfers posted, postings reversed. Only ``wallets`` may."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from itertools import count
from typing import Any

from django.db import DatabaseError, IntegrityError, connection, transaction

from ristorno.apps.ledger.models import Account, Posting
from ristorno.apps.ledger.refusals import refusal, used_before
from ristorno.apps.ledger.transfers import Posted, Transfer, Wanted, digest_of
from ristorno.kernel.problem import Problem, Refused

_COMING = """
create temporary table ledger_coming (
    key text, digest text, movement text, happened_at timestamptz, actor text,
    place bigint, giver bigint, taker bigint, amount bigint, ends_on date
) on commit drop
"""


_POSTING = "(%s, %s, %s, %s, %s::timestamptz, %s, %s::bigint[], %s::bigint[], %s::bigint[], %s::date[], %s::bigint[])"
_POST_ALL = """
select w.place, p.posting, p.fresh
from (values {}) as w (place, key, digest, movement, at, actor, givers, takers, amounts, ends, lots)
cross join lateral ledger_post(key, digest, movement, at, actor, null, givers, takers, amounts, ends, lots) as p
order by w.place
"""


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
    if not transfers:
        raise Refused([Problem("ledger.nothing", "There is nothing to post.", "Name at least one transfer.")])
    told = zip(*((each.giver, each.taker, each.amount, each.ends_on, each.lot) for each in transfers), strict=True)
    return _called(
        "select posting, fresh from ledger_post(%s, %s, %s, %s, %s, null, %s, %s, %s, %s::date[], %s::bigint[])",
        (key, digest_of(movement, transfers), movement, at, actor, *map(list, told)),
    )


def post_all(postings: Sequence[Wanted]) -> tuple[Posted, ...]:
    """Post as :func:`post`, one after the other, all or none, in one statement; return what became of each.

    Raises:
        Refused: as :func:`post`.
    """
    if not postings:
        return ()
    told: list[str | int | datetime | list[Any]] = []
    for place, each in enumerate(postings):
        moved = zip(*((one.giver, one.taker, one.amount, one.ends_on, one.lot) for one in each.transfers), strict=True)
        told += [place, each.key, digest_of(each.movement, each.transfers), each.movement, each.at, each.actor]
        told += map(list, moved)
    with _told(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_POST_ALL.format(", ".join([_POSTING] * len(postings))), told)
        return tuple(Posted(number, fresh) for _, number, fresh in cursor.fetchall())


def post_many(postings: Iterable[Wanted]) -> int:
    """Post much at once, all or none; return how many had not been posted before.

    Only for what comes from accounts whose balance is not kept; it ends as if :func:`post` had posted one after the
    other, many times as fast.

    Raises:
        Refused: as :func:`post`.
    """
    with _told(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_COMING)
        with cursor.copy("copy ledger_coming from stdin") as copied:
            for row in _coming(postings):
                copied.write_row(row)
        cursor.execute("analyze ledger_coming")
        cursor.execute("select ledger_post_many()")
        (fresh,) = cursor.fetchone()
        cursor.execute("drop table ledger_coming")
    return int(fresh)


def _coming(postings: Iterable[Wanted]) -> Iterator[tuple[object, ...]]:
    """Yield a row for each transfer; a key that comes again is left out, or refused where it means something else."""
    known: dict[str, str] = {}
    place = count()
    for each in postings:
        digest = digest_of(each.movement, each.transfers)
        if each.key in known:
            if known[each.key] != digest:
                raise Refused([used_before(each.key)])
            continue
        known[each.key] = digest
        told = each.key, digest, each.movement, each.at, each.actor
        for move in each.transfers:
            yield (*told, next(place), move.giver, move.taker, move.amount, move.ends_on)


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
