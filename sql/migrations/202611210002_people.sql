-- People: who sees whose rows, the words behind the stored numbers, and what report views may read.
--
-- Processes see every row; a policy `using (true)` leaves no trace in a plan. People see the rows of their programmes: analysts by
-- the name of their login (login_scope), staff by the id that the console sets for each transaction (staff_scope). FORCE makes
-- the policies bind the owner of the tables too, so nobody but a superuser or a login with BYPASSRLS passes them by.

set role puente_owner;
set search_path = puente;

create table word (
    list text not null,
    code smallint not null,
    word text not null,
    primary key (list, code),
    unique (list, word)
);
comment on table word is 'The words of the program for the numbers it stores. `puente verify` compares them with the program.';
insert into word (list, code, word)
select list, (place - 1)::smallint, word
from (values
    ('disposition', array['', 'I', 'P', 'BO', 'R', 'NC', 'O', 'UH', 'UO', 'NE']),
    ('how', array['none', 'number', 'name', 'label', 'alias', 'prefix', 'typo', 'word', 'date', 'text', 'skipped', 'given_up',
                  'calculated', 'prefilled', 'erased']),
    ('event', array['text', 'begin', 'timer', 'replan', 'stop']),
    ('heard', array['unread', 'command', 'answer', 'yes', 'no', 'language', 'rejected', 'not_for_us', 'nothing']),
    ('command', array['none', 'stop', 'start', 'help', 'info', 'back', 'skip', 'repeat', 'erase', 'call_me', 'quick_exit'])
) as lists(list, words), unnest(words) with ordinality as w(word, place);

-- The smallest id made at a moment: finds rows by time through the BRIN index on event_id.
create function id_from(moment timestamptz) returns bigint
    language sql stable parallel safe
return ((extract(epoch from moment) * 1000)::bigint - 1577836800000) << 22;

-- Programmes whose rows a login may see: all of them for an owner; those granted to the member of staff with that login; and
-- all for a login that is only puente_public, which reaches nothing but aggregate views. Anybody else: none.
create function login_scope() returns int[]
    language sql stable security definer set search_path = puente, pg_temp as $$
    select coalesce(array_agg(p.programme_id), '{}')
    from programme p
    where pg_has_role(session_user, 'puente_owner', 'member')
       or (pg_has_role(session_user, 'puente_public', 'member')
           and not pg_has_role(session_user, 'puente_report', 'member'))
       or exists (select from staff s join staff_grant g using (staff_id)
                  where s.login = session_user and s.active and g.programme_id = p.programme_id)
$$;

-- Programmes of the member of staff on whose behalf the console works. Without one: none.
create function staff_scope() returns int[]
    language sql stable security definer set search_path = puente, pg_temp as $$
    select coalesce(array_agg(distinct g.programme_id), '{}')
    from staff s join staff_grant g using (staff_id)
    where s.active and s.staff_id = nullif(current_setting('puente.staff_id', true), '')::int
$$;

create function versions_of(programmes int[]) returns int[]
    language sql stable security definer set search_path = puente, pg_temp as $$
    select coalesce(array_agg(v.survey_version_id), '{}')
    from survey_version v join survey s using (survey_id)
    where s.programme_id = any (programmes)
$$;

create function channels_of(programmes int[]) returns int[]
    language sql stable security definer set search_path = puente, pg_temp as $$
    select coalesce(array_agg(channel_id), '{}') from channel where programme_id = any (programmes)
$$;

-- May the reader of an aggregate see cells of any size? Not a login that is only puente_public.
create function sees_small_cells() returns boolean
    language sql stable
return pg_has_role(current_user, 'puente_report', 'member') or pg_has_role(current_user, 'puente_owner', 'member');

do $$
declare
    t text;
begin
    foreach t in array array['participant', 'participant_contact', 'contact', 'session', 'event', 'answer', 'score', 'inbox',
                             'ticket', 'consent', 'opt_out', 'outbox', 'send_log'] loop
        execute format('alter table %I enable row level security, force row level security', t);
        execute format('create policy processes on %I to puente_owner, puente_ingest, puente_worker using (true)', t);
    end loop;
end $$;

