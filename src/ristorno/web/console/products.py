"""Products: looked for, listed, added and changed; in which groups each lies decides what it counts for."""

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import Final

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode

from ristorno.apps.catalog.operations import place_product, put_product
from ristorno.apps.catalog.queries import groups, lies_in
from ristorno.apps.catalog.queries import products as listed
from ristorno.kernel.problem import Problem, Refused
from ristorno.web.ground.door import said
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked

_PAGE: Final = 25
_LONGEST: Final = 200
WRITING: Final = "console.products.write"
"""The right to change what is listed."""


def products(asked: Asked) -> HttpResponse:
    """Show products by key, those alone in which all words occur that are looked for; one of them to be changed."""
    return _list(asked, _opened(asked))


def put(asked: Asked) -> HttpResponse:
    """Add a product or change it, together with where it lies."""
    typed = trimmed(asked)
    try:
        changed = _put(asked, typed)
    except Refused as refused:
        return _list(asked, typed, said(asked, refused))
    return kept("/console/products", typed["key"], changed=changed)


@transaction.atomic
def _put(asked: Asked, typed: Mapping[str, str]) -> bool:
    key, actor = typed["key"], asked.who.user.actor
    changed = put_product(key=key, name=typed["name"], brand=typed["brand"], uom=typed["uom"], actor=actor)
    lies = tuple(filter(None, (each.strip() for each in typed["groups"].split(","))))
    if set(lies) == {*lies_in(key, asked.at.date())} and not typed["on"]:
        return changed
    placed = place_product(key=key, groups=lies, on=day_typed(typed["on"]), at=asked.at, actor=actor)
    return placed or changed


def _opened(asked: Asked) -> Mapping[str, str]:
    """What is known of the product that is to be changed; of a new one nothing."""
    key = asked.request.GET.get("open", "")[:_LONGEST]
    today = asked.at.date()
    for each in listed(today, keys=[key]) if key else ():
        lies = ", ".join(lies_in(key, today))
        return {"key": key, "name": each.name, "brand": each.brand, "uom": each.uom, "groups": lies, "on": ""}
    return {"key": key}


def _list(asked: Asked, typed: Mapping[str, str], problems: tuple[str, ...] = ()) -> HttpResponse:
    sought, after = (asked.request.GET.get(each, "")[:_LONGEST] for each in ("q", "after"))
    found = listed(asked.at.date(), sought, after, _PAGE + 1)
    return render(
        asked, "console/products.html.jinja", page="products", rows=found[:_PAGE], sought=sought,
        following=found[_PAGE - 1].key if len(found) > _PAGE else "", typed=typed, problems=problems,
        known=groups(asked.at.date()), may_write=WRITING in asked.who.rights,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
    )  # fmt: skip


def trimmed(asked: Asked) -> dict[str, str]:
    """Return what was typed into a form on products or their groups."""
    fields = ("key", "name", "brand", "uom", "groups", "parent", "on")
    return {each: asked.typed.get(each, "").strip()[:_LONGEST] for each in fields}


def day_typed(text: str) -> date | None:
    """Return the day from which something holds; None, from the beginning, where none was typed.

    Raises:
        Refused: that is no day.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        problem = Problem("catalog.day", f"{text!r} is no day.", "Write it as 2026-04-01, or leave it empty.")
        raise Refused([problem]) from None


def kept(path: str, key: str, *, changed: bool) -> HttpResponse:
    """Return the way back to what was changed, with what came of it."""
    return HttpResponseRedirect(f"{path}?{urlencode({'open': key, 'done': 'kept' if changed else 'unchanged'})}")
