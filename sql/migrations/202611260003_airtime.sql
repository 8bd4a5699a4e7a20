-- Money: what people have earned, what was tried to pay them, and the double-entry book of every minor unit.
--
-- incentive: the entitlement, one per (participant, wave, purpose), written by the transaction of the completion. Its id is the reference
-- the provider gets, for every attempt the same. transfer: one attempt to pay it. ledger_entry: append-only, each posting sums to zero.
-- The unique indexes and triggers here are what carries the weight: a program that is wrong is refused.

set role puente_owner;
set search_path = puente;

-- One row: while stopped_at is set no transfer begins anywhere. Questions about transfers under way go on.
create table payments (
    one boolean primary key default true check (one),
    stopped_at timestamptz,
    stop_reason text
);
insert into payments default values;
comment on table payments is 'The kill switch of all wallets (puente airtime stop, resume).';

create table wallet (
    wallet_id int generated always as identity primary key,
    public_id text not null unique check (public_id ~ '^[A-Za-z0-9_-]{1,64}$'),
    programme_id int not null references programme,
    adapter text not null,
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    exponent smallint not null check (exponent between 0 and 4),
    settings jsonb not null default '{}',
    secrets jsonb not null default '{}',
    public_url text not null default '',
    max_minor bigint not null check (max_minor > 0),
    day_max_minor bigint not null check (day_max_minor >= max_minor),
    balance_minor bigint not null default 0,
    parked_at timestamptz,
    park_reason text,
    created_at timestamptz not null default now(),
    constraint wallet_not_overdrawn check (balance_minor >= 0)
);
comment on table wallet is 'One account at an airtime provider. secrets as in channel. Caps bind one transfer and one day of the programme''s zone.';
comment on column wallet.balance_minor is 'Kept by a trigger on ledger_entry, so that overdrawing is refused; puente verify compares it with the ledger.';
comment on column wallet.parked_at is 'No transfer begins while set; what is owed stays owed, and nobody is told anything.';

create table incentive_rule (
    incentive_rule_id int generated always as identity primary key,
    programme_id int not null references programme,
    wave_id int not null default 0,
    purpose text not null,
    wallet_id int not null references wallet,
    amount_minor bigint not null check (amount_minor > 0),
    unique (programme_id, purpose, wave_id)
);
comment on table incentive_rule is 'What a purpose is worth. wave_id 0: in every wave that has no rule of its own.';

create table incentive (
    incentive_id bigint primary key,
    contact_id bigint not null,
    participant_id bigint not null check (participant_id <> 0),
    programme_id int not null,
    wave_id int not null,
    purpose text not null,
    session_id bigint not null,
    event_id bigint not null,
    granted_at timestamptz not null,
    wallet_id int,
    amount_minor bigint check (amount_minor > 0),
    currency text,
    state text not null check (state in ('unpriced', 'owed', 'sending', 'processing', 'unknown', 'paid', 'refused', 'held')),
    next_at timestamptz not null,
    fence int not null default 0,
    lease_until timestamptz,
    paid_at timestamptz,
    constraint incentive_once unique (participant_id, wave_id, purpose),
    check ((state = 'unpriced') = (wallet_id is null)),
    check ((wallet_id is null) = (amount_minor is null) and (wallet_id is null) = (currency is null)),
    check ((state = 'paid') = (paid_at is not null))
) with (fillfactor = 80);
create index incentive_due on incentive (state, next_at) where state not in ('paid', 'refused', 'held');
comment on table incentive is 'What a person has earned: once per participant, wave and purpose, whatever is sent twice.';
comment on column incentive.next_at is 'When the money worker looks at it again.';
comment on column incentive.fence is 'Raised whenever a worker takes it or gives it back: an outcome with an older number is not accepted.';

