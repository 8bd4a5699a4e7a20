"""Views of surveys: columns for what every version asks, made at publication, and nothing in them that analysts must not see."""

import concurrent.futures
import hashlib
import itertools
import json
import unittest

from schema import ROOT, apply, error, psql, rows

from demo import Demo
from machine import wait_for
from puente_test import Rig

FIXED = ["session", "participant", "programme", "wave", "wave_code", "version", "language", "started_at", "closed_at", "disposition"]
SECRET = "a secret text that nobody may read"
NONE, NUMBER, TEXT, SKIPPED, CALCULATED, PREFILLED, DEFAULT = 0, 1, 9, 10, 12, 13, 15
COMPLETE, PARTIAL, BROKEN_OFF, REFUSED = 1, 2, 3, 4

PEOPLE = f"""
set search_path = puente;
insert into programme (code, name, language, country, zone) values
    ('north', 'North', 'es', 'GT', 'America/Guatemala'), ('south', 'South', 'fr', 'SN', 'Africa/Dakar');
insert into channel (public_id, programme_id, adapter) values ('n1', 1, 'loopback'), ('s1', 2, 'loopback');
insert into contact (contact_id, number_bidx, number_sealed, language)
    select n, decode(lpad(to_hex(n), 64, '0'), 'hex'), 'x', 'es' from generate_series(101, 102) n;
insert into participant (participant_id, programme_id, case_code, language, country, zone) values
    (11, 1, 'N-1', 'es', 'GT', 'America/Guatemala'), (21, 2, 'S-1', 'fr', 'SN', 'Africa/Dakar');
insert into participant_contact (contact_id, participant_id) values (101, 11), (102, 21);
insert into staff (login, role, active) values ('ana', 'me', true), ('sam', 'me', true), ('old', 'me', false);
insert into staff_grant (staff_id, programme_id) values (1, 1), (2, 2), (3, 1);
create role ana login in role puente_report;
create role sam login in role puente_report;
create role old login in role puente_report;
create role donor login in role puente_public;
"""


def literal(value):
    return "null" if value is None else "'" + str(value).replace("'", "''") + "'"


def identifier(name):
    return '"' + name.replace('"', '""') + '"'


def short(text):
    """Five digits of a hash, as a name gets them."""
    return hashlib.sha256((text + "0").encode()).hexdigest()[:5]


def question(name, type="integer", *, choices=None, privacy="", label=None):
    """choices: names of the choices of a select."""
    return {"name": name, "type": type, "choices": choices, "privacy": privacy, "label": name.capitalize() + "?" if label is None else label}


