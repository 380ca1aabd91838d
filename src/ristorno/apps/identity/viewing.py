"""Looking at the pages of a member as one of its people sees them, for support: recorded before anything is shown."""

from django.db import transaction

from ristorno.apps.events.operations import record
from ristorno.kernel.problem import Problem, Refused


@transaction.atomic
def begin_viewing(*, member: str, contact: str, reason: str, actor: str) -> None:
    """Record that an operator looks at what a person of a member sees, and why.

    Raises:
        Refused: there is no reason.
    """
    if not reason.strip():
        problem = "Whoever looks at the pages of somebody else says why."
        raise Refused([Problem("identity.viewing", problem, "Say in a few words what you look for.")])
    record(name="contact.seen", actor=actor, subject=f"contact:{member}/{contact}", data={"reason": reason.strip()})
