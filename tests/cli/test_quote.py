"""``ristorno quote``: an order in a file, its prices on the screen and as JSON."""

import json
from pathlib import Path

from cli.conftest import Ristorno
from ristorno.engine.pricing.redone import price_disagreements

_OFFERS = """\
offers:
  sale:
    title: {en: Spring sale}
    on: goods
    gives: {percent: 10 %}
  wallet: {gives: {points: {unit: PTS, share_at_most: 50 %}}}
"""
_ORDER = """\
order: O-1
member: M1
placed_at: 2026-03-31T10:00:00Z
currency: EUR
pay_with: {PTS: 100}
lines:
  - {product: P, quantity: 3, price: 33.3333, tax: 19 %}
standing: {balances: {PTS: 40}}
"""


def test_an_order_is_priced_and_can_be_done_again(
    ristorno: Ristorno, program: Path, facts: Path, tmp_path: Path
) -> None:
    program.write_text(program.read_text() + _OFFERS)
    (tmp_path / "order.yaml").write_text(_ORDER)

    said = ristorno("quote", program, facts, "--order", tmp_path / "order.yaml", "--format", "json")

    record = json.loads(said.out)
    assert said.code == 0
    assert price_disagreements(record) == []
    # 100.00 less 10.00; 19 % of 90.00 are 17.10; 40 points pay 40.00 of 107.10
    assert (record["net"], record["gross"], record["to_pay"]) == ("90", "107.1", "67.1")
    assert any("Spring sale" in sentence for sentence in record["told"])


def test_an_order_that_cannot_be_priced_is_refused_at_its_line(
    ristorno: Ristorno, program: Path, facts: Path, tmp_path: Path
) -> None:
    (tmp_path / "order.yaml").write_text(_ORDER.replace("quantity: 3", "quantity: -3"))
    said = ristorno("quote", program, facts, "--order", tmp_path / "order.yaml")
    assert said.code == 2
    assert "order.quantity" in said.err

    (tmp_path / "order.yaml").write_text(_ORDER.replace("price: 33.3333", "price: much"))
    said = ristorno("quote", program, facts, "--order", tmp_path / "order.yaml")
    assert said.code == 2
    assert "order.yaml:7" in said.err
