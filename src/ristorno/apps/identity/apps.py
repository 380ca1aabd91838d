"""The app as Django knows it."""

from django.apps import AppConfig


class Identity(AppConfig):
    """Users."""

    name = "ristorno.apps.identity"
    label = "identity"
