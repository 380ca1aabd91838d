"""What the facts of a store carry: which products, groups, units, parties and attributes there are."""

from collections.abc import Collection, Mapping

from ristorno.engine.carried import Carried, Sort
from ristorno.intake.duck import Workshop, text
from ristorno.intake.store.log import log_rows


def carried(shop: Workshop, paths: list[str], values_of: Collection[str]) -> Carried | None:
    """Return what facts carry that were not retracted; None where there are none."""
    shop.run(f"create temp view held as select * from {log_rows(paths)} as log where not retracted")
    first, last = shop.row("select min({0}), max({0}) from held".format("coalesce(day, cast(instant as date))"))
    if last is None:
        return None
    names = {name: frozenset[str]() for (name,) in shop.rows(f"select distinct key from ({_entries('attributes')})")}
    return Carried(
        first_day=first,
        last_day=last,
        products=_distinct(shop, "product"),
        brands=_distinct(shop, "brand"),
        groups=_distinct(shop, "unnest(string_split(groups, chr(31)))"),
        sorts=frozenset(
            Sort(kind, frozenset((groups or "").split(chr(31))) - {""}, uom)
            for kind, groups, uom in shop.rows("select distinct kind, groups, uom from held where uom is not null")
        ),
        parties=_by_name(shop, _entries("parties")),
        attributes={**names, **_by_name(shop, f"select * from ({_entries('attributes')}) where {_among(values_of)}")},
        words=dict(
            shop.rows(
                f"select key, min(value) from ({_entries('attributes')}) "
                "where try_cast(value as decimal(38, 10)) is null group by 1"
            )
        ),
    )


def _distinct(shop: Workshop, value: str) -> frozenset[str]:
    return frozenset(name for (name,) in shop.rows(f"select distinct {value} from held") if name is not None)


def _entries(column: str) -> str:
    """Return the SQL of the names and values in a column of JSON, each once."""
    once = f"select distinct {column} as written from held where {column} is not null"
    entries = f"select unnest(map_entries(cast(cast(written as json) as map(varchar, varchar)))) as entry from ({once})"
    return f"select distinct entry.key as key, entry.value as value from ({entries})"


def _by_name(shop: Workshop, entries: str) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, value in shop.rows(entries):
        found.setdefault(name, set()).add(value)
    return {name: frozenset(values) for name, values in found.items()}


def _among(names: Collection[str]) -> str:
    return f"key in ({', '.join(text(name) for name in sorted(names))})" if names else "false"
