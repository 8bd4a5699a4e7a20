-- What goes out.

-- Takes up to $3 texts of one channel and priority that may leave now. Everything that forbids it is decided here, at the last moment: too
-- late, opted out, overtaken by the person's own message, a wave that is paused, quiet hours in the person's zone, an attempt that a dead worker
-- left behind. Texts of one contact leave one at a time and in order.
-- $4 passes over what was claimed before: its entries stay in the index until the next vacuum, and each claim would read them all.
-- A queue is often empty when it is planned for and full when it is run: lookups are subqueries with a limit and rows are met by ctid, so that no
-- plan can scan the whole queue for each row.
-- name: outbox_claim
with home as materialized (
    select h.zone, h.quiet_from, h.quiet_to
    from channel ch join programme h on h.programme_id = ch.programme_id where ch.channel_id = $1::int
), ready as materialized (
    select o.*, o.ctid as place
    from outbox o
    where o.channel_id = $1::int and o.priority = $2::smallint and o.due_at <= now() and o.due_at >= $4::timestamptz
      and (o.lease_until is null or o.lease_until < now())
    order by o.due_at, o.outbox_id
    limit $3::int
    for update of o skip locked
), judged as materialized (
    select r.*, c.number_enc, c.number_sealed, coalesce(p.zone, h.zone) as zone,
           coalesce(p.quiet_from, h.quiet_from) as quiet_from, coalesce(p.quiet_to, h.quiet_to) as quiet_to, s.open,
           -- While the text before is in a provider's hands, looked at again after as long as it has been there: what it ended as may have been
           -- recorded while we were looking, and then nobody wakes this one.
           greatest(b.due_at, case when b.lease_until > now() then now() + (now() - (b.lease_until - interval '30 seconds')) end) as before_at,
           case
               when c.opted_out_at is not null and not r.after_stop then 'opted_out'
               when r.lease_until is not null and r.unknowns > 0 then 'unknown'
               when r.not_after <= now() then 'late'
               when r.priority > 0 and r.session_id <> 0 and (not s.open or s.heard_at > r.created_at) then 'superseded'
               -- Nobody is reminded of what they have not been sent yet.
               when r.priority = 1 and unsent_before(r.contact_id, r.session_id, r.outbox_id, r.event_id) then 'superseded'
               when r.priority > 0 and exists (select from wave w where w.wave_id = s.wave_id and w.state = 'paused') then 'paused'
               when r.priority > 0 and is_quiet((now() at time zone coalesce(p.zone, h.zone))::time,
                                                coalesce(p.quiet_from, h.quiet_from), coalesce(p.quiet_to, h.quiet_to))
                   then 'quiet'
               when b.due_at is not null then 'behind'
               else 'send'
           end as verdict
    from home h cross join ready r
    cross join lateral (select * from contact x where x.contact_id = r.contact_id limit 1) c
    -- A reply that is in time leaves whatever the session has become and at any hour.
    left join lateral (select * from session x where x.contact_id = r.contact_id and x.session_id = r.session_id
                         and (r.priority > 0 or r.not_after <= now()) limit 1) s on true
    -- Outside a session, as with an answer of staff, the clock is that of whoever uses the number first.
    left join lateral (select * from participant x where x.participant_id =
                           case when r.priority > 0 then coalesce(s.participant_id, person_of(r.contact_id)) end limit 1) p on true
    left join lateral (select e.due_at, e.lease_until from outbox e
                       where e.contact_id = r.contact_id and e.outbox_id < r.outbox_id and e.priority <= r.priority
                       order by e.outbox_id limit 1) b on true
), waiting as (
    -- Moved out of the way, so that what cannot leave is not looked at again and again.
    update outbox o set due_at = (select case j.verdict when 'quiet' then quiet_ends(now(), j.zone, j.quiet_from, j.quiet_to)
                                                        when 'paused' then now() + interval '5 minutes'
                                                        else greatest(j.before_at, now() + interval '100 milliseconds') end
                                  from judged j where j.place = o.ctid)
    where o.ctid = any(array(select place from judged where verdict in ('quiet', 'behind', 'paused')))
), dropped as (
    delete from outbox o
    where o.ctid = any(array(select place from judged where verdict in ('opted_out', 'unknown', 'late', 'superseded')))
), claimed as (
    update outbox o set attempt = o.attempt + 1, lease_until = now() + interval '30 seconds',
        unknowns = o.unknowns + (o.lease_until is not null)::int
    where o.ctid = any(array(select place from judged where verdict = 'send'))
    returning o.outbox_id
), logged as (
    insert into send_log (contact_id, outbox_id, event_id, session_id, channel_id, at, kind, attempt, priority, after_stop,
                          segments)
    select contact_id, outbox_id, event_id, session_id, channel_id, now(),
           case verdict when 'send' then 'lease_lost' else verdict end, attempt, priority, after_stop, 0
    from judged
    where verdict in ('opted_out', 'unknown', 'late', 'superseded') or (verdict = 'send' and lease_until is not null)
), replanned as (
    -- A question that was not put in time is put again in waking hours.
    insert into timer (contact_id, session_id, due_at, kind)
    select distinct contact_id, session_id, now(), 1::smallint from judged where verdict = 'late' and open
    on conflict (contact_id, session_id) do update set due_at = excluded.due_at, kind = excluded.kind
)
select contact_id, outbox_id, event_id, session_id, priority, (attempt + 1)::smallint, after_stop, link_id, body, number_enc,
       number_sealed, verdict, (unknowns + (lease_until is not null)::int)::smallint, due_at
