"""The tables of settlements. What a statement says is added and never changed; beside it stands how far it has come."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Series(models.Model):
    """A row of numbers without gaps: its row is locked while the next one is given out."""

    name = models.CharField(max_length=100, primary_key=True)
    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"


class Closing(models.Model):
    """Somebody closed the windows of a program through a day; ``round`` counts the times for one day."""

    program = models.CharField(max_length=63)
    through = models.DateField()
    round = models.PositiveIntegerField()
    members = models.JSONField(null=True)
    """Whose statements alone, by their keys; null: everybody's."""
    as_of = models.DateField()
    known_at = models.DateTimeField()
    high_water = models.BigIntegerField()
    """Of the facts: all that were recorded up to it are counted."""
    version = models.PositiveIntegerField()
    """Of the program."""
    actor = models.CharField(max_length=120)
    done_at = models.DateTimeField(null=True)

    class Meta:
        """One of each."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "through", "round"], name="settlements_one_closing")
        ]

    def __str__(self) -> str:
        return f"{self.program} through {self.through}/{self.round}"


class Statement(models.Model):
    """What is settled with one holder by one closing. Never changed."""

    closing = models.ForeignKey(Closing, models.PROTECT, related_name="statements")
    number = models.CharField(max_length=100, unique=True)
    place = models.BigIntegerField()
    """Its place in the row of numbers of the program."""
    program = models.CharField(max_length=63)
    through = models.DateField()
    member = models.CharField(max_length=120)
    contact = models.CharField(max_length=120, blank=True)
    merged = models.JSONField(default=list)
    """Members that had statements of their own and were merged into this one: it goes on from theirs, too."""
    attempt = models.PositiveIntegerField()
    """How many were frozen for this holder and day, the withdrawn ones too."""
    versions = models.JSONField()
    """The versions of the agreements that have lines on it, by their keys."""
    terms = models.JSONField()
    """The settlement terms that rule it."""
    digest = models.CharField(max_length=64)
    """Of all that it says."""
    frozen_by = models.CharField(max_length=120)
    frozen_at = models.DateTimeField()

    class Meta:
        """Numbers without gaps, one statement for a holder and a closing."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "place"], name="settlements_one_of_a_place"),
            models.UniqueConstraint(
                fields=["program", "through", "member", "contact", "attempt"], name="settlements_one_of_a_holder"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["member", "contact"], name="settlements_of_a_member")]

    def __str__(self) -> str:
        return self.number


class Line(models.Model):
    """One key on a statement, in smallest steps. Never changed."""

    class Kind(models.TextChoices):
        """What it is to the holder. Only ``due`` counts; the others are told."""

        DUE = "due"
        PASSED_ON = "passed_on"
        OUT_OF_TIME = "out_of_time"

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="lines")
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    booked = models.BigIntegerField()
    """The number of the key in accruals."""
    agreement = models.CharField(max_length=63)
    clause = models.CharField(max_length=63)
    member = models.CharField(max_length=120)
    contact = models.CharField(max_length=120, blank=True)
    party = models.TextField(blank=True)
    group = models.TextField(blank=True)
    unit = models.CharField(max_length=63)
    starts = models.DateField()
    ends = models.DateField()
    document = models.TextField(blank=True)
    label = models.TextField()
    entitlement = models.BigIntegerField()
    before = models.BigIntegerField()
    amount = models.BigIntegerField()
    true_up = models.BooleanField()
    sealed_on = models.DateField(null=True)
    """The last day for corrections, where it was past."""
    record = models.JSONField(null=True)

    class Meta:
        """The difference is the difference."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["statement", "place"], name="settlements_one_line_of_a_place"),
            models.CheckConstraint(
                condition=Q(entitlement=F("before") + F("amount")), name="settlements_line_is_the_difference"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["booked", "kind"], name="settlements_lines_of_a_key")]

    def __str__(self) -> str:
        return f"{self.statement_id}/{self.place}: {self.amount:+} {self.unit}"


class Total(models.Model):
    """What a statement comes to in one unit, in smallest steps. Never changed."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="totals")
    unit = models.CharField(max_length=63)
    channel = models.CharField(max_length=20)
    lines = models.BigIntegerField()
    carried = models.BigIntegerField()
    """From the statement before."""
    carried_on = models.BigIntegerField()
    """To the next statement."""
    due = models.BigIntegerField()
    """What is left for the channel; below zero it is the member that owes."""

    class Meta:
        """What comes in goes somewhere."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["statement", "unit"], name="settlements_one_total_of_a_unit"),
            models.CheckConstraint(
                condition=Q(lines=F("due") + F("carried_on") - F("carried")), name="settlements_total_adds_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.due} {self.unit}"


class Course(models.Model):
    """How far a statement has come."""

    class State(models.TextChoices):
        """Where it stands; the last two are final."""

        FROZEN = "frozen"
        APPROVED = "approved"
        DISPUTED = "disputed"
        AGREED = "agreed"
        ISSUED = "issued"
        WITHDRAWN = "withdrawn"

    statement = models.OneToOneField(Statement, models.PROTECT, primary_key=True, related_name="course")
    state = models.CharField(max_length=20, default=State.FROZEN)
    frozen_by = models.CharField(max_length=120)
    approved_by = models.CharField(max_length=120, blank=True)
    approved_at = models.DateTimeField(null=True)
    disputes_until = models.DateField(null=True)
    """The last day on which the member may dispute a line."""
    agreed_by = models.CharField(max_length=120, blank=True)
    agreed_at = models.DateTimeField(null=True)
    issued_by = models.CharField(max_length=120, blank=True)
    issued_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    """Why it was withdrawn."""

    class Meta:
        """Two are two, and nothing is issued that nobody approved."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=("frozen", "approved", "disputed", "agreed", "issued", "withdrawn")),
                name="settlements_state",
            ),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("frozen_by")), name="settlements_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("frozen", "withdrawn")) | ~Q(approved_by=""), name="settlements_approved_first"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(reason=""), name="settlements_withdrawn_for_a_reason"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state"], name="settlements_in_a_state")]

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.state}"


