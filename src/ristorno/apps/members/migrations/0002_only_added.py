"""Words are added, never changed; who reads what was known earlier relies on it."""

from typing import ClassVar

from django.db import migrations

_GUARD = """
create function members_never() returns trigger language plpgsql as $$
begin
    raise exception '% is only added', tg_table_name;
end $$;
create trigger only_added before update or delete or truncate on members_word execute function members_never();
"""


class Migration(migrations.Migration):
    """A guard in the database itself."""

    dependencies: ClassVar = [("members", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL(_GUARD, "drop trigger only_added on members_word; drop function members_never;")
    ]
