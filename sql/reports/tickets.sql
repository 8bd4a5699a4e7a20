-- What waits for a person, in figures: no pseudonym stands beside a topic, for the topic tells what somebody answered. The tickets
-- themselves are for case workers (puente ticket list).
set role puente_report_owner;
set search_path = report, puente;
set client_min_messages = warning;

drop view if exists tickets cascade;

create view tickets with (security_barrier) as
select g.code as programme, t.kind, nullif(t.topic, '') as topic, t.kind = 'urgent' as urgent, count(*) as tickets,
       sum(t.times) as wishes, count(*) filter (where t.closed_at is null) as open,
       min(t.opened_at) filter (where t.closed_at is null) as oldest_open_at,
       round((percentile_cont(0.5) within group (order by extract(epoch from t.closed_at - t.opened_at)::float8) / 3600)::numeric, 1)
           as hours_p50
from ticket t join programme g using (programme_id)
group by g.code, t.kind, t.topic;

comment on view tickets is 'One row for each kind and topic of what a person must do, since the beginning';
comment on column tickets.programme is 'Code of the programme';
comment on column tickets.kind is 'urgent, task and referral as a form says; call_me, help, not_understood, consent_unclear, erase, incentive';
comment on column tickets.topic is 'What about, in the word of the form; empty where the kind says all';
comment on column tickets.urgent is 'Whether a person must act now';
comment on column tickets.tickets is 'How many were opened';
comment on column tickets.wishes is 'How many times people asked; the same wish again counts up the open ticket';
comment on column tickets.open is 'How many are open now';
comment on column tickets.oldest_open_at is 'When the oldest open one was opened; empty: none is open';
comment on column tickets.hours_p50 is 'Median hours from opening to closing; empty: none was closed';

grant select on tickets to puente_report;
reset role;
