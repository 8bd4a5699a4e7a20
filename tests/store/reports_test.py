"""Who sees what: rights of every role, rows by programme, and the figures of the report views against ones counted here."""

import collections
import unittest

from schema import ROOT, apply, error, psql, rows

from puente_test import Rig

VIEWS = {"questions", "participants", "sessions", "answers", "scores", "deliveries", "channel_health", "response_rates", "airtime", "wallets", "waves", "tickets"}
SECRET_WORDS = "a secret text that nobody may read"
DISPOSITIONS = ["", "I", "P", "BO", "R", "NC", "O", "UH", "UO", "NE"]

# Two programmes; in the first, participant 11 has two phones, 12 one that has opted out.
PEOPLE = f"""
set search_path = puente;
insert into programme (code, name, language, country, zone) values
    ('north', 'North', 'es', 'GT', 'America/Guatemala'), ('south', 'South', 'fr', 'SN', 'Africa/Dakar');
insert into channel (public_id, programme_id, adapter) values ('n1', 1, 'loopback'), ('s1', 2, 'loopback');
insert into survey (programme_id, form_id) values (1, 'followup'), (2, 'suivi');
insert into survey_version (survey_id, version, form, form_hash) values (1, '1', '{{}}', ''), (2, '1', '{{}}', ''), (1, '2', '{{}}', '');
insert into survey_question (survey_version_id, question, name, type, privacy, required, label) values
    (1, 0, 'work', 'select_one', '', true, 'Work?'), (1, 1, 'story', 'text', '', false, 'Tell us'),
    (1, 2, 'health', 'select_one', 'sensitive', false, 'Health?'), (1, 3, 'age', 'integer', '', true, 'Age?'),
    (1, 4, 'echo', 'calculate', '', false, ''), (1, 5, 'sum', 'calculate', '', false, ''),
    (1, 6, 'from', 'time', '', false, 'From?'), (1, 7, 'order', 'rank', '', false, 'Order?'), (1, 8, 'case', 'hidden', '', false, ''),
    (1, 9, 'open', 'hidden', '', false, ''), (1, 10, 'year', 'integer', 'personal', false, 'Year?');
insert into contact (contact_id, number_bidx, number_sealed, opted_out_at)
    select n, decode(lpad(to_hex(n), 64, '0'), 'hex'), 'x', case when n = 103 then now() end from generate_series(101, 104) n;
insert into opt_out (contact_id, event_id, at) values (103, 0, now());
insert into participant (participant_id, programme_id, case_code, language, country, zone) values
    (11, 1, 'N-1', 'es', 'GT', 'America/Guatemala'), (12, 1, 'N-2', 'es', 'GT', 'America/Guatemala'),
    (21, 2, 'S-1', 'fr', 'SN', 'Africa/Dakar');
insert into participant_contact (contact_id, participant_id) values (101, 11), (102, 11), (103, 12), (104, 21);
insert into session (contact_id, session_id, participant_id, survey_version_id, channel_id, open, by_person, disposition, engine_rev,
                     seq, country, zone, started_at, heard_at, closed_at, state) values
    (101, 1001, 11, 1, 1, false, true, 1, 1, 3, 'GT', 'America/Guatemala', now() - interval '2 h', now() - interval '1 h', now(), ''),
    (104, 1002, 21, 2, 2, true, false, 0, 1, 1, 'SN', 'Africa/Dakar', now() - interval '2 h', null, null, '');
insert into event (event_id, contact_id, session_id, xact, at, channel_id, utc_offset_s, seq, kind, heard, command, question, row, how,
                   phrase, flags, position, dedupe_key, value, reply)
    select id_from(now() - age) + n, contact, session, 1, now() - age, channel, 0, n, kind, 2, 0, 0, 0, 2, 0, flags, 0,
           decode(lpad(to_hex(n), 32, '0'), 'hex'), '{SECRET_WORDS}', '{SECRET_WORDS}'
    from (values (1, 101, 1001, 1, interval '3 h', 1, 4), (2, 101, 1001, 1, interval '2 h', 0, 4),
                 (3, 101, 1001, 1, interval '1 h', 0, 4), (4, 104, 1002, 2, interval '2 h', 1, 0),
                 (5, 101, 0, 1, interval '40 d', 0, 0)) e(n, contact, session, channel, age, kind, flags);
insert into answer (session_id, question, row, contact_id, survey_version_id, how, value, at) values
    (1001, 0, 0, 101, 1, 1, '2', now()), (1001, 1, 0, 101, 1, 9, '{SECRET_WORDS}', now()), (1001, 2, 0, 101, 1, 1, 'bad', now()),
    (1001, 3, 0, 101, 1, 10, '', now()), (1001, 4, 0, 101, 1, 12, '{SECRET_WORDS}', now()), (1001, 5, 0, 101, 1, 12, '7.5', now()),
    (1001, 6, 0, 101, 1, 15, '08:00', now()), (1001, 7, 0, 101, 1, 1, 'b a', now()), (1001, 8, 0, 101, 1, 13, '{SECRET_WORDS}', now()),
    (1001, 9, 0, 101, 1, 13, '2', now()), (1001, 10, 0, 101, 1, 1, '1990', now());
insert into ticket (contact_id, participant_id, programme_id, event_id, kind, topic, opened_at, closed_at, times) values
    (101, 11, 1, 1, 'urgent', 'safety', now() - interval '3 h', null, 2), (102, 11, 1, 1, 'urgent', 'safety', now() - interval '5 h', null, 1),
    (101, 11, 1, 1, 'urgent', 'safety', now() - interval '9 h', now() - interval '8 h', 1),
    (103, 12, 1, 1, 'urgent', 'safety', now() - interval '9 h', now() - interval '6 h', 1), (101, 11, 1, 1, 'call_me', '', now(), null, 1),
    (104, 21, 2, 4, 'referral', 'health', now(), null, 1);
insert into score (session_id, name, contact_id, survey_version_id, value, at) values (1001, 'total', 101, 1, 0.75, now());
insert into wallet (public_id, programme_id, adapter, currency, exponent, max_minor, day_max_minor, secrets) values
    ('wn', 1, 'loopback', 'GTQ', 2, 5000, 5000, '{{"secret": "{SECRET_WORDS}"}}'), ('ws', 2, 'loopback', 'XOF', 0, 5000, 5000, '{{}}');
insert into incentive (incentive_id, contact_id, participant_id, programme_id, wave_id, purpose, session_id, event_id, granted_at, wallet_id,
                       amount_minor, currency, state, next_at, paid_at) values
    (71, 101, 11, 1, 0, 'wave', 1001, 1, now(), 1, 1050, 'GTQ', 'paid', 'infinity', now()),
    (72, 101, 11, 1, 3, 'wave', 1001, 1, now(), 1, 1000, 'GTQ', 'unknown', now(), null),
    (73, 104, 21, 2, 0, 'wave', 1002, 4, now(), 2, 500, 'XOF', 'owed', now(), null),
    (74, 104, 21, 2, 0, 'other', 1002, 4, now(), null, null, null, 'unpriced', now(), null);
insert into transfer (incentive_id, n, contact_id, wallet_id, reference, amount_minor, currency, started_at, outcome, ended_at, error_code) values
    (71, 1, 101, 1, '71', 1050, 'GTQ', now() - interval '2 h', 'retryable', now(), '429'),
    (71, 2, 101, 1, '71', 1050, 'GTQ', now() - interval '1 h', 'confirmed', now(), null),
    (72, 1, 101, 1, '72', 1000, 'GTQ', now(), 'unknown', null, 'timeout');
insert into ledger_entry (contact_id, posting_id, account_id, incentive_id, kind, amount_minor, currency)
    select contact, posting, account_id, incentive, booked.kind, minor, a.currency
    from (values (0, 1, 1, 0, 'fund', 'funding', -10000), (0, 1, 1, 0, 'fund', 'wallet', 10000), (101, 2, 1, 71, 'grant', 'expense', 1050),
                 (101, 2, 1, 71, 'grant', 'owed', -1050), (101, 3, 1, 71, 'reserve', 'in_transit', 1050), (101, 3, 1, 71, 'reserve', 'wallet', -1050),
                 (101, 4, 1, 71, 'pay', 'owed', 1050), (101, 4, 1, 71, 'pay', 'in_transit', -1050), (101, 5, 1, 72, 'grant', 'expense', 1000),
                 (101, 5, 1, 72, 'grant', 'owed', -1000), (101, 6, 1, 72, 'reserve', 'in_transit', 1000),
                 (101, 6, 1, 72, 'reserve', 'wallet', -1000), (104, 7, 2, 73, 'grant', 'expense', 500), (104, 7, 2, 73, 'grant', 'owed', -500)
         ) booked(contact, posting, wallet, incentive, kind, account, minor)
    join ledger_account a on a.wallet_id = booked.wallet and a.kind = booked.account
    order by posting;
insert into staff (login, role, active) values ('ana', 'me', true), ('sam', 'me', true), ('old', 'me', false);
insert into staff_grant (staff_id, programme_id) values (1, 1), (2, 2), (3, 1);
insert into wave (programme_id, code, survey_id, survey_version_id, channel_id, after_months, after_days, window_days, spread_minutes, state,
                  started_at) values
    (1, 'n3', 1, 1, 1, 3, 0, 14, 0, 'running', now()), (2, 's30', 2, 2, 2, 0, 30, 21, 0, 'running', now());
insert into wave (programme_id, code, survey_id, channel_id, after_months, after_days, window_days, spread_minutes) values
    (1, 'n6', 1, 1, 6, 0, 14, 0);
create role ana login in role puente_report;
create role sam login in role puente_report;
create role old login in role puente_report;
create role stranger login in role puente_report;
create role donor login in role puente_public;
create role twin login in role puente_report, puente_public;
"""

