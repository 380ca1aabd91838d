"""The policy at the signature: what runs together afterwards must keep it, or a named person says why not."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from ristorno.apps.agreements.checking import Laid
from ristorno.apps.agreements.queries import calculation, programs
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import local_day
from ristorno.engine.policy.proof import prove
from ristorno.engine.policy.telling import told
from ristorno.engine.policy.verdict import Verdict
from ristorno.kernel.period import LAST_DAY, Period
from ristorno.kernel.problem import Problem, Refused

_REMEDY: Final = "Change the terms, or let whoever signs say why it is approved nevertheless (--despite-policy)."


def guard(coming: Sequence[Laid], at: datetime) -> None:
    """Refuse what would run from a moment on if it is not proved that it keeps the policy.

    Raises:
        Refused: a rule of the policy is broken, or nobody can tell.
    """
    verdicts = judged({each.program: each.after.calculation for each in coming}, at)
    problems = [
        Problem(f"policy.{verdict.word}", " ".join(told(verdict)), _REMEDY)
        for verdict in verdicts
        if verdict.word != "proved"
    ]
    if problems:
        raise Refused(problems)


def judged(changed: Mapping[str, Calculation], at: datetime) -> tuple[Verdict, ...]:
    """Return whether all that runs from a moment on keeps the policy, with some programs as they would be.

    A verdict for each rule; none where no program says a policy.
    """
    running = _running(changed)
    if not any(_says_policy(each) for each in running):
        return ()
    first = min(local_day(at, each.program.terms.zone) for each in running)
    return prove(running, Period(first, LAST_DAY))


def _says_policy(calculation: Calculation) -> bool:
    """Whether a policy stands anywhere in a program and its agreements, which is quickly seen."""
    program = calculation.program
    versions = (*program.versions, *(version for held in calculation.agreements for version in held.versions))
    return "policy" in program.tree or any("policy" in version.differs for version in versions)


def _running(changed: Mapping[str, Calculation]) -> list[Calculation]:
    """Return every program as it will be, those that stay as they are too."""
    staying = [calculation(program) for program in programs() if program not in changed]
    return [*staying, *changed.values()]
