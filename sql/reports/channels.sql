-- What went out and how the channels fare.
set role puente_report_owner;
set search_path = report, puente;
set client_min_messages = warning;

drop view if exists deliveries, channel_health cascade;

-- A receipt names the provider's id, or ours where the provider echoes it, and may have come before our own row. Delivered is
-- the last word whatever came after; then the first other end; only then what is still on its way.
create view deliveries with (security_barrier) as
select l.outbox_id::text as text, nullif(l.session_id, 0)::text as session, g.code as programme, h.public_id as channel,
       l.priority, l.attempt, l.segments, l.at as accepted_at, coalesce(r.status, 'unknown') as state, r.at as state_at,
       r.error_code
from send_log l
join channel h using (channel_id)
join programme g using (programme_id)
left join lateral (
    select x.status, x.at, x.error_code
    from send_log x
    where x.channel_id = l.channel_id and x.kind = 'receipt' and x.provider_id in (l.provider_id, l.outbox_id::text)
    order by case x.status when 'delivered' then 0 when 'sent' then 2 when 'queued' then 3 else 1 end, x.at
    limit 1
) r on true
where l.kind = 'accepted';

comment on view deliveries is 'One row for each text that a provider accepted, with what became of it';
comment on column deliveries.text is 'Identity of the text';
comment on column deliveries.session is 'Session, as in sessions; empty outside of one';
comment on column deliveries.programme is 'Code of the programme';
comment on column deliveries.channel is 'Public id of the channel';
comment on column deliveries.priority is '0 reply, 1 reminder, 2 invitation';
comment on column deliveries.attempt is 'Which attempt was accepted, from 1';
comment on column deliveries.segments is 'Billed parts';
comment on column deliveries.accepted_at is 'When the provider took it';
comment on column deliveries.state is 'delivered, failed, expired, rejected, sent, queued; unknown without a receipt';
comment on column deliveries.state_at is 'When the receipt with that state came';
comment on column deliveries.error_code is 'Reason in the provider''s words';

create view channel_health with (security_barrier) as
with since as materialized (
    select date_trunc('hour', now()) - interval '31 days' as moment
), measured as (
    -- Flag 4: the person began it; 64: heard from a screen.
    select e.channel_id, date_trunc('hour', e.at) as hour, case when e.flags & 64 = 0 then 'text_in' else 'screen' end as measure,
           count(*) as n
    from event e, since
    where e.event_id >= id_from(since.moment) and e.at >= since.moment
      and (e.kind in (select code from word where list = 'event' and word in ('text', 'dial'))
           or e.kind in (select code from word where list = 'event' and word = 'begin') and e.flags & 4 <> 0)
    group by 1, 2, 3
    union all
    select d.channel_id, date_trunc('hour', d.at), 'broken_off', count(*)
    from ussd_end d, since
    where d.at >= since.moment and d.outcome <> 'completed'
    group by 1, 2
    union all
    select l.channel_id, date_trunc('hour', l.at), l.kind, count(*)
    from send_log l, since
    where l.at >= since.moment and l.kind <> 'receipt'
    group by 1, 2, 3
    union all
    select h.channel_id, date_trunc('hour', d.accepted_at),
           case when d.state in ('delivered', 'unknown') then 'is_' || d.state
                when d.state in ('sent', 'queued') then 'is_under_way' else 'is_failed' end, count(*)
    from deliveries d join channel h on h.public_id = d.channel, since
    where d.accepted_at >= since.moment
    group by 1, 2, 3
    union all
    select h.channel_id, date_trunc('hour', f.at), 'refusal', sum(f.times)
    from refusal f join channel h on h.public_id = split_part(f.path, '/', 4), since
    where f.at >= since.moment
    group by 1, 2
), counted as (
    select channel_id, hour,
           sum(n) filter (where measure = 'text_in') as texts_in,
           sum(n) filter (where measure = 'accepted') as accepted,
           sum(n) filter (where measure = 'is_delivered') as delivered,
           sum(n) filter (where measure = 'is_failed') as failed,
           sum(n) filter (where measure = 'retry') as retried,
           sum(n) filter (where measure = 'unknown') as unknown,
           sum(n) filter (where measure in ('rejected', 'account')) as rejected,
           sum(n) filter (where measure = 'late') as late,
           sum(n) filter (where measure = 'refusal') as refusals,
           sum(n) filter (where measure = 'screen') as screens,
           sum(n) filter (where measure = 'broken_off') as broken_off
    from measured group by channel_id, hour
), speed as (
    select l.channel_id, date_trunc('hour', l.at) as hour,
           percentile_cont(array[0.5, 0.95]) within group (order by extract(epoch from l.at - e.at)::float8) as seconds
    from send_log l join event e on e.contact_id = l.contact_id and e.event_id = l.event_id, since
    where l.at >= since.moment and l.kind = 'accepted' and l.priority = 0
    group by 1, 2
)
select g.code as programme, h.public_id as channel, hour,
       coalesce(c.texts_in, 0)::bigint as texts_in, coalesce(c.accepted, 0)::bigint as accepted,
       coalesce(c.delivered, 0)::bigint as delivered, coalesce(c.failed, 0)::bigint as failed,
       coalesce(c.rejected, 0)::bigint as rejected, coalesce(c.retried, 0)::bigint as retried,
       coalesce(c.unknown, 0)::bigint as unknown, coalesce(c.late, 0)::bigint as late,
       round(s.seconds[1]::numeric, 3) as reply_seconds_p50, round(s.seconds[2]::numeric, 3) as reply_seconds_p95,
       coalesce(c.refusals, 0)::bigint as refusals, coalesce(c.screens, 0)::bigint as screens,
       coalesce(c.broken_off, 0)::bigint as broken_off
from counted c
left join speed s using (channel_id, hour)
join channel h using (channel_id)
join programme g using (programme_id)
where h.programme_id = any ((select login_scope())::int[]);

comment on view channel_health is 'One row for each channel and hour of the last 31 days in which something happened';
comment on column channel_health.programme is 'Code of the programme';
comment on column channel_health.channel is 'Public id of the channel';
comment on column channel_health.hour is 'Start of the hour';
comment on column channel_health.texts_in is 'Texts received, each counted once';
comment on column channel_health.accepted is 'Texts that the provider accepted';
comment on column channel_health.delivered is 'Of those accepted, reported as delivered by now';
comment on column channel_health.failed is 'Of those accepted, reported as failed, expired or rejected by now';
comment on column channel_health.rejected is 'Attempts that the provider refused for good';
comment on column channel_health.retried is 'Attempts that failed and were tried again';
comment on column channel_health.unknown is 'Attempts of which nobody knows whether the provider took them';
comment on column channel_health.late is 'Texts dropped because their time was over';
comment on column channel_health.reply_seconds_p50 is 'Median seconds from a person''s text to the provider taking the reply';
comment on column channel_health.reply_seconds_p95 is '95th percentile of the same';
comment on column channel_health.refusals is 'Webhook calls refused: bad signature, malformed, unknown';
comment on column channel_health.screens is 'USSD inputs heard and dials, without pages turned';
comment on column channel_health.broken_off is 'USSD dialogues that ended before their last screen, as the provider told';

grant select on deliveries, channel_health to puente_report;
reset role;
