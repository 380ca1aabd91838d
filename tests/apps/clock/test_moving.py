"""Moving the clock of a sandbox: all that time does is done on the way, in whatever steps somebody goes."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.accruals.world import all_is_well, balances, begin, fact, lots, run, tell
from apps.agreements.writing import codes
from ristorno.apps.accruals.queries import booked_of
from ristorno.apps.clock import operations
from ristorno.apps.clock.models import Sandbox
from ristorno.apps.clock.moving import BY_TIME
from ristorno.apps.clock.queries import now, sandbox
from ristorno.apps.identity.operations import make_key
from ristorno.apps.identity.queries import caller_of
from ristorno.apps.integrations.operations import add_endpoint
from ristorno.apps.integrations.queries import endpoints
from ristorno.apps.wallets import operations as wallets
from ristorno.apps.wallets.queries import statement
from ristorno.apps.wallets.values import Holder
from ristorno.config.schedule import SCHEDULE
from ristorno.kernel.problem import Refused
from web.api.calling import Program
from web.api.calling import codes as said_codes

pytestmark = pytest.mark.django_db

BEGINS = datetime(2026, 12, 28, 9, tzinfo=UTC)
ENDS = datetime(2027, 1, 13, 15, tzinfo=UTC)

PROGRAM = """\
program: dealers
time_zone: Europe/Moscow
currency: RUB
units:
  RUB: {kind: money}
  PTS: {kind: points, expires: {after: 20 days}}
ladders:
  status: {window: year, tiers: {base: 0, gold: 500_000}, kept_until: end_of_window, grace: 10 days}
clauses:
  points:
    window: document
    mechanic: {per_step: {step: 1_000, gives: 1}}
    multiply: {by: status, gold: 2}
    reward: {unit: PTS}
  yearly:
    window: year
    mechanic: {percent: 1 %}
    accept_until: +5 days
    reward: {unit: RUB}
