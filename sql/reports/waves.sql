-- How each wave fares: whom it reached and what came of it.
set role puente_report_owner;
set search_path = report, puente;
set client_min_messages = warning;

drop view if exists waves cascade;

create view waves with (security_barrier) as
with people as materialized (
    select m.wave_id, m.state, m.session_id, m.contact_id, s.survey_version_id, s.queued, s.open, s.heard_at is not null as heard,
           s.started_at, coalesce(s.closed_at, 'infinity') as closed_at,
           case when m.state = 'offered' then d.word
                when m.state = 'opted_out' then 'R'
                when m.state in ('expired', 'no_number') then 'UO' end as outcome
    from wave_member m
    left join session s on s.contact_id = m.contact_id and s.session_id = m.session_id
    left join word d on d.list = 'disposition' and d.code = s.disposition
), asked as materialized (
    -- Invitations and reminders.
    select l.session_id, l.channel_id, l.outbox_id::text as ours, l.provider_id as theirs
    from send_log l join people on people.session_id = l.session_id and not people.queued
    where l.kind = 'accepted' and l.priority > 0 and l.at >= (select min(started_at) from people)
), invited as (
    select distinct session_id from asked
), delivered as (
    -- A receipt names the provider's id, or ours where the provider echoes it.
    select distinct a.session_id
    from (select session_id, channel_id, theirs as id from asked union all select session_id, channel_id, ours from asked) a
    join send_log r on r.channel_id = a.channel_id and r.provider_id = a.id
    where r.kind = 'receipt' and r.status = 'delivered' and r.at >= (select min(started_at) from people)
), consented as (
    select distinct people.session_id
    from people join consent c on c.contact_id = people.contact_id and c.survey_version_id = people.survey_version_id
    where c.given and c.at between people.started_at and people.closed_at
), counted as (
    select wave_id,
           count(*) filter (where state <> 'not_offered') as members, count(*) filter (where state = 'not_offered') as not_offered,
           count(*) filter (where queued) as waiting, count(*) filter (where open) as open,
           count(i.session_id) as invited, count(v.session_id) as delivered, count(*) filter (where heard) as heard,
           count(y.session_id) as consented,
           count(*) filter (where outcome = 'I') as i, count(*) filter (where outcome = 'P') as p,
           count(*) filter (where outcome = 'BO') as bo, count(*) filter (where outcome = 'R') as r,
           count(*) filter (where outcome = 'NC') as nc, count(*) filter (where outcome = 'O') as o,
           count(*) filter (where outcome = 'UH') as uh, count(*) filter (where outcome = 'UO') as uo,
           count(*) filter (where outcome = 'NE') as ne
    from people
    left join invited i using (session_id)
    left join delivered v using (session_id)
    left join consented y using (session_id)
    group by wave_id
), summed as (
    select *, i + p + bo + r + nc + o + uh + uo as n_all from counted
)
select w.wave_id::text as wave, w.code, g.code as programme, f.form_id as survey, v.version, h.public_id as channel,
       case when w.after_months > 0 then w.after_months || 'm' else w.after_days || 'd' end as after,
       w.window_days + w.extended_days as window_days, w.state, w.started_at,
       coalesce(c.members, 0) as members, coalesce(c.not_offered, 0) as not_offered, coalesce(c.waiting, 0) as waiting,
       coalesce(c.open, 0) as open, coalesce(c.invited, 0) as invited, coalesce(c.delivered, 0) as delivered,
       coalesce(c.heard, 0) as heard, coalesce(c.consented, 0) as consented, coalesce(c.i, 0) as complete,
       coalesce(c.i, 0) as i, coalesce(c.p, 0) as p, coalesce(c.bo, 0) as bo, coalesce(c.r, 0) as r, coalesce(c.nc, 0) as nc,
       coalesce(c.o, 0) as o, coalesce(c.uh, 0) as uh, coalesce(c.uo, 0) as uo, coalesce(c.ne, 0) as ne,
       coalesce(c.n_all, 0) as n_all, round(c.i::numeric / nullif(c.n_all, 0), 4) as rr1,
       round((c.i + c.p)::numeric / nullif(c.n_all, 0), 4) as rr2
from wave w
join programme g using (programme_id)
join survey f using (survey_id)
join channel h using (channel_id)
left join survey_version v using (survey_version_id)
left join summed c using (wave_id)
where w.programme_id = any ((select login_scope())::int[]);

comment on view waves is 'One row for each follow-up wave: whom it reached and with what outcome, a case being a person whose day came';
comment on column waves.wave is 'Identity of the wave, as in sessions';
comment on column waves.code is 'Code of the wave in its programme';
comment on column waves.programme is 'Code of the programme';
comment on column waves.survey is 'Form id of the survey';
comment on column waves.version is 'Version of the survey, frozen when the wave started; empty before';
comment on column waves.channel is 'Public id of the channel';
comment on column waves.after is 'How long after the return: 3m three months, 30d thirty days';
comment on column waves.window_days is 'How many days from their day on people may still be asked, days of pause included';
comment on column waves.state is 'draft, running or paused';
comment on column waves.started_at is 'When it was first started; empty: never';
comment on column waves.members is 'People whose day came while their window was open';
comment on column waves.not_offered is 'People whose window had closed when the wave came: never asked, in no rate';
comment on column waves.waiting is 'Members who are not invited yet: for the day, for the channel, for the end of another survey';
comment on column waves.open is 'Members in the middle of it';
comment on column waves.invited is 'Members of whom a provider accepted the invitation, or a reminder of it';
comment on column waves.delivered is 'Members whom the invitation, or a reminder of it, is known to have reached';
comment on column waves.heard is 'Members who wrote';
comment on column waves.consented is 'Members who gave their consent';
comment on column waves.complete is 'Members who answered all required questions; the same as i';
comment on column waves.i is 'Complete: all required questions answered';
comment on column waves.p is 'Partial: consented and at least half of the required questions answered';
comment on column waves.bo is 'Broke off below that';
comment on column waves.r is 'Refused or opted out, before the wave or in it';
comment on column waves.nc is 'No reply';
comment on column waves.o is 'Other: language, unsafe, incapacity, wrong time';
comment on column waves.uh is 'Unknown whether the number is the person''s';
comment on column waves.uo is 'Unknown for another reason: no number, or the window closed before the invitation could leave';
comment on column waves.ne is 'Not eligible; in no rate';
comment on column waves.n_all is 'I + P + BO + R + NC + O + UH + UO: denominator of rr1 and rr2';
comment on column waves.rr1 is 'I / n_all';
comment on column waves.rr2 is '(I + P) / n_all';

grant select on waves to puente_report;
-- `puente wave show` reads it too.
grant usage on schema report to puente_owner;
grant select on waves to puente_owner;
reset role;
