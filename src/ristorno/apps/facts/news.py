"""What has come of members since: the documents that changed, as they were known then and as they are known now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import md5
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.db import connection

from ristorno.apps.members.queries import codes
from ristorno.engine.fact import Fact
from ristorno.engine.history.book import STATE_KINDS
from ristorno.intake.store.log import fact_builder

FIELDS: Final = (
    "v.source, v.document, v.key, v.version, v.retracted, v.kind, v.instant at time zone 'UTC', v.day, "
    "v.recorded_at at time zone 'UTC', {member}, v.contact, v.parties, v.product, v.brand, "
    "coalesce(v.groups, v.filled), v.quantity::text, v.uom, v.amount::text, v.cost::text, v.tax::text, v.currency, "
    "v.due_on, v.invoiced_on, v.pays, v.reverses_document, v.reverses_line, v.attributes, v.tenders"
)
"""As the log of a store is read."""

_STATES: Final = ", ".join(f"'{kind}'" for kind in sorted(STATE_KINDS))
_SQL: Final = f"""
set local enable_seqscan = off;
with recursive owned as materialized (
    select * from unnest(%(keys)s::text[], %(codes)s::text[], %(marks)s::bigint[]) as o (key, code, mark)
), fresh as materialized (
    select o.key, v.identity
    from owned as o cross join lateral (
        select place from facts_touch where member = o.code and place > o.mark and place <= %(up_to)s offset 0
    ) as t join facts_batch as b on b.place = t.place cross join lateral (
        select identity from facts_version where member = o.code and batch_id = b.id offset 0
    ) as v
    union all select * from unnest(%(again)s::text[], %(identities)s::uuid[])
), linked as (
    select key, identity from fresh
    union select o.key, v.identity from owned as o cross join lateral (
        select identity from facts_version where member = o.code and kind in ({_STATES}) offset 0
    ) as v where o.key in (select key from fresh)
    union select l.key, n.identity from linked as l cross join lateral (
        select reversed_identity as identity, member from facts_version
        where identity = l.identity and reversed_identity is not null
        union all
        select identity, member from facts_version where reversed_identity = l.identity
        offset 0
    ) as n where exists (select from owned as o where o.key = l.key and o.code = n.member)
)
select v.place <= o.mark, {FIELDS.format(member="o.key")}
from linked as l join owned as o on o.key = l.key cross join lateral (
    select told.*, b.place from facts_version as told join facts_batch as b on b.id = told.batch_id
    where told.identity = l.identity and told.member = o.code and b.place <= %(up_to)s offset 0
) as v order by v.id;
set local enable_seqscan to default
"""
"""Each step looks up what the one before has found. Where one member has nearly all facts, statistics say of every
other one that it has as many, and the server takes reading all facts for quicker: ``offset 0`` keeps it from doing so
once for all, the setting from doing so for each member. So what came in is what it costs, whatever statistics say."""


@dataclass(frozen=True, slots=True)
class News:
    """All versions of the facts of the documents that changed, and of those that returns tie to them.

    Facts that say how a member stands, such as consents, are among both where anything changed at all.
    """

    before: tuple[Fact, ...] = ()
    after: tuple[Fact, ...] = ()


NO_NEWS: Final = News()
NONE_AGAIN: Final[Mapping[str, Collection[str]]] = MappingProxyType({})


def news(
    since: Mapping[str, int], *, up_to: int, again: Mapping[str, Collection[str]] = NONE_AGAIN
) -> Mapping[str, News]:
    """Return by the key of a member what came after a place, of those of whom anything did; nothing after ``up_to``.

    ``again`` names documents, or facts, of members that are looked at besides, whether anything came of them or not;
    another one that could be meant by such a name may be among them too. How long the members' histories are means
    nothing; what came in, and what is named, is what it costs.
    """
    pairs = [(key, code) for key, owned in codes(list(since)).items() for code in owned]
    before: dict[str, list[Fact]] = {}
    after: dict[str, list[Fact]] = {}
    with connection.cursor() as cursor:
        asked: dict[str, int | list[str] | list[int]] = {
            "keys": [key for key, _ in pairs],
            "codes": [code for _, code in pairs],
            "marks": [since[key] for key, _ in pairs],
            "up_to": up_to,
            "again": [key for key, names in again.items() for name in names for _ in _identities(name)],
            "identities": [each for names in again.values() for name in names for each in _identities(name)],
        }
        cursor.execute(_SQL, asked)
        cursor.nextset()  # behind the setting
        build = fact_builder()
        for known, *row in cursor:
            fact = build(tuple(row))
            after.setdefault(fact.member, []).append(fact)
            if known:
                before.setdefault(fact.member, []).append(fact)
    return {key: News(tuple(before.get(key, ())), tuple(facts)) for key, facts in after.items()}


def _identities(name: str) -> list[str]:
    """Return the identities of all documents that the name of a document or of a fact may mean: parts hold slashes."""
    parts = name.split("/")
    whole, of_line = range(len(parts)), "/".join(parts[:-1])
    named = {("/".join(parts[:n]), "/".join(parts[n:])) for n in whole}
    if of_line:
        named |= {("/".join(parts[:n]), "/".join(parts[n:-1])) for n in whole[:-1]}
    return [str(UUID(_md5(_md5(source) + document))) for source, document in sorted(named)]


def _md5(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()
