"""The tables of facts. Rows are added, never changed or removed, which the database sees to.

Rows come by the hundred thousand, so references among them are not checked once more by the database.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import MD5, Cast, Concat, Left

from ristorno.engine.history.book import STATE_KINDS

LONGEST_PRODUCT = 120
"""Products of the catalog have no longer keys; those of facts may."""


class Batch(models.Model):
    """What came in together: one file, one call, one decision."""

    place = models.BigIntegerField()
    """Batches count in the order of their places, given while nobody else may: who has seen one has seen all before."""
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    """The numbers of its versions lie between these, both included; those of other batches may lie there too."""
    channel = models.CharField(max_length=40)
    """How it came: ``file``, ``api``, ``command``, ``claim``, ``release``."""
    name = models.TextField()
    """The name of the file, or what the caller calls the batch."""
    sha256 = models.CharField(max_length=64)
    mapping = models.TextField()
    reading = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    """The mapping itself, by which rows are read again; empty where there was none, or it took tables besides."""
    sources = models.JSONField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=120)
    receipt = models.JSONField()
    catalog = models.BigIntegerField(db_default=0)
    """The last change of the catalog of which its versions know."""

    class Meta:
        """Every place is taken once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["place"], name="facts_one_batch_of_a_place")]

    def __str__(self) -> str:
        return f"{self.channel} {self.name}"


class Version(models.Model):
    """One version of one line of one document; columns as in the log of a store."""

    batch = models.ForeignKey(Batch, models.PROTECT, db_constraint=False, db_index=False)
    source = models.TextField()
    document = models.TextField()
    line = models.TextField(null=True)
    line_number = models.IntegerField(null=True)
    """The made key of a line whose source has none."""
    version = models.IntegerField()
    source_version = models.IntegerField(null=True)
    retracted = models.BooleanField()
    kind = models.TextField()
    instant = models.DateTimeField(null=True)
    day = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    member = models.TextField()
    contact = models.TextField(null=True)
    parties = models.TextField(null=True)
    product = models.TextField(null=True)
    brand = models.TextField(null=True)
    groups = models.TextField(null=True)
    quantity = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    uom = models.TextField(null=True)
    amount = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    cost = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    tax = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    currency = models.TextField(null=True)
    due_on = models.DateField(null=True)
    invoiced_on = models.DateField(null=True)
    pays = models.TextField(null=True)
    reverses_document = models.TextField(null=True)
    reverses_line = models.TextField(null=True)
    attributes = models.TextField(null=True)
    """Texts by name, as the log writes them: compared as they stand."""
    tenders = models.TextField(null=True)
    filled = models.TextField(null=True)
    """The groups in which the catalog had its product, where it names none itself."""
    key = models.GeneratedField(
        expression=Func(F("line"), Cast("line_number", models.TextField()), function="coalesce"),
        output_field=models.TextField(),
        db_persist=True,
    )
    identity = models.GeneratedField(
        expression=Cast(MD5(Concat(MD5("source"), F("document"))), models.UUIDField()),
        output_field=models.UUIDField(),
        db_persist=True,
    )
    """Stands for source and document, whose names may be longer than an index takes."""
    reversed_identity = models.GeneratedField(
        expression=Case(
            When(
                reverses_document__isnull=False,
                then=Cast(MD5(Concat(MD5("source"), F("reverses_document"))), models.UUIDField()),
            )
        ),
        output_field=models.UUIDField(null=True),
        db_persist=True,
        null=True,
    )
    """The identity of the document that it takes back."""

    class Meta:
        """A version of a line is there once; all of a member are found at once, and what of it came with a batch."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["identity", "key", "version"], name="facts_version_once"),
            models.CheckConstraint(
                condition=Q(instant=None, day__isnull=False) | Q(instant__isnull=False, day=None),
                name="facts_one_time_of_a_fact",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["member", "batch"], name="facts_of_a_member"),
            models.Index(fields=["member"], condition=Q(kind__in=sorted(STATE_KINDS)), name="facts_of_standing"),
            models.Index("reversed_identity", condition=Q(reversed_identity__isnull=False), name="facts_taking_back"),
            models.Index(
                Left("product", LONGEST_PRODUCT),
                condition=Q(groups__isnull=True, product__isnull=False),
                name="facts_without_groups",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}/{self.document}/{self.key} version {self.version}"


class Touch(models.Model):
    """A batch that changed facts under a code of a member, by the place of the batch."""

    member = models.TextField()
    place = models.BigIntegerField()

    class Meta:
        """Asked is what has come of a member after a place."""

        indexes: ClassVar = [models.Index(fields=["member", "place"], name="facts_touched_since")]

    def __str__(self) -> str:
        return f"{self.member} in {self.place}"


class Regrouped(models.Model):
    """How far facts follow the catalog: all versions of batches up to a place know of its changes up to a number."""

    catalog = models.BigIntegerField(default=0)
    place = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.catalog} at {self.place}"


class Aside(models.Model):
    """A row that waits for a person: why, and how it looked."""

    batch = models.ForeignKey(Batch, models.PROTECT, db_constraint=False)
    key = models.CharField(max_length=32)
    """Stands for the content of the row, so that the same row of another file is not kept twice."""
    occurrence = models.IntegerField()
    row = models.BigIntegerField()
    code = models.CharField(max_length=80)
    header = models.TextField()
    reason = models.TextField()
    remedy = models.TextField()
    raw = models.TextField(null=True)
    source = models.TextField(null=True)
    document = models.TextField(null=True)
    line = models.TextField(null=True)
    amount = models.DecimalField(max_digits=18, decimal_places=4, null=True)

    class Meta:
        """One row for each time that it stands in a file."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "occurrence"], name="facts_set_aside_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.row}"


