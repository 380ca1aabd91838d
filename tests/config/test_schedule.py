"""Periodic work: every entry of the table is done by a worker, and what is forgotten is old enough."""

import os
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from ristorno.apps.identity.models import Answered
from ristorno.apps.identity.operations import make_key
from ristorno.apps.identity.queries import keys
from ristorno.apps.identity.remembered import Answer, begin, finish
from ristorno.cli.keeping import SETTINGS
from ristorno.config.processes import QUEUE, processes
from ristorno.config.schedule import SCHEDULE
from ristorno.postgres.address import URL
from servers.databases import another

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
ANSWER = Answer(200, "application/json", b"{}")


def test_the_process_of_the_schedule_does_all_that_stands_in_it(committed: None) -> None:
    names = {each.name for each in SCHEDULE}
    with another() as address:
        for name in names:
            app.configure_task(name, queue=QUEUE).defer(timestamp=int(NOW.timestamp()))

        command = [*processes("127.0.0.1", 8000, 1)["schedule"], "--one-shot"]
        settings = {URL: address, "DJANGO_SETTINGS_MODULE": SETTINGS}
        subprocess.run(command, env={**os.environ, **settings}, check=True, capture_output=True)

        asked = ProcrastinateJob.objects.filter(args={"timestamp": int(NOW.timestamp())})
        assert dict(asked.values_list("task_name", "status")) == dict.fromkeys(names, "succeeded")
    assert set(app.periodic_registry.periodic_tasks) == {(name, name) for name in names}


@pytest.mark.django_db
def test_answers_are_forgotten_after_seven_days() -> None:
    (forget,) = [each.does for each in SCHEDULE if each.name == "answers.forget"]
    make_key(name="a program", scopes=["facts:read"], actor="command:keys")
    key = keys()[0].number
    for named, age in (("old", timedelta(days=7, seconds=1)), ("young", timedelta(days=7) - timedelta(seconds=1))):
        assert begin(key=key, named=named, digest="d") is None
        finish(key=key, named=named, answer=ANSWER)
        Answered.objects.filter(named=named).update(asked_at=NOW - age)

    assert forget(NOW) == 1

    assert begin(key=key, named="young", digest="d") == ANSWER
    assert begin(key=key, named="old", digest="of another request") is None