from judged
where verdict <> 'send' or outbox_id in (select outbox_id from claimed);

-- Outcomes of attempts: logged all, final ones leave the queue, the others wait until due_at.
-- name: outbox_outcome
with outcome as materialized (
    select u.*, q.ctid as place, q.attempt as latest
    from (select unnest($1::bigint[]) as contact_id, unnest($2::bigint[]) as outbox_id, unnest($3::bigint[]) as event_id,
                 unnest($4::bigint[]) as session_id, unnest($5::int[]) as channel_id, unnest($6::text[]) as kind,
                 unnest($7::smallint[]) as attempt, unnest($8::smallint[]) as priority, unnest($9::boolean[]) as after_stop,
                 unnest($10::smallint[]) as segments, unnest($11::text[]) as provider_id, unnest($12::text[]) as error_code,
                 unnest($13::timestamptz[]) as due_at, unnest($14::boolean[]) as unknown, unnest($15::boolean[]) as again) u
    left join lateral (select o.ctid, o.attempt from outbox o where o.contact_id = u.contact_id and o.outbox_id = u.outbox_id limit 1) q
        on true
), logged as (
    insert into send_log (contact_id, outbox_id, event_id, session_id, channel_id, at, kind, attempt, priority, after_stop,
                          segments, provider_id, error_code)
    select contact_id, outbox_id, event_id, session_id, channel_id, now(), kind, attempt, priority, after_stop, segments,
           provider_id, error_code
    from outcome u
    -- Written again after a commit that nobody heard of, an outcome is still one.
    where not u.again or (select 1 from send_log l where l.contact_id = u.contact_id and l.outbox_id = u.outbox_id and l.at > now() - interval '1 day'
           and l.attempt = u.attempt and l.kind = u.kind limit 1) is null
), done as (
    delete from outbox o where o.ctid = any(array(select place from outcome where due_at is null))
), next as (
    -- The next text of the same person waited behind this one, at most for a lease. When it is due is looked at beforehand: as a condition of
    -- the update it would invite a plan that reads the whole queue.
    update outbox o set due_at = now()
    where o.ctid = any(array(
            select x.ctid
            from outcome u
            cross join lateral (select n.ctid, n.due_at from outbox n
                                where n.contact_id = u.contact_id and n.outbox_id > u.outbox_id
                                order by n.priority, n.outbox_id limit 1) x
            where u.due_at is null and x.due_at > now() and x.due_at <= now() + interval '31 seconds'))
      and o.attempt = 0 and o.lease_until is null
)
-- Not when a later attempt has the text by now.
update outbox o set lease_until = null,
    due_at = (select u.due_at from outcome u where u.place = o.ctid),
    unknowns = o.unknowns + (select u.unknown::int from outcome u where u.place = o.ctid)
