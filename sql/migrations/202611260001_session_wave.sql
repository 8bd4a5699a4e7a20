-- Which wave a session belongs to; 0: none, the person began it with a keyword or by dialling.
set role puente_owner;
set search_path = puente;
alter table session add column wave_id int not null default 0;
grant select (wave_id) on session to puente_report_owner;
reset role;
