-- A text is written, claimed and deleted: room on its page for the one claim, so that claiming touches no index.
set role puente_owner;
alter table puente.outbox set (fillfactor = 45);
reset role;
