-- The whole of posting. One call posts one list of transfers, in one transaction with whatever the caller does.
--
--   ledger_post(key, digest, movement, happened_at, actor, reverses, givers, takers, amounts, ends, lots)
--       -> (posting, fresh)
--
-- The five arrays are of one length: each place is a transfer, with the last day of a lot that begins, or null, and the
-- lot that is taken from before all others, or null.
-- Accounts are locked in the order of their numbers, so that two postings never wait for each other in a circle.

-- Write one entry, and the balance where it is kept.
create or replace function ledger_enter(the_posting bigint, the_account bigint, the_amount bigint, the_lot bigint)
returns void language plpgsql as $$
declare
    after bigint;
begin
    update ledger_account set balance = balance + the_amount where id = the_account and live returning balance into after;
    insert into ledger_entry (posting_id, account_id, lot_id, amount, balance)
    values (the_posting, the_account, the_lot, the_amount, after);
end $$;

-- Take from an account, of a lot or of none.
create or replace function ledger_take(the_posting bigint, the_account bigint, the_amount bigint, the_lot bigint)
returns void language plpgsql as $$
begin
    if the_lot is not null then
        update ledger_holding set remaining = remaining - the_amount where account_id = the_account and lot_id = the_lot;
    end if;
    perform ledger_enter(the_posting, the_account, -the_amount, the_lot);
end $$;

-- Give to an account: what it owes is filled first; where it keeps lots the rest goes to the lot, or begins one.
create or replace function ledger_give(the_posting bigint, the_account bigint, the_amount bigint, the_lot bigint, the_end date)
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

-- Move an amount, lot by lot where the giver keeps lots; see that both are there and of one unit.
create or replace function ledger_move(
    the_posting bigint, giver bigint, taker bigint, the_amount bigint, the_end date, the_lot bigint
) returns void language plpgsql as $$
declare
    gives record;
    takes record;
    left_over bigint := the_amount;
    part bigint;
    held record;
begin
    select unit, keeps_lots into gives from ledger_account where id = giver;
    select unit, keeps_lots into takes from ledger_account where id = taker;
    if gives.unit is null or gives.unit is distinct from takes.unit or giver = taker or the_amount <= 0
       or (the_end is not null and not takes.keeps_lots) then
        raise exception using errcode = 'LG002', message = 'no such transfer', detail = format('%s to %s', giver, taker);
    end if;
    if gives.keeps_lots then
        for held in
            select h.lot_id, h.remaining from ledger_holding as h
            where h.account_id = giver and h.remaining > 0
            order by h.lot_id is not distinct from the_lot desc, h.ends_on nulls last, h.lot_id
        loop
            exit when left_over = 0;
            part := least(left_over, held.remaining);
            perform ledger_take(the_posting, giver, part, held.lot_id);
            perform ledger_give(the_posting, taker, part, held.lot_id, the_end);
            left_over := left_over - part;
        end loop;
    end if;
    if left_over > 0 then
        perform ledger_enter(the_posting, giver, -left_over, null);
        if takes.keeps_lots then
            perform ledger_give(the_posting, taker, left_over, null, the_end);
        else
            perform ledger_enter(the_posting, taker, left_over, null);
        end if;
    end if;
end $$;

-- Take an amount back from an account: of the lot that it was given to, then as any other movement does.
create or replace function ledger_take_back(the_posting bigint, the_account bigint, the_amount bigint, the_lot bigint)
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

-- Post transfers; a key that is known does nothing.
create or replace function ledger_post(
    the_key text, the_digest text, the_movement text, the_time timestamptz, the_actor text, the_reversed bigint,
    givers bigint[], takers bigint[], amounts bigint[], ends date[], lots bigint[], out posting bigint, out fresh boolean
) language plpgsql as $$
declare
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
    perform 1 from ledger_account where id = any (givers || takers) and live order by id for no key update;
    for place in 1 .. cardinality(givers) loop
        perform ledger_move(posting, givers[place], takers[place], amounts[place], ends[place], lots[place]);
    end loop;
end $$;

-- Take a whole posting back: what it gave is taken, what it took goes back to the lots that it came from.
create or replace function ledger_reverse(
    the_key text, the_digest text, the_movement text, the_time timestamptz, the_actor text, the_reversed bigint,
    out posting bigint, out fresh boolean
) language plpgsql as $$
declare
    entry record;
begin
    select p.posting, p.fresh into posting, fresh
    from ledger_post(the_key, the_digest, the_movement, the_time, the_actor, the_reversed, '{}', '{}', '{}', '{}', '{}')
        as p;
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
