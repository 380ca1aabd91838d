"""How soon a wallet knows of a fact, and whether it matters how much is known already.

The server is one of our own with its ordinary, durable settings. Members are run under a program that adds up: points
for every document, and retro-bonuses of a quarter, a year and for ever.

First one member with a hundred facts and one with a million get new facts in turns, and are run; what is compared is
the time of the processor, here and in the process of the database, and how often the database is asked: others may
use the machine, too. Another program has levels, which all facts decide on: what a late fact costs there is told
beside it, by the size of the history.

Then facts arrive at a hundred a second, in ten calls a second through the door that the interface has, for members
drawn at random, while followers run in processes of their own, as ``ristorno serve`` starts them. The time from the
beginning of the call to the moment at which somebody else sees the points booked is told.

``python -m benchmarks.live`` prints the figures and ends with 1 where the member with a million facts costs more than
twice as much as the one with a hundred, or where one wallet in a hundred takes longer than a second. A machine that
gives one busy process less than three quarters of its time cannot judge seconds: then they are told, and not held
against anybody. ``--facts 10_000`` and ``--followers 1``: fewer.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from benchmarks.figures import FREE, machine, share_of_a_core
from benchmarks.results import keep, table
from benchmarks.serving import serving

FACTS, FEW, TURNS, LATE = 1_000_000, 100, 40, (100, 1_000, 10_000)
CALLS, IN_A_CALL, SECONDS, MEMBERS, FOLLOWERS = 10, 10, 30, 200, 2
RATIO, SOON = 2.0, 1.0
"""At most: a run of the member with a million facts, of one with a hundred; seconds, for 99 wallets in a hundred."""

_PROGRAM = """\
program: dealers
time_zone: Europe/Moscow
currency: RUB
units: {RUB: {kind: money}, PTS: {kind: points, expires: {after: 12 months, at: month_end}}}
clauses:
  points:
    window: document
    earn_on: {from: 2026-03-01}
    mechanic: {per_step: {step: 100, gives: 1}}
    reward: {unit: PTS}
  quarterly:
    window: quarter
    mechanic: {brackets: {mode: retroactive, rates: {0: 1 %, 1_000_000: 2 %}}}
    reward: {unit: RUB}
    accept_until: +5 days
    accrue: {by: rate, rate: 1 %}
  yearly:
    window: year
    qualify: [{measure: {count: documents}, at_least: 10}]
    mechanic: {brackets: {mode: marginal, rates: {0: 0.5 %, 5_000_000: 1 %}}}
    reward: {unit: RUB}
  ever:
    window: lifetime
    mechanic: {per_step: {step: 10_000, gives: 1}}
    reward: {unit: PTS}
"""
_LEVELS = """\
program: levels
time_zone: Europe/Moscow
currency: RUB
membership: by_agreement
units: {RUB: {kind: money}}
ladders: {status: {measure: amount, window: year, tiers: {basic: 0, gold: 500_000}}}
clauses:
  gold:
    for: {levels: {status: [gold]}}
    earn_on: {from: 2026-03-01}
    window: document
    mechanic: {percent: 1 %}
