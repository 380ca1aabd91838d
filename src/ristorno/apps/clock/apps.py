"""The app as Django knows it."""

from django.apps import AppConfig


class Clock(AppConfig):
    """The clock of a sandbox."""

    name = "ristorno.apps.clock"
    label = "clock"
