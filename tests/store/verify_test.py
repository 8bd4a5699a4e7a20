"""`puente verify` finds nothing in what the gateway did, and finds every fault that is planted: one at a time, each in its own copy of
the database, and no other check may complain."""

import json
import threading
import types
import unittest

from schema import ROOT, psql, rows

from demo import ANSWERS, Demo, waking_zone
from machine import wait_for
from puente_test import Rig

# Faults as SQL: rules that would forbid them are dropped first. `mine` is the completed session, `mine_open` an open one.
PLANT = """
set session_replication_role = replica;
set search_path = puente;
create temp table mine as select * from session where disposition = 1 order by session_id limit 1;
create temp table mine_open as select * from session where open order by session_id limit 1;
"""
# One more incentive than was earned, booked as it should be.
OWED = """
with earned as (
    insert into incentive (incentive_id, contact_id, participant_id, programme_id, wave_id, purpose, session_id, event_id, granted_at,
                           wallet_id, amount_minor, currency, state, next_at)
    select 77, contact_id, participant_id, programme_id, 0, 'other', session_id, event_id, granted_at, wallet_id, amount_minor, currency,
           'owed', {next_at}
    from incentive order by incentive_id limit 1 returning *
)
insert into ledger_entry (contact_id, posting_id, account_id, incentive_id, kind, amount_minor, currency)
select e.contact_id, 777777, a.account_id, 77, 'grant', case a.kind when 'owed' then -e.amount_minor else e.amount_minor end, e.currency
from earned e join ledger_account a on a.wallet_id = e.wallet_id and a.kind in ('owed', 'expense')"""
ONE = "(select min(incentive_id) from incentive)"
CURRENT = "to_char(now() at time zone 'UTC', '_YYYYMM')"
# The completed session, and what it earned, as those of a wave.
EARNED_THERE = "update incentive i set wave_id = 1 from mine m where i.participant_id = m.participant_id"
WAVE = """insert into wave (wave_id, programme_id, code, survey_id, survey_version_id, channel_id, after_months, after_days, window_days,
                           spread_minutes, state)
    overriding system value select 1, 1, 'w', 1, survey_version_id, channel_id, 3, 0, 14, 0, 'running' from mine;
    update session s set wave_id = 1 from mine m where s.session_id = m.session_id; """ + EARNED_THERE
