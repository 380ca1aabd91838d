"""The app as Django knows it."""

from django.apps import AppConfig


class Integrations(AppConfig):
    """Endpoints of others."""

    name = "ristorno.apps.integrations"
    label = "integrations"
