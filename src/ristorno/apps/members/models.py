"""The tables of the companies and their people. Words are added, never changed, which the database sees to."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now

from ristorno.apps.members.kinds import INFLUENCES, KINDS, STEPS, WORDS

_IN_ORDER = "C"
"""Keys are put in order by their letters' numbers, alike on every server."""


class Member(models.Model):
    """A company, a sole trader, or a person without a tax number."""

    key = models.CharField(max_length=120, unique=True, db_collation=_IN_ORDER)
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, default="company")
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=8, blank=True)
    sought = models.TextField(blank=True)
    """All that a search looks through, in one spelling (see :mod:`ristorno.kernel.searching`)."""
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    merged_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        """Nobody is merged into itself."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="members_kind"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="members_not_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None, merged_at=None) | Q(merged_into__isnull=False, merged_at__isnull=False),
                name="members_merged_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Code(models.Model):
    """A name by which facts may call a member: its own key, or what another system calls it."""

    code = models.CharField(max_length=120, unique=True, db_collation=_IN_ORDER)
    member = models.ForeignKey(Member, models.PROTECT, related_name="codes")
    system = models.CharField(max_length=60, blank=True)
    """Which system calls it so; empty for the key."""

    def __str__(self) -> str:
        return self.code


class LegalId(models.Model):
    """A number under which an authority knows a member, in the form that the authority writes."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="legal_ids")
    scheme = models.CharField(max_length=20)
    number = models.CharField(max_length=40)

    class Meta:
        """A member has one number of a kind; members may share one (branches, or doublets still to be merged)."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "scheme"], name="members_one_number_of_a_scheme")
        ]
        indexes: ClassVar = [models.Index(fields=["scheme", "number"], name="members_of_a_legal_id")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.number}"


class Group(models.Model):
    """A buying group or a holding."""

    key = models.CharField(max_length=120, unique=True, db_collation=_IN_ORDER)
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, default="buying_group")

    def __str__(self) -> str:
        return self.key


class Contact(models.Model):
    """A person at a member. What is erased leaves the key, which facts name, and nothing by which a person is known."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="contacts")
    key = models.CharField(max_length=120, db_collation=_IN_ORDER)
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=8, blank=True)
    roles = ArrayField(models.CharField(max_length=40), default=list)
    influence = models.CharField(max_length=20, blank=True)
    left_on = models.DateField(null=True)
    """The last day at the company."""
    erased_at = models.DateTimeField(null=True)

    class Meta:
        """A key means one person at a member; whoever was erased has no name, address or number."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "key"], name="members_one_contact_of_a_key"),
            models.CheckConstraint(condition=Q(influence__in=["", *INFLUENCES]), name="members_influence"),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(name="", email="", phone=""), name="members_erased_is_erased"
            ),
        ]
        indexes: ClassVar = [models.Index(Lower("email"), name="members_contacts_of_an_address")]

    def __str__(self) -> str:
        return self.key


class Word(models.Model):
    """What is said of a member and holds from a day on, in one version."""

    first = models.ForeignKey("self", models.PROTECT, null=True, related_name="later")
    """The first version of the word; None where this is it."""
    version = models.PositiveIntegerField(default=1)
    retracted = models.BooleanField(default=False)
    member = models.ForeignKey(Member, models.PROTECT, related_name="words")
    kind = models.CharField(max_length=30)
    on = models.DateField()
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    head = models.BooleanField(default=False)
    other = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    """Who supplies it, or whose subsidiary it is."""
    text = models.CharField(max_length=120, blank=True)
    """The segment, or the channel of messages."""
    origin = models.CharField(max_length=300, blank=True)
    """Where it is known from: a contract, a form, a letter."""
    actor = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    class Meta:
        """Versions are counted from 1, and a word has what its kind is about."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "version"], name="members_one_word_of_a_version"),
            models.CheckConstraint(
                condition=Q(first=None, version=1, retracted=False) | Q(first__isnull=False, version__gt=1),
                name="members_versions_from_1",
            ),
            models.CheckConstraint(condition=Q(kind__in=sorted(WORDS)), name="members_word_kind"),
            models.CheckConstraint(
                condition=Q(kind="joined_group", group__isnull=False) | (~Q(kind="joined_group") & Q(group=None)),
                name="members_word_about_a_group",
            ),
            models.CheckConstraint(
                condition=Q(other=None) | Q(kind__in=["supplied_by", "subsidiary_of"]) & ~Q(other=F("member")),
                name="members_word_about_another",
            ),
        ]

    @property
    def number(self) -> int:
        """What all versions of the word have in common."""
        return self.first_id or self.pk

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class Step(models.Model):
    """A step by which a member comes into a program: invited, applied, approved or declined, terms accepted."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="steps")
    program = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    on = models.DateField()
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")
    """Who applied or accepted, where that is known."""
    version = models.CharField(max_length=120, blank=True)
    """Of the terms that were accepted."""
    reason = models.TextField(blank=True)
    """Why an application was declined."""
    remedy = models.TextField(blank=True)
    """What would change that."""
    actor = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    class Meta:
        """Who is declined is told why, and terms are accepted in a version."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=list(STEPS)), name="members_step_kind"),
            models.CheckConstraint(
                condition=~Q(kind="declined") | (~Q(reason="") & ~Q(remedy="")), name="members_declined_for_a_reason"
            ),
            models.CheckConstraint(condition=~Q(kind="accepted") | ~Q(version=""), name="members_accepted_a_version"),
        ]
        indexes: ClassVar = [models.Index(fields=["program", "kind"], name="members_steps_of_a_program")]

    def __str__(self) -> str:
        return f"{self.kind} {self.program}"
