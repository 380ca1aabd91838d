"""Running many members part by part, in several processes at once where that is asked for: after a first load, or when
a change of terms makes all due."""

from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import closing
from datetime import date, datetime
from multiprocessing import get_context
from typing import Final

from ristorno.apps.accruals.beginning import begin
from ristorno.apps.accruals.populations import freeze_all
from ristorno.apps.accruals.queries import known_members
from ristorno.apps.accruals.running import run_together
from ristorno.apps.accruals.values import Outcome

_AT_ONCE: Final = 5
"""So many members are run in one transaction: few enough that all processes end together."""


def silent(_done: int, _members: int) -> None:
    """Tell nobody."""


def run_all(
    *,
    at: datetime,
    actor: str,
    members: Iterable[str] | None = None,
    as_of: date | None = None,
    processes: int = 1,
    told: Callable[[int, int], None] = silent,
) -> list[Outcome]:
    """Run members, or everybody, a few in each transaction, in the order of their keys.

    For everybody, what programs have to know of all members is frozen anew first. ``told`` hears how many of how many
    are done. What fails for one member fails all that are not done yet.
    """
    if members is None:
        members = known_members()
        freeze_all(at=at, actor=actor, as_of=as_of)
    members = sorted(members)
    # The first one alone: it lets wallets know the units, which others would only wait for.
    done = [*run_together(members=members[:1], at=at, actor=actor, as_of=as_of)]
    parts = [members[start : start + _AT_ONCE] for start in range(1, len(members), _AT_ONCE)]
    with closing(_outcomes(parts, at, actor, as_of, processes)) as coming:
        for outcomes in coming:
            done += outcomes
            told(len(done), len(members))
    return sorted(done, key=lambda outcome: outcome.member)


def _outcomes(
    parts: Sequence[list[str]], at: datetime, actor: str, as_of: date | None, processes: int
) -> Generator[Sequence[Outcome], None, None]:
    if processes == 1:
        yield from (_run(part, at, actor, as_of) for part in parts)
        return
    with ProcessPoolExecutor(processes, get_context("spawn"), begin) as pool:
        running = [pool.submit(_run, part, at, actor, as_of) for part in parts]
        try:
            yield from (each.result() for each in as_completed(running))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)  # who stops early waits for those alone that have begun


def _run(members: list[str], at: datetime, actor: str, as_of: date | None) -> Sequence[Outcome]:
    return run_together(members=members, at=at, actor=actor, as_of=as_of)