class Schema(unittest.TestCase):
    """Versions and answers written as SQL, so that names can be worse than a form may have."""

    @classmethod
    def setUpClass(cls):
        cls.base = cls.enterClassContext(Rig()).database().url
        apply(cls.base)
        psql(cls.base, PEOPLE)

    def setUp(self):
        psql(self.base, "create database copy template puente", database="postgres")
        self.addCleanup(psql, self.base, "drop database copy", database="postgres")
        self.url = self.base.replace("dbname=puente", "dbname=copy")
        self.numbers = itertools.count(1000)

    def publish(self, form_id, version, questions, *, scores=(), programme=1, form=None, make=True):
        """The version's id. form: a text instead of what is made of the rest."""
        if form is None:
            lists = [{"name": q["name"], "choices": [{"name": c, "label": {"es": f"es {c}", "en": f"en {c}"}} for c in q["choices"]]}
                     for q in questions if q["choices"]]
            form = json.dumps({"default_language": "es", "title": {"es": "Un título", "en": "A title"}, "lists": lists,
                               "questions": [{"name": q["name"], "type": q["type"], "list": q["name"]} for q in questions],
                               "scores": [{"name": score} for score in scores]})
        values = ", ".join(f"({at}::smallint, {literal(q['name'])}, {literal(q['type'])}, {literal(q['privacy'])}, {literal(q['label'])})"
                           for at, q in enumerate(questions))
        made = f"select report.make_form_view({literal(form_id)});" if make else ""
        return int(rows(self.url, f"""
            set role puente_owner;
            set search_path = puente;
            insert into survey (programme_id, form_id) values ({programme}, {literal(form_id)}) on conflict do nothing;
            insert into survey_version (survey_id, version, form, form_hash)
                select survey_id, {literal(version)}, {literal(form)}, '' from survey
                where programme_id = {programme} and form_id = {literal(form_id)};
            insert into survey_question (survey_version_id, question, name, type, privacy, required, label)
                select (select max(survey_version_id) from survey_version), q.at, q.name, q.type, q.privacy, false, q.label
                from (values {values}) q(at, name, type, privacy, label);
            {made}
            select max(survey_version_id) from survey_version""")[-1][0])

    def answer(self, version_id, answers, *, scores=(), contact=101, disposition=COMPLETE, queued=False):
        """A session with (question, how, value) each; its id."""
        session = next(self.numbers)
        is_open = disposition == 0 and not queued
        script = f"""set search_path = puente;
            insert into session (contact_id, session_id, participant_id, survey_version_id, channel_id, open, by_person, queued, disposition,
                                 engine_rev, country, zone, started_at, closed_at, state)
                select {contact}, {session}, participant_id, {version_id}, 1, {is_open}, false, {queued}, {disposition}, 1, 'GT', 'UTC', now(),
                       {'null' if is_open or queued else 'now()'}, '' from participant_contact where contact_id = {contact};"""
        for at, how, value in answers:
            script += f"""insert into answer (session_id, question, row, contact_id, survey_version_id, how, value, at)
                values ({session}, {at}, 0, {contact}, {version_id}, {how}, {literal(value)}, now());"""
        for name, value in scores:
            script += f"""insert into score (session_id, name, contact_id, survey_version_id, value, at)
                values ({session}, {literal(name)}, {contact}, {version_id}, {literal(value)}, now());"""
        psql(self.url, script)
        return str(session)

    def columns(self, view):
        """Name to type of all but the fixed columns, in their order."""
        found = rows(self.url, f"select attname, format_type(atttypid, -1) from pg_attribute where attrelid = 'report.{identifier(view)}'::regclass "
                               "and attnum > 0 and not attisdropped order by attnum")
        self.assertEqual(FIXED, [name for name, _ in found[:len(FIXED)]])
        return [(name, type) for name, type in found[len(FIXED):]]

    def views(self):
        return [row[0] for row in rows(self.url, "select viewname from pg_views where schemaname = 'report' and viewname like 'form\\_%' order by 1")]

    def read(self, view, columns, login="ana"):
        return rows(self.url, f"select {', '.join(map(identifier, columns))} from report.{identifier(view)} order by session", login=login)


