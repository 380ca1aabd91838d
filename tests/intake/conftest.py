"""Small files and stores for the tests of the intake."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ristorno.engine.fact import Fact
from ristorno.intake import Receipt, Store, import_facts
from ristorno.intake.mapping import Mapping
from ristorno.intake.mapping_file import parse_mapping

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
LEARNED = datetime(2026, 7, 1, 12, tzinfo=UTC)

WriteFile = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> WriteFile:
    """Write a file and return its path."""

    def written(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "store")


@pytest.fixture
def shared() -> Path:
    """The real data sets beside the checkout; tests that need them are skipped where they are absent."""
    if not SHARED.is_dir():
        pytest.skip("the public data sets are not beside the checkout; docs/guides/facts.md says where to get them")
    return SHARED


ORDERS = """
mapping: orders
source: erp
time_zone: Europe/Moscow
facts:
  document: Doc
  member: Client
  occurred_at: Date
  product: Item
  quantity: Qty
  amount: Sum
  currency: RUB
"""
LINES = ORDERS.replace("  member:", "  line: No\n  member:")


@pytest.fixture
def orders() -> Mapping:
    """A source without line ids: a document is replaced as a whole."""
    return parse_mapping(ORDERS, "orders.yaml")


@pytest.fixture
def lines() -> Mapping:
    """A source with line ids."""
    return parse_mapping(LINES, "lines.yaml")


def taken(store: Store, path: Path, mapping: Mapping, hour: int = 12) -> Receipt:
    """Import at an hour of one day."""
    receipt = import_facts(store, path, mapping, recorded_at=LEARNED.replace(hour=hour))
    rows = receipt.accepted + receipt.duplicate + receipt.restated + receipt.quarantined + receipt.ignored
    assert rows == receipt.rows
    return receipt


def in_force(store: Store) -> list[tuple[str, str, str, str | None]]:
    """Source-independent content of the lines that count now: document, line, member, amount."""
    latest: dict[tuple[str, str, str], Fact] = {}
    for fact in store.log():
        key = (fact.source, fact.document, fact.line)
        if key not in latest or latest[key].version < fact.version:
            latest[key] = fact
    return sorted(
        (fact.document, fact.line, fact.member, None if fact.amount is None else f"{fact.amount:.2f}")
        for fact in latest.values()
        if not fact.retracted
    )
