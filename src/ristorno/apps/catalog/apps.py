"""The app as Django knows it."""

from django.apps import AppConfig


class Catalog(AppConfig):
    """Products and their groups."""

    name = "ristorno.apps.catalog"
    label = "catalog"