class Settled(models.Model):
    """What became of a row that waited."""

    aside = models.OneToOneField(Aside, models.PROTECT, primary_key=True)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, db_constraint=False)
    """With which its line came in; none where a person decided that it never will."""
    reason = models.TextField()
    actor = models.CharField(max_length=120)
    settled_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.aside_id}: {self.reason}"


class Claim(models.Model):
    """What a member says that it did, to be looked at by somebody: an ad, an exhibition, a sale of its own."""

    member = models.TextField()
    contact = models.TextField(null=True)
    what = models.CharField(max_length=200)
    """What sort of claim it is; programs select claims by it, as the attribute ``claim`` of the fact."""
    occurred_on = models.DateField()
    amount = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    quantity = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    currency = models.CharField(max_length=3, null=True)
    attributes = models.JSONField()
    actor = models.CharField(max_length=120)
    filed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.what} of {self.member}"


class Evidence(models.Model):
    """A file that shows what a claim says."""

    claim = models.ForeignKey(Claim, models.PROTECT)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    actor = models.CharField(max_length=120)
    added_at = models.DateTimeField()

    class Meta:
        """The same file is there once in a claim, and found where it is shown for another one."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["claim", "sha256"], name="facts_evidence_once")]
        indexes: ClassVar = [models.Index(fields=["sha256"], name="facts_evidence_by_hash")]

    def __str__(self) -> str:
        return self.name


class Decision(models.Model):
    """What somebody else than who filed a claim said of it; the last one holds."""

    claim = models.ForeignKey(Claim, models.PROTECT)
    version = models.IntegerField()
    approved = models.BooleanField()
    amount = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    """What of the amount is approved."""
    reason = models.TextField()
    actor = models.CharField(max_length=120)
    decided_at = models.DateTimeField()
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, db_constraint=False)

    class Meta:
        """Two who decide at once do not both decide."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["claim", "version"], name="facts_decided_once")]

    def __str__(self) -> str:
        return f"{self.claim_id}: {'approved' if self.approved else 'declined'}"
