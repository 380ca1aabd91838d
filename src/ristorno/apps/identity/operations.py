"""Letting programs in, and no longer."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from ristorno.apps.events.operations import record
from ristorno.apps.identity.models import Key
from ristorno.apps.identity.scopes import FOR_MEMBERS, SCOPES
from ristorno.apps.identity.secrets import Secret, digest_of, made
from ristorno.kernel.problem import Problem, Refused, near


@transaction.atomic
def make_key(
    *, name: str, scopes: Collection[str], actor: str, member: str | None = None, ends_at: datetime | None = None
) -> Secret:
    """Make a key and return its secret, which is shown this once.

    ``member`` is the key of the one company whose affairs it may see. ``ends_at`` is aware.

    Raises:
        Refused: a scope is not known, or is not for the program of a company.
    """
    _check(name, scopes, member)
    secret = made()
    key = Key.objects.create(
        name=name,
        public=secret.public,
        digest=digest_of(secret.private),
        scopes=sorted(set(scopes)),
        member=member,
        made_by=actor,
        ends_at=ends_at,
    )
    told = {"name": name, "scopes": key.scopes, "member": member}
    record(name="key.made", actor=actor, subject=f"key:{key.pk}", data=told)
    return secret


@transaction.atomic
def revoke_key(*, public: str, actor: str, at: datetime) -> None:
    """Let a key no longer in, from now on and for good; a second time changes nothing.

    Raises:
        Refused: there is no such key.
    """
    key = Key.objects.select_for_update().filter(public=public).first()
    if key is None:
        known = Key.objects.filter(revoked_at=None).values_list("public", flat=True)
        raise Refused([Problem("identity.unknown_key", f"There is no key {public!r}.", near(public, known))])
    if key.revoked_at is None:
        key.revoked_at = at
        key.save(update_fields=["revoked_at"])
        record(name="key.revoked", actor=actor, subject=f"key:{key.pk}")


def _check(name: str, scopes: Collection[str], member: str | None) -> None:
    known = SCOPES if member is None else FOR_MEMBERS
    problems = [
        Problem("identity.unknown_scope", f"There is no scope {scope!r} for such a key.", near(scope, known))
        for scope in sorted(set(scopes) - set(known))
    ]
    if not scopes:
        reason = "A key that may do nothing is of no use."
        problems.append(Problem("identity.no_scope", reason, f"Choose among: {', '.join(known)}."))
    if not name.strip():
        problems.append(Problem("identity.no_name", "The key has no name.", "Say which program will use it."))
    if problems:
        raise Refused(problems)
