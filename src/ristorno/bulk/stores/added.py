"""More rows in the flat facts of a connection, for one question: shown behind those that are there."""

import duckdb

from ristorno.bulk.stores.tables import TABLES


def add_rows(connection: duckdb.DuckDBPyConnection, table: str, rows: str) -> None:
    """Show more rows in a relation of the flat facts; ``rows`` is their SQL. What it does not name is not said.

    Those that were there stand in ``own_`` and the name of the relation, the new ones in ``more_`` and its name.
    """
    connection.execute(f"drop view if exists own_{table}")
    ((is_view,),) = connection.execute(
        "select count(*) > 0 from duckdb_views() where temporary and view_name = ?", [table]
    ).fetchall()
    connection.execute(f"alter {'view' if is_view else 'table'} {table} rename to own_{table}")
    connection.execute(f"create or replace temp table more_{table} as {rows}")
    connection.execute(f"create or replace temp view {table} as from own_{table} union all by name from more_{table}")


def add_texts(connection: duckdb.DuckDBPyConnection, table: str, rows: str) -> None:
    """Give codes to texts that a dictionary of the flat facts does not have; ``rows`` is the SQL of its texts."""
    code, *texts = TABLES[table]
    listed = ", ".join(texts)
    same = " and ".join(f"known.{name} is not distinct from told.{name}" for name in texts)
    following = f"(select coalesce(max({code}), 0) from own_{table}) + row_number() over (order by {listed})"
    add_rows(
        connection,
        table,
        f"select cast({following} as INTEGER) as {code}, {listed} from (select distinct {listed} from ({rows})) "
        f"as told where not exists (from own_{table} as known where {same})",
    )
