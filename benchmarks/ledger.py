"""What a posting costs beside the banking task of the server's own benchmark, on one server, in one run.

The server is one of our own with its ordinary, durable settings. ``pgbench`` plays TPC-B (three balances and a row of
history in a transaction) with eight clients, and then single transfers through the database's own function, with the
same program and protocol: so much of TPC-B the ledger itself makes. Then eight processes post single transfers through
``ledger.operations.post``, as whoever uses the ledger does, so that Python and Django are paid for too: each to wallets
that few others use, and then all to one wallet. At last one process posts in bulk. TPC-B is played between all of
these, and each is compared with the turns of it on both sides. All of it is done in three rounds, of which the median
counts: others may use the machine, too.

``python -m benchmarks.ledger`` prints the rates, and ends with 1 where single postings on many wallets come to less
than half of TPC-B's transactions, those on one wallet to less than half of the ones on many, or bulk posting to less
than four times TPC-B.
"""

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import mean, median
from typing import TypeAlias

from benchmarks.figures import machine
from benchmarks.results import keep, table
from benchmarks.serving import serving
from ristorno.postgres.cluster import Cluster
from ristorno.postgres.programs import find_programs

CLIENTS, SECONDS, BULK, WALLETS, ROUNDS = 8, 5, 100_000, 10_000, 3
SINGLE, HOT, IN_BULK = 0.5, 0.5, 4.0
"""The least: of TPC-B, of the spread figure, of TPC-B."""


_Turns: TypeAlias = Mapping[str, Callable[[int], float]]


def main() -> int:
    """Print the rates, keep them; return how many limits are missed."""
    with tempfile.TemporaryDirectory(prefix="ristorno-bench-") as name, serving(Path(name)) as cluster:
        _prepare()
        turns: _Turns = {
            "single postings, by pgbench": lambda number: _by_pgbench(cluster, Path(name)),
            "single postings, many wallets": lambda number: _posted(WALLETS, number),
            "single postings, one wallet": lambda number: _posted(1, number),
            "in bulk, transfers": _in_bulk,
        }
        banking, rates = [_tpc_b(cluster)], list[list[float]]()
        for number in range(ROUNDS):
            rates.append(list(_round(turns, number, banking, cluster)))
    # Beside what TPC-B came to just before and just after: others may use the machine, too.
    around = iter(mean(pair) for pair in pairwise(banking))
    beside = [[rate / next(around) for rate in each] for each in rates]
    ratios = [median(each) for each in zip(*beside, strict=True)]
    hot = median(one / many for _, many, one, _ in beside)
    limits = [
        Limit("single postings / TPC-B", ratios[1], SINGLE),
        Limit("on one wallet / on many", hot, HOT),
        Limit("in bulk / TPC-B", ratios[3], IN_BULK),
    ]
    rows = [
        [title, f"{median(each):,.0f}", f"{ratio:.2f}"]
        for title, each, ratio in zip(turns, zip(*rates, strict=True), ratios, strict=True)
    ]
    rows.append(["TPC-B", f"{median(banking):,.0f}", "1.00"])
    shown = table((f"{CLIENTS} clients, {SECONDS} s each, {ROUNDS} rounds", "median, a second", "x TPC-B"), rows)
    body = "\n\n".join([f"`{machine('benchmarks.ledger')}`", shown, "\n".join(f"- {limit}" for limit in limits)])
    print(body)
    keep("Posting to the ledger", body)
    return sum(limit.missed for limit in limits)


@dataclass(frozen=True, slots=True)
class Limit:
    """A ratio and the least that it may be."""

    what: str
    ratio: float
    least: float

    @property
    def missed(self) -> bool:
        """Whether it is below."""
        return self.ratio < self.least

    def __str__(self) -> str:
        return f"{self.what}: {self.ratio:.2f}, at least {self.least:g}: {'missed' if self.missed else 'held'}"


def _round(turns: _Turns, number: int, banking: list[float], cluster: Cluster) -> Iterator[float]:
    """Yield the rate of every turn; TPC-B is played after each."""
    for work in turns.values():
        yield work(number)
        banking.append(_played(cluster))


def _prepare() -> None:
    from ristorno.apps.ledger.operations import open_account

    for number in range(CLIENTS):
        open_account(name=f"expense/{number}", unit="PTS", live=False)
    for number in range(WALLETS):
        open_account(name=f"wallet/{number}", unit="PTS", keeps_lots=True, floor=0)


