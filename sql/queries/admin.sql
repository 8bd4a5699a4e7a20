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

-- The survey's view for analysts: sql/reports/forms.sql.
-- name: survey_view
select report.make_form_view($1::text);

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

-- name: zones_known
select name from pg_timezone_names where name = any($1::text[]);

-- What is known of each row of a spreadsheet, in its order: the person, the number, whether it has opted out, whether it is one of the
-- person's, whether the join code is somebody else's.
-- name: import_check
select coalesce(p.participant_id, 0), c.contact_id is not null, c.opted_out_at is not null,
       not exists (select from participant_contact l where l.participant_id = p.participant_id and l.contact_id is distinct from c.contact_id)
           or exists (select from participant_contact l where l.participant_id = p.participant_id and l.contact_id = c.contact_id),
       j.participant_id is not null and j.participant_id is distinct from p.participant_id
from unnest($2::text[], $3::bytea[], $4::bytea[]) with ordinality u(case_code, number_bidx, join_bidx, place)
left join participant p on p.programme_id = $1::int and p.case_code = u.case_code
left join contact c on c.number_bidx = u.number_bidx
left join participant j on j.join_bidx = u.join_bidx
order by u.place;

-- name: import_contacts
insert into contact (contact_id, number_bidx, number_sealed, language)
select * from unnest($1::bigint[], $2::bytea[], $3::bytea[], $4::text[])
on conflict (number_bidx) do nothing;

-- An attribute without a value is none. The first value stands for itself only: names and values are never empty.
-- name: import_participants
insert into participant (participant_id, programme_id, case_code, join_bidx, language, country, zone, returned_on, attributes)
select u.participant_id, h.programme_id, u.case_code, u.join_bidx, coalesce(nullif(u.language, ''), h.language),
       coalesce(nullif(u.country, ''), h.country), coalesce(nullif(u.zone, ''), h.zone), nullif(u.returned_on, '')::date,
       jsonb_strip_nulls(jsonb_object(array['-'] || $2::text[], string_to_array(u.attributes, chr(31), ''))) - '-'
from unnest($3::bigint[], $4::text[], $5::bytea[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])
    u(participant_id, case_code, join_bidx, language, country, zone, returned_on, attributes)
join programme h on h.programme_id = $1::int;

-- What a cell does not say stays as it was.
-- name: import_update
update participant p set
    join_bidx = coalesce(u.join_bidx, p.join_bidx), language = coalesce(nullif(u.language, ''), p.language),
    country = coalesce(nullif(u.country, ''), p.country), zone = coalesce(nullif(u.zone, ''), p.zone),
    returned_on = coalesce(nullif(u.returned_on, '')::date, p.returned_on),
    attributes = p.attributes
        || (jsonb_strip_nulls(jsonb_object(array['-'] || $2::text[], string_to_array(u.attributes, chr(31), ''))) - '-')
from unnest($3::bigint[], $4::text[], $5::bytea[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])
    u(participant_id, case_code, join_bidx, language, country, zone, returned_on, attributes)
where p.participant_id = u.participant_id and p.programme_id = $1::int;

-- name: import_links
insert into participant_contact (contact_id, participant_id)
select c.contact_id, u.participant_id
from unnest($1::bigint[], $2::bytea[]) u(participant_id, number_bidx)
join contact c on c.number_bidx = u.number_bidx
on conflict do nothing;

-- name: import_waves
update wave set pass_at = least(pass_at, now()) where programme_id = $1::int and state = 'running';

-- Survey and channel that a wave names, if the programme has them, and whether the code is taken.
-- name: wave_parts
select (select s.survey_id from survey s where s.programme_id = p.programme_id and s.form_id = $2::text),
       (select c.channel_id from channel c where c.programme_id = p.programme_id and c.public_id = $3::text),
       exists (select from wave w where w.programme_id = p.programme_id and w.code = $4::text)
from programme p where p.code = $1::text;

-- name: wave_insert
insert into wave (programme_id, code, survey_id, channel_id, after_months, after_days, window_days, spread_minutes)
values ($1::int, $2::text, $3::int, $4::int, $5::int, $6::int, $7::int, $8::int);

-- name: wave_find
select w.wave_id, w.state from wave w join programme p using (programme_id) where p.code = $1::text and w.code = $2::text;

-- name: wave_start
update wave w set
    state = 'running', pass_at = now(), started_at = coalesce(started_at, now()),
    survey_version_id = coalesce(survey_version_id, (select max(v.survey_version_id) from survey_version v where v.survey_id = w.survey_id)),
    extended_days = extended_days
        + coalesce((now() at time zone 'UTC')::date - (paused_at at time zone 'UTC')::date, 0),
    paused_at = null, pause_reason = ''
