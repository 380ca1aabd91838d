"""The columns of the log: one row is one version of one line of one document."""

LOG = {
    "source": "VARCHAR",
    "document": "VARCHAR",
    "line": "VARCHAR",
    "line_number": "INTEGER",
    "version": "INTEGER",
    "source_version": "INTEGER",
    "retracted": "BOOLEAN",
    "kind": "VARCHAR",
    "instant": "TIMESTAMP",
    "day": "DATE",
    "recorded_at": "TIMESTAMP",
    "member": "VARCHAR",
    "contact": "VARCHAR",
    "parties": "VARCHAR",
    "product": "VARCHAR",
    "brand": "VARCHAR",
    "groups": "VARCHAR",
    "quantity": "DECIMAL(18,4)",
    "uom": "VARCHAR",
    "amount": "DECIMAL(18,4)",
    "cost": "DECIMAL(18,4)",
    "tax": "DECIMAL(18,4)",
    "currency": "VARCHAR",
    "due_on": "DATE",
    "invoiced_on": "DATE",
    "pays": "VARCHAR",
    "reverses_document": "VARCHAR",
    "reverses_line": "VARCHAR",
    "attributes": "VARCHAR",
    "tenders": "VARCHAR",
}
"""Type by name. Times are UTC. ``line_number`` is the made key of sources without line ids, ``source_version`` the
version as the source counts it. A file of the log may lack columns that are empty in all its rows."""

CONTENT = (
    "product", "amount", "quantity", "kind", "member", "cost", "tax", "instant", "day", "contact", "parties", "brand",
    "groups", "uom", "currency", "due_on", "invoiced_on", "pays", "reverses_document", "reverses_line", "attributes",
    "tenders",
)  # fmt: skip
"""What makes a line another one when it differs; in the order in which lines of one document are sorted."""

LINE_KEY = "coalesce(line, cast(line_number as varchar))"


def empty_row() -> str:
    """Return the SQL of no rows with all columns of the log."""
    listed = ", ".join(f'cast(null as {kind}) as "{name}"' for name, kind in LOG.items())
    return f"select {listed} where false"
