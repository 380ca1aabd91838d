"""The policy at the signature: what runs together afterwards must keep it, or a named person says why not."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from ristorno.apps.agreements.checking import Laid
from ristorno.apps.agreements.queries import calculation, programs
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import local_day
from ristorno.engine.policy.telling import told
from ristorno.engine.policy.verdict import Verdict, highest_discount
from ristorno.kernel.period import LAST_DAY, Period
from ristorno.kernel.problem import Problem, Refused


def guard(coming: Sequence[Laid], at: datetime) -> None:
    """Refuse what would run from a moment on if it is not proved that it keeps the policy.

    Raises:
        Refused: the policy is broken, or nobody can tell.
    """
    verdict = judged({each.program: each.after.calculation for each in coming}, at)
    if verdict is not None and verdict.word != "proved":
        remedy = "Change the terms, or let whoever signs say why it is approved nevertheless (--despite-policy)."
        raise Refused([Problem(f"policy.{verdict.word}", " ".join(told(verdict)), remedy)])


def judged(changed: Mapping[str, Calculation], at: datetime) -> Verdict | None:
    """Return whether all that runs from a moment on keeps the policy, with some programs as they would be.

    None where no program says a policy.
    """
    running = _running(changed)
    limit = lowest_limit(running)
    if limit is None:
        return None
    first = min(local_day(at, each.program.terms.zone) for each in running)
    return highest_discount(running, limit, Period(first, LAST_DAY))


def lowest_limit(running: Sequence[Calculation]) -> Decimal | None:
    """Return the lowest discount that any version of some programs allows at most; None where none says."""
    saying = [each for each in running if _says_policy(each)]
    said = [terms.policy.highest_discount for each in saying for terms in each.all_terms]
    return min((limit for limit in said if limit is not None), default=None)


def _says_policy(calculation: Calculation) -> bool:
    """Whether a policy stands anywhere in a program and its agreements, which is quickly seen."""
    program = calculation.program
    versions = (*program.versions, *(version for held in calculation.agreements for version in held.versions))
    return "policy" in program.tree or any("policy" in version.differs for version in versions)


def _running(changed: Mapping[str, Calculation]) -> list[Calculation]:
    """Return every program as it will be, those that stay as they are too."""
    staying = [calculation(program) for program in programs() if program not in changed]
    return [*staying, *changed.values()]
