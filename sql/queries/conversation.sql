-- Conversations: what ingest and worker read under lock, and what they write in the same transaction.
-- Columns arrive as arrays and are unnested in the list of results, side by side: in FROM each of them would fill a table of its own, which costs
-- a third of a microsecond a value.

-- name: begin
begin;

-- name: commit
commit;

-- name: rollback
rollback;

-- Contacts of channels without message ids are locked first: their duplicates are decided against the last event.
-- name: contact_lock
select contact_id from contact where number_bidx = any($1::bytea[]) order by contact_id for no key update;

-- Read after the sessions are locked, so as new as the lock: the contact, and whether it has that event. A lookup with a limit, since a join
-- planned while the table was empty would read all of it for each text.
-- name: contact_read
select c.number_bidx, c.contact_id, c.language, c.opted_out_at is not null,
       coalesce(c.greeted_at > now() - interval '24 hours', false), c.left_event_id,
       (select true from event e where e.contact_id = c.contact_id and e.dedupe_key = k.dedupe_key limit 1)
from (select unnest($1::bytea[]) as number_bidx, unnest($2::bytea[]) as dedupe_key) k
join contact c on c.number_bidx = k.number_bidx;

-- name: session_lock
select s.contact_id, s.session_id, s.participant_id, s.survey_version_id, s.channel_id, s.seq, s.country, s.zone,
       offset_s(now(), s.zone), s.timer_at, s.state, s.by_person
from session s
where s.contact_id = any(array(select contact_id from contact where number_bidx = any($1::bytea[]))) and s.open
order by s.contact_id
for update of s;

-- Sessions whose timer is due, locked; those in other hands are left for the next look.
-- name: timer_lock
select s.contact_id, s.session_id, s.participant_id, s.survey_version_id, s.channel_id, s.seq, s.country, s.zone,
       offset_s(now(), s.zone), s.timer_at, s.state, s.by_person, t.kind, c.language, c.opted_out_at is not null, h.programme_id
from session s
join contact c on c.contact_id = s.contact_id
join timer t on t.contact_id = s.contact_id and t.session_id = s.session_id
join channel h on h.channel_id = s.channel_id
where s.open and (s.contact_id, s.session_id) in
    (select contact_id, session_id from timer where due_at <= now() order by due_at limit $1::int)
order by s.contact_id
for update of s skip locked;

-- Sessions that wait to begin, one a contact, where none is open.
-- name: queued_lock
select s.contact_id, s.session_id, s.participant_id, s.survey_version_id, s.channel_id, s.seq, s.country, s.zone,
       offset_s(now(), s.zone), s.timer_at, s.state, s.by_person, 0::smallint, coalesce(nullif(p.language, ''), c.language),
       c.opted_out_at is not null, h.programme_id
from session s
join contact c on c.contact_id = s.contact_id
join channel h on h.channel_id = s.channel_id
left join participant p on p.participant_id = s.participant_id
where s.queued and s.started_at <= now()
  and not exists (select from session o where o.contact_id = s.contact_id and o.open)
  and not exists (select from session e where e.contact_id = s.contact_id and e.queued and e.session_id < s.session_id)
order by s.contact_id
limit $1::int
for update of s skip locked;

-- The last two events of each contact, newest first, and when the reply to it was last handed to a provider.
-- name: event_last
select c.number_bidx, e.event_id, e.dedupe_key, e.at, e.reply is null or e.reply = '',
       exists (select from outbox o where o.contact_id = c.contact_id and o.event_id = e.event_id),
       (select max(l.at) from send_log l where l.contact_id = c.contact_id and l.event_id = e.event_id and l.kind <> 'retry')
from contact c
cross join lateral (select * from event x where x.contact_id = c.contact_id order by x.event_id desc limit 2) e
where c.number_bidx = any($1::bytea[])
order by c.number_bidx, e.event_id desc;

-- Who uses a number: needed only where no session is open.
-- name: participant_read
select pc.contact_id, p.participant_id, p.programme_id, p.language, p.country, p.zone, offset_s(now(), p.zone)
from participant_contact pc join participant p using (participant_id)
where pc.contact_id = any($1::bigint[])
order by pc.contact_id, pc.rank, p.participant_id;

-- name: contact_insert
insert into contact (contact_id, number_bidx, number_sealed, language)
select unnest($1::bigint[]), unnest($2::bytea[]), unnest($3::bytea[]), unnest($4::text[]);

-- name: contact_update
update contact c set
    language = coalesce(u.language, c.language),
    opted_out_at = case when u.opted_out is null then c.opted_out_at when u.opted_out then coalesce(c.opted_out_at, u.at) end,
    greeted_at = coalesce(u.greeted_at, c.greeted_at)
