"""Bars divided into parts, one below another: how a whole is spread, and how that changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from ristorno.report.charts.scale import shares_of


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar, with the text that a pointer shows."""

    value: Decimal
    shade: str
    text: str


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar: its label, the text of the whole, its parts in order."""

    label: str
    text: str
    parts: tuple[Part, ...]


def stacks(rows: Sequence[Stack]) -> Markup:
    """Return one bar a row, each as wide as the others: shares of its own whole."""
    return Markup('<ol class="stacks">{}</ol>').format(Markup("").join(_row(row) for row in rows))


def _row(row: Stack) -> Markup:
    label = Markup('<span class="stack-label">{}</span>').format(row.label) if row.label else Markup("")
    text = Markup('<span class="stack-value">{}</span>').format(row.text) if row.text else Markup("")
    return Markup('<li>{}{}<span class="stack">{}</span></li>').format(label, text, _parts(row.parts))


def _parts(parts: Sequence[Part]) -> Markup:
    values = [max(part.value, Decimal(0)) for part in parts]
    widths = shares_of(values, sum(values, Decimal(0)))
    return Markup("").join(
        Markup('<span class="{}" style="width:{}" title="{}"></span>').format(part.shade, width, part.text)
        for part, width in zip(parts, widths, strict=True)
        if part.value > 0
    )
