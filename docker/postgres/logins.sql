-- The logins of a new cluster, each with a password of its own from a file; run once, by the superuser, before `puente migrate`.
-- Roles that hold rights have no password, logins no rights of their own. The same roles as in the first migration: named here so
-- that a backup can be restored into an empty cluster.
\set ON_ERROR_STOP on
\set admin_password `cat "${PUENTE_SECRETS:-/run/secrets}/admin.password"`
\set ingest_password `cat "${PUENTE_SECRETS:-/run/secrets}/ingest.password"`
\set worker_password `cat "${PUENTE_SECRETS:-/run/secrets}/worker.password"`
\set console_password `cat "${PUENTE_SECRETS:-/run/secrets}/console.password"`
\set grafana_password `cat "${PUENTE_SECRETS:-/run/secrets}/grafana.password"`

-- A password that could not be read divides by zero.
select 1 / length(password) as can_be_read
from (values (:'admin_password'), (:'ingest_password'), (:'worker_password'), (:'console_password'), (:'grafana_password')) p(password);

create role puente_owner nologin;
create role puente_ingest nologin;
create role puente_worker nologin;
create role puente_console nologin;
create role puente_report_owner nologin;
create role puente_report nologin;
create role puente_public nologin;

-- Migrates and runs the commands.
create role puente_admin login createrole password :'admin_password';
grant puente_owner, puente_ingest, puente_worker, puente_console, puente_report_owner, puente_report, puente_public
    to puente_admin with admin option;

create role ingest login in role puente_ingest password :'ingest_password';
create role worker login in role puente_worker password :'worker_password';
create role console login in role puente_console password :'console_password';

-- Reads views of schema report, and there the programmes that `puente staff add grafana --programme P` names.
create role grafana login in role puente_report connection limit 20 password :'grafana_password';
alter role grafana set default_transaction_read_only = on;
alter role grafana set statement_timeout = '60s';

select format('alter database %I owner to puente_admin', current_database()) \gexec
select format('revoke all on database %I from public', current_database()) \gexec
select format('grant connect on database %I to ingest, worker, console, grafana', current_database()) \gexec
revoke create on schema public from public;
