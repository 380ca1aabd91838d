"""What an import costs beside the reading that nobody can avoid, and whether its memory stays flat.

Two made files of one size: an export with line ids under our own headers, and one of a wholesaler without line ids,
in the shape of Online Retail, whose lines must be sorted and numbered inside their documents. Both have one row in a
thousand that must be set aside.

An import is everything from the path of a file to a committed store: encoding, checks, identities, sums, flushes. It
is compared with DuckDB reading the same file into a table of typed columns, in the same process, with the same memory
and threads: once with every type said beforehand (the typed read, which the target is about), once with types found
out by DuckDB (the plain read). Every value is parsed to its type and kept: a table of them costs half as much again as
to parse and forget them. All take turns, and are compared in processor time, turn by turn: what others do on the
machine at the time decides nothing. What waits for the disk shows on the clock alone.

The memory of an import may grow until it fills what the import allows itself, and from there on no more: of a file
twice as long as the longest that fills it, a process holds as much.

``python -m benchmarks.intake`` prints the tables and ends with 1 where a target is missed; ``--rows 10_000_000``
measures one long file through the command instead, with a wrong amount ten rows before its end.
"""

# ruff: noqa: S608 - the only text in the SQL is a path of our own

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks.figures import Cost, clock, in_turns, machine, processors, ratio, spent
from benchmarks.results import keep, table
from ristorno.intake import Store, import_facts, open_facts
from ristorno.intake.duck import Workshop, text, workshop

LINES = 500_000
RUNS = 7
TARGET = 3.0
LONGER = (1, 2, 4, 8)
"""How many times the lines the files are of which memory is told."""
FLAT = 1.1
"""At most so many times the memory of the last but one of them the last may take."""

_MIXED = "cast(hash(i, {}) % {} as integer)"


@dataclass(frozen=True, slots=True)
class Export:
    """A file to be made and read: a select over line number i and document number d, and the types of its columns."""

    name: str
    select: str
    types: Mapping[str, str]
    moment: str


_MOMENT = "strftime(timestamp '2010-01-01 08:00:00' + interval (d * 525000 // {documents}) minute, '{form}')"

WITH_LINES = Export(
    "with line ids",
    f"select 'INV-' || (400000 + d) as document, 1 + i % 20 as line, {{moment}} as occurred_at, "
    f"case when d % 1000 = 7 then '' else 'm' || (hash(d) % 4000) end as member, "
    f"'P' || {_MIXED.format(1, 4000)} as product, 'G' || ({_MIXED.format(1, 4000)} % 50) as groups, "
    f"1 + {_MIXED.format(3, 48)} as quantity, cast({_MIXED.format(4, 250_000)} / 100 as decimal(10,2)) as amount, "
    f"cast({_MIXED.format(4, 250_000)} / 150 as decimal(10,2)) as cost, 'EUR' as currency",
    {
        "document": "VARCHAR", "line": "INTEGER", "occurred_at": "TIMESTAMPTZ", "member": "VARCHAR",
        "product": "VARCHAR", "groups": "VARCHAR", "quantity": "DECIMAL(18,4)", "amount": "DECIMAL(18,4)",
        "cost": "DECIMAL(18,4)", "currency": "VARCHAR",
    },
    "%Y-%m-%dT%H:%M:%SZ",
)  # fmt: skip
WITHOUT_LINES = Export(
    "without line ids",
    f"select case when d % 50 = 0 then 'C' else '' end || (400000 + d) as InvoiceNo, "
    f"cast(10000 + {_MIXED.format(1, 4000)} as varchar) || "
    f"case {_MIXED.format(2, 9)} when 0 then 'A' when 1 then 'b' else '' end as StockCode, "
    f"'GIFT NO ' || {_MIXED.format(1, 4000)} || ' IN A RED AND WHITE BOX ' as Description, "
    f"(1 + {_MIXED.format(3, 48)}) * case when d % 50 = 0 then -1 else 1 end as Quantity, {{moment}} as InvoiceDate, "
    f"cast({_MIXED.format(4, 2500)} / 100 as decimal(10,2)) as UnitPrice, "
    f"case when d % 1000 = 7 then '' else cast(12000 + cast(hash(d) % 4000 as integer) as varchar) || '.0' end "
    f"as CustomerID, case when d % 9 = 0 then 'Germany' else 'United Kingdom' end as Country",
    {
        "InvoiceNo": "VARCHAR", "StockCode": "VARCHAR", "Description": "VARCHAR", "Quantity": "INTEGER",
        "InvoiceDate": "TIMESTAMP", "UnitPrice": "DECIMAL(18,4)", "CustomerID": "DOUBLE", "Country": "VARCHAR",
    },
    "%Y-%m-%d %H:%M:%S",
)  # fmt: skip


