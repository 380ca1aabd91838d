"""Things that are counted once: products, brands, persons, outlets, values of an attribute or of a party."""

from ristorno.bulk.counting.looks import ATTRIBUTE, PARTY, details
from ristorno.bulk.plan.expressions import NO_TEXT, call, col, value, when
from ristorno.bulk.plan.relations import Join, Relation, Table, extended, select
from ristorno.engine.measures.count import Count, Values

_ITEMS = {"products": "product", "brands": "brand"}


def thing_of(measure: Count) -> str:
    """Return the name of what is counted: ``products``, ``contacts``, ``party.outlet``, ``attribute.code``."""
    if isinstance(measure.count, Values):
        named = measure.count.attribute
        return f"{PARTY}{measure.count.party}" if named is None else f"{ATTRIBUTE}{named}"
    return f"{PARTY}outlet" if measure.count == "outlets" else measure.count


def with_thing(lines: Relation, thing: str, column: str) -> Relation:
    """Return lines with a column that names a thing; null where a line does not name one."""
    if thing == "documents":
        return extended(lines, {column: col("document")})
    if thing == "contacts":
        return extended(lines, {column: col("contact")})
    if thing in _ITEMS:
        return Join(lines, select(Table("items"), {"item": col("item"), column: col(_ITEMS[thing])}), ("item",))
    named = when(call("=", col(thing), value("")), NO_TEXT, col(thing))
    return Join(lines, select(details([thing]), {"detail": col("detail"), column: named}), ("detail",), "left")
