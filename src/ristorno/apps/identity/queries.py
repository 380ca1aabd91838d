"""Reading who may come in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from ristorno.apps.identity.models import Key
from ristorno.apps.identity.secrets import Secret, proves


@dataclass(frozen=True, slots=True)
class Caller:
    """A program that has come in; ``member`` is the one company whose affairs it may see, None for the sponsor's."""

    number: int
    name: str
    scopes: frozenset[str]
    member: str | None

    @property
    def actor(self) -> str:
        """Its name in what is recorded."""
        return f"key:{self.number}"


@dataclass(frozen=True, slots=True)
class KeySeen:
    """A key as a list shows it."""

    number: int
    name: str
    public: str
    scopes: tuple[str, ...]
    member: str | None
    made_by: str
    made_at: datetime
    ends_at: datetime | None
    revoked_at: datetime | None


def caller_of(secret: Secret, now: datetime) -> Caller | None:
    """Return who has this secret; None where nobody has, or its time is over."""
    found = _living(now).filter(public=secret.public).first()
    return _caller(found) if found is not None and proves(secret.private, found.digest) else None


def caller_named(public: str, now: datetime) -> Caller | None:
    """Return who has a public name, for whom the secret was proven before; None where its time is over."""
    found = _living(now).filter(public=public).first()
    return _caller(found) if found is not None else None


def keys() -> Sequence[KeySeen]:
    """Return all keys, the newest first."""
    return [
        KeySeen(
            number=each.pk,
            name=each.name,
            public=each.public,
            scopes=tuple(each.scopes),
            member=each.member,
            made_by=each.made_by,
            made_at=each.made_at,
            ends_at=each.ends_at,
            revoked_at=each.revoked_at,
        )
        for each in Key.objects.order_by("-pk")
    ]


def _living(now: datetime) -> QuerySet[Key]:
    return Key.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), revoked_at=None)


def _caller(key: Key) -> Caller:
    return Caller(key.pk, key.name, frozenset(key.scopes), key.member)