FAULTS = [
    ("words", "a word means something else", "update word set word = 'nombre' where list = 'how' and word = 'name'"),
    ("words", "a word is missing", "delete from word where list = 'how' and word = 'erased'"),
    ("sequence", "a step is missing", "delete from event e using mine m where e.session_id = m.session_id and e.seq = m.seq"),
    ("sequence", "a number is skipped", "update event e set seq = e.seq + 1 from mine m where e.session_id = m.session_id and e.seq = m.seq"),
    ("fold", "another answer", "update event e set value = '3' from mine m where e.session_id = m.session_id and e.seq = 4"),
    ("fold", "an answer to another question", "update event e set question = 9 from mine m where e.session_id = m.session_id and e.seq = 4"),
    ("fold", "another time", "update event e set at = e.at + interval '1 s' from mine m where e.session_id = m.session_id and e.seq = m.seq"),
    ("fold", "another chance", """
        with moved as (update event e set event_id = e.event_id + 1 from session s join survey_version v using (survey_version_id)
                       where v.version = 'dice' and s.by_person and e.session_id = s.session_id and e.seq = s.seq returning e.event_id)
        update send_log l set event_id = l.event_id + 1 from moved m where l.event_id = m.event_id - 1"""),
    ("fold", "a damaged state", "update session s set state = '\\x00' from mine m where s.session_id = m.session_id"),
    ("fold", "a version that cannot be read", "update survey_version set form = '{' where version = 'dice'"),
    ("columns", "another outcome", "update session s set disposition = 2 from mine m where s.session_id = m.session_id"),
    ("columns", "another time to wake", "update session s set due_at = s.due_at + interval '1 h' from mine_open m where s.session_id = m.session_id"),
    ("columns", "heard at another time", "update session s set heard_at = now() from mine m where s.session_id = m.session_id"),
    ("one_open", "two open sessions", """
        drop index session_open;
        do $$ declare t text; a bigint; b bigint; begin
            select min(contact_id), max(contact_id) into a, b from session where open and survey_version_id = (select survey_version_id from mine);
            foreach t in array array['session', 'event', 'timer', 'inbox', 'ticket', 'consent', 'send_log', 'answer'] loop
                execute format('update %I set contact_id = $1 where contact_id = $2', t) using a, b;
            end loop;
        end $$"""),
    ("orphans", "an event of no session", "insert into event select event_id + 1, contact_id, 999, xact, at, channel_id, utc_offset_s, 1, 0, 1, 3, -1, "
                                          "0, 0, 0, 0, -1, 'x' from event where reply is not null limit 1"),
    ("orphans", "an answer of no session", "insert into answer values (999, 0, 0, 1, 1, 1, '1', now())"),
    ("projection", "another answer", "update answer a set value = '3' from mine m where a.session_id = m.session_id and a.question = 2"),
    ("projection", "a missing answer", "delete from answer a using mine m where a.session_id = m.session_id and a.question = 2"),
    ("projection", "an answer too many", "insert into answer select session_id, question, 1, contact_id, survey_version_id, how, value, at from answer limit 1"),
    ("projection", "another score", "update score s set value = value + 0.001 from mine m where s.session_id = m.session_id and s.name = 'social'"),
    ("projection", "a missing score", "delete from score s using mine m where s.session_id = m.session_id and s.name = 'social'"),
    ("replies", "a lost text", "delete from send_log l using mine m where l.session_id = m.session_id and l.event_id = "
                               "(select event_id from event e where e.session_id = m.session_id and e.seq = 3)"),
    ("doubled", "a text sent twice", "insert into send_log select l.* from send_log l where kind = 'accepted' limit 1"),
    ("after_stop", "a text after the stop", "insert into send_log select l.contact_id, 77, l.event_id, 0, l.channel_id, o.at + interval '2 min', 'accepted', "
                                            "1, 0, false, 1 from send_log l join opt_out o using (contact_id) where l.kind = 'accepted' limit 1"),
    ("opt_outs", "a mark is gone", "update contact set opted_out_at = null where opted_out_at is not null"),
    ("opt_outs", "a stop is gone", "delete from opt_out"),
    ("causes", "a ticket for nothing", "update ticket set event_id = 1 where ticket_id = (select min(ticket_id) from ticket)"),
    ("causes", "an urgent ticket for nothing", "update ticket set event_id = 1 where kind = 'urgent'"),
    ("tickets", "a person in danger whom nobody calls", "delete from ticket where kind = 'urgent'"),
    ("tickets", "asked for twice, counted once", "update ticket set times = 1 where topic = 'food'"),
    ("tickets", "what it was about is gone", "update ticket set topic = 'other' where topic = 'health'"),
    ("tickets", "a request for a call that was lost", "delete from ticket where kind = 'call_me'"),
    ("causes", "a consent nobody gave", "update consent set event_id = 1 where consent_id = (select min(consent_id) from consent)"),
    ("unread", "a text nobody reads", "delete from inbox where reason = 'unknown_number'"),
    ("unread", "a cry for help nobody reads", "delete from inbox where reason = 'not_understood'"),
    ("timers", "no timer", "delete from timer t using mine_open m where t.session_id = m.session_id"),
    ("timers", "too late", "update timer t set due_at = t.due_at + interval '1 min' from mine_open m where t.session_id = m.session_id"),
    ("timers", "not where the session says", "update timer t set due_at = t.due_at - interval '1 min' from mine_open m where t.session_id = m.session_id"),
    ("timers", "a timer of a closed session", "insert into timer select contact_id, session_id, now() + interval '1 h' from mine"),
    ("timers", "overdue", "update timer t set due_at = now() - interval '6 min', kind = 1 from mine_open m where t.session_id = m.session_id"),
    ("stuck", "a reply that waits", "insert into outbox select contact_id, 77, 0, 0, channel_id, 0, 0, 0, false, now(), now() - interval '12 min', "
                                    "now() + interval '1 h', null, null, 'x' from mine"),
    ("stuck", "a worker that is gone", "insert into outbox select contact_id, 77, 0, 0, channel_id, 2, 1, 0, false, now(), now(), now() + interval '1 h', "
                                       "now() - interval '11 min', null, 'x' from mine"),
    ("stuck", "too late and still there", "insert into outbox select contact_id, 77, 0, 0, channel_id, 2, 0, 0, false, now(), now(), "
                                          "now() - interval '12 min', null, null, 'x' from mine"),
    ("waves", "a session of no member", f"update session s set wave_id = 1 from mine m where s.session_id = m.session_id; {EARNED_THERE}"),
    ("waves", "a member whose session is gone", "insert into wave_member values (1, 1, 1, 999, '2026-01-01', false, 'offered')"),
    ("waves", "a member with the session of another", f"{WAVE}; insert into wave_member select 1, participant_id + 1, contact_id, session_id, "
                                                      "'2026-01-01', false, 'offered' from mine"),
    ("waves", "another version than the wave's", f"{WAVE}; update wave set survey_version_id = survey_version_id + 1; insert into wave_member "
                                                 "select 1, participant_id, contact_id, session_id, '2026-01-01', false, 'offered' from mine"),
    ("partitions", "no partition", f"do $$ begin execute 'drop table event_raw' || {CURRENT}; end $$"),
    ("numbers", "a number twice in one row", "update contact c set number_sealed = 'x', number_enc = 'x' from mine m where c.contact_id = m.contact_id"),
    ("numbers", "no number", "alter table contact drop constraint contact_check; "
                             "update contact c set number_sealed = null, number_enc = null from mine m where c.contact_id = m.contact_id"),
    ("numbers", "one number of two contacts", "alter table contact drop constraint contact_number_bidx_key; "
                                              "update contact set number_bidx = (select number_bidx from contact limit 1)"),
    ("ledger", "another amount", f"update ledger_entry e set amount_minor = amount_minor + 1 from ledger_account a where a.account_id = e.account_id "
                                 f"and a.kind = 'expense' and e.incentive_id = {ONE}"),
    ("ledger", "a posting of two people", "insert into ledger_entry select 8, (select min(posting_id) from ledger_entry), account_id, 0, 0, 'fund', "
                                          "case kind when 'expense' then 1 else -1 end, currency, now() from ledger_account "
                                          "where kind in ('expense', 'funding')"),
    ("paid", "paid, but never confirmed", f"update transfer set outcome = 'refused' where incentive_id = {ONE}"),
    ("paid", "confirmed twice", "drop index transfer_confirmed; insert into transfer select incentive_id, 99, contact_id, wallet_id, "
                                f"reference, amount_minor, currency, started_at, outcome, ended_at from transfer where incentive_id = {ONE} "
                                "and outcome = 'confirmed'"),
    ("paid", "paid for somebody else", f"update ledger_entry set incentive_id = 1 where kind = 'pay' and incentive_id = {ONE}"),
    ("paid", "a state that nothing bears out", f"update incentive set state = 'refused', paid_at = null where incentive_id = {ONE}; "
                                               "insert into ledger_entry select 0, 777777, account_id, 0, 0, 'fund', case kind when 'owed' then "
                                               "-1000 else 1000 end, currency, now() from ledger_account where kind in ('owed', 'expense')"),
    ("earned", "a reward that was lost", "update incentive i set purpose = 'other' from mine m where i.participant_id = m.participant_id"),
    ("balances", "a balance that was changed", "update wallet set balance_minor = balance_minor + 1"),
    ("payments", "owed for days and not tried", OWED.format(next_at="now() - interval '2 days'")),
    ("payments", "a worker that is gone", OWED.format(next_at="now()") + "; update incentive set lease_until = now() - interval '11 min' where incentive_id = 77"),
    ("form_views", "a survey without its view", "drop view report.form_tipos"),
    ("form_views", "a view without a column", "alter view report.form_tipos rename column people to persons"),
    ("audit", "a changed row", "update audit set object = 'x' where audit_id = (select min(audit_id) from audit)"),
    ("audit", "a missing row", "delete from audit where audit_id = (select min(audit_id) + 1 from audit)"),
]

