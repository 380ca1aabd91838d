"""Does rounds of the business, each in a process of its own that may be killed in the middle.

Reads words from its input, one command a line, and answers each with a line: ``round NUMBER SECONDS`` does a round and
kills it after so long (``-``: never); ``found`` and ``look`` are what the business calls so; ``warm`` does the first
round here, so that what a process does once is done before others are begun. They are forked from this one, which has
loaded everything and has no connection: a start costs next to nothing.
"""

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from functools import partial

import django


def main() -> None:
    """Answer commands until there are no more."""
    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from kills import business

    call_command("migrate", interactive=False, verbosity=0)
    connections.close_all()
    _say("ready")
    for line in sys.stdin:
        word, *told = line.split()
        if word == "look":
            _run(lambda: _say(json.dumps(business.look())))
        elif word == "found":
            _say(_run(business.found))
        elif word == "warm":
            business.do(0)
            connections.close_all()
            _say("warm")
        else:
            limit = None if told[1] == "-" else float(told[1])
            began = time.monotonic()
            how = _run(partial(business.do, int(told[0])), limit)
            _say(f"{how} {time.monotonic() - began}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _run(does: Callable[[], None], limit: float | None = None) -> str:
    """Let another process do something; return ``done``, ``failed``, or ``killed`` where it took more seconds."""
    child = os.fork()
    if child == 0:
        try:
            does()
        except BaseException:  # noqa: BLE001 - whatever it is, the process ends here and says why
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    end = None if limit is None else time.monotonic() + limit
    while end is not None and time.monotonic() < end:
        gone, status = os.waitpid(child, os.WNOHANG)
        if gone:
            return _told(status)
        time.sleep(0.0005)
    if end is not None:
        os.kill(child, signal.SIGKILL)
    return _told(os.waitpid(child, 0)[1])


def _told(status: int) -> str:
    if os.WIFSIGNALED(status):
        return "killed"
    return "failed" if os.WEXITSTATUS(status) else "done"


if __name__ == "__main__":
    main()
