"""The facts of a projection as they came, before returns were taken off: those of involved documents as the engine has
them in its books, all others as they lie in the files of lines."""

from collections.abc import Iterator, Sequence
from datetime import date

import duckdb

from ristorno.bulk.stores.entries import ENTRIES, entry_of
from ristorno.bulk.stores.projection.netted import Reading, books_of
from ristorno.bulk.stores.tables import Row, fill
from ristorno.intake.store.columns import LINE_KEY

_TOLD = "entries_told"
_PLACE = {"owner": "VARCHAR", "source": "VARCHAR", "number": "VARCHAR"}
_SAID = {name: kind for name, kind in ENTRIES.items() if name not in {"member", "document"}}


def show_entries(
    connection: duckdb.DuckDBPyConnection, branches: Sequence[str], involved: str, reading: Reading, as_of: date
) -> None:
    """Make the relation of entries: ``branches`` are the SQL of other lines, ``involved`` that of involved facts."""
    fill(connection, _TOLD, _of_involved(connection, involved, reading, as_of), {**_PLACE, **_SAID})
    said = ", ".join(f'told."{name}"' for name in _SAID)
    codes = f"select distinct member as owner, source, document as number, member_code, document_code from {involved}"
    coded = f"{_TOLD} as told join ({codes}) as codes using (owner, source, number)"
    parts = [f"select member_code as member, document_code as document, {said} from {coded}"]
    nothing = {"reverses_document", "reverses_line", "tenders", "attributes"}
    whole = {"line": f"{LINE_KEY} as line", "kind": "items.kind"}
    for branch in branches:
        listed = ", ".join(
            f"cast(null as {kind}) as {name}" if name in nothing else whole.get(name, f'told."{name}"')
            for name, kind in ENTRIES.items()
        )
        parts.append(f"select {listed} from (select told.* {branch}) as told join items on items.item = told.item")
    connection.execute(f"create or replace temp view entries as {' union all '.join(parts)}")


def _of_involved(connection: duckdb.DuckDBPyConnection, involved: str, reading: Reading, as_of: date) -> Iterator[Row]:
    for book in books_of(connection, involved, reading, as_of):
        for line in book.entries:
            yield book.member, line.fact.source, line.fact.document, *entry_of(line)
