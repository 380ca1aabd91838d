"""The tables of the ledger. Amounts are whole smallest steps of the unit: kopecks, cents, hundredths of a point.

They are written by the functions of ``sql/`` alone, so references among them are not checked once more by the database,
which would take half of the time of a posting; ``ledger verify`` proves them.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class Account(models.Model):
    """Something that has a balance in one unit."""

    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=40)
    live = models.BooleanField(default=True)
    """Whether the balance is kept in this row; where everything passes through, it is summed when asked for."""
    keeps_lots = models.BooleanField(default=False)
    floor = models.BigIntegerField(null=True)
    balance = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField(db_default=Now())

    class Meta:
        """No balance falls below its floor; what is not kept has none."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name"], name="ledger_one_account_of_a_name"),
            models.CheckConstraint(condition=Q(floor=None) | Q(balance__gte=F("floor")), name="ledger_floor"),
            models.CheckConstraint(
                condition=Q(live=True) | Q(floor=None, keeps_lots=False, balance=0), name="ledger_only_live_bounded"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Posting(models.Model):
    """Transfers that happened together, or not at all."""

    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    """Of all that the posting was asked to do: the same key with another digest is a mistake."""
    movement = models.CharField(max_length=60)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    actor = models.CharField(max_length=120)
    reverses = models.ForeignKey("self", models.PROTECT, null=True, db_constraint=False, db_index=False)

    class Meta:
        """A key posts once, and a posting is taken back once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], name="ledger_one_posting_of_a_key"),
            models.UniqueConstraint(fields=["reverses"], condition=~Q(reverses=None), name="ledger_reversed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.movement} {self.key}"


class Lot(models.Model):
    """What came in together, with the last day on which it may be used; None: for good."""

    posting = models.ForeignKey(Posting, models.PROTECT, db_constraint=False, db_index=False)
    unit = models.CharField(max_length=40)
    ends_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.pk} until {self.ends_on}"


class Entry(models.Model):
    """What a posting adds to an account, or takes from it."""

    posting = models.ForeignKey(Posting, models.PROTECT, db_constraint=False)
    account = models.ForeignKey(Account, models.PROTECT, db_constraint=False, db_index=False)
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, db_constraint=False, db_index=False)
    amount = models.BigIntegerField()
    balance = models.BigIntegerField(null=True)
    """Of the account afterwards, where it is kept."""

    class Meta:
        """An entry of nothing says nothing."""

        constraints: ClassVar = [models.CheckConstraint(condition=~Q(amount=0), name="ledger_entry_of_something")]
        indexes: ClassVar = [models.Index(fields=["account", "id"], name="ledger_entries_of_an_account")]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.amount:+}"


class Holding(models.Model):
    """What an account has left of a lot."""

    pk = models.CompositePrimaryKey("account", "lot")
    account = models.ForeignKey(Account, models.PROTECT, db_constraint=False, db_index=False)
    lot = models.ForeignKey(Lot, models.PROTECT, db_constraint=False, db_index=False)
    ends_on = models.DateField(null=True)
    """As the lot has it, so that the lot that ends first is found at once."""
    remaining = models.BigIntegerField()

    class Meta:
        """Nobody has less than nothing of a lot."""

        constraints: ClassVar = [models.CheckConstraint(condition=Q(remaining__gte=0), name="ledger_lot_not_overdrawn")]
        indexes: ClassVar = [
            models.Index(F("account"), F("ends_on").asc(nulls_last=True), F("lot"), name="ledger_ending_first",
                         condition=Q(remaining__gt=0)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.account_id} has {self.remaining} of lot {self.lot_id}"
