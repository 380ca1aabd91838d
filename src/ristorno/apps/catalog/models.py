"""The tables of products and their groups. What places them is added, never changed."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

_IN_ORDER = "C"


class Product(models.Model):
    """Something that is sold."""

    key = models.CharField(max_length=120, unique=True, db_collation=_IN_ORDER)
    name = models.CharField(max_length=300, blank=True)
    brand = models.CharField(max_length=120, blank=True)
    uom = models.CharField(max_length=40, blank=True)
    sought = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.key


class Group(models.Model):
    """A group of products."""

    key = models.CharField(max_length=120, unique=True, db_collation=_IN_ORDER)
    name = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.key


class Placing(models.Model):
    """From a day on a product lies in these groups, and in no other."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="placings")
    groups = ArrayField(models.CharField(max_length=120))
    on = models.DateField(null=True)
    """None: from the beginning."""
    actor = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    class Meta:
        """What is asked: the placings of a product."""

        indexes: ClassVar = [models.Index(fields=["product", "on"], name="catalog_placings_of_a_product")]

    def __str__(self) -> str:
        return f"{self.product_id} in {self.groups}"


class Branch(models.Model):
    """From a day on a group lies under another one; under none where that is None."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="branches")
    parent = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    on = models.DateField(null=True)
    """None: from the beginning."""
    actor = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    class Meta:
        """No group is its own parent."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("group")), name="catalog_not_under_itself"
            )
        ]

    def __str__(self) -> str:
        return f"{self.group_id} under {self.parent_id}"


class Zone(models.Model):
    """The time zone of the sponsor, in which a moment belongs to a day of the catalog; the last one holds."""

    name = models.CharField(max_length=60)
    actor = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Change(models.Model):
    """Something was said anew of where products lie, by a number that only grows, in the order of commits.

    Of a product, of a group with all that lies under it, or of every product where it names neither.
    """

    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="+")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.pk}"
