-- USSD: what stood on each screen, so that a request that is repeated gets the same page byte for byte, and an input is heard
-- against what the person saw.
set role puente_owner;
set search_path = puente;

insert into word (list, code, word) values ('event', 5, 'dial');

create table ussd_screen (
    contact_id bigint not null,
    dialogue_key bytea not null check (octet_length(dialogue_key) = 16),
    step_key bytea not null,
    screen_id bigint not null,
    channel_id int not null,
    event_id bigint not null,
    session_id bigint not null,
    at timestamptz not null,
    hop int not null,
    position smallint not null,
    page smallint not null,
    more boolean not null,
    awaits boolean not null,
    text text not null,
    shown text not null,
    primary key (contact_id, dialogue_key, step_key)
);
create index ussd_screen_time on ussd_screen using brin (screen_id) with (autosummarize = on);
comment on table ussd_screen is 'One row for each USSD request answered; append-only, kept for two days.';
comment on column ussd_screen.dialogue_key is 'Of the provider''s session: BLAKE2b(ussd, channel, session).';
comment on column ussd_screen.step_key is 'Of the request; the dedupe key of its event.';
comment on column ussd_screen.event_id is 'What it led to; 0: a page was turned.';
comment on column ussd_screen.session_id is 'Open when the screen was shown, at that position; 0: none.';
comment on column ussd_screen.hop is 'Inputs of the dialogue heard so far.';

create table ussd_end (
    contact_id bigint not null,
    dialogue_key bytea not null,
    channel_id int not null,
    at timestamptz not null,
    outcome text not null check (outcome in ('completed', 'abandoned', 'error')),
    hops int not null,
    primary key (contact_id, dialogue_key)
);
comment on table ussd_end is 'How USSD dialogues ended, as the provider told.';

create trigger ussd_end_append_only before update or delete on ussd_end
    for each row execute function refuse_change();

do $$
declare
    t text;
begin
    foreach t in array array['ussd_screen', 'ussd_end'] loop
        execute format('alter table %I enable row level security, force row level security', t);
        execute format('create policy processes on %I to puente_owner, puente_ingest, puente_worker using (true)', t);
        execute format('create policy analysts on %I for select to puente_report_owner
            using (channel_id = any ((select channels_of(login_scope()))::int[]))', t);
    end loop;
end $$;

grant select, insert on ussd_screen, ussd_end to puente_ingest;
grant select, insert, delete on ussd_screen to puente_worker;
grant select (contact_id, screen_id, channel_id, event_id, at, page) on ussd_screen to puente_report_owner;
grant select (contact_id, channel_id, at, outcome, hops) on ussd_end to puente_report_owner;
reset role;
