-- The moment of an event: the number of its transaction, going on where the data have moved to another server.

-- What is added to the numbers of this server's transactions; a server that is met first begins an era of its own.
create function events_base() returns bigint language plpgsql as $$
declare
    here bigint;
    era events_era%rowtype;
begin
    select system_identifier into here from pg_control_system();
    select * into era from events_era order by id desc limit 1;
    if era.server is distinct from here then
        perform pg_advisory_xact_lock(hashtext('events_era'));
        select * into era from events_era order by id desc limit 1;
        if era.server is distinct from here then
            insert into events_era (server, base) select here, coalesce(max(moment), 0) from events_event returning * into era;
        end if;
    end if;
    return era.base;
end $$;

-- The moment of whatever this transaction records.
create function events_moment() returns bigint language sql as $$
    select events_base() + pg_current_xact_id()::text::bigint
$$;

-- The moment below which nothing can appear any more.
create function events_horizon() returns bigint language sql as $$
    select events_base() + pg_snapshot_xmin(pg_current_snapshot())::text::bigint
$$;

insert into events_era (server, base) select system_identifier, 0 from pg_control_system();
