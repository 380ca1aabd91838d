-- What was written stays as it was.
create function ledger_never() returns trigger language plpgsql as $$
begin
    raise exception using errcode = 'LG003', message = 'the ledger is only added to', detail = tg_table_name;
end $$;
create trigger only_added before update or delete or truncate on ledger_posting execute function ledger_never();
create trigger only_added before update or delete or truncate on ledger_entry execute function ledger_never();
create trigger only_added before update or delete or truncate on ledger_lot execute function ledger_never();
