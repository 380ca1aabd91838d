"""What sets an offer going: itself, a code, a word, another offer."""

from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from ristorno.engine.terms.model import Model, Structured, Worded, told_apart
from ristorno.engine.terms.scalars import Name, String


class Word(Model):
    """A word that anybody may enter."""

    code: String = Field(description="the word; letters count as the same, large or small")


class Beside(Model):
    """Another offer, with which this one comes."""

    beside: Name = Field(alias="with", description="the other offer")


def _read(value: object) -> object:
    if isinstance(value, dict):
        return Beside.model_validate(value) if "with" in value else Word.model_validate(value)
    return value


Trigger: TypeAlias = Literal["auto", "code"] | Word | Beside
TriggerTerm = Annotated[
    Annotated[Worded[Literal["auto", "code"]] | Structured[Word | Beside], told_apart()], BeforeValidator(_read)
]
