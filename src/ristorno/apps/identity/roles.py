"""What operators may be, and for which of them a letter is not enough to come in."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ristorno.kernel.problem import Problem, Refused, near

ROLES: Mapping[str, str] = MappingProxyType(
    {
        "operator": "takes in what comes, and drafts",
        "approver": "decides what others drafted, claimed or gave",
        "finance": "settles and pays",
        "analyst": "looks, and changes nothing",
        "administrator": "all of it",
    }
)
"""Every role of an operator, with its meaning; the pages say what each may see and do."""
VARIABLE: Final = "RISTORNO_SECOND_FACTOR"


def guarded(environment: Mapping[str, str]) -> frozenset[str]:
    """Return the roles that hold only where more than a letter proved who it is, as the environment names them.

    Raises:
        Refused: there is no such role.
    """
    named = frozenset(each.strip() for each in environment.get(VARIABLE, "").split(",") if each.strip())
    problems = [
        Problem(
            "usage.second_factor", f"{VARIABLE} names {each!r}, which is no role of an operator.", near(each, ROLES)
        )
        for each in sorted(named - {*ROLES})
    ]
    if problems:
        raise Refused(problems)
    return named