where o.ctid = any(array(select place from outcome where due_at is not null and attempt = latest));

-- The provider says that the person stopped there: here too, and the session ends by the engine.
-- name: contact_stopped
with stopped as (
    update contact set opted_out_at = now() where contact_id = any($1::bigint[]) and opted_out_at is null returning contact_id
), noted as (
    -- No event of ours caused it: a negative number of its own stands in its place.
    insert into opt_out (contact_id, event_id, at)
    select contact_id, -(extract(epoch from clock_timestamp()) * 1000000)::bigint, now() from stopped on conflict do nothing
)
insert into timer (contact_id, session_id, due_at, kind)
select s.contact_id, s.session_id, now(), 2::smallint from session s where s.contact_id = any($1::bigint[]) and s.open
on conflict (contact_id, session_id) do update set due_at = excluded.due_at, kind = excluded.kind;

-- name: channel_pause
update channel set paused_at = now(), pause_reason = $2::text where channel_id = $1::int and paused_at is null;

-- Numbers that ingest and imports sealed are rewritten once under the worker's own key.
-- name: contact_sealed
select contact_id, number_sealed from contact where number_sealed is not null and number_enc is null limit 200;

-- name: contact_enclose
update contact c set number_enc = u.number_enc, number_sealed = null
from (select unnest($1::bigint[]) as contact_id, unnest($2::bytea[]) as number_enc) u
where c.contact_id = u.contact_id;

-- A timer set in the moment in which its session ended.
-- name: timer_sweep
delete from timer where ctid = any(array(
    select t.ctid from timer t
    where t.due_at <= now()
      and not coalesce((select s.open from session s where s.contact_id = t.contact_id and s.session_id = t.session_id limit 1), false)
    order by t.due_at limit 200));

-- Screens of dialogues long over; a provider repeats a request for minutes, not days.
-- name: ussd_sweep
delete from ussd_screen where ctid = any(array(
    select ctid from ussd_screen where screen_id < id_from(now() - interval '2 days') limit 20000));

-- name: ensure_partitions
select ensure_partitions(current_date);

-- Texts of unknown numbers and, where one is the code on a card, that it is. A second old, so that none commits behind those seen.
-- name: inbox_unidentified
select i.inbox_id, i.contact_id, i.event_id, i.code_bidx, p.participant_id,
       (select e.channel_id from event e where e.contact_id = i.contact_id and e.event_id = i.event_id limit 1)
from inbox i
left join lateral (select x.participant_id from participant x
                   where x.join_bidx = i.code_bidx and x.programme_id = i.programme_id limit 1) p on true
where i.reason = 'unknown_number' and i.handled_at is null and i.inbox_id > $1::bigint and i.at < now() - interval '1 second'
order by i.inbox_id limit 200;

-- Links a number to the person whose code it sent, closes the inbox item and says so.
-- name: identify
with person as (
    select u.*, p.participant_id, p.language
    from unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::bigint[], $5::int[], $6::bigint[])
        u(inbox_id, contact_id, join_bidx, event_id, channel_id, outbox_id)
    join participant p on p.join_bidx = u.join_bidx
    join channel h on h.channel_id = u.channel_id and h.programme_id = p.programme_id
), linked as (
    insert into participant_contact (contact_id, participant_id, rank, linked_by)
    select contact_id, participant_id, 9, 'code' from person on conflict do nothing
), closed as (
    update inbox i set handled_at = now(), handled_by = 'code' from person where i.inbox_id = person.inbox_id
), spoken as (
    update contact c set language = person.language from person where c.contact_id = person.contact_id and c.language = ''
)
select inbox_id, contact_id, event_id, channel_id, outbox_id, language from person;
