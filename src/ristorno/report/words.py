"""The fixed words of the report; their table is ``words.toml``."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

Language: TypeAlias = Literal["en", "ru", "th"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


def _words() -> Mapping[str, Mapping[Language, str]]:
    table = tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))
    return MappingProxyType({key: MappingProxyType(texts) for key, texts in table.items()})


WORDS: Mapping[str, Mapping[Language, str]] = _words()
"""Every text by its key and language."""