def make_file(path: Path, lines: int, export: Export = WITHOUT_LINES) -> None:
    """Write a file of so many lines, the same ones every time."""
    moment = _MOMENT.format(documents=lines // 20 + 1, form=export.moment)
    select = export.select.format(moment=moment)
    with workshop() as shop:
        shop.run(
            f"copy ({select} from (select i, i // 20 as d from range({lines}) as r(i))) to {text(str(path))} (header)"
        )


def typed_read(shop: Workshop, path: Path, export: Export = WITHOUT_LINES) -> None:
    """Read and parse the file into a table, the way the library does it best: every type said beforehand."""
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in export.types.items())
    shop.run(
        f"create or replace temp table typed as select * from read_csv({text(str(path))}, auto_detect = false, "
        f"header = true, delim = ',', quote = '\"', escape = '\"', columns = {{{columns}}})"
    )


def plain_read(shop: Workshop, path: Path, _: Export) -> None:
    """Read and parse the file into a table, the way people do it: the library finds out the types."""
    shop.run(f"create or replace temp table plain as select * from read_csv({text(str(path))})")


def _imported(path: Path, folder: Path) -> None:
    receipt = import_facts(Store(folder), path)
    assert receipt.accepted + receipt.quarantined == receipt.rows
    assert 0 < receipt.quarantined < receipt.rows // 100


def compare(folder: Path, export: Export, lines: int = LINES, runs: int = RUNS) -> Mapping[str, tuple[Cost, ...]]:
    """Measure reading and importing of one file, in turns; the costs are by ``typed``, ``plain`` and ``imported``."""
    path, stores = folder / f"{export.name}.csv", (folder / f"{export.name} {number}" for number in count())
    make_file(path, lines, export)

    def read(how: Callable[[Workshop, Path, Export], None]) -> Cost:
        with workshop() as shop:
            return spent(lambda: how(shop, path, export))

    works: dict[str, Callable[[], Cost]] = {
        "typed": partial(read, typed_read),
        "plain": partial(read, plain_read),
        "imported": lambda: spent(lambda: _imported(path, next(stores))),
    }
    return in_turns(works, runs)


_IMPORTED = """
import sys
from pathlib import Path
from benchmarks.figures import peak_memory
from ristorno.intake import Store, import_facts
import_facts(Store(Path(sys.argv[2])), Path(sys.argv[1]))
print(peak_memory())
"""
_READ = """
for member, facts in Store(Path(sys.argv[2])).by_member():
    pass
print(peak_memory())
"""


def peaks(folder: Path, lines: int, *, read: bool) -> list[float]:
    """Return the peak memory in MB of a process after importing so many lines, and after reading them by member."""
    path = folder / f"{lines}.csv"
    make_file(path, lines)
    work = _IMPORTED + _READ if read else _IMPORTED
    told = subprocess.run(
        [sys.executable, "-c", work, str(path), str(folder / f"store-{lines}")], capture_output=True, check=True
    )
    path.unlink()
    return [float(line) for line in told.stdout.split()]


def reading_speed(path: Path) -> float:
    """Return how many facts a second come out of a store, built and grouped by member."""
    with open_facts(path) as store:
        start = time.perf_counter()
        count = sum(len(facts) for _, facts in store.by_member())
        return count / (time.perf_counter() - start)


