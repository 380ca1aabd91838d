"""The schema of the interface as a whole."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ninja import Schema

from ristorno.web.api.interface import api


def shown(kind: type[Schema] = Schema) -> Iterator[type[Schema]]:
    for each in kind.__subclasses__():
        yield each
        yield from shown(each)


def operations() -> list[dict[str, Any]]:
    return [told for methods in api.get_openapi_schema()["paths"].values() for told in methods.values()]


def test_each_way_has_a_name_of_its_own_that_a_client_can_have() -> None:
    names = Counter(each["operationId"] for each in operations())
    assert {name for name, times in names.items() if times > 1 or not name.isidentifier()} == set()
    assert {"hand_in_facts", "get_member", "list_members", "quote_order"} <= names.keys()


def test_nobody_comes_in_by_a_way_that_the_schema_does_not_explain() -> None:
    known = api.get_openapi_schema()["components"]["securitySchemes"].keys()
    assert {way for each in operations() for ways in each["security"] for way in ways} <= known


def test_no_two_things_are_told_under_one_name() -> None:
    assert api.get_openapi_schema()["paths"]
    own = {each for each in shown() if each.__module__.startswith("ristorno.")}
    assert {name: times for name, times in Counter(each.__name__ for each in own).items() if times > 1} == {}
