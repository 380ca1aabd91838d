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

    class Meta:
        """What is asked: what happened to something, in order."""

        indexes: ClassVar = [models.Index(fields=["subject", "id"], name="events_of_a_subject")]

    def __str__(self) -> str:
        return f"{self.name} {self.subject}"
