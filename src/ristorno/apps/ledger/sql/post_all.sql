-- Posting many at once, set by set: what members are given, or closes a window for everybody, where one call for each
-- would take long.
--
--   ledger_post_all(keys, digests, movements, times, actors, postings, givers, takers, amounts, ends)
--       -> (posting, fresh), for each key in its order
--
-- The first five arrays have a place for each posting; no key is there twice. The others have a place for each transfer:
-- to which of the postings it belongs, counted from 1, and what it moves. Givers keep no lots and have no floor, so
-- nothing has to be looked up lot by lot; everything else is posted one by one. Keys that are known do nothing. The
-- result is what ledger_post would have left, posting after posting.
create or replace function ledger_post_all(
    keys text[], digests text[], movements text[], times timestamptz[], actors text[],
    postings bigint[], givers bigint[], takers bigint[], amounts bigint[], ends date[]
) returns table (posting bigint, fresh boolean) language plpgsql as $$
declare
    numbers bigint[];
    odd record;
begin
    select t.giver, t.taker into odd from unnest(givers, takers, amounts, ends) as t (giver, taker, amount, ends_on)
    left join ledger_account as g on g.id = t.giver left join ledger_account as a on a.id = t.taker
    where g.id is null or g.unit is distinct from a.unit or g.id = a.id or g.keeps_lots or g.floor is not null
       or t.amount <= 0 or (t.ends_on is not null and not a.keeps_lots)
    limit 1;
    if found then
        raise exception using errcode = 'LG002', message = 'no such transfer', detail = format('%s to %s', odd.giver, odd.taker);
    end if;

    -- Keys first: what is known already is left out, and means the same.
    with asked as (
        select * from unnest(keys, digests, movements, times, actors) with ordinality
            as k (key, digest, movement, happened_at, actor, place)
    ), done as (
        insert into ledger_posting (key, digest, movement, happened_at, actor)
        select k.key, k.digest, k.movement, k.happened_at, k.actor from asked as k order by k.place
        on conflict (key) do nothing returning id, key
    )
    select array_agg(d.id order by k.place) into numbers from asked as k left join done as d on d.key = k.key;
    select k.key into odd from unnest(keys, digests, numbers) as k (key, digest, number)
    join ledger_posting as p on p.key = k.key where k.number is null and p.digest <> k.digest limit 1;
    if found then
        raise exception using errcode = 'LG001', message = 'key used before', detail = odd.key;
    end if;

    perform 1 from ledger_account as a where a.live and a.id in (select unnest(givers || takers))
    order by a.id for no key update;

    with wanted as materialized (
        select t.place, n.number, t.giver, t.taker, t.amount, t.ends_on
        from unnest(postings, givers, takers, amounts, ends) with ordinality
            as t (posting, giver, taker, amount, ends_on, place)
        join unnest(numbers) with ordinality as n (number, posting) on n.posting = t.posting
        where n.number is not null
    ), changes as (
        -- Both sides of every transfer, each with what is on the account afterwards.
        select m.*, a.live, a.keeps_lots, a.unit,
            a.balance + sum(m.change) over (partition by m.account order by m.place, m.side) as after
        from (
            select place, 1 as side, number, giver as account, -amount as change, null::date as ends_on from wanted
            union all select place, 2, number, taker, amount, ends_on from wanted
        ) as m join ledger_account as a on a.id = m.account
    ), filled as materialized (
        -- What an account owes is filled first; where it keeps lots the rest begins one.
        select *, case when keeps_lots then greatest(0, least(change, change - after)) else 0 end as debt,
            case when keeps_lots and change > greatest(0, change - after) then nextval('ledger_lot_id_seq') end as lot
        from (select * from changes order by place, side) as c
    ), lots as (
        insert into ledger_lot (id, posting_id, unit, ends_on)
        select lot, number, unit, ends_on from filled where lot is not null
    ), held as (
        insert into ledger_holding (account_id, lot_id, ends_on, remaining)
        select account, lot, ends_on, change - debt from filled where lot is not null
    ), entries as (
        insert into ledger_entry (posting_id, account_id, lot_id, amount, balance)
        select number, account, part.lot, part.amount, case when live then part.after end
        from filled cross join lateral (
            values (1, null::bigint, debt, after - change + debt), (2, lot, change - debt, after)
        ) as part (piece, lot, amount, after)
        where part.amount <> 0 order by place, side, piece
    )
    update ledger_account as a set balance = a.balance + f.total
    from (select account, sum(change)::bigint as total from filled where live group by account) as f where f.account = a.id;

    -- Only a key that was known already is looked up: most are not, and the table grows for good.
    return query
        select coalesce(k.number, (select p.id from ledger_posting as p where p.key = k.key)), k.number is not null
        from unnest(keys, numbers) with ordinality as k (key, number, place) order by k.place;
end $$;
