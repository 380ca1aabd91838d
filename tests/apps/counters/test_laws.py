"""Counters do what a simple model of them does, which knows no database: a list of what was asked for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import strategies as st

from apps.parallel import or_code
from apps.rollback import rolled_back
from ristorno.apps.counters import operations
from ristorno.apps.counters.queries import gone, takings
from ristorno.apps.counters.values import Wanted
from strategies.effort import Effort

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
NAMES, HOLDERS, MOST, LASTING = ("a", "b", "c"), ("x", "y", "z", "v", "w"), 10, 3
Word = Literal["hold", "take", "release", "keep"]


@dataclass(frozen=True)
class Step:
    word: Word
    holder: str
    amounts: dict[str, int]
    later: int
    """Minutes since the step before."""


@dataclass
class Simple:
    """What each holder has: by counter; held until a minute, or for good."""

    had: dict[str, dict[str, int]] = field(default_factory=dict)
    until: dict[str, int | None] = field(default_factory=dict)

    def gone(self, name: str, now: int) -> int:
        return sum(amounts.get(name, 0) for holder, amounts in self.had.items() if self.counts(holder, now))

    def counts(self, holder: str, now: int) -> bool:
        until = self.until[holder]
        return until is None or until > now

    def hold(self, step: Step, now: int) -> bool:
        if any(self.gone(name, now) + amount > MOST for name, amount in step.amounts.items()):
            return False
        self.had[step.holder], self.until[step.holder] = dict(step.amounts), now + LASTING
        return True

    def take(self, step: Step, now: int) -> bool:
        if not self.had.get(step.holder):
            return True
        if not self.counts(step.holder, now):
            return False
        self.until[step.holder] = None
        return True

    def release(self, step: Step, now: int) -> bool:
        if step.holder in self.had:
            self.until[step.holder] = now
        return True

    def keep(self, step: Step, now: int) -> bool:
        if step.holder in self.had and self.until[step.holder] is None:
            kept = self.had[step.holder]
            self.had[step.holder] = {name: min(kept[name], step.amounts.get(name, 0)) for name in kept}
        return True


def real(step: Step, at: datetime) -> None:
    amounts = {name: Decimal(amount) for name, amount in step.amounts.items()}
    asked = [
        Wanted(counter=name, amount=amount, at_most=Decimal(MOST), code="counters.short", what=name)
        for name, amount in amounts.items()
    ]
    words: dict[Word, Callable[[], None]] = {
        "hold": lambda: operations.hold(
            holder=step.holder, wanted=asked, at=at, lapses_at=at + timedelta(minutes=LASTING)
        ),
        "take": lambda: operations.take(holder=step.holder, at=at),
        "release": lambda: operations.release(holder=step.holder),
        "keep": lambda: operations.keep_only(holder=step.holder, kept=amounts),
    }
    words[step.word]()


STEPS = st.lists(
    st.builds(
        Step,
        word=st.sampled_from(["hold", "hold", "take", "release", "keep"]),
        holder=st.sampled_from(HOLDERS),
        amounts=st.dictionaries(st.sampled_from(NAMES), st.integers(1, 6), min_size=1),
        later=st.sampled_from([0, 0, 0, 1, 4]),
    ),
    max_size=25,
)


def test_counters_do_what_the_model_does(effort: Effort) -> None:
    def law(steps: list[Step]) -> None:
        with rolled_back():
            simple, now = Simple(), 0
            for step in steps:
                now += step.later
                at = AT + timedelta(minutes=now)
                if step.word == "hold" and step.holder in simple.had:
                    continue  # who holds asks once
                done = or_code(real)(step, at)
                expected = getattr(simple, step.word)(step, now)
                assert (done is None) == expected, (step, done)
                assert {name: int(amount) for name, amount in gone(NAMES, at).items()} == {
                    name: simple.gone(name, now) for name in NAMES
                }
            for holder in simple.had:
                had = simple.had[holder] if simple.counts(holder, now) else {}
                assert takings(holder, AT + timedelta(minutes=now)) == had

    effort.prove(law, STEPS, examples=60)
