"""Closing windows: one statement for everybody to whom windows that are over owe anything.

A closing is a row; statements are written one by one, each in a transaction of its own, and who closes again, or at the
same time, goes on with what is there. All of a program's closings and numbers go through one locked row.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction

from ristorno.apps.accruals import operations as accruals
from ristorno.apps.accruals import queries as booked
from ristorno.apps.agreements.queries import calculation
from ristorno.apps.agreements.queries import program as kept_program
from ristorno.apps.events.operations import record
from ristorno.apps.facts.queries import high_water
from ristorno.apps.settlements import refusals
from ristorno.apps.settlements.models import Closing, Course, Series
from ristorno.apps.settlements.queries import closing_state
from ristorno.apps.settlements.values import ClosingState
from ristorno.apps.settlements.writing import write
from ristorno.apps.wallets.values import Holder
from ristorno.engine.fact import local_day


def close(
    *, program: str, through: date, at: datetime, actor: str, members: Collection[str] | None = None
) -> ClosingState:
    """Close the windows of a program that end by a day, and freeze statements of them; some members' alone, or all.

    Again it changes nothing, unless statements of it were withdrawn, which are then frozen anew, or it is asked for
    members whom it left out. What was interrupted goes on.

    Raises:
        Refused: there is no such program, the day is not over, or later windows were closed already.
    """
    today = local_day(at, calculation(program).program.terms.zone)
    if through >= today:
        raise refusals.not_over(program, through, today)
    # What is refused is refused before anybody is run.
    with transaction.atomic():
        _latest(program, through)
    accruals.run_all(at=at, actor=actor, members=_all_concerned(program, through, members))
    closing = _begin(program, through, at, today, actor, None if members is None else sorted(set(members)))
    if closing.done_at is None:
        for holder in booked.holders(program, through, closing.members):
            _freeze(closing, holder, at, actor)
        _end(closing, at, actor)
    return closing_state(closing)


def _all_concerned(program: str, through: date, members: Collection[str] | None) -> Collection[str] | None:
    """Return who has to be run: the members, those merged into them, and those by whose facts they are paid."""
    return None if members is None else {*members, *booked.absorbed(members), *booked.payers(program, through, members)}


@transaction.atomic
def _begin(program: str, through: date, at: datetime, today: date, actor: str, members: list[str] | None) -> Closing:
    """Return the closing to go on with, or the latest one where nothing is left to do."""
    latest = _latest(program, through)
    if latest is not None and latest.through == through:
        if latest.done_at is None:
            if latest.members != members:
                raise refusals.still_freezing(program, through, latest.pk)
            return latest
        left = _left_out(program, through, members)
        if left is not None and not booked.holders(program, through, left):
            return latest
        members = left
    last_round = latest.round if latest is not None and latest.through == through else 0
    return Closing.objects.create(
        program=program,
        through=through,
        round=last_round + 1,
        members=members,
        as_of=today,
        known_at=at,
        high_water=high_water(),
        version=kept_program(program).number,
        actor=actor,
    )


def _latest(program: str, through: date) -> Closing | None:
    """Return the latest closing of a program, with its numbers locked."""
    lock(program)
    found = Closing.objects.filter(program=program).order_by("-through", "-round").first()
    if found is not None and found.through > through:
        raise refusals.closed_later(program, through, found.through)
    return found


def lock(program: str) -> Series:
    """Lock the numbers of a program's statements, and with them all that is done to its statements."""
    Series.objects.get_or_create(name=f"statement:{program}")
    return Series.objects.select_for_update(no_key=True).get(name=f"statement:{program}")


def _left_out(program: str, through: date, members: list[str] | None) -> list[str] | None:
    """Return whom earlier rounds of the same day left out, or had statements that were withdrawn; None: everybody."""
    rounds = Closing.objects.filter(program=program, through=through)
    gone = _withdrawn(program, through)
    if rounds.filter(members__isnull=True).exists():
        return sorted(gone if members is None else gone.intersection(members))
    if members is None:
        return None
    had = {member for named in rounds.values_list("members", flat=True) for member in named or ()}
    return sorted((set(members) - had) | gone.intersection(members))


def _withdrawn(program: str, through: date) -> set[str]:
    """Return the members of whom a statement was withdrawn and none stands in its place."""
    same = Course.objects.filter(statement__program=program, statement__through=through)
    states = same.order_by("statement__attempt").values_list("statement__member", "statement__contact", "state")
    latest = {(member, contact): state for member, contact, state in states}
    return {member for (member, _), state in latest.items() if state == Course.State.WITHDRAWN}


@transaction.atomic
def _freeze(closing: Closing, holder: Holder, at: datetime, actor: str) -> None:
    series = lock(closing.program)
    if not _has(closing, holder):
        write(closing, holder, series, at, actor)


def _has(closing: Closing, holder: Holder) -> bool:
    """Return whether a holder has a statement of this day that was not withdrawn."""
    mine = Course.objects.filter(statement__program=closing.program, statement__through=closing.through)
    mine = mine.filter(statement__member=holder.member, statement__contact=holder.contact)
    return mine.exclude(state=Course.State.WITHDRAWN).exists()


@transaction.atomic
def _end(closing: Closing, at: datetime, actor: str) -> None:
    """Note that a closing is done, and that all it is about is closed; once."""
    lock(closing.program)
    closing.refresh_from_db()
    if closing.done_at is not None:
        return
    members: Sequence[str] = sorted(booked.known_members()) if closing.members is None else closing.members
    accruals.shut(
        program=closing.program, members=members, through=closing.through, as_of=closing.as_of, at=closing.known_at
    )
    Closing.objects.filter(pk=closing.pk).update(done_at=at)
    closing.refresh_from_db()
    data = {"closing": closing.pk, "through": closing.through.isoformat(), "statements": closing.statements.count()}
    record(name="settlement.closed", actor=actor, subject=f"program:{closing.program}", data=data)