"""


@pytest.fixture
def rehearsed() -> Iterator[None]:
    """A sandbox in which a member bought, and has set something of its points aside."""
    operations.make_copy(at=BEGINS, actor="user:1")
    begin(PROGRAM)
    tell(fact("D1", 300_000, on="2026-12-10"), fact("D2", 250_000, on="2026-12-18"), at=BEGINS)
    tell(fact("D3", 4_000, on="2026-12-19", member="N"), at=BEGINS)
    for member in "MN":
        run(member, at=BEGINS)
    wallets.hold(
        key="h1", holder=Holder("M"), unit="PTS", amount=Decimal(100), at=BEGINS, actor="user:1",
        expires_at=datetime(2027, 1, 12, 10, 30, tzinfo=UTC),
    )  # fmt: skip
    yield
    assert all_is_well()


def advance(*to: datetime) -> None:
    for moment in to:
        assert operations.advance(to=moment, actor="user:1").complaints == ()


def everything() -> object:
    """All that is kept of both members, with the moment of every movement."""
    told = [
        [(line.happened_at, line.movement, line.pending, line.free, line.held) for line in statement(Holder(key), unit)]
        for key in "MN"
        for unit in ("PTS", "RUB")
    ]
    booked = [(each.clause, each.label, each.status, each.free) for key in "MN" for each in booked_of(key)]
    return told, booked, [balances(key) for key in "MN"]


@pytest.mark.usefixtures("rehearsed")
def test_points_expire_on_their_day_and_what_was_set_aside_comes_back_on_its_own() -> None:
    assert lots() == [(date(2026, 12, 30), 200), (date(2027, 1, 7), 250)]
    advance(datetime(2026, 12, 30, 20, 59, tzinfo=UTC))
    assert lots() == [(date(2026, 12, 30), 200), (date(2027, 1, 7), 250)]  # its last day counts
    advance(datetime(2026, 12, 30, 21, tzinfo=UTC))  # midnight in Moscow
    assert lots() == [(date(2027, 1, 7), 250)]
    advance(datetime(2027, 1, 12, 10, 29, tzinfo=UTC))
    held = [line for line in statement(Holder("M"), "PTS") if line.held]
    assert [line.movement for line in held] == ["hold"]
    advance(datetime(2027, 1, 12, 12, tzinfo=UTC))
    lines = statement(Holder("M"), "PTS")[-2:]
    assert [(line.movement, f"{line.happened_at:%m-%d %H:%M}") for line in lines] == [
        ("release", "01-12 10:30"), ("expire", "01-12 10:30")
    ]  # fmt: skip


@pytest.mark.usefixtures("rehearsed")
def test_a_year_ends_and_can_be_spent_from_the_day_after_its_grace() -> None:
    assert balances()["RUB"] == (5_500, 0)
    advance(datetime(2027, 1, 5, 20, 59, tzinfo=UTC))  # through 5 January the year takes facts
    assert balances()["RUB"] == (5_500, 0)
    advance(datetime(2027, 1, 5, 21, tzinfo=UTC))
    assert balances()["RUB"] == (0, 5_500)
    assert [each.status for each in booked_of("M") if each.clause == "yearly"] == ["final"]


@pytest.mark.usefixtures("rehearsed")
@pytest.mark.parametrize(("day", "points"), [(10, 20), (11, 10)])
def test_a_level_lasts_into_the_new_year_as_long_as_its_grace(day: int, points: int) -> None:
    advance(datetime(2027, 1, day, 9, tzinfo=UTC))
    tell(fact("D9", 10_000, on=f"2027-01-{day}"), at=now())
    run(at=now())
    assert lots()[-1][1] == points


@pytest.mark.usefixtures("rehearsed")
def test_in_one_leap_or_day_by_day_the_same_is_done_at_the_same_moments() -> None:
    daily = [BEGINS + timedelta(days=day) for day in range(1, 17)]
    assert rehearsal([*daily, ENDS]) == rehearsal([ENDS])


@pytest.mark.long
@pytest.mark.usefixtures("rehearsed")
def test_in_one_leap_or_in_any_steps_the_same_is_done_at_the_same_moments() -> None:
    leap = rehearsal([ENDS])
    hours = int((ENDS - BEGINS) / timedelta(hours=1))

    @settings(max_examples=30, deadline=None)
    @given(steps=st.lists(st.integers(0, hours), max_size=6))
    def law(steps: Sequence[int]) -> None:
        assert rehearsal([BEGINS + timedelta(hours=each) for each in sorted(steps)] + [ENDS]) == leap

    law()


def rehearsal(steps: Sequence[datetime]) -> object:
    """What is kept behind steps, which are taken back."""
    with transaction.atomic():
        advance(*steps)
        found = everything()
        transaction.set_rollback(True)
    return found


@pytest.mark.usefixtures("rehearsed")
def test_whoever_is_stopped_on_the_way_goes_on_where_the_clock_stands() -> None:
    ends = BEGINS + timedelta(days=4)
    whole = rehearsal([ends])
    told: list[datetime] = []

    def interrupted(at: datetime) -> None:
        told.append(at)
        if len(told) == 3:
            Sandbox.objects.update(settled=False)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        operations.advance(to=ends, actor="user:1", heard=interrupted)
    assert (now(), sandbox() and sandbox().settled) == (told[-1], False)  # type: ignore[union-attr]
    advance(ends)

    assert everything() == whole


@pytest.mark.usefixtures("rehearsed")
def test_it_is_never_put_back() -> None:
    with pytest.raises(Refused) as refused:
        operations.advance(to=BEGINS - timedelta(seconds=1), actor="user:1")
    assert codes(refused.value) == ["clock.back"]
    with pytest.raises(DatabaseError, match="forward alone"), transaction.atomic():
        Sandbox.objects.update(stands_at=BEGINS - timedelta(seconds=1))
    with pytest.raises(DatabaseError, match="stays one"), transaction.atomic():
        Sandbox.objects.all().delete()


def test_the_clock_of_a_real_installation_is_the_worlds_and_nobody_moves_it() -> None:
    begin()  # something happens here, so that it may be a real one
    assert abs(now() - datetime.now(tz=UTC)) < timedelta(minutes=1)
    with pytest.raises(Refused) as refused:
        operations.advance(to=ENDS, actor="user:1")
    assert codes(refused.value) == ["clock.none"]
    with pytest.raises(Refused) as refused:
        operations.make_sandbox(at=BEGINS, actor="user:1")
    assert codes(refused.value) == ["clock.real"]
    assert sandbox() is None


def test_all_periodic_work_is_done_by_moving_or_has_nothing_to_do_with_what_is_promised() -> None:
    beside = {each.name for each in SCHEDULE if each.does not in BY_TIME}
    assert beside == {"ledger.verify", "answers.forget", "visits.forget"}
    assert len(SCHEDULE) == len(beside) + len(BY_TIME)


def test_the_world_does_not_meet_a_copy() -> None:
    begin()
    key = make_key(name="the shop", scopes=["facts:write"], actor="user:1")
    add_endpoint(url="https://example.com/hook", wanted=["*"], actor="user:1")
    assert caller_of(key, datetime.now(tz=UTC)) is not None

    operations.make_copy(at=datetime.now(tz=UTC), actor="command:restore")

    assert caller_of(key, datetime.now(tz=UTC)) is None
    assert [each.stopped_why for each in endpoints()] == ["This is a sandbox, a copy."]
    stands = now()
    operations.make_copy(at=ENDS, actor="command:restore")  # a backup of a sandbox, restored as one
    assert now() == stands


@pytest.mark.usefixtures("rehearsed")
def test_a_program_asks_what_time_it_is_and_moves_the_clock() -> None:
    program = Program("clock:read", "clock:write")
    assert program.get("/clock").json() == {"now": "2026-12-28T09:00:00Z", "sandbox": True}

    moved = program.post("/clock", {"to": "2026-12-30T21:00:00Z"})

    assert (moved.status_code, moved.json()["now"]) == (200, "2026-12-30T21:00:00Z")
    assert lots() == [(date(2027, 1, 7), 250)]
    assert said_codes(program.post("/clock", {"to": "2026-12-30T20:00:00Z"})) == ["clock.back"]
    assert said_codes(program.post("/clock", {"to": "2028-12-30T20:00:00Z"})) == ["clock.far"]
