-- A view for each survey: report.form_SURVEY, one row a session, one column a question. Made when a version is published, in the same
-- transaction, and here for all that were published before.
--
-- One form id is one view, whichever programmes publish it: a reader sees the rows of its own programmes, and columns are those of all
-- versions in the order of their publication. So a column never moves and never changes its type:
--     new questions, choices and scores come at the end; a question of another type or another privacy becomes name__v2;
--     a name is in lower case with _ for all but letters and digits; one that is too long or taken gets five digits of its hash.
-- What may be shown is decided by type and privacy of each version, as in report.answers.
--
-- Two functions, two owners: the plan is made by who may read forms, the view by who may not. Every name goes through format(%I) and
-- every text through format(%L).
set role puente_owner;
set search_path = puente;
set client_min_messages = warning;

-- What is no JSON has no choices and no scores; that it is none is a finding of `puente verify`.
create or replace function form_json(form text) returns jsonb language plpgsql immutable as $$
begin
    return form::jsonb;
exception when data_exception then
    return '{}';
end $$;

-- A name that PostgreSQL keeps whole and that is not taken.
create or replace function form_name(wanted text, key text, taken text[]) returns text language plpgsql immutable as $$
declare
    plain constant text := regexp_replace(lower(wanted collate "C"), '[^a-z0-9_]', '_', 'g');
    found text := plain;
    n int := 0;
begin
    while length(found) > 63 or found = any (taken) loop
        found := left(plain, 57) || '_' || left(encode(sha256(convert_to(key || n, 'UTF8')), 'hex'), 5);
        n := n + 1;
    end loop;
    return found;
end $$;

-- In the order of first publication, so that a name once given stays.
create or replace function form_views() returns table (form_id text, view_name text, title text)
    language plpgsql stable security definer set search_path = puente, pg_temp as $$
declare
    taken text[] := '{}';
begin
    for form_id, title in
        select s.form_id, (array_agg(v.form -> 'title' ->> (v.form ->> 'default_language') order by v.survey_version_id desc))[1]
        from survey s
        left join (select x.survey_id, x.survey_version_id, form_json(x.form) as form from survey_version x) v using (survey_id)
        group by s.form_id order by min(s.survey_id)
    loop
        view_name := form_name('form_' || form_id, form_id, taken);
        taken := taken || view_name;
        return next;
    end loop;
end $$;

-- What a value is made of: the answers of a session as JSON by the place of their question, null where it was passed over; scores by name.
create or replace function form_expression(kind text, sources jsonb, choice text) returns text language sql immutable as $$
    select case kind
               when 'asked' then asked
               when 'number' then format('substring(%s from %L)::numeric', value, '^-?[0-9]{1,40}(?:[.][0-9]{1,40})?$')
               when 'short_number' then format('substring(%s from %L)::numeric', value, '^-?[0-9]{1,6}(?:[.][0-9]+)?$')
               when 'date' then format('substring(%s from %L)::date', value, '^[0-9]{4}-[01][0-9]-[0-3][0-9]$')
               when 'time' then format('substring(%s from %L)::time', value, '^(?:[01][0-9]|2[0-3]):[0-5][0-9]$')
               when 'choice' then format('%L = any (string_to_array(nullif(%s, %L), %L))', choice, value, '', ' ')
               when 'score' then format('(%s)::numeric', value)
               else format('nullif(%s, %L)', value, '') end
    from (select format('case s.survey_version_id %s end',
                        string_agg(format('when %L then %s ->> %L', version, held, source), ' ')) as value,
                 format('case s.survey_version_id %s end',
                        string_agg(format('when %L then case when %s ? %L then %2$s ->> %3$L is not null end', version, held, source), ' '))
                     as asked
          from (select x ->> 0 as version, x ->> 1 as source, case kind when 'score' then 'c.scores' else 'a.given' end as held
                from jsonb_array_elements(sources) x) each) made
$$;

-- The columns of a view, in their order.
create or replace function form_columns(asked text) returns table (place int, column_name text, expression text, about text)
    language plpgsql stable security definer set search_path = puente, pg_temp as $$
declare
    -- A view has at most 1600 columns.
    choices_max constant int := 1000;
    others_max constant int := 500;
    taken text[] := '{}';
    wanted record;