# Receipts in the order they came, and the state a text then has.
RECEIPTS = [
    ([], "unknown"),
    (["sent"], "sent"),
    (["sent", "delivered"], "delivered"),
    (["delivered", "sent"], "delivered"),
    (["delivered", "failed"], "delivered"),
    (["failed", "delivered"], "delivered"),
    (["expired", "failed"], "expired"),
    (["failed", "sent"], "failed"),
    (["queued", "sent"], "sent"),
    (["sent", "queued"], "sent"),
    (["rejected"], "rejected"),
]

# What a role must not do is refused by the database, whatever the program does.
FORBIDDEN = {
    "puente_report": ["select 1 from puente.event", "select 1 from puente.contact", "select 1 from puente.participant"],
    "puente_public": ["select 1 from puente.event", *(f"select 1 from report.{view}" for view in sorted(VIEWS - {"response_rates"}))],
    "puente_report_owner": ["select number_enc from puente.contact", "select number_bidx from puente.contact",
                            "select value from puente.event", "select reply from puente.event", "select state from puente.session",
                            "select body from puente.event_raw", "select body from puente.outbox",
                            "select contact_id from puente.ticket", "select case_code from puente.participant", "select attributes from puente.participant",
                            "select secrets from puente.wallet", "select settings from puente.wallet", "select reference from puente.transfer",
                            "select returned_on from puente.participant", "select pause_reason from puente.wave"],
    "puente_ingest": ["select number_enc from puente.contact", "select number_sealed from puente.contact",
                      "select body from puente.event_raw", "update puente.event set value = ''", "delete from puente.event",
                      "delete from puente.session", "delete from puente.send_log", "update puente.survey_version set form = ''",
                      "select 1 from puente.audit"],
    "puente_worker": ["update puente.event set value = ''", "delete from puente.event", "delete from puente.audit",
                      "update puente.send_log set kind = 'late'", "update puente.channel set secrets = '{}'"],
    "puente_console": ["select number_enc from puente.contact", "select body from puente.event_raw", "select 1 from puente.event",
                       "delete from puente.inbox"],
}

