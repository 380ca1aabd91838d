"""The tables of drafts and versions. What was written never changes; what was decided is decided for good."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class Draft(models.Model):
    """What somebody wrote about one program or agreement, and what became of it."""

    class State(models.TextChoices):
        """Where a draft stands; the last three are final."""

        DRAFTED = "drafted"
        PROPOSED = "proposed"
        APPROVED = "approved"
        REJECTED = "rejected"
        WITHDRAWN = "withdrawn"

    kind = models.CharField(max_length=10)
    """``program`` or ``agreement``."""
    key = models.CharField(max_length=200)
    program = models.CharField(max_length=200)
    text = models.TextField()
    note = models.TextField(blank=True)
    based_on = models.PositiveIntegerField()
    """The newest version when it was written; 0 where there was none."""
    state = models.CharField(max_length=10, default=State.DRAFTED)
    drafted_by = models.CharField(max_length=120)
    drafted_at = models.DateTimeField(db_default=Now())
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        """What is asked: what waits, and what was written about something."""

        indexes: ClassVar = [
            models.Index(fields=["key", "id"], name="agreements_drafts_of_a_key"),
            models.Index(fields=["id"], name="agreements_open_drafts", condition=Q(state__in=("drafted", "proposed"))),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=("program", "agreement")), name="agreements_draft_kind"),
            models.CheckConstraint(
                condition=Q(state__in=("drafted", "proposed", "approved", "rejected", "withdrawn")),
                name="agreements_draft_state",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | ~Q(decided_by=F("drafted_by")), name="agreements_four_eyes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: draft {self.pk}"


class Version(models.Model):
    """An approved draft: one immutable state of a program or an agreement."""

    draft = models.OneToOneField(Draft, models.PROTECT, related_name="version")
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=200)
    program = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        """Versions are counted from 1, each number once; no agreement has the name of a program."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "number"], name="agreements_version_number")]
        indexes: ClassVar = [models.Index(fields=["program", "id"], name="agreements_of_a_program")]

    def __str__(self) -> str:
        return f"{self.key} v{self.number}"
