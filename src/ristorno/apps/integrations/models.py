"""The tables of endpoints, of what is to be delivered to them, and of every attempt."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Endpoint(models.Model):
    """Where others want to be told what happens."""

    url = models.CharField(max_length=500)
    wanted = models.JSONField()
    """Patterns of event names, such as ``wallet.*``."""
    note = models.CharField(max_length=200, blank=True)
    secret = models.CharField(max_length=80)
    earlier_secret = models.CharField(max_length=80, blank=True)
    earlier_until = models.DateTimeField(null=True)
    """Until when messages are signed with the earlier secret too."""
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField(db_default=Now())
    failing_since = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_why = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One event for one endpoint."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting"
        DELIVERED = "delivered"
        FAILED = "failed"

    endpoint = models.ForeignKey(Endpoint, models.PROTECT, db_index=False)
    event = models.BigIntegerField()
    name = models.CharField(max_length=80)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    """Since it was last begun: a replay begins anew."""
    due_at = models.DateTimeField()
    taken = models.UUIDField(null=True)
    """By which process it is tried until ``due_at``."""

    class Meta:
        """An event goes to an endpoint once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["endpoint", "event"], name="integrations_one_delivery_of_an_event")
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="integrations_due", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.endpoint_id}"


class Attempt(models.Model):
    """One try of a delivery; ``status`` is None where nobody answered, and ``said`` tells why."""

    delivery = models.ForeignKey(Delivery, models.PROTECT)
    at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(null=True)
    said = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.delivery_id} at {self.at}"