where wave_id = $1::int;

-- Reminders and invitations that the pause held back are looked at again now.
-- name: wave_wake
update outbox o set due_at = now()
from session s
where s.contact_id = o.contact_id and s.session_id = o.session_id and s.wave_id = $1::int
  and o.priority > 0 and o.lease_until is null and o.due_at > now();

-- name: wave_pause
update wave set state = 'paused', paused_at = now(), pause_reason = $2::text where wave_id = $1::int;

-- name: wave_forecast
select count(*) filter (where is_member), count(*) filter (where verdict = 'offered' and not is_member),
       count(*) filter (where verdict = 'offered' and not is_member and is_busy), count(*) filter (where verdict = 'early'),
       count(*) filter (where verdict = 'not_offered' and not is_member), count(*) filter (where verdict = 'opted_out' and not is_member),
       count(*) filter (where verdict in ('no_number', 'without_number') and not is_member), count(*) filter (where by_registration)
from (select c.*, exists (select from wave_member m where m.wave_id = c.wave_id and m.participant_id = c.participant_id) as is_member,
             exists (select from session s where s.contact_id = c.contact_id and s.open) as is_busy
      from wave_candidate c where c.wave_id = $1::int) c;

-- name: wave_list
select v.wave, v.code, v.programme, v.survey, coalesce(v.version, ''), v.channel, v.after, v.window_days, v.state, w.pause_reason,
       coalesce(to_char(v.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), ''), v.members, v.not_offered, v.waiting, v.open,
       v.invited, v.delivered, v.heard, v.consented, v.i, v.p, v.bo, v.r, v.nc, v.o, v.uh, v.uo, v.ne
from report.waves v join wave w on w.wave_id = v.wave::int
where v.programme = $1::text and (v.code = $2::text or $2::text = '')
order by w.wave_id;

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

-- name: ticket_list
select t.ticket_id, p.code,
       coalesce((select string_agg(q.case_code, ',' order by l.rank, q.case_code)
                 from participant_contact l join participant q using (participant_id)
                 where l.contact_id = t.contact_id and q.programme_id = t.programme_id), ''),
       t.kind, t.topic, t.kind = 'urgent', to_char(t.opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), t.times
from ticket t
join programme p using (programme_id)
where t.closed_at is null and (p.code = $1::text or $1::text = '') and (t.kind = $2::text or $2::text = '')
order by (t.kind = 'urgent') desc, t.ticket_id limit 1000;

-- name: ticket_find
select closed_at is not null from ticket where ticket_id = $1::bigint for update;

-- name: ticket_close
update ticket set closed_at = now(), closed_by = $2::text where ticket_id = $1::bigint;

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

-- ---- money ----

-- name: wallet_find
select w.wallet_id, w.adapter, w.currency, w.max_minor, w.day_max_minor, w.balance_minor, w.programme_id
from wallet w where w.public_id = $1::text
for no key update;

-- name: wallet_insert
insert into wallet (public_id, programme_id, adapter, currency, exponent, max_minor, day_max_minor, settings, secrets, public_url)
values ($1::text, $2::int, $3::text, $4::text, $5::smallint, $6::bigint, $7::bigint, jsonb_object($8::text[], $9::text[]),
        jsonb_object($10::text[], $11::text[]), $12::text);

-- What was held because it was too much for one transfer, and what waits for tomorrow, is looked at again.
-- name: wallet_change
with changed as (
    update wallet set max_minor = $2::bigint, day_max_minor = $3::bigint, settings = settings || jsonb_object($4::text[], $5::text[])
    where wallet_id = $1::int
    returning wallet_id, max_minor
)
update incentive i set state = 'owed', next_at = now()
from changed c where i.wallet_id = c.wallet_id and i.amount_minor <= c.max_minor
  and (i.state = 'held' or i.state = 'owed' and i.next_at > now() and not exists (
        select from transfer t where t.incentive_id = i.incentive_id));

-- Money that came ($2 above zero) or was taken back. A wallet that was parked because it was empty pays again.
-- name: wallet_post
with posting as materialized (
    select nextval('ledger_posting') as posting_id
), booked as (
    insert into ledger_entry (contact_id, posting_id, account_id, kind, amount_minor, currency)
    select 0, p.posting_id, a.account_id, 'fund', case a.kind when 'wallet' then $2::bigint else -$2::bigint end, a.currency
    from posting p join ledger_account a on a.wallet_id = $1::int and a.kind in ('wallet', 'funding')
)
update wallet set parked_at = null, park_reason = null where wallet_id = $1::int and park_reason = 'empty' and $2::bigint > 0;

