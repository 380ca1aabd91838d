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
