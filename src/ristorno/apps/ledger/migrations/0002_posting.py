"""Posting, and the guards of what must never change."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

_SQL = Path(__file__).parent.parent / "sql"
_BACK = """
drop trigger only_added on ledger_posting; drop trigger only_added on ledger_entry; drop trigger only_added on ledger_lot;
drop function ledger_never, ledger_reverse, ledger_post, ledger_move, ledger_take_back, ledger_take,
    ledger_give, ledger_enter;
"""


class Migration(migrations.Migration):
    """The functions of the ledger."""

    dependencies: ClassVar = [("ledger", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL("\n".join((_SQL / each).read_text("utf-8") for each in ("post.sql", "guards.sql")), _BACK)
    ]
