"""The app as Django knows it."""

from django.apps import AppConfig


class Counters(AppConfig):
    """What can be taken only so often."""

    name = "ristorno.apps.counters"
    label = "counters"
