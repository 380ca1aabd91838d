"""The tables of codes. How often each was used stands in its counter."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

_IN_ORDER = "C"


class Batch(models.Model):
    """Codes that belong together: for one offer, for the same time."""

    name = models.CharField(max_length=120, unique=True, db_collation=_IN_ORDER)
    program = models.CharField(max_length=120)
    offer = models.CharField(max_length=120)
    begins_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    times = models.PositiveIntegerField()
    """So often each code may be used."""
    note = models.CharField(max_length=500, blank=True)
    actor = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        """A time that is none is none."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(begins_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("begins_at")),
                name="vouchers_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(times__gt=0), name="vouchers_used_at_all"),
        ]

    def __str__(self) -> str:
        return self.name


class Code(models.Model):
    """One code. ``code`` is what it is found by, ``shown`` how it was written."""

    batch = models.ForeignKey(Batch, models.PROTECT)
    code = models.CharField(max_length=80, unique=True, db_collation=_IN_ORDER)
    shown = models.CharField(max_length=100)
    member = models.CharField(max_length=120, blank=True)
    """The member whose it is alone; empty: whoever has it."""
    contact = models.CharField(max_length=120, blank=True)
    referrer = models.CharField(max_length=120, blank=True)
    """The member that hands it on to others."""
    ends_at = models.DateTimeField(null=True)
    """Where it ends otherwise than its batch."""
    pending = models.BooleanField(default=False)
    """Whether what it was given for is not settled yet."""
    given_for = models.CharField(max_length=120, blank=True)
    """What it was given for: an order."""
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        """What is asked: the codes of a batch, of a member, of an order."""

        indexes: ClassVar = [
            models.Index(fields=["member", "id"], name="vouchers_of_a_member", condition=~Q(member="")),
            models.Index(fields=["given_for"], name="vouchers_given_for", condition=~Q(given_for="")),
        ]

    def __str__(self) -> str:
        return self.shown
