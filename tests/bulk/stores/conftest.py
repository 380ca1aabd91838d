"""A small store whose log has everything: several months, returns, states, a restated line."""

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ristorno.bulk.stores.parquet import Reading
from ristorno.intake import Store, import_facts

HEAD = "document,line,kind,member,occurred_at,amount,currency,reverses,attributes.segment\n"
FIRST = HEAD + (
    "D1,1,purchase,North,2026-01-10,100,RUB,,\n"
    "D1,2,purchase,North,2026-01-10,50,RUB,,\n"
    "D2,1,purchase,South,2026-02-03T22:30:00Z,70.5,RUB,,\n"
    "D3,1,purchase,North,2026-03-31,8,RUB,,\n"
    "R1,1,return,North,2026-03-01,-20,RUB,D1,\n"
    "S1,1,segment_assigned,North,2026-01-01,,,,dealer\n"
)
SECOND = HEAD + (
    "D2,1,purchase,South,2026-02-03T22:30:00Z,71.5,RUB,,\n"
    "D4,1,purchase,West,2026-04-05,9,RUB,,\n"
    "R2,1,return,North,2026-04-06,-8,RUB,D3,\n"
    "S2,1,segment_assigned,North,2026-02-01,,,,agent\n"
)
MOSCOW = Reading(ZoneInfo("Europe/Moscow"), "RUB")

MakeStore = Callable[[str], Store]


def bring(store: Store, name: str, content: str) -> None:
    """Import a file that is written beside the store."""
    path = store.folder.parent / name
    path.write_text(content, encoding="utf-8")
    import_facts(store, path)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with its first file."""
    made = Store(tmp_path / "store")
    bring(made, "a.csv", FIRST)
    return made
