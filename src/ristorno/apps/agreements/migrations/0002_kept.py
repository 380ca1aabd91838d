"""What was written stays, what was decided is decided, and versions are only added: the database refuses all else."""

from typing import ClassVar

from django.db import migrations

_GUARD = """
create function agreements_never() returns trigger language plpgsql as $$
begin
    raise exception 'versions are only added, and drafts are kept';
end $$;

create function agreements_decided() returns trigger language plpgsql as $$
begin
    if old.state in ('approved', 'rejected', 'withdrawn') then
        raise exception 'draft % was decided', old.id;
    end if;
    if (new.id, new.kind, new.key, new.program, new.text, new.note, new.based_on, new.drafted_by, new.drafted_at)
        is distinct from
       (old.id, old.kind, old.key, old.program, old.text, old.note, old.based_on, old.drafted_by, old.drafted_at) then
        raise exception 'what was written in draft % stays', old.id;
    end if;
    return new;
end $$;

create trigger only_added before update or delete or truncate on agreements_version
    execute function agreements_never();
create trigger kept before delete or truncate on agreements_draft execute function agreements_never();
create trigger decided before update on agreements_draft for each row execute function agreements_decided();
"""

_UNGUARD = """
drop trigger only_added on agreements_version;
drop trigger kept on agreements_draft;
drop trigger decided on agreements_draft;
drop function agreements_never;
drop function agreements_decided;
"""


class Migration(migrations.Migration):
    """Guards in the database itself."""

    dependencies: ClassVar = [("agreements", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(_GUARD, _UNGUARD)]
