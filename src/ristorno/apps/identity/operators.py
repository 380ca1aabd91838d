"""Operators: people who work at the sponsor, sign in as everybody does, and have roles there."""

from collections.abc import Collection

from django.db import transaction

from ristorno.apps.events.operations import record
from ristorno.apps.identity.models import User
from ristorno.apps.identity.roles import ROLES
from ristorno.apps.identity.signing_in import address_of
from ristorno.kernel.problem import Problem, Refused, near

_ADMINISTRATOR = "administrator"


@transaction.atomic
def add_operator(*, email: str, roles: Collection[str], actor: str, name: str = "") -> bool:
    """Let somebody operate with some roles, instead of those that he had; return whether anything changed.

    Raises:
        Refused: it is no address, no role is named, or one that there is not.
    """
    problems = [
        Problem("identity.unknown_role", f"There is no role {role!r} of an operator.", near(role, ROLES))
        for role in sorted(set(roles) - set(ROLES))
    ]
    if not roles:
        reason = "An operator without a role may do nothing."
        problems.append(Problem("identity.no_role", reason, f"Choose among: {', '.join(ROLES)}."))
    if problems:
        raise Refused(problems)
    address = address_of(email)
    user, _ = User.objects.select_for_update().get_or_create(email=address, defaults={"name": name, "password": "!"})
    return _changed(user, sorted(set(roles)), name or user.name, actor)


@transaction.atomic
def remove_operator(*, email: str, actor: str) -> bool:
    """Let somebody operate no longer, from his next page on; return whether anything changed.

    Raises:
        Refused: nobody with this address ever operated or signed in.
    """
    user = User.objects.select_for_update().filter(email=address_of(email)).first()
    if user is None:
        known = [each.email for each in User.objects.exclude(roles=[])]
        raise Refused([Problem("identity.unknown_operator", f"There is no operator {email!r}.", near(email, known))])
    return _changed(user, [], user.name, actor)


def _changed(user: User, roles: list[str], name: str, actor: str) -> bool:
    if (user.roles, user.name) == (roles, name):
        return False
    before, user.roles, user.name = user.roles, roles, name
    user.save(update_fields=["roles", "name"])
    told = {"before": before, "roles": roles}
    record(name="operator.changed", actor=actor, subject=f"user:{user.pk}", data=told)
    return True


@transaction.atomic
def appoint(*, email: str, roles: Collection[str], by: int, name: str = "") -> bool:
    """Let somebody operate with some roles, or with none any longer, as an operator on pages does it to others.

    Administrators are made and unmade on the command line alone: one who makes another could undo every second
    signature by that. Return whether anything changed.

    Raises:
        Refused: it is the operator himself, or about an administrator; and as :func:`add_operator`.
    """
    address = address_of(email)
    user = User.objects.filter(email=address).first()
    if user is not None and user.pk == by:
        reason = "Nobody changes what they may do themselves."
        raise Refused([Problem("identity.own_roles", reason, "Ask another administrator.")])
    if _ADMINISTRATOR in {*roles, *(user.roles if user else ())}:
        remedy = "Use the command where Ristorno is kept: ristorno operators."
        raise Refused([Problem("identity.administrator", "Administrators are not made or changed on pages.", remedy)])
    if roles:
        return add_operator(email=address, roles=roles, actor=f"user:{by}", name=name)
    return remove_operator(email=address, actor=f"user:{by}")
