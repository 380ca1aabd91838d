"""What of a promise goes to the company's own people: as it is agreed, and as the company wishes it from a day on.

The share is part of the terms, so a wish is a draft of the company's agreement that its people write and propose, and
that somebody of the supplier signs, as any other. A wish never reaches other companies and never cuts a window in two:
it is for promises that are counted for each document or line, in an agreement of this company alone.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Final

from django.db import transaction

from ristorno.apps.agreements import operations, queries
from ristorno.apps.agreements.continuing import next_version
from ristorno.apps.agreements.kept import KeptDraft
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import local_day
from ristorno.engine.rulebook import InForce, in_force
from ristorno.engine.ruling.timeline import Span
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.reward import Reward
from ristorno.kernel.document import Tree
from ristorno.kernel.editing import flow, put
from ristorno.kernel.number import ONE, ZERO
from ristorno.kernel.problem import Problem, Refused

_PERSON: Final = "contact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A promise of which a part goes, or may go, to whoever of the company acted.

    ``reward`` is what the terms of today say, ``coming`` which part is agreed for later days, the next one first.
    ``agreement`` is where another share would be written, ``earliest`` the first day from which it could hold.
    ``wished`` is what people of the company proposed last, where that is undecided or rejected; ``busy``: some wish of
    theirs about this agreement waits, whichever promise it is about, as signing one would overtake another.
    """

    program: str
    clause: str
    title: Mapping[str, str] | None
    reward: Reward
    coming: tuple[tuple[date, Decimal], ...]
    agreement: str
    earliest: date
    wished: KeptDraft | None
    busy: bool

    @property
    def rate(self) -> Decimal:
        """Which part goes to the person today."""
        return _rate(self.reward)

    @property
    def waits(self) -> bool:
        """Whether a wish waits for the supplier."""
        return self.wished is not None and self.wished.state == "proposed"


def shares(member: str, *, at: datetime, people: Collection[str]) -> Sequence[Shared]:
    """Return the promises to a member whose share it may ask to change; ``people`` are its users, as actors."""
    found: list[Shared] = []
    for program, ruling in queries.rulings().items():
        if ruling.takes(member):
            today = local_day(at, ruling.calculation.program.terms.zone)
            found += _of_program(program, ruling.calculation, member, today, people)
    return found


def wish(*, shared: Shared, member: str, rate: Decimal, begins: date, actor: str) -> int:
    """Propose another share from a day on, and return the number of the draft.

    Raises:
        Refused: the rate is no part of the whole, the day is too early, another wish waits, or the agreement as it
            would be does not pass the check.
    """
    problems = [*_wrong(shared, rate, begins)]
    if problems:
        raise Refused(problems)
    with transaction.atomic():
        text = _text(shared, member, rate, begins)
        (number,) = operations.draft(text=text, actor=actor, note=_note(shared.clause))
        operations.propose(draft=number, actor=actor)
    return number


def _of_program(
    program: str, calculation: Calculation, member: str, today: date, people: Collection[str]
) -> Iterator[Shared]:
    try:
        force = in_force(calculation, member, today, asked=True)
    except Refused:
        return
    name = _home(program, force, member)
    if name is None:
        return
    planned = (
        max((each.effective_from for each in force.agreement.versions), default=today) if force.agreement else today
    )
    own = [each for each in queries.drafts(waiting=False, key=name) if each.drafted_by in people and not each.overtaken]
    spans = [span for line in calculation.timelines(member) for span in line.spans if span.days.start > today]
    for clause, said in force.span.rules.terms.clauses.items():
        if _divides(said):
            yield Shared(
                program=program, clause=clause, title=said.title, reward=said.reward,
                coming=tuple(_coming(clause, _rate(said.reward), spans)), agreement=name,
                earliest=max(today, planned), wished=_wished(own, clause),
                busy=any(each.state == "proposed" for each in own),
            )  # fmt: skip


def _coming(clause: str, rate: Decimal, spans: Iterable[Span]) -> Iterator[tuple[date, Decimal]]:
    """Yield from which day on another share holds."""
    for span in spans:
        said = span.clause(clause)
        if said is not None and _rate(said.reward) != rate:
            rate = _rate(said.reward)
            yield span.days.start, rate


def _divides(clause: Clause) -> bool:
    """Return whether the terms divide what a clause gives, or say what becomes of a part that may be divided off."""
    reward, split = clause.reward, clause.reward.split
    if split is None:
        return clause.window.narrow and reward.to == "company" and reward.without_consent == "to_company"
    return clause.window.narrow and not (split.bounded and split.rest == _PERSON)


def _rate(reward: Reward) -> Decimal:
    return reward.split.rates.get(_PERSON, ZERO) if reward.split is not None else ZERO


def _home(program: str, force: InForce, member: str) -> str | None:
    """Return the agreement of this member alone, its own or a new one; None where there is none to be written in.

    A new one would begin all windows of the member anew, so it is for programs without such windows.
    """
    own = force.agreement
    if own is not None:
        return own.id if own.members == (member,) else None
    terms = force.span.rules.terms
    if terms.ladders or not all(clause.window.narrow for clause in terms.clauses.values()):
        return None
    taken = {*queries.agreements(), *queries.programs()}
    names = (f"{program}-{member}" + (f"-{number}" if number else "") for number in count())
    return next(name for name in names if name not in taken)


def _wished(own: Sequence[KeptDraft], clause: str) -> KeptDraft | None:
    """Return the newest of the drafts that people of the company wrote about a clause, if it came to nothing so far."""
    found = [each for each in own if each.note == _note(clause)]
    return found[-1] if found and found[-1].state in {"proposed", "rejected"} else None


def _note(clause: str) -> str:
    return f"share for staff: {clause}"


def _text(shared: Shared, member: str, rate: Decimal, begins: date) -> str:
    """Return the next version of the agreement, with all that it says and the share, or a new agreement."""
    name, path = shared.agreement, ("versions", 0, "clauses", shared.clause, "reward", "to")
    head = f"agreement: {flow(name)}\nprogram: {flow(shared.program)}\nmember: {flow(member)}\n"
    new = f"{head}versions:\n  - effective_from: {begins}\n"
    return put(next_version(name, begins) if name in queries.agreements() else new, path, _said(shared.reward, rate))


def _said(reward: Reward, rate: Decimal) -> Tree:
    """Return a share as terms say it, with the bound and the rounding that were agreed with the one before."""
    split, share = reward.split, f"{(rate * 100).normalize():f} %"
    known = split.shares.get(_PERSON) if split is not None else None
    most = known.at_most if known is not None else None
    person: Tree = share if most is None else {"rate": share, "at_most": f"{most:f}"}
    said: dict[str, Tree] = {"shares": {_PERSON: person}, "rest": "company"}
    return said if split is None or split.remainder == "largest" else {**said, "remainder": split.remainder}


def _wrong(shared: Shared, rate: Decimal, begins: date) -> Iterator[Problem]:
    if not ZERO <= rate <= ONE:
        yield Problem("agreements.share_rate", "A share lies between 0 % and 100 %.", "Write how much of 100 it is.")
    if begins < shared.earliest:
        remedy = f"Choose {shared.earliest} or a later day."
        yield Problem("agreements.share_day", "From this day on something else is agreed already.", remedy)
    if shared.busy:
        remedy = "Take it back first, or wait until it is decided."
        yield Problem("agreements.share_waits", "Another wish waits for the supplier.", remedy)
