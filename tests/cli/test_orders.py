"""Orders from the command line; what is written stays, so every test has names of its own."""

from datetime import UTC, datetime

import pytest

from apps.orders.shop import opened, quoted, wanted
from cli.conftest import Ristorno
from ristorno.apps.orders import operations

pytestmark = pytest.mark.usefixtures("wide")


def test_an_order_is_told_and_canceled(name: str, ristorno: Ristorno) -> None:
    opened(name, member=name)
    at = datetime.now(UTC)
    token = quoted(wanted(12, member=name, at=at, points=100), name, at).token
    number = operations.reserve(token=token, at=at, actor="key:1", reference=f"R-{name}").number

    assert f"R-{name}" in ristorno("orders", "list", name).out
    operations.confirm(number=number, at=at, actor="key:1")
    shown = ristorno("orders", "show", f"{number}").out
    for told in ("confirmed", "1080.00", "980.00", "100 PTS pay 100.00"):
        assert told in shown.replace(",", "")
    for _ in range(2):
        assert f"Order {number} is canceled" in ristorno("orders", "cancel", f"{number}", "--reason", "No truck").out
    assert "100 were given back" in ristorno("orders", "show", f"{number}").out
    assert "orders had lapsed" in ristorno("orders", "lapse").out
    assert "may be given for free" in ristorno("orders", "stock", f"mug-{name}", "40").out
    unknown = ristorno("orders", "show", "999999999")
    assert (unknown.code, "orders.unknown" in unknown.err) == (2, True)
