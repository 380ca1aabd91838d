"""Recording what happened, inside the transaction in which it happens, and reading on from where one stopped."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from ristorno.apps.events.models import Consumer, Event
from ristorno.apps.events.queries import Happened, happened, since


@dataclass(frozen=True, slots=True)
class Telling:
    """An event that is to be recorded."""

    name: str
    actor: str
    subject: str
    data: Mapping[str, object]


MOST = 1_000
"""How many events are taken at once."""


def record(*, name: str, actor: str, subject: str, data: Mapping[str, object] | None = None) -> None:
    """Record an event.

    ``name`` is dotted and past (``agreement.version.approved``), ``actor`` is ``user:7``, ``key:12`` or the part of the
    system that acted by itself (``system:nightly``), ``subject`` what it happened to (``account:15``).

    Raises:
        RuntimeError: there is no transaction that the event could share with what it tells of.
    """
    _needs_transaction(name)
    Event.objects.create(name=name, actor=actor, subject=subject, data=dict(data or {}))


def record_all(events: Iterable[Telling]) -> None:
    """Record several events as :func:`record`, in their order, in one statement.

    Raises:
        RuntimeError: as :func:`record`.
    """
    rows = [Event(name=each.name, actor=each.actor, subject=each.subject, data=dict(each.data)) for each in events]
    if rows:
        _needs_transaction(rows[0].name)
        Event.objects.bulk_create(rows)


def take(*, consumer: str, most: int = MOST) -> Sequence[Happened]:
    """Return the next events that a consumer has not had, in order, and note that it has them.

    The note is kept exactly if the transaction in which the consumer acts on them is. None while somebody else takes
    events for the same consumer, or where an older transaction still runs.

    Raises:
        RuntimeError: there is no transaction.
    """
    _needs_transaction(consumer)
    Consumer.objects.get_or_create(name=consumer)
    position = Consumer.objects.select_for_update(skip_locked=True).filter(name=consumer).first()
    if position is None:
        return ()
    found = list(since(position.moment, position.number)[:most])
    if found:
        position.moment, position.number = found[-1].moment, found[-1].pk
        position.save()
    return [happened(each) for each in found]


def _needs_transaction(what: str) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{what} acts outside of a transaction")
