"""A version is an approved draft, one after the other: the database refuses one that nobody signed."""

from typing import ClassVar

from django.db import migrations

_GUARD = """
create function agreements_signed() returns trigger language plpgsql as $$
begin
    if not exists (
        select from agreements_draft as d
        where d.id = new.draft_id and d.state = 'approved'
          and (d.kind, d.key, d.program, d.based_on + 1) = (new.kind, new.key, new.program, new.number)
    ) then
        raise exception 'version % of % is no approved draft', new.number, new.key;
    end if;
    if exists (
        select from agreements_version as v where v.program = new.program and v.recorded_at > new.recorded_at
    ) then
        raise exception 'version % of % would be recorded before the latest one', new.number, new.key;
    end if;
    return new;
end $$;

create trigger signed before insert on agreements_version for each row execute function agreements_signed();
"""


class Migration(migrations.Migration):
    """A guard in the database itself."""

    dependencies: ClassVar = [("agreements", "0002_kept")]
    operations: ClassVar = [
        migrations.RunSQL(_GUARD, "drop trigger signed on agreements_version; drop function agreements_signed;")
    ]
