"""Nobody approves a wish of one's own, and who asked for something stays: the database refuses all else."""

from typing import ClassVar

from django.db import migrations

_GUARD = """
create function rewards_four_eyes() returns trigger language plpgsql as $$
begin
    if exists (
        select from rewards_redemption asked join rewards_step waited on waited.redemption_id = asked.id
        where asked.id = new.redemption_id and asked.actor = new.actor and waited.state = 'asked'
    ) then
        raise exception 'redemption % is approved by whoever asked for it', new.redemption_id;
    end if;
    return new;
end $$;

create function rewards_asker() returns trigger language plpgsql as $$
begin
    raise exception 'who asked for redemption % stays', old.id;
end $$;

create trigger four_eyes before insert on rewards_step for each row when (new.state = 'approved')
    execute function rewards_four_eyes();
create trigger asker before update on rewards_redemption for each row when (new.actor is distinct from old.actor)
    execute function rewards_asker();
"""

_UNGUARD = """
drop trigger four_eyes on rewards_step;
drop trigger asker on rewards_redemption;
drop function rewards_four_eyes;
drop function rewards_asker;
"""


class Migration(migrations.Migration):
    """A guard in the database itself."""

    dependencies: ClassVar = [("rewards", "0002_kept")]
    operations: ClassVar = [migrations.RunSQL(_GUARD, _UNGUARD)]
