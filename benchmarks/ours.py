"""Ours as a contender: settling from the store of the same sales, results written as the command writes them."""

from pathlib import Path

from benchmarks.tpch import AS_OF, MAPPING, Sales
from ristorno.bulk.settle import settle as settle_everybody
from ristorno.bulk.stores.parquet import refresh
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.terms.reading import read_program
from ristorno.intake import Store, import_facts, read_mapping

TASK = Path(__file__).with_name("programs") / "wholesale.yaml"
MEMORY = "4GB"


def store_of(sales: Sales) -> Store:
    """Return the sales as a store with its flat facts; imported once, and kept beside the sales."""
    folder = sales.folder / "store"
    store = Store(folder)
    if not store.manifest.batches:
        import_facts(store, sales.facts, read_mapping(MAPPING))
    refresh(store, "Etc/UTC", memory_limit=MEMORY)
    return store


def settle(sales: Sales, target: Path, program: str = str(TASK), memory: str = MEMORY) -> None:
    """Count a program, the task if none is named, from flat facts that are up to date."""
    calculation = Calculation(read_program(Path(program).read_text(encoding="utf-8"), program))
    settle_everybody(calculation, store_of(sales), Moment(AS_OF), None, target, memory_limit=memory, whole=True)
