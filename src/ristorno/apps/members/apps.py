"""The app as Django knows it."""

from django.apps import AppConfig


class Members(AppConfig):
    """The companies and their people."""

    name = "ristorno.apps.members"
    label = "members"
