-- Answers and scores from events. The order is (xact, event_id), read up to the oldest transaction still running: nothing that commits
-- later can sort before what was read.

-- name: projector_read
with place as (select xact, event_id from projector where name = 'answer' for update)
select e.xact, e.event_id, e.contact_id, e.session_id, e.at, e.heard, e.question, e.row
from event e
where e.xact >= (select xact from place) and (e.xact, e.event_id) > ((select xact from place), (select event_id from place))
  and e.xact < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
order by e.xact, e.event_id
limit 2000;

-- Tells the index about the newest rows; until then every reading would look through all of them.
-- name: projector_summarize
select summarize_events();

-- name: projector_sessions
select s.contact_id, s.session_id, s.survey_version_id, s.state, s.disposition
from session s
join (select distinct * from (select unnest($1::bigint[]) as contact_id, unnest($2::bigint[]) as session_id) x) u
    on u.contact_id = s.contact_id and u.session_id = s.session_id
order by s.session_id;

-- What is stored of these sessions: only what differs from their state is written.
-- name: projector_answers
select session_id, question, row, how, value from answer where session_id = any($1::bigint[]) order by session_id, question, row;

-- name: projector_scores
select session_id, name, value from score where session_id = any($1::bigint[]) order by session_id;

-- Answers that a session no longer has are taken back.
-- name: answer_delete
delete from answer where ctid = any(array(
    select (select x.ctid from answer x where x.session_id = u.session_id and x.question = u.question and x.row = u.row limit 1)
    from (select unnest($1::bigint[]) as session_id, unnest($2::smallint[]) as question, unnest($3::smallint[]) as row) u));

-- name: answer_upsert
insert into answer (session_id, question, row, contact_id, survey_version_id, how, value, at)
select unnest($1::bigint[]), unnest($2::smallint[]), unnest($3::smallint[]), unnest($4::bigint[]), unnest($5::int[]),
       unnest($6::smallint[]), unnest($7::text[]), unnest($8::timestamptz[])
on conflict (session_id, question, row) do update set how = excluded.how, value = excluded.value, at = excluded.at;

-- name: score_delete
delete from score where ctid = any(array(
    select (select x.ctid from score x where x.session_id = u.session_id and x.name = u.name limit 1)
    from (select unnest($1::bigint[]) as session_id, unnest($2::text[]) as name) u));

-- name: score_upsert
insert into score (session_id, name, contact_id, survey_version_id, value, at)
select unnest($1::bigint[]), unnest($2::text[]), unnest($3::bigint[]), unnest($4::int[]), unnest($5::float8[]),
       unnest($6::timestamptz[])
on conflict (session_id, name) do update set value = excluded.value, at = excluded.at;

-- name: projector_move
update projector set xact = $1::bigint, event_id = $2::bigint where name = 'answer';
