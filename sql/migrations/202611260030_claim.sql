-- Two questions of whoever claims texts, by name: a statement has room for 4095 bytes.
set role puente_owner;
set search_path = puente;

-- By whose clock a text outside any session is sent, such as an answer of staff.
create function person_of(contact bigint) returns bigint
    language sql stable
return (select l.participant_id from participant_contact l where l.contact_id = contact order by l.rank, l.participant_id limit 1);
comment on function person_of is 'Who uses a number first.';

create function unsent_before(contact bigint, session bigint, text_id bigint, event bigint) returns boolean
    language sql stable
return exists (select from outbox o where o.contact_id = contact and o.session_id = session and o.outbox_id < text_id
                 and o.event_id <> event and o.lease_until is null);
comment on function unsent_before is 'Whether what was said before in a session still waits: nobody is reminded of what they have not been sent.';
reset role;
