"""The app as Django knows it."""

from django.apps import AppConfig


class Agreements(AppConfig):
    """Programs and agreements with their versions."""

    name = "ristorno.apps.agreements"
    label = "agreements"
