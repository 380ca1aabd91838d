"""The demo world as a system: the same amounts each time, and everything in it that there is to show."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cli.conftest import said
from ristorno.apps.accruals.queries import ahead
from ristorno.apps.catalog.queries import products
from ristorno.apps.clock.queries import now
from ristorno.apps.facts.queries import claims, quarantine
from ristorno.apps.members.queries import members_of
from ristorno.apps.rewards.queries import catalog
from ristorno.apps.settlements.queries import statements
from ristorno.apps.settlements.verification import all_complaints
from ristorno.apps.wallets.queries import waiting
from ristorno.demo import World, write_world
from ristorno.demo.supplier import AS_OF
from ristorno.demo.system.founding import found, totals
from servers.databases import alone

FEW = frozenset({"M006", "M022", "M045", "M048", "M075", "M087", "M089", "M121", "M161", "M165", "M167", "M183"})
"""The members of whom claims, agreements and orders at the shop speak."""
WHOLE = ("EUR: 117 wallets, ", "PTS: 445 wallets, 0 expected, 120,958 free, 200 held")
SINCE = "2026-06-01"


@pytest.fixture
def small(world: World, committed: None, tmp_path: Path) -> Iterator[World]:
    """The world with a few of its members and months."""
    strange = {mistake.row["document"] for mistake in world.mistakes}
    few = (row for row in world.facts if row["member"] in FEW and row["occurred_at"] >= SINCE)
    with alone():
        yield replace(
            world,
            members=tuple(member for member in world.members if member.id in FEW),
            facts=(*few, *(row for row in world.facts if row["document"] in strange)),
        )


def test_a_small_part_of_the_world_has_everything_to_show(small: World, tmp_path: Path) -> None:
    told = list[float]()
    keys = found(small, write_world(tmp_path, small), "https://example.com/", 1, lambda share, _: told.append(share))

    assert told == sorted(told)
    assert keys.sponsor != keys.company
    assert now().date() == AS_OF
    assert {each.country for each in members_of(FEW).values()} >= {"DE"}
    assert all(each.legal_ids for each in members_of(FEW).values())
    assert [each.key for each in waiting()] == ["gift-3"]
    assert {each.name for each in catalog(now())} == {"torque-wrench", "tire-pressure-course", "test-track", "mug"}
    assert [each.claimed.member for each in claims(undecided=True)] == ["M183"]
    assert {each.code for each in quarantine()} >= {"intake.no_member", "intake.wrong_number"}
    assert Counter(each.state for each in statements()) == {"disputed": 1, "approved": 2, "issued": 4}
    assert not list(all_complaints())
    running = [run for each in ahead("M087", now()) for run in each.running if run.gain > 0]
    assert {run.label for run in running} >= {"2026-Q3"}
    assert all(run.measured > 0 and run.last is not None and run.last > AS_OF for run in running)
    assert all(each.name for each in products(AS_OF))
    assert totals() == (
        "EUR: 12 wallets, 7,572.11 expected, 2,262.94 free, 0.00 held",
        "PTS: 12 wallets, 0 expected, 8,921 free, 200 held",
    )


@pytest.mark.long
def test_the_whole_is_made_looked_at_and_ended_and_is_the_same_each_time(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    for words, made in ((("--fresh",), True), ((), False)):
        done = said(tmp_path, "demo", tmp_path / "files", "--no-open", *words, CI="true")
        assert done.code == 0, done.err
        assert all(told in done.out for told in WHOLE)
        assert "as they must be" in done.out
        assert ("Bringing the tables" in done.err) is made  # the second time it starts at once
