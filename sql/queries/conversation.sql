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

-- Of each USSD request: the screen it got before, if it did, and the latest one of its dialogue.
-- name: ussd_read
select u.number_bidx, s.step_key = u.step_key, s.hop, s.session_id, s.position, s.page, s.more, s.awaits, s.text, s.shown
from unnest($1::bytea[], $2::bytea[], $3::bytea[]) u(number_bidx, dialogue_key, step_key)
cross join lateral (select c.contact_id from contact c where c.number_bidx = u.number_bidx limit 1) c
cross join lateral (
    select * from ussd_screen x where x.contact_id = c.contact_id and x.dialogue_key = u.dialogue_key) s
order by u.number_bidx, s.screen_id;

-- name: ussd_screen_insert
insert into ussd_screen (contact_id, dialogue_key, step_key, screen_id, channel_id, event_id, session_id, at, hop, position, page,
                         more, awaits, text, shown)
select * from unnest($1::bigint[], $2::bytea[], $3::bytea[], $4::bigint[], $5::int[], $6::bigint[], $7::bigint[],
                     $8::timestamptz[], $9::int[], $10::smallint[], $11::smallint[], $12::boolean[], $13::boolean[], $14::text[],
                     $15::text[]);

-- name: ussd_end_insert
insert into ussd_end (contact_id, dialogue_key, channel_id, at, outcome, hops)
select contact_id, $2::bytea, $3::int, $4::timestamptz, $5::text, $6::int from contact where number_bidx = $1::bytea
on conflict do nothing;

-- Sessions that wait to begin, of people who came by themselves: locked, so that the worker does not begin them too.
-- name: waiting_lock
select s.contact_id, s.session_id, s.participant_id, s.survey_version_id, s.country, s.zone, offset_s(now(), s.zone), s.wave_id
from session s
where s.contact_id = any($1::bigint[]) and s.queued
order by s.contact_id, s.session_id
for update of s;

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
with wanted as (
    select contact_id, kind, topic, min(participant_id) as participant_id, min(programme_id) as programme_id, min(event_id) as event_id,
           min(at) as at, count(*)::int as n
    from unnest($1::bigint[], $2::bigint[], $3::int[], $4::bigint[], $5::text[], $6::text[], $7::timestamptz[])
        u(contact_id, participant_id, programme_id, event_id, kind, topic, at)
    group by contact_id, kind, topic
)
insert into ticket (contact_id, participant_id, programme_id, event_id, kind, topic, opened_at, times)
select contact_id, participant_id, programme_id, event_id, kind, topic, at, n from wanted
on conflict (contact_id, kind, topic) where closed_at is null do update set times = ticket.times + excluded.times;

-- name: consent_insert
insert into consent (contact_id, participant_id, survey_version_id, event_id, given, version, language, channel_id, at)
select unnest($1::bigint[]), unnest($2::bigint[]), unnest($3::int[]), unnest($4::bigint[]), unnest($5::boolean[]), unnest($6::text[]),
       unnest($7::text[]), unnest($8::int[]), unnest($9::timestamptz[]);

-- What completed sessions earned, and the debt in the book. A purpose without a rule is owed all the same: the worker prices it later.
-- In one order, so that two transactions with the same people never wait for each other in a circle.
-- name: incentive_insert
with granted as (
    insert into incentive (incentive_id, contact_id, participant_id, programme_id, wave_id, purpose, session_id, event_id, granted_at,
                           wallet_id, amount_minor, currency, state, next_at)
    select u.incentive_id, u.contact_id, u.participant_id, u.programme_id, s.wave_id, u.purpose, u.session_id, u.event_id, u.at,
           r.wallet_id, r.amount_minor, r.currency, case when r.wallet_id is null then 'unpriced' else 'owed' end, u.at
    from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::int[], $5::bigint[], $6::bigint[], $7::text[], $8::timestamptz[])
        u(incentive_id, contact_id, participant_id, programme_id, session_id, event_id, purpose, at)
    cross join lateral (select x.wave_id from session x where x.contact_id = u.contact_id and x.session_id = u.session_id limit 1) s
    left join lateral (select x.wallet_id, x.amount_minor, w.currency
                       from incentive_rule x join wallet w using (wallet_id)
                       where x.programme_id = u.programme_id and x.purpose = u.purpose and x.wave_id in (0, s.wave_id)
                       order by x.wave_id desc limit 1) r on true
    order by u.participant_id, s.wave_id, u.purpose
    on conflict (participant_id, wave_id, purpose) do nothing
    returning incentive_id, contact_id, wallet_id, amount_minor, currency
), posting as materialized (
    select nextval('ledger_posting') as posting_id, g.* from granted g where g.wallet_id is not null
)
insert into ledger_entry (contact_id, posting_id, account_id, incentive_id, kind, amount_minor, currency)
select p.contact_id, p.posting_id, a.account_id, p.incentive_id, 'grant',
       case a.kind when 'expense' then p.amount_minor else -p.amount_minor end, p.currency
from posting p join ledger_account a on a.wallet_id = p.wallet_id and a.kind in ('expense', 'owed');

-- An airtime provider has news of a transfer under way: the worker asks it now. Nothing else a callback says is believed.
-- name: incentive_hint
update incentive i set next_at = now()
where i.state in ('processing', 'unknown')
  and i.incentive_id in (select t.incentive_id from transfer t
                         where t.wallet_id = $1::int and t.ended_at is null and t.incentive_id = $2::bigint
                         union all
                         select t.incentive_id from transfer t
                         where t.wallet_id = $1::int and t.ended_at is null and t.provider_id = $3::text)
returning i.incentive_id;

-- Is a transfer to that number of that amount under way?
-- name: transfer_is_ours
select exists (select from transfer t join contact c on c.contact_id = t.contact_id
               where t.ended_at is null and t.wallet_id = $1::int and c.number_bidx = $2::bytea and t.amount_minor = $3::bigint
                 and t.currency = $4::text);

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

-- name: catalog_wallets
select w.wallet_id, w.public_id, w.programme_id, w.adapter, w.currency, w.settings::text, w.secrets::text, w.public_url
from wallet w
order by w.wallet_id;
