"""The tables of wallets. What moves is in the ledger; here is whose it is, and what was asked for."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class Unit(models.Model):
    """A unit as the programs in force define it."""

    name = models.CharField(max_length=63, primary_key=True)
    kind = models.CharField(max_length=10)
    step = models.DecimalField(max_digits=24, decimal_places=10)
    """The smallest step; the ledger counts whole ones, so it never changes."""
    zone = models.CharField(max_length=63)
    expires = models.JSONField(null=True)
    keeping = models.JSONField(null=True)
    """How its wallets are kept, as the terms have it."""

    def __str__(self) -> str:
        return self.name


class Wallet(models.Model):
    """What a member, or a contact there, has in one unit: its accounts in the ledger, by number."""

    member = models.CharField(max_length=120)
    contact = models.CharField(max_length=120, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT)
    pending = models.BigIntegerField(unique=True)
    free = models.BigIntegerField(unique=True)
    held = models.BigIntegerField(unique=True)
    owed = models.BigIntegerField(unique=True)
    active_on = models.DateField(null=True)
    """The latest day on which anything was earned, or came by hand."""
    merged_into = models.ForeignKey("self", models.PROTECT, null=True)

    class Meta:
        """One wallet for each unit."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "contact", "unit"], name="wallets_one_for_each_unit")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} of {self.member} {self.contact}".rstrip()


class Fund(models.Model):
    """A fund of a member under a program: its account in the ledger, by number. It never falls below nothing."""

    member = models.CharField(max_length=120)
    program = models.CharField(max_length=63)
    name = models.CharField(max_length=63)
    unit = models.ForeignKey(Unit, models.PROTECT)
    account = models.BigIntegerField(unique=True)

    class Meta:
        """One account for each unit."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "program", "name", "unit"], name="wallets_one_fund")
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.member} under {self.program}"


class Origin(models.Model):
    """By which clause a lot came, where the unit says that what some clauses gave is spent first."""

    posting = models.BigIntegerField(primary_key=True)
    clause = models.CharField(max_length=63)

    def __str__(self) -> str:
        return f"{self.posting}: {self.clause}"


class Hold(models.Model):
    """Something set aside, in smallest steps: so much was held, and of that redeemed, and released."""

    key = models.CharField(max_length=150, unique=True)
    wallet = models.ForeignKey(Wallet, models.PROTECT)
    asked = models.BigIntegerField()
    amount = models.BigIntegerField()
    redeemed = models.BigIntegerField(default=0)
    released = models.BigIntegerField(default=0)
    posting = models.BigIntegerField()
    reason = models.CharField(max_length=200, blank=True)
    expires_at = models.DateTimeField(null=True)
    actor = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        """No more comes out than went in."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gte=F("redeemed") + F("released"), redeemed__gte=0, released__gte=0),
                name="wallets_hold_not_overdrawn",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["wallet", "expires_at"],
                name="wallets_open_holds",
                condition=Q(amount__gt=F("redeemed") + F("released")),
            )
        ]

    def __str__(self) -> str:
        return self.key


class Grant(models.Model):
    """Something given or corrected by hand: asked for by one, approved by another where it is above a limit."""

    key = models.CharField(max_length=150, unique=True)
    wallet = models.ForeignKey(Wallet, models.PROTECT)
    movement = models.CharField(max_length=60)
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=500)
    asked_by = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)
    posting = models.BigIntegerField(null=True)

    class Meta:
        """Two are two."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="wallets_grant_of_something"),
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="wallets_four_eyes"),
        ]
        indexes: ClassVar = [models.Index(fields=["asked_by", "asked_at"], name="wallets_grants_of_somebody")]

    def __str__(self) -> str:
        return self.key


class Limit(models.Model):
    """How much somebody may give or correct in a month without a second one, in smallest steps."""

    actor = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT)
    per_month = models.BigIntegerField()
    set_at = models.DateTimeField(db_default=Now())

    class Meta:
        """One for each unit."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["actor", "unit"], name="wallets_one_limit")]

    def __str__(self) -> str:
        return f"{self.actor}: {self.per_month} {self.unit_id}"
