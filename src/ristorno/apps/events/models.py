"""The table of events; rows are added, never changed, which the database sees to."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class Event(models.Model):
    """Something that happened: who did what to what, and what is to be known of it."""

    name = models.CharField(max_length=80)
    actor = models.CharField(max_length=120)
    subject = models.CharField(max_length=200)
    data = models.JSONField(default=dict)
    recorded_at = models.DateTimeField(db_default=Now())
    moment = models.BigIntegerField(db_default=models.Func(function="events_moment"))
    """The number of its transaction, by which events are read on: see the essay of the app."""

    class Meta:
        """What is asked: what happened to something, what somebody did, and what happened since, in order."""

        indexes: ClassVar = [
            models.Index(fields=["subject", "id"], name="events_of_a_subject"),
            models.Index(fields=["actor", "id"], name="events_of_an_actor"),
            models.Index(fields=["moment", "id"], name="events_since"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject}"


class Era(models.Model):
    """A server on which events have lived, and what is added to the numbers of its transactions; the last one rules."""

    server = models.BigIntegerField()
    base = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.server} from {self.base}"


class Consumer(models.Model):
    """Somebody who reads all events in order, and how far it has come."""

    name = models.CharField(max_length=80, primary_key=True)
    moment = models.BigIntegerField(default=0)
    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} at {self.moment}"
