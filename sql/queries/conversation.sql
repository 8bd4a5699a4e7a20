-- Conversations: what ingest and worker read under lock, and what they write in the same transaction.

-- name: begin
begin;

-- name: commit
commit;

-- name: rollback
rollback;

-- Contacts of channels without message ids are locked first: their duplicates are decided against the last event.
-- name: contact_lock
select contact_id from contact where number_bidx = any($1::bytea[]) order by contact_id for no key update;

-- name: contact_read
select number_bidx, contact_id, language, opted_out_at is not null, coalesce(greeted_at > now() - interval '24 hours', false),
       left_event_id
from contact where number_bidx = any($1::bytea[]);

-- name: session_lock
select s.contact_id, s.session_id, s.participant_id, s.survey_version_id, s.channel_id, s.seq, s.country, s.zone,
       offset_s(now(), s.zone), s.timer_at, s.state, s.by_person, s.wave_id
from session s
where s.contact_id = any(array(select contact_id from contact where number_bidx = any($1::bytea[]))) and s.open
order by s.contact_id
for update of s;

-- Sessions whose timer is due, locked; those in other hands are left for the next look.
-- name: timer_lock
select s.contact_id, s.session_id, s.participant_id, s.survey_version_id, s.channel_id, s.seq, s.country, s.zone,
       offset_s(now(), s.zone), s.timer_at, s.state, s.by_person, s.wave_id, t.kind, c.language, c.opted_out_at is not null, h.programme_id
from session s
join contact c on c.contact_id = s.contact_id
join timer t on t.contact_id = s.contact_id and t.session_id = s.session_id
join channel h on h.channel_id = s.channel_id
where s.open and (s.contact_id, s.session_id) in
    (select contact_id, session_id from timer where due_at <= now() order by due_at limit $1::int)
order by s.contact_id
for update of s skip locked;

-- Sessions that wait to begin, one a contact, where none is open. A wave begins conversations only by day and no faster than its channel takes
-- the invitations; it looks no further than a few at the head of its queue, where wave_tidy makes room.
-- name: queued_lock
with running as materialized (
    select w.wave_id
    from wave w join channel h using (channel_id)
    where w.state = 'running' and h.paused_at is null
      and (select count(*) from (select from outbox o where o.channel_id = w.channel_id and o.priority = 2 and o.due_at <= now()
                                 limit 1000) waiting) < 1000
), chosen as materialized (
    (select q.ctid as place, q.contact_id, q.session_id from session q
     where q.queued and q.wave_id = 0 and q.started_at <= now()
       and (select 1 from session o where o.contact_id = q.contact_id and o.open limit 1) is null
     order by q.started_at limit $1::int)
    union all
    (select q.place, q.contact_id, q.session_id
     from running r
     cross join lateral (select x.ctid as place, x.contact_id, x.session_id from session x
                         where x.queued and x.wave_id = r.wave_id and x.started_at <= now()
                         order by x.started_at limit 4 * $1::int) q
     where (select coalesce(x.obstacle, '') from wave_waiting x
            where x.contact_id = q.contact_id and x.session_id = q.session_id limit 1) = ''
     limit $1::int)
), one_each as materialized (
    select distinct on (contact_id) place from chosen order by contact_id, session_id limit $1::int
)
select s.contact_id, s.session_id, s.participant_id, s.survey_version_id, s.channel_id, s.seq, s.country, s.zone,
       offset_s(now(), s.zone), s.timer_at, s.state, s.by_person, s.wave_id, 0::smallint,
       coalesce(nullif(p.language, ''), c.language), c.opted_out_at is not null, h.programme_id
from session s
cross join lateral (select * from contact x where x.contact_id = s.contact_id limit 1) c
cross join lateral (select * from channel x where x.channel_id = s.channel_id limit 1) h
left join lateral (select * from participant x where x.participant_id = s.participant_id limit 1) p on true
where s.ctid = any(array(select place from one_each)) and s.queued
order by s.contact_id
for update of s skip locked;

-- name: event_seen
select c.number_bidx, e.dedupe_key
from unnest($1::bytea[], $2::bytea[]) k(number_bidx, dedupe_key)
join contact c on c.number_bidx = k.number_bidx
join event e on e.contact_id = c.contact_id and e.dedupe_key = k.dedupe_key;

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
select * from unnest($1::bigint[], $2::bytea[], $3::bytea[], $4::text[]);

-- name: contact_update
update contact c set
    language = coalesce(u.language, c.language),
    opted_out_at = case when u.opted_out is null then c.opted_out_at when u.opted_out then coalesce(c.opted_out_at, u.at) end,
    greeted_at = coalesce(u.greeted_at, c.greeted_at)
from unnest($1::bigint[], $2::text[], $3::boolean[], $4::timestamptz[], $5::timestamptz[])
    u(contact_id, language, opted_out, at, greeted_at)
where c.contact_id = u.contact_id;

-- name: contact_left
update contact c set left_event_id = u.event_id
from unnest($1::bigint[], $2::bigint[]) u(contact_id, event_id)
where c.contact_id = u.contact_id and c.left_event_id < u.event_id;

-- name: session_insert
insert into session (contact_id, session_id, participant_id, survey_version_id, channel_id, open, by_person, disposition,
                     engine_rev, seq, country, zone, started_at, heard_at, due_at, timer_at, closed_at, state)