from (select unnest($1::bigint[]) as contact_id, unnest($2::text[]) as language, unnest($3::boolean[]) as opted_out,
             unnest($4::timestamptz[]) as at, unnest($5::timestamptz[]) as greeted_at) u
where c.contact_id = u.contact_id;

-- name: contact_left
update contact c set left_event_id = u.event_id
from (select unnest($1::bigint[]) as contact_id, unnest($2::bigint[]) as event_id) u
where c.contact_id = u.contact_id and c.left_event_id < u.event_id;

-- name: session_insert
insert into session (contact_id, session_id, participant_id, survey_version_id, channel_id, open, by_person, disposition,
                     engine_rev, seq, country, zone, started_at, heard_at, due_at, timer_at, closed_at, state)
select unnest($1::bigint[]), unnest($2::bigint[]), unnest($3::bigint[]), unnest($4::int[]), unnest($5::int[]), unnest($6::boolean[]),
       unnest($7::boolean[]), unnest($8::smallint[]), unnest($9::smallint[]), unnest($10::int[]), unnest($11::text[]), unnest($12::text[]),
       unnest($13::timestamptz[]), unnest($14::timestamptz[]), unnest($15::timestamptz[]), unnest($16::timestamptz[]),
       unnest($17::timestamptz[]), unnest($18::bytea[]);

-- name: session_update
update session s set seq = u.seq, heard_at = u.heard_at, due_at = u.due_at, timer_at = u.timer_at, open = u.open,
    disposition = u.disposition, closed_at = u.closed_at, state = u.state, queued = false
from (select unnest($1::bigint[]) as contact_id, unnest($2::bigint[]) as session_id, unnest($3::int[]) as seq,
             unnest($4::timestamptz[]) as heard_at, unnest($5::timestamptz[]) as due_at, unnest($6::timestamptz[]) as timer_at,
             unnest($7::boolean[]) as open, unnest($8::smallint[]) as disposition, unnest($9::timestamptz[]) as closed_at,
             unnest($10::bytea[]) as state) u
where s.contact_id = u.contact_id and s.session_id = u.session_id;

-- name: event_insert
insert into event (event_id, contact_id, session_id, at, channel_id, utc_offset_s, seq, kind, heard, command, question, row,
                   how, phrase, flags, position, dedupe_key, value, reply, xact)
select unnest($1::bigint[]), unnest($2::bigint[]), unnest($3::bigint[]), unnest($4::timestamptz[]), unnest($5::int[]), unnest($6::int[]),
       unnest($7::int[]), unnest($8::smallint[]), unnest($9::smallint[]), unnest($10::smallint[]), unnest($11::smallint[]),
       unnest($12::smallint[]), unnest($13::smallint[]), unnest($14::smallint[]), unnest($15::smallint[]), unnest($16::smallint[]),
       unnest($17::bytea[]), unnest($18::text[]), unnest($19::text[]), (select pg_current_xact_id()::text::bigint);

-- name: event_raw_insert
insert into event_raw (contact_id, event_id, at, key_id, body)
select unnest($1::bigint[]), unnest($2::bigint[]), unnest($3::timestamptz[]), unnest($4::bigint[]), unnest($5::bytea[]);

-- name: seal_key_insert
insert into seal_key (key_id, sealed) values ($1::bigint, $2::bytea) on conflict do nothing;

-- name: key_check_read
select name, value from key_check;

-- name: process_slot
select nextval('process_slot');

-- name: outbox_insert
insert into outbox (contact_id, outbox_id, event_id, session_id, channel_id, priority, after_stop, due_at, not_after, link_id,
                    body)
select unnest($1::bigint[]), unnest($2::bigint[]), unnest($3::bigint[]), unnest($4::bigint[]), unnest($5::int[]), unnest($6::smallint[]),
       unnest($7::boolean[]), unnest($8::timestamptz[]), unnest($9::timestamptz[]), unnest($10::text[]), unnest($11::text[]);

-- Rows in the worker's hands are left to the worker, which looks at the opt-out when it claims.
-- name: outbox_cancel
with gone as (
    delete from outbox where ctid = any(array(
        select ctid from outbox
        where contact_id = any($1::bigint[]) and not after_stop and lease_until is null
        for update skip locked))
    returning *
)
insert into send_log (contact_id, outbox_id, event_id, session_id, channel_id, at, kind, attempt, priority, after_stop, segments)
select contact_id, outbox_id, event_id, session_id, channel_id, now(), 'opted_out', attempt, priority, after_stop, 0 from gone;