def _tpc_b(cluster: Cluster) -> float:
    """Return transactions a second; the scale is that of as many branches as clients, so that few wait for others."""
    find_programs(cluster.major).run("pgbench", "-i", "-q", "-s", str(CLIENTS * 2), *_place(cluster))
    return _played(cluster)


_SCRIPT = """
\\set giver random({givers}, {givers} + {clients} - 1)
\\set taker random({takers}, {takers} + {wallets} - 1)
\\set number random(1, 1000000000000000)
select posting, fresh from ledger_post(
    'pgbench-' || :number, repeat('0', 64), 'earn', now(), 'system:bench', null,
    array[:giver]::bigint[], array[:taker]::bigint[], array[10]::bigint[], array['2027-12-31']::date[],
    array[null]::bigint[]);
"""


def _by_pgbench(cluster: Cluster, folder: Path) -> float:
    """Return single postings a second through the function of the database, asked by the program that plays TPC-B."""
    from ristorno.apps.ledger.models import Account

    first = {name: Account.objects.get(name=f"{name}/0").pk for name in ("expense", "wallet")}
    script = folder / "posting.sql"
    script.write_text(
        _SCRIPT.format(givers=first["expense"], takers=first["wallet"], clients=CLIENTS, wallets=WALLETS),
        encoding="utf-8",
    )
    return _played(cluster, "-f", str(script))


def _played(cluster: Cluster, *more: str) -> float:
    """Return the transactions a second that pgbench makes of its own task, or of a script."""
    programs = find_programs(cluster.major)
    told_to = ("-n", "-c", str(CLIENTS), "-j", "2", "-T", str(SECONDS), *more)
    said = programs.run("pgbench", *told_to, *_place(cluster))
    told = re.search(r"tps = ([0-9.]+)", said)
    assert told is not None, said
    return float(told[1])


def _place(cluster: Cluster) -> tuple[str, ...]:
    return ("-h", str(cluster.socket), "-U", "ristorno", "ristorno")


_CLIENT = """
import random, sys, time
from datetime import UTC, date, datetime
import django
django.setup()
from ristorno.apps.ledger.models import Account
from ristorno.apps.ledger.operations import post
from ristorno.apps.ledger.transfers import Transfer
client, wallets, seconds, run = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
giver = Account.objects.get(name=f"expense/{client}").pk
takers = list(Account.objects.filter(name__in=[f"wallet/{n}" for n in range(wallets)]).values_list("pk", flat=True))
picked = random.Random(client)
print("ready", flush=True)
sys.stdin.readline()
at, done, end = datetime.now(UTC), 0, time.perf_counter() + seconds
while time.perf_counter() < end:
    moved = [Transfer(giver, picked.choice(takers), 10, date(2027, 12, 31))]
    post(key=f"{run}-{client}-{done}", movement="earn", at=at, actor="system:bench", transfers=moved)
    done += 1
print(done, flush=True)
"""


def _posted(wallets: int, number: int) -> float:
    """Return single postings a second of all clients together, which begin when all are ready."""
    run = f"{wallets}-{number}"
    clients = [
        subprocess.Popen(
            [sys.executable, "-c", _CLIENT, str(client), str(wallets), str(SECONDS), run],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for client in range(CLIENTS)
    ]  # fmt: skip
    for client in clients:
        assert client.stdout is not None
        assert client.stdout.readline() == "ready\n"
    for client in clients:
        assert client.stdin is not None
        client.stdin.write("go\n")
        client.stdin.flush()
    told = [int(client.communicate()[0]) for client in clients]
    return sum(told) / SECONDS


def _in_bulk(number: int) -> float:
    from datetime import UTC, date, datetime

    from ristorno.apps.ledger.models import Account
    from ristorno.apps.ledger.operations import post_all
    from ristorno.apps.ledger.transfers import Transfer, Wanted

    giver = Account.objects.get(name="expense/0").pk
    takers = list(Account.objects.filter(keeps_lots=True).values_list("pk", flat=True))
    at, ends = datetime.now(UTC), date(2027, 12, 31)
    start = time.perf_counter()
    done = post_all(
        Wanted(f"bulk-{number}-{n}", "earn", at, "system:bench", [Transfer(giver, takers[n % len(takers)], 10, ends)])
        for n in range(BULK)
    )
    assert all(each.fresh for each in done)
    return BULK / (time.perf_counter() - start)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
