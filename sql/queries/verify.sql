-- What `puente verify` asks, all in one snapshot. A check returns (object, message), a row for each thing that is not as it must be, and
-- at most $1 of them.

-- name: verify_begin
begin transaction isolation level repeatable read read only;

-- ---- for the checks written in C ----

-- name: verify_words
select list, code, word from word order by list, code;

-- name: verify_place
select xact, event_id from projector where name = 'answer';

-- The next sessions with, except for the first, at most $4 events together.
-- name: verify_sessions
select contact_id, session_id, survey_version_id, engine_rev, seq, open, queued, disposition, country, heard_at, due_at, state, wave_id,
       participant_id
from (select p.*, sum(seq) over (order by contact_id, session_id) - seq as before
      from (select * from session where (contact_id, session_id) > ($1::bigint, $2::bigint)
            order by contact_id, session_id limit $3::int) p) s
where before <= $4::int
order by contact_id, session_id;

-- name: verify_events
select e.contact_id, e.session_id, e.event_id, e.xact, e.at, e.utc_offset_s, e.seq, e.kind, e.heard, e.command, e.question, e.row,
       e.how, e.phrase, e.flags, coalesce(e.value, '')
from unnest($1::bigint[], $2::bigint[]) u(contact_id, session_id)
join event e on e.contact_id = u.contact_id and e.session_id = u.session_id
order by e.contact_id, e.session_id, e.seq, e.event_id;

-- name: verify_answers
select u.contact_id, u.session_id, a.question, a.row, a.how, a.value
from unnest($1::bigint[], $2::bigint[]) u(contact_id, session_id)
join answer a on a.session_id = u.session_id
order by u.contact_id, u.session_id, a.question, a.row;

-- name: verify_scores
select u.contact_id, u.session_id, c.name, c.value
from unnest($1::bigint[], $2::bigint[]) u(contact_id, session_id)
join score c on c.session_id = u.session_id
order by u.contact_id, u.session_id, c.name;

-- name: verify_tickets
select u.contact_id, u.session_id, t.kind, t.topic, sum(t.times)::bigint
from unnest($1::bigint[], $2::bigint[]) u(contact_id, session_id)
join ticket t on t.contact_id = u.contact_id
group by u.contact_id, u.session_id, t.kind, t.topic
order by u.contact_id, u.session_id, t.kind, t.topic;

-- What the person of each session has earned in its wave, by whichever session.
-- name: verify_incentives
select u.contact_id, u.session_id, i.purpose
from unnest($1::bigint[], $2::bigint[]) u(contact_id, session_id)
join session s on s.contact_id = u.contact_id and s.session_id = u.session_id
join incentive i on i.participant_id = s.participant_id and i.wave_id = s.wave_id
order by u.contact_id, u.session_id, i.purpose;

-- ---- checks ----

-- name: verify_one_open
select 'contact ' || contact_id, count(*) || ' sessions are open at once'
from session where open group by contact_id having count(*) > 1
union all
select 'session ' || session_id, 'is both waiting to begin and open' from session where open and queued
limit $1::int;

-- name: verify_orphans
select 'event ' || e.event_id, 'belongs to session ' || e.session_id || ', which is not there'
from event e left join session s using (contact_id, session_id)
where e.session_id <> 0 and s.session_id is null
union all
select distinct 'session ' || p.session_id, 'has rows in ' || p.projection || ', but is not there'
from (select 'answer' as projection, contact_id, session_id from answer
      union all select 'score', contact_id, session_id from score) p
left join session s using (contact_id, session_id)
where s.session_id is null
limit $1::int;

-- Texts said by an event are in the outbox or have an outcome, as far back as outcomes are kept. Both are counted in one pass: a join of them
-- is planned by guesses about `flags`, and with a wrong one it takes hours.
-- name: verify_replies
with kept as (
    select min(to_date(right(c.relname, 6), 'YYYYMM'))::timestamp at time zone 'UTC' as since
    from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'send_log'::regclass
), counted as (
    select e.event_id, array_length(string_to_array(e.reply, E'\f'), 1) as said, 0 as found
    from event e, kept where e.reply <> '' and e.at >= kept.since and e.flags & 64 = 0 -- those stood on a screen
    union all
    select event_id, 0, 1
    from (select event_id, outbox_id from outbox union select event_id, outbox_id from send_log where kind <> 'receipt') t
)
select 'event ' || event_id, format('said %s texts, of which %s are neither waiting nor accounted for', sum(said), sum(said) - sum(found))
from counted
group by event_id
having sum(said) > sum(found)
limit $1::int;

