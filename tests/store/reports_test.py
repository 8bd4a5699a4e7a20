"""Who sees what: rights of every role, rows by programme, and the figures of the report views against ones counted here."""

import collections
import unittest

from schema import ROOT, apply, error, psql, rows

from puente_test import Rig

VIEWS = {"questions", "participants", "sessions", "answers", "scores", "deliveries", "channel_health", "response_rates"}
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
    (1, 4, 'echo', 'calculate', '', false, ''), (1, 5, 'sum', 'calculate', '', false, '');
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
    (1001, 3, 0, 101, 1, 10, '', now()), (1001, 4, 0, 101, 1, 12, '{SECRET_WORDS}', now()), (1001, 5, 0, 101, 1, 12, '7.5', now());
insert into score (session_id, name, contact_id, survey_version_id, value, at) values (1001, 'total', 101, 1, 0.75, now());
insert into staff (login, role, active) values ('ana', 'me', true), ('sam', 'me', true), ('old', 'me', false);
insert into staff_grant (staff_id, programme_id) values (1, 1), (2, 2), (3, 1);
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


def rates(counts):
    """AAPOR's formulas once more."""
    i, p, bo, r, nc, o, uh, uo = (counts.get(word, 0) for word in DISPOSITIONS[1:9])
    everybody, known, contacted = i + p + bo + r + nc + o + uh + uo, i + p + bo + r + nc + o, i + p + bo + r + o
    return {"n_all": everybody, "n_known": known, "n_contacted": contacted, "rr1": i / everybody, "rr2": (i + p) / everybody,
            "rr5": i / known, "rr6": (i + p) / known, "coop1": i / contacted, "ref1": (bo + r) / everybody, "con1": contacted / everybody}