# What is worth knowing and no error.
NOTES = [
    ("weak_id", "update event set flags = flags | 1 from mine m where event.session_id = m.session_id"),
    ("quarantine", "insert into quarantine (channel_id, error, key_id, body) values (1, 'x', 1, 'x')"),
    # Other revisions are counted, not folded.
    ("revisions", "update session s set engine_rev = 0 from mine m where s.session_id = m.session_id; "
                  "update event e set value = '3' from mine m where e.session_id = m.session_id and e.seq = 4"),
    # What the projector has not reached may differ.
    ("lag", "update projector set xact = 0; delete from answer"),
    ("unpaid", "insert into incentive (incentive_id, contact_id, participant_id, programme_id, wave_id, purpose, session_id, event_id, granted_at, "
               "state, next_at) select 77, contact_id, participant_id, programme_id, 0, 'other', session_id, event_id, granted_at, 'unpriced', "
               "now() from incentive limit 1"),
    ("unpaid", "update wallet set parked_at = now(), park_reason = 'empty';" + OWED.format(next_at="now() - interval '2 days'")),
    ("paused", "update channel set paused_at = now(); insert into outbox select contact_id, 77, 0, 0, channel_id, 0, 0, 0, false, now(), "
               "now() - interval '12 min', now() + interval '1 h', null, null, 'x' from mine"),
    ("exposed", "insert into send_log select l.contact_id, 77, l.event_id, 0, l.channel_id, o.at + interval '20 s', 'accepted', 1, 0, false, 1 "
                "from send_log l join opt_out o using (contact_id) where l.kind = 'accepted' limit 1"),
    (None, f"{WAVE}; insert into wave_member select 1, participant_id, contact_id, session_id, '2026-01-01', false, 'offered' from mine"),
    # A reason was recorded for sending again.
    (None, "insert into send_log select l.* from send_log l where kind = 'accepted' limit 1; "
           "insert into send_log select contact_id, outbox_id, event_id, session_id, channel_id, at, 'lease_lost', 1, 0, false, 0 from "
           "(select * from send_log where kind = 'accepted' limit 1) l"),
    # An erased answer can be anything, but what it led to can no longer be shown.
    ("fold", "update event e set value = '', how = 14 from mine m where e.session_id = m.session_id and e.seq = 4"),
]


