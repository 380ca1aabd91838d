"""Processes that are killed at a chosen step, each split off one that has loaded all it needs.

To load everything takes many times as long as what is done until the kill.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_LOADED = """
import os, signal, sys, traceback

fatal = steps = 0

def step():
    global steps
    steps += 1
    if steps == fatal:
        os.kill(os.getpid(), signal.SIGKILL)

def counted(function):
    def wrapped(*args, **kwargs):
        step()
        result = function(*args, **kwargs)
        step()
        return result
    return wrapped

exec(sys.argv[1])  # loads, lets steps be counted, and says what is done

for line in sys.stdin:
    fatal, *words = line.rstrip("\\n").split("\\t")
    fatal = int(fatal)
    split = os.fork()
    if split == 0:
        try:
            done(*words)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(split, 0)[1]), flush=True)
"""

KilledAt = Callable[..., bool]
"""Do it with some words in a process that dies at its nth step; return whether it did."""


@contextmanager
def dying(script: str) -> Iterator[KilledAt]:
    """Load a script that defines ``done(*words)`` and wraps in ``counted`` what steps are."""
    command = [sys.executable, "-c", _LOADED, script]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as loaded:

        def killed_at(step: int, *words: object) -> bool:
            assert loaded.stdin is not None
            assert loaded.stdout is not None
            print(step, *words, sep="\t", file=loaded.stdin, flush=True)
            ended = loaded.stdout.readline().strip()
            assert ended in {"0", "-9"}, f"it ended with {ended}; what it said is above"
            return ended == "-9"

        yield killed_at
