"""The app as Django knows it."""

from django.apps import AppConfig


class Vouchers(AppConfig):
    """Unique codes."""

    name = "ristorno.apps.vouchers"
    label = "vouchers"