-- A sub-select around a scope makes it a constant of the query instead of a call per row.
create policy analysts on participant for select to puente_report_owner
    using (programme_id = any ((select login_scope())::int[]));
create policy analysts on participant_contact for select to puente_report_owner
    using (exists (select from participant p where p.participant_id = participant_contact.participant_id));
create policy analysts on contact for select to puente_report_owner
    using (exists (select from participant_contact l where l.contact_id = contact.contact_id));
create policy analysts on opt_out for select to puente_report_owner
    using (exists (select from participant_contact l where l.contact_id = opt_out.contact_id));
create policy analysts on session for select to puente_report_owner
    using (survey_version_id = any ((select versions_of(login_scope()))::int[]));
create policy analysts on answer for select to puente_report_owner
    using (survey_version_id = any ((select versions_of(login_scope()))::int[]));
create policy analysts on score for select to puente_report_owner
    using (survey_version_id = any ((select versions_of(login_scope()))::int[]));
create policy analysts on consent for select to puente_report_owner
    using (survey_version_id = any ((select versions_of(login_scope()))::int[]));
create policy analysts on event for select to puente_report_owner
    using (channel_id = any ((select channels_of(login_scope()))::int[]));
create policy analysts on outbox for select to puente_report_owner
    using (channel_id = any ((select channels_of(login_scope()))::int[]));
create policy analysts on send_log for select to puente_report_owner
    using (channel_id = any ((select channels_of(login_scope()))::int[]));
create policy analysts on inbox for select to puente_report_owner
    using (programme_id = any ((select login_scope())::int[]));
create policy analysts on ticket for select to puente_report_owner
    using (programme_id = any ((select login_scope())::int[]));

create policy staff on inbox for select to puente_console
    using (programme_id = any ((select staff_scope())::int[]));
create policy staff on ticket for select to puente_console
    using (programme_id = any ((select staff_scope())::int[]));
create policy staff on session for select to puente_console
    using (survey_version_id = any ((select versions_of(staff_scope()))::int[]));
create policy staff on answer for select to puente_console
    using (survey_version_id = any ((select versions_of(staff_scope()))::int[]));
create policy staff on score for select to puente_console
    using (survey_version_id = any ((select versions_of(staff_scope()))::int[]));

-- What views may be made of, column by column: no number in any form, no key, no text that somebody wrote or was sent.
grant select on word to puente_report_owner, puente_console;
grant select (programme_id, code, name, language, country, zone) on programme to puente_report_owner;
grant select (channel_id, public_id, programme_id, adapter, paused_at) on channel to puente_report_owner;
grant select (survey_id, programme_id, form_id) on survey to puente_report_owner;
grant select (survey_version_id, survey_id, version, published_at) on survey_version to puente_report_owner;
grant select on survey_question, answer, score to puente_report_owner;
grant select (participant_id, programme_id, language, country, zone, created_at) on participant to puente_report_owner;
grant select (contact_id, participant_id) on participant_contact to puente_report_owner;
grant select (contact_id, language, opted_out_at) on contact to puente_report_owner;
grant select (contact_id, session_id, participant_id, survey_version_id, channel_id, open, by_person, queued, disposition,
    country, started_at, heard_at, closed_at) on session to puente_report_owner;
grant select (event_id, contact_id, session_id, at, channel_id, kind, heard, flags) on event to puente_report_owner;
grant select (contact_id, outbox_id, event_id, session_id, channel_id, at, kind, attempt, priority, segments, provider_id, status,
    error_code) on send_log to puente_report_owner;
grant select (contact_id, outbox_id, session_id, channel_id, priority, due_at) on outbox to puente_report_owner;
grant select (contact_id, survey_version_id, given, version, language, at) on consent to puente_report_owner;
grant select (contact_id, at, lifted_at) on opt_out to puente_report_owner;
grant select (inbox_id, programme_id, reason, at, handled_at) on inbox to puente_report_owner;
grant select (ticket_id, participant_id, programme_id, kind, opened_at, closed_at, times) on ticket to puente_report_owner;
grant select (at, path, reason, times) on refusal to puente_report_owner;

reset role;

set role puente_report_owner;
grant usage on schema report to puente_report, puente_public;
reset role;
