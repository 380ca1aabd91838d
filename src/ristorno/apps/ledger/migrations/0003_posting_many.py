"""Posting many at once."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

_SQL = Path(__file__).parent.parent / "sql" / "post_all.sql"


class Migration(migrations.Migration):
    """One function more."""

    dependencies: ClassVar = [("ledger", "0002_posting")]
    operations: ClassVar = [migrations.RunSQL(_SQL.read_text(encoding="utf-8"), "drop function ledger_post_all;")]
