"""The dictionaries: dense integers in place of texts, the same text always with the same one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ristorno.bulk.stores.projection.manifest import DictionaryName
from ristorno.intake.duck import Workshop, text

TEXTS: Mapping[DictionaryName, Sequence[str]] = MappingProxyType(
    {
        "members": ("id",),
        "contacts": ("id",),
        "documents": ("source", "number"),
        "items": ("kind", "product", "brand", "groups", "uom", "currency"),
        "details": ("parties", "attributes"),
    }
)
"""The texts that a dictionary gives a code, by its name."""
CODE: Mapping[DictionaryName, str] = MappingProxyType(
    {"members": "member", "contacts": "contact", "documents": "document", "items": "item", "details": "detail"}
)
"""The column of the code."""
FIRST: Mapping[DictionaryName, int] = MappingProxyType({**dict.fromkeys(CODE, 1), "details": 0})
"""The first code that a dictionary gives; detail 0 says nothing."""


@dataclass(frozen=True, slots=True)
class Dictionary:
    """What a dictionary says of some rows: the table ``NAME_codes`` has their texts, their codes and ``fresh``."""

    name: DictionaryName
    next_code: int
    fresh: int
    """So many texts got a new code."""
    varying: tuple[str, ...]
    """The columns by which the texts of these rows differ."""

    @property
    def table(self) -> str:
        """The table with the codes."""
        return f"{self.name}_codes"

    def join(self, rows: str) -> str:
        """Return the SQL that joins the codes to rows that have these columns; none is compared in vain."""
        if not self.varying:
            return f"cross join {self.table}"
        same = " and ".join(f"{rows}.{name} is not distinct from {self.table}.{name}" for name in self.varying)
        return f"join {self.table} on {same}"


def give_codes(shop: Workshop, name: DictionaryName, texts: str, known: Sequence[str], next_code: int) -> Dictionary:
    """Give the distinct texts that a query selects their codes; ``known`` are the files of the dictionary so far."""
    columns, code = TEXTS[name], CODE[name]
    listed = ", ".join(columns)
    shop.run(f"create or replace temp table {name}_texts as select distinct {listed} from ({texts})")
    fresh = f"select {listed} from {name}_texts"
    old = ""
    if known:
        paths = ", ".join(text(path) for path in known)
        near = _between(shop, f"{name}_texts", columns)
        same = " and ".join(f"told.{column} is not distinct from held.{column}" for column in columns)
        shop.run(
            f"create or replace temp table {name}_known as select held.* from {name}_texts as told "
            f"join (from read_parquet([{paths}], hive_partitioning = false) where {near}) as held on {same}"
        )
        fresh = f"select {listed} from {name}_texts as told anti join {name}_known as held on {same}"
        old = f" union all select {code}, {listed}, false from {name}_known"
    order = ", ".join(f"{column} nulls first" for column in columns)
    numbered = f"cast(row_number() over (order by {order}) + {next_code - 1} as integer)"
    shop.run(
        f"create or replace temp table {name}_codes as "
        f"select {numbered} as {code}, {listed}, true as fresh from ({fresh}){old}"
    )
    differ = ", ".join(f"min({column}) <> max({column}) or count({column}) not in (0, count(*))" for column in columns)
    made, *different = shop.row(f"select count(*) filter (fresh), {differ} from {name}_codes")
    varying = tuple(column for column, differs in zip(columns, different, strict=True) if differs)
    return Dictionary(name, next_code + made, made, varying)


def _between(shop: Workshop, texts: str, columns: Sequence[str]) -> str:
    """Return the SQL condition of texts that may be among some: where these are few, most of a file need not be read.

    Codes of one generation follow the order of texts, so the parts of a file hold texts that lie close together.
    """
    listed = ", ".join(f"min({name}), max({name}), count({name}) = count(*)" for name in columns)
    told = shop.row(f"select {listed} from {texts}")
    bounds = [(name, *told[3 * place : 3 * place + 3]) for place, name in enumerate(columns)]
    return " and ".join(
        ["true", *(f"{name} between {text(low)} and {text(high)}" for name, low, high, said in bounds if said and low)]
    )
