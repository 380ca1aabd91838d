"""All periodic work, in one table. Each runs as a job of the queue ``periodic``, which no other work can hold up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django import app

from ristorno.apps.accruals import tasks as accruals
from ristorno.apps.clock.moving import BY_TIME
from ristorno.apps.clock.queries import sandbox
from ristorno.apps.identity import remembered, signing_in
from ristorno.apps.orders import tasks as orders
from ristorno.apps.settlements import tasks as settlements
from ristorno.apps.wallets import tasks as wallets
from ristorno.config.processes import QUEUE

_ANSWERS_KEPT = timedelta(days=7)
_VISITS_KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Periodic:
    """Something that is done again and again; ``when`` is a line of cron, in UTC; ``does`` is told for which moment."""

    name: str
    when: str
    does: Callable[[datetime], object]


def _forget_answers(now: datetime) -> int:
    return remembered.forget(before=now - _ANSWERS_KEPT)


def _forget_visits(now: datetime) -> int:
    return signing_in.forget(before=now - _VISITS_KEPT)


SCHEDULE = (
    Periodic("ledger.verify", "17 2 * * *", settlements.verify),
    Periodic("accruals.new_day", "0 * * * *", accruals.new_day),
    Periodic("settlements.agree_by_silence", "10 * * * *", settlements.agree_by_silence),
    Periodic("wallets.expire", "5 * * * *", wallets.expire),
    Periodic("wallets.end_holds", "* * * * *", wallets.end_holds),
    Periodic("orders.lapse", "* * * * *", orders.lapse),
    Periodic("answers.forget", "43 * * * *", _forget_answers),
    Periodic("visits.forget", "47 3 * * *", _forget_visits),
)


def _enter(periodic: Periodic) -> None:
    @app.periodic(cron=periodic.when, periodic_id=periodic.name)
    @app.task(name=periodic.name, queue=QUEUE, lock=periodic.name)
    def run(timestamp: int) -> None:
        if periodic.does in BY_TIME and sandbox() is not None:
            return  # whoever moves the clock does it
        periodic.does(datetime.fromtimestamp(timestamp, tz=UTC))


for _each in SCHEDULE:
    _enter(_each)
