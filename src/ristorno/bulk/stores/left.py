"""Who among the members of the flat facts was ever said to have left: what it is owed follows from days of its own."""

import duckdb


def who_left(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Return the members that left, in order, whether they have joined again or not."""
    items = connection.execute("select item from items where kind = 'left'").fetchall()
    if not items:
        return ()
    listed = ", ".join(str(item) for (item,) in items)
    members = f"select distinct member from lines where item in ({listed}) and contact is null"
    found = connection.execute(f"select id from members where member in ({members}) order by id").fetchall()
    return tuple(member for (member,) in found)
