"""Calculations that were made before: one is made anew when something was approved, by whichever process.

Versions are numbered in the order of their approvals, which happen one after the other, so the newest number says
whether anything changed; asking for it is all that a question costs while nothing did.
"""

from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime
from threading import RLock
from typing import Final, TypeAlias

from django.db.models import Max

from ristorno.apps.agreements.assembly import Assembled, approved, assemble
from ristorno.apps.agreements.models import Version
from ristorno.kernel.problem import Problem, Refused, near
from ristorno.postgres.asking import Question, ask

_MOST = 32
"""So many calculations are held: the newest of every program, and some of how it was known earlier."""

Newest: TypeAlias = Mapping[str, int]
"""The newest version of each program or its agreements, by the number of its row."""


NEWEST: Final = Question("select coalesce(max(id), 0) from agreements_version")
"""Another one once anything was approved."""


class _Shelf:
    def __init__(self) -> None:
        self._lock = RLock()
        self._seen: tuple[int, Newest] = (0, {})
        self._held: OrderedDict[tuple[str, int], Assembled] = OrderedDict()

    def newest(self) -> Newest:
        last = ask(NEWEST)
        number, found = self._seen
        if number != last:
            found = dict(Version.objects.filter(pk__lte=last).values_list("program").annotate(Max("id")))
            self._seen = last, found
        return found

    def get(self, program: str, number: int) -> Assembled:
        with self._lock:
            key = program, number
            if key not in self._held:
                self._held[key] = assemble(program, approved(program, number), self._like(program))
            self._held.move_to_end(key)
            while len(self._held) > _MOST:
                self._held.popitem(last=False)
            return self._held[key]

    def _like(self, program: str) -> Assembled | None:
        """Return what was made of the program last."""
        return next((made for (known, _), made in reversed(self._held.items()) if known == program), None)


_shelf = _Shelf()


def newest() -> Newest:
    """Return the newest version of each program or its agreements, by the number of its row."""
    return _shelf.newest()


def assembled(program: str, known_at: datetime | None = None) -> Assembled:
    """Return a program as it is now, or as it was known at a moment.

    Raises:
        Refused: there is no such program, or there was none then.
    """
    number = newest().get(program) if known_at is None else _newest_then(program, known_at)
    if number is None:
        raise Refused([unknown(program, known_at)])
    return _shelf.get(program, number)


def at(program: str, number: int) -> Assembled:
    """Return a program as it was when a version, by its row, was the newest of it or its agreements."""
    return _shelf.get(program, number)


def all_assembled() -> dict[str, Assembled]:
    """Return all programs as they are now, in the order of their keys."""
    return {program: _shelf.get(program, number) for program, number in sorted(newest().items())}


def _newest_then(program: str, known_at: datetime) -> int | None:
    found = Version.objects.filter(program=program, recorded_at__lte=known_at).order_by("-id")
    return found.values_list("id", flat=True).first()


def unknown(program: str, known_at: datetime | None) -> Problem:
    """Return the problem of a program that is not there."""
    known = newest()
    if program in known:
        reason = f"The program {program!r} was not approved yet at {known_at}."
        return Problem("agreements.not_yet", reason, "Ask for a later moment.")
    return Problem("agreements.unknown_program", f"There is no program {program!r}.", near(program, known))
