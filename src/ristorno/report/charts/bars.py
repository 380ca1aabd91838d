"""Horizontal bars with their labels beside them, above them on a narrow screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from ristorno.report.charts.scale import percent_of

_ROW = Markup(
    '<li><span class="bar-label">{label}{note}</span><span class="bar-value">{text}</span>'
    '<span class="bar-track"><span class="{shade}" style="width:{width}"></span></span></li>'
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, a smaller note beside it, its length, and the text that gives the value."""

    label: str
    value: Decimal
    text: str
    note: str = ""
    shade: str = "s1"


def bars(rows: Sequence[Bar], whole: Decimal | None = None) -> Markup:
    """Return bars from zero; the longest, or ``whole`` where given, takes the full width."""
    longest = whole if whole is not None else max((row.value for row in rows), default=Decimal(0))
    items = Markup("").join(
        _ROW.format(
            label=row.label,
            note=Markup(" <small>{}</small>").format(row.note) if row.note else "",
            text=row.text,
            shade=row.shade,
            width=percent_of(row.value, longest),
        )
        for row in rows
    )
    return Markup('<ol class="bars">{}</ol>').format(items)
