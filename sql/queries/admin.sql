-- Management: what people do by command. Every change holds the lock below and leaves one row of audit.

-- name: audit_lock
select pg_advisory_xact_lock(hashtextextended('puente audit', 0));

-- A statement of its own: it must see what was committed while it waited for the lock.
-- name: audit_last
select hash from audit order by audit_id desc limit 1;

-- name: audit_insert
insert into audit (at, actor, action, object, detail, previous, hash)
values ($1::timestamptz, $2::text, $3::text, $4::text, jsonb_object($5::text[], $6::text[]), $7::bytea, $8::bytea);

-- Details as they were hashed: by name, with the separators 31 and 30.
-- name: audit_read
select audit_id, at, actor, action, object,
       coalesce((select string_agg(key || chr(31) || value || chr(30), '' order by key collate "C")
                 from jsonb_each_text(detail)), ''),
       previous, hash
from audit where audit_id > $1::bigint
order by audit_id limit 1000;

-- name: key_check_insert
insert into key_check (name, value)
select * from unnest($1::text[], $2::bytea[])
on conflict do nothing
returning name;

-- name: zone_known
select exists (select from pg_timezone_names where name = $1::text);

-- name: programme_find
select programme_id, language, country, zone from programme where code = $1::text;

-- name: programme_insert
insert into programme (code, name, language, country, zone) values ($1::text, $2::text, $3::text, $4::text, $5::text);

-- name: programme_words
select w.language, w.command, w.word from programme_word w join programme p using (programme_id) where p.code = $1::text
order by 1, 2, 3;

-- name: programme_word_insert
insert into programme_word (programme_id, language, command, word) values ($1::int, $2::text, $3::text, $4::text);

-- name: programme_list
select code, name, language, country, zone from programme order by code;

-- name: survey_versions
select s.form_id, v.version, v.form_hash, v.keyword,
       v.survey_version_id = max(v.survey_version_id) over (partition by v.survey_id)
from survey_version v join survey s using (survey_id) join programme p using (programme_id)
where p.code = $1::text;

-- name: survey_publish
with published as (
    insert into survey (programme_id, form_id) values ($1::int, $2::text)
    on conflict (programme_id, form_id) do update set form_id = excluded.form_id
    returning survey_id
), made as (
    insert into survey_version (survey_id, version, form, form_hash, keyword)
    select survey_id, $3::text, $4::text, $5::bytea, $6::text from published
    returning survey_version_id
)
insert into survey_question (survey_version_id, question, name, type, privacy, required, label)
select made.survey_version_id, q.*
from made, unnest($7::smallint[], $8::text[], $9::text[], $10::text[], $11::boolean[], $12::text[]) q;

-- name: channel_find
select adapter from channel where public_id = $1::text;

-- name: channel_open
select adapter, public_url from channel where public_id = $1::text;

-- Secrets as they are sealed.
-- name: channel_settings
select s.key, s.value, s.sealed
from channel c cross join lateral (select key, value, false as sealed from jsonb_each_text(c.settings)
                                   union all select key, value, true from jsonb_each_text(c.secrets)) s
where c.public_id = $1::text
order by s.sealed, s.key;

-- name: channel_insert
insert into channel (public_id, programme_id, adapter, sender, settings, secrets, rate_per_s, answer_ms, public_url)
values ($1::text, $2::int, $3::text, $4::text, jsonb_object($5::text[], $6::text[]), jsonb_object($7::text[], $8::text[]),
        $9::text::real, $10::int, $11::text);

-- name: channel_set
update channel set settings = settings || jsonb_build_object($2::text, $3::text) where public_id = $1::text;

-- name: channel_list
select c.public_id, p.code, c.adapter, c.sender, c.settings::text,
       coalesce((select string_agg(name, ',' order by name) from jsonb_object_keys(c.secrets) name), ''),
       c.rate_per_s::float8, c.answer_ms, c.public_url,
       case when c.paused_at is null then '' else coalesce(nullif(c.pause_reason, ''), 'paused') end
from channel c join programme p using (programme_id)
order by p.code, c.public_id;

-- name: participant_taken
select exists (select from participant join programme p using (programme_id)
               where p.code = $1::text and case_code = $2::text),
       exists (select from participant where join_bidx = $3::bytea);

-- A number known before keeps its contact, for an opt-out binds whoever adds it again.
-- name: participant_insert
with number as (
    insert into contact (contact_id, number_bidx, number_sealed, language)
    values ($1::bigint, $2::bytea, $3::bytea, $4::text)
    on conflict (number_bidx) do update set language = coalesce(nullif(contact.language, ''), excluded.language)
    returning contact_id, opted_out_at is not null as opted_out
), person as (
    insert into participant (participant_id, programme_id, case_code, join_bidx, language, country, zone)
    values ($5::bigint, $6::int, $7::text, $8::bytea, $4::text, $9::text, $10::text)
    returning participant_id
), link as (
    insert into participant_contact (contact_id, participant_id) select contact_id, participant_id from number, person
)
select opted_out from number;

-- name: participant_list
select h.code, p.case_code, p.language, p.country, p.zone, count(c.contact_id)::int,
       coalesce(bool_and(c.opted_out_at is not null), false), p.join_bidx is not null, p.participant_id
from participant p
join programme h using (programme_id)
left join participant_contact l using (participant_id)
left join contact c on c.contact_id = l.contact_id
where (h.code = $1::text or $1::text = '') and p.participant_id > $2::bigint
group by h.code, p.participant_id
order by p.participant_id limit 1000;

-- name: inbox_list
select i.inbox_id, p.code,
       coalesce((select string_agg(q.case_code, ',' order by l.rank, q.case_code)
                 from participant_contact l join participant q using (participant_id)
                 where l.contact_id = i.contact_id and q.programme_id = i.programme_id), ''),
       i.reason, to_char(i.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), i.event_id, r.body, k.sealed
from inbox i
join programme p using (programme_id)
left join event_raw r on r.event_id = i.event_id and r.contact_id = i.contact_id
left join seal_key k on k.key_id = r.key_id
where i.handled_at is null and (p.code = $1::text or $1::text = '') and i.inbox_id > $2::bigint
order by i.inbox_id limit 200;

-- name: inbox_find
select i.contact_id, i.event_id, i.handled_at is not null, c.opted_out_at is not null, coalesce(c.opted_out_at <= i.at, false),
       (select e.channel_id from event e where e.contact_id = i.contact_id order by e.event_id desc limit 1)
from inbox i join contact c on c.contact_id = i.contact_id
where i.inbox_id = $1::bigint
for update of i;

-- name: inbox_handle
update inbox set handled_at = now(), handled_by = $2::text where inbox_id = $1::bigint;

-- name: staff_find
select staff_id from staff where login = $1::text;

-- name: programmes_find
select code, programme_id from programme where code = any($1::text[]);

-- name: staff_insert
with person as (
    insert into staff (login, role) values ($1::text, $2::text) returning staff_id
)
insert into staff_grant (staff_id, programme_id)
select person.staff_id, g.programme_id from person, unnest($3::int[]) g(programme_id);
