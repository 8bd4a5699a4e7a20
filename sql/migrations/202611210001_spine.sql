-- The spine: people, programmes, surveys, conversations, what goes out, what a human must do.
-- Hot tables begin their key with contact_id and carry no foreign keys: `puente verify` checks instead.

do $$
declare r text;
begin
    foreach r in array array['puente_owner', 'puente_ingest', 'puente_worker', 'puente_console',
                             'puente_report_owner', 'puente_report', 'puente_public'] loop
        if not exists (select from pg_roles where rolname = r) then
            execute format('create role %I nologin', r);
        end if;
        -- The migrating login acts as each of them by SET ROLE.
        execute format('grant %I to current_user', r);
    end loop;
end $$;

create schema puente authorization puente_owner;
create schema report authorization puente_report_owner;
comment on schema report is 'Everything dashboards may read. No phone number, name or free text.';
set role puente_owner;
set search_path = puente;

create table programme (
    programme_id int generated always as identity primary key,
    code text not null unique check (code ~ '^[a-z0-9_]{1,40}$'),
    name text not null,
    language text not null,
    country text not null default '' check (country ~ '^([A-Z]{2})?$'),
    zone text not null,
    quiet_from time not null default '20:00',
    quiet_to time not null default '08:00',
    created_at timestamptz not null default now()
);
comment on table programme is 'A programme that accompanies people; owner of participants, surveys and channels.';

create table programme_word (
    programme_id int not null references programme,
    language text not null,
    command text not null,
    word text not null,
    primary key (programme_id, language, word)
);
comment on table programme_word is 'A programme''s own words for STOP, HELP and the other commands, beside those of the language.';

create table channel (
    channel_id int generated always as identity primary key,
    public_id text not null unique check (public_id ~ '^[A-Za-z0-9_-]{1,64}$'),
    programme_id int not null references programme,
    adapter text not null,
    sender text not null default '',
    settings jsonb not null default '{}',
    secrets jsonb not null default '{}',
    rate_per_s real not null default 10 check (rate_per_s > 0),
    answer_ms int not null default 1500 check (answer_ms between 100 and 30000),
    public_url text not null default '',
    paused_at timestamptz,
    pause_reason text,
    created_at timestamptz not null default now()
);
comment on table channel is 'One configured connection to an aggregator. secrets: name -> base64 of a box under a key derived from index.key.';

create table contact (
    contact_id bigint primary key,
    number_bidx bytea not null unique check (octet_length(number_bidx) = 32),
    number_sealed bytea,
    number_enc bytea,
    language text not null default '',
    opted_out_at timestamptz,
    greeted_at timestamptz,
    left_event_id bigint not null default 0,
    created_at timestamptz not null default now(),
    check (number_sealed is not null or number_enc is not null)
) with (fillfactor = 90);
comment on table contact is 'A phone number, sealed; number_bidx is its keyed blind index.';
comment on column contact.left_event_id is 'Last event of a channel without ids whose 200 was seen to leave: an identical text after it is a new one.';
create index contact_sealed on contact (contact_id) where number_sealed is not null;

create table participant (
    participant_id bigint primary key,
    programme_id int not null references programme,
    case_code text not null,
    join_bidx bytea unique check (octet_length(join_bidx) = 32),
    language text not null default '',
    country text not null default '' check (country ~ '^([A-Z]{2})?$'),
    zone text not null,
    quiet_from time,
    quiet_to time,
    attributes jsonb not null default '{}',
    created_at timestamptz not null default now(),
    unique (programme_id, case_code)
);
comment on column participant.join_bidx is 'Keyed blind index of the code on the card: a way for an unknown number to identify itself.';

create table participant_contact (
    contact_id bigint not null references contact,
    participant_id bigint not null references participant,
    rank smallint not null default 1,
    linked_by text not null default 'import',
    created_at timestamptz not null default now(),
    primary key (contact_id, participant_id)
);
create index participant_contact_participant on participant_contact (participant_id, rank);
comment on table participant_contact is 'A participant may have several numbers, a number may serve several participants.';

create table survey (
    survey_id int generated always as identity primary key,
    programme_id int not null references programme,
    form_id text not null,
    unique (programme_id, form_id)
);

