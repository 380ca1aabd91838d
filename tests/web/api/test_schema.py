"""The schema of the interface as a whole."""

from collections import Counter
from collections.abc import Iterator

from ninja import Schema

from ristorno.web.api.interface import api


def shown(kind: type[Schema] = Schema) -> Iterator[type[Schema]]:
    for each in kind.__subclasses__():
        yield each
        yield from shown(each)


def test_no_two_things_are_told_under_one_name() -> None:
    assert api.get_openapi_schema()["paths"]
    own = {each for each in shown() if each.__module__.startswith("ristorno.")}
    assert {name: times for name, times in Counter(each.__name__ for each in own).items() if times > 1} == {}
