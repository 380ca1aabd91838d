"""Columns over time, each stacked of parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from ristorno.report.charts.scale import percent_of
from ristorno.report.charts.stacked import Part

_COLUMN = Markup(
    '<li><span class="column-area"><span class="column-value">{text}</span>'
    '<span class="column-stack" style="height:{height}">{parts}</span></span>'
    '<span class="column-label">{label}</span></li>'
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its label in two short lines, the short text of the whole, its parts from the bottom up."""

    label: tuple[str, str]
    text: str
    parts: tuple[Part, ...]

    @property
    def height(self) -> Decimal:
        """The sum of the parts above zero."""
        return sum((max(part.value, Decimal(0)) for part in self.parts), Decimal(0))


def columns(found: Sequence[Column]) -> Markup:
    """Return columns from zero; the highest takes the full height."""
    highest = max((column.height for column in found), default=Decimal(0))
    return Markup('<ol class="columns">{}</ol>').format(Markup("").join(_column(column, highest) for column in found))


def _column(column: Column, highest: Decimal) -> Markup:
    parts = Markup("").join(
        Markup('<span class="{}" style="height:{}" title="{}"></span>').format(
            part.shade, percent_of(part.value, column.height), part.text
        )
        for part in reversed(column.parts)
        if part.value > 0
    )
    label = Markup("{}<br>{}").format(*column.label)
    height = percent_of(column.height, highest)
    return _COLUMN.format(text=column.text, height=height, parts=parts, label=label)
