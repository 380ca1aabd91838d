"""Posting many at once by one statement; where the function is there already, nothing changes."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

_SQL = Path(__file__).parent.parent / "sql" / "post_all.sql"
_OLD = "drop function if exists ledger_post_many();"


class Migration(migrations.Migration):
    """The function that posts sets, as it is now."""

    dependencies: ClassVar = [("ledger", "0004_posting_of_a_lot")]
    operations: ClassVar = [migrations.RunSQL(_OLD + _SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
