"""The app as Django knows it."""

from django.apps import AppConfig


class Events(AppConfig):
    """The audit trail."""

    name = "ristorno.apps.events"
    label = "events"