-- A text is sent again only for a recorded reason: nobody knew the outcome, or the worker was gone. A worker that comes back late may have
-- recorded its outcome after the other, so reasons are counted and not put in order.
-- name: verify_doubled
select 'text ' || outbox_id, format('was accepted %s times with %s recorded reasons to send it again', accepted, reasons)
from (select contact_id, outbox_id, count(*) filter (where kind = 'accepted') as accepted,
             count(*) filter (where kind in ('unknown', 'lease_lost')) as reasons
      from send_log where kind in ('accepted', 'unknown', 'lease_lost') group by contact_id, outbox_id) t
where accepted > 1 + reasons
limit $1::int;

-- Outcomes of attempts that began after the person had stopped. An attempt may have begun a lease (30 s) before its outcome, and storing
-- the outcome may take as long again: up to then the text may have been in the provider's hands already.
-- name: verify_after_stop
select 'text ' || l.outbox_id, 'was sent although the person had opted out'
from opt_out o join send_log l on l.contact_id = o.contact_id
where l.kind in ('accepted', 'retry', 'rejected', 'account', 'unknown') and not l.after_stop
  and l.at > o.at + interval '60 seconds' and (o.lifted_at is null or l.at < o.lifted_at)
limit $1::int;

-- name: verify_exposed
select 'texts', count(*) || ' were already in a provider''s hands when the person stopped'
from opt_out o join send_log l on l.contact_id = o.contact_id
where l.kind in ('accepted', 'unknown') and not l.after_stop
  and l.at > o.at and l.at <= o.at + interval '60 seconds' and (o.lifted_at is null or l.at < o.lifted_at)
having count(*) > 0
limit $1::int;

-- name: verify_opt_outs
select 'contact ' || c.contact_id,
       case when o.contact_id is null then 'has opted out, but there is no opt-out that says so'
            else 'has an opt-out in force, but is not marked' end
from contact c full join (select contact_id from opt_out where lifted_at is null) o using (contact_id)
where (c.opted_out_at is null) <> (o.contact_id is null)
limit $1::int;

-- name: verify_causes
select t.object, 'points to event ' || t.event_id || ', which is not there'
from (select 'inbox ' || inbox_id as object, contact_id, event_id from inbox
      union all select 'ticket ' || ticket_id, contact_id, event_id from ticket
      union all select 'consent ' || consent_id, contact_id, event_id from consent
      union all select 'screen ' || screen_id, contact_id, event_id from ussd_screen where event_id <> 0) t
where not exists (select from event e where e.contact_id = t.contact_id and e.event_id = t.event_id)
limit $1::int;

-- Texts that no rule took, and those with more in them than was understood, are read by a human.
-- name: verify_unread
select 'event ' || e.event_id, 'no rule took its text, and it is in no inbox'
from event e
join word h on h.list = 'heard' and h.code = e.heard
join word k on k.list = 'event' and k.code = e.kind and k.word = 'text'
join word c on c.list = 'command' and c.code = e.command
where (h.word = 'not_for_us' or e.flags & 2 <> 0 and (h.word = 'rejected' or h.word = 'command' and c.word = 'stop'))
  and not exists (select from inbox i where i.contact_id = e.contact_id and i.event_id = e.event_id)
limit $1::int;

-- A timer row of kind 0 stands where the session says; others were put there from outside and are due at once.
-- name: verify_timers
select 'session ' || session_id, message
from (select coalesce(s.session_id, t.session_id) as session_id,
             case when s.open is not true then 'is not open, but has a timer'
                  when t.session_id is null then 'wants to be woken, but has no timer'
                  when t.kind = 0 and t.due_at > s.due_at then 'has a timer that comes later than it wants to be woken'
                  when t.kind = 0 and t.due_at is distinct from s.timer_at then 'has a timer that is not where it says'
                  when t.due_at < now() - interval '5 minutes' then 'has a timer that is overdue by more than 5 minutes'
             end as message
      from session s full join timer t using (contact_id, session_id)
      where t.session_id is not null or s.open and s.due_at is not null) x
where message is not null
limit $1::int;

