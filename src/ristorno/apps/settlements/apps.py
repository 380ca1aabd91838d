"""The app as Django knows it."""

from django.apps import AppConfig


class Settlements(AppConfig):
    """Statements and what becomes of them."""

    name = "ristorno.apps.settlements"
    label = "settlements"