create table transfer (
    incentive_id bigint not null,
    n smallint not null,
    contact_id bigint not null,
    wallet_id int not null,
    reference text not null,
    amount_minor bigint not null check (amount_minor > 0),
    currency text not null,
    started_at timestamptz not null,
    outcome text check (outcome in ('confirmed', 'refused', 'retryable', 'processing', 'unknown', 'account', 'not_found')),
    ended_at timestamptz,
    asked int not null default 0,
    acknowledged boolean not null default false,
    burnt boolean not null default false,
    provider_id text,
    error_code text,
    primary key (incentive_id, n),
    check ((ended_at is null) = (outcome is null or outcome in ('processing', 'unknown')))
);
create unique index transfer_open on transfer (incentive_id) where ended_at is null;
create unique index transfer_confirmed on transfer (incentive_id) where outcome = 'confirmed';
create index transfer_day on transfer (wallet_id, started_at);
create index transfer_provider on transfer (wallet_id, provider_id) where provider_id is not null;
comment on table transfer is 'One attempt to pay an incentive, written before the provider is called. outcome empty: the call is under way.';
comment on column transfer.acknowledged is 'The provider has said that it knows it: not found is not believed afterwards.';
comment on column transfer.burnt is 'A definite refusal used the reference up: the next attempt needs another.';

-- What is known for certain stays as it is: no later word turns a confirmed transfer into one that may be paid again.
create function transfer_keep_final() returns trigger language plpgsql as $$
begin
    if old.ended_at is not null then
        raise exception 'transfer %.% has ended', old.incentive_id, old.n using errcode = 'integrity_constraint_violation';
    end if;
    if (new.incentive_id, new.n, new.contact_id, new.wallet_id, new.reference, new.amount_minor, new.currency, new.started_at)
       is distinct from
       (old.incentive_id, old.n, old.contact_id, old.wallet_id, old.reference, old.amount_minor, old.currency, old.started_at) then
        raise exception 'transfer %.% has begun and stays what it is', old.incentive_id, old.n
            using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;
create trigger transfer_final before update on transfer for each row execute function transfer_keep_final();
create trigger transfer_kept before delete on transfer for each row execute function refuse_change();
create trigger incentive_kept before delete on incentive for each row execute function refuse_change();

-- Debit is positive. funding: where the money came from; wallet: ours at the provider; in_transit: reserved for transfers under way;
-- owed: earned and not paid; expense: what incentives cost the programme.
create table ledger_account (
    account_id int generated always as identity primary key,
    wallet_id int not null references wallet,
    kind text not null check (kind in ('funding', 'wallet', 'in_transit', 'owed', 'expense')),
    currency text not null,
    unique (wallet_id, kind)
);
comment on table ledger_account is 'Five accounts for each wallet, in its currency.';

create table ledger_entry (
    contact_id bigint not null,
    posting_id bigint not null,
    account_id int not null,
    incentive_id bigint not null default 0,
    n smallint not null default 0,
    kind text not null check (kind in ('fund', 'grant', 'reserve', 'pay', 'return')),
    amount_minor bigint not null check (amount_minor <> 0),
    currency text not null,
    at timestamptz not null default now(),
    primary key (contact_id, posting_id, account_id),
    check ((kind = 'fund') = (incentive_id = 0))
);
create unique index ledger_paid_once on ledger_entry (incentive_id, account_id) where kind = 'pay';
create sequence ledger_posting;
comment on table ledger_entry is 'Append-only. The entries of a posting sum to zero; contact_id 0 is money of the programme itself.';
comment on column ledger_entry.kind is 'fund: money came; grant: somebody earned it; reserve: a transfer begins; pay: it was confirmed; return: it was not made';

create trigger ledger_append_only before update or delete on ledger_entry for each row execute function refuse_change();
create trigger ledger_not_emptied before truncate on ledger_entry for each statement execute function refuse_change();

-- A posting is in one currency, that of its accounts, and sums to zero when the transaction ends. One query
-- with full names and no settings of its own, for it runs with every grant: setting a search path made it three times as slow.
create function ledger_balanced() returns trigger language plpgsql as $$
begin
    if not (select sum(e.amount_minor) = 0 and count(a.account_id) = count(*) and bool_and(a.currency = e.currency)
                   and min(e.currency) = max(e.currency)
            from puente.ledger_entry e left join puente.ledger_account a using (account_id)
            where e.contact_id = new.contact_id and e.posting_id = new.posting_id) then
        raise exception 'posting % does not sum to zero in the currency of its accounts', new.posting_id
            using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end $$;
create constraint trigger ledger_zero after insert on ledger_entry deferrable initially deferred
    for each row execute function ledger_balanced();