class ColumnTest(Schema):
    EVERY = [question("n"), question("d", "decimal"), question("day", "date"), question("hour", "time"), question("one", "select_one", choices="ab"),
             question("many", "select_multiple", choices="abc"), question("order", "rank", choices="ab"), question("story", "text"),
             question("note", "note"), question("sum", "calculate"), question("case", "hidden"), question("photo", "image"),
             question("year", privacy="personal"), question("needs", "select_multiple", choices="ab", privacy="sensitive"),
             question("pin", "text", privacy="secret")]

    def test_each_type_has_its_column(self):
        version = self.publish("all", "1", self.EVERY, scores=["total"])
        self.assertEqual([("n", "numeric"), ("d", "numeric"), ("day", "date"), ("hour", "time without time zone"), ("one", "text"), ("many", "text"),
                          ("many__a", "boolean"), ("many__b", "boolean"), ("many__c", "boolean"), ("order", "text"), ("story", "boolean"),
                          ("sum", "numeric"), ("case", "numeric"), ("photo", "boolean"), ("year", "boolean"), ("needs", "boolean"),
                          ("pin", "boolean"), ("total", "numeric")], self.columns("form_all"))
        self.answer(version, [(0, NUMBER, "-12"), (1, NUMBER, "350.50"), (2, NUMBER, "2026-02-28"), (3, DEFAULT, "06:30"), (4, NUMBER, "b"),
                              (5, NUMBER, "c a"), (6, NUMBER, "b a"), (7, TEXT, SECRET), (9, CALCULATED, "7.5"), (10, PREFILLED, SECRET),
                              (11, TEXT, SECRET), (12, NUMBER, "1990"), (13, NUMBER, "b"), (14, TEXT, SECRET)], scores=[("total", 0.75)])
        self.answer(version, [(at, SKIPPED, "") for at in range(15)])
        self.answer(version, [(0, NUMBER, "+1 500 555 0100"), (2, NUMBER, "soon"), (3, NUMBER, "29:00"), (9, CALCULATED, "5005550100"), (10, PREFILLED, "1")])
        names = [name for name, _ in self.columns("form_all")]
        first, skipped, odd = (dict(zip(names, row)) for row in self.read("form_all", names))
        self.assertEqual(dict(zip(names, ["-12", "350.50", "2026-02-28", "06:30:00", "b", "c a", "t", "f", "t", "b a", "t", "7.5", "", "t", "t", "t",
                                          "t", "0.75"])), first)
        asked = {"story", "photo", "year", "needs", "pin"}
        self.assertEqual({name: "f" if name in asked else "" for name in names}, skipped)
        self.assertEqual({name: "1" if name == "case" else "" for name in names}, odd)
        self.assertNotIn(SECRET, psql(self.url, "select * from report.form_all").stdout)

    def test_a_row_is_a_session_that_is_complete_or_has_an_answer_of_the_person(self):
        version = self.publish("f", "1", [question("n"), question("sum", "calculate")])
        rows_there = [self.answer(version, [(0, NUMBER, "1")]), self.answer(version, []),
                      self.answer(version, [(0, NUMBER, "1")], disposition=PARTIAL), self.answer(version, [(0, SKIPPED, "")], disposition=BROKEN_OFF),
                      self.answer(version, [(0, NUMBER, "1")], disposition=0)]
        psql(self.url, "update puente.session set open = false, queued = true where open")
        self.answer(version, [], disposition=REFUSED)
        self.answer(version, [(1, CALCULATED, "1")], disposition=5)
        self.assertEqual([[session] for session in rows_there[:4]], self.read("form_f", ["session"]))
        psql(self.url, "update puente.session set open = true, queued = false where queued")
        self.assertEqual([[session] for session in rows_there], self.read("form_f", ["session"]))
        self.assertEqual([["11", "north", "", "1", "es", "I", "t"]],
                         rows(self.url, "select participant, programme, wave, version, language, disposition, closed_at is not null from "
                                        f"report.form_f where session = '{rows_there[0]}'"))
        psql(self.url, f"""set search_path = puente;
            insert into wave (wave_id, programme_id, code, survey_id, survey_version_id, channel_id, after_months, after_days, window_days,
                              spread_minutes, state) overriding system value values (7, 1, 'w3', 1, 1, 1, 3, 0, 14, 0, 'running');
            update session set wave_id = 7 where session_id = {rows_there[0]};
            insert into consent (contact_id, participant_id, survey_version_id, event_id, given, version, language, channel_id, at)
                select 101, 11, {version}, 1, true, '1', 'fr', 1, started_at from session where session_id = {rows_there[0]};""")
        self.assertEqual([["7", "w3", "fr"]], rows(self.url, f"select wave, wave_code, language from report.form_f where session = '{rows_there[0]}'"))

    def test_later_versions_add_columns_at_the_end_and_keep_all_others(self):
        first = self.publish("f", "1", [question("a"), question("b", "select_multiple", choices="xy")], scores=["s"])
        psql(self.url, "create view public.built_on_it as select a, b__y from report.form_f")
        before = self.columns("form_f")
        self.answer(first, [(0, NUMBER, "1"), (1, NUMBER, "y")], scores=[("s", 1)])
        second = self.publish("f", "2", [question("c", "date"), question("b", "select_multiple", choices="zx"), question("a")], scores=["t", "s"])
        self.assertEqual([("a", "numeric"), ("b", "text"), ("b__x", "boolean"), ("b__y", "boolean"), ("s", "numeric"), ("c", "date"),
                          ("b__z", "boolean"), ("t", "numeric")], self.columns("form_f"))
        self.assertEqual(before, self.columns("form_f")[:len(before)])
        self.answer(second, [(0, NUMBER, "2026-01-15"), (1, NUMBER, "x z"), (2, NUMBER, "2")], scores=[("s", 2), ("t", 3)])
        names = ["version", "a", "b", "b__x", "b__y", "s", "c", "b__z", "t"]
        # A choice that a version did not have was not chosen nor refused.
        self.assertEqual([["1", "1", "y", "f", "t", "1", "", "", ""], ["2", "2", "x z", "t", "", "2", "2026-01-15", "t", "3"]],
                         self.read("form_f", names))
        self.assertEqual(2, len(rows(self.url, "select * from public.built_on_it")))

    def test_another_type_is_another_column(self):
        versions = [self.publish("f", "1", [question("a"), question("b", "text")]),
                    self.publish("f", "2", [question("a", "select_one", choices="xy"), question("b", "select_one", choices="xy")]),
                    self.publish("f", "3", [question("a", "decimal"), question("b", "select_one", choices="xy", privacy="sensitive")]),
                    self.publish("f", "4", [question("a", privacy="secret")], scores=["b"])]
        self.assertEqual([("a", "numeric"), ("b", "boolean"), ("a__v2", "text"), ("b__v2", "text"), ("a__v3", "boolean"), ("b__v3", "numeric")],
                         self.columns("form_f"))
        for version, values in zip(versions, (["1", SECRET], ["x", "y"], ["1.5", "x"], ["3"])):
            self.answer(version, [(at, NUMBER, value) for at, value in enumerate(values)], scores=[("b", 9)])
        self.assertEqual([["1", "t", "", "", "", ""], ["", "", "x", "y", "", ""], ["1.5", "t", "", "", "", ""], ["", "", "", "", "t", "9"]],
                         self.read("form_f", [name for name, _ in self.columns("form_f")]))

    def test_more_choices_than_a_view_has_columns(self):
        codes = [f"c{at}" for at in range(1200)]
        version = self.publish("f", "1", [question("town", "select_multiple", choices=codes), *(question(f"q{at}") for at in range(499))])
        self.publish("f", "2", [question("late")])
        names = [name for name, _ in self.columns("form_f")]
        self.assertEqual((1500, "town", "town__c0", "town__c999", "q0", "q498"), (len(names), *names[:2], *names[1000:1002], names[-1]))
        self.answer(version, [(0, NUMBER, "c999 c1100"), (499, NUMBER, "5")])
        self.assertEqual([["c999 c1100", "f", "t", "5"]], self.read("form_f", ["town", "town__c0", "town__c999", "q498"]))


