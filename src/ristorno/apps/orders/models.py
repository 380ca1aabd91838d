"""The tables of orders. What an order takes is in counters, holds of wallets and codes."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Order(models.Model):
    """An order from the moment on at which its quote was taken."""

    class State(models.TextChoices):
        """Where it stands."""

        RESERVED = "reserved"
        CONFIRMED = "confirmed"
        CANCELED = "canceled"
        LAPSED = "lapsed"

    quote = models.UUIDField(unique=True)
    """The quote that it takes, which nobody else can."""
    program = models.CharField(max_length=120)
    terms = models.BigIntegerField()
    """Which approval of the program was the newest one when it was priced."""
    member = models.CharField(max_length=120)
    contact = models.CharField(max_length=120, blank=True)
    reference = models.CharField(max_length=120, blank=True)
    """What the seller calls it."""
    quoted_at = models.DateTimeField()
    asked = models.JSONField()
    """The order as it was asked for."""
    promised = models.JSONField()
    """What it costs and takes."""
    told = models.JSONField(default=list)
    """Why, in the sentences of its quote."""
    state = models.CharField(max_length=9, choices=State.choices, default=State.RESERVED)
    reserved_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    """When it was confirmed, canceled, or had lapsed."""
    actor = models.CharField(max_length=120)

    class Meta:
        """What is asked: orders of a member, and those whose time is over."""

        indexes: ClassVar = [
            models.Index(fields=["member", "id"], name="orders_of_a_member"),
            models.Index(fields=["lapses_at"], name="orders_reserved", condition=Q(state="reserved")),
        ]

    def __str__(self) -> str:
        return f"{self.pk} of {self.member}"


class Paid(models.Model):
    """What pays for a part of an order besides money, and what of it was given back."""

    order = models.ForeignKey(Order, models.PROTECT)
    unit = models.CharField(max_length=63)
    points = models.DecimalField(max_digits=28, decimal_places=10)
    amount = models.DecimalField(max_digits=28, decimal_places=10)
    """What it pays for, in the currency of the order."""
    points_back = models.DecimalField(max_digits=28, decimal_places=10, default=0)
    amount_back = models.DecimalField(max_digits=28, decimal_places=10, default=0)
    used_under = models.CharField(max_length=150, blank=True)
    """The key of the movement by which what is still used was used."""

    class Meta:
        """One of each unit, and no more back than was paid."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "unit"], name="orders_paid_once_in_a_unit"),
            models.CheckConstraint(
                condition=Q(points_back__lte=F("points"), amount_back__lte=F("amount")), name="orders_not_more_back"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.points} {self.unit} for {self.order_id}"


class Return(models.Model):
    """Lines of an order that came back, and what was given back for them."""

    order = models.ForeignKey(Order, models.PROTECT)
    key = models.CharField(max_length=150)
    """By which the caller calls it: the same again is the same return."""
    lines = models.JSONField()
    """How much came back, by line."""
    free = models.JSONField()
    """How much of free products came back, by product."""
    refunded = models.JSONField()
    """What was given back."""
    at = models.DateTimeField()
    actor = models.CharField(max_length=120)

    class Meta:
        """A return is there once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["order", "key"], name="orders_one_return_of_a_key")]

    def __str__(self) -> str:
        return f"{self.key} of {self.order_id}"
