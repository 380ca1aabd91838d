"""Rows that no export is free of: each is wrong in one way, and none may ever be counted for anybody."""

from collections.abc import Sequence
from dataclasses import dataclass

from ristorno.demo.dice import Dice
from ristorno.demo.table import Row


@dataclass(frozen=True, slots=True)
class Mistake:
    """A row as it stands in the file, and what is wrong with it in words."""

    row: Row
    reason: str


_CELLS = (
    ("member", "", "no member"),
    ("member", "", "no member"),
    ("member", "", "no member"),
    ("occurred_at", "2025-02-30", "impossible date"),
    ("occurred_at", "31.06.2026 09:15", "impossible date"),
    ("currency", "CHF", "foreign currency"),
    ("currency", "PLN", "foreign currency"),
    ("amount", "", "missing amount"),
    ("amount", "", "missing amount"),
    ("amount", "1.249,00 EUR", "amount that is not a number"),
    ("kind", "giveaway", "unknown kind"),
)
"""A cell, what it says by mistake, and the reason to refuse the row."""
REPEATED = "row that stands twice"


def make_mistakes(seed: int, rows: Sequence[Row]) -> tuple[Mistake, ...]:
    """Return wrong rows, each made of a sound purchase; most have a document of their own."""
    restated = {row["document"] for row in rows if row["version"] != "1"}
    sound = [row for row in rows if row["kind"] == "purchase" and row["document"] not in restated]
    models = iter(Dice(seed, "mistakes").sample(sound, len(_CELLS) + 4))
    broken = [
        Mistake({**next(models), "document": f"INV-0000-{place:05d}", "line": "1", cell: text}, reason)
        for place, (cell, text, reason) in enumerate(_CELLS, start=1)
    ]
    repeated = [Mistake(next(models), REPEATED) for _ in range(2)]
    return (*broken, *repeated, _unknown_original(next(models)), _too_much_back(next(models)))


def _unknown_original(model: Row) -> Mistake:
    row = _given_back(model, "RET-0000-00001", amount=model["amount"], quantity=model["quantity"])
    return Mistake({**row, "reverses": "INV-2023-04711", "reverses_line": "2"}, "unknown original")


def _too_much_back(model: Row) -> Mistake:
    # A zero too many, as it is typed: ten times the goods and the money of the line.
    digits, _, cents = model["amount"].partition(".")
    row = _given_back(
        model, "RET-0000-00002", amount=f"{digits}{cents[0]}.{cents[1:]}0", quantity=model["quantity"] + "0"
    )
    return Mistake({**row, "reverses": model["document"], "reverses_line": model["line"]}, "more than bought")


def _given_back(model: Row, document: str, *, amount: str, quantity: str) -> Row:
    return {
        **model,
        "document": document,
        "line": "1",
        "kind": "return",
        "quantity": f"-{quantity}",
        "amount": f"-{amount}",
        "cost": "",
        "tax": "",
        "due_on": "",
    }
