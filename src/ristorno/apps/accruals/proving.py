"""Proving that what was counted from sums is what counting everything gives: member by member, from all facts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from django.db import transaction

from ristorno.apps.accruals.footings import all_sums, said_of
from ristorno.apps.accruals.models import Account, Booked, Footing, Shut
from ristorno.apps.accruals.rules import Key, key_of_row, wanted
from ristorno.apps.agreements.queries import Ruling, rulings
from ristorno.apps.facts.queries import told
from ristorno.apps.members.queries import codes, standing
from ristorno.engine.accrual import Moment
from ristorno.engine.fact import Fact
from ristorno.engine.live.step import counted
from ristorno.engine.live.sums import Cell, Sums
from ristorno.engine.settling import Settling
from ristorno.kernel.problem import Problem

NIGHTS: Final = 7
"""In so many nights everybody is proven once."""


def unproven(night: int | None = None) -> Iterator[Problem]:
    """Yield what sums tell otherwise than all facts of a member do: of the members of a night, or of all.

    Where terms, codes or words have changed since, the next run counts everything anyway, and nothing is said.
    """
    found = Footing.objects.filter(why_whole="").order_by("member").values_list("member", flat=True).distinct()
    ruling = rulings()
    for member in found:
        if night is None or crc32(member.encode()) % NIGHTS == night % NIGHTS:
            yield from _of_member(member, ruling)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of a member under a program, as it was in one moment."""

    footing: Footing
    sums: Mapping[Cell, Sums]
    booked: Mapping[Key, int]


def _of_member(member: str, rulings: Mapping[str, Ruling]) -> list[Problem]:
    found: list[Problem] = []
    for kept in _kept(member):
        # What came in by then stays as it is, so nobody has to wait while it is counted.
        footing, words = kept.footing, standing([member]).get(member, ())
        closed = Shut.objects.filter(member=member, program=footing.program).first()
        said = said_of(codes([member]).get(member, ()), words, closed)
        ruling = rulings.get(footing.program)
        if ruling is not None and ruling.number == footing.terms and footing.said == said:
            found += _wrong(kept, ruling, [*told(member, up_to=footing.place), *words])
    return found


@transaction.atomic
def _kept(member: str) -> list[_Kept]:
    list(Account.objects.select_for_update(no_key=True).filter(member=member))
    found = []
    for footing in Footing.objects.filter(member=member, why_whole=""):
        rows = Booked.objects.filter(member=member, program=footing.program).defer("record")
        # What came too late for a window that was closed stands beside what is booked for it.
        booked = {key_of_row(row): count for row in rows if (count := row.pending + row.free + row.late)}
        found.append(_Kept(footing, all_sums(footing), booked))
    return found


def _wrong(kept: _Kept, ruling: Ruling, facts: Sequence[Fact]) -> Iterator[Problem]:
    footing = kept.footing
    answer, ground = counted(ruling.calculation, footing.member, facts, Moment(footing.as_of))
    if ground.why_whole or kept.sums != ground.sums or footing.first_day != ground.first_day:
        yield _complaint(footing, "what was measured in its windows")
    settling = Settling(ruling.calculation, footing.member)
    wants = wanted(footing.program, answer.accruals, settling, footing.as_of)
    if kept.booked != {key: want.count for key, want in wants.items()}:
        yield _complaint(footing, "what is booked")


def _complaint(footing: Footing, what: str) -> Problem:
    reason = f"{footing.member} under {footing.program}: {what} is not what all of its facts give."
    remedy = f"Run it anew with all facts: ristorno accruals run --member {footing.member} --whole. Then tell us."
    return Problem("accruals.unproven", reason, remedy)