-- Reminders and invitations wait for the rate of their channel and for the morning, but not beyond their time.
-- name: verify_stuck
select 'text ' || o.outbox_id,
       case when o.lease_until < now() - interval '10 minutes' then 'is in the hands of a worker that is gone'
            when o.not_after < now() - interval '11 minutes' then 'is too late to be sent and still waits'
            else 'is a reply that has waited for more than 10 minutes' end
from outbox o join channel c using (channel_id)
where c.paused_at is null
  and (o.lease_until < now() - interval '10 minutes' or o.not_after < now() - interval '11 minutes'
       or o.priority = 0 and o.due_at < now() - interval '11 minutes')
limit $1::int;

-- name: verify_paused
select 'channel ' || c.public_id, count(*) || ' texts wait while the channel is paused: ' || coalesce(c.pause_reason, 'no reason given')
from outbox o join channel c using (channel_id)
where c.paused_at is not null
group by c.public_id, c.pause_reason
limit $1::int;

-- A member of a wave and its session know each other, and a wave asks everybody the same version.
-- name: verify_waves
select object, message
from (select coalesce('session ' || s.session_id, 'participant ' || m.participant_id) as object,
             case when s.session_id is null then 'was offered a session by wave ' || m.wave_id || ' that is not there'
                  when m.wave_id is null then 'is of wave ' || s.wave_id || ', which has no such member'
                  when (m.wave_id, m.participant_id, m.contact_id) is distinct from (s.wave_id, s.participant_id, s.contact_id)
                      then 'is not the session that wave ' || m.wave_id || ' has of that person'
                  when s.survey_version_id is distinct from w.survey_version_id then 'asks another version than its wave'
             end as message
      from (select * from wave_member where session_id <> 0) m
      full join (select * from session where wave_id <> 0) s using (session_id)
      left join wave w on w.wave_id = s.wave_id) x
where message is not null
limit $1::int;

-- name: verify_partitions
select 'table ' || parent, 'has no partition for this month'
from unnest(array['event_raw', 'send_log']) parent
where to_regclass(parent || to_char(now() at time zone 'UTC', '_YYYYMM')) is null
limit $1::int;

-- name: verify_numbers
select 'contact ' || contact_id,
       case when number_enc is null then 'has no number' else 'has its number twice, sealed and encrypted' end
from contact where (number_sealed is null) = (number_enc is null)
union all
select 'contact ' || min(contact_id), count(*) || ' contacts have the same number'
from contact group by number_bidx having count(*) > 1
limit $1::int;

-- name: verify_weak
select 'events', count(*) || ' came without an id or a time of the provider'
from event where flags & 1 <> 0
having count(*) > 0
limit $1::int;

-- name: verify_quarantine
select 'messages', count(*) || ' are in quarantine: they could not be processed'
from quarantine where released_at is null
having count(*) > 0
limit $1::int;

-- ---- money ----

-- name: verify_ledger
select 'posting ' || posting_id, 'sums to ' || sum(amount_minor) || ' ' || currency || ' in the smallest unit'
from ledger_entry group by posting_id, currency having sum(amount_minor) <> 0
union all
select 'posting ' || posting_id, 'is of more than one person or incentive'
from ledger_entry group by posting_id having count(distinct contact_id) > 1 or count(distinct incentive_id) > 1 or count(distinct kind) > 1
limit $1::int;

-- Paid is what one transfer confirmed and one posting booked, neither more nor less.
-- name: verify_paid
with transfers as (
    select incentive_id, count(*) filter (where outcome = 'confirmed') as confirmed, count(*) filter (where ended_at is null) as open
    from transfer group by incentive_id
), postings as (
    select e.incentive_id, count(*) filter (where e.kind = 'pay') as paid, count(*) filter (where e.kind = 'grant') as granted,
           sum(e.amount_minor) filter (where e.kind = 'pay') as paid_minor,
           sum(e.amount_minor) filter (where e.kind = 'grant') as granted_minor
    from ledger_entry e join ledger_account a using (account_id) where a.kind = 'owed' group by e.incentive_id
)
select 'incentive ' || coalesce(i.incentive_id, t.incentive_id, p.incentive_id), message
from incentive i
full join transfers t using (incentive_id)
full join postings p using (incentive_id)
cross join lateral (values
    (i.incentive_id is null, 'has transfers or postings, but is not there'),
    (coalesce(t.confirmed, 0) > 1, 'was confirmed ' || t.confirmed || ' times'),
    (coalesce(t.open, 0) > 1, 'has ' || t.open || ' transfers under way at once'),
    ((i.state = 'paid') <> (coalesce(t.confirmed, 0) > 0), 'is ' || i.state || ', but ' || coalesce(t.confirmed, 0) || ' transfers are confirmed'),
    ((i.state in ('sending', 'processing', 'unknown')) <> (coalesce(t.open, 0) > 0),
     'is ' || i.state || ', but ' || coalesce(t.open, 0) || ' transfers are under way'),
    (coalesce(p.paid, 0) <> (i.state = 'paid')::int, 'is ' || i.state || ', but was booked as paid ' || coalesce(p.paid, 0) || ' times'),
    (p.paid > 0 and p.paid_minor <> i.amount_minor, 'was booked with another amount than it has'),
    (coalesce(p.granted, 0) <> (i.state <> 'unpriced')::int, 'was booked as earned ' || coalesce(p.granted, 0) || ' times'),
    (p.granted > 0 and -p.granted_minor <> i.amount_minor, 'was booked as earned with another amount than it has')
) as x(wrong, message)
where x.wrong
limit $1::int;

