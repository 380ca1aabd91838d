"""What fields of a form are called, and what they mean, in the language of the reader where the words are there."""

from dataclasses import dataclass

from ristorno.kernel.document import Path
from ristorno.web.console.designing.form import Field, Part
from ristorno.web.console.designing.meanings import Meaning, meaning
from ristorno.web.ground.voice import Voice


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A field under the name by which it is sent; ``language`` is that of its meaning where it is another one."""

    name: str
    field: Field
    label: str
    meaning: str
    language: str


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part with its fields, and where on the page it stands."""

    part: Part
    fields: tuple[FieldShown, ...]
    anchor: str


def shown(parts: tuple[Part, ...], prefix: Path, voice: Voice) -> tuple[PartShown, ...]:
    """Return parts with the words of their fields; ``prefix`` is where the terms stand in the document."""
    names = (f"f{number}" for number in range(sum(len(each.fields) for each in parts)))
    return tuple(
        PartShown(part, tuple(_field(next(names), each, prefix, voice) for each in part.fields), f"part{number}")
        for number, part in enumerate(parts)
    )


def _field(name: str, field: Field, prefix: Path, voice: Voice) -> FieldShown:
    told = Meaning() if field.name == "title" else meaning(field.path[len(prefix) :])
    key = f"console.meaning.{told.key}"
    words, language = (voice(key), "") if voice.has(key) else (told.words, "en")
    return FieldShown(name, field, label(field, voice), words, "" if language == voice.language else language)


def label(field: Field, voice: Voice) -> str:
    """Return what a field is called: by all of its name, without its kind, by its end, or as the document does."""
    steps = field.name.split(".")
    tried = (field.name, ".".join((steps[0], *steps[2:])), *(".".join(steps[place:]) for place in range(1, len(steps))))
    words = next((voice(f"console.field.{name}") for name in tried if voice.has(f"console.field.{name}")), steps[-1])
    return f"{words} ({voice(f'console.language.{field.language}')})" if field.language else words
