"""What the model says of a place of the document: the description of the field that stands there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, get_args, get_origin

from ristorno.engine.benefits import BENEFITS
from ristorno.engine.benefits.base import BenefitKind
from ristorno.engine.mechanics import MECHANICS
from ristorno.engine.mechanics.base import MechanicKind
from ristorno.engine.terms.conditions import All, Not
from ristorno.engine.terms.conditions import Any as AnyOf
from ristorno.engine.terms.model import Model
from ristorno.engine.terms.reading import VersionHead
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Path

_JOINED: Final = (All, AnyOf, Not)
_JOINING: Final = frozenset({"all", "any", "not"})
"""By these a path goes on into conditions that are joined; by any other step it is in a gate."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """The model and its field by their names, and what is written there, in English; all empty where nothing is."""

    key: str = ""
    words: str = ""


def meaning(path: Path) -> Meaning:
    """Return what the deepest field on a path of the terms means."""
    annotation: Any = Terms | VersionHead
    told = Meaning()
    for step in path:
        if get_origin(annotation) is dict:
            annotation = get_args(annotation)[1]
            continue
        found = _field(annotation, str(step))
        if found is not None:
            told, annotation = found
    return told


def _field(annotation: Any, step: str) -> tuple[Meaning, Any] | None:
    """Return the field of a name in one of the models that may stand somewhere, and what may stand in the field."""
    for model in _models(annotation):
        if model in (MechanicKind, BenefitKind):
            kind: type[Model] | None = (MECHANICS if model is MechanicKind else BENEFITS).get(step)
            if kind is not None:
                return (_told(kind, kind.SHORT) if kind.SHORT else Meaning()), kind
        for name, field in model.model_fields.items():
            if step == (field.alias or name) and (model not in _JOINED or step in _JOINING):
                return _told(model, name), field.annotation
    return None


def _told(model: type[Model], name: str) -> Meaning:
    return Meaning(f"{model.__name__}.{name}", model.model_fields[name].description or "")


def _models(annotation: Any) -> Iterator[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
