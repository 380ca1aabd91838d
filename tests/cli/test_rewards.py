"""Rewards from the command line; what is written stays, so every test has names of its own."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from apps.wallets.wallet import booked, declare
from cli.conftest import Ristorno
from ristorno.apps.rewards import operations
from ristorno.apps.rewards.values import Visitor
from ristorno.apps.wallets.values import Holder

pytestmark = pytest.mark.usefixtures("wide")


def test_a_catalog_is_declared_and_what_is_asked_for_goes_its_way(
    name: str, operating: tuple[str, str], ristorno: Ristorno, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RISTORNO_BY", "boris")
    at, file = datetime.now(UTC), tmp_path / "rewards.yaml"
    file.write_text(
        f"rewards: dealers\ntime_zone: Europe/Berlin\ncatalog:\n  mug-{name}:\n    title: Mug\n"
        "    gives: {gift: MUG}\n    price: {PTS: 100}\n    value: {EUR: 8.50}\n    stock: 3\n    approval: sponsor\n",
        encoding="utf-8",
    )
    assert f"new or changed: mug-{name}." in ristorno("rewards", "declare", str(file)).out
    assert "nothing has changed" in ristorno("rewards", "declare", str(file)).out
    assert f"mug-{name}" in ristorno("rewards", "list").out

    declare()
    booked(f"mug-{name}", free=1_000, holder=Holder(name))
    who, told = Visitor(name, "anna"), {"recipient": "Anna"}
    keys = (f"{name}-{each}" for each in range(2))
    first, second = (
        operations.ask(key=key, visitor=who, reward=f"mug-{name}", told_with=told, at=at, actor=operating[0]).number
        for key in keys
    )
    assert "recipient: Anna" in ristorno("rewards", "asked", "--member", name, "--waiting").out
    own = ristorno("rewards", "approve", first, "--by", "anna")
    assert (own.code, "rewards.four_eyes" in own.err) == (2, True)
    assert "approved" in ristorno("rewards", "approve", first, "--by", "boris").out
    assert "parcel: RA123" in ristorno("rewards", "hand-over", first, "--with", "parcel=RA123").out
    assert "refused" in ristorno("rewards", "refuse", second, "--reason", "one is enough").out
    assert "8.5 EUR" in ristorno("rewards", "register", at.year).out
    assert "canceled" in ristorno("rewards", "cancel", first, "--reason", "broken").out
    assert name not in ristorno("rewards", "register", at.year).out
    assert ristorno("rewards", "withdraw", f"mug-{name}").code == 0
    assert ristorno("rewards", "hand-over", first, "--with", "nothing").code == 2


def test_a_catalog_with_mistakes_is_told_where(ristorno: Ristorno, tmp_path: Path) -> None:
    file = tmp_path / "rewards.yaml"
    file.write_text("rewards: d\ntime_zone: UTC\ncatalog: {a: {title: A, gives: {gold: 1}}}\n", encoding="utf-8")
    said = ristorno("rewards", "declare", str(file))
    assert said.code == 2
    assert "rewards.yaml:3" in said.err
