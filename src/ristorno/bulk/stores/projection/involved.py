"""Involved documents: their facts are kept apart, with what they come to where that depends on nothing else.

Facts are netted with those of the document that they take back, so what is netted together is named by a member and
that document: its key. Once the last of these facts has happened, nothing changes any more what they come to, unless
tenders paid, which the terms judge, or they are in several currencies. Such facts are netted here once; all others, and
those of a question before that day, when it is asked.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from ristorno.bulk.stores.projection.documents import Earliest
from ristorno.bulk.stores.projection.files import FlatWriter
from ristorno.bulk.stores.projection.in_force import RETURNS
from ristorno.bulk.stores.projection.manifest import Holds
from ristorno.bulk.stores.projection.netted import ASIDE, NETTED, Reading, net
from ristorno.bulk.stores.projection.schema import FILES
from ristorno.intake.duck import Workshop, text
from ristorno.intake.store.columns import LINE_KEY, LOG

_INVOLVED = "involved_facts"
_TENDERED = "tendered_documents"
_OWN = ("member_code", "item", "detail", "contact_code", "document_code")


def gather_involved(shop: Workshop, coded: str, kept: str, first: Earliest) -> None:
    """Fill the facts of involved documents: ``coded`` is the SQL of those of this generation, ``kept`` of others."""
    shop.run(
        "create or replace temp table involved_here as select *, "
        f"case when {first.by_day} then null else instant end as document_instant, "
        f"case when {first.by_day} then day end as document_day, {first.day} as stands_on "
        "from (select * exclude (instant, day), instant as own_instant, day as own_day, "
        "min(instant) over document as instant, min(day) over document as day "
        f"from ({coded}) window document as (partition by member, source, document))"
    )
    own = ", ".join(f'"{name}"' for name in LOG if name not in {"instant", "day"})
    told = (
        f"{own}, {{instant}} as instant, {{day}} as day, {', '.join(_OWN)}, document_instant, document_day, stands_on"
    )
    here = f"select {told.format(instant='own_instant', day='own_day')} from involved_here"
    more = f" union all by name select {told.format(instant='instant', day='day')} from {kept}" if kept else ""
    key = f"case when {RETURNS} then reverses_document else document end"
    shop.run(f"create or replace temp table {_INVOLVED} as select *, {key} as key from ({here}{more})")
    shop.run("drop table involved_here")


def write_involved(
    shop: Workshop, writer: FlatWriter, zone: str, kept: Mapping[Holds, Sequence[str]], redone: str
) -> None:
    """Write the facts of involved documents and what they come to.

    ``kept`` is the SQL of what was settled and set aside before and still holds, ``redone`` the SQL condition of the
    facts to net again.
    """
    shop.run(
        f"create or replace temp table {_TENDERED} as select distinct member, source, document from "
        f"(select member, source, document from {_INVOLVED} where tenders is not null "
        f"union all select member, source, key from {_INVOLVED} where tenders is not null)"
    )
    together = "partition by member, source, key"
    currency = "nullif(currency, '')"
    paid = (
        f"exists (from {_TENDERED} as paid where paid.member = fact.member and paid.source = fact.source "
        "and paid.document = fact.document)"
    )
    one_currency = f"coalesce(min({currency}) over cluster = max({currency}) over cluster, true)"
    facts = (
        f"select * exclude (paid), min(stands_on) over cluster as from_day, max(stands_on) over cluster as to_day, "
        f"min({currency}) over cluster as only_currency, not bool_or(paid) over cluster and {one_currency} as plain "
        f"from (select *, {paid} as paid from {_INVOLVED} as fact) window cluster as ({together})"
    )
    writer.table("involved", f"select {_listed('involved')} from ({facts})")
    again = writer.workplace / "again.parquet"
    shop.run(f"copy (select * from ({facts}) where plain and {redone}) to {text(str(again))} (format parquet)")
    rows = f"read_parquet({text(str(again))})"
    net(shop.connection, rows, Reading(ZoneInfo(zone)), date.max)
    settled = [*kept["settled"], f"select {_listed('settled')} from {NETTED}"]
    fact = "case when source = '' then '' else source || '/' end || document || '/' || name"
    here = (
        f"select fact, {ASIDE}.member, code, reason, source, key, to_day, only_currency from {ASIDE} join "
        f"(select *, {fact} as id from (select *, {LINE_KEY} as name from {rows})) as told "
        f"on told.id = fact and told.member = {ASIDE}.member"
    )
    aside = [*kept["aside"], here]
    writer.table("settled", " union all by name ".join(settled))
    writer.table("aside", " union all by name ".join(aside))
    again.unlink()


def _listed(holds: Holds) -> str:
    return ", ".join(f'"{name}"' for name in FILES[holds])