create table survey_version (
    survey_version_id int generated always as identity primary key,
    survey_id int not null references survey,
    version text not null,
    form text not null,
    form_hash bytea not null,
    keyword text not null default '',
    published_at timestamptz not null default now(),
    unique (survey_id, version)
);
comment on table survey_version is 'Immutable once published. form is canonical JSON, byte for byte.';

create table survey_question (
    survey_version_id int not null references survey_version,
    question smallint not null,
    name text not null,
    type text not null,
    privacy text not null default '',
    required boolean not null,
    label text not null,
    primary key (survey_version_id, question)
);

create table session (
    contact_id bigint not null,
    session_id bigint not null,
    participant_id bigint,
    survey_version_id int not null,
    channel_id int not null,
    open boolean not null,
    by_person boolean not null,
    queued boolean not null default false,
    disposition smallint not null default 0,
    engine_rev smallint not null,
    seq int not null default 0,
    country text not null,
    zone text not null,
    started_at timestamptz not null,
    heard_at timestamptz,
    due_at timestamptz,
    timer_at timestamptz,
    closed_at timestamptz,
    state bytea not null,
    primary key (contact_id, session_id),
    check (open = (closed_at is null and not queued)),
    check (open or queued or disposition <> 0)
) with (fillfactor = 80);
-- Predicate columns change only when a session starts or ends, so every message stays a heap-only update.
create unique index session_open on session (contact_id) where open;
create index session_queued on session (contact_id, session_id) where queued;
comment on table session is 'One participant''s run through one survey version; state is the fold of its events.';
comment on column session.due_at is 'When the engine wants to be woken. timer_at: when the timer row will look; it re-arms itself, so no index follows every message.';

create table event (
    event_id bigint not null,
    contact_id bigint not null,
    session_id bigint not null,
    xact bigint not null,
    at timestamptz not null,
    channel_id int not null,
    utc_offset_s int not null,
    seq int not null,
    kind smallint not null,
    heard smallint not null,
    command smallint not null,
    question smallint not null,
    row smallint not null,
    how smallint not null,
    phrase smallint not null,
    flags smallint not null,
    position smallint not null,
    dedupe_key bytea not null,
    value text,
    reply text,
    primary key (contact_id, dedupe_key)
);
create index event_time on event using brin (event_id) with (autosummarize = on);
create index event_xact on event using brin (xact) with (autosummarize = on, pages_per_range = 16);
comment on table event is 'One row per inbound message or timer: what was understood, where it led, what was replied. Append-only. '
    'session_id 0: no session. reply: texts separated by form feeds.';

create table event_raw (
    contact_id bigint not null,
    event_id bigint not null,
    at timestamptz not null,
    key_id bigint not null,
    body bytea not null
) partition by range (at);
create index event_raw_event on event_raw using brin (event_id) with (autosummarize = on);
comment on table event_raw is 'Raw texts under a process key (seal_key); whole months are dropped by retention.';

create table seal_key (
    key_id bigint primary key,
    sealed bytea not null,
    created_at timestamptz not null default now()
);
comment on table seal_key is 'Keys that processes made for their lifetime, sealed to seal.pub: only the holder of seal.sec reads event_raw.';

create table outbox (
    contact_id bigint not null,
    outbox_id bigint not null,
    event_id bigint not null,
    session_id bigint not null,
    channel_id int not null,
    priority smallint not null,
    attempt smallint not null default 0,
    unknowns smallint not null default 0,
    after_stop boolean not null default false,
    created_at timestamptz not null default now(),
    due_at timestamptz not null,
    not_after timestamptz not null,
    lease_until timestamptz,
    link_id text,
    body text not null,
    primary key (contact_id, outbox_id)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);
create index outbox_due on outbox (channel_id, priority, due_at, outbox_id);
comment on table outbox is 'One row per text to send, written with the event that caused it, deleted on its final outcome.';

create table send_log (
    contact_id bigint not null,
    outbox_id bigint not null,
    event_id bigint not null,
    session_id bigint not null,
    channel_id int not null,
    at timestamptz not null,
    kind text not null check (kind in ('accepted', 'retry', 'rejected', 'opted_out', 'account', 'unknown', 'late',
                                       'lease_lost', 'superseded', 'receipt')),
    attempt smallint not null,
    priority smallint not null,
    after_stop boolean not null default false,
    segments smallint not null,
    provider_id text,
    status text,
    error_code text
) partition by range (at);
create index send_log_provider on send_log (channel_id, provider_id);
create index send_log_contact on send_log (contact_id, outbox_id);
comment on table send_log is 'Attempts, outcomes and delivery receipts, appended. A receipt finds its text by (channel, provider_id), '
    'whichever of the two was recorded first.';

