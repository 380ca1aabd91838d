"""Days of which the program itself makes facts."""

from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ristorno.engine.terms.model import Model
from ristorno.engine.terms.scalars import Day, Flag, String


class Calendar(Model):
    """Days of which the program itself makes facts, while a member takes part: years together, birthdays, holidays.

    They are facts of the kinds ``anniversary``, ``birthday`` and ``holiday``, on which a clause can earn as on others.
    """

    anniversary: Flag = Field(
        False, description="every year on the day of the fact `enrolled`, of the member or of a contact"
    )
    birthday: Flag = Field(
        False,
        description="every year on the day that the attribute `birthday` of a fact names for its contact or member",
    )
    holidays: dict[Day, String] = Field({}, description="holidays by day: `{2026-01-01: New Year}`")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.anniversary or self.birthday or self.holidays):
            reason = "the calendar names no day; say anniversary: true, birthday: true or holidays"
            raise PydanticCustomError("terms.calendar", reason)
        return self

    def makes(self, kind: str) -> bool:
        """Return whether there are facts of a kind."""
        return bool({"anniversary": self.anniversary, "birthday": self.birthday, "holiday": self.holidays}[kind])