"""
_HISTORY = """
with batch as (
    insert into facts_batch (
        place, first, last, channel, name, sha256, mapping, sources, recorded_at, actor, receipt
    ) select coalesce((select max(place) from facts_batch), 0) + 1, nextval('facts_version_id_seq'), 0, 'file', '', '',
        '', '[]', now(), 'system:bench', '{{}}' returning id, place
), versions as (
    insert into facts_version (batch_id, source, document, line, version, retracted, kind, day, recorded_at, member,
        amount, currency)
    select batch.id, '', '{member}-' || n / 10, (n % 10)::text, 1, false, 'purchase', date '2026-01-01' + n % 59, now(),
        '{member}', 1 + n % 90, 'RUB' from batch, generate_series(0, {facts} - 1) as n returning 1
) insert into facts_touch (member, place) select '{member}', place from batch, (select count(*) from versions) as done
"""
"""Written past the door: a million lines that were taken long ago."""


def main() -> int:
    """Print the figures and write the section of results; return how many limits are missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=FACTS, help="how many facts the member with a million has")
    parser.add_argument("--followers", type=int, default=FOLLOWERS, help="how many processes keep wallets up to date")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ristorno-bench-") as name, serving(Path(name)):
        _prepare()
        sizes = _sizes(told.facts)
        late = _late()
        free = share_of_a_core()
        waits, used = _waits(told.followers)
    few, many = (sizes[size] for size in (FEW, told.facts))
    ratio = many[0] / few[0]
    soon = statistics.quantiles(waits, n=100)[-1]
    rows = [[f"{size:,}", f"{cpu * 1000:.1f}", f"{count}"] for size, (cpu, count) in sizes.items()]
    rows_late = [[f"{size:,}", f"{cpu * 1000:.1f}"] for size, cpu in late.items()]
    said = (
        f"`{machine('benchmarks.live', 'django')}`\n\n"
        + table(("a new fact, where the terms add up, of a member with", "processor, ms", "statements"), rows)
        + f"\n\nThe last beside the first: {ratio:.2f} (at most {RATIO}).\n\n"
        + table(("a late fact under levels, of a member with", "processor, ms"), rows_late)
        + f"\n\n{CALLS * IN_A_CALL} facts a second in {CALLS} calls, {MEMBERS} members, {told.followers} followers, "
        + f"{len(waits):,} facts: from call to wallet {statistics.median(waits) * 1000:.0f} ms in the middle, "
        + f"{soon * 1000:.0f} ms for 99 in a hundred (at most {SOON * 1000:.0f}); the followers took "
        + f"{used / len(waits) * 1000:.1f} ms of the processor for each fact. One busy process got {free:.0%} of a core"
        + ("." if free >= FREE else ": too little to judge seconds.")
    )
    print(said)
    keep("Wallets that follow", said)
    return sum((ratio > RATIO, soon > SOON and free >= FREE))


def _prepare() -> None:
    from ristorno.apps.agreements import operations as agreements
    from ristorno.apps.members import operations as members

    names = [f"late-{size}" for size in LATE]
    held = "agreement: A-1\nprogram: levels\nmembers: {names}\nversions: [{{effective_from: 2026-01-01}}]\n"
    for text in (_PROGRAM, _LEVELS, held.format(names=f"[{', '.join(names)}]")):
        drafts = agreements.draft(text=text, actor="user:1")
        for draft in drafts:
            agreements.propose(draft=draft, actor="user:1")
        agreements.approve_all(drafts=drafts, actor="user:2", at=datetime.now(tz=UTC))
    for key in ("few", "many", *names, *(f"M{number}" for number in range(MEMBERS))):
        members.add(key=key, name="Company", actor="user:1")


