-- The whole of posting. One call posts one list of transfers, in one transaction with whatever the caller does.
--
--   ledger_post(key, digest, movement, happened_at, actor, reverses, transfers) -> (posting, fresh)
--
-- transfers is a JSON array of [from account, to account, amount, end of the lot that begins (or null)].
-- Accounts are locked in the order of their numbers, so that two postings never wait for each other in a circle.

-- Write one entry, and the balance where it is kept.
create function ledger_enter(the_posting bigint, the_account bigint, the_amount bigint, the_lot bigint)
returns void language sql as $$
    with changed as (
        update ledger_account set balance = balance + the_amount where id = the_account and live returning balance
    )
    insert into ledger_entry (posting_id, account_id, lot_id, amount, balance)
    values (the_posting, the_account, the_lot, the_amount, (select balance from changed));
$$;

-- Take from an account, of a lot or of none.
create function ledger_take(the_posting bigint, the_account bigint, the_amount bigint, the_lot bigint)
returns void language sql as $$
    update ledger_holding set remaining = remaining - the_amount where account_id = the_account and lot_id = the_lot;
    select ledger_enter(the_posting, the_account, -the_amount, the_lot);
$$;

-- Give to an account: what it owes is filled first; where it keeps lots the rest goes to the lot, or begins one.
create function ledger_give(the_posting bigint, the_account bigint, the_amount bigint, the_lot bigint, the_end date)
returns void language plpgsql as $$
declare
    taker ledger_account%rowtype;
    owed bigint;
    lot bigint := the_lot;
begin
    select * into strict taker from ledger_account where id = the_account;
    if not taker.keeps_lots then
        perform ledger_enter(the_posting, the_account, the_amount, null);
        return;
    end if;
    owed := least(the_amount, greatest(0, -taker.balance));
    if owed > 0 then
        perform ledger_enter(the_posting, the_account, owed, null);
    end if;
    if the_amount > owed then
        if lot is null then
            insert into ledger_lot (posting_id, unit, ends_on) values (the_posting, taker.unit, the_end) returning id into lot;
        end if;
        insert into ledger_holding (account_id, lot_id, ends_on, remaining)
        select the_account, id, ends_on, the_amount - owed from ledger_lot where id = lot
        on conflict (account_id, lot_id) do update set remaining = ledger_holding.remaining + excluded.remaining;
        perform ledger_enter(the_posting, the_account, the_amount - owed, lot);
    end if;
end $$;

-- Move an amount, lot by lot where the giver keeps lots.
create function ledger_move(the_posting bigint, giver bigint, taker bigint, the_amount bigint, the_end date)
returns void language plpgsql as $$
declare
    left_over bigint := the_amount;
    part bigint;
    held record;
begin
    for held in
        select h.lot_id, h.remaining from ledger_holding as h
        where h.account_id = giver and h.remaining > 0 order by h.ends_on nulls last, h.lot_id
    loop
        exit when left_over = 0;
        part := least(left_over, held.remaining);
        perform ledger_take(the_posting, giver, part, held.lot_id);
        perform ledger_give(the_posting, taker, part, held.lot_id, the_end);
        left_over := left_over - part;
    end loop;
    if left_over > 0 then
        perform ledger_take(the_posting, giver, left_over, null);
        perform ledger_give(the_posting, taker, left_over, null, the_end);
    end if;
end $$;

-- Take an amount back from an account: of the lot that it was given to, then as any other movement does.
create function ledger_take_back(the_posting bigint, the_account bigint, the_amount bigint, the_lot bigint)
returns void language plpgsql as $$
declare
    left_over bigint := the_amount;
    part bigint;
    held record;
begin
    for held in
        select h.lot_id, h.remaining from ledger_holding as h
        where h.account_id = the_account and h.remaining > 0
        order by h.lot_id is distinct from the_lot, h.ends_on nulls last, h.lot_id
    loop
        exit when left_over = 0;
        part := least(left_over, held.remaining);
        perform ledger_take(the_posting, the_account, part, held.lot_id);
        left_over := left_over - part;
    end loop;
    if left_over > 0 then
        perform ledger_take(the_posting, the_account, left_over, null);
    end if;
