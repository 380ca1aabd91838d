"""A browser before the pages of a world that each module makes for itself: its fixture ``own``."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from servers.browser import browsing
from servers.site import answering


@pytest.fixture(scope="module")
def site(own: object) -> Iterator[str]:
    """The address at which pages of this process are answered."""
    with answering() as told:
        yield told


@pytest.fixture(scope="module")
def browser(site: str) -> Iterator[Browser]:
    """A browser that is closed before its pages are gone."""
    with browsing() as found:
        yield found