def _sizes(facts: int) -> dict[int, tuple[float, int]]:
    """Return by size of the history the seconds of the processor and the statements that a run for a new fact takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    sizes = {FEW: "few", facts: "many"}
    for size, member in sizes.items():
        _known(member, size)
    taken: dict[int, list[float]] = {size: [] for size in sizes}
    asked: dict[int, int] = {}
    for turn in range(TURNS + 3):
        for size, member in sizes.items():
            _tell([(member, f"{member}-new-{turn}")], date(2026, 3, 2) + timedelta(days=turn % 20))
            if turn == TURNS + 2:
                with CaptureQueriesContext(connection) as found:
                    _run(member)
                asked[size] = len(found)
            else:
                taken[size].append(_processor(lambda member=member: _run(member)))  # type: ignore[misc]
    return {size: (statistics.median(times[2:]), asked[size]) for size, times in taken.items()}


def _late() -> dict[int, float]:
    """Return by size of the history the seconds of the processor that a run for a late fact takes under levels."""
    found = {}
    for size in LATE:
        member = f"late-{size}"
        _known(member, size)
        times = []
        for turn in range(3):
            _tell([(member, f"{member}-new-{turn}")], date(2026, 1, 5))
            times.append(_processor(lambda member=member: _run(member)))  # type: ignore[misc]
        found[size] = statistics.median(times)
    return found


def _known(member: str, facts: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_HISTORY.format(member=member, facts=facts))
        cursor.execute("analyze facts_version")
    _run(member)


def _run(member: str) -> None:
    from ristorno.apps.accruals.operations import run

    run(member=member, at=datetime(2026, 3, 25, 12, tzinfo=UTC), actor="system:bench")


def _tell(named: Sequence[tuple[str, str]], on: date) -> None:
    from ristorno.apps.facts.operations import Draft, ingest

    drafts = [
        Draft(document=document, line="1", member=member, occurred_at=on, amount=Decimal(500), currency="RUB")
        for member, document in named
    ]
    ingest(drafts=drafts, channel="api", at=datetime.now(tz=UTC), actor="key:1")


def _processor(work: Callable[[], None]) -> float:
    """Return the seconds of the processor that something takes, here and in the process of the database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (backend,) = cursor.fetchone()
    here, there = time.process_time(), _used(backend)
    work()
    return time.process_time() - here + _used(backend) - there


def _used(process: int) -> float:
    """Return the seconds of the processor that a process has used; by the nanosecond where the system tells."""
    told = Path(f"/proc/{process}/schedstat")
    if told.exists():
        return int(told.read_text(encoding="ascii").split()[0]) / 1e9
    said = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


def _waits(followers: int) -> tuple[list[float], float]:
    """Return how long each fact took to reach its wallet, in seconds, while all of them arrive, and what that took."""
    _tell([(f"M{number}", f"first-{number}") for number in range(MEMBERS)], datetime.now(tz=UTC).date())
    command = [sys.executable, "-m", "ristorno", "accruals", "run", "--follow"]
    running = [subprocess.Popen(command) for _ in range(followers)]
    try:
        _until_booked([f"first-{number}" for number in range(MEMBERS)])
        idle = _followed(running)
        begun: dict[str, float] = {}
        sending = threading.Thread(target=_send, args=(begun,))
        sending.start()
        arrived = _arrivals(begun, sending)
        sending.join()
        used = _followed(running) - idle
    finally:
        for each in running:
            each.terminate()
        for each in running:
            each.wait(30)
    return [arrived[document] - at for document, at in begun.items()], used


def _followed(running: Sequence[subprocess.Popen[bytes]]) -> float:
    """Return the seconds of the processor that the followers have used."""
    return sum(_used(each.pid) for each in running)


def _send(begun: dict[str, float]) -> None:
    from django.db import connection

    picked, start = random.Random(7), time.perf_counter()  # noqa: S311 - nobody has to guess it
    for call in range(CALLS * SECONDS):
        time.sleep(max(0.0, start + call / CALLS - time.perf_counter()))
        named = [(f"M{picked.randrange(MEMBERS)}", f"live-{call}-{number}") for number in range(IN_A_CALL)]
        at = time.perf_counter()
        begun.update(dict.fromkeys((document for _, document in named), at))
        _tell(named, datetime.now(tz=UTC).date())
    connection.close()


def _arrivals(begun: dict[str, float], sending: threading.Thread) -> dict[str, float]:
    """Return when each document was seen on its wallet, looking every twentieth of a second."""
    arrived: dict[str, float] = {}
    while sending.is_alive() or len(arrived) < len(begun):
        for document in _booked([document for document in list(begun) if document not in arrived]):
            arrived[document] = time.perf_counter()
        time.sleep(0.05)
    return arrived


def _booked(documents: Sequence[str]) -> list[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select b.document from accruals_booked as b join accruals_booking as c on c.booked_id = b.id "
            "where b.document = any(%s)",
            [list(documents)],
        )
        return [document for (document,) in cursor.fetchall()]


def _until_booked(documents: Sequence[str]) -> None:
    while len(_booked(documents)) < len(documents):
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
