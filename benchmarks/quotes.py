"""What a quote costs over the wire, beside an empty endpoint of the same server that knows its caller as well.

The server is ours as ``ristorno serve`` starts it, with two processes that answer, on a database of its own with its
ordinary, durable settings. Orders of 20 lines are priced under a program of 50 offers and the 50 clauses of
``benchmarks.order``, for members with some hundred invoices; codes, budgets and limits are asked of the database each
time. In turns, quotes and calls of the empty endpoint arrive at fifty a second, whether earlier ones are answered or
not; a wait begins when a call is due.

``python -m benchmarks.quotes`` prints the figures and ends with 1 where a quote takes longer, in the middle or for 99
in a hundred, than so many times the empty call. ``--profile`` prints where the time of the server goes.
"""

import argparse
import cProfile
import itertools
import pstats
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx

from benchmarks.figures import machine
from benchmarks.order import document, program_text
from benchmarks.results import keep, table
from benchmarks.serving import LIMITS, answering, arriving, serving

OFFERS, LINES, MEMBERS, INVOICES = 50, 20, 20, 60
A_SECOND, SECONDS, TURNS, WORKERS = 50, 4, 6, 2
MIDDLE, LAST = 3.0, 4.0
"""At most: a quote beside the empty call, in the middle and for 99 in a hundred."""

_SETS = ("goods", "tires", "brakes", "oils", "{of: goods, brands: [brand-1, brand-2]}", "{of: tires, groups: [winter]}")
_SHAPES = (
    "exclusive: season, gives: {percent: 3 %}",
    "exclusive: season, priority: 1, gives: {percent: 4 %}, qualify: [{measure: quantity, at_least: 20}]",
    "trigger: {code: WORD-%d}, gives: {percent: 5 %%}, limits: {times: {n: 100_000, per: program}}",
    "gives: {percent: 1 %}, qualify: [{measure: amount, of: goods, window: year, at_least: 1_000}]",
    "exclusive: loyal, gives: {percent: {by: level.status, base: 1 %, silver: 2 %, gold: 3 %}}, budget: spring",
    "exclusive: loyal, gives: {percent: 2 %}, limits: {cap: 50, times: {n: 1_000, per: member}}",
)


