"""Nobody decides on a claim of one's own: the database refuses it."""

from typing import ClassVar

from django.db import migrations

_GUARD = """
create function facts_four_eyes() returns trigger language plpgsql as $$
begin
    if exists (select from facts_claim filed where filed.id = new.claim_id and filed.actor = new.actor) then
        raise exception 'claim % is decided by whoever filed it', new.claim_id;
    end if;
    return new;
end $$;

create trigger four_eyes before insert on facts_decision for each row execute function facts_four_eyes();
"""

_UNGUARD = """
drop trigger four_eyes on facts_decision;
drop function facts_four_eyes;
"""


class Migration(migrations.Migration):
    """A guard in the database itself."""

    dependencies: ClassVar = [("facts", "0008_catalog_of_a_batch")]
    operations: ClassVar = [migrations.RunSQL(_GUARD, _UNGUARD)]
