"""Reading facts: what was told of a member, of all, and how much is known."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Final

from django.db import connection

from ristorno.apps.facts.batches import high_water
from ristorno.apps.facts.claimed import claim, claims, decided, evidence, undecided
from ristorno.apps.facts.consents import Consents, consents
from ristorno.apps.facts.correcting import Correction, RowCells, correction
from ristorno.apps.facts.documents import DocumentFound, documents
from ristorno.apps.facts.news import FIELDS, NO_NEWS, News, news
from ristorno.apps.facts.waiting import quarantine, strangers, waiting, waiting_count, write_quarantine
from ristorno.apps.members.queries import codes, codes_of, standing
from ristorno.engine.fact import Fact
from ristorno.intake.store.log import fact_builder
from ristorno.postgres.asking import Question, ask

__all__ = [
    "NO_NEWS",
    "Consents",
    "Correction",
    "DocumentFound",
    "News",
    "RowCells",
    "by_member",
    "claim",
    "claims",
    "consents",
    "correction",
    "decided",
    "documents",
    "evidence",
    "high_water",
    "latest",
    "latest_asked",
    "log",
    "news",
    "quarantine",
    "strangers",
    "told",
    "undecided",
    "waiting",
    "waiting_count",
    "write_quarantine",
]

_CHUNK: Final = 5_000
_MEMBERS: Final = 500


def latest(codes: Collection[str]) -> int:
    """Return the place of the last batch that changed facts under some codes; 0 where none ever did."""
    return int(ask(latest_asked(codes)))


def latest_asked(codes: Collection[str]) -> Question:
    """Return the question for the last batch that changed facts under some codes."""
    return Question("select coalesce(max(place), 0) from facts_touch where member = any(%s)", (tuple(codes),))


def log(key: str, *, after: int = 0, up_to: int | None = None) -> list[Fact]:
    """Return all versions of all facts of a member, under whatever code they came, as those of its ``key``.

    What the members room knows of it is among them, as facts of the source ``members``. ``after``: only those that came
    after a high water, ``up_to``: only those that had come by one; the facts of the members room are always whole.
    """
    return [*told(key, after=after, up_to=up_to), *standing([key]).get(key, ())]


def told(key: str, *, after: int = 0, up_to: int | None = None) -> list[Fact]:
    """Return the same as :func:`log` without what the members room knows."""
    later = (
        "and v.id > (select coalesce(min(first), 0) from facts_batch where place > %(after)s) "
        "and v.batch_id in (select id from facts_batch where place > %(after)s)"
    )
    sql = f"select {FIELDS.format(member='%(key)s')} from facts_version as v where v.member = any(%(codes)s)"
    known = "and v.batch_id in (select id from facts_batch where place <= %(up_to)s)"
    asked: dict[str, str | int | list[str] | None] = {
        "key": key,
        "codes": list(codes_of(key)),
        "after": after,
        "up_to": up_to,
    }
    where = f"{later if after else ''} {known if up_to is not None else ''}"
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} {where} order by v.id", asked)
        return list(map(fact_builder(), cursor))


def by_member(keys: Collection[str] | None = None) -> Iterator[tuple[str, list[Fact]]]:
    """Yield members with all versions of their facts, in the order of their keys; of some, or of all that are known.

    Those of whom nothing is known are left out. Memory holds the facts of one member at a time, and what is said of
    some hundred.
    """
    known = dict(sorted(codes(keys).items()))
    told = groupby(_facts(known), key=attrgetter("member"))
    waiting = next(told, None)
    for some in _parts(list(known)):
        said = standing(some)
        for key in some:
            facts: list[Fact] = []
            if waiting is not None and waiting[0] == key:
                facts = list(waiting[1])
                waiting = next(told, None)
            facts.extend(said.get(key, ()))
            if facts:
                yield key, facts


def _parts(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[start : start + _MEMBERS] for start in range(0, len(keys), _MEMBERS))


def _facts(known: Mapping[str, Collection[str]]) -> Iterator[Fact]:
    pairs = [(code, key) for key, owned in known.items() for code in owned]
    with connection.chunked_cursor() as cursor:
        build = fact_builder()
        cursor.execute(
            f"select {FIELDS.format(member='k.key')} from facts_version as v "
            "join unnest(%s::text[], %s::text[]) as k (code, key) on k.code = v.member "
            'order by k.key collate "C", v.id',
            [[code for code, _ in pairs], [key for _, key in pairs]],
        )
        while rows := cursor.fetchmany(_CHUNK):
            yield from map(build, rows)
