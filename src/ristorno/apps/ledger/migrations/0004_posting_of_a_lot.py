"""Posting that says which lot is taken from first; where the functions are new already, nothing changes."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

_SQL = Path(__file__).parent.parent / "sql" / "post.sql"
_OLD = """
drop function if exists ledger_post(
    text, text, text, timestamptz, text, bigint, bigint[], bigint[], bigint[], date[], out bigint, out boolean
);
drop function if exists ledger_move(bigint, bigint, bigint, bigint, date);
"""


class Migration(migrations.Migration):
    """The functions of the ledger, as they are now."""

    dependencies: ClassVar = [("ledger", "0003_posting_many")]
    operations: ClassVar = [migrations.RunSQL(_OLD + _SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
