-- People, conversations and answers, by pseudonym, each reader seeing the programmes of its login (sql/migrations, login_scope).
-- Ids are text because spreadsheets round numbers of more than 15 digits.
set role puente_report_owner;
set search_path = report, puente;
set client_min_messages = warning;

drop view if exists questions, participants, sessions, answers, scores cascade;

create view questions with (security_barrier) as
select g.code as programme, f.form_id as survey, v.version, q.question as position, q.name as question, q.type, q.required,
       q.privacy not in ('', 'none') as confidential, q.label
from survey_question q
join survey_version v using (survey_version_id)
join survey f using (survey_id)
join programme g using (programme_id)
where g.programme_id = any ((select login_scope())::int[]);

comment on view questions is 'The questions of every published survey version';
comment on column questions.programme is 'Code of the programme';
comment on column questions.survey is 'Form id of the survey';
comment on column questions.version is 'Version of the survey';
comment on column questions.position is 'Place in the form, from 0';
comment on column questions.question is 'Name of the question, as in answers';
comment on column questions.type is 'Type of the question as in XLSForm';
comment on column questions.required is 'Whether an answer may be required';
comment on column questions.confidential is 'Marked for privacy: answers appear only as answered or not';
comment on column questions.label is 'Text of the question in the main language of the survey';

create view participants with (security_barrier) as
select p.participant_id::text as participant, g.code as programme, p.country, p.language, p.zone,
       (select count(*) from participant_contact l where l.participant_id = p.participant_id) as contacts,
       (select coalesce(bool_and(c.opted_out_at is not null), false)
        from participant_contact l join contact c using (contact_id) where l.participant_id = p.participant_id) as opted_out,
       s.last_heard_at
from participant p
join programme g using (programme_id)
left join (select participant_id, max(heard_at) as last_heard_at from session group by participant_id) s using (participant_id);

comment on view participants is 'People in follow-up, one row each';
comment on column participants.participant is 'Pseudonym, the same in every view';
comment on column participants.programme is 'Code of the programme';
comment on column participants.country is 'Country code (ISO 3166), empty when unknown';
comment on column participants.language is 'Language code (BCP-47), empty when unknown';
comment on column participants.zone is 'Time zone (IANA)';
comment on column participants.contacts is 'How many phones are linked to the person';
comment on column participants.opted_out is 'Whether every phone of the person has opted out; false without a phone';
comment on column participants.last_heard_at is 'When the person last wrote within a session';

create view sessions with (security_barrier) as
select s.session_id::text as session, nullif(s.participant_id, 0)::text as participant, g.code as programme,
       f.form_id as survey, v.version, h.public_id as channel, s.by_person, s.started_at,
       (select min(e.at) from event e join word w on w.list = 'event' and w.code = e.kind
        where e.contact_id = s.contact_id and e.session_id = s.session_id
          and (w.word in ('text', 'dial') or w.word = 'begin' and e.flags & 4 <> 0)) as first_heard_at,
       s.heard_at as last_heard_at, s.closed_at, s.open, nullif(d.word, '') as disposition, nullif(s.wave_id, 0)::text as wave,
       (select count(*) from answer a join word w on w.list = 'how' and w.code = a.how
        where a.session_id = s.session_id
          and w.word not in ('none', 'skipped', 'given_up', 'calculated', 'prefilled')) as answered
from session s
join survey_version v using (survey_version_id)
join survey f using (survey_id)
join programme g using (programme_id)
join word d on d.list = 'disposition' and d.code = s.disposition
left join channel h using (channel_id)
where not s.queued;

comment on view sessions is 'One row for each run of a person through a survey version';
comment on column sessions.session is 'Identity of the run, the same in every view';
comment on column sessions.participant is 'Pseudonym of the person; empty when the number belongs to nobody known';
comment on column sessions.programme is 'Code of the programme';
comment on column sessions.survey is 'Form id of the survey';
comment on column sessions.version is 'Version of the survey';
comment on column sessions.channel is 'Public id of the channel';
comment on column sessions.by_person is 'Started by the person with a keyword, not by the programme';
comment on column sessions.started_at is 'When the run started';
comment on column sessions.first_heard_at is 'When the person first wrote; empty: never';
comment on column sessions.last_heard_at is 'When the person last wrote; empty: never';
comment on column sessions.closed_at is 'When the run ended; empty: still open';
comment on column sessions.open is 'Whether the run is still open';
comment on column sessions.disposition is 'AAPOR: I complete, P partial, BO broke off, R refused, NC no reply, O other, UH and UO unknown, NE not eligible; empty while open';
comment on column sessions.wave is 'Wave, as in waves; empty when the person began it';
comment on column sessions.answered is 'How many questions the person has answered, defaults taken included, without skipped ones';

-- A calculation or a hidden value may repeat what somebody wrote, so of it only short numbers are shown.
create view answers with (security_barrier) as
select a.session_id::text as session, nullif(s.participant_id, 0)::text as participant, g.code as programme,
       f.form_id as survey, v.version, q.name as question, q.type, a.row as repeat,
       case when q.privacy in ('', 'none')
                 and (q.type in ('integer', 'decimal', 'date', 'time', 'select_one', 'select_multiple', 'rank')
                      or q.type in ('calculate', 'hidden') and a.value ~ '^-?[0-9]{1,6}([.][0-9]+)?$')
            then nullif(a.value, '') end as value,
       h.word not in ('none', 'skipped', 'given_up') as answered, h.word as how, a.at
from answer a
join session s using (contact_id, session_id)
join survey_question q on q.survey_version_id = a.survey_version_id and q.question = a.question
join survey_version v on v.survey_version_id = a.survey_version_id
join survey f using (survey_id)
join programme g using (programme_id)
join word h on h.list = 'how' and h.code = a.how;

comment on view answers is 'One row for each answered or skipped question of a session';
comment on column answers.session is 'Session, as in sessions';
comment on column answers.participant is 'Pseudonym of the person; empty when the number belongs to nobody known';
comment on column answers.programme is 'Code of the programme';
comment on column answers.survey is 'Form id of the survey';
comment on column answers.version is 'Version of the survey';
comment on column answers.question is 'Name of the question, as in questions';
comment on column answers.type is 'Type of the question as in XLSForm';
comment on column answers.repeat is 'Row of a repeat, 0 outside';
comment on column answers.value is 'Number, date, time, name of the choice or names separated by blanks (of a rank in the person''s order); always empty for texts and confidential questions';
comment on column answers.answered is 'Whether there is or was a value';
comment on column answers.how is 'How the value was reached: number, label, alias, typo ... skipped, given_up, default, calculated, prefilled, erased';
comment on column answers.at is 'When the answer was given';

create view scores with (security_barrier) as
select c.session_id::text as session, nullif(s.participant_id, 0)::text as participant, g.code as programme,
       f.form_id as survey, v.version, c.name as score, c.value, c.at
from score c
join session s using (contact_id, session_id)
join survey_version v on v.survey_version_id = c.survey_version_id
join survey f using (survey_id)
join programme g using (programme_id);

comment on view scores is 'One row for each score of a session; none where too few items were answered';
comment on column scores.session is 'Session, as in sessions';
comment on column scores.participant is 'Pseudonym of the person; empty when the number belongs to nobody known';
comment on column scores.programme is 'Code of the programme';
comment on column scores.survey is 'Form id of the survey';
comment on column scores.version is 'Version of the survey';
comment on column scores.score is 'Name of the score in the form';
comment on column scores.value is 'Value by the method of the form';
comment on column scores.at is 'When the person was last heard in the session';

grant select on questions, participants, sessions, answers, scores to puente_report;
reset role;