create table timer (
    contact_id bigint not null,
    session_id bigint not null,
    due_at timestamptz not null,
    kind smallint not null default 0,
    primary key (contact_id, session_id)
);
create index timer_due on timer (due_at);
comment on column timer.kind is '0 the engine wants to be woken, 1 put the open question again, 2 the provider says the person opted out';

create table consent (
    consent_id bigint generated always as identity primary key,
    contact_id bigint not null,
    participant_id bigint,
    survey_version_id int not null,
    event_id bigint not null,
    given boolean not null,
    version text not null,
    language text not null,
    channel_id int not null,
    at timestamptz not null
);

create table opt_out (
    contact_id bigint not null,
    event_id bigint not null,
    at timestamptz not null,
    lifted_at timestamptz,
    primary key (contact_id, event_id)
);
create unique index opt_out_open on opt_out (contact_id) where lifted_at is null;

create table inbox (
    inbox_id bigint generated always as identity primary key,
    contact_id bigint not null,
    event_id bigint not null,
    session_id bigint not null,
    programme_id int not null,
    reason text not null,
    at timestamptz not null,
    code_bidx bytea,
    handled_at timestamptz,
    handled_by text
);
comment on column inbox.code_bidx is 'Of an unknown number: blind index of its text taken as the code on a card.';
create index inbox_open on inbox (programme_id, at) where handled_at is null;
create index inbox_unidentified on inbox (inbox_id) where reason = 'unknown_number' and handled_at is null;
comment on table inbox is 'Texts that no rule took: each waits for a human. The text itself is in event_raw.';

create table ticket (
    ticket_id bigint generated always as identity primary key,
    contact_id bigint not null,
    participant_id bigint,
    programme_id int not null,
    event_id bigint not null,
    kind text not null,
    opened_at timestamptz not null,
    closed_at timestamptz,
    closed_by text,
    times int not null default 1
);
create unique index ticket_open on ticket (contact_id, kind) where closed_at is null;
comment on table ticket is 'Something a person must do for this participant. The same wish again counts up the open one.';

create table quarantine (
    quarantine_id bigint generated always as identity primary key,
    channel_id int not null,
    contact_id bigint,
    at timestamptz not null default now(),
    error text not null,
    key_id bigint not null,
    body bytea not null,
    released_at timestamptz
);
comment on table quarantine is 'Messages that could not be processed: kept sealed, never lost, never blocking others.';

create table refusal (
    refusal_id bigint generated always as identity primary key,
    at timestamptz not null,
    path text not null,
    reason text not null,
    times int not null
);
comment on table refusal is 'Webhook calls refused before anything was read: time, path and reason, nothing else.';

create table staff (
    staff_id int generated always as identity primary key,
    login text not null unique,
    role text not null,
    active boolean not null default true,
    created_at timestamptz not null default now()
);

create table staff_grant (
    staff_id int not null references staff,
    programme_id int not null references programme,
    area text not null default '',
    primary key (staff_id, programme_id, area)
);

create table audit (
    audit_id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    actor text not null,
    action text not null,
    object text not null,
    detail jsonb not null default '{}',
    previous bytea not null,
    hash bytea not null
);
comment on table audit is 'Hash-chained: each row covers the one before.';

create table key_check (
    name text primary key,
    value bytea not null
);
comment on table key_check is 'Derived check values: a process with a wrong key refuses to start.';

-- Projections, made by the worker from events; may be emptied and rebuilt.
create table answer (
    session_id bigint not null,
    question smallint not null,
    row smallint not null,
    contact_id bigint not null,
    survey_version_id int not null,
    how smallint not null,
    value text not null,
    at timestamptz not null,
    primary key (session_id, question, row)
);

create table score (
    session_id bigint not null,
    name text not null,
    contact_id bigint not null,
    survey_version_id int not null,
    value double precision not null,
    at timestamptz not null,
    primary key (session_id, name)
);

create table projector (
    name text primary key,
    xact bigint not null,
    event_id bigint not null
);
insert into projector values ('answer', 0, 0);

