"""Recording what happened, inside the transaction in which it happens."""

from collections.abc import Mapping

from django.db import transaction

from ristorno.apps.events.models import Event


def record(*, name: str, actor: str, subject: str, data: Mapping[str, object] | None = None) -> None:
    """Record an event.

    ``name`` is dotted and past (``agreement.version.approved``), ``actor`` is ``user:7``, ``key:12`` or the part of the
    system that acted by itself (``system:nightly``), ``subject`` what it happened to (``account:15``).

    Raises:
        RuntimeError: there is no transaction that the event could share with what it tells of.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{name} is recorded outside of a transaction")
    Event.objects.create(name=name, actor=actor, subject=subject, data=dict(data or {}))
