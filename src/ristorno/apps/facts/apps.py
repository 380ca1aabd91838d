"""The app as Django knows it."""

from django.apps import AppConfig


class Facts(AppConfig):
    """The log of facts."""

    name = "ristorno.apps.facts"
    label = "facts"