class State:
    """The encoded state of a session, taken apart as far as needed to erase an answer."""

    def __init__(self, data):
        self.data = data
        self.at = 4
        for _ in range(10):
            self.varint()
        answers = self.varint()
        self.answers = [self.answer() for _ in range(answers)]

    def varint(self):
        value, shift = 0, 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def answer(self):
        question = self.varint() >> 1
        self.varint()
        how_at = self.at
        self.at += 1
        length = self.varint()
        self.at += length
        return question, how_at, self.at

    def erased(self, question):
        how_at, end = next((how_at, end) for found, how_at, end in self.answers if found == question)
        return self.data[:how_at] + bytes([14, 0]) + self.data[end:]


class VerifyTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rig = cls.enterClassContext(Rig())
        cls.demo = Demo(cls.rig)
        cls.demo.wallet()
        cls.publish_dice()
        cls.publish_pulse()
        cls.talk()
        cls.while_talking = cls.verify_while_talking()
        wait_for(cls.is_quiet, timeout=60, interval=0.2, what="everything sent and projected")
        cls.demo.gateway.stop()

    @classmethod
    def publish_dice(cls):
        """A form whose answers hang on random() and uuid()."""
        form = json.loads((ROOT / "survey/examples/tipos.json").read_text(encoding="utf-8"))
        form["version"] = "dice"
        form["questions"] += [{"name": name, "type": "calculate", "label": {"es": name, "en": name},
                               "calculation": call} for name, call in (("luck", "random()"), ("mark", "uuid()"))]
        path = cls.rig.directory / "dice.json"
        path.write_text(json.dumps(form), encoding="utf-8")
        cls.rig.puente("survey", "publish", path, "--programme", "demo", database=cls.demo.database)
        cls.demo.reload()

    @classmethod
    def publish_pulse(cls):
        """A form that asks people to act."""
        cls.rig.puente("survey", "publish", ROOT / "tests/fixtures/forms/completa.json", "--programme", "demo", database=cls.demo.database)
        cls.demo.reload()

    @classmethod
    def talk(cls):
        """A bit of everything the gateway does."""
        demo = cls.demo
        conversations = [
            (demo.phone(), ["PUENTE", "1", *ANSWERS]),
            (demo.phone(language="fr"), ["PUENTE", "OUI", "1", "xx", "0", "00", "encore un mot s'il vous plait"]),
            (demo.phone(), ["PUENTE", "1", "me siento muy mal y no puedo mas"]),
            (demo.phone(), ["PUENTE", "2"]),
            (demo.phone(), ["PUENTE", "1", "1", "AYUDA", "000", "STOP", "ALTA", "PUENTE", "1"]),
            (demo.phone(), ["TIPOS", "1", "Xela", "4", "1"]),
            (demo.phone(), ["COMPLETA", "1", "1", "2", "1 2", "ATRAS", "1 2", "2", "2 1"]),
            (demo.phone(), ["COMPLETA", "2", "1", "3", "1", "0", "0", "0", "1", "1"]),
            (demo.stranger(), ["hola quien es usted"]),
        ]
        for phone, texts in conversations:
            for text in texts:
                phone.says(text)
        gone = demo.phone()
        gone.says("STOP")
        for invited in (demo.phone(zone=waking_zone()), gone):
            demo.queue_session(invited)
        demo.wait_value("select count(*) from puente.session where queued", 0)

    @classmethod
    def verify_while_talking(cls):
        """What is found while people write."""
        phones = [cls.demo.phone() for _ in range(8)]

        def chat(phone):
            for text in ["PUENTE", "1", *ANSWERS]:
                phone.says(text)

        threads = [threading.Thread(target=chat, args=(phone,)) for phone in phones]
        for thread in threads:
            thread.start()
        found = []
        while any(thread.is_alive() for thread in threads):
            found += cls.errors(cls.verify()[1])
        return found

    @classmethod
    def is_quiet(cls):
        under_way = "select (select count(*) from puente.outbox) + (select count(*) from puente.incentive where state <> 'paid')"
        return cls.demo.value(under_way) == 0 and not any(finding["check"] == "lag" for finding in cls.verify()[1])

    @classmethod
    def verify(cls, database="puente"):
        """Exit status and findings."""
        url = cls.demo.database.url.replace("dbname=puente", f"dbname={database}")
        done = cls.rig.puente("verify", "--json", database=types.SimpleNamespace(url=url), check=False)
        if done.returncode not in (0, 1):
            raise AssertionError(f"status {done.returncode}: {done.stderr}")
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]

    @staticmethod
    def errors(findings):
        return [finding for finding in findings if finding["severity"] == "error"]

    def planted(self, script):
        """Status and findings of a copy of the database with that fault."""
        url = self.demo.database.url
        psql(url, "create database planted template puente", database="postgres")
        try:
            psql(url, f"{PLANT}{script};", database="planted")
            return self.verify("planted")
        finally:
            psql(url, "drop database planted", database="postgres")

    def test_nothing_is_wrong_in_what_the_gateway_did(self):
        status, findings = self.verify()
        self.assertEqual((0, []), (status, self.errors(findings)))
        self.assertEqual([], [finding for finding in findings if finding["check"] != "exposed"])

    def test_nothing_is_wrong_while_people_write(self):
        self.assertEqual([], self.while_talking)

    def test_every_fault_is_found_by_its_check_and_no_other(self):
        for check, what, script in FAULTS:
            with self.subTest(check=check, what=what):
                status, findings = self.planted(script)
                self.assertEqual((1, {check}), (status, {finding["check"] for finding in self.errors(findings)}), findings)

    def test_what_is_no_error_is_told_as_such(self):
        for check, script in NOTES:
            with self.subTest(check=check, script=script):
                status, findings = self.planted(script)
                self.assertEqual((0, []), (status, self.errors(findings)))
                self.assertIn(check, {finding["check"] for finding in findings} | {None})

    def test_an_answer_that_was_erased_everywhere_leaves_the_proof_whole(self):
        state = rows(self.demo.database.url, "select encode(state, 'hex'), session_id from puente.session where disposition = 1 "
                                             "order by session_id limit 1")[0]
        erased = State(bytes.fromhex(state[0])).erased(2).hex()
        status, findings = self.planted(f"""
            update event set value = '', how = 14 where session_id = {state[1]} and question = 2 and heard = 2;
            update answer set value = '', how = 14 where session_id = {state[1]} and question = 2;
            update session set state = '\\x{erased}' where session_id = {state[1]};
            delete from score where session_id = {state[1]}""")
        self.assertNotIn("fold", {finding["check"] for finding in findings})
        self.assertNotIn("columns", {finding["check"] for finding in findings})

    def test_a_finding_names_a_thing_and_says_what_is_wrong(self):
        _, findings = self.planted(FAULTS[4][2])
        self.assertEqual(["check", "message", "object", "severity"], sorted(findings[-1]))
        self.assertRegex(self.errors(findings)[0]["object"], r"^session \d+$")

    def test_people_read_a_line_and_a_sum(self):
        done = self.rig.puente("verify", database=self.demo.database)
        self.assertRegex(done.stdout.splitlines()[-1], r"^\d+ sessions with \d+ events looked at: everything holds$")

    def test_exit_status(self):
        for arguments, database, wanted in ((["--sideways"], self.demo.database, 2), ([], types.SimpleNamespace(url="host=/nowhere"), 3)):
            with self.subTest(arguments=arguments):
                self.assertEqual(wanted, self.rig.puente("verify", *arguments, database=database, check=False).returncode)


if __name__ == "__main__":
    unittest.main(verbosity=2)
