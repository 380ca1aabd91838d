"""How another process begins: this is read there before Django is, so nothing here knows of the apps."""

import signal

import django


def begin() -> None:
    """Make a process ready for work that somebody else gives, who alone hears Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    django.setup()
