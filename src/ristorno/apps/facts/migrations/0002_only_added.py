"""Facts are added, never changed."""

from typing import ClassVar

from django.db import migrations

_TABLES = ("batch", "version", "aside", "settled")
_GUARD = """
create function facts_never() returns trigger language plpgsql as $$
begin
    raise exception 'facts are only added';
end $$;
"""
_ON = "create trigger only_added before update or delete or truncate on facts_{} execute function facts_never();"
_OFF = "drop trigger only_added on facts_{};"


class Migration(migrations.Migration):
    """A guard in the database itself."""

    dependencies: ClassVar = [("facts", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL(
            _GUARD + "".join(_ON.format(each) for each in _TABLES),
            "".join(_OFF.format(each) for each in _TABLES) + "drop function facts_never;",
        )
    ]
