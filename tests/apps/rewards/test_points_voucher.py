"""Points become a voucher, as the template and the page about it say: taken when it is handed out, worth it once."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from apps.agreements.writing import enacted
from apps.orders.shop import wanted
from apps.rewards.shelf import AT, OWNER, ask, points, rich, stocked
from ristorno.apps.members import operations as members
from ristorno.apps.orders import operations as orders
from ristorno.apps.rewards import operations
from ristorno.kernel.problem import Refused
from ristorno.templates import find

pytestmark = pytest.mark.django_db
_GUIDE = Path(__file__).parents[3] / "docs" / "guides" / "templates.md"


def _catalog() -> str:
    """The catalog on the page of the template."""
    section = _GUIDE.read_text(encoding="utf-8").partition("\n## points-voucher\n")[2].partition("\n## ")[0]
    found = re.search(r"```yaml[^\n]*\n(.*?)```", section, re.DOTALL)
    assert found is not None
    return found[1]


def test_points_are_taken_when_the_voucher_is_handed_out_and_it_pays_once() -> None:
    members.add(key=OWNER.member, name="North", actor="user:1")
    enacted(find("points-voucher").text)
    rich(8_000)
    stocked(_catalog())

    asked = ask("voucher")
    code = asked.handed["codes"]
    assert (asked.state, points()) == ("fulfilled", (3_000, 0))

    last = AT + timedelta(days=59)
    order = wanted(80, member=OWNER.member, at=last, codes=[code])
    order = replace(order, currency="EUR")
    quote = orders.quote(program="points-voucher", order=order, at=last)
    assert quote.priced.to_pay == Decimal(3_000)
    number = orders.reserve(token=quote.token, at=last, actor="key:1", until=None).number
    orders.confirm(number=number, at=last, actor="key:1")

    with pytest.raises(Refused):
        orders.quote(program="points-voucher", order=order, at=last)
    with pytest.raises(Refused, match="was used, or is held"):
        operations.cancel(number=asked.number, reason="twice", at=last, actor="user:7")
    assert points() == (3_000, 0)


def test_who_has_too_few_points_gets_no_voucher() -> None:
    enacted(find("points-voucher").text)
    rich(4_999)
    stocked(_catalog())
    with pytest.raises(Refused):
        ask("voucher")
    assert points() == (4_999, 0)
