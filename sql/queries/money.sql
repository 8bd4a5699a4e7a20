-- Money: what the worker that pays does. A transfer is written and its amount reserved before the provider is called; what came of it is
-- accepted only from whoever still holds the incentive (fence).

-- Promises that had no rule when they were made.
-- name: incentive_price
with ready as materialized (
    select i.incentive_id, r.wallet_id, r.amount_minor, r.currency
    from incentive i
    cross join lateral (select x.wallet_id, x.amount_minor, w.currency
                        from incentive_rule x join wallet w using (wallet_id)
                        where x.programme_id = i.programme_id and x.purpose = i.purpose and x.wave_id in (0, i.wave_id)
                        order by x.wave_id desc limit 1) r
    where i.state = 'unpriced'
    order by i.incentive_id
    limit 200
    for update of i skip locked
), priced as (
    update incentive i set wallet_id = r.wallet_id, amount_minor = r.amount_minor, currency = r.currency, state = 'owed', next_at = now()
    from ready r where i.incentive_id = r.incentive_id
    returning i.*
), posting as materialized (
    select nextval('ledger_posting') as posting_id, p.* from priced p
)
insert into ledger_entry (contact_id, posting_id, account_id, incentive_id, kind, amount_minor, currency)
select p.contact_id, p.posting_id, a.account_id, p.incentive_id, 'grant',
       case a.kind when 'expense' then p.amount_minor else -p.amount_minor end, p.currency
from posting p join ledger_account a on a.wallet_id = p.wallet_id and a.kind in ('expense', 'owed');

-- A worker that is gone has left a transfer behind: perhaps it was made, so it is asked about.
-- name: payment_sweep
with lost as (
    update incentive i set state = 'unknown', fence = i.fence + 1, lease_until = null, next_at = now()
    where i.incentive_id = any(array(select x.incentive_id from incentive x where x.state = 'sending' and x.lease_until < now()
                                     limit 200 for update skip locked))
    returning i.incentive_id
)
update transfer t set outcome = 'unknown', error_code = 'lease_lost'
from lost where t.incentive_id = lost.incentive_id and t.ended_at is null
returning t.incentive_id;

-- Wallets with something to pay now.
-- name: payment_due
select w.wallet_id
from wallet w
where w.parked_at is null and not exists (select from payments where stopped_at is not null)
  and exists (select from incentive i where i.state = 'owed' and i.next_at <= now() and i.wallet_id = w.wallet_id);

-- Everything that limits a wallet is judged by one worker at a time: the next statement sees what the one before it has committed.
-- name: wallet_lock
select w.wallet_id from wallet w where w.wallet_id = $1::int for no key update;

-- Up to $2 transfers begin, each for $3 milliseconds in this worker's hands. What is too much for one transfer is held for a person to
-- look at, what is too much for this day waits for the next, and an empty wallet is parked: what is owed stays owed.
-- name: payment_begin
with purse as materialized (
    select w.wallet_id, w.balance_minor, w.max_minor, w.day_max_minor, p.zone, x.today,
           (select coalesce(sum(t.amount_minor), 0) from transfer t
            where t.wallet_id = w.wallet_id and t.started_at >= x.today
              and (t.ended_at is null or t.outcome = 'confirmed')) as spent_minor
    from wallet w
    join programme p using (programme_id)
    cross join lateral (select date_trunc('day', now(), p.zone) as today) x
    where w.wallet_id = $1::int and w.parked_at is null and not exists (select from payments where stopped_at is not null)
), due as materialized (
    select i.*
    from incentive i
    where i.state = 'owed' and i.next_at <= now() and i.wallet_id = $1::int and exists (select from purse)
    order by i.next_at, i.incentive_id
    limit $2::int
    for update of i skip locked
), summed as materialized (
    select d.*, p.balance_minor, p.max_minor, p.day_max_minor, p.spent_minor, p.today,
           sum(d.amount_minor) filter (where d.amount_minor <= p.max_minor) over (order by d.next_at, d.incentive_id) as upto_minor,
           coalesce((select count(*) from transfer t where t.incentive_id = d.incentive_id), 0)::smallint as transfers,
           coalesce((select count(*) from transfer t where t.incentive_id = d.incentive_id and t.burnt), 0) as burnt
    from due d cross join purse p
), judged as materialized (
    select s.*, case when s.amount_minor > s.max_minor then 'held'
                     when s.spent_minor + s.upto_minor > s.day_max_minor then 'tomorrow'
                     when s.upto_minor > s.balance_minor then 'empty'
                     else 'send' end as verdict
    from summed s
), moved as (
    update incentive i set
        state = case j.verdict when 'send' then 'sending' when 'held' then 'held' else 'owed' end,
        fence = i.fence + 1,
        lease_until = case j.verdict when 'send' then now() + $3::bigint * interval '1 millisecond' end,
        next_at = case j.verdict when 'tomorrow' then j.today + interval '1 day' else i.next_at end
    from judged j where i.incentive_id = j.incentive_id and j.verdict <> 'empty'
    returning i.incentive_id, i.fence
), begun as (
    insert into transfer (incentive_id, n, contact_id, wallet_id, reference, amount_minor, currency, started_at)
    select incentive_id, transfers + 1, contact_id, wallet_id,
           incentive_id::text || case when burnt > 0 then '-' || (burnt + 1)::text else '' end, amount_minor, currency, clock_timestamp()
    from judged where verdict = 'send'
    returning incentive_id, n, reference, started_at
), posting as materialized (
    select nextval('ledger_posting') as posting_id, j.*, b.n
    from judged j join begun b using (incentive_id)
), reserved as (
    insert into ledger_entry (contact_id, posting_id, account_id, incentive_id, n, kind, amount_minor, currency)
    select p.contact_id, p.posting_id, a.account_id, p.incentive_id, p.n, 'reserve',
           case a.kind when 'in_transit' then p.amount_minor else -p.amount_minor end, p.currency
    from posting p join ledger_account a on a.wallet_id = p.wallet_id and a.kind in ('in_transit', 'wallet')
), parked as (
    update wallet w set parked_at = now(), park_reason = 'empty'
    where w.wallet_id = $1::int and exists (select from judged where verdict = 'empty')
), ticketed as (
    insert into ticket (contact_id, participant_id, programme_id, event_id, kind, opened_at)
    select contact_id, participant_id, programme_id, event_id, 'incentive', now() from judged where verdict = 'held'
    on conflict (contact_id, kind, topic) where closed_at is null do update set times = ticket.times + 1
)
select j.incentive_id, m.fence, b.n, b.reference, j.amount_minor, j.currency, j.contact_id, c.number_enc, c.number_sealed, b.started_at,
       (select min(t.started_at) from transfer t where t.incentive_id = j.incentive_id), j.verdict
