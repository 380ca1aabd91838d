"""What differs between two answers about one member, in money and in reasons.

The two answers may be two states of knowledge (facts as known then and now) or two states of the terms (old and
new). Both are wanted states, so the difference is all that a true-up would book, or all that an amendment would
cost, before anybody signs it. The changes always sum to the difference of the totals.

Keys pair by agreement, clause, recipient, unit, window and document. Agreements pair by id. Where one id is left
over on each side, these two pair as well: the common terms of two programs with different ids, an agreement and
the one that follows it, or common terms and the member's first agreement.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias, TypeVar

from ristorno.engine.accrual import Accrual, MemberAnswer
from ristorno.engine.explanation import Counted, Explanation, GateResult, Step
from ristorno.kernel.number import ZERO, exactly
from ristorno.kernel.period import Period

AccrualKey: TypeAlias = tuple[str, str, tuple[str, str, str], str, Period, str]
"""Agreement, clause, recipient, unit, window, document; empty text where there is no document."""

_Thing = TypeVar("_Thing")

_OF_THE_TERMS = frozenset({"mode", "from", "rate", "per_unit", "fixed", "gives", "step", "at", "by", "level", "factor"})


@dataclass(frozen=True, slots=True)
class Revalued:
    """A fact that counts in both answers with different values, or under different versions of the terms."""

    before: Counted
    after: Counted


@dataclass(frozen=True, slots=True)
class StepChange:
    """A step of the arithmetic that is not the same any more; None where it does not exist on that side."""

    kind: str
    before: Step | None
    after: Step | None

    @property
    def terms(self) -> tuple[str, ...]:
        """The details that come from the terms or from a level, and differ: ``rate``, ``at``, ``factor`` ..."""
        old = self.before.details if self.before else {}
        new = self.after.details if self.after else {}
        return tuple(name for name in sorted(_OF_THE_TERMS & {*old, *new}) if old.get(name) != new.get(name))


@dataclass(frozen=True, slots=True)
class GateChange:
    """A condition that was judged in another way; None where it does not exist on that side."""

    before: GateResult | None
    after: GateResult | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why an amount differs. ``versions`` holds the labels of the terms before and after, equal if none changed."""

    newly_counted: tuple[Counted, ...]
    no_longer_counted: tuple[Counted, ...]
    revalued: tuple[Revalued, ...]
    versions: tuple[tuple[str, ...], tuple[str, ...]]
    gates: tuple[GateChange, ...]
    steps: tuple[StepChange, ...]
    notes: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One key whose amount differs. ``agreement`` is the later id; an accrual is None where the key is not owed."""

    agreement: str
    clause: str
    member: str
    contact: str | None
    party: str | None
    group: str | None
    unit: str
    window: Period
    window_label: str
    document: str | None
    before: Decimal
    after: Decimal
    accrual_before: Accrual | None = field(repr=False, compare=False)
    accrual_after: Accrual | None = field(repr=False, compare=False)

    @property
    def change(self) -> Decimal:
        """What the later answer owes more; negative where it owes less."""
        with exactly():
            return self.after - self.before

    @property
    def cause(self) -> Cause:
        """The reasons, put together when somebody asks."""
        old = self.accrual_before.explanation if self.accrual_before else None
        new = self.accrual_after.explanation if self.accrual_after else None
        return _cause(old, new)


@dataclass(frozen=True, slots=True)
class TotalDifference:
    """The total of one member in one unit, before and after."""

    member: str
    unit: str
    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        """What the later answer owes more."""
        with exactly():
            return self.after - self.before


def differences(before: MemberAnswer | None, after: MemberAnswer | None) -> tuple[Difference, ...]:
    """Return the keys whose amounts differ, in the order of their keys; None is an answer without any accruals.

    Raises ValueError for answers about two different members.
    """
    _same_member(before, after)
    old, new = _accruals(before), _accruals(after)
    later = _pairs({accrual.agreement for accrual in old}, {accrual.agreement for accrual in new})
    left = {_key(accrual, later.get(accrual.agreement, accrual.agreement)): accrual for accrual in old}
    right = {_key(accrual, accrual.agreement): accrual for accrual in new}
    found = (_difference(key[0], left.get(key), right.get(key)) for key in sorted({*left, *right}))
    return tuple(difference for difference in found if difference.before != difference.after)


def total_differences(before: MemberAnswer | None, after: MemberAnswer | None) -> tuple[TotalDifference, ...]:
    """Return the member's total of every unit that either answer speaks of, changed or not, by unit."""
    member = _same_member(before, after)
    with exactly():
        old, new = (answer.totals() if answer else {} for answer in (before, after))
    return tuple(
        TotalDifference(member, unit, old.get(unit, ZERO), new.get(unit, ZERO)) for unit in sorted({*old, *new})
    )


