"""What leaves nothing behind, so that every example of a law begins with the same database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def rolled_back() -> Iterator[None]:
    """Undo what is written inside; a law is wrapped as ``@rolled_back()``."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
