"""The shape of every part of a document: immutable, nothing unknown, one of several kinds by its key."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any, ClassVar, TypeAlias, TypeVar, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Tag,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from ristorno.kernel.problem import near, unheard


class Model(BaseModel):
    """A part of a document. Frozen; a key that it does not know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    SHORT: ClassVar[str | None] = None
    """The field that a bare scalar or list stands for: ``percent: 3 %`` is ``percent: {rate: 3 %}``."""

    CHOICE: ClassVar[str | None] = None
    """A key by which a mapping, too, stands for that field: ``percent: {by: group, ...}``."""

    @model_validator(mode="before")
    @classmethod
    def _open(cls, value: object) -> object:
        if isinstance(value, cls):
            return value
        if cls.SHORT is not None and (not isinstance(value, dict) or cls.CHOICE in value):
            return {cls.SHORT: value}
        if not isinstance(value, dict):
            found = "a list" if isinstance(value, list) else f"{value!r}"
            told = {"found": found, "fields": cls._fields()}
            raise PydanticCustomError("terms.shape", "expected a mapping, found {found}. Write {fields}", told)
        cls._refuse_unknown(value)
        return value

    @classmethod
    def _fields(cls) -> str:
        """Return how a mapping of this kind is written: with the fields that must be said, or else with all."""
        fields = [(field.alias or name, field.is_required()) for name, field in cls.model_fields.items()]
        shown = [name for name, required in fields if required] or [name for name, _ in fields]
        return "{" + ", ".join(f"{name}: ..." for name in shown) + "}"

    @classmethod
    def _refuse_unknown(cls, value: dict[str, object]) -> None:
        known = {name for name, field in cls.model_fields.items() if field.alias is None}
        known |= {field.alias for field in cls.model_fields.values() if field.alias is not None}
        for key in value:
            if key not in known and key not in cls.model_fields:
                raise PydanticCustomError(
                    "terms.unknown_key",
                    "{name} is not known here. {near}",
                    {"name": repr(key), "key": key, "near": unheard(key, value[key], known)},
                )


Kind = TypeVar("Kind")
Worded: TypeAlias = Annotated[Kind, Tag("word")]
Structured: TypeAlias = Annotated[Kind, Tag("mapping")]


def told_apart() -> Discriminator:
    """Return the annotation of a value that is either a word or a mapping, so that only one of the two complains."""
    return Discriminator(lambda value: "word" if isinstance(value, str) else "mapping")


class OneOf:
    """Annotation for a value that is one of several kinds, told by the key that it holds.

    ``nested``: the kind's own fields stand under the key (``{percent: {...}}``); otherwise the key is one of the
    fields of the kind (``{sum: amount, of: goods}``). ``default`` turns a scalar or list into a mapping first.
    """

    def __init__(
        self,
        kinds: Callable[[], Mapping[str, type[Any]]],
        *,
        what: str,
        nested: bool = True,
        default: Callable[[object], object] | None = None,
    ) -> None:
        self._kinds = kinds
        self._what = what
        self._nested = nested
        self._default = default or (lambda value: value)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        choices: dict[Any, CoreSchema] = {
            key: core_schema.no_info_before_validator_function(partial(self._body, key), handler.generate_schema(kind))
            for key, kind in self._kinds().items()
        }
        return core_schema.no_info_before_validator_function(
            self._mapping, core_schema.tagged_union_schema(choices, discriminator=self._tag)
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        options: list[dict[str, Any]] = []
        # The schema is the one built above: before-function -> tagged union -> before-function -> kind.
        for key, choice in cast("dict[str, Any]", schema)["schema"]["choices"].items():
            body = handler(choice["schema"])
            if not self._nested:
                options.append(body)
                continue
            short = getattr(self._kinds()[key], "SHORT", None)
            if short is not None:
                body = {"anyOf": [{"type": ["number", "string"]}, body]}
            options.append(
                {
                    "type": "object",
                    "properties": {key: body},
                    "required": [key],
                    "additionalProperties": False,
                }
            )
        if self._default("x") != "x":
            options.append({"type": "string"})
        if self._default([]) != []:
            options.append({"type": "array"})
        return {"anyOf": options}

    def _mapping(self, value: object) -> object:
        if any(isinstance(value, kind) for kind in self._kinds().values()):
            return value
        value = self._default(value)
        known = self._kinds()
        if not isinstance(value, dict):
            raise PydanticCustomError(
                "terms.kind", "expected one {what}. {near}", {"what": self._what, "near": near("", known)}
            )
        found = [key for key in value if key in known]
        extra = [key for key in value if key not in known]
        if len(found) != 1 or (self._nested and extra):
            raise self._unclear(value, found, extra)
        return value

    def _unclear(self, value: dict[str, object], found: list[str], extra: list[str]) -> PydanticCustomError:
        if len(found) > 1:
            text = "one {what} is expected, found several: {name}"
            return PydanticCustomError("terms.kind", text, {"what": self._what, "name": ", ".join(found)})
        name = extra[0] if extra else ""
        text = "{name} is not a {what}. {near}"
        hint = unheard(name, value.get(name), self._kinds())
        return PydanticCustomError("terms.kind", text, {"name": repr(name), "what": self._what, "near": hint})

    def _tag(self, value: Any) -> str | None:
        if isinstance(value, dict):
            return next((key for key in value if key in self._kinds()), None)
        return next((key for key, kind in self._kinds().items() if isinstance(value, kind)), None)

    def _body(self, key: str, value: Any) -> object:
        return value[key] if self._nested and isinstance(value, dict) else value
