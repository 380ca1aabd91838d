"""Posting many at once looks up those keys alone that were known already; where it does, nothing changes."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

_SQL = Path(__file__).parent.parent / "sql" / "post_all.sql"


class Migration(migrations.Migration):
    """The function that posts sets, as it is now."""

    dependencies: ClassVar = [("ledger", "0005_posting_sets")]
    operations: ClassVar = [migrations.RunSQL(_SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
