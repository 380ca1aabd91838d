"""Sales to count: the wholesale supplier of TPC-H, made on the spot and kept outside of git.

A customer is a member, an order a document. What a line is worth is its price less its discount, exact to four
decimals; what it cost is the supplier's price. Two files come of it: ``facts.parquet``, an export that ``ristorno facts
import`` takes with ``tpch.yaml``, and ``lines``, the same lines in the whole numbers that bulk counting reads.

``python -m benchmarks.tpch`` makes them and tells where they are; ``--scale 1`` is 6 million lines of 7 years. They lie
in ``out/bench``, or in the folder that ``RISTORNO_BENCH`` names, and are made once.
"""

# ruff: noqa: S608 - the only text in the SQL is a path of our own

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

import duckdb

from ristorno.intake.duck import Workshop, text, workshop

AS_OF = date(1998, 8, 2)
"""The last day on which the standard's customers order."""
MAPPING = Path(__file__).with_name("tpch.yaml")
MEMORY = "2GB"
"""What making the files may hold in memory, at any scale; the rest is spilled."""

_GIGABYTE = 1 << 30
_TABLES = ("orders", "lineitem", "part", "partsupp")
_NEEDS: Mapping[float, tuple[int, int, int]] = MappingProxyType(
    {0.1: (1, 0, 0), 1: (1, 3, 5), 10: (8, 32, 50), 30: (16, 96, 150), 100: (32, 320, 500)}
)
"""Cores, memory and free disk in GB from which a scale is bearable, for the hungriest of those who count."""

_FACTS = """
    select o_orderkey as document, l_linenumber as line, o_custkey as member, o_orderdate as occurred_at,
        l_partkey as product, p_brand as brand, p_mfgr as manufacturer, p_type as type,
        l_quantity as quantity, cast(l_extendedprice * (1 - l_discount) as decimal(18, 4)) as amount,
        cast(l_quantity * ps_supplycost as decimal(18, 4)) as cost
    from lineitem
    join orders on o_orderkey = l_orderkey
    join part on p_partkey = l_partkey
    join partsupp on ps_partkey = l_partkey and ps_suppkey = l_suppkey"""
_LINES = """
    select cast(member as integer) as member, cast(product as integer) as item, cast(document as integer) as document,
        occurred_at as day, cast(amount * 10_000 as bigint) as amount, cast(quantity * 10_000 as bigint) as quantity,
        cast(cost * 10_000 as bigint) as cost
    from read_parquet({facts})"""


@dataclass(frozen=True, slots=True)
class Sales:
    """Made sales of one scale."""

    scale: float
    folder: Path

    @property
    def facts(self) -> Path:
        """The export, for an import with :data:`MAPPING`."""
        return self.folder / "facts.parquet"

    @property
    def lines(self) -> Path:
        """A folder of Parquet files: member, item, document, day; amount, quantity, cost in 1/10,000."""
        return self.folder / "lines"

    def count(self) -> int:
        """Return how many lines there are."""
        found = duckdb.execute(f"select count(*) from {scan(self.lines)}").fetchone()
        assert found is not None
        return int(found[0])


def scan(lines: Path) -> str:
    """Return the SQL of a table over a folder of lines."""
    return f"read_parquet({text(f'{lines}/**/*.parquet')}, hive_partitioning = false)"


def files(lines: Path) -> list[Path]:
    """Return the files of a folder of lines."""
    return sorted(lines.rglob("*.parquet"))


def cache() -> Path:
    """Return the folder in which made files are kept."""
    named = os.environ.get("RISTORNO_BENCH")
    return Path(named) if named else Path(__file__).resolve().parents[1] / "out" / "bench"


def fitting_scale() -> float:
    """Return the largest scale that this machine bears: 1 on a small one."""
    cache().mkdir(parents=True, exist_ok=True)
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return largest_scale(os.cpu_count() or 1, memory, shutil.disk_usage(cache()).free)


def largest_scale(cores: int, memory: int, disk: int) -> float:
    """Return the largest scale for so many cores and bytes of memory and free disk."""
    has = (cores, memory / _GIGABYTE, disk / _GIGABYTE)
    return max(scale for scale, needs in _NEEDS.items() if scale == min(_NEEDS) or _enough(has, needs))


def _enough(has: tuple[float, ...], needs: tuple[float, ...]) -> bool:
    return all(there >= needed for there, needed in zip(has, needs, strict=True))


def make(scale: float) -> Sales:
    """Return the sales of a scale; they are made unless they are there. Nothing half made is ever taken for whole."""
    sales = Sales(scale, cache() / f"tpch-{scale:g}")
    if not sales.folder.exists():
        unfinished = sales.folder.with_name(f"{sales.folder.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        _generate(scale, unfinished / "tables")
        with workshop(MEMORY) as shop:
            shop.run("set preserve_insertion_order = false")
            _shape(shop, Sales(scale, unfinished))
        shutil.rmtree(unfinished / "tables")
        unfinished.rename(sales.folder)
    return sales


def _generate(scale: float, folder: Path) -> None:
    command = Path(sys.executable).with_name("tpchgen-cli")
    if not command.exists():
        raise SystemExit("tpchgen-cli, which makes the sales, is not here. `make bench` installs it.")
    tables = ",".join(_TABLES)
    arguments = ["parquet", f"--scale-factor={scale:g}", f"--tables={tables}", f"--output-dir={folder}", "--quiet"]
    subprocess.run([command, *arguments], check=True)


def _shape(shop: Workshop, sales: Sales) -> None:
    """Write both files, line by line as the tables give them."""
    for table in _TABLES:
        path = sales.folder / "tables" / f"{table}.parquet"
        shop.run(f"create view {table} as from read_parquet({text(str(path))})")
    shop.run(f"copy ({_FACTS}) to {text(str(sales.facts))} (format parquet, compression zstd)")
    sales.lines.mkdir()
    lines = _LINES.format(facts=text(str(sales.facts)))
    shop.run(f"copy ({lines}) to {text(str(sales.lines / 'lines.parquet'))} (format parquet, compression zstd)")


def main() -> None:
    """Make the sales and tell where they are."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tpch")
    parser.add_argument("--scale", type=float, default=None, help="scale factor; what the machine bears if left out")
    scale: float | None = parser.parse_args().scale
    sales = make(fitting_scale() if scale is None else scale)
    print(f"{sales.count():,} lines: {sales.facts}, {sales.lines}")


if __name__ == "__main__":
    main()
