"""The mapping: how somebody's columns become our facts, as typed immutable models.

A mapping names the columns of the other side once (``columns``: all dialects of a header and how its text is
cleaned), may join small tables (``lookups``), says which rows are none of ours (``ignore``) or need a person
(``set_aside``), and then says field by field where a fact comes from (``facts``). Every scalar of the document
arrives as text and is typed here.
"""

from pathlib import Path
from typing import Annotated, Literal, Self, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, field_validator, model_validator

Texts: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(lambda value: _listed(value))]
Encoding: TypeAlias = Literal["utf-8", "utf-16", "windows-1251", "windows-1252"]


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _shorthand(field: str) -> BeforeValidator:
    return BeforeValidator(lambda value: {field: value} if isinstance(value, str) else value)


class Model(BaseModel):
    """What all parts share: immutable, and no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=False)


class Format(Model):
    """How the file is written, where that cannot be seen from it or must not be guessed."""

    encoding: Encoding | None = None
    delimiter: str | None = Field(default=None, max_length=1)
    decimal: Literal[".", ","] = "."
    thousands: str = ""
    """Characters that may stand between groups of digits; a space also covers the unbreakable ones."""


class Column(Model):
    """A column of theirs: the headers it may have, and how its text is cleaned before anything reads it."""

    headers: Texts
    trim: bool = True
    upper: bool = False
    whole: bool = False
    """A number that is an id: ``17850.0`` is read as ``17850``."""
    extract: str | None = None
    """A regular expression with one group; what the group matches is the text."""
    empty: Texts = ()
    """Texts that mean nothing is known, such as ``NULL``."""
    optional: bool = False
    """The file may lack the column; its fields are then empty."""

    @model_validator(mode="before")
    @classmethod
    def _headers_alone(cls, value: object) -> object:
        return {"headers": value} if isinstance(value, str | list | tuple) else value


class Condition(Model):
    """What must hold of a row: one column compared, or several conditions together."""

    column: str | None = None
    equals: str | None = None
    one_of: tuple[str, ...] | None = None
    starts_with: Texts | None = None
    ends_with: Texts | None = None
    contains: Texts | None = None
    matches: str | None = None
    below: str | None = None
    above: str | None = None
    at_least: str | None = None
    at_most: str | None = None
    number: str | None = None
    """The column equals this number, however it is written."""
    empty: bool | None = None
    all: tuple["Condition", ...] | None = None
    any: tuple["Condition", ...] | None = None
    none: tuple["Condition", ...] | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        said = [name for name in type(self).model_fields if name != "column" and getattr(self, name) is not None]
        joined = {"all", "any", "none"} & set(said)
        if not said:
            raise ValueError("a condition compares its column: equals, one_of, starts_with, below, empty ...")
        if joined and (len(said) > 1 or self.column is not None):
            raise ValueError(f"{sorted(joined)[0]} stands alone: put the other comparisons into its list")
        if not joined and self.column is None:
            raise ValueError("a comparison needs the column that it looks at")
        return self


class Rule(Model):
    """Rows that are left out, and the reason that people read."""

    when: Condition
    reason: str


class TextField(Model):
    """A text of the fact: from a column, or the same for every row."""

    column: str | None = None
    value: str | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if (self.column is None) == (self.value is None):
            raise ValueError("say either the column that it comes from or a value for every row")
        return self


DEFAULT_KIND = "purchase"
"""The kind of rows for which no rule holds and nothing else is said."""


class KindRule(Model):
    """A kind for the rows that fulfill a condition."""

    when: Condition
    kind: str


class KindField(Model):
    """The kind of the fact: a constant, a column whose values are translated, or the first rule that holds."""

    value: str | None = None
    column: str | None = None
    values: dict[str, str] = Field(default_factory=dict)
    """Their word for a kind -> ours. A word that is not listed must be a kind already."""
    rules: tuple[KindRule, ...] = ()
    otherwise: str | None = None

    @property
    def possible(self) -> frozenset[str] | None:
        """The kinds that a row can be of; None where the file says what it likes."""
        if self.value is not None:
            return frozenset({self.value})
        if not self.rules:
            return None
        return frozenset({*(rule.kind for rule in self.rules), self.otherwise or DEFAULT_KIND})


class MomentField(Model):
    """When it happened: a column with a date or a date and time, in the stated formats or in ISO 8601."""

    column: str
    time: str | None = None
    """A second column with the time of day."""
    format: Texts = ()
    """strptime formats, tried in order, such as ``%d.%m.%Y %H:%M``."""
    day: bool = False
    """Only the day counts, even where a time is written."""


class Factor(Model):
    """One factor of a product: a column, or what is left of one after a column's share is taken off."""

    column: str | None = None
    one_minus: str | None = None

    @model_validator(mode="after")
    def _one_factor(self) -> Self:
        if (self.column is None) == (self.one_minus is None):
            raise ValueError("a factor is either a column or one_minus a column")
        return self


