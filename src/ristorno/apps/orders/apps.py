"""The app as Django knows it."""

from django.apps import AppConfig


class Orders(AppConfig):
    """Prices and orders."""

    name = "ristorno.apps.orders"
    label = "orders"
