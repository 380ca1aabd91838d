"""What a draft would have given over the past: both sides counted as if each had ruled all along; pure.

A preview tells what a signature changes in the books, which is nothing where a draft begins tomorrow. Whoever designs a
program asks another question: had last year been under these terms, what would it have cost, and who would have got
more? So the terms of the day on which the draft begins take the place of all versions, and those of today do on the
other side; agreements that are not drafted stay as they are.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ristorno.apps.agreements.preview import Proposal, both_answers
from ristorno.engine.accrual import MemberAnswer, Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.difference import TotalDifference
from ristorno.engine.populate import Logs
from ristorno.engine.terms.merging import merge
from ristorno.engine.terms.program import Agreement, Program, ruling
from ristorno.engine.terms.reading import program_of
from ristorno.kernel.document import Document
from ristorno.kernel.number import ZERO, exactly

_MOVERS = 5
"""So many of those for whom most changes are named, of each unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """What is given of a unit on both sides, how many get more or less of it, and how much these do."""

    unit: str
    before: Decimal
    after: Decimal
    winners: int
    gained: Decimal
    losers: int
    lost: Decimal
    movers: tuple[TotalDifference, ...]
    """Those for whom most changes."""

    @property
    def change(self) -> Decimal:
        """What is given more; negative where it is less."""
        with exactly():
            return self.after - self.before


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What came of a rehearsal over some members."""

    members: int
    movements: tuple[Movement, ...]


def ever(proposal: Proposal, key: str, *, begins: date, today: date, since: date) -> Proposal:
    """Return a proposal as if the terms of ``begins`` had ruled since a day, against those of today.

    ``key`` is the program or the agreement that is drafted.

    Raises:
        Refused: the terms make no sense over the past.
    """
    before = _ever(proposal.before, key, today, since) if proposal.before else None
    return replace(proposal, before=before, after=_ever(proposal.after, key, begins, since))


def rehearsed(proposal: Proposal, logs: Logs, moment: Moment, since: date) -> Rehearsed:
    """Count both sides over facts, windows alone that begin on a day or later."""
    count, pairs = 0, dict[str, list[TotalDifference]]()
    for old, new in both_answers(proposal, logs, moment):
        count += 1
        with exactly():
            was, now = _sums(old, since), _sums(new, since)
        for unit in {*was, *now}:
            held = TotalDifference(new.member, unit, was.get(unit, ZERO), now.get(unit, ZERO))
            pairs.setdefault(unit, []).append(held)
    with exactly():
        return Rehearsed(count, tuple(_movement(unit, pairs[unit]) for unit in sorted(pairs)))


def _ever(calculation: Calculation, key: str, on: date, since: date) -> Calculation:
    if key == calculation.program.id:
        return Calculation(_always(calculation.program, on), calculation.agreements)
    return Calculation(
        calculation.program,
        [_since(each, on, since) if each.id == key else each for each in calculation.agreements],
    )


def _always(program: Program, on: date) -> Program:
    """Return a program whose document says what its version of a day says."""
    own = ruling(program.versions, on, None)
    if own is None:
        return replace(program, versions=())
    tree = merge(dict(program.tree), dict(own.differs))
    return program_of(Document(program.document.file, tree, program.document.lines))


def _since(agreement: Agreement, on: date, since: date) -> Agreement:
    over = ruling(agreement.versions, on, None)
    starts = agreement.starts()
    if over is None or starts is None:
        return agreement
    begun = replace(over, effective_from=min(since, starts), recorded_at=None)
    return replace(agreement, versions=(begun,))


def _sums(answer: MemberAnswer | None, since: date) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for accrual in answer.accruals if answer else ():
        if accrual.window.start >= since:
            sums[accrual.unit] = sums.get(accrual.unit, ZERO) + accrual.amount
    return sums


def _movement(unit: str, pairs: list[TotalDifference]) -> Movement:
    more, less = [each for each in pairs if each.change > 0], [each for each in pairs if each.change < 0]
    movers = sorted((*more, *less), key=lambda each: (-abs(each.change), each.member))[:_MOVERS]
    return Movement(
        unit=unit,
        before=sum((each.before for each in pairs), ZERO),
        after=sum((each.after for each in pairs), ZERO),
        winners=len(more),
        gained=sum((each.change for each in more), ZERO),
        losers=len(less),
        lost=sum((-each.change for each in less), ZERO),
        movers=tuple(movers),
    )
