"""Fields that many requests have, with their bounds: everything has a limit."""

from decimal import Decimal
from typing import Annotated, Literal

from ninja import Query
from pydantic import AfterValidator, AwareDatetime, Field

from ristorno.engine.terms.scalars import in_utc

Name = Annotated[str, Field(min_length=1, max_length=120)]
"""What something is called: a member, a unit, a program."""
MemberName = Annotated[str, Field(min_length=1, max_length=120, description="The key of a member, or a code of it.")]
Words = Annotated[str, Field(max_length=2000)]
Amount = Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=4, description="In units, exact.")]
Signed = Annotated[Decimal, Field(max_digits=18, decimal_places=4)]
Moment = Annotated[AwareDatetime, AfterValidator(in_utc)]
"""A moment with its zone; it is kept in UTC."""
OfMember = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=120,
        description="The key of a member, or a code of it. A key for one company may leave it out.",
    ),
]
OfContact = Annotated[
    str | None, Query(max_length=120, description="A contact there; empty for the company itself, left out for all.")
]
Spoken = Annotated[
    Literal["en", "ru", "th"] | None, Query(description="The language of what is said; null: that of the member.")
]