def _same_member(before: MemberAnswer | None, after: MemberAnswer | None) -> str:
    members = {answer.member for answer in (before, after) if answer}
    if len(members) > 1:
        raise ValueError(f"two answers about two members cannot be compared: {', '.join(sorted(members))}")
    return next(iter(members), "")


def _accruals(answer: MemberAnswer | None) -> tuple[Accrual, ...]:
    return answer.accruals if answer else ()


def _pairs(old: set[str], new: set[str]) -> Mapping[str, str]:
    """Return the later id of each earlier agreement that has another id now."""
    gone, come = old - new, new - old
    return {gone.pop(): come.pop()} if len(gone) == len(come) == 1 else {}


def _key(accrual: Accrual, agreement: str) -> AccrualKey:
    return (
        agreement,
        accrual.clause,
        accrual.recipient,
        accrual.unit,
        accrual.window,
        accrual.document or "",
    )


def _difference(agreement: str, before: Accrual | None, after: Accrual | None) -> Difference:
    accrual = after or before
    assert accrual is not None
    return Difference(
        agreement=agreement,
        clause=accrual.clause,
        member=accrual.member,
        contact=accrual.contact,
        party=accrual.party,
        group=accrual.group,
        unit=accrual.unit,
        window=accrual.window,
        window_label=accrual.window_label,
        document=accrual.document,
        before=before.amount if before else ZERO,
        after=after.amount if after else ZERO,
        accrual_before=before,
        accrual_after=after,
    )


def _cause(old: Explanation | None, new: Explanation | None) -> Cause:
    before = {counted.fact: counted for counted in old.counted} if old else {}
    after = {counted.fact: counted for counted in new.counted} if new else {}
    return Cause(
        newly_counted=tuple(counted for fact, counted in after.items() if fact not in before),
        no_longer_counted=tuple(counted for fact, counted in before.items() if fact not in after),
        revalued=tuple(
            Revalued(before[fact], counted)
            for fact, counted in after.items()
            if fact in before and before[fact] != counted
        ),
        versions=(old.versions if old else (), new.versions if new else ()),
        gates=tuple(_gate_changes(old.gates if old else (), new.gates if new else ())),
        steps=tuple(_step_changes(old.steps if old else (), new.steps if new else ())),
        notes=(old.note if old else "", new.note if new else ""),
    )


def _gate_changes(old: Iterable[GateResult], new: Iterable[GateResult]) -> Iterator[GateChange]:
    before, after = (_numbered((gate.sentence, gate) for gate in gates) for gates in (old, new))
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield GateChange(before.get(name), after.get(name))


def _step_changes(old: Iterable[Step], new: Iterable[Step]) -> Iterator[StepChange]:
    before, after = (_numbered((step.kind, step) for step in steps) for steps in (old, new))
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield StepChange(name[0], before.get(name), after.get(name))


def _numbered(pairs: Iterable[tuple[str, _Thing]]) -> dict[tuple[str, int], _Thing]:
    """Return things by name and by how many of that name stood before them."""
    counts: Counter[str] = Counter()
    result: dict[tuple[str, int], _Thing] = {}
    for name, thing in pairs:
        result[name, counts[name]] = thing
        counts[name] += 1
    return result
