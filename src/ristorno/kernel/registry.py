"""Kinds as files: a package whose modules each define one kind, found without a list to maintain."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Generic, TypeVar

Kind = TypeVar("Kind")


class Registry(Mapping[str, type[Kind]], Generic[Kind]):
    """Every subclass of ``base`` in the modules of ``package``, by its ``KEY``, in alphabetical order.

    A new kind is a new file: nothing else has to know of it.
    """

    def __init__(self, package: str, base: Any) -> None:
        self._kinds: dict[str, type[Kind]] = {}
        for module in sorted(iter_modules(import_module(package).__path__), key=lambda found: found.name):
            members = vars(import_module(f"{package}.{module.name}")).values()
            for member in members:
                if isinstance(member, type) and issubclass(member, base) and "KEY" in vars(member):
                    self._kinds[str(vars(member)["KEY"])] = member

    def __getitem__(self, key: str) -> type[Kind]:
        return self._kinds[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)
