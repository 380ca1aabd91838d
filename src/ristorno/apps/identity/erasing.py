"""Forgetting a user: by what somebody is known and how he signs in. What he did stays under his number."""

from datetime import datetime

from django.db import transaction

from ristorno.apps.events.operations import record
from ristorno.apps.identity.models import Authenticator, Code, Passkey, Seen, User, Visit
from ristorno.kernel.problem import Problem, Refused


@transaction.atomic
def erase_user(*, user: int, at: datetime, actor: str) -> bool:
    """Erase address, name and every way of signing in; return False where that was done before.

    Raises:
        Refused: there is no such user, or he operates: whoever runs the system takes that away first.
    """
    row = User.objects.select_for_update().filter(pk=user).first()
    if row is None or row.roles:
        reason = "Whoever operates is not erased from a page."
        raise Refused([Problem("identity.operates", reason, "Ask an administrator to take the roles away first.")])
    gone = f"erased-{row.pk}@erased.invalid"
    if row.email == gone:
        return False
    Visit.objects.filter(user=row, ended_at=None).update(ended_at=at)
    Visit.objects.filter(user=row).update(device="")
    Code.objects.filter(email=row.email).delete()
    for model in (Passkey, Authenticator, Seen):
        model.objects.filter(user=row).delete()
    row.email, row.name, row.is_active = gone, "", False
    row.save(update_fields=["email", "name", "is_active"])
    record(name="user.erased", actor=actor, subject=f"user:{row.pk}")
    return True