class NameTest(Schema):
    def test_names_are_plain_short_and_never_taken_twice(self):
        long = "x" * 80
        quoted = "a\"b'c; drop table puente.answer; --"
        plain = "a_b_c__drop_table_puente_answer____"
        version = self.publish("f", "1", [
            question(quoted, label="What's \"this\"? %s %I $1 $view$ \\"), question(long), question(long + "y"), question("Año", "select_one", choices=["ñ'"]),
            question("AÑO"), question("language"), question("session"), question("m", "select_multiple", choices=["b'c\"", "b.c-d", "%L"])])
        cut = long[:57] + "_"
        self.assertEqual([plain, cut + short(f"{long} number"), cut + short(f"{long}y number"), "a_o", f"a_o_{short('AÑO number')}",
                          f"language_{short('language number')}", f"session_{short('session number')}", "m", "m__b_c_", "m__b_c_d", "m___l"],
                         [name for name, _ in self.columns("form_f")])
        self.answer(version, [(0, NUMBER, "1"), (1, NUMBER, "2"), (2, NUMBER, "3"), (3, NUMBER, "ñ'"), (4, NUMBER, "4"), (5, NUMBER, "5"), (6, NUMBER, "6"),
                              (7, NUMBER, "b'c\" %L")])
        self.assertEqual([["1", "2", "3", "ñ'", "4", "5", "6", "b'c\" %L", "t", "f", "t"]], self.read("form_f", [name for name, _ in self.columns("form_f")]))
        self.assertEqual([["What's \"this\"? %s %I $1 $view$ \\"]],
                         rows(self.url, f"select col_description('report.form_f'::regclass, {len(FIXED) + 1})"))

    def test_two_surveys_never_share_a_view(self):
        long = "f" * 64
        ids = ["b.a", "b_a", "B-A", "x'; drop view form_b_a; --", "ñandú", long, long + "g", "Ünï\"code"]
        for form_id in ids:
            self.answer(self.publish(form_id, "1", [question("n")]), [(0, NUMBER, str(len(self.views())))])
        cut = "form_" + long[:52] + "_"
        wanted = ["form_b_a", f"form_b_a_{short('b_a')}", f"form_b_a_{short('B-A')}", "form_x___drop_view_form_b_a____", "form__and_",
                  cut + short(long), cut + short(long + "g"), "form__n__code"]
        self.assertEqual(sorted(wanted), self.views())
        for at, view in enumerate(wanted, 1):
            self.assertEqual([[str(at)]], self.read(view, ["n"]), view)
        # Another version finds its own.
        self.publish("B-A", "2", [question("n"), question("new")])
        self.assertEqual(sorted(wanted), self.views())
        self.assertEqual([("n", "numeric"), ("new", "numeric")], self.columns(wanted[2]))

    def test_every_view_and_column_says_what_it_is(self):
        self.publish("all", "1", ColumnTest.EVERY, scores=["total"])
        self.assertEqual([], rows(self.url, """
            select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
            where c.relname = 'form_all' and (obj_description(c.oid) is null or col_description(c.oid, a.attnum) is null)"""))
        about = dict(rows(self.url, "select attname, col_description(attrelid, attnum) from pg_attribute where attrelid = 'report.form_all'::regclass"))
        self.assertEqual(("N?", "Many?: es b (whether it was chosen; empty: no answer)", "Story? (whether it was answered; empty: not asked)"),
                         (about["n"], about["many__b"], about["story"]))
        self.assertEqual([["Survey all, Un título: one row for each run that is complete or has an answer of the person"]],
                         rows(self.url, "select obj_description('report.form_all'::regclass)"))
        self.publish("all", "2", [question("n", label="Other words?"), question("empty", label="")])
        about = dict(rows(self.url, "select attname, col_description(attrelid, attnum) from pg_attribute where attrelid = 'report.form_all'::regclass"))
        self.assertEqual(("Other words?", "empty", "Day?"), (about["n"], about["empty"], about["day"]))

    def test_a_form_that_cannot_be_read_has_the_columns_of_its_questions(self):
        for at, form in enumerate(["{", "", "[]", "null", '{"lists": 3, "questions": [3], "scores": {"a": 1}, "title": 5}', '{"a": "\\u0000"}']):
            with self.subTest(form):
                self.publish(f"f{at}", "1", [question("n"), question("m", "select_multiple", choices="ab")], form=form)
                self.assertEqual([("n", "numeric"), ("m", "text")], self.columns(f"form_f{at}"))


