"""The tables of accruals: what is booked for each key, how it came to be, and who is due."""

from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class Account(models.Model):
    """A member as accruals know it: its row is locked while it is run."""

    member = models.CharField(max_length=120, primary_key=True)
    run_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.member


class Booked(models.Model):
    """What is booked for a key, in whole smallest steps of the unit: expected, and spendable."""

    program = models.CharField(max_length=63)
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
    status = models.CharField(max_length=20)
    pending = models.BigIntegerField(default=0)
    free = models.BigIntegerField(default=0)
    ends_on = models.DateField(null=True)
    over = models.BooleanField(default=False)
    """Whether no fact is taken for the window any more and it is calculated, so that a statement may have it."""
    waits = models.BooleanField(default=False)
    """Whether it can be spent only when a statement with it was issued."""
    settled = models.BigIntegerField(null=True)
    """What statements say of it, those that are not issued yet, too; null where none does."""
    late = models.BigIntegerField(default=0)
    """What it would be more or less by what was learned after the last day for corrections."""
    told_late = models.BigIntegerField(default=0)
    """What of that statements have told."""
    sealed_on = models.DateField(null=True)
    """The last day for corrections, once it is past and what was known then is booked for good."""
    became = models.ForeignKey("self", models.PROTECT, null=True)
    """Whose it is now, where its member was merged into one that had the same key."""
    moved = models.BooleanField(default=False)
    """Whether a merger has ever moved what is booked for it: statements then go on from those of another key, too."""
    revision = models.IntegerField(default=0)
    """How often it was booked; what is posted is named by it."""
    record = models.JSONField(null=True)
    """The latest accrual with its explanation, where it is kept; otherwise it is made again when somebody asks."""
    place = models.BigIntegerField(null=True)
    """From what the explanation is made: the last batch of facts that had come, the newest version of the terms, ..."""
    terms = models.BigIntegerField(null=True)
    as_of = models.DateField(null=True)
    told_at = models.DateTimeField(null=True)
    """... the last day that was looked at, and when."""

    class Meta:
        """One row for a key."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=[
                    "member", "program", "agreement", "clause", "contact", "party", "group", "unit", "starts", "ends",
                    "document",
                ],
                name="accruals_one_for_a_key",
            )
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["member", "document"], name="accruals_of_a_document"),
            models.Index(fields=["member"], condition=Q(over=False) & ~Q(document=""), name="accruals_waiting"),
            models.Index(fields=["party"], condition=~Q(party=""), name="accruals_of_a_party"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.clause} {self.label} {self.member}"


KEPT: Final = (
    *("label", "status", "pending", "free", "ends_on", "over", "waits", "settled", "late", "told_late", "sealed_on"),
    *("became", "revision", "record", "place", "terms", "as_of", "told_at"),
)
"""What is known of a key: all fields that are not the key."""


class Shut(models.Model):
    """Through which day a member's windows were closed by the latest closing of a program, and when that was."""

    program = models.CharField(max_length=63)
    member = models.CharField(max_length=120)
    through = models.DateField()
    as_of = models.DateField()
    known_at = models.DateTimeField()

    class Meta:
        """The latest alone."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["member", "program"], name="accruals_shut_once")]

    def __str__(self) -> str:
        return f"{self.program} of {self.member} through {self.through}"


class Booking(models.Model):
    """One change of what is booked for a key, with its postings in the ledger."""

    booked = models.ForeignKey(Booked, models.PROTECT)
    revision = models.IntegerField()
    pending = models.BigIntegerField()
    free = models.BigIntegerField()
    true_up = models.BooleanField()
    """Whether the window had been final before."""
    postings = models.JSONField()
    as_of = models.DateField()
    happened_at = models.DateTimeField()
    actor = models.CharField(max_length=120)

    class Meta:
        """In their order."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["booked", "revision"], name="accruals_one_for_a_revision")
        ]

    def __str__(self) -> str:
        return f"{self.booked_id}/{self.revision}: {self.pending:+} {self.free:+}"


