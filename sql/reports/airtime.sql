-- What people have earned and been paid, and the wallets it comes from.
set role puente_report_owner;
set search_path = report, puente;
set client_min_messages = warning;

drop view if exists airtime, wallets cascade;

create view airtime with (security_barrier) as
select i.incentive_id::text as incentive, i.participant_id::text as participant, g.code as programme, nullif(i.wave_id, 0)::text as wave,
       i.purpose, f.form_id as survey, i.session_id::text as session,
       round(i.amount_minor / 10::numeric ^ w.exponent, w.exponent) as amount, i.currency, w.public_id as wallet, i.state, i.granted_at,
       t.first_sent_at, i.paid_at, coalesce(t.transfers, 0)::int as transfers, t.last_error
from incentive i
join programme g using (programme_id)
left join wallet w on w.wallet_id = i.wallet_id
left join session s on s.contact_id = i.contact_id and s.session_id = i.session_id
left join survey_version v using (survey_version_id)
left join survey f using (survey_id)
left join lateral (select min(x.started_at) as first_sent_at, count(*) as transfers,
                          (array_agg(x.error_code order by x.n desc))[1] as last_error
                   from transfer x where x.incentive_id = i.incentive_id) t on true;

comment on view airtime is 'One row for each incentive: what a person has earned, once per wave and purpose, and what became of it';
comment on column airtime.incentive is 'Identity of the incentive; also the reference that the provider knows';
comment on column airtime.participant is 'Pseudonym of the person, the same in every view';
comment on column airtime.programme is 'Code of the programme';
comment on column airtime.wave is 'Wave of the follow-up; empty outside of one';
comment on column airtime.purpose is 'What it was earned for, as the form says';
comment on column airtime.survey is 'Form id of the survey that was completed';
comment on column airtime.session is 'Session that was completed, as in sessions';
comment on column airtime.amount is 'Amount in units of the currency; empty while no rule says what the purpose is worth';
comment on column airtime.currency is 'Currency (ISO 4217)';
comment on column airtime.wallet is 'Wallet it is paid from, as in wallets';
comment on column airtime.state is 'unpriced, owed, sending, processing, unknown (perhaps paid: the provider is asked), paid, refused and held (a person must act)';
comment on column airtime.granted_at is 'When it was earned';
comment on column airtime.first_sent_at is 'When the first transfer began; empty: none yet';
comment on column airtime.paid_at is 'When the provider confirmed it; empty: not paid';
comment on column airtime.transfers is 'How many attempts were made; at most one of them is ever confirmed';
comment on column airtime.last_error is 'Error of the last attempt, in the provider''s code';

create view wallets with (security_barrier) as
with booked as (
    select a.wallet_id,
           coalesce(sum(e.amount_minor) filter (where a.kind = 'wallet'), 0) as balance_minor,
           coalesce(sum(e.amount_minor) filter (where a.kind = 'in_transit'), 0) as in_transit_minor,
           coalesce(-sum(e.amount_minor) filter (where a.kind = 'owed'), 0) as owed_minor,
           coalesce(sum(e.amount_minor) filter (where a.kind in ('expense', 'owed')), 0) as spent_minor
    from ledger_account a left join ledger_entry e using (account_id)
    group by a.wallet_id
)
select w.public_id as wallet, g.code as programme, w.adapter as provider, w.currency,
       round(b.balance_minor / 10::numeric ^ w.exponent, w.exponent) as balance,
       round(b.in_transit_minor / 10::numeric ^ w.exponent, w.exponent) as in_transit,
       round(b.owed_minor / 10::numeric ^ w.exponent, w.exponent) as owed,
       round(b.spent_minor / 10::numeric ^ w.exponent, w.exponent) as spent,
       case when w.parked_at is not null then coalesce(nullif(w.park_reason, ''), 'parked') end as parked
from wallet w
join programme g using (programme_id)
join booked b using (wallet_id);

comment on view wallets is 'One row for each account at an airtime provider, by the double-entry book';
comment on column wallets.wallet is 'Public id of the wallet';
comment on column wallets.programme is 'Code of the programme';
comment on column wallets.provider is 'Interface of the provider';
comment on column wallets.currency is 'Currency (ISO 4217); all amounts are in its units';
comment on column wallets.balance is 'Ready to be paid';
comment on column wallets.in_transit is 'Reserved for transfers whose end is not known';
comment on column wallets.owed is 'Earned by people and not paid yet';
comment on column wallets.spent is 'Paid to people';
comment on column wallets.parked is 'Why nothing is paid from it; empty: it pays';

grant select on airtime, wallets to puente_report;
reset role;
