-- Posting many at once, set by set: for what closes a window for everybody, where one call for each would take long.
--
-- The caller fills a temporary table ledger_coming with one row for each transfer. Givers are accounts whose balance is
-- not kept (what the sponsor owes and spends), so nothing has to be taken from lots; everything else is posted one by one.
-- Keys that are known do nothing. The result is what ledger_post would have left, posting after posting by place.

create function ledger_post_many() returns bigint language plpgsql as $$
declare
    odd record;
    posted bigint;
begin
    select c.giver, c.taker into odd from ledger_coming as c
    left join ledger_account as g on g.id = c.giver left join ledger_account as a on a.id = c.taker
    where g.unit is distinct from a.unit or g.id is null or g.live or g.id = a.id or c.amount <= 0
       or (c.ends_on is not null and not a.keeps_lots)
    limit 1;
    if found then
        raise exception using errcode = 'LG002', message = 'no such transfer', detail = format('%s to %s', odd.giver, odd.taker);
    end if;

    -- Keys first: what is known already is left out, and means the same.
    create temporary table ledger_fresh on commit drop as
        select key, min(digest) as digest, min(movement) as movement, min(happened_at) as happened_at, min(actor) as actor,
               min(place) as place, null::bigint as posting
        from ledger_coming group by key;
    with done as (
        insert into ledger_posting (key, digest, movement, happened_at, actor)
        select key, digest, movement, happened_at, actor from ledger_fresh order by place
        on conflict (key) do nothing returning id, key
    )
    update ledger_fresh as f set posting = done.id from done where done.key = f.key;
    get diagnostics posted = row_count;
    select f.key into odd from ledger_fresh as f join ledger_posting as p on p.key = f.key
    where f.posting is null and p.digest <> f.digest limit 1;
    if found then
        raise exception using errcode = 'LG001', message = 'key used before', detail = odd.key;
    end if;

    perform 1 from ledger_account where live and id in (select taker from ledger_coming) order by id for no key update;

    -- What fills a debt, and what begins a lot: by the running sum of what comes to an account.
    create temporary table ledger_given on commit drop as
        select c.place, f.posting, c.giver, c.taker, c.amount, c.ends_on, a.unit, a.keeps_lots,
               case when a.keeps_lots then greatest(0, least(c.amount, -a.balance - before)) else 0 end as filled,
               case when a.live then a.balance + before + c.amount end as balance,
               case when a.keeps_lots and c.amount > greatest(0, least(c.amount, -a.balance - before))
                    then nextval('ledger_lot_id_seq') end as lot
        from (
            select *, sum(amount) over (partition by taker order by place) - amount as before from ledger_coming
            where key in (select key from ledger_fresh where posting is not null)
        ) as c
        join ledger_fresh as f on f.key = c.key join ledger_account as a on a.id = c.taker
        order by c.place;
    insert into ledger_lot (id, posting_id, unit, ends_on)
        select lot, posting, unit, ends_on from ledger_given where lot is not null;
    insert into ledger_holding (account_id, lot_id, ends_on, remaining)
        select taker, lot, ends_on, amount - filled from ledger_given where lot is not null;
    insert into ledger_entry (posting_id, account_id, lot_id, amount, balance)
        select posting, account, lot, amount, balance from (
            select place, 0 as part, posting, giver as account, null::bigint as lot, -amount as amount, null::bigint as balance
            from ledger_given
            union all
            select place, 1, posting, taker, null, filled, balance - (amount - filled) from ledger_given where filled > 0
            union all
            select place, 2, posting, taker, lot, amount - filled, balance from ledger_given where amount > filled
        ) as parts order by place, part;
    update ledger_account as a set balance = a.balance + came.total
    from (select taker, sum(amount)::bigint as total from ledger_given group by taker) as came
    where came.taker = a.id and a.live;
    drop table ledger_fresh, ledger_given;
    return posted;
end $$;