create sequence process_slot maxvalue 1023 minvalue 0 cycle;
comment on sequence process_slot is 'Ten bits that keep the ids of different processes apart.';

-- Rows that may never change.
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;

create trigger survey_version_immutable before update or delete on survey_version
    for each row execute function refuse_change();
create trigger audit_append_only before update or delete on audit
    for each row execute function refuse_change();
create trigger send_log_append_only before update or delete on send_log
    for each row execute function refuse_change();

-- Month partitions for this and the next two months. Runs as owner, so the worker may call it.
create function ensure_partitions(from_month date) returns void
    language plpgsql security definer set search_path = puente, pg_temp as $$
declare
    parent text;
    start date;
begin
    foreach parent in array array['event_raw', 'send_log'] loop
        for i in 0..2 loop
            start := (date_trunc('month', from_month) + make_interval(months => i))::date;
            execute format('create table if not exists %I partition of %I for values from (%L) to (%L)',
                           parent || to_char(start, '_YYYYMM'), parent,
                           start::timestamp at time zone 'UTC',
                           (start + interval '1 month') at time zone 'UTC');
        end loop;
    end loop;
end $$;
select ensure_partitions(current_date);

-- Only the owner may; the worker calls it after each reading of events.
create function summarize_events() returns int
    language sql security definer set search_path = puente, pg_catalog, pg_temp
return brin_summarize_new_values('puente.event_xact'::regclass);

-- Is this local time inside quiet hours? A window over midnight has quiet_from > quiet_to.
create function is_quiet(local time, quiet_from time, quiet_to time) returns boolean
    language sql immutable parallel safe
return case when quiet_from <= quiet_to then local >= quiet_from and local < quiet_to
            else local >= quiet_from or local < quiet_to end;

-- The next instant at which quiet hours end, by the system's time zone data.
create function quiet_ends(moment timestamptz, zone text, quiet_from time, quiet_to time) returns timestamptz
    language sql stable parallel safe
return case
    when not is_quiet((moment at time zone zone)::time, quiet_from, quiet_to) then moment
    when (moment at time zone zone)::time < quiet_to then
        ((moment at time zone zone)::date + quiet_to) at time zone zone
    else ((moment at time zone zone)::date + 1 + quiet_to) at time zone zone
end;

create function offset_s(moment timestamptz, zone text) returns int
    language sql stable parallel safe
return extract(epoch from (moment at time zone zone) - (moment at time zone 'UTC'))::int;

-- Grants: what each process needs and no more.
grant usage on schema puente to puente_ingest, puente_worker, puente_console, puente_report_owner;
grant select on programme, programme_word, channel, survey, survey_version, survey_question, key_check to puente_ingest, puente_worker,
    puente_console;
grant select (contact_id, number_bidx, language, opted_out_at, greeted_at, left_event_id),
    insert, update (language, opted_out_at, greeted_at, left_event_id) on contact to puente_ingest;
grant select on participant, participant_contact to puente_ingest;
grant select, insert, update on session, timer to puente_ingest;
grant delete on timer to puente_ingest;
grant select, insert on event to puente_ingest;
grant insert on event_raw, outbox, send_log, consent, inbox, quarantine, refusal to puente_ingest;
grant select on outbox, send_log to puente_ingest;
grant select, insert on seal_key to puente_ingest;
grant delete, update (lease_until) on outbox to puente_ingest;
grant select, insert, update on opt_out, ticket to puente_ingest;
grant usage on process_slot to puente_ingest, puente_worker, puente_console;
grant select, insert on seal_key to puente_console;
grant select, insert, update, delete on contact, participant, participant_contact, session, timer, outbox, answer, score,
    projector, inbox, opt_out, ticket to puente_worker;
grant select, insert on event, event_raw, seal_key, send_log, consent, quarantine, refusal, audit to puente_worker;
grant update (paused_at, pause_reason) on channel to puente_worker;
grant update (released_at) on quarantine to puente_worker;
grant select on staff, staff_grant, inbox, ticket, session, answer, score to puente_console;
revoke execute on function ensure_partitions(date), summarize_events() from public;
grant execute on function ensure_partitions(date), summarize_events() to puente_worker;
grant usage on all sequences in schema puente to puente_ingest, puente_worker;
reset role;
