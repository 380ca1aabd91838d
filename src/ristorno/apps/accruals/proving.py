"""Proving that what was counted from sums is what counting everything gives: member by member, from all facts.

What was proved is noted, as a digest of all that the proof stands on: the last batch of facts, the terms, the day, the
words, the sums, what is booked, and this program's own version. Facts, terms and words are only added, which the
database sees to, so while the digest is the same another proof would say the same, and is left out. So a proof that was
interrupted goes on where it was.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from zlib import crc32

from django.db import transaction

from ristorno import __version__
from ristorno.apps.accruals.footings import all_sums, said_of
from ristorno.apps.accruals.models import Account, Booked, Footing, Proof, Shut
from ristorno.apps.accruals.rules import Key, key_of_row, wanted
from ristorno.apps.accruals.values import Heard, nobody
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
"""In so many nights everybody is proven once from all facts, whatever was proved before."""
_TOGETHER: Final = 50
"""So many members are read in one go, and noted together as proved."""


def unproven(night: int | None = None, heard: Heard = nobody) -> Iterator[Problem]:
    """Yield what sums tell otherwise than all facts of a member do: of the members of a night, or of all.

    Of all, those are left out of whom the same was proved before. Where terms, codes or words have changed since, the
    next run counts everything anyway, and nothing is said. ``heard`` is told how many members are done, of how many.
    """
    found = Footing.objects.filter(why_whole="").order_by("member").values_list("member", flat=True).distinct()
    asked = [each for each in found if night is None or crc32(each.encode()) % NIGHTS == night % NIGHTS]
    ruling = rulings()
    for start in range(0, len(asked), _TOGETHER):
        some = asked[start : start + _TOGETHER]
        before = {} if night is not None else _proved(some)
        proved: list[Proof] = []
        for kept in _kept(some):
            digest = _digest(kept)
            name = kept.footing.member, kept.footing.program
            if before.get(name) != digest:
                wrong = _of_one(kept, ruling)
                yield from wrong or ()
                proved += [Proof(member=name[0], program=name[1], digest=digest)] if wrong == [] else []
        _note(proved)
        heard(start + len(some), len(asked))


def forget() -> None:
    """Let all that was proved before be proved anew, such as after the database was read from a file."""
    Proof.objects.all().delete()


def _proved(members: Sequence[str]) -> Mapping[tuple[str, str], str]:
    return {(each.member, each.program): each.digest for each in Proof.objects.filter(member__in=members)}


def _note(proved: Sequence[Proof]) -> None:
    Proof.objects.bulk_create(
        proved, update_conflicts=True, unique_fields=["member", "program"], update_fields=["digest"]
    )


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of a member under a program, as it was in one moment."""

    footing: Footing
    sums: Mapping[Cell, Sums]
    booked: Mapping[Key, int]


def _digest(kept: _Kept) -> str:
    footing = kept.footing
    stands = (footing.terms, footing.place, footing.said, footing.as_of, footing.first_day)
    parts = (__version__, stands, sorted(map(repr, kept.sums.items())), sorted(map(repr, kept.booked.items())))
    return sha256(repr(parts).encode()).hexdigest()


def _of_one(kept: _Kept, rulings: Mapping[str, Ruling]) -> list[Problem] | None:
    """Return what is wrong; None where everything is counted anew in the next run, so that nothing can be."""
    # What came in by then stays as it is, so nobody has to wait while it is counted.
    footing, member = kept.footing, kept.footing.member
    words = standing([member]).get(member, ())
    closed = Shut.objects.filter(member=member, program=footing.program).first()
    said = said_of(codes([member]).get(member, ()), words, closed)
    ruling = rulings.get(footing.program)
    if ruling is None or ruling.number != footing.terms or footing.said != said:
        return None
    return list(_wrong(kept, ruling, [*told(member, up_to=footing.place), *words]))


@transaction.atomic
def _kept(members: Sequence[str]) -> list[_Kept]:
    list(Account.objects.select_for_update(no_key=True).filter(member__in=members).order_by("member"))
    booked: dict[tuple[str, str], dict[Key, int]] = {}
    for row in Booked.objects.filter(member__in=members).defer("record"):
        # What came too late for a window that was closed stands beside what is booked for it.
        if count := row.pending + row.free + row.late:
            booked.setdefault((row.member, row.program), {})[key_of_row(row)] = count
    footings = Footing.objects.filter(member__in=members, why_whole="").order_by("member", "program")
    return [_Kept(each, all_sums(each), booked.get((each.member, each.program), {})) for each in footings]


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
