"""Small questions to the database, and asking several of them at once while somebody waits.

A room says its question as a value. Whoever knows what will be asked on the way asks it all beforehand, with one
statement; the rooms then find their answers there:

    with at_once(NEWEST, ANY_PRODUCTS):
        ...  # ask(NEWEST) is answered already

What is answered is as it was when the block began: it is for reading alone.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from django.db import connection


@dataclass(frozen=True, slots=True)
class Question:
    """A statement whose answer is one value, with what stands for its parameters: texts, or tuples of them."""

    sql: str
    given: tuple[str | tuple[str, ...], ...] = ()

    @property
    def parameters(self) -> list[str | list[Any]]:
        """What is handed to the database: a tuple is an array there."""
        return [list(each) if isinstance(each, tuple) else each for each in self.given]


_Answers: TypeAlias = Mapping[Question, Any]
_ANSWERED: Final[ContextVar[_Answers]] = ContextVar("answered", default=MappingProxyType({}))


def ask(question: Question) -> Any:
    """Return the answer to a question; None where no row has it."""
    answered = _ANSWERED.get()
    return answered[question] if question in answered else _asked([question])[question]


@contextmanager
def at_once(*questions: Question) -> Iterator[None]:
    """Ask questions with one statement; inside, whoever asks one of them has the answer already."""
    token = _ANSWERED.set({**_ANSWERED.get(), **_asked(list(dict.fromkeys(questions)))})
    try:
        yield
    finally:
        _ANSWERED.reset(token)


def _asked(questions: list[Question]) -> _Answers:
    statement = "select " + ", ".join(f"({each.sql})" for each in questions)
    with connection.cursor() as cursor:
        cursor.execute(statement, [given for each in questions for given in each.parameters])
        return dict(zip(questions, cursor.fetchone(), strict=True))