def long_file(folder: Path, lines: int, export: Export) -> None:
    """Import and check one long file through the command; print seconds and peak memory."""
    path = folder / f"{export.name}.csv"
    make_file(path, lines, export)
    spoil(path, lines - 10)
    for words in (["import", str(path), "--store", str(folder / "store")], ["check", str(path)]):
        done = subprocess.run(
            [sys.executable, "-c", _COMMAND, "facts", *words], capture_output=True, check=True, text=True
        )
        seconds, megabytes = done.stderr.split()[-2:]
        print(f"  {export.name:<17} facts {words[0]:<6} {float(seconds):6.1f} s, peak {float(megabytes):5.0f} MB")
    path.unlink()


_COMMAND = """
import resource, sys, time
from ristorno.cli.main import run
start = time.perf_counter()
try:
    run()
finally:
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, file=sys.stderr)
"""


def spoil(path: Path, row: int) -> None:
    """Make the last amount of a row, counted with the header, one that cannot be read."""
    copy = path.with_suffix(".spoiled")
    with path.open("rb") as source, copy.open("wb") as target:
        for number, line in enumerate(source, 1):
            target.write(line.replace(b".", b".x") if number == row else line)
    copy.replace(path)


def reading(folder: Path) -> tuple[str, dict[str, float]]:
    """Return the table of both exports, and how many times the typed read their imports took."""
    rows, found = [], {}
    for export in (WITH_LINES, WITHOUT_LINES):
        costs = compare(folder, export)
        found[export.name] = ratio(costs["imported"], costs["typed"])
        seconds = [f"{clock(each):.2f} ({processors(each):.2f})" for each in costs.values()]
        plain = ratio(costs["imported"], costs["plain"])
        speed = reading_speed(folder / f"{export.name}.csv")
        rows.append([export.name, *seconds, f"{found[export.name]:.2f}", f"{plain:.2f}", f"{speed:,.0f}"])
    columns = ("export", "typed read, s", "plain read, s", "import, s", "x typed", "x plain", "facts built a second")
    return table(columns, rows), found


def memory(folder: Path, lines: int = LINES) -> tuple[str, float]:
    """Return the table of the memory that longer files take, and how many times that of the last but one the last took.

    The longest is not read back, which takes a while and is not what is judged.
    """
    held = {times * lines: peaks(folder, times * lines, read=times < LONGER[-1]) for times in LONGER}
    rows = [[f"{size:,}", *(f"{peak:.0f}" for peak in taken), *[""] * (2 - len(taken))] for size, taken in held.items()]
    *_, (before, *_), (longest,) = held.values()
    return table(("lines", "peak of an import, MB", "then of reading by member, MB"), rows), longest / before


def main() -> int:
    """Print the tables of the usual files, keep them; return how many targets are missed."""
    with tempfile.TemporaryDirectory(prefix="ristorno-bench-") as name:
        shown, found = reading(Path(name))
        held, growth = memory(Path(name))
    verdicts = [
        f"- import {name} / typed read: {most:.2f}, at most {TARGET:g}: {'missed' if most > TARGET else 'held'}"
        for name, most in found.items()
    ]
    flat = "missed" if growth > FLAT else "held"
    verdicts.append(f"- memory of an import, the longest file / half of it: {growth:.2f}, at most {FLAT:g}: {flat}")
    told = f"{LINES:,} lines; medians of {RUNS} turns, on the clock and (of processors). Ratios are of processors."
    line = f"`{machine('benchmarks.intake', 'duckdb')}`"
    body = "\n\n".join([line, told, shown, held, "\n".join(verdicts)])
    print(body)
    keep("Importing", body)
    return sum(most > TARGET for most in found.values()) + (growth > FLAT)


def _chosen() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.intake")
    parser.add_argument("--rows", type=int, help="measure one file of so many lines of each sort instead")
    rows: int | None = parser.parse_args().rows
    if rows is None:
        return min(main(), 1)
    print(f"Files of {rows:,} lines through the command")
    for export in (WITH_LINES, WITHOUT_LINES):
        with tempfile.TemporaryDirectory(prefix="ristorno-bench-") as name:
            long_file(Path(name), rows, export)
    return 0


if __name__ == "__main__":
    sys.exit(_chosen())
