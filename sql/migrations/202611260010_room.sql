-- Room on the page for what is written again, so that it touches no index: a text is written, claimed and deleted; a score follows the answers.
set role puente_owner;
alter table puente.outbox set (fillfactor = 45);
alter table puente.score set (fillfactor = 70);
reset role;