class Dispute(models.Model):
    """A member does not agree with a line, and why. Never changed."""

    line = models.OneToOneField(Line, models.PROTECT, related_name="dispute")
    reason = models.TextField()
    actor = models.CharField(max_length=120)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.line_id}: {self.reason}"


class Answer(models.Model):
    """What the sponsor says to a dispute. Never changed."""

    dispute = models.OneToOneField(Dispute, models.PROTECT, related_name="answer")
    accepted = models.BooleanField()
    words = models.TextField()
    actor = models.CharField(max_length=120)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.dispute_id}: {self.words}"


class Paper(models.Model):
    """What a channel made of an issued statement: a credit note, a payment, set-offs, an invoice. Never changed."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="papers")
    unit = models.CharField(max_length=63)
    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=100, unique=True)
    amount = models.BigIntegerField()
    """In smallest steps, above 0."""
    movement = models.CharField(max_length=150)
    """The key of its posting in the ledger."""
    posting = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    """What the kind needs besides: the bank account that was paid, the invoices that were set off."""
    at = models.DateTimeField()
    actor = models.CharField(max_length=120)

    class Meta:
        """One of each kind for a unit of a statement; payments that came back may be tried again."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="settlements_paper_of_something"),
        ]

    def __str__(self) -> str:
        return self.number


class Returned(models.Model):
    """A payment came back. Never changed."""

    paper = models.OneToOneField(Paper, models.PROTECT, related_name="returned")
    reason = models.TextField()
    posting = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.paper_id}: {self.reason}"


class BankAccount(models.Model):
    """A bank account of a member or a person there, or (without a member) of the sponsor; a second one confirms it."""

    member = models.CharField(max_length=120, blank=True)
    contact = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=63, blank=True)
    """For this unit alone; empty: for any."""
    name = models.CharField(max_length=140)
    iban = models.CharField(max_length=34, blank=True)
    account = models.CharField(max_length=34, blank=True)
    """Its number, where the country has no IBAN."""
    bic = models.CharField(max_length=11, blank=True)
    told_by = models.CharField(max_length=120)
    told_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=120, blank=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        """One kind of number; two people."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(iban="") & ~Q(account="")) | (~Q(iban="") & Q(account="")), name="settlements_one_number"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by="") | ~Q(confirmed_by=F("told_by")), name="settlements_account_four_eyes"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["member", "contact"], name="settlements_accounts_of")]

    def __str__(self) -> str:
        return self.iban or self.account


class Batch(models.Model):
    """Papers of one kind and unit that go out together, as files. Never changed."""

    number = models.CharField(max_length=100, unique=True)
    program = models.CharField(max_length=63)
    kind = models.CharField(max_length=20)
    unit = models.CharField(max_length=63)
    data = models.JSONField(default=dict)
    """What all have in common: the account that pays."""
    at = models.DateTimeField()
    actor = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.number


class Batched(models.Model):
    """A paper in its batch; in one only. Never changed."""

    paper = models.OneToOneField(Paper, models.PROTECT, related_name="batched")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="papers")

    def __str__(self) -> str:
        return f"{self.paper_id} in {self.batch_id}"