end $$;

-- Lock all accounts whose balance is kept, and see that they are there and of one unit by pairs.
create function ledger_lock(transfers jsonb) returns void language plpgsql as $$
declare
    odd record;
begin
    perform 1 from ledger_account
    where live and id in (
        select (t ->> side)::bigint from jsonb_array_elements(transfers) as t, unnest(array[0, 1]) as side
    ) order by id for no key update;
    select (t ->> 0)::bigint as giver, (t ->> 1)::bigint as taker into odd
    from jsonb_array_elements(transfers) as t
    left join ledger_account as g on g.id = (t ->> 0)::bigint
    left join ledger_account as a on a.id = (t ->> 1)::bigint
    where g.unit is distinct from a.unit or g.id is null or g.id = a.id or (t ->> 2)::bigint <= 0
       or ((t ->> 3) is not null and not a.keeps_lots)
    limit 1;
    if found then
        raise exception using errcode = 'LG002', message = 'no such transfer', detail = format('%s to %s', odd.giver, odd.taker);
    end if;
end $$;

-- Post transfers; a key that is known does nothing.
create function ledger_post(
    the_key text, the_digest text, the_movement text, the_time timestamptz, the_actor text, the_reversed bigint,
    transfers jsonb, out posting bigint, out fresh boolean
) language plpgsql as $$
declare
    transfer record;
    known text;
begin
    insert into ledger_posting (key, digest, movement, happened_at, actor, reverses_id)
    values (the_key, the_digest, the_movement, the_time, the_actor, the_reversed)
    on conflict (key) do nothing returning id into posting;
    fresh := posting is not null;
    if not fresh then
        select id, digest into strict posting, known from ledger_posting where key = the_key;
        if known <> the_digest then
            raise exception using errcode = 'LG001', message = 'key used before', detail = the_key;
        end if;
        return;
    end if;
    perform ledger_lock(transfers);
    for transfer in
        select (t.value ->> 0)::bigint as giver, (t.value ->> 1)::bigint as taker, (t.value ->> 2)::bigint as amount,
               (t.value ->> 3)::date as ends_on
        from jsonb_array_elements(transfers) with ordinality as t(value, place) order by place
    loop
        perform ledger_move(posting, transfer.giver, transfer.taker, transfer.amount, transfer.ends_on);
    end loop;
end $$;

-- Take a whole posting back: what it gave is taken, what it took goes back to the lots that it came from.
create function ledger_reverse(
    the_key text, the_digest text, the_movement text, the_time timestamptz, the_actor text, the_reversed bigint,
    out posting bigint, out fresh boolean
) language plpgsql as $$
declare
    entry record;
begin
    select p.posting, p.fresh into posting, fresh
    from ledger_post(the_key, the_digest, the_movement, the_time, the_actor, the_reversed, '[]') as p;
    if not fresh then
        return;
    end if;
    perform 1 from ledger_account where live and id in (select account_id from ledger_entry where posting_id = the_reversed)
    order by id for no key update;
    for entry in select * from ledger_entry where posting_id = the_reversed order by id desc loop
        if entry.amount > 0 then
            perform ledger_take_back(posting, entry.account_id, entry.amount, entry.lot_id);
        else
            perform ledger_give(posting, entry.account_id, -entry.amount, entry.lot_id, null);
        end if;
    end loop;
end $$;

-- What was written stays as it was.
create function ledger_never() returns trigger language plpgsql as $$
begin
    raise exception using errcode = 'LG003', message = 'the ledger is only added to', detail = tg_table_name;
end $$;
create trigger only_added before update or delete or truncate on ledger_posting execute function ledger_never();
create trigger only_added before update or delete or truncate on ledger_entry execute function ledger_never();
create trigger only_added before update or delete or truncate on ledger_lot execute function ledger_never();
