"""Where something lies is added, never changed; who reads what was known earlier relies on it."""

from typing import ClassVar

from django.db import migrations

_GUARD = """
create function catalog_never() returns trigger language plpgsql as $$
begin
    raise exception 'where something lies is only added';
end $$;
create trigger only_added before update or delete or truncate on catalog_placing execute function catalog_never();
create trigger only_added before update or delete or truncate on catalog_branch execute function catalog_never();
"""


class Migration(migrations.Migration):
    """A guard in the database itself."""

    dependencies: ClassVar = [("catalog", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(_GUARD, "drop function catalog_never cascade;")]
