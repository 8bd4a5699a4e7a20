-- Tickets that a form asks for: each says what about. The same wish is one ticket for each kind and topic.
set role puente_owner;
set search_path = puente;

-- What a person took by skipping.
insert into word (list, code, word) values ('how', 15, 'default');

alter table ticket add column topic text not null default '' check (topic ~ '^[A-Za-z0-9_.-]{0,64}$');
alter table ticket add constraint ticket_about check ((kind in ('urgent', 'task', 'referral')) = (topic <> ''));
drop index ticket_open;
create unique index ticket_open on ticket (contact_id, kind, topic) where closed_at is null;
create index ticket_waiting on ticket (programme_id, ticket_id) where closed_at is null;
comment on column ticket.kind is 'urgent: a person must act now, as the form says; task and referral likewise, in time; others are the program''s own.';
comment on column ticket.topic is 'What about, in the word of the form: on_answer; empty where the kind says all.';
grant select (topic) on ticket to puente_report_owner;
reset role;