class RightsTest(Schema):
    def test_programmes_with_one_form_id_share_a_view_and_see_their_own_rows(self):
        north = self.publish("f", "1", [question("a"), question("b")])
        south = self.publish("f", "1", [question("b", "text"), question("c")], programme=2)
        self.assertEqual(["form_f"], self.views())
        self.answer(north, [(0, NUMBER, "1"), (1, NUMBER, "2")])
        self.answer(south, [(0, TEXT, SECRET), (1, NUMBER, "3")], contact=102)
        columns = ["programme", "participant", "a", "b", "b__v2", "c"]
        in_north, in_south = ["north", "11", "1", "2", "", ""], ["south", "21", "", "", "t", "3"]
        for login, wanted in (("ana", [in_north]), ("sam", [in_south]), ("old", []), ("puente_login", [in_north, in_south])):
            with self.subTest(login):
                self.assertEqual(wanted, self.read("form_f", columns, login))
        self.assertEqual("42501", error(self.url, "select 1 from report.form_f", login="donor"))

    def test_the_views_are_barriers_of_their_owner(self):
        self.publish("f", "1", [question("a")])
        self.assertEqual([["puente_report_owner", "{security_barrier=true}", "r"]], rows(self.url, """
            select relowner::regrole, reloptions, string_agg(distinct case when a.grantee = 'puente_report'::regrole then
                       case a.privilege_type when 'SELECT' then 'r' else 'other' end end, '')
            from pg_class, aclexplode(relacl) a where relname = 'form_f' group by 1, 2"""))

    def test_nobody_else_makes_views_or_reads_forms(self):
        self.publish("f", "1", [question("a")])
        for role in ("puente_report", "puente_public", "puente_ingest", "puente_worker", "puente_console"):
            for call in ("report.make_form_view('f')", "puente.form_columns('f')", "puente.form_views()"):
                with self.subTest(role=role, call=call):
                    self.assertEqual("42501", error(self.url, f"set role {role}; select {call}"))
        self.assertEqual("42501", error(self.url, "set role puente_report_owner; select form from puente.survey_version"))

    def test_who_makes_a_view_at_the_same_time_waits(self):
        self.publish("f", "1", [question("a")], make=False)
        make = "set role puente_owner; begin; select report.make_form_view('f');"
        sleeping = "select exists (select from pg_stat_activity where datname = 'copy' and wait_event = 'PgSleep')"
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            first = pool.submit(error, self.url, make + "select pg_sleep(1); commit")
            wait_for(lambda: rows(self.url, sleeping) == [["t"]], interval=0.02, what="the first to have made it")
            second = pool.submit(error, self.url, make + "commit")
            self.assertEqual((None, None), (first.result(), second.result()))
        self.assertEqual(["form_f"], self.views())

    def test_reports_made_anew_make_the_views(self):
        self.publish("f", "1", [question("a")], make=False)
        self.publish("g", "1", [question("a")])
        psql(self.url, "set role puente_report_owner; drop view report.form_g; create view report.form_g as select 1 as other")
        for path in sorted(ROOT.glob("sql/reports/*.sql")):
            psql(self.url, path.read_text())
        self.assertEqual(["form_f", "form_g"], self.views())
        self.assertEqual([("a", "numeric")], self.columns("form_g"))
        self.assertEqual("P0002", error(self.url, "set role puente_owner; select report.make_form_view('none')"))


