-- Response rates by the Standard Definitions of AAPOR, adapted to text messages: a case is a session that has ended.
--
-- Analysts see the exact figures of their programmes. A reader that is only puente_public sees a row's figures when it counts at
-- least 20 cases and every cell is empty or at least 10, so that no small cell can be found by subtraction; counts are then
-- rounded to 5 and rates to whole per cents.
set role puente_report_owner;
set search_path = report, puente;
set client_min_messages = warning;

drop view if exists response_rates cascade;

create view response_rates with (security_barrier) as
with cells as (
    select s.survey_version_id,
           count(*) filter (where d.word = 'I') as i, count(*) filter (where d.word = 'P') as p,
           count(*) filter (where d.word = 'BO') as bo, count(*) filter (where d.word = 'R') as r,
           count(*) filter (where d.word = 'NC') as nc, count(*) filter (where d.word = 'O') as o,
           count(*) filter (where d.word = 'UH') as uh, count(*) filter (where d.word = 'UO') as uo,
           count(*) filter (where d.word = 'NE') as ne, count(*) filter (where s.open) as open
    from session s join word d on d.list = 'disposition' and d.code = s.disposition
    where not s.queued
    group by s.survey_version_id
), based as (
    select *, i + p + bo + r + nc + o + uh + uo as n_all, i + p + bo + r + nc + o as n_known,
           i + p + bo + r + o as n_contacted,
           (select min(cell) from unnest(array[i, p, bo, r, nc, o, uh, uo, ne, open]) cell where cell > 0) as smallest
    from cells
), judged as (
    -- Without a unit and places everything derived from them is empty.
    select *,
           case when sees_small_cells() then 1 when n_all >= 20 and smallest >= 10 then 5 end as unit,
           case when sees_small_cells() then 4 when n_all >= 20 and smallest >= 10 then 2 end as places
    from based
)
select g.code as programme, f.form_id as survey, v.version, unit is null as suppressed,
       round(i::numeric / unit) * unit as i, round(p::numeric / unit) * unit as p, round(bo::numeric / unit) * unit as bo,
       round(r::numeric / unit) * unit as r, round(nc::numeric / unit) * unit as nc, round(o::numeric / unit) * unit as o,
       round(uh::numeric / unit) * unit as uh, round(uo::numeric / unit) * unit as uo,
       round(ne::numeric / unit) * unit as ne, round(open::numeric / unit) * unit as open,
       round(n_all::numeric / unit) * unit as n_all, round(n_known::numeric / unit) * unit as n_known,
       round(n_contacted::numeric / unit) * unit as n_contacted,
       round(i::numeric / nullif(n_all, 0), places) as rr1, round((i + p)::numeric / nullif(n_all, 0), places) as rr2,
       round(i::numeric / nullif(n_known, 0), places) as rr5, round((i + p)::numeric / nullif(n_known, 0), places) as rr6,
       round(i::numeric / nullif(n_contacted, 0), places) as coop1,
       round((bo + r)::numeric / nullif(n_all, 0), places) as ref1,
       round(n_contacted::numeric / nullif(n_all, 0), places) as con1
from judged
join survey_version v using (survey_version_id)
join survey f using (survey_id)
join programme g using (programme_id);

comment on view response_rates is 'Outcomes and AAPOR rates of each survey version; a case is a session that has ended';
comment on column response_rates.programme is 'Code of the programme';
comment on column response_rates.survey is 'Form id of the survey';
comment on column response_rates.version is 'Version of the survey';
comment on column response_rates.suppressed is 'Figures are withheld because a cell is too small for this reader';
comment on column response_rates.i is 'Complete: all required questions answered';
comment on column response_rates.p is 'Partial: consented and at least half of the required questions answered';
comment on column response_rates.bo is 'Broke off below that; counts as refusal in the rates';
comment on column response_rates.r is 'Refused or opted out';
comment on column response_rates.nc is 'No reply';
comment on column response_rates.o is 'Other: language, unsafe, incapacity, wrong time';
comment on column response_rates.uh is 'Unknown whether the number is the person''s';
comment on column response_rates.uo is 'Unknown eligibility for another reason';
comment on column response_rates.ne is 'Not eligible; in no rate';
comment on column response_rates.open is 'Still open; in no rate';
comment on column response_rates.n_all is 'I + P + BO + R + NC + O + UH + UO: denominator of rr1, rr2, ref1 and con1';
comment on column response_rates.n_known is 'I + P + BO + R + NC + O: denominator of rr5 and rr6';
comment on column response_rates.n_contacted is 'I + P + BO + R + O: denominator of coop1, numerator of con1';
comment on column response_rates.rr1 is 'I / n_all';
comment on column response_rates.rr2 is '(I + P) / n_all';
comment on column response_rates.rr5 is 'I / n_known';
comment on column response_rates.rr6 is '(I + P) / n_known';
comment on column response_rates.coop1 is 'I / n_contacted';
comment on column response_rates.ref1 is '(BO + R) / n_all';
comment on column response_rates.con1 is 'n_contacted / n_all';

grant select on response_rates to puente_report, puente_public;
reset role;
