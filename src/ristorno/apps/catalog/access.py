"""What operations on the catalog ask first: that keys and texts can be kept, that nobody else moves the tree."""

from django.db import connection
from django.db.models import CharField, Model

from ristorno.kernel.problem import Problem, Refused
from ristorno.kernel.texts import unkept

_LONGEST = 120


def refused(code: str, reason: str, remedy: str) -> Refused:
    """Return a refusal of one problem."""
    return Refused([Problem(code, reason, remedy)])


def check_key(key: str) -> None:
    """Refuse what cannot be the key of a product or a group."""
    if not key or key != key.strip() or len(key) > _LONGEST or not key.isprintable():
        reason = f"The key {key!r} is empty, has blanks around it, or is longer than {_LONGEST} letters."
        raise refused("catalog.key", reason, "Take what sales files call it.")


def check_texts(model: type[Model], **texts: str) -> None:
    """Refuse texts that are too long for their column, or that a database does not take."""
    fields = model._meta.get_fields()  # noqa: SLF001 - which Django documents as open to all
    room = {each.name: each.max_length for each in fields if isinstance(each, CharField)}
    problems = list(unkept("catalog.text", texts, room))
    if problems:
        raise Refused(problems)


def alone() -> None:
    """Let nobody else move anything in the tree until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('catalog.tree', 0))")
