"""What is read out: sections of labelled sentences and small tables. Plain text only; nothing of looks."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, with a list below it where it ends in a colon. ``own``: it stands so by the member's agreement."""

    text: str
    items: "tuple[Sentence, ...]" = ()
    own: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells that are written out already; ``numbers`` are the columns to be aligned to the right."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = field(default_factory=frozenset)
    own: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What the terms say on one question; ``key`` is the same in every language."""

    key: str
    label: str
    sentences: tuple[Sentence, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """The program, a ladder, a promise, or what holds everywhere; ``key`` is the same in every language."""

    key: str
    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The whole page."""

    language: str
    title: str
    sections: tuple[Section, ...]
    own: str
    """How sentences that stand so by the member's agreement are marked."""
