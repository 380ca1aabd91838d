"""Things that are counted once: products, brands, persons, outlets, values of an attribute or of a party."""

from ristorno.bulk.counting.looks import ATTRIBUTE, PARTY, details
from ristorno.bulk.plan.expressions import NULL, Expression, call, col, value, when
from ristorno.bulk.plan.relations import Join, Relation, Table, select
from ristorno.engine.measures.count import Count, Values

_ITEMS = {"products": "product", "brands": "brand"}


def thing_of(measure: Count) -> str:
    """Return the name of what is counted: ``products``, ``contacts``, ``party.outlet``, ``attribute.code``."""
    if isinstance(measure.count, Values):
        named = measure.count.attribute
        return f"{PARTY}{measure.count.party}" if named is None else f"{ATTRIBUTE}{named}"
    return f"{PARTY}outlet" if measure.count == "outlets" else measure.count


def thing_lines(lines: Relation, thing: str) -> tuple[Relation, Expression]:
    """Return lines with what is needed to name a thing, and its name; null where a line does not name one."""
    if thing == "contacts":
        return lines, col("contact")
    if thing in _ITEMS:
        items = select(Table("items"), {"item": col("item"), "named": col(_ITEMS[thing])})
        return Join(lines, items, ("item",)), col("named")
    told = Join(lines, details([thing]), ("detail",), "left")
    return told, when(call("=", col(thing), value("")), NULL, col(thing))