class Provided(models.Model):
    """What the sponsor has set aside for a window of a clause and a member, in smallest steps."""

    program = models.CharField(max_length=63)
    agreement = models.CharField(max_length=63)
    clause = models.CharField(max_length=63)
    member = models.CharField(max_length=120)
    unit = models.CharField(max_length=63)
    starts = models.DateField()
    ends = models.DateField()
    label = models.TextField()
    amount = models.BigIntegerField(default=0)
    revision = models.IntegerField(default=0)

    class Meta:
        """One row for a window."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "program", "agreement", "clause", "unit", "starts", "ends"],
                name="accruals_one_provision",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.clause} {self.label} {self.member}: {self.amount}"


class Funded(models.Model):
    """What is booked for one window of a fund, in smallest steps: what came in, what claims took, what lapsed."""

    program = models.CharField(max_length=63)
    fund = models.CharField(max_length=63)
    member = models.CharField(max_length=120)
    unit = models.CharField(max_length=63)
    starts = models.DateField()
    ends = models.DateField()
    label = models.TextField()
    put_in = models.BigIntegerField(default=0)
    granted = models.BigIntegerField(default=0)
    lapsed = models.BigIntegerField(default=0)
    revision = models.IntegerField(default=0)

    class Meta:
        """One row for a window."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "program", "fund", "unit", "starts", "ends"], name="accruals_one_fund_window"
            )
        ]

    def __str__(self) -> str:
        return f"{self.fund} {self.label} {self.member}: {self.put_in} - {self.granted} - {self.lapsed}"


class Footing(models.Model):
    """What the next run of a member under a program stands on: it holds while terms, codes and words are the same."""

    member = models.CharField(max_length=120)
    program = models.CharField(max_length=63)
    terms = models.BigIntegerField()
    """The newest version of the program or of its agreements."""
    place = models.BigIntegerField()
    """The last batch of facts that is in it."""
    said = models.CharField(max_length=64)
    """A digest of the codes of the member, and of what the members room knows of it."""
    as_of = models.DateField()
    first_day = models.DateField(null=True)
    ahead = models.DateField(null=True)
    """From which day on known facts count that do not count yet."""
    why_whole = models.CharField(max_length=40, blank=True)
    """Why all facts are counted again in each run; empty where sums tell."""
    last_whole = models.CharField(max_length=40, blank=True)
    """Why the last run counted all facts again; empty where it did not."""

    class Meta:
        """One for a member and a program."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["member", "program"], name="accruals_one_footing")]

    def __str__(self) -> str:
        return f"{self.member} {self.program} at {self.place}"


class Running(models.Model):
    """What has been measured in a window, by version of the terms and by condition."""

    footing = models.ForeignKey(Footing, models.CASCADE)
    agreement = models.CharField(max_length=63)
    clause = models.CharField(max_length=63)
    starts = models.DateField()
    ends = models.DateField()
    sums = models.JSONField()

    class Meta:
        """One for a window."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["footing", "agreement", "clause", "starts", "ends"], name="accruals_one_running"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.clause} {self.starts}"


class Proof(models.Model):
    """What was proved last of a member under a program from all of its facts: a digest of all that this stands on."""

    member = models.CharField(max_length=120)
    program = models.CharField(max_length=63)
    digest = models.CharField(max_length=64)

    class Meta:
        """One for a member and a program."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["member", "program"], name="accruals_one_proof")]

    def __str__(self) -> str:
        return f"{self.member} {self.program}"


class Frozen(models.Model):
    """What was known of all members together at a moment, by its version; from what was known then it is made again."""

    program = models.CharField(max_length=63)
    as_of = models.DateField()
    known_at = models.DateTimeField()
    version = models.CharField(max_length=64)
    high_water = models.BigIntegerField()
    actor = models.CharField(max_length=120)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        """What is asked: the latest of a program."""

        indexes: ClassVar = [models.Index(fields=["program", "as_of", "id"], name="accruals_latest_population")]

    def __str__(self) -> str:
        return f"{self.program} as of {self.as_of}: {self.version}"


class Due(models.Model):
    """A member that has to be run; rows are added without looking at others, so nobody waits who adds one."""

    member = models.CharField(max_length=120)
    since = models.DateTimeField(db_default=Now())
    not_before = models.DateTimeField(null=True)
    """Where it was tried in vain: when it is tried again."""
    attempts = models.IntegerField(default=0)
    problem = models.TextField(blank=True)

    class Meta:
        """Who is next."""

        indexes: ClassVar = [
            models.Index(F("not_before").asc(nulls_first=True), F("id"), name="accruals_next_due"),
            models.Index(fields=["member"], name="accruals_due_of_a_member"),
        ]

    def __str__(self) -> str:
        return self.member
