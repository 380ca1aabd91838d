"""Pages as somebody reads and uses them whose browser runs no script."""

import pytest

from web.portal.visiting import Browser
from web.portal.world import Parted, address

pytestmark = pytest.mark.django_db


def test_home_says_what_is_missing_and_what_it_brings(world: Parted) -> None:
    """16,486.82 were bought: 3 % of 40,000 less 3 % of that."""
    text = Browser().sign_in(address("owner")).text

    assert "Silver" in text
    assert "€43,513.18 more to Gold" in text
    assert "€23,513.18 more and all of it earns 4%: €1,105.40 more than today." in text
