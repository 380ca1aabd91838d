"""What a draft would change in money, member by member, before anybody signs it: pure, the facts are handed in."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from ristorno.engine.accrual import MemberAnswer, Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.difference import Difference, TotalDifference, differences, total_differences
from ristorno.engine.fact import Fact
from ristorno.engine.populate import Logs, everybody, populate
from ristorno.engine.population.value import Population


@dataclass(frozen=True, slots=True)
class Proposal:
    """A program without and with drafts. ``before`` is None where there is no such program yet."""

    program: str
    before: Calculation | None
    after: Calculation
    members: tuple[str, ...] | None
    """Those for whom anything can change; None for everybody."""


@dataclass(frozen=True, slots=True)
class MemberDifference:
    """What changes for a member: every amount that differs, and the totals of the units in which one does."""

    member: str
    differences: tuple[Difference, ...]
    totals: tuple[TotalDifference, ...]


def money_differences(
    proposal: Proposal, logs: Logs, moment: Moment, told: Callable[[int], None] = lambda _: None
) -> Iterator[MemberDifference]:
    """Yield every member for whom something changes, in the order of the logs; those without facts come last.

    ``logs`` gives the facts of all members for whom anything can change, anew whenever it is called; a program that
    compares members, or counts several together, asks for them several times. ``told`` hears after each member how
    many are done.
    """
    for done, (old, new) in enumerate(both_answers(proposal, logs, moment), start=1):
        told(done)
        if found := differences(old, new):
            yield MemberDifference(new.member, found, _totals(old, new))


def both_answers(proposal: Proposal, logs: Logs, moment: Moment) -> Iterator[tuple[MemberAnswer | None, MemberAnswer]]:
    """Yield what everybody is owed without and with the drafts, as :func:`money_differences` compares it."""
    before, after = proposal.before, proposal.after
    known = _population(before, logs, moment)
    coming = _population(after, logs, moment)
    for member, facts in _all(proposal, logs):
        log = list(facts)
        old = before.answer(member, log, moment, known) if before else None
        yield old, after.answer(member, log, moment, coming)


def _totals(old: MemberAnswer | None, new: MemberAnswer) -> tuple[TotalDifference, ...]:
    return tuple(total for total in total_differences(old, new) if total.change)


def _population(calculation: Calculation | None, logs: Logs, moment: Moment) -> Population | None:
    return populate(calculation, logs, moment) if calculation and calculation.needs_population else None


def _all(proposal: Proposal, logs: Logs) -> Iterator[tuple[str, Iterable[Fact]]]:
    """Yield the members with their logs, then those without facts that an agreement names, before or after."""
    seen: set[str] = set()
    former = ((member, ()) for member in (proposal.before.members() if proposal.before else ()))
    for member, facts in chain(everybody(proposal.after, logs), former):
        if member not in seen and (proposal.members is None or member in proposal.members):
            seen.add(member)
            yield member, facts