-- name: wallet_park
update wallet set parked_at = coalesce(parked_at, now()), park_reason = $2::text where wallet_id = $1::int;

-- name: wallet_unpark
update wallet set parked_at = null, park_reason = null where wallet_id = $1::int;

-- Balances as people count: what is owed and where money came from are no negative amounts.
-- name: wallet_list
select w.public_id, p.code, w.adapter, w.currency, w.max_minor, w.day_max_minor, w.settings::text,
       coalesce((select string_agg(name, ',' order by name) from jsonb_object_keys(w.secrets) name), ''),
       case when w.parked_at is null then '' else coalesce(nullif(w.park_reason, ''), 'parked') end,
       coalesce(-sum(b.minor) filter (where b.kind = 'funding'), 0)::bigint,
       coalesce(sum(b.minor) filter (where b.kind = 'wallet'), 0)::bigint,
       coalesce(sum(b.minor) filter (where b.kind = 'in_transit'), 0)::bigint,
       coalesce(-sum(b.minor) filter (where b.kind = 'owed'), 0)::bigint,
       coalesce(sum(b.minor) filter (where b.kind = 'expense'), 0)::bigint
from wallet w
join programme p using (programme_id)
left join (select a.wallet_id, a.kind, coalesce(sum(e.amount_minor), 0) as minor
           from ledger_account a left join ledger_entry e using (account_id) group by a.account_id) b using (wallet_id)
where w.public_id = $1::text or $1::text = ''
group by w.wallet_id, p.code
order by p.code, w.public_id;

-- name: incentive_rule_set
insert into incentive_rule (programme_id, wave_id, purpose, wallet_id, amount_minor)
values ($1::int, $2::int, $3::text, $4::int, $5::bigint)
on conflict (programme_id, purpose, wave_id) do update set wallet_id = excluded.wallet_id, amount_minor = excluded.amount_minor;

-- name: incentive_rule_list
select p.code, coalesce(v.code, ''), r.purpose, w.public_id, r.amount_minor, w.currency
from incentive_rule r join programme p on p.programme_id = r.programme_id join wallet w using (wallet_id)
left join wave v on v.wave_id = r.wave_id
order by p.code, r.purpose, r.wave_id;

-- name: payments_stop
update payments set stopped_at = now(), stop_reason = $1::text;

-- name: payments_resume
update payments set stopped_at = null, stop_reason = null;

-- name: incentive_story
select i.incentive_id, p.code, h.case_code, coalesce((select x.code from wave x where x.wave_id = i.wave_id), ''), i.purpose,
       coalesce(f.form_id, ''), i.session_id, i.state,
       coalesce(i.amount_minor, 0), coalesce(i.currency, ''), coalesce(w.public_id, ''),
       to_char(i.granted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       coalesce(to_char(i.paid_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), ''),
       case when isfinite(i.next_at) then to_char(i.next_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') else '' end,
       case when w.parked_at is null then '' else coalesce(nullif(w.park_reason, ''), 'parked') end,
       (select stopped_at is not null from payments)
from incentive i
join programme p using (programme_id)
join participant h using (participant_id)
left join session s on s.contact_id = i.contact_id and s.session_id = i.session_id
left join survey_version v using (survey_version_id)
left join survey f using (survey_id)
left join wallet w using (wallet_id)
where i.incentive_id = $1::bigint or (p.code = $2::text and h.case_code = $3::text)
order by i.incentive_id;

-- name: transfer_story
select t.incentive_id, t.n, t.reference, coalesce(t.outcome, 'sending'), t.asked, coalesce(t.provider_id, ''), coalesce(t.error_code, ''),
       to_char(t.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       coalesce(to_char(t.ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), '')
from incentive i
join programme p using (programme_id)
join participant h using (participant_id)
join transfer t using (incentive_id)
where i.incentive_id = $1::bigint or (p.code = $2::text and h.case_code = $3::text)
order by t.incentive_id, t.n;

-- name: ledger_story
select e.incentive_id, e.posting_id, e.kind, a.kind, e.amount_minor, e.currency,
       to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
from incentive i
join programme p using (programme_id)
join participant h using (participant_id)
join ledger_entry e on e.contact_id = i.contact_id and e.incentive_id = i.incentive_id
join ledger_account a using (account_id)
where i.incentive_id = $1::bigint or (p.code = $2::text and h.case_code = $3::text)
order by e.incentive_id, e.posting_id, e.amount_minor desc;
