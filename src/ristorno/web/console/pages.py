"""All pages of the console, in one table: address, view, right."""

from typing import Final

from ristorno.web.console import today
from ristorno.web.ground.door import Page

PAGES: Final = (
    Page("console", "console", today.today, ("console.today",)),
)  # fmt: skip
