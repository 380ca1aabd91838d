"""Changing one value of the terms at a time: every field of every model, every entry of a table."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, Literal, TypeAlias, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from ristorno.engine.mechanics.keyed import Keyed
from ristorno.engine.terms.terms import Terms
from ristorno.engine.terms.windows import Window

Held = TypeVar("Held", bound=BaseModel)
Step: TypeAlias = Any
"""The name of a field, the key of a table, or the index of a list."""
Pool: TypeAlias = Mapping[tuple[str, str], tuple[Any, ...]]
"""Values that a field has anywhere, by the names of its model and itself."""

_SENT = Decimal("0.01")
_POOLED = 4
"""How many of the values that a field has elsewhere are tried in its place."""


@dataclass(frozen=True)
class Change:
    """The terms with one value changed: where, from what to what."""

    spot: "Spot"
    new: Any
    terms: Terms

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.spot.path))}: {self.spot.value!r} -> {self.new!r}"


@dataclass(frozen=True)
class Spot:
    """A value of the terms: the model and field in which it lies, and the way to it from the terms."""

    owner: BaseModel
    field: str
    value: Any
    path: tuple[Step, ...]
    trail: tuple[tuple[BaseModel, str], ...]
    """The models from the terms down to the owner, each with its field that leads on."""
    names: tuple[str, ...]
    """The fields on the way to the value, each with its model; the last one is its own."""

    @property
    def one_choice(self) -> bool:
        """Whether nothing else can stand here."""
        return len(_choices(type(self.owner), self.field)) == 1

    def above(self, kind: type[Held]) -> Held | None:
        """Return the nearest model of a kind that the value lies in."""
        return next((model for model, _ in reversed(self.trail) if isinstance(model, kind)), None)


def changes(terms: Terms, pool: Pool, wanted: Callable[["Spot"], bool] = lambda spot: True) -> Iterator[Change]:
    """Yield the terms with every wanted value changed, one at a time, as far as the models take the new value."""
    for spot in filter(wanted, spots(terms)):
        for new in _others(spot, pool):
            if new == spot.value:
                continue
            try:
                changed = _put(terms, spot.path, new)
            except (ValidationError, KeyError):
                continue
            yield Change(spot, new, changed)


def pool_of(all_of_them: Iterable[Terms]) -> Pool:
    """Return the values that every field has anywhere in the terms."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for terms in all_of_them:
        for spot in spots(terms):
            if spot.value is not None:
                values = found.setdefault((type(spot.owner).__name__, spot.field), {})
                values.setdefault(repr(spot.value), spot.value)
    return {key: tuple(values.values()) for key, values in found.items()}


def spots(
    model: BaseModel,
    path: tuple[Step, ...] = (),
    above: tuple[tuple[BaseModel, str], ...] = (),
    named: tuple[str, ...] = (),
) -> Iterator[Spot]:
    """Yield every value of a model and of all models below it."""
    for name in fields_of(model):
        trail, names = (*above, (model, name)), (*named, _full_name(type(model), name))
        value = getattr(model, name)
        if isinstance(model, Window) and value == Window.model_fields[name].default:
            continue  # a window is one thing: a month has no first day, and other shapes come with whole windows
        found = Spot(model, name, value, (*path, name), trail, names)
        yield found
        yield from _inside(found)


def _inside(spot: Spot) -> Iterator[Spot]:
    value = spot.value
    if is_part(value):
        yield from spots(value, spot.path, spot.trail, spot.names)
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, tuple) else ()
    for step, inner in items:
        if is_part(inner):
            yield from spots(inner, (*spot.path, step), spot.trail, spot.names)
        elif not isinstance(inner, str | bool):
            found = replace(spot, value=inner, path=(*spot.path, step))
            yield found
            yield from _inside(found)


def _put(node: Any, path: tuple[Step, ...], new: Any) -> Any:
    if not path:
        return new
    step, *rest = path
    if isinstance(node, BaseModel):
        held = {name: getattr(node, name) for name in type(node).model_fields}
        held[step] = _put(held[step], tuple(rest), new)
        return type(node).model_validate(held)
    if is_dataclass(node) and not isinstance(node, type):
        return replace(node, **{step: _put(getattr(node, step), tuple(rest), new)})
    if isinstance(node, tuple):
        return tuple(_put(item, tuple(rest), new) if index == step else item for index, item in enumerate(node))
    return {key: _put(item, tuple(rest), new) if key == step else item for key, item in node.items()}


def _others(spot: Spot, pool: Pool) -> Iterator[Any]:
    """Yield values that could stand in the place of one."""
    if isinstance(spot.owner, Keyed) and isinstance(spot.value, str):
        return  # by what a row is picked and its name are read together
    if isinstance(spot.owner, Window):
        yield from () if spot.field == "shape" else _next_to(spot.value)
        return
    own = spot.path[-1] == spot.field
    if own:
        yield from _choices(type(spot.owner), spot.field)
        if type(None) in get_args(_annotation(type(spot.owner), spot.field)):
            yield None
    if own and (spot.value is None or isinstance(spot.value, str | BaseModel)):
        yield from pool.get((type(spot.owner).__name__, spot.field), ())[:_POOLED]
    yield from _next_to(spot.value)


def is_part(value: object) -> bool:
    """Return whether a value is a part of the terms with fields of its own."""
    return isinstance(value, BaseModel) or (is_dataclass(value) and not isinstance(value, type))


def fields_of(part: Any) -> tuple[str, ...]:
    """Return the names of the fields of a part of the terms."""
    kind: Any = type(part)
    return _fields(kind)


@cache
def _fields(kind: Any) -> tuple[str, ...]:
    return tuple(kind.model_fields) if issubclass(kind, BaseModel) else tuple(one.name for one in fields(kind))


def _annotation(kind: Any, field: str) -> Any:
    return kind.model_fields[field].annotation if issubclass(kind, BaseModel) else None


@cache
def _choices(kind: Any, field: str) -> tuple[Any, ...]:
    return tuple(choices_of(_annotation(kind, field)))


@cache
def _full_name(kind: Any, field: str) -> str:
    """Return a field with the model that first has it: ``of`` belongs to every measure."""
    first = next(each for each in reversed(kind.__mro__) if field in getattr(each, "__annotations__", ()))
    return f"{first.__name__}.{field}"


def choices_of(annotation: Any) -> Iterator[Any]:
    """Yield the choices of a field."""
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    else:
        for part in get_args(annotation):
            yield from choices_of(part)


def _next_to(value: Any) -> Iterator[Any]:
    """Yield a value just beside one, of the same type."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, Decimal):
        yield from (value + _SENT, value + 1)
    elif isinstance(value, int):
        yield value + 1
    elif isinstance(value, date):
        yield value + timedelta(days=1)
    elif isinstance(value, str):
        yield f"{value}x"
    elif isinstance(value, tuple):
        yield from _lists_next_to(value)
    elif isinstance(value, dict):
        yield from _tables_next_to(value)


def _lists_next_to(value: tuple[Any, ...]) -> Iterator[Any]:
    if not value:
        return
    if len(value) > 1:
        yield value[:-1]
    yield from ((*value[:-1], other) for other in _next_to(value[-1]))


def _tables_next_to(value: dict[Any, Any]) -> Iterator[Any]:
    if not value:
        return
    *others, (key, last) = value.items()
    if others:
        yield dict(others)
    yield from ({**dict(others), other: last} for other in _next_to(key))
    yield from ({**value, key: other} for other in _next_to(last) if isinstance(last, str))
