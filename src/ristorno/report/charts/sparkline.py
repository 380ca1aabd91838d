"""A small line without axes, for the shape of a figure over time; its numbers stand in a table nearby."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from markupsafe import Markup

from ristorno.kernel.number import ONE, round_to

WIDTH, HEIGHT, EDGE = 120, 32, 3


def sparkline(values: Sequence[Decimal], text: str) -> Markup:
    """Return a line from the first value to the last, with a dot at its end; nothing for fewer than two values.

    ``text`` says in words what the line shows.
    """
    if len(values) < 2:
        return Markup("")
    points = [_point(index, value, values) for index, value in enumerate(values)]
    return Markup(
        '<svg class="spark" role="img" aria-label="{text}" viewBox="0 0 {width} {height}">'
        '<polyline points="{line}"/><circle cx="{x}" cy="{y}" r="2.5"/></svg>'
    ).format(
        text=text,
        width=WIDTH,
        height=HEIGHT,
        line=" ".join(f"{x},{y}" for x, y in points),
        x=points[-1][0],
        y=points[-1][1],
    )


def _point(index: int, value: Decimal, values: Sequence[Decimal]) -> tuple[int, int]:
    low, high = min(*values, Decimal(0)), max(values)
    across = EDGE + (WIDTH - 2 * EDGE) * index // (len(values) - 1)
    rise = (
        round_to(Fraction(value - low) * (HEIGHT - 2 * EDGE) / Fraction(high - low), ONE) if high > low else Decimal(0)
    )
    return across, HEIGHT - EDGE - int(rise)
