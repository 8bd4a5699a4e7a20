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
join (select distinct * from unnest($1::bigint[], $2::bigint[]) x(contact_id, session_id)) u
    on u.contact_id = s.contact_id and u.session_id = s.session_id;

-- Answers that a session no longer has are taken back.
-- name: answer_delete
delete from answer
where session_id = any($1::bigint[])
  and (session_id, question, row) not in (select * from unnest($2::bigint[], $3::smallint[], $4::smallint[]));

-- name: answer_upsert
insert into answer as a (session_id, question, row, contact_id, survey_version_id, how, value, at)
select unnest($1::bigint[]), unnest($2::smallint[]), unnest($3::smallint[]), unnest($4::bigint[]), unnest($5::int[]), unnest($6::smallint[]),
       unnest($7::text[]), unnest($8::timestamptz[])
on conflict (session_id, question, row) do update set how = excluded.how, value = excluded.value, at = excluded.at
where (a.how, a.value) is distinct from (excluded.how, excluded.value);

-- name: score_delete
delete from score where session_id = any($1::bigint[]);

-- name: score_insert
insert into score (session_id, name, contact_id, survey_version_id, value, at)
select unnest($1::bigint[]), unnest($2::text[]), unnest($3::bigint[]), unnest($4::int[]), unnest($5::float8[]),
       unnest($6::timestamptz[]);

-- name: projector_move
update projector set xact = $1::bigint, event_id = $2::bigint where name = 'answer';