-- name: verify_balances
with booked as (
    select a.wallet_id, a.kind, coalesce(sum(e.amount_minor), 0) as minor
    from ledger_account a left join ledger_entry e using (account_id) group by a.account_id
), counted as (
    select w.wallet_id, 'wallet' as kind, w.balance_minor as minor from wallet w
    union all
    select w.wallet_id, 'owed', -coalesce((select sum(i.amount_minor) from incentive i
                                           where i.wallet_id = w.wallet_id and i.state <> 'paid'), 0) from wallet w
    union all
    select w.wallet_id, 'in_transit', coalesce((select sum(t.amount_minor) from transfer t
                                                where t.wallet_id = w.wallet_id and t.ended_at is null), 0) from wallet w
)
select 'wallet ' || w.public_id, format('account %s holds %s, but %s is what it should', b.kind, b.minor, c.minor)
from counted c join booked b using (wallet_id, kind) join wallet w using (wallet_id)
where b.minor <> c.minor
limit $1::int;

-- What is owed is tried within a day, and nothing stays in the hands of a worker that is gone.
-- name: verify_payments
select 'incentive ' || i.incentive_id,
       case when i.lease_until < now() - interval '10 minutes' then 'is in the hands of a worker that is gone'
            else 'is owed and was not tried for more than a day' end
from incentive i left join wallet w using (wallet_id), payments p
where i.state <> 'paid'
  and (i.lease_until < now() - interval '10 minutes'
       or i.state = 'owed' and i.next_at < now() - interval '1 day' and w.parked_at is null and p.stopped_at is null)
limit $1::int;

-- name: verify_unpaid
select 'wallet ' || coalesce(w.public_id, 'none'),
       format('%s incentives %s: %s', count(*),
              case when i.state = 'owed' then 'wait while nothing is paid from it' else 'are ' || i.state end,
              case i.state when 'owed' then coalesce(w.park_reason, p.stop_reason, 'no reason given')
                           when 'unpriced' then 'no rule says what their purpose is worth'
                           else 'a person must look' end)
from incentive i left join wallet w using (wallet_id), payments p
where i.state in ('unpriced', 'refused', 'held') or i.state = 'unknown' and i.next_at = 'infinity'
   or i.state = 'owed' and (w.parked_at is not null or p.stopped_at is not null)
group by w.public_id, w.park_reason, p.stop_reason, i.state
limit $1::int;

-- Every published survey has its view for analysts, with a column for everything it asks.
-- name: verify_form_views
select 'survey ' || f.form_id,
       case when missing.of_all then format('has no view report.%s', f.view_name)
            else format('asks what view report.%s does not show: %s', f.view_name, missing.names) end
       || '; hint: select report.make_form_view(' || quote_literal(f.form_id) || ')'
from form_views() f
cross join lateral (
    select string_agg(c.column_name, ', ' order by c.place) filter (where a.attname is null) as names,
           bool_and(a.attname is null) as of_all,
           bool_or(a.attname is null) as of_some
    from form_columns(f.form_id) c
    left join (select t.relname, x.attname
               from pg_class t join pg_attribute x on x.attrelid = t.oid and x.attnum > 0
               where t.relnamespace = 'report'::regnamespace) a on a.relname = f.view_name and a.attname = c.column_name
) missing
where missing.of_some
limit $1::int;
