"""The table of the clock: one row in a sandbox, none in a real installation."""

from typing import ClassVar

from django.db import models


class Sandbox(models.Model):
    """That this database is a sandbox, and where its clock stands; the database itself lets it move forward alone."""

    number = models.SmallIntegerField(primary_key=True, default=1)
    began_at = models.DateTimeField()
    stands_at = models.DateTimeField()
    settled = models.BooleanField(default=True)
    """Whether all that time does up to there is done."""

    class Meta:
        """There is one clock."""

        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(number=1), name="clock_one")]

    def __str__(self) -> str:
        return f"a sandbox at {self.stands_at}"
