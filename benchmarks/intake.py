"""What an import costs beside the reading that nobody can avoid, and whether its memory stays flat.

The file is a made one in the shape of a wholesaler's export: invoices of 20 lines, 4,000 products, a year, one row in a
thousand that must be set aside. ``python -m benchmarks.intake`` prints the tables.
"""

# ruff: noqa: S608 - the only text in the SQL is a path of our own

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ristorno.intake import Store, import_facts, open_facts
from ristorno.intake.duck import Workshop, text, workshop

LINES = 500_000
RUNS = 7
TARGET = 3.0

_TYPES = {
    "InvoiceNo": "VARCHAR",
    "StockCode": "VARCHAR",
    "Description": "VARCHAR",
    "Quantity": "INTEGER",
    "InvoiceDate": "TIMESTAMP",
    "UnitPrice": "DECIMAL(18,4)",
    "CustomerID": "DOUBLE",
    "Country": "VARCHAR",
}


def make_file(path: Path, lines: int) -> None:
    """Write a file of so many invoice lines, the same ones every time."""
    mixed = "cast(hash(i, {}) % {} as integer)"
    with workshop() as shop:
        shop.run(
            f"copy (select case when d % 50 = 0 then 'C' else '' end || (400000 + d) as InvoiceNo, "
            f"cast(10000 + {mixed.format(1, 4000)} as varchar) || "
            f"case {mixed.format(2, 9)} when 0 then 'A' when 1 then 'b' else '' end as StockCode, "
            f"'GIFT NO ' || {mixed.format(1, 4000)} || ' IN A RED AND WHITE BOX ' as Description, "
            f"(1 + {mixed.format(3, 48)}) * case when d % 50 = 0 then -1 else 1 end as Quantity, "
            f"strftime(timestamp '2010-01-01 08:00:00' + interval (d * 525000 // {lines // 20 + 1}) minute, "
            f"'%Y-%m-%d %H:%M:%S') as InvoiceDate, "
            f"cast({mixed.format(4, 2500)} / 100 as decimal(10,2)) as UnitPrice, "
            f"case when d % 1000 = 7 then '' else cast(12000 + cast(hash(d) % 4000 as integer) as varchar) || '.0' end "
            f"as CustomerID, "
            f"case when d % 9 = 0 then 'Germany' else 'United Kingdom' end as Country "
            f"from (select i, i // 20 as d from range({lines}) as r(i))) to {text(str(path))} (header)"
        )


def typed_read(shop: Workshop, path: Path) -> None:
    """Read and parse the file into a table, the way the library does it best: every type said beforehand."""
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in _TYPES.items())
    shop.run(
        f"create or replace temp table typed as select * from read_csv({text(str(path))}, auto_detect = false, "
        f"header = true, delim = ',', quote = '\"', escape = '\"', columns = {{{columns}}})"
    )


def _seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _imported(path: Path, folder: Path) -> None:
    receipt = import_facts(Store(folder), path, "online-retail")
    assert receipt.accepted + receipt.quarantined == receipt.rows
    assert 0 < receipt.quarantined < receipt.rows // 100


def compare(folder: Path, lines: int = LINES, runs: int = RUNS) -> tuple[float, float]:
    """Return the medians, in seconds, of the typed read and of the import; both take turns in one process."""
    path = folder / "lines.csv"
    make_file(path, lines)
    reads, imports = [], []
    for run in range(runs):
        with workshop() as shop:
            reads.append(_seconds(lambda shop=shop: typed_read(shop, path)))  # type: ignore[misc]
        imports.append(_seconds(lambda run=run: _imported(path, folder / f"store-{run}")))  # type: ignore[misc]
    return statistics.median(reads), statistics.median(imports)


_CHILD = """
import resource, sys
from pathlib import Path
from ristorno.intake import Store, import_facts
import_facts(Store(Path(sys.argv[2])), Path(sys.argv[1]), "online-retail")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
for member, facts in Store(Path(sys.argv[2])).by_member():
    pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak_memory(folder: Path, lines: int) -> tuple[float, float]:
    """Return the peak memory in MB of a process after importing so many lines, and after reading them by member."""
    path = folder / f"{lines}.csv"
    make_file(path, lines)
    told = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path), str(folder / f"store-{lines}")], capture_output=True, check=True
    )
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    imported, read = (int(line) / unit for line in told.stdout.split())
    path.unlink()
    return imported, read


def reading_speed(path: Path) -> float:
    """Return how many facts a second come out of a store, built and grouped by member."""
    with open_facts(path, "online-retail") as store:
        start = time.perf_counter()
        count = sum(len(facts) for _, facts in store.by_member())
        return count / (time.perf_counter() - start)


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory(prefix="ristorno-bench-") as name:
        folder = Path(name)
        read, imported = compare(folder)
        ratio = imported / read
        print(f"Intake of {LINES:,} lines, median of {RUNS}")
        print(f"  typed read by DuckDB      {read:8.3f} s")
        print(f"  import into a new store   {imported:8.3f} s   {ratio:.2f} x   (target: at most {TARGET:.0f} x)")
        print(f"  facts built from a store  {reading_speed(folder / 'lines.csv'):8,.0f} per second")
        print("Peak memory of a process")
        for lines in (LINES, 2 * LINES, 4 * LINES):
            after_import, after_reading = peak_memory(folder, lines)
            print(
                f"  {lines:>9,} lines   import {after_import:5.0f} MB   then reading by member {after_reading:5.0f} MB"
            )


if __name__ == "__main__":
    main()