select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::int[], $5::int[], $6::boolean[], $7::boolean[],
                     $8::smallint[], $9::smallint[], $10::int[], $11::text[], $12::text[], $13::timestamptz[],
                     $14::timestamptz[], $15::timestamptz[], $16::timestamptz[], $17::timestamptz[], $18::bytea[]);

-- name: session_update
update session s set seq = u.seq, heard_at = u.heard_at, due_at = u.due_at, timer_at = u.timer_at, open = u.open,
    disposition = u.disposition, closed_at = u.closed_at, state = u.state, queued = false
from unnest($1::bigint[], $2::bigint[], $3::int[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[], $7::boolean[],
            $8::smallint[], $9::timestamptz[], $10::bytea[])
    u(contact_id, session_id, seq, heard_at, due_at, timer_at, open, disposition, closed_at, state)
where s.contact_id = u.contact_id and s.session_id = u.session_id;

-- name: event_insert
insert into event (event_id, contact_id, session_id, at, channel_id, utc_offset_s, seq, kind, heard, command, question, row,
                   how, phrase, flags, position, dedupe_key, value, reply, xact)
select u.*, (select pg_current_xact_id()::text::bigint)
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::timestamptz[], $5::int[], $6::int[], $7::int[], $8::smallint[],
            $9::smallint[], $10::smallint[], $11::smallint[], $12::smallint[], $13::smallint[], $14::smallint[],
            $15::smallint[], $16::smallint[], $17::bytea[], $18::text[], $19::text[]) u;

-- name: event_raw_insert
insert into event_raw (contact_id, event_id, at, key_id, body)
select * from unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::bigint[], $5::bytea[]);

-- name: seal_key_insert
insert into seal_key (key_id, sealed) values ($1::bigint, $2::bytea) on conflict do nothing;

-- name: key_check_read
select name, value from key_check;

-- name: process_slot
select nextval('process_slot');

-- name: outbox_insert
insert into outbox (contact_id, outbox_id, event_id, session_id, channel_id, priority, after_stop, due_at, not_after, link_id,
                    body)
select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::int[], $6::smallint[], $7::boolean[],
                     $8::timestamptz[], $9::timestamptz[], $10::text[], $11::text[]);

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
select * from unnest($1::bigint[], $2::bigint[], $3::timestamptz[])
on conflict (contact_id, session_id) do update set due_at = excluded.due_at, kind = 0;

-- name: timer_delete
delete from timer where ctid = any(array(
    select (select t.ctid from timer t where t.contact_id = u.contact_id and t.session_id = u.session_id limit 1)
    from unnest($1::bigint[], $2::bigint[]) u(contact_id, session_id)));

-- name: timer_defer
update timer t set due_at = now() + interval '1 hour'
from unnest($1::bigint[], $2::bigint[]) u(contact_id, session_id)
where t.contact_id = u.contact_id and t.session_id = u.session_id;

-- name: queued_defer
update session s set started_at = now() + interval '1 hour'
from unnest($1::bigint[], $2::bigint[]) u(contact_id, session_id)
where s.contact_id = u.contact_id and s.session_id = u.session_id;

-- name: opt_out_insert
insert into opt_out (contact_id, event_id, at)
select * from unnest($1::bigint[], $2::bigint[], $3::timestamptz[])
on conflict do nothing;

-- name: opt_out_lift
update opt_out o set lifted_at = u.at
from unnest($1::bigint[], $2::timestamptz[]) u(contact_id, at)
where o.contact_id = u.contact_id and o.lifted_at is null;

-- name: inbox_insert
insert into inbox (contact_id, event_id, session_id, programme_id, reason, at, code_bidx)
select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::int[], $5::text[], $6::timestamptz[], $7::bytea[]);

-- name: ticket_upsert
insert into ticket (contact_id, participant_id, programme_id, event_id, kind, opened_at)
select * from unnest($1::bigint[], $2::bigint[], $3::int[], $4::bigint[], $5::text[], $6::timestamptz[])
on conflict (contact_id, kind) where closed_at is null do update set times = ticket.times + 1;

-- name: consent_insert
insert into consent (contact_id, participant_id, survey_version_id, event_id, given, version, language, channel_id, at)
select * from unnest($1::bigint[], $2::bigint[], $3::int[], $4::bigint[], $5::boolean[], $6::text[], $7::text[], $8::int[],
                     $9::timestamptz[]);

-- Receipts are appended as they come; which text they belong to is found by (channel, provider_id) when asked.
-- name: receipt_insert
insert into send_log (contact_id, outbox_id, event_id, session_id, channel_id, at, kind, attempt, priority, segments, provider_id,
                      status, error_code)
select 0, 0, 0, 0, channel_id, at, 'receipt', 0, 0, 0, provider_id, status, error_code
from unnest($1::int[], $2::timestamptz[], $3::text[], $4::text[], $5::text[]) u(channel_id, at, provider_id, status, error_code);

-- name: quarantine_insert
insert into quarantine (channel_id, contact_id, error, key_id, body)
values ($1::int, $2::bigint, $3::text, $4::bigint, $5::bytea);

-- name: refusal_insert
insert into refusal (at, path, reason, times)
select * from unnest($1::timestamptz[], $2::text[], $3::text[], $4::int[]);

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
