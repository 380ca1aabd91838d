"""What this room answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from ristorno.apps.events.queries import Happened
from ristorno.apps.members.kinds import ENROLMENT, GROUPING, MESSAGES, WORDS


@dataclass(frozen=True, slots=True)
class Known:
    """A member as others read it. ``stands_for`` is the key of the one that it counts as today, mostly its own."""

    key: str
    name: str
    kind: str
    country: str
    language: str
    stands_for: str
    codes: tuple[str, ...]
    """All codes whose facts count for it: its key, what other systems call it, those of who was merged into it."""
    legal_ids: Mapping[str, str]
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """A contact as others read it; ``roles`` are words of ``kinds.ROLES``, ``influence`` one of ``INFLUENCES``."""

    member: str
    key: str
    name: str
    email: str
    phone: str
    language: str
    roles: tuple[str, ...]
    influence: str
    left_on: date | None
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class Employed:
    """A person with the name of the company where it counts today; the person's ``member`` is that company's key."""

    person: Person
    company: str


@dataclass(frozen=True, slots=True)
class Said:
    """A word: what holds of a member from a day on, by its number."""

    number: int
    version: int
    kind: str
    on: date
    contact: str | None
    group: str | None
    head: bool
    other: str | None
    text: str
    origin: str
    recorded_at: datetime
    retracted: bool


@dataclass(frozen=True, slots=True)
class Held:
    """What holds of a member on a day. ``enrolled_on`` is the day on which it joined, None where it does not take part;
    the others are keys, None where there is none; ``head`` is whether it is the head of its group.
    """

    enrolled_on: date | None = None
    group: str | None = None
    head: bool = False
    supplier: str | None = None
    parent: str | None = None
    segment: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """The words that hold of a member, in their order."""

    member: str
    words: tuple[Said, ...]

    def says(self, kind: str, on: date) -> bool:
        """Return whether a word of a kind begins on a day."""
        return any(word.kind == kind and word.on == on for word in self.words)

    def welcomes(self, contact: str, channel: str, day: date) -> bool:
        """Return whether a contact wants messages over a channel on a day; who said nothing does not."""
        said = [word for word in self.words if word.kind in MESSAGES and word.on <= day]
        last = next((word for word in reversed(said) if (word.contact, word.text) == (contact, channel)), None)
        return last is not None and last.kind == "messages_welcome"

    def on(self, day: date) -> Held:
        """Return what holds on a day."""
        last = {WORDS[word.kind]: word for word in self.words if word.contact is None and word.on <= day}
        enrolment, grouping = last.get(ENROLMENT), last.get(GROUPING)
        alone = ("supplied_by", "subsidiary_of", "segment_assigned")
        supplier, parent, segment = (last.get(WORDS[kind]) for kind in alone)
        return Held(
            enrolled_on=enrolment.on if enrolment and enrolment.kind == "enrolled" else None,
            group=grouping.group if grouping else None,
            head=grouping.head if grouping else False,
            supplier=supplier.other if supplier else None,
            parent=parent.other if parent else None,
            segment=segment.text if segment else None,
        )


@dataclass(frozen=True, slots=True)
class Joining:
    """How far a member has come into a program; ``step`` is one of ``kinds.STEPS``."""

    member: str
    program: str
    step: str
    on: date
    contact: str | None
    version: str
    """Of the terms, where they were accepted."""
    reason: str
    """Why it was declined."""
    remedy: str
    """What would change that."""


@dataclass(frozen=True, slots=True)
class About:
    """All that is known of a person: what was said in every version, the steps it took, what became of its record."""

    person: Person
    said: tuple[Said, ...]
    steps: tuple[Joining, ...]
    happened: tuple[Happened, ...]


@dataclass(frozen=True, slots=True)
class Doublet:
    """Members that may be one: they have the same legal number, and no other one tells them apart."""

    scheme: str
    number: str
    members: tuple[str, ...]