class NumberField(Model):
    """An exact number: a column, or a product of columns."""

    column: str | None = None
    product: tuple[Annotated[Factor, _shorthand("column")], ...] = Field(default=(), max_length=3)
    round: int | None = Field(default=None, ge=0, le=4)
    """Round half away from zero to so many decimals; needed for floats and for longer products."""

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if (self.column is None) == (not self.product):
            raise ValueError("say either the column or the product of columns")
        return self


class GroupField(Model):
    """One group of the fact: a column, its first characters, a part of it, or a name given by a condition."""

    column: str | None = None
    first: int | None = Field(default=None, ge=1)
    extract: str | None = None
    split: str | None = None
    """The column holds several groups with one of these characters between them."""
    when: Condition | None = None
    group: str | None = None
    otherwise: str | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if (self.column is None) == (self.when is None):
            raise ValueError("a group comes from a column or from a condition (when)")
        if self.when is not None and self.group is None:
            raise ValueError("say the group that the condition gives")
        return self


class ReferenceField(Model):
    """What a return takes back."""

    document: Annotated[TextField, _shorthand("column")]
    line: Annotated[TextField, _shorthand("column")] | None = None


class Lookup(Model):
    """A small table beside the mapping or the facts; its columns become readable as ``name.Header``."""

    file: str
    """Path relative to the mapping, else to the file of facts."""
    key: str
    """The header of the key in the table."""
    on: str
    """The column of the facts, or of an earlier lookup, that holds the key."""
    encoding: Encoding | None = None
    delimiter: str | None = Field(default=None, max_length=1)
    optional: bool = False
    """Go on without the table where it is missing."""


FromColumn: TypeAlias = Annotated[TextField, _shorthand("column")]
Constant: TypeAlias = Annotated[TextField, _shorthand("value")]
Number: TypeAlias = Annotated[NumberField, _shorthand("column")]
Moment: TypeAlias = Annotated[MomentField, _shorthand("column")]


class Facts(Model):
    """Field by field, where a fact comes from. A bare word is a column; for kind, currency and uom, a constant."""

    document: FromColumn
    member: FromColumn
    occurred_at: Moment
    kind: Annotated[KindField, _shorthand("value")] = KindField(value="purchase")
    line: FromColumn | None = None
    """Absent: the source has no line ids, and the document is replaced as a whole."""
    version: FromColumn | None = None
    retracted: FromColumn | None = None
    recorded_at: Moment | None = None
    contact: FromColumn | None = None
    parties: dict[str, FromColumn] = Field(default_factory=dict)
    product: FromColumn | None = None
    brand: FromColumn | None = None
    groups: tuple[Annotated[GroupField, _shorthand("column")], ...] = ()
    quantity: Number | None = None
    uom: Constant | None = None
    amount: Number | None = None
    cost: Number | None = None
    tax: Number | None = None
    currency: Constant | None = None
    due_on: Moment | None = None
    invoiced_on: Moment | None = None
    pays: FromColumn | None = None
    """The number of the document that a payment pays."""
    reverses: Annotated[ReferenceField, _shorthand("document")] | None = None
    attributes: dict[str, FromColumn] = Field(default_factory=dict)
    tenders: dict[str, Number] = Field(default_factory=dict)
    """What paid for the line, by kind: points, prepaid, voucher or voucher.KIND."""


class Mapping(Model):
    """One mapping document."""

    mapping: str
    """Its name."""
    about: str = ""
    source: Annotated[TextField, _shorthand("value")] = TextField(value="")
    """Who tells the facts; part of every fact's identity."""
    time_zone: str | None = None
    """The zone of timestamps that do not say theirs, and of the days of ``complete_for``."""
    kinds: Texts = ()
    """Further kinds of facts, which the program declares."""
    format: Format = Format()
    columns: dict[str, Column] = Field(default_factory=dict)
    lookups: dict[str, Lookup] = Field(default_factory=dict)
    ignore: dict[str, Rule] = Field(default_factory=dict)
    set_aside: dict[str, Rule] = Field(default_factory=dict)
    facts: Facts
    _folder: Path | None = PrivateAttr(default=None)

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                ZoneInfo(value)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                raise ValueError(f"{value!r} is not a time zone; write it like Europe/London") from None
        return value

    @property
    def folder(self) -> Path | None:
        """Where the document lies; None where it is no file."""
        return self._folder

    def lying_in(self, folder: Path) -> Self:
        """Return the mapping as one whose document lies in a folder."""
        placed = self.model_copy()
        placed._folder = folder  # noqa: SLF001 - the copy is of our own class
        return placed

    @property
    def has_lines(self) -> bool:
        """Whether the source gives line ids; without them a document is replaced as a whole."""
        return self.facts.line is not None
