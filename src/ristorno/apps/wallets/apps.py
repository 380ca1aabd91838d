"""The app as Django knows it."""

from django.apps import AppConfig


class Wallets(AppConfig):
    """Wallets of members."""

    name = "ristorno.apps.wallets"
    label = "wallets"
