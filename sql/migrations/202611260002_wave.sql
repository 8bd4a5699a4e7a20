-- Follow-up waves: a survey so many days or months after each person's return. A wave is started once and then takes people in by
-- itself, each when their day has come where they live.
set role puente_owner;
set search_path = puente;

alter table participant add column returned_on date;
comment on column participant.returned_on is 'Day of return; NULL: not known, then waves count from the day of registration.';
create index participant_page on participant (programme_id, participant_id);

create table wave (
    wave_id int generated always as identity primary key,
    programme_id int not null references programme,
    code text not null check (code ~ '^[a-z0-9_]{1,40}$'),
    survey_id int not null references survey,
    survey_version_id int references survey_version,
    channel_id int not null references channel,
    after_months int not null check (after_months between 0 and 120),
    after_days int not null check (after_days between 0 and 3650),
    window_days int not null check (window_days between 1 and 365),
    extended_days int not null default 0,
    spread_minutes int not null check (spread_minutes between 0 and 1440),
    state text not null default 'draft' check (state in ('draft', 'running', 'paused')),
    created_at timestamptz not null default now(),
    started_at timestamptz,
    paused_at timestamptz,
    pause_reason text not null default '',
    pass_at timestamptz,
    passed_id bigint not null default 0,
    unique (programme_id, code),
    check (after_months = 0 or after_days = 0),
    check ((state = 'draft') = (survey_version_id is null)),
    check ((state = 'paused') = (paused_at is not null))
);
create index wave_state on wave (state);
comment on table wave is 'A scheduled round of a survey. The version is frozen when the wave starts, so that a wave asks everybody the same.';
comment on column wave.extended_days is 'The window is longer by the days the wave was paused.';
comment on column wave.spread_minutes is 'Invitations leave at a random minute within so many.';
comment on column wave.pass_at is 'When the worker next goes through the participants; passed_id: how far it has come, in the transaction of those it '
    'took in, so that a pass broken off goes on where it was.';

create table wave_member (
    wave_id int not null,
    participant_id bigint not null,
    contact_id bigint not null,
    session_id bigint not null,
    due_on date not null,
    by_registration boolean not null,
    state text not null check (state in ('offered', 'expired', 'not_offered', 'opted_out', 'no_number')),
    joined_at timestamptz not null default now(),
    primary key (wave_id, participant_id),
    check ((state = 'offered') = (session_id <> 0))
);
comment on table wave_member is 'Whom a wave has looked at, once a person. offered: has a session. expired: the window closed before it could begin. '
    'not_offered: the window had closed when the wave came. opted_out: had said STOP before. no_number: had none while the window was open.';
comment on column wave_member.by_registration is 'Counted from the day of registration, because the day of return was not known.';

-- 31 August and six months is the last day of February.
create function due_on(start date, months int, days int) returns date
    language sql immutable parallel safe
return (start + make_interval(months => months, days => days))::date;

-- Every participant of a wave's programme and what the wave has for them today, by the calendar of the place where they are. Who said
-- STOP on one of their numbers is not asked on another. Look-ups are subqueries with a limit, here and below: a plan made while a table was
-- empty cannot scan it for each row.
create view wave_candidate as
select w.wave_id, p.participant_id, p.country, p.zone, d.due_on, d.today, p.returned_on is null as by_registration, c.contact_id,
       quiet_ends(now(), p.zone, coalesce(p.quiet_from, h.quiet_from), coalesce(p.quiet_to, h.quiet_to)) as awake_at,
       case when d.due_on > d.today then 'early'
            when d.due_on + w.window_days + w.extended_days < d.today then
                case when c.contact_id is null then 'no_number' else 'not_offered' end
            when c.stopped then 'opted_out'
            when c.contact_id is null then 'without_number'
            else 'offered' end as verdict
from wave w
join participant p using (programme_id)
cross join lateral (select x.quiet_from, x.quiet_to from programme x where x.programme_id = w.programme_id limit 1) h
cross join lateral (
    select due_on(coalesce(p.returned_on, (p.created_at at time zone p.zone)::date), w.after_months, w.after_days) as due_on,
           (now() at time zone p.zone)::date as today) d
left join lateral (
    select l.contact_id, bool_or(x.stopped) over () as stopped
    from participant_contact l
    cross join lateral (select y.opted_out_at is not null as stopped from contact y where y.contact_id = l.contact_id limit 1) x
    where l.participant_id = p.participant_id
    order by l.rank, l.created_at, l.contact_id limit 1) c on true;

-- Sessions of a wave that wait to begin, and what stands in the way of it now: the window is over, it is night, another is open.
create view wave_waiting as
select s.contact_id, s.session_id, w.spread_minutes, q.awake_at,
       case when m.due_on + w.window_days + w.extended_days < (now() at time zone s.zone)::date then 'over'
            when q.awake_at > now() then 'quiet'
            when o.session_id is not null then 'busy' end as obstacle
from session s
cross join lateral (select x.* from wave x where x.wave_id = s.wave_id limit 1) w
cross join lateral (select x.due_on from wave_member x where x.wave_id = s.wave_id and x.participant_id = s.participant_id limit 1) m
cross join lateral (select x.* from participant x where x.participant_id = s.participant_id limit 1) p
cross join lateral (select x.quiet_from, x.quiet_to from programme x where x.programme_id = p.programme_id limit 1) h
cross join lateral (
    select quiet_ends(now(), s.zone, coalesce(p.quiet_from, h.quiet_from), coalesce(p.quiet_to, h.quiet_to)) as awake_at) q
left join lateral (select x.session_id from session x where x.contact_id = s.contact_id and x.open limit 1) o on true
where s.queued;

-- The worker looks at those whose time has come, oldest first, wave by wave: a paused one costs nothing.
create index session_waiting on session (wave_id, started_at) where queued;

create function waves_of(programmes int[]) returns int[]
    language sql stable security definer set search_path = puente, pg_temp as $$
    select coalesce(array_agg(wave_id), '{}') from wave where programme_id = any (programmes)
$$;

alter table wave_member enable row level security, force row level security;
create policy processes on wave_member to puente_owner, puente_ingest, puente_worker using (true);
create policy analysts on wave_member for select to puente_report_owner
    using (wave_id = any ((select waves_of(login_scope()))::int[]));

grant select on wave to puente_ingest, puente_worker, puente_console;
grant update (pass_at, passed_id) on wave to puente_worker;
grant select, insert, update on wave_member to puente_worker;
grant select on wave_candidate, wave_waiting to puente_worker;
grant select (wave_id, programme_id, code, survey_id, survey_version_id, channel_id, after_months, after_days, window_days, extended_days,
    state, started_at, paused_at) on wave to puente_report_owner;
grant select (wave_id, participant_id, contact_id, session_id, due_on, state) on wave_member to puente_report_owner;
reset role;
