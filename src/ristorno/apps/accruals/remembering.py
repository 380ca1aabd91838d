"""What was worked out of a member's history, held in memory while nothing of it has changed.

Whoever asks looks at a few marks: the newest approval of the program, the newest batch with facts of the member, what
the members room says of it. While these are the same, nothing is read again.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from threading import Lock
from typing import Final, Generic, TypeVar

from ristorno.apps.accruals.populations import frozen
from ristorno.apps.agreements.queries import Ruling
from ristorno.apps.facts.queries import by_member, latest, latest_asked
from ristorno.apps.members.queries import MARK, codes_of, mark, standing
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.populate import populate
from ristorno.engine.population.value import Population
from ristorno.postgres.asking import Question

Made = TypeVar("Made")

_MOST: Final = 256
"""So many members are held at once."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What the members room says of a member, and the mark of all that it says; looked at again when that changes."""

    mark: Hashable
    codes: tuple[str, ...]
    digest: bytes


class Remembered(Generic[Made]):
    """Makes something of a program, a member and a day, and holds it; ``make`` is given the ruling of the program."""

    def __init__(self, make: Callable[[str, Ruling, str, date], Made]) -> None:
        self._make = make
        self._held: OrderedDict[tuple[str, str], tuple[_Said, Hashable, Made]] = OrderedDict()
        self._lock = Lock()

    def __call__(self, program: str, ruling: Ruling, member: str, day: date) -> Made:
        """Return it as it is known now.

        Marks are read before what they stand for: what comes in between is seen by whoever asks next.
        """
        with self._lock:
            known = self._held.get((program, member))
        current = mark()
        said = known[0] if known is not None and known[0].mark == current else _said(member, current)
        marks = (ruling.number, day, latest(said.codes), said.codes, said.digest)
        made = known[2] if known is not None and known[1] == marks else self._make(program, ruling, member, day)
        with self._lock:
            self._held[program, member] = said, marks, made
            self._held.move_to_end((program, member))
            while len(self._held) > _MOST:
                self._held.popitem(last=False)
        return made

    def questions(self, program: str, member: str) -> Iterator[Question]:
        """Yield what will be asked of a member, for whoever asks it beforehand."""
        with self._lock:
            known = self._held.get((program, member))
        yield MARK
        if known is not None:
            yield latest_asked(known[0].codes)

    def forget(self) -> None:
        """Hold nothing any more: what is remembered may be of another database."""
        with self._lock:
            self._held.clear()


def _said(member: str, current: Hashable) -> _Said:
    codes, facts = codes_of(member), standing([member]).get(member, ())
    return _Said(current, codes, sha256(repr(facts).encode()).digest())


def population_for(program: str, calculated: Calculation, moment: Moment) -> Population | None:
    """Return what has to be known of the others to answer one member; nothing of it is kept."""
    if not calculated.needs_population:
        return None
    return frozen(program, moment.as_of) or populate(calculated, by_member, moment)
