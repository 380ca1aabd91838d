"""Groups of products: the tree that they are, added, named and moved."""

from collections.abc import Mapping
from http import HTTPStatus

from django.db import transaction
from django.http import HttpResponse

from ristorno.apps.catalog import queries
from ristorno.apps.catalog.operations import place_group, put_group
from ristorno.kernel.problem import Refused
from ristorno.web.console.products import WRITING, day_typed, kept, trimmed
from ristorno.web.ground.door import said
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked


def groups(asked: Asked) -> HttpResponse:
    """Show all groups with those above them; one of them to be changed."""
    return _list(asked, _opened(asked))


def put(asked: Asked) -> HttpResponse:
    """Add a group, or change its name and what it lies under."""
    typed = trimmed(asked)
    try:
        changed = _put(asked, typed)
    except Refused as refused:
        return _list(asked, typed, said(asked, refused))
    return kept("/console/product-groups", typed["key"], changed=changed)


@transaction.atomic
def _put(asked: Asked, typed: Mapping[str, str]) -> bool:
    key, actor, parent = typed["key"], asked.who.user.actor, typed["parent"] or None
    changed = put_group(key=key, name=typed["name"], actor=actor)
    if parent == queries.tree(asked.at.date()).get(key) and not typed["on"]:
        return changed
    return place_group(key=key, parent=parent, on=day_typed(typed["on"]), at=asked.at, actor=actor) or changed


def _opened(asked: Asked) -> Mapping[str, str]:
    key = asked.request.GET.get("open", "")
    for each in queries.groups(asked.at.date()):
        if each.key == key:
            return {"key": key, "name": each.name, "parent": each.above[0] if each.above else "", "on": ""}
    return {}


def _list(asked: Asked, typed: Mapping[str, str], problems: tuple[str, ...] = ()) -> HttpResponse:
    return render(
        asked, "console/product_groups.html.jinja", page="products", rows=queries.groups(asked.at.date()), typed=typed,
        problems=problems, may_write=WRITING in asked.who.rights,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
    )  # fmt: skip