def main() -> int:
    """Print the figures and write the section of results; return how many limits are missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", action="store_true", help="print where the time of the server goes")
    profiled = parser.parse_args().profile
    with tempfile.TemporaryDirectory(prefix="ristorno-bench-") as name, serving(Path(name)):
        authorization = _prepare()
        orders = list(itertools.islice(_orders(), A_SECOND * SECONDS))
        if profiled:
            _profile(authorization, orders)
            return 0
        empty, quotes = _waits(authorization, orders)
    return _told(empty, quotes)


def _told(empty: Sequence[float], quotes: Sequence[float]) -> int:
    figures = {name: (statistics.median(waits), statistics.quantiles(waits, n=100)[-1]) for name, waits in (
        ("an empty call", empty), ("a quote", quotes)
    )}  # fmt: skip
    middle, last = (figures["a quote"][place] / figures["an empty call"][place] for place in (0, 1))
    rows = [[name, *(f"{wait * 1000:.1f}" for wait in waits)] for name, waits in figures.items()]
    rows.append(["times", f"{middle:.2f} (at most {MIDDLE:.0f})", f"{last:.2f} (at most {LAST:.0f})"])
    said = (
        f"`{machine('benchmarks.quotes', 'django')}`\n\n"
        + table((f"{A_SECOND} a second, {len(quotes):,} of each", "in the middle, ms", "99 in a hundred, ms"), rows)
        + f"\n\n{LINES} lines, {OFFERS} offers, 50 clauses, {WORKERS} processes that answer."
    )
    print(said)
    keep("Quotes over the wire", said)
    return sum((middle > MIDDLE, last > LAST))


def offers_text() -> str:
    """Return 50 offers: every shape in turn, over the sets in turn."""
    told = (
        (shape % number if "%d" in shape else shape)
        for number, shape in zip(range(OFFERS), itertools.cycle(_SHAPES), strict=False)
    )
    lines = (
        f"  offer-{number:02d}: {{on: {_SETS[number % len(_SETS)]}, {shape}}}\n" for number, shape in enumerate(told)
    )
    return "budgets: {spring: {amount: 100_000_000, window: year}}\noffers:\n" + "".join(lines)


def _prepare() -> str:
    """Fill the database; return what a caller authorizes itself with."""
    from ristorno.apps.accruals.operations import run_all
    from ristorno.apps.agreements import operations as agreements
    from ristorno.apps.facts.operations import Draft, ingest
    from ristorno.apps.identity.operations import make_key
    from ristorno.apps.members import operations as members

    drafts = agreements.draft(text=program_text() + offers_text(), actor="user:1")
    for draft in drafts:
        agreements.propose(draft=draft, actor="user:1")
    agreements.approve_all(drafts=drafts, actor="user:2", at=datetime.now(tz=UTC))
    dice, now = Random(2026), datetime.now(tz=UTC)  # noqa: S311 - a made history, nothing secret
    for member in range(MEMBERS):
        members.add(key=f"M{member}", name="Company", actor="user:1")
        facts = itertools.chain.from_iterable(
            document(dice, f"{member}-{number}", now - timedelta(hours=1 + number * 200), 6)
            for number in range(INVOICES)
        )
        named = [
            Draft(
                document=each.document, line=each.line, member=f"M{member}", occurred_at=each.occurred_at,
                product=each.product, brand=each.brand, groups=each.groups, quantity=each.quantity, amount=each.amount,
            )
            for each in facts
        ]  # fmt: skip
        ingest(drafts=named, channel="api", at=now, actor="key:1")
    run_all(at=now, actor="system:bench")
    return f"Bearer {make_key(name='bench', scopes=['orders:write'], actor='command:keys').text}"


def _orders() -> Iterator[dict[str, Any]]:
    dice, now = Random(7), datetime.now(tz=UTC)  # noqa: S311 - made orders
    for number in itertools.count():
        lines = [
            {
                "key": each.line, "product": each.product, "brand": each.brand, "groups": list(each.groups),
                "quantity": f"{each.quantity}", "price": f"{each.amount / each.quantity:.2f}", "tax_rate": "0.2",
            }
            for each in document(dice, f"O{number}", now, LINES)
            if each.quantity and each.amount
        ]  # fmt: skip
        member = f"M{dice.randrange(MEMBERS)}"
        yield {"program": "bench", "member": member, "currency": "EUR", "lines": lines, "codes": ["WORD-2"]}


def _waits(authorization: str, orders: Sequence[dict[str, Any]]) -> tuple[list[float], list[float]]:
    """Return how long empty calls and quotes took, in seconds, each first turn to warm up."""
    with answering(WORKERS) as address, httpx.Client(
        base_url=address, headers={"Authorization": authorization}, trust_env=False, timeout=30,
        limits=LIMITS,
    ) as client:  # fmt: skip

        def empty(_: int) -> None:
            client.get("/api/v1/key").raise_for_status()

        def quote(number: int) -> None:
            client.post("/api/v1/quotes", json=orders[number % len(orders)]).raise_for_status()

        waits: tuple[list[float], list[float]] = ([], [])
        for turn in range(TURNS + 1):
            for place, call in enumerate((empty, quote)):
                found = arriving(call, A_SECOND, SECONDS)
                if turn:
                    waits[place].extend(found)
        return waits


def _profile(authorization: str, orders: Sequence[dict[str, Any]]) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"Authorization": authorization})

    def quotes() -> None:
        for order in orders:
            found = client.post("/api/v1/quotes", order, content_type="application/json")
            assert found.status_code == 200, found.content

    quotes()
    with CaptureQueriesContext(connection) as asked:
        client.post("/api/v1/quotes", orders[0], content_type="application/json")
    for each in asked.captured_queries:
        print(each["time"], each["sql"][:150])
    begun = time.process_time()
    quotes()
    used = (time.process_time() - begun) / len(orders)
    print(f"{used * 1000:.2f} ms of a processor for a quote, as Django's client asks")
    profile = cProfile.Profile()
    profile.runcall(quotes)
    pstats.Stats(profile).sort_stats("cumtime").print_stats(90)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