-- Grants, which come with every completed session, do not move the wallet and do not meet its row.
create function wallet_moves() returns trigger language plpgsql security definer set search_path = puente, pg_temp as $$
begin
    update wallet w set balance_minor = w.balance_minor + new.amount_minor
    from ledger_account a
    where a.account_id = new.account_id and a.kind = 'wallet' and w.wallet_id = a.wallet_id;
    return null;
end $$;
create trigger ledger_moves_wallet after insert on ledger_entry for each row when (new.kind <> 'grant')
    execute function wallet_moves();

create function wallet_accounts() returns trigger language plpgsql security definer set search_path = puente, pg_temp as $$
begin
    insert into ledger_account (wallet_id, kind, currency)
    select new.wallet_id, kind, new.currency
    from unnest(array['funding', 'wallet', 'in_transit', 'owed', 'expense']) kind;
    return null;
end $$;
create trigger wallet_has_accounts after insert on wallet for each row execute function wallet_accounts();

-- An account, an amount or a currency that changes afterwards would make the entries lie.
create function wallet_keeps_currency() returns trigger language plpgsql as $$
begin
    raise exception 'the currency of wallet % stays what it is', old.public_id using errcode = 'integrity_constraint_violation';
end $$;
create trigger wallet_currency before update of currency, exponent, programme_id on wallet for each row
    when (old.currency is distinct from new.currency or old.exponent <> new.exponent or old.programme_id <> new.programme_id)
    execute function wallet_keeps_currency();
create trigger ledger_account_fixed before update or delete on ledger_account for each row execute function refuse_change();

create function wallets_of(programmes int[]) returns int[]
    language sql stable security definer set search_path = puente, pg_temp as $$
    select coalesce(array_agg(wallet_id), '{}') from wallet where programme_id = any (programmes)
$$;

do $$
declare
    t text;
begin
    foreach t in array array['wallet', 'incentive', 'transfer', 'ledger_account', 'ledger_entry'] loop
        execute format('alter table %I enable row level security, force row level security', t);
        execute format('create policy processes on %I to puente_owner, puente_ingest, puente_worker using (true)', t);
    end loop;
end $$;
create policy analysts on wallet for select to puente_report_owner
    using (programme_id = any ((select login_scope())::int[]));
create policy analysts on incentive for select to puente_report_owner
    using (programme_id = any ((select login_scope())::int[]));
create policy analysts on transfer for select to puente_report_owner
    using (wallet_id = any ((select wallets_of(login_scope()))::int[]));
create policy analysts on ledger_account for select to puente_report_owner
    using (wallet_id = any ((select wallets_of(login_scope()))::int[]));
create policy analysts on ledger_entry for select to puente_report_owner
    using (exists (select from ledger_account a where a.account_id = ledger_entry.account_id));

-- Ingest grants, and may hint that the provider has news; nothing of a transfer is its to write.
grant select on wallet, incentive_rule, incentive, transfer, ledger_account to puente_ingest;
grant insert, update (next_at) on incentive to puente_ingest;
grant insert, select (contact_id, posting_id, account_id, amount_minor, currency) on ledger_entry to puente_ingest;
grant select on payments, wallet, incentive_rule, ledger_account to puente_worker;
grant select, insert, update on incentive, transfer to puente_worker;
grant select, insert on ledger_entry to puente_worker;
grant update (parked_at, park_reason) on wallet to puente_worker;
grant usage on ledger_posting to puente_ingest, puente_worker;
grant select (wallet_id, public_id, programme_id, adapter, currency, exponent, balance_minor, parked_at, park_reason) on wallet
    to puente_report_owner;
grant select on ledger_account to puente_report_owner;
grant select (account_id, kind, amount_minor, currency, at) on ledger_entry to puente_report_owner;
grant select (incentive_id, participant_id, programme_id, wave_id, purpose, session_id, contact_id, granted_at, wallet_id, amount_minor,
    currency, state, paid_at) on incentive to puente_report_owner;
grant select (incentive_id, n, wallet_id, started_at, outcome, error_code) on transfer to puente_report_owner;
-- Loaded by every serving process with its catalogue.
grant select on wallet to puente_console;
create policy processes_read on wallet for select to puente_console using (true);
reset role;