begin
    place := 0;
    for column_name, expression, about in values
        ('session', 's.session_id::text', 'Session, as in sessions'),
        ('participant', 'nullif(s.participant_id, 0)::text', 'Pseudonym of the person; empty when the number belongs to nobody known'),
        ('programme', 'g.code', 'Code of the programme'),
        ('wave', 'nullif(s.wave_id, 0)::text', 'Wave, as in waves; empty outside of one'),
        ('wave_code', 'w.code', 'Code of the wave'),
        ('version', 'v.version', 'Version of the survey'),
        ('language', 'coalesce(l.language, nullif(k.language, ''''), nullif(p.language, ''''))',
         'Language of the consent; without one, of the phone or the person'),
        ('started_at', 's.started_at', 'When the run started'),
        ('closed_at', 's.closed_at', 'When the run ended; empty: still open'),
        ('disposition', 'nullif(d.word, '''')', 'As in sessions: I complete, P partial, BO broke off ...; empty while open')
    loop
        place := place + 1;
        taken := taken || column_name;
        return next;
    end loop;
    for wanted in
        with versions as materialized (
            select v.survey_version_id as version, form_json(v.form) as form
            from survey s join survey_version v using (survey_id) where s.form_id = asked
        ), questions as materialized (
            select q.survey_version_id as version, q.question, q.name, q.label,
                   case when q.type = 'note' then null
                        when q.privacy not in ('', 'none') then 'asked'
                        when q.type in ('integer', 'decimal') then 'number'
                        when q.type in ('calculate', 'hidden') then 'short_number'
                        when q.type in ('date', 'time', 'select_one', 'select_multiple', 'rank') then q.type
                        else 'asked' end as kind
            from survey_question q join versions on versions.version = q.survey_version_id
        ), chosen as materialized (
            select version, q ->> 'name' as name, c.choice ->> 'name' as choice, c.at,
                   c.choice -> 'label' ->> (form ->> 'default_language') as label
            from versions, jsonb_path_query(form, '$.questions[*] ? (@.type == "select_multiple")') q,
                 jsonb_path_query(form, '$.lists[*]') list, jsonb_path_query(list, '$.choices[*]') with ordinality c(choice, at)
            where list ->> 'name' = q ->> 'list'
        ), items as (
            select version, name, null as choice, kind, question::text as source, label, array[version, 0, question, 0] as at
            from questions where kind is not null
            union all
            select version, q.name, c.choice, 'choice', q.question::text, concat_ws(': ', nullif(q.label, ''), coalesce(c.label, c.choice)),
                   array[version, 0, q.question, c.at]
            from questions q join chosen c using (version, name) where q.kind = 'select_multiple' and c.choice is not null
            union all
            select version, x.score ->> 'name', null, 'score', x.score ->> 'name', '', array[version, 1, x.at, 0]
            from versions, jsonb_path_query(form, '$.scores[*]') with ordinality x(score, at) where x.score ->> 'name' is not null
        ), columns as (
            select name, choice, kind, jsonb_agg(jsonb_build_array(version, source) order by version) as sources,
                   (array_agg(label order by version desc))[1] as label, min(at) as at
            from items group by name, choice, kind
        )
        select *, row_number() over (partition by name, choice order by at) as nth
        from (select *, row_number() over (partition by kind = 'choice' order by at) as n from columns) numbered
        where n <= case kind when 'choice' then choices_max else others_max end
        order by at
    loop
        place := place + 1;
        column_name := form_name(concat_ws('__', wanted.name, wanted.choice, case when wanted.nth > 1 then 'v' || wanted.nth end),
                                 concat_ws(' ', wanted.name, wanted.choice, wanted.kind), taken);
        taken := taken || column_name;
        expression := form_expression(wanted.kind, wanted.sources, wanted.choice);
        about := coalesce(nullif(wanted.label, ''), wanted.name)
                 || case wanted.kind when 'asked' then ' (whether it was answered; empty: not asked)'
                                     when 'choice' then ' (whether it was chosen; empty: no answer)'
                                     when 'short_number' then ' (short numbers only)'
                                     when 'score' then ' (score; empty: too few answers)' else '' end;
        return next;
    end loop;
end $$;

revoke execute on function form_json(text), form_name(text, text, text[]), form_views(), form_expression(text, jsonb, text),
    form_columns(text) from public;
grant execute on function form_views(), form_columns(text) to puente_report_owner;
reset role;

set role puente_report_owner;
set search_path = report, puente;

-- Replaced in place, so that what analysts have built on it stays. Publications come one after the other: a name is given once.
create or replace function make_form_view(asked text) returns void
    language plpgsql security definer set search_path = report, puente, pg_temp as $$
declare
    made record;
    listed text;
    definition text;
    each record;
begin
    perform pg_advisory_xact_lock(hashtextextended('puente form views', 0));
    select * into strict made from form_views() where form_id = asked;
    select string_agg(format('%s as %I', c.expression, c.column_name), ', ' order by c.place) into listed from form_columns(asked) c;
    definition := format($view$
        create or replace view report.%I with (security_barrier) as
        select %s
        from survey f
        join survey_version v using (survey_id)
        join programme g using (programme_id)
        join session s using (survey_version_id)
        join word d on d.list = 'disposition' and d.code = s.disposition
        left join wave w on w.wave_id = s.wave_id
        left join contact k on k.contact_id = s.contact_id
        left join participant p on p.participant_id = s.participant_id
        left join (select x.contact_id, x.session_id, (array_agg(y.language order by y.at desc))[1] as language
                   from session x join consent y using (contact_id, survey_version_id)
                   where y.at between x.started_at and coalesce(x.closed_at, 'infinity')
                   group by x.contact_id, x.session_id) l on l.contact_id = s.contact_id and l.session_id = s.session_id
        cross join lateral (
            select jsonb_object_agg(x.question, case when h.word not in ('none', 'skipped', 'given_up') then x.value end) as given,
                   bool_or(h.word not in ('none', 'calculated', 'prefilled')) as by_person
            from answer x join word h on h.list = 'how' and h.code = x.how
            where x.session_id = s.session_id and x.row = 0) a
        cross join lateral (select jsonb_object_agg(x.name, x.value) as scores from score x where x.session_id = s.session_id) c
        where f.form_id = %L and not s.queued and (d.word = 'I' or a.by_person)$view$, made.view_name, listed, asked);
    begin
        execute definition;
    exception when invalid_table_definition then
        -- Another release meant another column here.
        execute format('drop view report.%I cascade', made.view_name);
        execute definition;
    end;
    execute format('comment on view report.%I is %L', made.view_name,
                   format('Survey %s%s: one row for each run that is complete or has an answer of the person', asked, ', ' || made.title));
    for each in select c.column_name, c.about from form_columns(asked) c loop
        execute format('comment on column report.%I.%I is %L', made.view_name, each.column_name, each.about);
    end loop;
    execute format('grant select on report.%I to puente_report', made.view_name);
end $$;
revoke execute on function make_form_view(text) from public;
grant usage on schema report to puente_owner;
grant execute on function make_form_view(text) to puente_owner;

do $$
begin
    perform make_form_view(f.form_id) from form_views() f;
end $$;
reset role;
