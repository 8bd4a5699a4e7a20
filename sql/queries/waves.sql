-- Waves: the worker takes people in whose day has come.

-- name: wave_next
select wave_id from wave where state = 'running' and pass_at <= now() limit 1;

-- One step of a pass through the participants of a wave, by key behind the last one, never from the start: those whose day has come become
-- members, and those who may be asked get a session that waits to begin. $1: ids for sessions, as many as people are looked at.
-- name: wave_join
with turn as materialized (
    select wave_id, programme_id, survey_version_id, channel_id, spread_minutes, passed_id
    from wave
    where state = 'running' and pass_at <= now()
    order by pass_at, wave_id limit 1
    for update skip locked
), page as materialized (
    select p.participant_id
    from turn t
    cross join lateral (select x.participant_id from participant x
                        where x.programme_id = t.programme_id and x.participant_id > t.passed_id
                        order by x.participant_id limit cardinality($1::bigint[])) p
), joining as materialized (
    select c.*, row_number() over (order by g.participant_id) as place
    from turn t
    cross join page g
    cross join lateral (select * from wave_candidate x
                        where x.wave_id = t.wave_id and x.participant_id = g.participant_id limit 1) c
    where c.due_on <= c.today and c.verdict <> 'without_number'
      and (select 1 from wave_member m where m.wave_id = t.wave_id and m.participant_id = g.participant_id limit 1) is null
), begun as (
    insert into session (contact_id, session_id, participant_id, survey_version_id, channel_id, wave_id, open, by_person, queued,
                         engine_rev, country, zone, started_at, state)
    select j.contact_id, ($1::bigint[])[j.place], j.participant_id, t.survey_version_id, t.channel_id, t.wave_id, false, false, true,
           $2::smallint, j.country, j.zone, j.awake_at + random() * t.spread_minutes * interval '1 minute', ''
    from turn t
    cross join joining j
    where j.verdict = 'offered'
), members as (
    insert into wave_member (wave_id, participant_id, contact_id, session_id, due_on, by_registration, state)
    select j.wave_id, j.participant_id, coalesce(j.contact_id, 0),
           case when j.verdict = 'offered' then ($1::bigint[])[j.place] else 0 end, j.due_on, j.by_registration, j.verdict
    from joining j
), moved as (
    -- At the end of a pass: again within the hour, for somewhere on earth another day begins.
    update wave w set
        passed_id = case when p.n < cardinality($1::bigint[]) then 0 else p.last end,
        pass_at = case when p.n < cardinality($1::bigint[]) then now() + interval '1 hour' else w.pass_at end
    from turn t, (select count(*) as n, max(participant_id) as last from page) p
    where w.wave_id = t.wave_id
)
select (select count(*) from page)::int, (select count(*) from joining)::int from turn;

-- Those at the head of a running wave's queue that cannot begin now make room for the others: until the morning, or to be looked at again
-- soon. Whose window is over is asked no more. $1: how far into each queue.
-- name: wave_tidy
with head as materialized (
    select s.place, s.contact_id, s.session_id
    from wave w
    cross join lateral (select x.ctid as place, x.contact_id, x.session_id from session x
                        where x.queued and x.wave_id = w.wave_id and x.started_at <= now()
                        order by x.started_at limit $1::int for update of x skip locked) s
    where w.state = 'running'
), blocked as materialized (
    select h.place, q.obstacle, q.awake_at + random() * q.spread_minutes * interval '1 minute' as morning
    from head h
    cross join lateral (select * from wave_waiting x where x.contact_id = h.contact_id and x.session_id = h.session_id limit 1) q
    where q.obstacle is not null
), later as (
    update session s set
        started_at = (select case b.obstacle when 'quiet' then b.morning else now() + interval '10 minutes' end
                      from blocked b where b.place = s.ctid)
    where s.ctid = any(array(select place from blocked where obstacle <> 'over'))
), gone as (
    delete from session s where s.ctid = any(array(select place from blocked where obstacle = 'over'))
    returning s.wave_id, s.participant_id
), told as (
    update wave_member m set state = 'expired', session_id = 0
    where m.ctid = any(array(select (select x.ctid from wave_member x
                                     where x.wave_id = g.wave_id and x.participant_id = g.participant_id limit 1)
                             from gone g))
)
select count(*)::int from blocked;