class ReportsTest(unittest.TestCase):
    def check_rights(self):
        """What a role must not do is refused by the database, whatever the program does."""
        refused = {
            "puente_report": ["select 1 from puente.event", "select 1 from puente.contact", "select 1 from puente.participant"],
            "puente_public": ["select 1 from puente.event", *(f"select 1 from report.{view}" for view in VIEWS - {"response_rates"})],
            "puente_report_owner": ["select number_enc from puente.contact", "select number_bidx from puente.contact",
                                    "select value from puente.event", "select reply from puente.event", "select state from puente.session",
                                    "select body from puente.event_raw", "select body from puente.outbox",
                                    "select case_code from puente.participant", "select attributes from puente.participant"],
            "puente_ingest": ["select number_enc from puente.contact", "select number_sealed from puente.contact",
                              "select body from puente.event_raw",
                              "update puente.event set value = ''", "delete from puente.event", "delete from puente.session",
                              "delete from puente.send_log", "update puente.survey_version set form = ''", "select 1 from puente.audit"],
            "puente_worker": ["update puente.event set value = ''", "delete from puente.event", "delete from puente.audit",
                              "update puente.send_log set kind = 'late'", "update puente.channel set secrets = '{}'"],
            "puente_console": ["select number_enc from puente.contact", "select body from puente.event_raw",
                               "select 1 from puente.event", "delete from puente.inbox"],
        }
        for role, statements in refused.items():
            for statement in statements:
                self.same(error(self.url, f"set role {role};\n{statement};"), "42501", f"{role}: {statement}")
        psql(self.url, "insert into puente.audit (actor, action, object, previous, hash) values ('a', 'b', 'c', '', '');"
                  "insert into puente.send_log (contact_id, outbox_id, event_id, session_id, channel_id, at, kind, attempt, priority,"
                  " segments) values (101, 9, 9, 0, 1, now(), 'late', 1, 0, 1);")
        for table, column in (("survey_version", "version"), ("audit", "actor"), ("send_log", "kind")):
            for statement in (f"delete from puente.{table}", f"update puente.{table} set {column} = 'x'"):
                for role in ("puente_login", "puente_owner"):
                    self.same(error(self.url, f"set role {role};\n{statement};"), "42501", f"{role}: {statement}")


    def check_scope(self):
        """A login sees its programmes, in every view that has one."""
        seen = {"ana": {"north"}, "sam": {"south"}, "old": set(), "stranger": set(), "twin": set(), None: {"north", "south"}}
        for login, wanted in seen.items():
            for view in ("participants", "sessions", "questions", "answers", "scores", "channel_health", "deliveries", "response_rates"):
                everywhere = {row[0] for row in rows(self.url, f"select distinct programme from report.{view}")}
                found = {row[0] for row in rows(self.url, f"select distinct programme from report.{view}", login=login)}
                self.same(found, wanted & everywhere, f"{login or 'owner'} in {view}")
        for setting, wanted in (("1", {"1001"}), ("2", {"1002"}), ("3", set()), ("", set()), (None, set())):
            chosen = "" if setting is None else f"select set_config('puente.staff_id', '{setting}', true);"
            found = rows(self.url, f"begin; set role puente_console; {chosen} select session_id from puente.session; commit;")
            self.same({row[0] for row in found} - {setting}, wanted, f"console for staff {setting!r}")
        # The owner is bound by the policies like everybody, and still sees all.
        self.same(rows(self.url, "set role puente_owner; select count(*) from puente.participant"), [["3"]], "owner's rows")


    def check_contents(self):
        self.same(rows(self.url, "select participant, contacts, opted_out from report.participants order by 1"),
                     [["11", "2", "f"], ["12", "1", "t"], ["21", "1", "f"]], "participants")
        self.same(rows(self.url, "select session, participant, disposition, open, by_person, answered, "
                               "round(extract(epoch from now() - first_heard_at) / 60) from report.sessions order by 1"),
                     [["1001", "11", "I", "f", "t", "3", "180"], ["1002", "21", "", "t", "f", "0", ""]], "sessions")
        self.same(rows(self.url, "select question, value, answered, how from report.answers order by question"),
                     [["age", "", "f", "skipped"], ["echo", "", "t", "calculated"], ["health", "", "t", "number"],
                      ["story", "", "t", "text"], ["sum", "7.5", "t", "calculated"], ["work", "2", "t", "number"]], "answers")
        self.same(rows(self.url, "select session, score, value from report.scores"), [["1001", "total", "0.75"]], "scores")
        self.same(rows(self.url, "select question, confidential from report.questions where survey = 'followup' order by position"),
                     [["work", "f"], ["story", "f"], ["health", "t"], ["age", "f"], ["echo", "f"], ["sum", "f"]], "questions")
        for view in VIEWS:
            self.expect(SECRET_WORDS not in psql(self.url, f"select * from report.{view}").stdout, f"a text in {view}")


    def check_comments(self):
        found = {row[0] for row in rows(self.url, "select viewname from pg_views where schemaname = 'report'")}
        self.same(found, VIEWS, "views")
        bare = rows(self.url, """
            select c.relname, coalesce(a.attname, '') from pg_class c left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
            where c.relnamespace = 'report'::regnamespace and c.relkind = 'v'
              and (obj_description(c.oid) is null or a.attname is not null and col_description(c.oid, a.attnum) is null)""")
        self.same(bare, [], "views and columns without a comment")
        unsafe = rows(self.url, """
            select relname from pg_class where relnamespace = 'report'::regnamespace and relkind = 'v'
              and (relowner <> 'puente_report_owner'::regrole or not 'security_barrier=true' = any (coalesce(reloptions, '{}')))""")
        self.same(unsafe, [], "views that are not barriers of puente_report_owner")


    def check_deliveries(self):
        inserts = []
        for case, (statuses, _) in enumerate(RECEIPTS):
            accepted = (f"(101, {5000 + case}, 0, 0, 1, now() - interval '30 min', 'accepted', 1, 0, 1, 'p{case}', null)")
            receipts = [f"(0, 0, 0, 0, 1, now() - interval '{20 - place} min', 'receipt', 0, 0, 0, "
                        # A provider that echoes our id reports on that instead of its own.
                        f"'{f'p{case}' if case % 2 else 5000 + case}', '{status}')" for place, status in enumerate(statuses)]
            # The same provider id on another channel is another text.
            receipts.append(f"(0, 0, 0, 0, 2, now(), 'receipt', 0, 0, 0, 'p{case}', 'failed')")
            # Which of the two was recorded first does not matter.
            inserts += receipts + [accepted] if case % 3 else [accepted] + receipts
        psql(self.url, "insert into puente.send_log (contact_id, outbox_id, event_id, session_id, channel_id, at, kind, attempt, priority, "
                  f"segments, provider_id, status) values {', '.join(inserts)}")
        found = dict(rows(self.url, "select text, state from report.deliveries where text::bigint >= 5000"))
        for case, (statuses, wanted) in enumerate(RECEIPTS):
            self.same(found.get(str(5000 + case)), wanted, f"receipts {statuses}")


    def check_health(self):
        psql(self.url, """
            insert into puente.send_log (contact_id, outbox_id, event_id, session_id, channel_id, at, kind, attempt, priority, segments)
            select e.contact_id, 7000 + seq, e.event_id, e.session_id, e.channel_id, e.at + make_interval(secs => seq), 'accepted', 1, 0, 1
            from puente.event e where session_id = 1001;
            insert into puente.refusal (at, path, reason, times) values (now(), '/in/loopback/n1', 'bad_signature', 3),
                                                                       (now(), '/in/loopback/other', 'bad_signature', 5)""")
        found = rows(self.url, "select sum(texts_in), sum(accepted), sum(delivered), sum(failed), sum(late), sum(refusals) "
                          "from report.channel_health where channel = 'n1'")
        states = collections.Counter(wanted for _, wanted in RECEIPTS)
        failed = states["failed"] + states["expired"] + states["rejected"]
        self.same(found, [["3", str(len(RECEIPTS) + 3), str(states["delivered"]), str(failed), "1", "3"]], "channel_health of n1")
        self.same(rows(self.url, "select min(reply_seconds_p50), max(reply_seconds_p95) from report.channel_health"), [["1.000", "3.000"]],
                     "seconds to the reply, one in each hour")


    def check_rates(self):
        cases = {"3": {"I": 40, "P": 20, "BO": 10, "R": 10, "NC": 60, "UH": 12, "NE": 15}, "4": {"I": 30, "NC": 40, "O": 9},
                 "5": {"I": 19}}
        for at, (version, counts) in enumerate(cases.items()):
            psql(self.url, f"insert into puente.survey_version (survey_version_id, survey_id, version, form, form_hash) overriding system value "
                      f"values ({100 + at}, 1, '{version}', '', '')")
            for word, count in counts.items():
                psql(self.url, f"insert into puente.session (contact_id, session_id, survey_version_id, channel_id, open, by_person, disposition, "
                          f"engine_rev, country, zone, started_at, closed_at, state) select {100 + at}, {DISPOSITIONS.index(word)} * 10000 + n, "
                          f"{100 + at}, 1, false, false, {DISPOSITIONS.index(word)}, 1, '', 'UTC', now(), now(), '' "
                          f"from generate_series(1, {count}) n")
        for version, counts in cases.items():
            wanted = rates(counts)
            found = rows(self.url, f"select suppressed, {', '.join(wanted)} from report.response_rates where version = '{version}'", login="ana")[0]
            self.same(found[0], "f", f"ana, version {version}: suppressed")
            for name, value in zip(wanted, found[1:]):
                self.expect(abs(float(value) - wanted[name]) < 0.0001, f"ana, version {version}, {name}: {value} is not {wanted[name]}")
        wanted = rates(cases["3"])
        query = "select suppressed, {} from report.response_rates where survey = 'followup' and version = '{}'"
        shown = rows(self.url, query.format("i, p, nc, uh, n_all, rr1, con1", "3"), login="donor")
        self.same(shown, [["f", "40", "20", "60", "10", "150", f"{wanted['rr1']:.2f}", f"{wanted['con1']:.2f}"]], "what a donor sees of large cells")
        for version, why in (("4", "a cell of 9"), ("5", "fewer than 20")):
            hidden = rows(self.url, query.format("i, p, bo, r, nc, o, ne, open, n_all, n_known, rr1, rr2, coop1, con1", version), login="donor")
            self.same(hidden, [["t"] + [""] * 14], f"what a donor sees with {why}")
        as_role = rows(self.url, "set role puente_public; select suppressed from report.response_rates where version = '4'")
        self.same(as_role, [["t"]], "an owner in the role of the public")
