"""Everybody run in several processes is everybody run in one."""

import pytest

from apps.accruals.world import AT, all_is_well, balances, begin, fact, tell
from ristorno.apps.accruals.operations import run_all
from servers.databases import alone

MEMBERS = [f"M{place}" for place in range(12)]


def _run(processes: int) -> tuple[list[str], list[object]]:
    with alone():
        begin(keys=MEMBERS)
        tell(*(fact(f"D-{member}", 700_000 + place, member=member) for place, member in enumerate(MEMBERS)))
        heard: list[tuple[int, int]] = []
        done = run_all(at=AT, actor="system:test", processes=processes, told=lambda *told: heard.append(told))
        assert heard[-1] == (len(MEMBERS), len(MEMBERS))
        assert all_is_well()
        return [each.member for each in done], [balances(member) for member in MEMBERS]


def test_processes_book_what_one_books(committed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "ristorno.config.settings")
    assert _run(2) == _run(1)
