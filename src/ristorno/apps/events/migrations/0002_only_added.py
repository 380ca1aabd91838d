"""Events are added, never changed."""

from typing import ClassVar

from django.db import migrations

_GUARD = """
create function events_never() returns trigger language plpgsql as $$
begin
    raise exception 'events are only added';
end $$;
create trigger only_added before update or delete or truncate on events_event execute function events_never();
"""


class Migration(migrations.Migration):
    """A guard in the database itself."""

    dependencies: ClassVar = [("events", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL(_GUARD, "drop trigger only_added on events_event; drop function events_never;")
    ]
