"""The documents as JSON Schema, for editors that complete and check while somebody types.

The schema follows from the typed models, so it never knows a key that the reader refuses. An editor reads YAML by
itself and sees ``1_000`` as text or as a number; both are allowed where a number is meant. What depends on the whole
document (names that refer to nothing, terms that can never pay) only the check of the document tells.
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from ristorno.engine.measures import MEASURES
from ristorno.engine.mechanics import MECHANICS
from ristorno.engine.terms.merging import ONE_THING, REMOVABLE, TABLES
from ristorno.engine.terms.model import Model
from ristorno.engine.terms.reading import UNCHANGING, AgreementHead, VersionHead
from ristorno.engine.terms.terms import Terms

Json: TypeAlias = dict[str, Any]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_BOUNDS = ("at_least", "at_most", "above", "below")
_CONDITION = "Condition"
_PARTIAL = "Changed"
_NONE: Json = {"const": "none", "description": "takes away what the program says here"}


def program_schema() -> Json:
    """Return the JSON Schema (draft 2020-12) of a program with its versions."""
    body = _definitions()
    versions = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Version"}}
    root = body.pop("Terms")
    root["properties"]["versions"] = {**versions, "description": "later states: each says all that differs from above"}
    return {"$schema": _DRAFT, "title": "A program", **root, "$defs": body}


def agreement_schema() -> Json:
    """Return the JSON Schema (draft 2020-12) of one agreement; a file may hold several documents."""
    body = _definitions()
    del body["Terms"]
    root = _tidy(AgreementHead.model_json_schema())
    versions = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Version"}}
    root["properties"]["versions"] = {**versions, "description": "its states: each says all that differs"}
    root["required"] = [*root["required"], "versions"]
    root["oneOf"] = [{"required": ["member"]}, {"required": ["members"]}]
    return {"$schema": _DRAFT, "title": "An agreement", **root, "$defs": body}


def _definitions() -> dict[str, Json]:
    """Return every part of a document by name, and once more as a version may change it."""
    raw = Terms.model_json_schema()
    parts: dict[str, Json] = {**raw.pop("$defs"), "Terms": raw}
    parts = {name: _tidy(part) for name, part in parts.items()}
    parts[_CONDITION] = _condition(parts)
    parts["Gate"]["oneOf"] = [{"required": [bound]} for bound in _BOUNDS]
    changed = {_PARTIAL + name: _partial(part) for name, part in parts.items()}
    short = _short_names()
    for name, part in list(parts.items()):
        if name in short:
            parts[name] = _or_short(part, short[name])
            changed[_PARTIAL + name] = _or_short(changed[_PARTIAL + name], short[name])
    version = changed.pop(_PARTIAL + "Terms")
    for key in UNCHANGING:
        version["properties"].pop(key, None)
    version["properties"] |= _tidy(VersionHead.model_json_schema())["properties"]
    version |= {"required": ["effective_from"], "description": VersionHead.__doc__ or ""}
    return {**parts, **_used(changed, version), "Version": version}


def _short_names() -> Mapping[str, str]:
    """Return by model the field that a bare value stands for."""
    return {model.__name__: model.SHORT for model in _models(Model) if model.SHORT is not None}


def _models(base: type[Model]) -> Iterator[type[Model]]:
    for model in base.__subclasses__():
        yield model
        yield from _models(model)


def _tidy(node: Any) -> Any:
    """Return a schema without the traces of Python: no null (an empty value is refused), no titles of classes."""
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: value for key, value in node.items() if not _idle(key, value)}
    if "anyOf" in kept:
        options = [option for option in kept.pop("anyOf") if option != {"type": "null"}]
        kept = {**options[0], **kept} if len(options) == 1 else {"anyOf": options, **kept}
    if "patternProperties" in kept:
        kept |= {"additionalProperties": False}
        kept.pop("propertyNames", None)
    tidy = {key: _named(value) if key == "properties" else _tidy(value) for key, value in kept.items()}
    return _kinds(tidy)


def _named(properties: Json) -> Json:
    """A property may itself be called ``title``, so its name is no keyword."""
    return {name: _tidy(part) for name, part in properties.items()}


def _idle(key: str, value: Any) -> bool:
    return (key == "title" and isinstance(value, str)) or (
        key == "default" and (value is None or isinstance(value, dict))
    )


def _kinds(node: Json) -> Json:
    """Spell kinds as the reader does: a measure names its key, a bare value stands for the kind's short field."""
    properties = node.get("properties", {})
    measure = next((key for key in properties if key in MEASURES and {key} == set(properties) - {"of", "in"}), None)
    if measure:
        return {**node, "required": [measure]}
    kind = next(iter(properties)) if len(properties) == 1 else ""
    body = next((option for option in properties.get(kind, {}).get("anyOf", ()) if "properties" in option), None)
    if kind in MECHANICS and body is not None:
        return {**node, "properties": {kind: {"anyOf": [body["properties"][MECHANICS[kind].SHORT], body]}}}
    return node


def _condition(parts: dict[str, Json]) -> Json:
    """Name the condition, which holds conditions itself, and let everything refer to the name."""
    choices = [{"$ref": f"#/$defs/{name}"} for name in ("All", "Any", "Not", "Gate")]
    reference = {"$ref": f"#/$defs/{_CONDITION}"}
    for name in ("All", "Any"):
        parts[name]["properties"][name.lower()]["items"] = reference
    parts["Not"]["properties"]["not"] = reference
    parts["Clause"]["properties"]["qualify"] = {**reference, "description": "on what condition; a list means all"}
    return {"anyOf": [*choices, {"type": "array", "minItems": 1, "items": reference}]}


def _or_short(part: Json, field: str) -> Json:
    return {"anyOf": [part["properties"][field], part], "description": part.get("description", "")}


def _partial(node: Any, name: str = "") -> Any:
    """Return a schema of what may differ: nothing is required but inside of what is replaced whole."""
    if isinstance(node, list):
        return [_partial(item, name) for item in node]
    if not isinstance(node, dict) or name in TABLES | ONE_THING:
        return node
    if "$ref" in node:
        return {**node, "$ref": node["$ref"].replace("#/$defs/", f"#/$defs/{_PARTIAL}")}
    kept = {key: value for key, value in node.items() if key not in {"required", "oneOf", "default"}}
    result = {
        key: value if key in {"properties", "patternProperties"} else _partial(value) for key, value in kept.items()
    }
    for group in {"properties", "patternProperties"} & set(result):
        result[group] = {key: _removable(key, name, _partial(part, key)) for key, part in result[group].items()}
    return result


def _removable(key: str, parent: str, part: Json) -> Json:
    return {"anyOf": [part, _NONE]} if key in REMOVABLE or parent in REMOVABLE else part


def _used(parts: dict[str, Json], root: Json) -> dict[str, Json]:
    """Return the parts that the root refers to, directly or through others."""
    found: dict[str, Json] = {}
    waiting = list(_references(root))
    while waiting:
        name = waiting.pop()
        if name in parts and name not in found:
            found[name] = parts[name]
            waiting += _references(parts[name])
    return dict(sorted(found.items()))


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"].removeprefix("#/$defs/")
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)