# Outcomes of three survey versions.
CASES = {
    "3": {"I": 40, "P": 20, "BO": 10, "R": 10, "NC": 60, "UH": 12, "NE": 15},
    "4": {"I": 30, "NC": 40, "O": 9},
    "5": {"I": 19},
}


def rates(counts):
    """AAPOR's formulas once more."""
    i, p, bo, r, nc, o, uh, uo = (counts.get(word, 0) for word in DISPOSITIONS[1:9])
    everybody, known, contacted = i + p + bo + r + nc + o + uh + uo, i + p + bo + r + nc + o, i + p + bo + r + o
    return {"n_all": everybody, "n_known": known, "n_contacted": contacted, "rr1": i / everybody, "rr2": (i + p) / everybody,
            "rr5": i / known, "rr6": (i + p) / known, "coop1": i / contacted, "ref1": (bo + r) / everybody, "con1": contacted / everybody}


class ReportsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        rig = cls.enterClassContext(Rig())
        cls.base = rig.database().url
        apply(cls.base)
        psql(cls.base, PEOPLE)

    def setUp(self):
        """A copy of the database for each test."""
        psql(self.base, "create database copy template puente", database="postgres")
        self.addCleanup(psql, self.base, "drop database copy", database="postgres")
        self.url = self.base.replace("dbname=puente", "dbname=copy")

    def rows(self, query, login=None):
        return rows(self.url, query, login=login)

    def refused(self, role, statement):
        with self.subTest(role=role, statement=statement):
            self.assertEqual("42501", error(self.url, f"set role {role};\n{statement};"))

    def test_rights_that_a_role_must_not_have(self):
        for role, statements in FORBIDDEN.items():
            for statement in statements:
                self.refused(role, statement)

    def test_append_only_tables_refuse_even_their_owner(self):
        psql(self.url, """
            insert into puente.audit (actor, action, object, previous, hash) values ('a', 'b', 'c', '', '');
            insert into puente.send_log (contact_id, outbox_id, event_id, session_id, channel_id, at, kind, attempt, priority, segments)
                values (101, 9, 9, 0, 1, now(), 'late', 1, 0, 1)""")
        for table, column in (("survey_version", "version"), ("audit", "actor"), ("send_log", "kind")):
            for role in ("puente_login", "puente_owner"):
                self.refused(role, f"delete from puente.{table}")
                self.refused(role, f"update puente.{table} set {column} = 'x'")

    def test_a_login_sees_its_programmes_in_every_view(self):
        self.send([(1, ["delivered"]), (2, ["delivered"])])
        seen = {"ana": {"north"}, "sam": {"south"}, "old": set(), "stranger": set(), "twin": set(), "puente_login": {"north", "south"}}
        for view in sorted(VIEWS):
            query = f"select distinct programme from report.{view}"
            there = {row[0] for row in self.rows(query)}
            self.assertTrue(there, view)
            for login, wanted in seen.items():
                with self.subTest(login=login, view=view):
                    self.assertEqual(wanted & there, {row[0] for row in self.rows(query, login)})

    def test_the_console_sees_what_its_member_of_staff_may(self):
        for staff, wanted in (("1", {"1001"}), ("2", {"1002"}), ("3", set()), ("", set()), (None, set())):
            with self.subTest(staff=staff):
                chosen = "" if staff is None else f"select set_config('puente.staff_id', '{staff}', true);"
                found = self.rows(f"begin; set role puente_console; {chosen} select session_id from puente.session; commit;")
                self.assertEqual(wanted, {row[0] for row in found} - {staff, ""})

    def test_policies_bind_everybody_on_tables_with_data_of_people(self):
        bound = self.rows("select relname from pg_class where relnamespace = 'puente'::regnamespace and relrowsecurity and relforcerowsecurity")
        self.assertEqual({"participant", "participant_contact", "contact", "session", "event", "answer", "score", "inbox", "ticket", "consent",
                          "opt_out", "outbox", "send_log", "ussd_screen", "ussd_end", "wallet", "incentive", "transfer", "ledger_account",
                          "ledger_entry", "wave_member"}, {row[0] for row in bound})

    def test_the_owner_of_the_tables_sees_all(self):
        self.assertEqual([["3"]], self.rows("set role puente_owner; select count(*) from puente.participant"))

    def test_people_and_conversations(self):
        self.assertEqual([["11", "2", "f"], ["12", "1", "t"], ["21", "1", "f"]],
                         self.rows("select participant, contacts, opted_out from report.participants order by 1"))
        self.assertEqual([["1001", "11", "I", "f", "t", "6", "60"], ["1002", "21", "", "t", "f", "0", ""]],
                         self.rows("select session, participant, disposition, open, by_person, answered, "
                                   "round(extract(epoch from started_at - first_heard_at) / 60) from report.sessions order by 1"))
        self.assertEqual([["1001", "total", "0.75"]], self.rows("select session, score, value from report.scores"))

    def test_tickets_are_figures_without_people(self):
        self.assertEqual([["north", "call_me", "", "f", "1", "1", "1", "0", ""], ["north", "urgent", "safety", "t", "4", "5", "2", "5", "2.0"],
                          ["south", "referral", "health", "f", "1", "1", "1", "0", ""]],
                         self.rows("select programme, kind, topic, urgent, tickets, wishes, open, "
                                   "round(extract(epoch from now() - oldest_open_at) / 3600), hours_p50 from report.tickets order by 1, 2"))
        self.assertEqual([["0"]], self.rows("select count(*) from information_schema.columns where table_schema = 'report' "
                                            "and table_name = 'tickets' and column_name in ('participant', 'contact', 'ticket')"))

    def test_money(self):
        self.assertEqual([["71", "11", "", "wave", "followup", "1001", "10.50", "GTQ", "wn", "paid", "2", ""],
                          ["72", "11", "3", "wave", "followup", "1001", "10.00", "GTQ", "wn", "unknown", "1", "timeout"],
                          ["73", "21", "", "wave", "suivi", "1002", "500", "XOF", "ws", "owed", "0", ""],
                          ["74", "21", "", "other", "suivi", "1002", "", "", "", "unpriced", "0", ""]],
                         self.rows("select incentive, participant, wave, purpose, survey, session, amount, currency, wallet, state, transfers, "
                                   "last_error from report.airtime order by 1"))
        self.assertEqual([["t", "t"]], self.rows("select first_sent_at < now() - interval '90 min', paid_at is not null from report.airtime "
                                                 "where incentive = '71'"))
        psql(self.url, "update puente.wallet set parked_at = now(), park_reason = 'empty' where public_id = 'ws'")
        self.assertEqual([["wn", "north", "loopback", "GTQ", "79.50", "10.00", "10.00", "10.50", ""],
                          ["ws", "south", "loopback", "XOF", "0", "0", "500", "0", "empty"]],
                         self.rows("select wallet, programme, provider, currency, balance, in_transit, owed, spent, parked from report.wallets order by 1"))

    def test_waves_count_every_person_once(self):
        """Members by what became of them: (state, disposition, heard, consented, accepted, delivered) each."""
        people = [("offered", "I", 1, 1, 1, 1), ("offered", "I", 1, 1, 1, 0), ("offered", "P", 1, 1, 1, 1), ("offered", "BO", 1, 0, 1, 1),
                  ("offered", "R", 1, 0, 1, 1), ("offered", "NC", 0, 0, 1, 0), ("offered", "", 0, 0, 0, 0), ("queued", "", 0, 0, 0, 0),
                  ("opted_out", "", 0, 0, 0, 0), ("expired", "", 0, 0, 0, 0), ("no_number", "", 0, 0, 0, 0), ("not_offered", "", 0, 0, 0, 0)]
        for at, (state, word, heard, consented, accepted, delivered) in enumerate(people):
            contact, session = 900 + at, (9000 + at if state in ("offered", "queued") else 0)
            code = DISPOSITIONS.index(word)
            script = f"""set search_path = puente;
                insert into wave_member values (1, {contact}, {contact}, {session}, current_date, false, '{'offered' if session else state}');"""
            if session:
                script += f"""insert into session (contact_id, session_id, participant_id, survey_version_id, channel_id, wave_id, open, by_person,
                    queued, disposition, engine_rev, country, zone, started_at, heard_at, closed_at, state) values ({contact}, {session}, {contact},
                    1, 1, 1, {state == 'offered' and code == 0}, false, {state == 'queued'}, {code}, 1, '', 'UTC', now() - interval '1 h',
                    {'now()' if heard else 'null'}, {'now()' if code else 'null'}, '');"""
            for column, (kind, priority, status) in enumerate([("accepted", 2, "null"), ("receipt", 0, "'delivered'")]):
                if (accepted, delivered)[column]:
                    script += f"""insert into send_log (contact_id, outbox_id, event_id, session_id, channel_id, at, kind, attempt, priority, segments,
                        provider_id, status) values ({contact}, {contact}, 0, {session}, 1, now(), '{kind}', 1, {priority}, 1, 'w{at}', {status});"""
            if consented:
                script += f"""insert into consent (contact_id, participant_id, survey_version_id, event_id, given, version, language, channel_id, at)
                    values ({contact}, {contact}, 1, 1, true, '1', 'es', 1, now() - interval '1 min');"""
            psql(self.url, script)
        columns = "members, not_offered, waiting, open, invited, delivered, heard, consented, complete, i, p, bo, r, nc, o, uh, uo, ne, n_all, rr1, rr2"
        self.assertEqual([["11", "1", "1", "1", "6", "4", "5", "3", "2", "2", "1", "1", "2", "1", "0", "0", "2", "0", "9", "0.2222", "0.3333"]],
                         self.rows(f"select {columns} from report.waves where code = 'n3'", "ana"))
        self.assertEqual([["n6", "followup", "", "6m", "14", "draft", "0", ""]],
                         self.rows("select code, survey, version, after, window_days, state, members, rr1 from report.waves where code = 'n6'"))
        self.assertEqual({"1"}, {row[0] for row in self.rows("select wave from report.sessions where session like '90%'")})
        self.assertEqual([["1001", ""], ["1002", ""]], self.rows("select session, wave from report.sessions where wave is null order by 1"))

    def test_texts_and_confidential_answers_show_only_whether_there_is_one(self):
        self.assertEqual([["age", "", "f", "skipped"], ["case", "", "t", "prefilled"], ["echo", "", "t", "calculated"],
                          ["from", "08:00", "t", "default"], ["health", "", "t", "number"], ["open", "2", "t", "prefilled"],
                          ["order", "b a", "t", "number"], ["story", "", "t", "text"], ["sum", "7.5", "t", "calculated"],
                          ["work", "2", "t", "number"], ["year", "", "t", "number"]],
                         self.rows("select question, value, answered, how from report.answers order by question"))
        self.assertEqual([["work", "f"], ["story", "f"], ["health", "t"], ["age", "f"], ["echo", "f"], ["sum", "f"],
                          ["from", "f"], ["order", "f"], ["case", "f"], ["open", "f"], ["year", "t"]],
                         self.rows("select question, confidential from report.questions where survey = 'followup' order by position"))
        for view in sorted(VIEWS):
            self.assertNotIn(SECRET_WORDS, psql(self.url, f"select * from report.{view}").stdout, view)

    def test_every_view_is_a_barrier_and_every_column_has_a_comment(self):
        for again in (False, True):
            if again:
                for path in sorted(ROOT.glob("sql/reports/*.sql")):
                    psql(self.url, path.read_text())
            forms = {"form_followup", "form_suivi"} if again else set()
            self.assertEqual(VIEWS | forms, {row[0] for row in self.rows("select viewname from pg_views where schemaname = 'report'")})
            self.assertEqual([], self.rows("""
                select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
                where c.relnamespace = 'report'::regnamespace
                  and (obj_description(c.oid) is null or col_description(c.oid, a.attnum) is null)"""))
            self.assertEqual([], self.rows("""
                select relname from pg_class where relnamespace = 'report'::regnamespace
                  and (relowner <> 'puente_report_owner'::regrole or not 'security_barrier=true' = any (coalesce(reloptions, '{}')))"""))

    def send(self, texts):
        """Accepted texts with their receipts: (channel, statuses) each. Ids from 5000 on."""
        log = []
        for at, (channel, statuses) in enumerate(texts):
            accepted = (101, 5000 + at, channel, f"now() - interval '30 min'", "accepted", f"p{at}", "")
            # A provider that echoes our id reports on that instead of its own.
            known_as = f"p{at}" if at % 2 else 5000 + at
            receipts = [(0, 0, channel, f"now() - interval '{20 - place} min'", "receipt", known_as, status)
                        for place, status in enumerate(statuses)]
            # The same id on another channel is another text.
            receipts.append((0, 0, 3 - channel, "now()", "receipt", f"p{at}", "failed"))
            # Which of the two was recorded first does not matter.
            log += [*receipts, accepted] if at % 3 else [accepted, *receipts]
        values = ", ".join(f"({contact}, {text}, 0, 0, {channel}, {moment}, '{kind}', 1, 0, 1, '{known_as}', nullif('{status}', ''))"
                           for contact, text, channel, moment, kind, known_as, status in log)
        psql(self.url, "insert into puente.send_log (contact_id, outbox_id, event_id, session_id, channel_id, at, kind, attempt, "
                       f"priority, segments, provider_id, status) values {values}")

    def test_the_last_word_on_a_text_does_not_depend_on_the_order_of_receipts(self):
        self.send([(1, statuses) for statuses, _ in RECEIPTS])
        found = dict(self.rows("select text, state from report.deliveries"))
        for at, (statuses, wanted) in enumerate(RECEIPTS):
            with self.subTest(statuses=statuses):
                self.assertEqual(wanted, found[str(5000 + at)])

    def test_health_counts_each_thing_once(self):
        self.send([(1, statuses) for statuses, _ in RECEIPTS])
        psql(self.url, """
            insert into puente.send_log (contact_id, outbox_id, event_id, session_id, channel_id, at, kind, attempt, priority, segments)
                select contact_id, 7000 + seq, event_id, session_id, channel_id, at + make_interval(secs => seq), k, 1, 0, 1
                from puente.event, unnest(array['accepted', 'retry', 'late', 'unknown']) k where session_id = 1001;
            insert into puente.refusal (at, path, reason, times) values (now(), '/in/loopback/n1', 'bad_signature', 3),
                                                                       (now(), '/in/loopback/other', 'bad_signature', 5)""")
        states = collections.Counter(wanted for _, wanted in RECEIPTS)
        failed = states["failed"] + states["expired"] + states["rejected"]
        self.assertEqual([["3", str(len(RECEIPTS) + 3), str(states["delivered"]), str(failed), "3", "3", "3", "3"]],
                         self.rows("select sum(texts_in), sum(accepted), sum(delivered), sum(failed), sum(retried), sum(late), "
                                   "sum(unknown), sum(refusals) from report.channel_health where channel = 'n1'"))
        self.assertEqual([["1.000", "3.000"]],
                         self.rows("select min(reply_seconds_p50), max(reply_seconds_p95) from report.channel_health"))

    def end_sessions(self):
        for at, (version, counts) in enumerate(CASES.items(), 100):
            psql(self.url, f"insert into puente.survey_version (survey_version_id, survey_id, version, form, form_hash) "
                           f"overriding system value values ({at}, 1, '{version}', '', '')")
            for word, count in counts.items():
                outcome = DISPOSITIONS.index(word)
                psql(self.url, f"""
                    insert into puente.session (contact_id, session_id, survey_version_id, channel_id, open, by_person, disposition,
                                                engine_rev, country, zone, started_at, closed_at, state)
                        select {at}, {outcome * 10000} + n, {at}, 1, false, false, {outcome}, 1, '', 'UTC', now(), now(), ''
                        from generate_series(1, {count}) n""")

    def test_rates_are_those_of_aapor(self):
        self.end_sessions()
        for version, counts in CASES.items():
            wanted = rates(counts)
            query = f"select suppressed, {', '.join(wanted)} from report.response_rates where version = '{version}'"
            suppressed, *found = self.rows(query, "ana")[0]
            self.assertEqual("f", suppressed)
            for name, value in zip(wanted, found, strict=True):
                with self.subTest(version=version, rate=name):
                    self.assertAlmostEqual(wanted[name], float(value), places=4)

    def test_the_public_sees_no_small_cell(self):
        self.end_sessions()
        wanted = rates(CASES["3"])
        query = "select suppressed, {} from report.response_rates where survey = 'followup' and version = '{}'"
        self.assertEqual([["f", "40", "20", "60", "10", "150", f"{wanted['rr1']:.2f}", f"{wanted['con1']:.2f}"]],
                         self.rows(query.format("i, p, nc, uh, n_all, rr1, con1", "3"), "donor"))
        for version, why in (("4", "a cell of 9"), ("5", "fewer than 20 cases")):
            with self.subTest(why=why):
                figures = ["i", "p", "bo", "r", "nc", "o", "uh", "uo", "ne", "open", *rates(CASES["3"])]
                self.assertEqual([["t"] + [""] * len(figures)], self.rows(query.format(", ".join(figures), version), "donor"))
        self.assertEqual([["t"]], self.rows("set role puente_public; select suppressed from report.response_rates where version = '4'"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
