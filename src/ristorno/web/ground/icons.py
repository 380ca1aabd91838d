"""The sign of the product as pictures of the sizes that phones ask for, all drawn from the one that browsers show."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Final

GREEN: Final = "#0a6b50"
"""The ground of the sign; where a phone cuts a picture into a shape of its own, it goes on to the edges."""
_PAGE: Final = """\
#set page(width: {width}pt, height: {width}pt, margin: 0pt, fill: {ground})
#place(center + horizon, image(bytes(sys.inputs.sign), format: "svg", width: {share}%))
"""
_DOTS: Final = 72
"""To the inch, so that a point is a pixel."""


@dataclass(frozen=True, slots=True)
class Icon:
    """A square picture: its width in pixels, and how much of it the sign takes, in per cent."""

    width: int
    share: int = 100

    @property
    def cut(self) -> bool:
        """Whether phones may cut it into a shape of their own."""
        return self.share < 100


ICONS: Final[Mapping[str, Icon]] = MappingProxyType(
    {
        "icon-192.png": Icon(192),
        "icon-512.png": Icon(512),
        "cut-192.png": Icon(192, 80),
        "cut-512.png": Icon(512, 80),
        "touch.png": Icon(180, 90),
    }
)
"""What there is by name. Of what is cut the circle in the middle is always seen, of 80 % of the width (W3C, Web
Application Manifest, "maskable icons"); the sign keeps within it. The last one is for iOS,
which cuts the corners alone."""


def drawn(icon: Icon) -> bytes:
    """Return a picture as a PNG."""
    import typst

    ground = f'rgb("{GREEN}")' if icon.cut else "none"
    page = _PAGE.format(width=icon.width, share=icon.share, ground=ground)
    sign = files(__package__).joinpath("assets/icon.svg").read_text(encoding="utf-8")
    return typst.compile(page.encode(), format="png", ppi=_DOTS, ignore_system_fonts=True, sys_inputs={"sign": sign})
