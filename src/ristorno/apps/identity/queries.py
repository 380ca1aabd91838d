"""Reading who may come in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import Q, QuerySet

from ristorno.apps.identity.letters import GOOD_FOR, TRIES, code_of
from ristorno.apps.identity.models import Code, Key, Seen, User, Visit
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


@dataclass(frozen=True, slots=True)
class UserSeen:
    """Somebody who signs in; ``language`` is that of the pages, ``roles`` what he does for the sponsor."""

    number: int
    email: str
    name: str
    language: str
    roles: tuple[str, ...]

    @property
    def actor(self) -> str:
        """The name in what is recorded."""
        return f"user:{self.number}"


@dataclass(frozen=True, slots=True)
class VisitSeen:
    """A browser in which somebody is signed in, and the company at which he looks; empty: the first of his."""

    user: UserSeen
    member: str
    began_at: datetime
    strong: bool
    """Whether more than a letter proved who it is."""


@dataclass(frozen=True, slots=True)
class CodeSeen:
    """A code that is to be sent."""

    email: str
    digits: str


def visit_of(word: str, now: datetime) -> VisitSeen | None:
    """Return who is signed in by what a browser keeps; None where nobody is, or no longer."""
    digest = sha256(word.encode()).hexdigest()
    living = Visit.objects.filter(digest=digest, ended_at=None, ends_at__gt=now, user__is_active=True)
    found = living.select_related("user").first()
    return None if found is None else VisitSeen(_user(found.user), found.member, found.began_at, found.strong)


def user_of(email: str) -> UserSeen | None:
    """Return the user with an address; None where nobody with it ever signed in or was let in, or it was shut out."""
    found = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    return None if found is None else _user(found)


def seen_until(user: int, member: str) -> datetime | None:
    """Return until when somebody has seen the messages of a company; None where he never looked."""
    return Seen.objects.filter(user=user, member=member).values_list("until", flat=True).first()


def operators() -> Sequence[UserSeen]:
    """Return who operates, in the order of addresses."""
    return [_user(each) for each in User.objects.exclude(roles=[]).filter(is_active=True).order_by("email")]


def users_of(numbers: Collection[int]) -> Mapping[int, UserSeen]:
    """Return users by their numbers; unknown ones are absent."""
    return {number: _user(each) for number, each in User.objects.in_bulk(list(numbers)).items()}


def code_asked(number: int) -> CodeSeen | None:
    """Return what is to be sent for a question; None where nothing is, or it is gone."""
    found = Code.objects.filter(pk=number, known=True).first()
    return None if found is None else CodeSeen(found.email, code_of(found.pk))


def newest_code(email: str, now: datetime) -> CodeSeen | None:
    """Return the newest code of an address that still opens the door; None where there is none."""
    living = Code.objects.filter(email=email.strip().lower(), used_at=None, tries__lt=TRIES, known=True)
    found = living.filter(asked_at__gt=now - GOOD_FOR).order_by("-pk").first()
    return None if found is None else CodeSeen(found.email, code_of(found.pk))


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


def _user(row: User) -> UserSeen:
    return UserSeen(row.pk, row.email, row.name, row.language, tuple(row.roles))


def _living(now: datetime) -> QuerySet[Key]:
    return Key.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), revoked_at=None)


def _caller(key: Key) -> Caller:
    return Caller(key.pk, key.name, frozenset(key.scopes), key.member)