from judged j
left join moved m using (incentive_id)
left join begun b using (incentive_id)
join contact c on c.contact_id = j.contact_id
order by j.next_at, j.incentive_id;

-- Transfers whose end is not known and whose time to be asked about has come.
-- name: question_begin
with due as materialized (
    select i.incentive_id
    from incentive i
    where i.state in ('processing', 'unknown') and i.next_at <= now() and (i.lease_until is null or i.lease_until < now())
    order by i.next_at
    limit $1::int
    for update of i skip locked
), moved as (
    update incentive i set fence = i.fence + 1, lease_until = now() + $2::bigint * interval '1 millisecond'
    from due d where i.incentive_id = d.incentive_id
    returning i.incentive_id, i.fence, i.wallet_id
)
select m.incentive_id, m.fence, t.n, t.reference, t.provider_id, m.wallet_id, t.asked, t.acknowledged, t.started_at,
       (select min(x.started_at) from transfer x where x.incentive_id = m.incentive_id), t.outcome
from moved m join transfer t on t.incentive_id = m.incentive_id and t.ended_at is null;

-- What came of a transfer: $4 state of the incentive, $5 outcome of the transfer, $6 whether it has ended, $7 the posting ('' none), $8 in how
-- many milliseconds somebody looks again. Nothing happens when the incentive is in other hands by now, or when this was written before.
-- name: payment_settle
with held as (
    update incentive i set state = $4::text, fence = i.fence + 1, lease_until = null,
        next_at = case when $8::bigint < 0 then 'infinity' else now() + $8::bigint * interval '1 millisecond' end,
        paid_at = case when $4::text = 'paid' then now() end
    where i.incentive_id = $1::bigint and i.fence = $2::int
    returning i.*
), told as (
    update transfer t set outcome = $5::text, ended_at = case when $6::boolean then now() end, asked = t.asked + $9::int,
        acknowledged = t.acknowledged or $10::boolean, burnt = $11::boolean, provider_id = coalesce($12::text, t.provider_id),
        error_code = coalesce($13::text, t.error_code)
    from held h where t.incentive_id = h.incentive_id and t.n = $3::smallint
    returning t.incentive_id, t.n
), posting as materialized (
    select nextval('ledger_posting') as posting_id, h.*, t.n
    from held h join told t using (incentive_id) where $7::text <> ''
), booked as (
    insert into ledger_entry (contact_id, posting_id, account_id, incentive_id, n, kind, amount_minor, currency)
    select p.contact_id, p.posting_id, a.account_id, p.incentive_id, p.n, $7::text,
           case a.kind when 'in_transit' then -p.amount_minor else p.amount_minor end, p.currency
    from posting p
    join ledger_account a on a.wallet_id = p.wallet_id
                         and a.kind in ('in_transit', case $7::text when 'pay' then 'owed' else 'wallet' end)
), parked as (
    update wallet w set parked_at = now(), park_reason = $14::text
    from held h where w.wallet_id = h.wallet_id and $14::text is not null and w.parked_at is null
), ticketed as (
    insert into ticket (contact_id, participant_id, programme_id, event_id, kind, opened_at)
    select contact_id, participant_id, programme_id, event_id, 'incentive', now() from held where $15::boolean
    on conflict (contact_id, kind, topic) where closed_at is null do update set times = ticket.times + 1
)
select h.incentive_id from held h;

-- For the gauges.
-- name: money_gauges
select (select count(*) from incentive where state in ('unpriced', 'owed', 'sending', 'processing', 'unknown')),
       (select count(*) from wallet where parked_at is not null);
