"""Every command that speaks SQL, against a real PostgreSQL: what it does, what it refuses and with which status."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "py"))

from puente_test import PUENTE, ROOT, Gateway, Rig, free_ports  # noqa: E402

FORM = ROOT / "survey/examples/seguimiento_3m.json"
FORMS = ROOT / "tests/fixtures/xlsform"
YES, NO, USAGE, WORLD = range(4)

rig = None
server = None


def setUpModule():
    global rig, server
    rig = unittest.enterModuleContext(Rig())
    server = rig.database()


class Site:
    """One database of the cluster with a directory of keys of its own."""

    made = 0

    def __init__(self):
        Site.made += 1
        self.name = f"site{Site.made}"
        server.sql(f"create database {self.name}")
        self.url = re.sub(r"dbname=\S+", f"dbname={self.name}", server.url)
        self.directory = rig.directory / self.name
        self.directory.mkdir()
        self.keys = self.directory / "keys"

    def environment(self, **more):
        return {**os.environ, "PUENTE_DATABASE_URL": self.url, "PUENTE_KEYS": str(self.keys), **more}

    def start(self, *words, input=None, **environment):
        return subprocess.Popen([PUENTE, *map(str, words)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, env=self.environment(**environment))

    def puente(self, *words, input="", **environment):
        process = self.start(*words, **environment)
        out, err = process.communicate(input, timeout=60)
        return Done(process.returncode, out, err, words)

    def write(self, name, text):
        path = self.directory / name
        path.write_text(text)
        return path


class Done:
    def __init__(self, status, out, err, words):
        self.status, self.out, self.err, self.words = status, out, err, words

    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]

    def __repr__(self):
        return f"puente {' '.join(map(str, self.words))}: {self.status}\n{self.out}{self.err}"


class CommandsTest(unittest.TestCase):
    def site(self, *commands):
        site = Site()
        for command in commands:
            self.ok(site.puente(*command.split()))
        return site

    def sql(self, site, query):
        done = subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", query, site.url], capture_output=True, text=True)
        self.assertEqual(0, done.returncode, done.stderr)
        return done.stdout.removesuffix("\n")

    def ok(self, done):
        self.assertEqual(YES, done.status, done)
        return done

    def refused(self, done, status, *words):
        """With that status, and an error that says so: never a number, never silence."""
        self.assertEqual(status, done.status, done)
        for word in words:
            self.assertIn(word, done.err, done)
        self.assertNotIn("5025550", done.err)

    def programme(self, site, code="p1", country="GT"):
        self.ok(site.puente("programme", "add", code, "--name", "Programa", "--language", "es", "--country", country,
                            "--zone", "America/Guatemala"))

    def audit(self, site):
        return self.sql(site, "select coalesce(max(audit_id), 0) || ' ' || count(*) from puente.audit")


class UsageTest(CommandsTest):
    def test_help_of_every_command_is_on_standard_output_and_a_success(self):
        site = Site()
        commands = ["", "migrate", "programme", "programme add", "programme list", "survey", "survey check", "survey simulate", "survey publish",
                    "channel", "channel add", "channel list", "channel adapters", "channel kannel-config", "wallet", "wallet add", "wallet list",
                    "wallet fund", "wallet withdraw", "wallet set", "wallet park", "wallet unpark", "wallet adapters", "airtime", "airtime rule",
                    "airtime rules", "airtime show", "airtime ledger", "airtime stop", "airtime resume", "participant", "participant add",
                    "participant list", "participant import", "wave", "wave create", "wave start", "wave pause", "wave show", "inbox",
                    "inbox list", "inbox answer", "inbox close", "ticket", "ticket list", "ticket close", "staff", "staff add", "audit",
                    "audit verify", "demo", "demo seed"]
        for command in commands:
            with self.subTest(command):
                done = self.ok(site.puente(*command.split(), "--help"))
                self.assertIn("puente", done.out)
                self.assertEqual("", done.err)

    def test_the_version_is_told(self):
        self.assertRegex(Site().puente("--version").out, r"^puente \d+\.\d+\.\d+\n$")

    def test_what_is_no_command_is_bad_usage(self):
        site = Site()
        rows = {
            "no command": [],
            "unknown command": ["fly"],
            "no verb": ["channel"],
            "unknown verb": ["channel", "fly"],
            "unknown option": ["channel", "list", "--fast"],
            "option without its value": ["programme", "add", "p", "--name"],
            "option given twice": ["programme", "add", "p", "--name", "a", "--name=b", "--language", "es", "--zone", "UTC"],
            "required option missing": ["staff", "add", "ana", "--role", "officer"],
            "argument missing": ["survey", "check"],
            "argument too many": ["inbox", "close", "1", "2"],
            "no item": ["inbox", "close", "one"],
            "no ticket": ["ticket", "close", "-1"],
            "no number": ["channel", "add", "--programme", "p", "--id", "c", "--adapter", "loopback", "--answer-ms", "soon"],
            "switch with a value": ["participant", "import", "--programme", "p", "--commit=yes", FORM],
            "no order of dates": ["participant", "import", "--programme", "p", "--dates", "y/m/d", FORM],
            "no window": ["wave", "create", "--programme", "p", "--code", "w", "--survey", "s", "--channel", "c", "--after", "3m",
                          "--window", "long"],
            "no language": ["survey", "check", "--lang", "xx", FORM],
        }
        for case, words in rows.items():
            with self.subTest(case):
                done = site.puente(*words)
                self.assertEqual(USAGE, done.status, done)
                self.assertEqual("", done.out)
                self.assertIn("puente", done.err)

    def test_a_failing_world_is_told_apart(self):
        site = Site()
        self.refused(site.puente("channel", "list", PUENTE_DATABASE_URL=""), WORLD, "PUENTE_DATABASE_URL", "hint")
        self.refused(site.puente("channel", "list"), WORLD, "no schema", "hint: puente migrate")
        self.refused(site.puente("migrate", PUENTE_DATABASE_URL="host=/nowhere dbname=x"), WORLD, "no database")


class MigrateTest(CommandsTest):
    def test_it_makes_schema_reports_and_keys_and_does_nothing_twice(self):
        site = Site()
        names = sorted(path.name for path in ROOT.glob("sql/migrations/*.sql"))
        first = self.ok(site.puente("migrate", "--json")).lines()[0]
        self.assertEqual({"applied": names, "reports": True, "keys": 5}, first)
        self.assertEqual({"applied": [], "reports": False, "keys": 0}, self.ok(site.puente("migrate", "--json")).lines()[0])
        self.assertEqual("nothing to do\n", site.puente("migrate").out)
        self.assertEqual(0o700, site.keys.stat().st_mode & 0o777)
        self.assertEqual({"index.key", "seal.pub", "seal.sec", "number.key", "audit.key"}, {p.name for p in site.keys.iterdir()})
        for path in site.keys.iterdir():
            self.assertEqual((0o600, 32), (path.stat().st_mode & 0o777, path.stat().st_size), path)

    def test_four_at_the_same_time_apply_everything_once(self):
        site = Site()
        running = [site.start("migrate", "--json") for _ in range(4)]
        done = [json.loads(process.communicate(timeout=60)[0]) for process in running]
        self.assertEqual([0] * 4, [process.returncode for process in running])
        self.assertEqual(1, sum(bool(d["applied"]) for d in done), done)
        self.assertEqual(5, sum(d["keys"] for d in done), done)

    def test_changed_reports_are_made_anew(self):
        site = self.site("migrate")
        self.sql(site, "update puente_meta.migration set hash = '' where name = 'reports'")
        self.assertEqual("report views made anew\n", self.ok(site.puente("migrate")).out)

    def test_a_database_that_is_not_this_programs_is_refused(self):
        site = self.site("migrate")
        rows = {
            "newer": ("insert into puente_meta.migration values ('999912312359_future.sql', '')",
                      "delete from puente_meta.migration where name like '9999%'", "newer"),
            "changed": ("update puente_meta.migration set hash = '\\x00' || hash where name like '%spine%'",
                        "update puente_meta.migration set hash = substr(hash, 2) where name like '%spine%'", "not the one"),
        }
        for case, (spoil, mend, word) in rows.items():
            with self.subTest(case):
                self.sql(site, spoil)
                self.refused(site.puente("migrate"), WORLD, word, "hint")
                self.refused(site.puente("channel", "list"), WORLD, word)
                self.sql(site, mend)
                self.ok(site.puente("migrate"))

    def test_a_pending_migration_stops_every_command(self):
        site = self.site("migrate")
        self.sql(site, "delete from puente_meta.migration where name like '%spine%'")
        self.refused(site.puente("channel", "list"), WORLD, "lacks migration", "puente migrate")
        # What is half there cannot be applied again, and says which it was.
        self.refused(site.puente("migrate"), WORLD, "migration '202611210001_spine.sql'", "already exists")

    def test_keys_of_another_database_are_refused_and_none_are_made_beside_old_data(self):
        site = self.site("migrate")
        other = self.site("migrate")
        self.refused(site.puente("migrate", PUENTE_KEYS=str(other.keys)), WORLD, "index.key", "hint: set PUENTE_KEYS")
        self.refused(site.puente("channel", "list", PUENTE_KEYS=str(other.keys)), WORLD, "index.key")
        new = site.directory / "new"
        self.refused(site.puente("migrate", PUENTE_KEYS=str(new)), WORLD, "hint")
        self.assertFalse(new.exists())
        os.chmod(site.keys / "index.key", 0o644)
        self.refused(site.puente("channel", "list"), WORLD, "readable by others", "chmod 600")

    def test_a_server_that_may_lose_what_it_confirmed_is_refused(self):
        site = Site()
        self.sql(site, f"alter database {site.name} set synchronous_commit = off")
        self.refused(site.puente("migrate"), WORLD, "synchronous_commit", "hint")
        self.refused(site.puente("migrate", PUENTE_UNSAFE_DURABILITY="1"), WORLD, "synchronous_commit")
        self.ok(site.puente("migrate", PUENTE_UNSAFE_DURABILITY="yes"))
        unsafe = rig.database("fsync=off", name="unsafe")
        self.refused(site.puente("migrate", PUENTE_DATABASE_URL=unsafe.url), WORLD, "fsync", "hint")


class ProgrammeAndStaffTest(CommandsTest):
    def test_programmes_are_added_once_and_listed(self):
        site = self.site("migrate")
        self.programme(site)
        self.assertEqual([{"programme": "p1", "name": "Programa", "language": "es", "country": "GT", "zone": "America/Guatemala"}],
                         site.puente("programme", "list", "--json").lines())
        before = self.audit(site)
        good = {"code": "p2", "--name": "N", "--language": "es", "--zone": "UTC", "--country": "GT"}
        rows = {
            "code taken": ({"code": "p1"}, "exists already"),
            "no code": ({"code": "P 2"}, "is no code"),
            "no name": ({"--name": ""}, "name is empty"),
            "language without texts": ({"--language": "de"}, "hint: one of en, es, fr"),
            "no zone": ({"--zone": "America/Nowhere"}, "no time zone"),
            "no country": ({"--country": "Guatemala"}, "two capital letters"),
        }
        for case, (change, word) in rows.items():
            with self.subTest(case):
                wish = {**good, **change}
                code = wish.pop("code")
                self.refused(site.puente("programme", "add", code, *(w for pair in wish.items() for w in pair)), NO, word)
        self.assertEqual(before, self.audit(site))

    def test_staff_are_added_with_their_programmes(self):
        site = self.site("migrate")
        self.programme(site, "p1")
        self.programme(site, "p2")
        self.ok(site.puente("staff", "add", "ana", "--role", "officer", "--programme", "p1", "--programme", "p2"))
        self.assertEqual("ana|officer|2", self.sql(site, "select login, role, count(*) from puente.staff join puente.staff_grant "
                                                         "using (staff_id) group by 1, 2"))
        rows = {
            "login taken": (["ana", "--role", "officer", "--programme", "p1"], "exists already"),
            "no login": (["Ana Maria", "--role", "officer", "--programme", "p1"], "is no login"),
            "no role": (["eva", "--role", "boss", "--programme", "p1"], "no role"),
            "one programme unknown": (["eva", "--role", "officer", "--programme", "p1", "--programme", "p9"], "no programme 'p9'"),
        }
        for case, (words, word) in rows.items():
            with self.subTest(case):
                self.refused(site.puente("staff", "add", *words), NO, word)
        self.assertEqual("1", self.sql(site, "select count(*) from puente.staff"))


class SurveyTest(CommandsTest):
    def form(self, **changes):
        return json.dumps({**json.loads(FORM.read_text()), **changes})

    def test_a_good_survey_has_no_findings(self):
        site = Site()
        self.assertIn("'seguimiento_3m'", self.ok(site.puente("survey", "check", FORM, PUENTE_DATABASE_URL="")).out)
        done = self.ok(site.puente("survey", "check", "--json", FORM, ROOT / "survey/examples/tipos.json"))
        self.assertEqual("", done.out)
        self.ok(site.puente("survey", "check", "-", input=FORM.read_text()))

    def test_every_finding_has_its_place_code_and_hint(self):
        site = Site()
        members = ["file", "sheet", "row", "column", "severity", "code", "message", "hint"]
        rows = {
            "not JSON": ('{\n"format": }', {"row": 2, "code": "F001"}, "is not JSON"),
            "a word that is no format": (self.form(format="x"), {"row": 0, "code": "F001"}, "format"),
            "a type nobody knows": (self.form(questions=[{"name": "q", "type": "dance", "label": {}}]),
                                    {"code": "F001"}, "questions[0].type"),
            "a language without texts": (self.form(languages=["es", "tlh"]), {"code": "F001"}, "languages[1]"),
            "no JSON at all": ("type,name,label\n", {"row": 1, "code": "F001"}, "is not JSON"),
            "nothing": ("", {"code": "F001"}, "is not JSON"),
        }
        for case, (text, expected, word) in rows.items():
            with self.subTest(case):
                path = site.write("form.json", text)
                done = site.puente("survey", "check", "--json", path)
                self.assertEqual(NO, done.status, done)
                finding = done.lines()[0]
                self.assertEqual(members, list(finding))
                self.assertEqual({**expected, "severity": "error", "file": str(path)},
                                 {k: finding[k] for k in [*expected, "severity", "file"]})
                self.assertIn(word, finding["message"])
                self.assertNotIn("hint:", finding["message"])
                self.assertIn(finding["code"], site.puente("survey", "check", path).out)

    def test_the_worst_of_several_files_decides(self):
        site = Site()
        bad = site.write("bad.json", "{}")
        done = site.puente("survey", "check", bad, FORM)
        self.assertEqual(NO, done.status)
        self.assertEqual(["F001", "1 errors, 0 warnings", "no errors"],
                         [re.search(r"F001|\d+ errors, .*|no errors", line)[0] for line in done.out.splitlines()])
        self.refused(site.puente("survey", "check", FORM, site.directory / "none.json"), WORLD, "cannot read")

    def test_a_file_that_is_no_survey_is_one_finding(self):
        site = Site()
        (site.directory / "empty").mkdir()
        rows = {
            "a folder without tables": (site.directory / "empty", "F003", "no CSV file"),
            "too big": (site.write("big.json", "{" + " " * (1 << 20)), "F001", "more than"),
        }
        for case, (path, code, word) in rows.items():
            with self.subTest(case):
                done = site.puente("survey", "check", "--json", path)
                self.assertEqual((NO, code), (done.status, done.lines()[0]["code"]), done)
                self.assertIn(word, done.lines()[0]["message"])
                self.assertEqual((1, ""), (len(done.lines()), done.err))

    def test_a_version_is_published_once_and_never_changes(self):
        site = self.site("migrate")
        self.programme(site)
        publish = ["survey", "publish", "--programme", "p1", "--json"]
        self.assertTrue(self.ok(site.puente(*publish, FORM)).lines()[0]["new"])
        before = self.audit(site)
        self.assertFalse(self.ok(site.puente(*publish, FORM)).lines()[0]["new"])
        self.refused(site.puente(*publish, site.write("f.json", self.form())), NO, "another content", "new version")
        self.assertEqual(before, self.audit(site))
        self.assertTrue(self.ok(site.puente(*publish, site.write("f.json", self.form(version="2")))).lines()[0]["new"])
        self.assertEqual(FORM.read_text().rstrip("\n"),
                         self.sql(site, "select form from puente.survey_version where version <> '2'").rstrip("\n"))
        questions = json.loads(FORM.read_text())["questions"]
        stored = self.sql(site, "select question, name, type, required, label from puente.survey_question q join "
                                "puente.survey_version v using (survey_version_id) where version <> '2' order by 1").splitlines()
        self.assertEqual([q["name"] for q in questions], [line.split("|")[1] for line in stored])
        self.assertEqual(questions[0]["label"]["es"], stored[0].split("|")[4])

    def test_a_spreadsheet_is_published_as_what_it_says(self):
        site = self.site("migrate")
        self.programme(site)
        publish = ["survey", "publish", "--programme", "p1", "--json"]
        workbook = FORMS / "xlsx/06_necesidades.xlsx"
        self.assertEqual([{"survey": "necesidades", "version": "2026011201", "new": True}],
                         self.ok(site.puente(*publish, workbook)).lines())
        before = self.audit(site)
        # The same tables in another shape are the same survey; one word more is another.
        folder = site.directory / "form"
        shutil.copytree(FORMS / "06_necesidades", folder)
        self.assertFalse(self.ok(site.puente(*publish, folder)).lines()[0]["new"])
        survey = folder / "survey.csv"
        survey.write_text(survey.read_text().replace("Gracias.", "Muchas gracias."))
        self.refused(site.puente(*publish, folder), NO, "another content", "new version")
        self.assertEqual(before, self.audit(site))
        done = site.puente(*publish, FORMS / "B4_estructura")
        self.assertEqual(NO, done.status)
        self.assertIn("G002", [finding["code"] for finding in done.lines()])
        self.assertEqual("necesidades", json.loads(self.sql(site, "select form from puente.survey_version"))["id"])

    def test_what_cannot_be_published_leaves_nothing(self):
        site = self.site("migrate")
        self.programme(site)
        self.ok(site.puente("survey", "publish", FORM, "--programme", "p1"))
        before = self.sql(site, "select count(*) from puente.survey_version")
        clash = site.write("clash.json", self.form(id="other"))
        self.refused(site.puente("survey", "publish", clash, "--programme", "p1"), NO, "keyword 'puente'", "seguimiento_3m")
        self.refused(site.puente("survey", "publish", FORM, "--programme", "p9"), NO, "no programme 'p9'")
        done = site.puente("survey", "publish", site.write("bad.json", "{}"), "--programme", "p1")
        self.assertEqual(NO, done.status)
        self.assertIn("F001", done.out)
        self.assertEqual(before, self.sql(site, "select count(*) from puente.survey_version"))
        # The same keyword in another programme is another matter, and a survey may give its keyword away.
        self.programme(site, "p2")
        self.ok(site.puente("survey", "publish", clash, "--programme", "p2"))
        self.ok(site.puente("survey", "publish", site.write("v.json", self.form(version="2", keyword="OTRA")), "--programme", "p1"))
        self.ok(site.puente("survey", "publish", clash, "--programme", "p1"))


class WordTest(CommandsTest):
    def test_a_programme_has_words_of_its_own_that_never_mean_two_things(self):
        site = self.site("migrate")
        self.programme(site)
        word = ["programme", "word", "p1", "--language", "es", "--command"]
        self.ok(site.puente(*word, "stop", "Ya no más"))
        self.assertEqual([{"language": "es", "command": "stop", "word": "Ya no más"}],
                         self.ok(site.puente("programme", "words", "p1", "--json")).lines())
        rows = {
            "a word of another command": (["help", "ALTO"], "alto"),
            "its own word for another command": (["help", "ya no mas"], "ya no mas"),
            "a yes": (["stop", "si"], "si"),
            "no command": (["dance", "baile"], "hint: stop, start"),
            "no word": (["stop", "!"], "is no word"),
        }
        for case, (words, said) in rows.items():
            with self.subTest(case):
                self.refused(site.puente(*word, *words), NO, said)
        self.refused(site.puente("programme", "word", "p9", "--language", "es", "--command", "stop", "fuera"), NO, "no programme")


class ChannelTest(CommandsTest):
    SECRET = "whsec_c2VjcmV0IG9mIHRoZSB0ZXN0cw=="

    def add(self, site, *more, **environment):
        return site.puente("channel", "add", "--programme", "p1", "--id", "c1", "--adapter", "loopback", *more, **environment)

    def test_a_channel_keeps_its_secret_sealed(self):
        site = self.site("migrate")
        self.programme(site)
        secret = site.write("secret", self.SECRET + "\n")
        done = self.ok(self.add(site, "--set", "url=http://127.0.0.1:9/send", "--secret", f"secret=@{secret}", "--secret",
                                "secret_2=env:NEXT", "--sender", "12345", "--rate", "0.5", "--json", NEXT="another secret"))
        self.assertEqual([{"channel": "c1", "webhooks": ["/in/loopback/c1", "/dlr/loopback/c1", "/ussd/loopback/c1"]}], done.lines())
        entry = self.ok(site.puente("channel", "list", "--json")).lines()[0]
        self.assertEqual(("loopback", {"url": "http://127.0.0.1:9/send"}, "secret,secret_2", 0.5, 1500),
                         (entry["adapter"], entry["settings"], entry["secrets"], entry["rate_per_s"], entry["answer_ms"]))
        dump = self.sql(site, "select channel::text from puente.channel") + self.sql(site, "select audit::text from puente.audit")
        self.assertNotIn("whsec_", dump)
        self.assertNotIn("another secret", dump)
        self.assertIn("--secret secret=@FILE", site.puente("channel", "adapters").out)

    def test_a_provider_that_signs_nothing_gets_a_secret_in_its_urls(self):
        site = self.site("migrate")
        self.programme(site)
        words = ["channel", "add", "--programme", "p1", "--adapter", "kannel", "--set", "url=http://127.0.0.1:9/", "--set", "username=u",
                 "--secret", "password=env:S", "--json"]
        urls = self.ok(site.puente(*words, "--id", "k1", S="s")).lines()[0]["webhooks"]
        self.assertRegex(urls[0], r"^/in/kannel/k1\?token=[0-9a-f]{32}$")
        given = self.ok(site.puente(*words, "--id", "k2", "--secret", "token=env:T", S="s", T="mine")).lines()[0]["webhooks"]
        self.assertEqual("/in/kannel/k2?token=mine", given[0])
        entry = self.ok(site.puente("channel", "list", "--json")).lines()[0]
        self.assertEqual("password,token", entry["secrets"])

    def test_a_wish_that_does_not_fit_the_adapter_is_refused(self):
        site = self.site("migrate")
        self.programme(site)
        before = self.audit(site)
        url, secret = ["--set", "url=http://127.0.0.1:9/"], ["--secret", "secret=-"]
        rows = {
            "setting missing": ([*secret], "needs 'url'"),
            "secret missing": ([*url], "needs 'secret'"),
            "setting nobody knows": ([*url, *secret, "--set", "colour=red"], "no setting 'colour'"),
            "secret as a setting": ([*url, "--set", "secret=x"], "--secret secret=@FILE"),
            "secret on the command line": ([*url, "--secret", "secret=x"], "may not stand on the command line"),
            "setting as a secret": ([*secret, "--secret", "url=env:HOME"], "is no secret"),
            "setting twice": ([*url, *url, *secret], "given twice"),
            "setting empty": (["--set", "url=", *secret], "is empty"),
            "setting without a value": (["--set", "url", *secret], "NAME=VALUE"),
            "no id": ([*url, *secret, "--id=c/1"], "given twice"),
            "rate of nothing": ([*url, *secret, "--rate", "0"], "is no rate"),
            "rate in words": ([*url, *secret, "--rate", "fast"], "is no rate"),
            "rate below nothing": ([*url, *secret, "--rate", "-1"], "is no rate"),
            "rate too fine": ([*url, *secret, "--rate", "1.005"], "is no rate"),
            "no time to answer": ([*url, *secret, "--answer-ms", "5"], "outside 100 to 30000"),
            "no public URL": ([*url, *secret, "--public-url", "example.org"], "is no public URL"),
        }
        for case, (words, word) in rows.items():
            with self.subTest(case):
                done = site.puente("channel", "add", "--programme", "p1", "--id", "c1", "--adapter", "loopback", *words,
                                   input=self.SECRET)
                self.refused(done, USAGE if case == "no id" else NO, word)
        good = ["--set", "url=http://127.0.0.1:9/", "--secret", "secret=env:S"]
        add = ["channel", "add", *good]
        self.refused(site.puente(*add, "--programme", "p9", "--id", "c1", "--adapter", "loopback", S="s"), NO, "no programme")
        self.refused(site.puente(*add, "--programme", "p1", "--id", "c/1", "--adapter", "loopback", S="s"), NO, "no channel id")
        self.refused(site.puente(*add, "--programme", "p1", "--id", "c1", "--adapter", "pigeon", S="s"), NO, "hint: one of")
        self.refused(site.puente(*add, "--programme", "p1", "--id", "c1", "--adapter", "loopback"), WORLD, "no variable 'S'")
        self.refused(self.add(site, *url, "--secret", "secret=@/nowhere"), WORLD, "cannot read")
        self.assertEqual(before, self.audit(site))
        self.ok(self.add(site, *good, S="s"))
        self.refused(self.add(site, *good, S="s"), NO, "exists already")

    def test_a_provider_that_signs_the_address_needs_one(self):
        site = self.site("migrate")
        self.programme(site)
        words = ["channel", "add", "--programme", "p1", "--id", "t1", "--adapter", "twilio", "--set", "account_sid=AC0555",
                 "--secret", "secret=env:S"]
        self.refused(site.puente(*words, S="s"), NO, "--public-url")
        self.ok(site.puente(*words, "--public-url", "https://gw.example.org", S="s"))


class KannelConfigTest(CommandsTest):
    @classmethod
    def setUpClass(cls):
        cls.place = Site()
        for words in (["migrate"], ["programme", "add", "p1", "--name", "P", "--language", "es", "--zone", "UTC"],
                      ["channel", "add", "--programme", "p1", "--id", "l1", "--adapter", "loopback", "--set", "url=http://127.0.0.1:9/",
                       "--secret", "secret=env:P"],
                      cls.kannel("k1", "http://127.0.0.1:13013/cgi-bin/sendsms", "--public-url", "https://gw.example.org"),
                      cls.kannel("k2", "http://127.0.0.1:13013/cgi-bin/sendsms"),
                      cls.kannel("k3", "http://127.0.0.1:13013/cgi-bin/sendsms", "--public-url", "https://gw.example.org"),
                      cls.kannel("tls", "https://127.0.0.1:13013/cgi-bin/sendsms", "--public-url", "https://gw.example.org")):
            done = cls.place.puente(*words, P="fake-password", T="fake-token")
            if done.status != YES:
                raise AssertionError(done)

    @staticmethod
    def kannel(id, url, *more):
        return ["channel", "add", "--programme", "p1", "--id", id, "--adapter", "kannel", "--set", f"url={url}", "--set", "username=u1",
                "--secret", "password=env:P", "--secret", "token=env:T", *more]

    def config(self, id, *more):
        return self.place.puente("channel", "kannel-config", id, *more)

    def check_lines(self, text, *lines):
        for line in lines:
            self.assertIn(f"\n{line}\n", text)

    def test_it_fits_the_channel_and_its_reading_is_noted(self):
        text = self.ok(self.config("k1")).out
        self.check_lines(text, 'username = "u1"', 'password = "fake-password"', "sendsms-port = 13013", "admin-port = 13000",
                         "smsbox-port = 13001", 'smsc = "smpp"', 'host = "SMSC-HOST"', "port = 2775", 'smsc-username = "SYSTEM-ID"',
                         'smsc-password = "SMSC-PASSWORD"', 'store-location = "/var/spool/kannel/store"',
                         'log-file = "/var/log/kannel/smsbox.log"')
        self.assertIn("https://gw.example.org/in/kannel/k1?token=fake-token&id=%I", text)
        self.assertEqual("channel.open k1",
                         self.sql(self.place, "select action || ' ' || object from puente.audit order by audit_id desc limit 1"))
        self.assertNotIn("fake-password", self.sql(self.place, "select audit::text from puente.audit"))
        self.ok(self.place.puente("audit", "verify"))

    def test_every_option_finds_its_place(self):
        secret = self.place.write("smpp", "its secret\n")
        text = self.ok(self.config("k2", "--gateway", "http://10.0.0.5:8080", "--port", "15000", "--smsc-port", "2776", "--smsc-host",
                                   "smsc.example.org", "--system-id", "me", "--system-type", "VMA", "--smsc-password", f"@{secret}",
                                   "--allow-ip", "10.0.0.5", "--store", "/srv/store", "--log", "/srv/log")).out
        self.check_lines(text, "admin-port = 15000", "bearerbox-port = 15001", "port = 2776", 'host = "smsc.example.org"',
                         'smsc-username = "me"', 'system-type = "VMA"', 'smsc-password = "its secret"', 'user-allow-ip = "10.0.0.5"',
                         'store-location = "/srv/store"', 'log-file = "/srv/log/bearerbox.log"')
        self.assertIn('"http://10.0.0.5:8080/in/kannel/k2?', text)
        fake = self.ok(self.config("k2", "--gateway", "http://127.0.0.1:1", "--smsc", "fake", "--port", "15000", "--json")).lines()[0]
        self.assertEqual("k2", fake["channel"])
        self.check_lines(fake["config"], 'smsc = "fake"\nsmsc-id = "k2"\nport = 15002')

    def test_what_cannot_be_written_is_refused(self):
        rows = {
            "no channel": (["k9"], NO, "no channel 'k9'"),
            "another adapter": (["l1"], NO, "not kannel"),
            "no address": (["k2"], NO, "--gateway http://127.0.0.1:8080"),
            "another kind": (["k1", "--smsc", "cimd"], NO, "hint: smpp or fake"),
            "port 0": (["k1", "--port", "0"], NO, "is no port"),
            "no room above the port": (["k1", "--port", "65534"], NO, "hint: 1 to 65533"),
            "port in words": (["k1", "--smsc-port", "x"], NO, "is no port"),
            "two lines": (["k1", "--gateway", "http://127.0.0.1\ngroup = x"], NO, "control character"),
            "password on the command line": (["k1", "--smsc-password", "x"], NO, "may not stand on the command line"),
            "a url that Kannel cannot serve": (["tls"], NO, "http://"),
        }
        for case, (words, status, word) in rows.items():
            with self.subTest(case):
                self.refused(self.config(*words), status, word)

    def test_a_secret_copied_from_elsewhere_opens_nowhere(self):
        self.sql(self.place, "update puente.channel set secrets = jsonb_set(secrets, '{password}', secrets->'token') where public_id = 'k3'")
        self.refused(self.config("k3"), WORLD, "does not open")


class ParticipantTest(CommandsTest):
    def add(self, site, case, *more, number="+50255500001", **options):
        return site.puente("participant", "add", "--programme", "p1", "--case", case, "--number", number, *more, **options)

    def test_numbers_are_sealed_and_spellings_of_one_number_are_one_contact(self):
        site = self.site("migrate")
        self.programme(site)
        path = site.write("number", "5550 0001\n")
        self.ok(self.add(site, "A-1"))
        self.ok(self.add(site, "A-2", number=f"@{path}"))
        self.ok(self.add(site, "A-3", number="-", input="(+502) 5550-0001\n"))
        self.ok(self.add(site, "A-4", "--language", "fr", "--zone", "UTC", "--country", "HN", number="+50255500002"))
        self.assertEqual("2|4", self.sql(site, "select count(distinct contact_id), count(*) from puente.participant_contact"))
        self.assertEqual("t", self.sql(site, "select bool_and(octet_length(number_sealed) > 40) from puente.contact"))
        listed = self.ok(site.puente("participant", "list", "--json")).lines()
        self.assertEqual({"programme": "p1", "case": "A-4", "language": "fr", "country": "HN", "zone": "UTC", "numbers": 1,
                          "opted_out": False, "join_code": False}, listed[3])
        self.assertEqual("America/Guatemala", listed[0]["zone"])
        self.assertEqual([], site.puente("participant", "list", "--programme", "p9", "--json").lines())
        everything = site.puente("participant", "list").out + self.sql(site, "select audit::text from puente.audit")
        self.assertNotIn("5550", everything)

    def test_an_opt_out_binds_whoever_adds_the_number_again(self):
        site = self.site("migrate")
        self.programme(site)
        self.ok(self.add(site, "A-1"))
        self.sql(site, "update puente.contact set opted_out_at = now()")
        self.assertIn("opted out before", self.ok(self.add(site, "A-2")).out)
        self.assertTrue(all(p["opted_out"] for p in site.puente("participant", "list", "--json").lines()))

    def test_what_is_wrong_is_refused_whole(self):
        site = self.site("migrate")
        self.programme(site)
        self.ok(self.add(site, "A-1", "--join-code", "ab-12 cd"))
        before = self.audit(site)
        rows = {
            "case taken": (["A-1"], {}, "exists already"),
            "no case": ([""], {}, "is no code"),
            "case with a comma": (["A,2"], {}, "is no code"),
            "number too short": (["A-2"], {"number": "12"}, "not possible"),
            "number of no length its country has": (["A-2"], {"number": "+50255500"}, "not possible"),
            "number in words": (["A-2"], {"number": "call me"}, "not possible"),
            "number endless": (["A-2"], {"number": "+502" + "5" * 100}, "not possible"),
            "join code taken, written otherwise": (["A-2", "--join-code", "AB12CD"], {}, "somebody else's"),
            "join code too short": (["A-2", "--join-code", "a-1"], {}, "too short"),
            "language without texts": (["A-2", "--language", "de"], {}, "no texts in language"),
            "no zone": (["A-2", "--zone", "Mars/Base"], {}, "no time zone"),
            "no country": (["A-2", "--country", "gt"], {}, "two capital letters"),
        }
        for case, (words, options, word) in rows.items():
            with self.subTest(case):
                self.refused(self.add(site, *words, **options), NO, word)
        self.refused(site.puente("participant", "add", "--programme", "p9", "--case", "A-2", "--number", "+50255500001"), NO,
                     "no programme")
        self.assertEqual(before, self.audit(site))
        self.assertEqual("1|1", self.sql(site, "select (select count(*) from puente.participant), count(*) from puente.contact"))

    def test_a_long_list_is_read_to_its_end(self):
        site = self.site("migrate")
        self.programme(site)
        self.sql(site, "insert into puente.participant (participant_id, programme_id, case_code, zone) "
                       "select n, programme_id, 'N-' || n, 'UTC' from puente.programme, generate_series(1, 2500) n")
        self.assertEqual(2500, len(site.puente("participant", "list", "--json").lines()))


class ImportTest(CommandsTest):
    GOOD = ("Caso;Número;Idioma;Fecha de retorno;Zona horaria;Sexo;Municipio\n"
            "A-1;+502 5550 0001;es;2026-08-31;;f;Xela\n"
            "A-2;5550 0002;fr;31/08/2026;America/Tegucigalpa;;\n"
            "A-3;5550 0003;;;;m;\n")

    def load(self, site, text, *words, programme="p1"):
        return site.puente("participant", "import", site.write("people.csv", text), "--programme", programme, *words)

    def people(self, site):
        return self.sql(site, "select case_code, language, country, zone, returned_on, attributes from puente.participant order by 1")

    def summary(self, done):
        return {name: value for name, value in done.lines()[-1].items() if name != "file"}

    def places(self, done):
        return [(f["row"], f["column"], f["code"], f["severity"]) for f in done.lines() if "code" in f]

    def test_a_file_is_only_looked_at_until_it_is_committed(self):
        site = self.site("migrate")
        self.programme(site)
        before = self.audit(site)
        sums = {"rows": 3, "new": 3, "updated": 0, "opted_out": 0, "without_return_date": 1, "errors": 0, "warnings": 0,
                "attributes": ["sexo", "municipio"]}
        looked = self.ok(self.load(site, self.GOOD, "--json"))
        self.assertEqual(sums | {"committed": False}, self.summary(looked))
        self.assertEqual(("", before), (self.people(site), self.audit(site)))
        self.assertEqual(sums | {"committed": True}, self.summary(self.ok(self.load(site, self.GOOD, "--commit", "--json"))))
        self.assertEqual("A-1|es|GT|America/Guatemala|2026-08-31|{\"sexo\": \"f\", \"municipio\": \"Xela\"}\n"
                         "A-2|fr|GT|America/Tegucigalpa|2026-08-31|{}\n"
                         "A-3|es|GT|America/Guatemala||{\"sexo\": \"m\"}", self.people(site))
        self.assertEqual("3|t", self.sql(site, "select count(*), bool_and(octet_length(number_sealed) > 40) from puente.contact"))
        self.assertEqual("3|participant.import|p1", self.sql(site, "select detail->>'new', action, object from puente.audit "
                                                                   "order by audit_id desc limit 1"))
        self.ok(site.puente("audit", "verify"))
        everything = looked.out + self.sql(site, "select audit::text from puente.audit")
        self.assertNotIn("5550", everything)

    def test_a_case_that_is_there_gets_what_the_row_says_and_keeps_the_rest(self):
        site = self.site("migrate")
        self.programme(site)
        self.ok(self.load(site, self.GOOD, "--commit"))
        self.sql(site, "update puente.contact set opted_out_at = now()")
        again = "case,number,return_date,zone,edad,municipio\nA-1,+50255500001,,UTC,40,\nB-1,+50255500001,2026-01-01,,,\n"
        done = self.ok(self.load(site, again, "--commit", "--json"))
        self.assertEqual((1, 1, 2), tuple(self.summary(done)[name] for name in ("new", "updated", "opted_out")))
        self.assertEqual([(3, "number", "P022", "warning")], self.places(done))
        self.assertIn('A-1|es|GT|UTC|2026-08-31|{"edad": "40", "sexo": "f", "municipio": "Xela"}', self.people(site))
        self.assertEqual("2|1", self.sql(site, "select count(*), count(distinct contact_id) from puente.participant_contact l "
                                               "join puente.participant using (participant_id) where case_code in ('A-1', 'B-1')"))
        self.assertEqual("0", self.sql(site, "select count(*) from puente.contact where opted_out_at is null"))

    def test_one_error_and_nothing_is_written(self):
        site = self.site("migrate")
        self.programme(site)
        self.programme(site, "p2")
        self.ok(self.load(site, "case,number,join_code\nA-1,+50255500001,CODE-1\n", "--commit"))
        self.ok(self.load(site, "case,number\nA-1,+50255500001\n", "--commit", programme="p2"))
        before = self.audit(site), self.people(site)
        rows = {
            "file": ("case,number,zone,return_date\nB-1,+50255500009,UTC,2026-01-01\nB-2,12,Mars/Base,soon\n",
                     [(3, "number", "P012"), (3, "zone", "P017"), (3, "return_date", "P014")]),
            "number of a case": ("case,number\nA-1,+50255500002\nB-1,+50255500009\n", [(2, "number", "P024")]),
            "join code": ("case,number,join_code\nB-1,+50255500002,code1\n", [(2, "join_code", "P023")]),
            "dates": ("case,number,return_date\nB-1,+50255500002,03/04/2026\n", [(2, "return_date", "P015")]),
        }
        for case, (text, wanted) in rows.items():
            with self.subTest(case):
                done = self.load(site, text, "--commit", "--json")
                self.assertEqual(NO, done.status, done)
                self.assertEqual([(*place, "error") for place in wanted], self.places(done))
                self.assertFalse(self.summary(done)["committed"])
                self.assertNotIn("5550", done.out + done.err)
                self.assertEqual(before, (self.audit(site), self.people(site)))
        self.ok(self.load(site, rows["dates"][0], "--dates", "d/m/y", "--commit"))
        self.assertIn("B-1|es|GT|America/Guatemala|2026-04-03|{}", self.people(site))

    def test_what_is_no_spreadsheet_is_refused(self):
        site = self.site("migrate")
        self.programme(site)
        self.refused(self.load(site, "PK\x03\x04..."), NO, "workbook", "hint: save the sheet as CSV")
        self.refused(self.load(site, self.GOOD, programme="p9"), NO, "no programme")
        self.refused(site.puente("participant", "import", "/nowhere.csv", "--programme", "p1"), WORLD, "cannot read")
        self.assertEqual(NO, self.load(site, "").status)

    def test_a_few_thousand_rows_go_in_by_batches(self):
        site = self.site("migrate")
        self.programme(site)
        text = "case,number,area\n" + "".join(f"K-{n},+1555{n:07},a{n % 7}\n" for n in range(6000))
        self.ok(self.load(site, text, "--commit"))
        self.assertEqual("6000|6000|6000|7", self.sql(site, """select count(*), count(distinct contact_id), count(distinct participant_id),
            count(distinct attributes) from puente.participant join puente.participant_contact using (participant_id)"""))


class WaveTest(CommandsTest):
    def planned(self):
        site = self.site("migrate", "demo seed")
        return site

    def create(self, site, *more, code="w3", programme="demo", survey="seguimiento_3m", channel="demo", after="3m"):
        return site.puente("wave", "create", "--programme", programme, "--code", code, "--survey", survey, "--channel", channel,
                           "--after", after, *more)

    def test_a_wave_is_planned_started_paused_and_resumed(self):
        site = self.planned()
        self.ok(self.create(site, "--window", "10", "--spread", "30"))
        shown = self.ok(site.puente("wave", "show", "w3", "--programme", "demo", "--json")).lines()[0]
        self.assertEqual(("draft", "3m", 10, "", 0), tuple(shown[n] for n in ("state", "after", "window_days", "version", "members")))
        for verb, change in (("start", "started"), ("start", "unchanged"), ("pause", "paused"), ("pause", "unchanged"), ("start", "resumed")):
            self.assertEqual({"code": "w3", "change": change},
                             self.ok(site.puente("wave", verb, "w3", "--programme", "demo", "--json")).lines()[0])
        self.assertEqual("wave.create wave.start wave.pause wave.resume",
                         self.sql(site, "select string_agg(action, ' ' order by audit_id) from puente.audit where action like 'wave%'"))
        shown = self.ok(site.puente("wave", "show", "--programme", "demo", "--json")).lines()
        self.assertEqual([("w3", "running", "")], [(s["code"], s["state"], s["pause_reason"]) for s in shown])
        self.assertTrue(shown[0]["version"] and shown[0]["started_at"].endswith("Z"))
        self.assertIn("3m after the return", self.ok(site.puente("wave", "show", "w3", "--programme", "demo")).out)

    def test_a_dry_run_says_for_whom_and_changes_nothing(self):
        site = self.planned()
        self.ok(self.create(site, after="0d"))
        before = self.audit(site)
        forecast = self.ok(site.puente("wave", "start", "w3", "--programme", "demo", "--dry-run", "--json")).lines()[0]
        self.assertEqual({"members": 0, "due": 8, "busy": 0, "early": 0, "late": 0, "opted_out": 0, "no_number": 0, "by_registration": 8},
                         forecast)
        self.sql(site, """set search_path = puente; update contact set opted_out_at = now() where contact_id = (select min(contact_id) from contact);
            update participant set returned_on = current_date - 20 where case_code = 'D-008';
            update participant set returned_on = current_date + 20 where case_code = 'D-007';
            delete from participant_contact where participant_id = (select participant_id from participant where case_code = 'D-006')""")
        forecast = self.ok(site.puente("wave", "start", "w3", "--programme", "demo", "--dry-run", "--json")).lines()[0]
        self.assertEqual({"members": 0, "due": 4, "busy": 0, "early": 1, "late": 1, "opted_out": 1, "no_number": 1, "by_registration": 6},
                         forecast)
        self.assertEqual((before, "draft"), (self.audit(site), self.sql(site, "select state from puente.wave")))

    def test_a_wish_that_cannot_be_is_refused(self):
        site = self.planned()
        self.ok(site.puente("programme", "add", "other", "--name", "O", "--language", "es", "--zone", "UTC"))
        before = self.audit(site)
        rows = {
            "programme": (dict(programme="p9"), "no programme 'p9'"),
            "code": (dict(code="W 3"), "is no code"),
            "survey": (dict(survey="nothing"), "has published no survey 'nothing'"),
            "survey of another": (dict(programme="other"), "has published no survey"),
            "channel": (dict(channel="pigeon"), "has no channel 'pigeon'"),
            "time": (dict(after="soon"), "hint: 3m"),
            "time without a unit": (dict(after="3"), "hint: 3m"),
            "time before": (dict(after="-3m"), "hint: 3m"),
            "time too far": (dict(after="121m"), "hint: 3m"),
        }
        for case, (options, word) in rows.items():
            with self.subTest(case):
                self.refused(self.create(site, **options), NO, word)
        self.refused(self.create(site, "--window", "0"), NO, "1 to 365 days")
        self.refused(self.create(site, "--spread", "1441"), NO, "0 to 1440 minutes")
        for verb in ("start", "pause", "show"):
            self.refused(site.puente("wave", verb, "w9", "--programme", "demo"), NO, "no wave 'w9'")
        self.assertEqual(before, self.audit(site))
        self.ok(self.create(site))
        self.refused(self.create(site), NO, "exists already")
        self.refused(site.puente("wave", "pause", "w3", "--programme", "demo"), NO, "was never started")


class DemoTest(CommandsTest):
    def test_seeding_twice_changes_nothing(self):
        site = self.site("migrate")
        first = self.ok(site.puente("demo", "seed", "--json")).lines()[0]
        self.assertEqual(("/in/loopback/demo", 11), (first["webhook"], first["added"]))
        secret = pathlib.Path(first["secret_file"])
        self.assertEqual(site.directory / "demo-secret", secret)
        self.assertEqual(0o600, secret.stat().st_mode & 0o777)
        self.assertRegex(secret.read_text(), r"^whsec_[A-Za-z0-9+/]{32}$")
        before = self.audit(site)
        self.assertEqual(0, self.ok(site.puente("demo", "seed", "--json")).lines()[0]["added"])
        self.assertEqual(before, self.audit(site))
        people = site.puente("participant", "list", "--json").lines()
        self.assertEqual([f"D-00{n}" for n in range(1, 9)], [p["case"] for p in people])
        self.assertEqual({"es", "fr", "en"}, {p["language"] for p in people})
        self.assertEqual(["D-008"], [p["case"] for p in people if p["join_code"]])

    def test_where_texts_go_can_be_told_again(self):
        site = self.site("migrate", "demo seed --send-url http://127.0.0.1:1/send")
        self.ok(site.puente("demo", "seed", "--send-url", "http://127.0.0.1:2/send"))
        self.ok(site.puente("demo", "seed"))
        self.assertEqual("http://127.0.0.1:2/send", site.puente("channel", "list", "--json").lines()[0]["settings"]["url"])

    def test_a_lost_secret_is_told(self):
        site = self.site("migrate", "demo seed")
        (site.directory / "demo-secret").unlink()
        self.refused(site.puente("demo", "seed"), WORLD, "demo-secret", "hint")


class InboxTest(CommandsTest):
    """One site with two real texts, received by a real process."""

    WORDS = ["Necesito hablar \x1b[2J con alguien", "Quien es?"]

    @classmethod
    def setUpClass(cls):
        cls.shared = Site()
        for words in (["migrate"], ["demo", "seed"]):
            done = cls.shared.puente(*words)
            assert done.status == YES, done
        secret = (cls.shared.directory / "demo-secret").read_text()
        gateway = Gateway(cls.shared.directory, cls.shared, free_ports(), secret=secret)
        try:
            gateway.start()
            for number, text in zip(["+50255500001", "+50255599999"], cls.WORDS):
                assert gateway.inbound(number, text).status == 200
        finally:
            gateway.stop()

    def entries(self, *words, **environment):
        return self.ok(self.shared.puente("inbox", "list", "--json", *words, **environment)).lines()

    def last_audit(self):
        return self.sql(self.shared, "select action, object, detail->>'items' from puente.audit order by audit_id desc limit 1")

    def outbox(self):
        return self.sql(self.shared, "select contact_id, body, priority, after_stop, session_id, "
                                     "round(extract(epoch from not_after - due_at) / 3600) from puente.outbox where priority = 1")

    def restore(self):
        self.sql(self.shared, "update puente.inbox set handled_at = null; delete from puente.outbox; "
                              "update puente.contact set opted_out_at = null")

    def setUp(self):
        self.restore()

    def test_texts_are_read_with_the_secret_key_and_that_is_written_down(self):
        first, second = self.entries()
        self.assertEqual((self.WORDS[0], "D-001", "nothing_open", True),
                         (first["text"], first["cases"], first["reason"], first["opened"]))
        self.assertEqual((self.WORDS[1], "", "unknown_number"), (second["text"], second["cases"], second["reason"]))
        self.assertEqual(f"inbox.read|inbox|{first['id']},{second['id']}", self.last_audit())
        self.assertEqual([second], self.entries("--after", str(first["id"]), "--programme", "demo"))
        self.assertEqual(f"inbox.read|inbox|{second['id']}", self.last_audit())
        self.assertEqual([], self.entries("--programme", "other"))
        # A person's text must not drive the terminal it is read on.
        self.assertNotIn("\x1b", self.shared.puente("inbox", "list").out)

    def test_without_the_secret_key_texts_stay_sealed_and_nothing_was_read(self):
        keys = self.shared.directory / "fewer"
        shutil.copytree(self.shared.keys, keys)
        (keys / "seal.sec").unlink()
        before = self.audit(self.shared)
        self.assertEqual([(False, "")] * 2, [(e["opened"], e["text"]) for e in self.entries(PUENTE_KEYS=str(keys))])
        self.assertIn("(sealed)", self.shared.puente("inbox", "list", PUENTE_KEYS=str(keys)).out)
        self.assertEqual(before, self.audit(self.shared))
        shutil.rmtree(keys)

    def test_an_answer_is_queued_once_and_closes_the_item(self):
        item = str(self.entries()[0]["id"])
        self.ok(self.shared.puente("inbox", "answer", item, "--text", "-", input="Le llamamos hoy.\n"))
        contact, *rest = self.outbox().split("|")
        self.assertEqual(["Le llamamos hoy.", "1", "f", "0", "24"], rest)
        self.assertEqual(f"inbox.answer|{item}|", self.last_audit())
        self.assertEqual(1, len(self.entries()))
        self.refused(self.shared.puente("inbox", "answer", item, "--text", "Otra vez"), NO, "closed already")
        self.assertEqual(1, len(self.outbox().splitlines()))
        self.assertNotIn("llamamos", self.sql(self.shared, "select audit::text from puente.audit"))

    def test_an_item_is_closed_without_a_text(self):
        item = str(self.entries()[1]["id"])
        self.ok(self.shared.puente("inbox", "close", item))
        self.refused(self.shared.puente("inbox", "close", item), NO, "closed already")
        self.assertEqual("", self.outbox())

    def test_who_opted_out_since_gets_no_text_but_who_wrote_afterwards_does(self):
        item = str(self.entries()[0]["id"])
        self.sql(self.shared, "update puente.contact set opted_out_at = now()")
        self.refused(self.shared.puente("inbox", "answer", item, "--text", "Hola"), NO, "opted out since")
        self.assertEqual("", self.outbox())
        self.sql(self.shared, "update puente.contact set opted_out_at = now() - interval '1 day'")
        self.ok(self.shared.puente("inbox", "answer", item, "--text", "Hola"))
        self.assertEqual("t", self.outbox().split("|")[3])

    def test_texts_that_cannot_be_sent_are_refused(self):
        item = str(self.entries()[0]["id"])
        rows = {"empty": ("", "is empty"), "blank": (" \n", "is empty"), "too long": ("a" * 1000, "more than 6"),
                "too long in other letters": ("ñandú ☺ " * 60, "more than 6")}
        for case, (text, word) in rows.items():
            with self.subTest(case):
                self.refused(self.shared.puente("inbox", "answer", item, "--text", "-", input=text), NO, word)
        self.refused(self.shared.puente("inbox", "answer", "999", "--text", "Hola"), NO, "no inbox item 999")
        self.assertEqual("", self.outbox())


class TicketTest(CommandsTest):
    @classmethod
    def setUpClass(cls):
        cls.shared = Site()
        for words in (["migrate"], ["demo", "seed"]):
            done = cls.shared.puente(*words)
            assert done.status == YES, done

    def setUp(self):
        self.sql(self.shared, """
            truncate puente.ticket restart identity;
            insert into puente.ticket (contact_id, participant_id, programme_id, event_id, kind, topic, opened_at, times)
            select l.contact_id, l.participant_id, 1, 7, kind, topic, '2026-01-15T16:00:00Z', times
            from (select * from puente.participant_contact order by participant_id limit 1) l,
                 (values (1, 'call_me', '', 2), (2, 'task', 'food', 1), (3, 'urgent', 'safety', 1), (4, 'urgent', 'health', 3))
                     t(place, kind, topic, times)
            order by place""")

    def tickets(self, *words):
        return self.ok(self.shared.puente("ticket", "list", "--json", *words)).lines()

    def test_urgent_ones_come_first_and_say_what_about(self):
        self.assertEqual([(3, "urgent", "safety", True, 1), (4, "urgent", "health", True, 3), (1, "call_me", "", False, 2), (2, "task", "food", False, 1)],
                         [(t["id"], t["kind"], t["topic"], t["urgent"], t["times"]) for t in self.tickets()])
        first = self.tickets()[0]
        self.assertEqual(("demo", "D-001", "2026-01-15T16:00:00Z"), (first["programme"], first["cases"], first["opened_at"]))
        self.assertEqual(["3\t2026-01-15T16:00:00Z\tdemo\tD-001\turgent\tsafety\t1", "1\t2026-01-15T16:00:00Z\tdemo\tD-001\tcall_me\t-\t2"],
                         self.shared.puente("ticket", "list").out.splitlines()[0:3:2])

    def test_they_are_chosen_by_programme_and_kind(self):
        self.assertEqual([2], [t["id"] for t in self.tickets("--kind", "task")])
        self.assertEqual(4, len(self.tickets("--programme", "demo")))
        self.assertEqual([], self.tickets("--programme", "other"))

    def test_a_ticket_is_closed_once_and_that_is_written_down(self):
        self.ok(self.shared.puente("ticket", "close", "3"))
        self.assertEqual([4, 1, 2], [t["id"] for t in self.tickets()])
        self.assertEqual("ticket.close|3", self.sql(self.shared, "select action, object from puente.audit order by audit_id desc limit 1"))
        self.assertEqual("t|t", self.sql(self.shared, "select closed_at is not null, closed_by <> '' from puente.ticket where ticket_id = 3"))
        self.refused(self.shared.puente("ticket", "close", "3"), NO, "closed already")
        self.refused(self.shared.puente("ticket", "close", "99"), NO, "no ticket 99", "hint")

    def test_the_same_wish_is_one_open_ticket_for_each_topic(self):
        self.assertIn("ticket_open", self.shared_error("insert into puente.ticket (contact_id, participant_id, programme_id, event_id, kind, topic, "
                                                       "opened_at) select contact_id, 0, 1, 7, 'urgent', 'safety', now() from puente.ticket limit 1"))
        self.assertIn("ticket_about", self.shared_error("update puente.ticket set topic = '' where kind = 'task'"))
        self.assertIn("ticket_about", self.shared_error("update puente.ticket set topic = 'x' where kind = 'call_me'"))

    def shared_error(self, statement):
        try:
            self.sql(self.shared, statement)
        except Exception as wrong:
            return str(wrong)
        return ""


class AuditTest(CommandsTest):
    def test_the_chain_holds_until_somebody_touches_it(self):
        site = self.site("migrate", "demo seed")
        proof = self.ok(site.puente("audit", "verify", "--json")).lines()[0]
        self.assertEqual((True, 11, 0), (proof["ok"], proof["rows"], proof["broken_id"]))
        rows = {
            "detail changed": "update puente.audit set detail = '{\"programme\": \"other\"}' where audit_id = 5",
            "actor changed": "update puente.audit set actor = 'uid:1' where audit_id = 5",
            "time changed": "update puente.audit set at = at + interval '1 second' where audit_id = 5",
            "row taken out": "delete from puente.audit where audit_id = 4",
            "row put in": "insert into puente.audit (audit_id, actor, action, object, previous, hash) overriding system value "
                          "select 5000, actor, action, object, hash, hash from puente.audit order by audit_id desc limit 1",
        }
        for case, change in rows.items():
            with self.subTest(case):
                self.sql(site, "create table kept as select * from puente.audit; alter table puente.audit disable trigger all; "
                               + change)
                done = site.puente("audit", "verify", "--json")
                self.assertEqual(NO, done.status, done)
                self.assertEqual(5000 if case == "row put in" else 5, done.lines()[0]["broken_id"])
                self.sql(site, "delete from puente.audit; insert into puente.audit overriding system value select * from kept; "
                               "drop table kept; alter table puente.audit enable trigger all")
                self.assertEqual([proof], self.ok(site.puente("audit", "verify", "--json")).lines())

    def test_changes_at_the_same_time_make_one_chain(self):
        site = self.site("migrate")
        self.programme(site)
        running = [site.start("participant", "add", "--programme", "p1", "--case", f"A-{n}", "--number", f"+5025550{n:04}")
                   for n in range(12)]
        for process in running:
            process.communicate(timeout=60)
        self.assertEqual([0] * 12, [process.returncode for process in running])
        self.assertEqual(13, self.ok(site.puente("audit", "verify", "--json")).lines()[0]["rows"])

    def test_the_table_refuses_changes(self):
        site = self.site("migrate", "demo seed")
        done = subprocess.run(["psql", "-XAtq", "-c", "delete from puente.audit", site.url], capture_output=True, text=True)
        self.assertIn("append-only", done.stderr)


if __name__ == "__main__":
    unittest.main()
