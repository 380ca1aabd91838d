"""What runs while Ristorno serves: one process for each kind of work, so that none waits for another."""

import os
import sys
from collections.abc import Mapping, Sequence

_THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)
"""That answer requests in one process; most of their time they wait for the database."""
QUEUE = "periodic"
"""Of periodic work: it would starve behind a backlog of other jobs."""
LETTERS = "letters"
"""Of letters, which somebody waits for who wants to sign in."""


def processes(host: str, port: int, workers: int) -> Mapping[str, Sequence[str]]:
    """Return the command of every process by the name of its work."""
    python = sys.executable
    return {
        "web": (
            python, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
            "--workers", str(workers), "--blocking-threads", str(_THREADS), "--log-level", "warning",
            "ristorno.config.wsgi:application",
        ),
        "accruals": (python, "-m", "ristorno", "accruals", "run", "--follow"),
        "schedule": (python, "-m", "django", "procrastinate", "worker", "--name", "schedule", "--queues", QUEUE),
        "letters": (python, "-m", "django", "procrastinate", "worker", "--name", "letters", "--queues", LETTERS),
        "webhooks": (python, "-m", "ristorno", "webhooks", "deliver", "--follow"),
    }  # fmt: skip
