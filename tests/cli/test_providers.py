"""Providers of companies on the command line: one that answers is agreed with, one that does not is not."""

import pytest

from cli.conftest import Ristorno
from ristorno.apps.identity.providers import providers
from servers.openid import CLIENT, provider

pytestmark = pytest.mark.usefixtures("own_database")


def test_a_provider_is_added_listed_and_removed(ristorno: Ristorno) -> None:
    with provider() as told:
        agreed = ("--client", CLIENT, "--secret-in", "NORTH_SECRET", "--domain", "north.example", "--title", "Nordwind")
        assert ristorno("providers", "add", "north", "--issuer", told.issuer, *agreed).code == 0
        told.tells = {"issuer": "https://else.example"}
        other = ristorno("providers", "add", "south", "--issuer", told.issuer, *agreed)
        assert (other.code, "identity.company" in other.err) == (2, True)
    assert [each.key for each in providers()] == ["north"]
    assert "Nordwind" in ristorno("providers", "list").out
    assert ristorno("providers", "remove", "north").code == 0
    assert not providers()
