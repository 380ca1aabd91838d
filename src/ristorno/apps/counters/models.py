"""The tables of counters: what there is, what was taken for good, and what each holder has of it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

_IN_ORDER = "C"


class Counter(models.Model):
    """Something that can be taken only so often, or so much of."""

    name = models.CharField(max_length=300, unique=True, db_collation=_IN_ORDER)
    taken = models.DecimalField(max_digits=28, decimal_places=10, default=0)
    """What was taken for good, and not given back."""
    there_is = models.DecimalField(max_digits=28, decimal_places=10, null=True)
    """How much there is, where that is kept here, as with stock; else whoever asks says how much there may be."""

    class Meta:
        """Nothing is given back that was not taken."""

        constraints: ClassVar = [models.CheckConstraint(condition=Q(taken__gte=0), name="counters_never_below_zero")]

    def __str__(self) -> str:
        return self.name


class Taking(models.Model):
    """What a holder has of a counter."""

    class State(models.TextChoices):
        """What became of it."""

        HELD = "held"
        TAKEN = "taken"
        FREED = "freed"

    counter = models.ForeignKey(Counter, models.PROTECT)
    holder = models.CharField(max_length=120)
    amount = models.DecimalField(max_digits=28, decimal_places=10)
    given_back = models.DecimalField(max_digits=28, decimal_places=10, default=0)
    state = models.CharField(max_length=5, choices=State.choices, default=State.HELD)
    lapses_at = models.DateTimeField()

    class Meta:
        """A holder has something of a counter once; what is held of a counter is found at once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["holder", "counter"], name="counters_one_taking"),
            models.CheckConstraint(
                condition=Q(amount__gte=F("given_back"), given_back__gte=0), name="counters_no_more_back_than_taken"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["counter", "lapses_at"], name="counters_held", condition=Q(state="held"))
        ]

    def __str__(self) -> str:
        return f"{self.amount} of {self.counter_id} for {self.holder}"