-- name: timer_upsert
insert into timer (contact_id, session_id, due_at)
select unnest($1::bigint[]), unnest($2::bigint[]), unnest($3::timestamptz[])
on conflict (contact_id, session_id) do update set due_at = excluded.due_at, kind = 0;

-- name: timer_delete
delete from timer where ctid = any(array(
    select (select t.ctid from timer t where t.contact_id = u.contact_id and t.session_id = u.session_id limit 1)
    from (select unnest($1::bigint[]) as contact_id, unnest($2::bigint[]) as session_id) u));

-- name: timer_defer
update timer t set due_at = now() + interval '1 hour'
from (select unnest($1::bigint[]) as contact_id, unnest($2::bigint[]) as session_id) u
where t.contact_id = u.contact_id and t.session_id = u.session_id;

-- name: queued_defer
update session s set started_at = now() + interval '1 hour'
from (select unnest($1::bigint[]) as contact_id, unnest($2::bigint[]) as session_id) u
where s.contact_id = u.contact_id and s.session_id = u.session_id;

-- name: opt_out_insert
insert into opt_out (contact_id, event_id, at)
select unnest($1::bigint[]), unnest($2::bigint[]), unnest($3::timestamptz[])
on conflict do nothing;

-- name: opt_out_lift
update opt_out o set lifted_at = u.at
from (select unnest($1::bigint[]) as contact_id, unnest($2::timestamptz[]) as at) u
where o.contact_id = u.contact_id and o.lifted_at is null;

-- name: inbox_insert
insert into inbox (contact_id, event_id, session_id, programme_id, reason, at, code_bidx)
select unnest($1::bigint[]), unnest($2::bigint[]), unnest($3::bigint[]), unnest($4::int[]), unnest($5::text[]), unnest($6::timestamptz[]),
       unnest($7::bytea[]);

-- name: ticket_upsert
insert into ticket (contact_id, participant_id, programme_id, event_id, kind, opened_at)
select unnest($1::bigint[]), unnest($2::bigint[]), unnest($3::int[]), unnest($4::bigint[]), unnest($5::text[]), unnest($6::timestamptz[])
on conflict (contact_id, kind) where closed_at is null do update set times = ticket.times + 1;

-- name: consent_insert
insert into consent (contact_id, participant_id, survey_version_id, event_id, given, version, language, channel_id, at)
select unnest($1::bigint[]), unnest($2::bigint[]), unnest($3::int[]), unnest($4::bigint[]), unnest($5::boolean[]), unnest($6::text[]),
       unnest($7::text[]), unnest($8::int[]), unnest($9::timestamptz[]);

-- Receipts are appended as they come; which text they belong to is found by (channel, provider_id) when asked.
-- name: receipt_insert
insert into send_log (contact_id, outbox_id, event_id, session_id, channel_id, at, kind, attempt, priority, segments, provider_id,
                      status, error_code)
select 0, 0, 0, 0, channel_id, at, 'receipt', 0, 0, 0, provider_id, status, error_code
from (select unnest($1::int[]) as channel_id, unnest($2::timestamptz[]) as at, unnest($3::text[]) as provider_id,
             unnest($4::text[]) as status, unnest($5::text[]) as error_code) u;

-- name: quarantine_insert
insert into quarantine (channel_id, contact_id, error, key_id, body)
values ($1::int, $2::bigint, $3::text, $4::bigint, $5::bytea);

-- name: refusal_insert
insert into refusal (at, path, reason, times)
select unnest($1::timestamptz[]), unnest($2::text[]), unnest($3::text[]), unnest($4::int[]);

-- name: notify
select pg_notify('puente', $1::text);

-- name: catalog_channels
select c.channel_id, c.public_id, c.programme_id, c.adapter, c.sender, c.settings::text, c.secrets::text, c.rate_per_s::float8,
       c.answer_ms, c.public_url, c.paused_at is not null, p.language, p.country, p.zone, p.code, offset_s(now(), p.zone)
from channel c join programme p using (programme_id)
order by c.channel_id;

-- name: catalog_words
select programme_id, language, command, word from programme_word order by programme_id, language, word;

-- Every version that a conversation may still need: the newest of each survey and those with open sessions.
-- name: catalog_surveys
select v.survey_version_id, s.programme_id, s.form_id, v.version, v.keyword,
       v.survey_version_id = max(v.survey_version_id) over (partition by v.survey_id),
       case when v.survey_version_id = any($1::int[]) then null else v.form end
from survey_version v join survey s using (survey_id)
order by v.survey_version_id;
