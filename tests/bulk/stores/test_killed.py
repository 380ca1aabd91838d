"""A run that is killed while it renews the flat facts leaves the old ones whole, or the new ones; never between."""

import duckdb
import pytest

from bulk.stores.comparing import assert_same
from bulk.stores.conftest import MOSCOW, SECOND, bring
from bulk.stores.decoding import Told, decoded
from bulk.stores.test_bad_stores import NOW, flat
from ristorno.bulk.stores.parquet import refresh
from ristorno.bulk.stores.projection.manifest import read_projection
from ristorno.bulk.stores.projection.views import show
from ristorno.intake import Store
from servers.dying import dying

_RENEWING = """
from pathlib import Path
from ristorno.bulk.stores.parquet import refresh
from ristorno.intake import Store
from ristorno.intake.duck import Workshop

Workshop.run = counted(Workshop.run)
for name in ("replace", "rename", "unlink"):
    setattr(Path, name, counted(getattr(Path, name)))
os.fsync = counted(os.fsync)

def done(folder):
    refresh(Store(Path(folder)), "Europe/Moscow")
"""


def as_it_lies(store: Store) -> Told:
    """Return what the files say, without bringing them up to date."""
    manifest = read_projection(flat(store), "Europe/Moscow")
    with duckdb.connect() as connection:
        show(connection, flat(store), manifest, MOSCOW, NOW.as_of)
        return decoded(connection)


@pytest.mark.parametrize("start", [7, *(pytest.param(start, marks=pytest.mark.long) for start in (1, 13, 20, 26, 32))])
def test_killed_at_every_step(start: int, store: Store) -> None:
    refresh(store, "Europe/Moscow")
    before = as_it_lies(store)
    bring(store, "b.csv", SECOND)
    seen: list[Told] = []
    with dying(_RENEWING) as killed_at:
        for step in range(start, 600, 36):
            if not killed_at(step, store.folder):
                break
            seen.append(as_it_lies(store))
            if seen[-1] != before:
                break
    assert seen[0] == before
    after = assert_same(store, MOSCOW, NOW.as_of)
    assert as_it_lies(store) == after != before
    assert all(told in (before, after) for told in seen)
    assert not (flat(store) / "writing").exists()


def test_what_was_left_behind_is_never_read(store: Store) -> None:
    refresh(store, "Europe/Moscow")
    orphan = flat(store) / "lines" / "year=2026" / "month=02" / "g000002-0.parquet"
    orphan.write_bytes(b"half a file")
    assert_same(store, MOSCOW, NOW.as_of)
    bring(store, "b.csv", SECOND)
    assert_same(store, MOSCOW, NOW.as_of)
    assert not orphan.exists() or orphan.read_bytes() != b"half a file"
