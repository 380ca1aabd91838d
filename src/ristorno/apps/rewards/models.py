"""The tables of rewards. Stock and limits are in counters, points in holds of wallets."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

_IN_ORDER = "C"


class Reward(models.Model):
    """A reward by its name; what it is stands in its versions, the last of which holds."""

    name = models.CharField(max_length=63, unique=True, db_collation=_IN_ORDER)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """What a reward is from a moment on. Only added."""

    reward = models.ForeignKey(Reward, models.PROTECT)
    zone = models.CharField(max_length=63)
    words = models.JSONField()
    actor = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.reward_id} of {self.made_at}"


class Redemption(models.Model):
    """Pieces of a reward that somebody asked for."""

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = "asked"
        APPROVED = "approved"
        REFUSED = "refused"
        FULFILLED = "fulfilled"
        CANCELED = "canceled"

    key = models.CharField(max_length=120, unique=True)
    version = models.ForeignKey(Version, models.PROTECT)
    member = models.CharField(max_length=120)
    contact = models.CharField(max_length=120, blank=True)
    payer = models.CharField(max_length=120, blank=True)
    """The contact whose wallet pays; empty: the company's."""
    quantity = models.PositiveIntegerField()
    points = models.DecimalField(max_digits=28, decimal_places=10)
    told = models.JSONField()
    handed = models.JSONField(default=dict)
    """What whoever asked got to know when it was handed over, such as a code."""
    state = models.CharField(max_length=9, choices=State.choices)
    asked_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)
    actor = models.CharField(max_length=120)

    class Meta:
        """What is asked: what a member asked for, and what waits."""

        constraints: ClassVar = [models.CheckConstraint(condition=Q(quantity__gt=0), name="rewards_some_pieces")]
        indexes: ClassVar = [
            models.Index(fields=["member", "id"], name="rewards_of_a_member"),
            models.Index(fields=["id"], name="rewards_waiting", condition=Q(state__in=["asked", "approved"])),
        ]

    def __str__(self) -> str:
        return f"{self.pk} of {self.member}"


class Step(models.Model):
    """What became of a redemption, by whom, and why. Only added."""

    redemption = models.ForeignKey(Redemption, models.PROTECT)
    state = models.CharField(max_length=9, choices=Redemption.State.choices)
    actor = models.CharField(max_length=120)
    at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.redemption_id} {self.state}"
