"""The app as Django knows it."""

from django.apps import AppConfig


class Ledger(AppConfig):
    """Accounts, postings, entries, lots."""

    name = "ristorno.apps.ledger"
    label = "ledger"
