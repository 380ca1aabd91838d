"""Statements, their lines and totals, disputes and answers, and what channels made are added, never changed."""

from typing import ClassVar

from django.db import migrations

_TABLES = ("statement", "line", "total", "dispute", "answer", "paper", "returned")
_NEVER = """
create function settlements_never() returns trigger language plpgsql as $$
begin
    raise exception 'settlements are only added to' using detail = tg_table_name;
end $$;
"""
_ON = "create trigger only_added before update or delete or truncate on settlements_{} execute function {}();"
_OFF = "drop trigger only_added on settlements_{};"


class Migration(migrations.Migration):
    """A guard in the database itself."""

    dependencies: ClassVar = [("settlements", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL(
            _NEVER + "".join(_ON.format(each, "settlements_never") for each in _TABLES),
            "".join(_OFF.format(each) for each in _TABLES) + "drop function settlements_never;",
        )
    ]
