"""The columns of the files of a projection."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ristorno.bulk.stores.projection.manifest import Holds
from ristorno.bulk.stores.tables import TABLES
from ristorno.intake.duck import text
from ristorno.intake.store.columns import LOG

_CODED = {
    name: TABLES["lines"][name] for name in ("member", "item", "detail", "contact", "document", "line", "at", "day")
}
_GENERATION = {"generation": "INTEGER"}
_CLUSTER = {"source": "VARCHAR", "key": "VARCHAR", "to_day": "DATE", "only_currency": "VARCHAR"}
"""Facts that are netted together: the number of the document that is taken back, the last day of any of them, and the
currency of all that have one."""

FILES: Mapping[Holds, Mapping[str, str]] = MappingProxyType(
    {
        "lines": {**TABLES["lines"], "line_number": "INTEGER", "pays": "VARCHAR", **_GENERATION},
        "states": {**_CODED, "kind": "VARCHAR", "segment": "VARCHAR", **_GENERATION},
        "members": TABLES["members"],
        "contacts": TABLES["contacts"],
        "documents": TABLES["documents"],
        "items": TABLES["items"],
        "details": TABLES["details"],
        "involved": {
            **LOG,
            "member_code": "INTEGER",
            "item": "INTEGER",
            "detail": "INTEGER",
            "contact_code": "INTEGER",
            "document_code": "INTEGER",
            "document_instant": "TIMESTAMP",
            "document_day": "DATE",
            "stands_on": "DATE",
            **_CLUSTER,
            "from_day": "DATE",
            "plain": "BOOLEAN",
        },
        "settled": {
            **TABLES["lines"],
            "state": "BOOLEAN",
            "kind": "VARCHAR",
            "segment": "VARCHAR",
            "number": "VARCHAR",
            **_CLUSTER,
        },
        "aside": {**TABLES["aside"], **_CLUSTER},
        "gone": {"document": "INTEGER", **_GENERATION},
    }
)
"""The types of the columns by what a file holds; all columns are in every file."""


def read_files(paths: Sequence[str], holds: Holds) -> str:
    """Return the SQL of the rows of some files of one sort; of no rows with their columns where there are none."""
    if not paths:
        columns = ", ".join(f'cast(null as {kind}) as "{name}"' for name, kind in FILES[holds].items())
        return f"(select {columns} where false)"
    return f"read_parquet([{', '.join(text(path) for path in paths)}], hive_partitioning = false)"
