"""The projection of a store says what the books of all members say, whatever was imported in whatever order."""

import tempfile
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st

from bulk.stores.comparing import assert_same, from_projection
from bulk.stores.importing import import_all
from ristorno.bulk.stores.parquet import Reading, refresh
from ristorno.demo.world import build_world, write_world
from ristorno.engine.accrual import Moment
from ristorno.engine.fact import Fact
from ristorno.intake import Store, import_facts
from strategies.effort import Effort
from strategies.facts import logs
from strategies.landmarks import LAST, RECORDED, ZONES, days

BERLIN = Reading(ZoneInfo("Europe/Berlin"), "EUR")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("demo")
    store = Store(folder / "store")
    import_facts(store, write_world(folder, build_world()).facts)
    return store


@pytest.mark.parametrize("as_of", [date(2030, 1, 1), date(2025, 6, 30), date(2020, 1, 1)])
def test_the_demo_world(demo: Store, as_of: date) -> None:
    told = assert_same(demo, BERLIN, as_of)
    assert bool(told.lines) == (as_of.year > 2020)


def test_the_demo_world_as_it_was_known(demo: Store) -> None:
    told = assert_same(demo, BERLIN, date(2030, 1, 1), datetime(2025, 7, 1, tzinfo=UTC))
    assert told.lines
    assert max(row[14] for row in told.lines) <= date(2025, 7, 1)


def test_another_currency_sets_nearly_all_aside(demo: Store) -> None:
    told = assert_same(demo, Reading(BERLIN.zone, "USD"), date(2026, 1, 31))
    assert {row[2] for row in told.aside} == {"facts.foreign_currency"}
    assert len(told.aside) > len(told.lines)


def test_several_zones_have_a_projection_each(demo: Store) -> None:
    for zone in ("Pacific/Auckland", "America/New_York"):
        assert_same(demo, Reading(ZoneInfo(zone), "EUR"), date(2026, 5, 31))
    assert {"Pacific~Auckland", "America~New_York"} <= {entry.name for entry in (demo.folder / "flat").iterdir()}


def test_any_log_in_any_batches(effort: Effort) -> None:
    def law(facts: tuple[Fact, ...], zone: str, cuts: list[int], shuffle: Random, as_of: date, known: object) -> None:
        held = list(facts)
        shuffle.shuffle(held)
        places = sorted({min(cut, len(held)) for cut in cuts} | {0, len(held)})
        reading = Reading(ZoneInfo(zone), "EUR", ("points", "voucher"))
        with tempfile.TemporaryDirectory() as name:
            store = Store(Path(name) / "store")
            for place, (start, end) in enumerate(pairwise(places)):
                if held[start:end]:
                    import_all(store, Path(name) / f"{place}.csv", held[start:end])
                    refresh(store, zone)
            assert_same(store, reading, LAST)
            assert_same(store, reading, as_of)
            assert known is None or isinstance(known, datetime)
            assert_same(store, reading, as_of, known)
            anew = Store(Path(name) / "anew")
            _copy_log(store, anew)
            assert from_projection(anew, reading, Moment(as_of)) == from_projection(store, reading, Moment(as_of))

    zones = st.sampled_from(ZONES)
    cuts = st.lists(st.integers(0, 12), max_size=3)
    seen = st.sampled_from((None, *RECORDED))
    facts, shuffles = logs("Europe/Moscow", "EUR", most=8), st.randoms(use_true_random=False)
    effort.prove(law, facts, zones, cuts, shuffles, days(), seen, examples=2)


def _copy_log(store: Store, target: Store) -> None:
    """Copy a store without its projections."""
    for path in [store.folder / "manifest.json", *(store.folder / "log").iterdir()]:
        copied = target.folder / path.relative_to(store.folder)
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_bytes(path.read_bytes())