class PublishedTest(unittest.TestCase):
    """Through the program: publication, conversations, migration, verification."""

    @classmethod
    def setUpClass(cls):
        cls.rig = cls.enterClassContext(Rig())
        cls.demo = Demo(cls.rig)
        cls.database = cls.demo.database

    def publish(self, path, programme="demo", **options):
        return self.rig.puente("survey", "publish", path, "--programme", programme, database=self.database, **options)

    def write(self, form):
        path = self.rig.directory / f"{form['id']}_{form['version']}.json"
        path.write_text(json.dumps(form), encoding="utf-8")
        return path

    def small(self, **changes):
        return {"format": "puente-form/1", "id": "small", "version": "1", "languages": ["es"], "default_language": "es", "title": {"es": "T"},
                "questions": [{"name": "uno", "type": "integer", "label": {"es": "Uno?"}}]} | changes

    def columns(self, view):
        return self.database.sql(f"select string_agg(attname, ' ' order by attnum) from pg_attribute where attrelid = "
                                 f"'report.{view}'::regclass and attnum > {len(FIXED)}").split(" ")

    def findings(self):
        done = self.rig.puente("verify", "--json", database=self.database, check=False)
        return [line for line in map(json.loads, done.stdout.splitlines()) if line.get("check") == "form_views"]

    def test_a_conversation_is_a_row(self):
        self.publish(ROOT / "survey/examples/tipos.json")
        self.demo.reload()
        phone = self.demo.phone()
        replies = ["TIPOS", "1", "Xela", "4", "1", "350.50", "15/01/2026", "1 2", "2 1", "1", "7:45", "4321"]
        for reply in replies:
            phone.says(reply)
            phone.news(1)
        half = self.demo.phone(language="en")
        for reply in ["TIPOS", "1", "Xela", "0", "5"]:
            half.says(reply)
            half.news(1)
        self.demo.wait_value("select count(*) from report.form_tipos where disposition = 'I' or people = 5", 2)
        first, second = self.database.rows("select * from report.form_tipos order by started_at")
        self.assertEqual(
            {"programme": "demo", "wave": None, "version": "2026112101", "language": "es", "disposition": "I", "town": True, "people": 4, "works": "1",
             "income": True, "since": "2026-01-15", "needs_now": "food health", "needs_now__food": True, "needs_now__health": True,
             "needs_now__work": False, "needs_now__home": False, "needs_order": "health food", "basic": None, "missing_most": "food",
             "call_from": True, "pin": True, "first_need": None},
            {name: first[name] for name in first if name not in ("session", "participant", "wave_code", "started_at", "closed_at", "per_person",
                                                                 "months_at_work")})
        self.assertIsInstance(first["months_at_work"], int)
        self.assertEqual((True, 5, None, None, None), tuple(second[name] for name in ("town", "people", "works", "pin", "closed_at")))
        shown = self.database.sql("select * from report.form_tipos")
        for secret in ("Xela", "350.5", "07:45", "4321", phone.number, half.number):
            self.assertNotIn(secret, shown)

    def test_a_spreadsheet_has_its_view(self):
        self.publish(ROOT / "tests/fixtures/xlsform/xlsx/06_necesidades.xlsx")
        columns = self.columns("form_necesidades")
        self.assertEqual(["hh_size", "children", "workers"], [name for name in columns if name in ("hh_size", "children", "workers")])
        self.assertEqual([f"needs__{code}" for code in range(1, 10)], [name for name in columns if name.startswith("needs__")])
        types = dict(row.split("|") for row in self.database.sql("""
            select attname, format_type(atttypid, -1) from pg_attribute where attrelid = 'report.form_necesidades'::regclass and attnum > 0""").split("\n"))
        self.assertEqual(("numeric", "boolean", "boolean", "boolean", "date", "boolean"),
                         tuple(types[name] for name in ("hh_size", "debt", "debt_src", "threat", "due", "skill")))
        self.assertEqual(["¿Cuántas personas viven con usted, contándose?"],
                         self.database.sql("select col_description(attrelid, attnum) from pg_attribute where attrelid = "
                                           "'report.form_necesidades'::regclass and attname = 'hh_size'").split("\n"))

    def test_publications_at_once_all_succeed(self):
        forms = [self.write(self.small(id=f"at-once{sign}{at}")) for at, sign in enumerate("-._-._")]
        forms += [self.write(self.small(id="at_once.same", version=str(at), questions=[{"name": f"q{at}", "type": "integer", "label": {"es": "Q?"}}]))
                  for at in range(4)]
        with concurrent.futures.ThreadPoolExecutor(len(forms)) as pool:
            self.assertEqual([0] * len(forms), [done.returncode for done in pool.map(lambda path: self.publish(path, check=False), forms)])
        self.assertEqual("7", self.database.sql("select count(*) from pg_views where schemaname = 'report' and viewname like 'form\\_at\\_once%'"))
        self.assertEqual(["q0", "q1", "q2", "q3"], sorted(self.columns("form_at_once_same")))
        self.assertEqual([], self.findings())

    def test_a_refused_publication_changes_no_view(self):
        self.publish(self.write(self.small(id="kept")))
        before = self.columns("form_kept")
        changed = self.write(self.small(id="kept", questions=[{"name": "dos", "type": "text", "label": {"es": "Dos?"}}]))
        self.assertEqual(1, self.publish(changed, check=False).returncode)
        self.assertEqual(before, self.columns("form_kept"))

    def test_a_missing_view_or_column_is_found_and_migration_makes_it(self):
        self.publish(self.write(self.small(id="lost")))
        self.publish(self.write(self.small(id="narrow")))
        self.assertEqual([], self.findings())
        self.database.sql("drop view report.form_lost")
        self.database.sql("drop view report.form_narrow")
        self.database.sql("create view report.form_narrow as select 1 as session")
        found = {finding["object"]: finding for finding in self.findings()}
        self.assertEqual({"survey lost", "survey narrow"}, set(found))
        self.assertIn("has no view report.form_lost", found["survey lost"]["message"])
        self.assertRegex(found["survey narrow"]["message"], "does not show: participant, .*, uno; hint: select report.make_form_view")
        # As when a program with other report views comes.
        self.database.sql("delete from puente_meta.migration where name like '%reports%'")
        self.database.sql("drop view report.form_narrow")
        self.rig.puente("migrate", database=self.database)
        self.assertEqual([], self.findings())
        self.assertEqual("puente_report_owner", self.database.sql("select relowner::regrole from pg_class where relname = 'form_lost'"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
