"""The clock of a sandbox moves forward alone, and a sandbox stays one."""

from typing import ClassVar

from django.db import migrations

_GUARD = """
create function clock_never() returns trigger language plpgsql as $$
begin
    if tg_op <> 'UPDATE' then
        raise exception 'a sandbox stays one';
    elsif new.stands_at < old.stands_at or new.began_at <> old.began_at then
        raise exception 'the clock of a sandbox moves forward alone';
    end if;
    return new;
end $$;
create trigger only_forward before update on clock_sandbox for each row execute function clock_never();
create trigger stays before delete or truncate on clock_sandbox execute function clock_never();
"""


class Migration(migrations.Migration):
    """A guard in the database itself."""

    dependencies: ClassVar = [("clock", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(_GUARD, "drop function clock_never cascade;")]
