"""The app as Django knows it."""

from django.apps import AppConfig


class Accruals(AppConfig):
    """Wanted state against booked."""

    name = "ristorno.apps.accruals"
    label = "accruals"
