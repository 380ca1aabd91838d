"""Versions and steps are only added; what was asked for stays as it was: the database refuses all else."""

from typing import ClassVar

from django.db import migrations

_GUARD = """
create function rewards_never() returns trigger language plpgsql as $$
begin
    raise exception 'versions and steps are only added, and redemptions are kept';
end $$;

create function rewards_asked() returns trigger language plpgsql as $$
begin
    if (new.id, new.key, new.version_id, new.member, new.contact, new.payer, new.quantity, new.points, new.told)
        is distinct from
       (old.id, old.key, old.version_id, old.member, old.contact, old.payer, old.quantity, old.points, old.told) then
        raise exception 'what was asked for in redemption % stays', old.id;
    end if;
    if old.state in ('refused', 'canceled') then
        raise exception 'redemption % is over', old.id;
    end if;
    return new;
end $$;

create trigger only_added before update or delete or truncate on rewards_version execute function rewards_never();
create trigger only_added before update or delete or truncate on rewards_step execute function rewards_never();
create trigger kept before delete or truncate on rewards_redemption execute function rewards_never();
create trigger asked before update on rewards_redemption for each row execute function rewards_asked();
"""

_UNGUARD = """
drop trigger only_added on rewards_version;
drop trigger only_added on rewards_step;
drop trigger kept on rewards_redemption;
drop trigger asked on rewards_redemption;
drop function rewards_never;
drop function rewards_asked;
"""


class Migration(migrations.Migration):
    """Guards in the database itself."""

    dependencies: ClassVar = [("rewards", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(_GUARD, _UNGUARD)]
