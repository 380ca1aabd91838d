"""What has come of members since: the documents that changed, as they were known then and as they are known now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import connection

from ristorno.apps.members.queries import codes
from ristorno.engine.fact import Fact
from ristorno.engine.history.book import STATE_KINDS
from ristorno.intake.store.log import fact_builder

FIELDS: Final = (
    "v.source, v.document, v.key, v.version, v.retracted, v.kind, v.instant at time zone 'UTC', v.day, "
    "v.recorded_at at time zone 'UTC', {member}, v.contact, v.parties, v.product, v.brand, v.groups, v.quantity::text, "
    "v.uom, v.amount::text, v.cost::text, v.tax::text, v.currency, v.due_on, v.invoiced_on, v.pays, "
    "v.reverses_document, v.reverses_line, v.attributes, v.tenders"
)
"""As the log of a store is read."""

_STATES: Final = ", ".join(f"'{kind}'" for kind in sorted(STATE_KINDS))
_SQL: Final = f"""
with recursive owned as materialized (
    select * from unnest(%(keys)s::text[], %(codes)s::text[], %(marks)s::bigint[]) as o (key, code, mark)
), fresh as materialized (
    select o.key, v.identity
    from owned as o join facts_touch as t on t.member = o.code and t.place > o.mark and t.place <= %(up_to)s
    join facts_batch as b on b.place = t.place
    join facts_version as v on v.member = o.code and v.id between b.first and b.last and v.batch_id = b.id
), linked as (
    select key, identity from fresh
    union select o.key, v.identity from owned as o join facts_version as v on v.member = o.code
        where v.kind in ({_STATES}) and o.key in (select key from fresh)
    union select l.key, n.identity from linked as l cross join lateral (
        select v.reversed_identity as identity, v.member from facts_version as v
        where v.identity = l.identity and v.reversed_identity is not null
        union all
        select v.identity, v.member from facts_version as v where v.reversed_identity = l.identity
    ) as n where exists (select from owned as o where o.key = l.key and o.code = n.member)
)
select b.place <= o.mark, {FIELDS.format(member="o.key")}
from linked as l join facts_version as v on v.identity = l.identity
join owned as o on o.key = l.key and o.code = v.member join facts_batch as b on b.id = v.batch_id
where b.place <= %(up_to)s order by v.id
"""


@dataclass(frozen=True, slots=True)
class News:
    """All versions of the facts of the documents that changed, and of those that returns tie to them.

    Facts that say how a member stands, such as consents, are among both where anything changed at all.
    """

    before: tuple[Fact, ...] = ()
    after: tuple[Fact, ...] = ()


NO_NEWS: Final = News()


def news(since: Mapping[str, int], *, up_to: int) -> Mapping[str, News]:
    """Return by the key of a member what came after a place, of those of whom anything did; nothing after ``up_to``.

    How long the members' histories are means nothing; what came in is what it costs.
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
        }
        cursor.execute(_SQL, asked)
        build = fact_builder()
        for known, *row in cursor:
            fact = build(tuple(row))
            after.setdefault(fact.member, []).append(fact)
            if known:
                before.setdefault(fact.member, []).append(fact)
    return {key: News(tuple(before.get(key, ())), tuple(facts)) for key, facts in after.items()}
