"""What the shades of a chart stand for."""

from collections.abc import Iterable

from markupsafe import Markup


def legend(entries: Iterable[tuple[str, str]]) -> Markup:
    """Return a legend of (shade, text)."""
    items = Markup("").join(
        Markup('<li><span class="key {}"></span>{}</li>').format(shade, text) for shade, text in entries
    )
    return Markup('<ul class="legend">{}</ul>').format(items)
