"""The app as Django knows it."""

from django.apps import AppConfig


class Rewards(AppConfig):
    """What points can be had for."""

    name = "ristorno.apps.rewards"
    label = "rewards"
