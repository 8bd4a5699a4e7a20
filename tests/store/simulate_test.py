"""`puente survey simulate` from the outside: what a person would see and what would be stored, without a server or a database."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "py"))

from puente_test import PUENTE, ROOT  # noqa: E402

EXAMPLES = ROOT / "survey/examples"
PULSE = EXAMPLES / "pulso_1m.json"
TYPES = EXAMPLES / "tipos.json"
FOLLOW_UP = EXAMPLES / "seguimiento_3m.json"
MENU = ROOT / "tests/fixtures/xlsform/08_menu_ussd"
AT = "2026-01-15T10:00:00-06:00"
YES, NO, USAGE, WORLD = range(4)


def run(form, *words, replies=()):
    # Without a database: the environment names none.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PUENTE_")}
    return subprocess.run([PUENTE, "survey", "simulate", *map(str, [form, *words])], input="".join(f"{r}\n" for r in replies),
                          capture_output=True, text=True, env=environment, timeout=60)


class SimulateTest(unittest.TestCase):
    def talk(self, form, *replies, lang="es", words=()):
        done = run(form, "--lang", lang, "--at", AT, "--json", *words, replies=replies)
        self.assertEqual((YES, ""), (done.returncode, done.stderr), done.stdout)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(["status", "disposition", "values", "scores"], list(lines[-1]))
        return lines

    def outs(self, lines):
        return [line["out"] for line in lines if "out" in line]

    def effects(self, lines, kind):
        return [line["effect"] for line in lines if line.get("effect", {}).get("kind") == kind]

    # ---- a conversation ----

    def test_a_completed_conversation_line_by_line(self):
        lines = self.talk(PULSE, "Si", "bien", "7", "2")
        shape = [next(iter(line)) for line in lines]
        self.assertEqual(["out", "in", "effect", "out", "in", "answer", "out", "in", "reject", "out", "in", "answer", "effect", "out",
                          "status"], shape)
        self.assertEqual({"kind": "consent", "given": True, "version": "1"}, lines[2]["effect"])
        self.assertEqual({"question": "month", "value": "4", "how": "label"}, lines[5]["answer"])
        self.assertEqual({"question": "need", "reason": "invalid_choice"}, lines[8]["reject"])
        self.assertEqual(["", "month", "need", "need", ""], [line["question"] for line in lines if "out" in line])
        self.assertEqual({"status": "completed", "disposition": "I", "values": {"month": "4", "need": "2"}, "scores": {}}, lines[-1])

    def test_what_a_text_costs(self):
        lines = self.talk(PULSE, "Si")
        self.assertEqual([(1, "gsm7"), (1, "gsm7")], [(line["segments"], line["encoding"]) for line in lines if "out" in line])
        french = self.talk(FOLLOW_UP, "oui", lang="fr")
        self.assertEqual({"ucs2", "gsm7"} & {line["encoding"] for line in french if "out" in line},
                         {line["encoding"] for line in french if "out" in line})

    def test_scores_are_numbers_of_a_whole_interview(self):
        answers = ["si", "1", "4", "2", "1", "4", "1", "4", "1", "1", "5", "3", "2", "4", "3", "4", "1"]
        end = self.talk(FOLLOW_UP, *answers)[-1]
        self.assertEqual(("completed", 16), (end["status"], len(end["values"])))
        self.assertEqual({"economic": 0.85, "social": 0.85, "psychosocial": 0.65, "project_index": 0.783},
                         {name: round(score, 3) for name, score in end["scores"].items()})
        self.assertEqual({}, self.talk(FOLLOW_UP, *answers[:-1])[-1]["scores"])

    def test_a_conversation_that_goes_on_is_open(self):
        self.assertEqual({"status": "open", "disposition": "", "values": {"month": "4"}, "scores": {}}, self.talk(PULSE, "1", "4")[-1])
        self.assertEqual("open", self.talk(PULSE)[-1]["status"])

    def test_the_language_is_asked_when_it_is_not_known(self):
        lines = self.talk(PULSE, "English", lang="")
        self.assertEqual([{"kind": "language", "language": "en"}], self.effects(lines, "language"))
        self.assertIn("two short questions", self.outs(lines)[-1].lower())
        self.assertIn("Dos preguntas", self.outs(self.talk(PULSE, lang="es-GT"))[0])

    def test_stop_is_confirmed_once_and_then_there_is_silence(self):
        lines = self.talk(PULSE, "1", "ALTO", "hola?", "@+30d")
        self.assertEqual(("stopped", "R"), (lines[-1]["status"], lines[-1]["disposition"]))
        self.assertEqual(1, len(self.effects(lines, "opt_out")))
        self.assertEqual(3, len(self.outs(lines)))  # consent, the first question, the confirmation
        self.assertEqual([{"kind": "inbox", "reason": "opted_out"}], self.effects(lines, "inbox"))
        self.assertEqual("stopped", self.talk(PULSE, "no")[-1]["status"])

    def test_help_brings_a_person_and_leaves_the_question_open(self):
        lines = self.talk(PULSE, "1", "AYUDA")
        self.assertEqual([{"kind": "ticket", "ticket": "help"}], self.effects(lines, "ticket"))
        self.assertEqual("open", lines[-1]["status"])

    def test_a_new_line_in_a_reply(self):
        lines = self.talk(TYPES, "1", r"San\nJuan \\ centro")
        self.assertEqual("San\nJuan \\ centro", lines[-1]["values"]["town"])
        self.assertEqual("San\nJuan \\ centro", [line["in"] for line in lines if "in" in line][-1])

    # ---- time ----

    def test_reminders_come_when_they_are_due_and_then_it_expires(self):
        lines = self.talk(PULSE, "1", "@+23h", "@+2h", "@+80h", "@+200h")
        outs = [line for line in lines if "out" in line]
        self.assertEqual(["2026-01-15T10:00:00-06:00"] * 2 + ["2026-01-16T10:00:00-06:00", "2026-01-19T10:00:00-06:00"],
                         [line["at"] for line in outs])
        self.assertEqual(["month"] * 3, [line["question"] for line in outs[1:]])
        self.assertEqual(("expired", "BO"), (lines[-1]["status"], lines[-1]["disposition"]))
        self.assertEqual("NC", self.talk(PULSE, "@+400h")[-1]["disposition"])

    def test_moments_and_spans_of_time(self):
        for at, then in {"2026-01-15T10:00:00-06:00": "2026-01-15T10:00:00-06:00", "2026-01-15T10:00Z": "2026-01-15T10:00:00+00:00",
                         "2026-01-15 23:59:59.999+05:30": "2026-01-15T23:59:59+05:30", "2028-02-29T00:00:00z": "2028-02-29T00:00:00+00:00",
                         "1970-01-01T00:00:00-00:30": "1970-01-01T00:00:00-00:30"}.items():
            with self.subTest(at):
                done = run(PULSE, "--lang", "es", "--json", "--at", at)
                self.assertEqual((YES, then), (done.returncode, json.loads(done.stdout.splitlines()[0])["at"]))
        for wait, then in {"@+0s": "10:00:00", "@+61s": "10:01:01", "@+90m": "11:30:00", "@+5h": "15:00:00"}.items():
            with self.subTest(wait):
                self.assertIn(f"T{then}-", [line["at"] for line in self.talk(PULSE, wait, "REPETIR") if "out" in line][-1])

    def test_many_timers_fire_in_one_wait(self):
        lines = self.talk(PULSE, "1", "4", "@+3650d")
        self.assertEqual(4 + 1, len(self.outs(lines)))
        self.assertEqual("expired", lines[-1]["status"])

    def test_the_offset_of_the_clock_is_the_persons(self):
        form = json.loads(TYPES.read_text())
        form["questions"] = [{"name": "at", "type": "calculate", "calculation": "format-date-time(now(), '%Y-%m-%d %H:%M')"},
                             {"name": "q", "type": "text", "label": {"es": "?", "en": "?"}}]
        form["groups"] = []
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory) / "form.json"
            path.write_text(json.dumps(form))
            for at, local in {"2026-01-15T23:30:00-06:00": "2026-01-15 23:30", "2026-01-16T05:30:00Z": "2026-01-16 05:30"}.items():
                with self.subTest(at):
                    done = run(path, "--lang", "es", "--at", at, "--json", replies=["1", "x"])
                    self.assertEqual(local, json.loads(done.stdout.splitlines()[-1])["values"]["at"])

    def test_chance_can_be_fixed(self):
        form = json.loads(TYPES.read_text())
        form["questions"] = [{"name": "r", "type": "calculate", "calculation": "once(random())"},
                             {"name": "u", "type": "calculate", "calculation": "once(uuid())"},
                             {"name": "q", "type": "text", "label": {"es": "?", "en": "?"}}]
        form["groups"] = []
        uuid = "3f2a9c00-0000-4000-8000-000000000000"
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory) / "form.json"
            path.write_text(json.dumps(form))
            values = self.talk(path, "1", "x", words=["--random", "0.25", "--uuid", uuid])[-1]["values"]
            self.assertEqual(("0.25", uuid, "x"), (values["r"], values["u"], values["q"]))
            drawn = {self.talk(path, "1", "x")[-1]["values"]["u"] for _ in range(3)}
            self.assertEqual(3, len(drawn))

    def test_what_is_known_of_the_person_can_be_set(self):
        contact = ROOT / "tests/fixtures/xlsform/09_contacto_seguro"
        for year, words in {"1990": [], "1985": ["--set", "by_stored=1985"], "1986": ["--set=by_stored=1", "--set=by_stored=1986"]}.items():
            with self.subTest(year):
                lines = self.talk(contact, "1984", year, words=words)
                self.assertEqual([{"question": "by_check", "reason": "out_of_range"}], [line["reject"] for line in lines if "reject" in line])
                self.assertEqual((year, year), (lines[-1]["values"]["by_stored"], lines[-1]["values"]["by_check"]))
        done = run(contact, "--lang", "es", "--set", "by_stored=" + "9" * 3000)
        self.assertEqual(USAGE, done.returncode)
        self.assertIn("too long", done.stderr)
        done = run(contact, "--lang", "es", "--set", "by_check=1985")
        self.assertEqual(USAGE, done.returncode)
        self.assertIn("hint: by_stored", done.stderr)

    # ---- screens ----

    def test_a_dialogue_on_screens(self):
        lines = self.talk(PULSE, "1", "4", "2", words=["--channel", "ussd"])
        screens = [line for line in lines if "out" in line]
        self.assertEqual([True, True, True, False], [line["continue"] for line in screens])
        self.assertEqual("completed", lines[-1]["status"])

    def test_a_long_screen_has_pages(self):
        form = json.loads(PULSE.read_text())
        form["questions"][0]["short_label"]["es"] = "palabra " * 40
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory) / "form.json"
            path.write_text(json.dumps(form))
            lines = self.talk(path, "1", "0", "0", "4", words=["--channel", "ussd"])
        screens = [line for line in lines if "out" in line]
        self.assertEqual([True, True, False], [line["more"] for line in screens if line["question"] == "month"])
        self.assertTrue(all(len(line["out"]) <= 160 for line in screens))
        self.assertEqual({"month": "4"}, lines[-1]["values"])

    def test_the_last_words_have_pages_too_and_who_goes_on_dials_again(self):
        lines = self.talk(MENU, "1", "1", "4821", "1", "0", "hola", words=["--channel", "ussd"])
        screens = [line for line in lines if "out" in line]
        self.assertEqual([(True, True), (False, False), (False, True), (False, False)],
                         [(line["more"], line["continue"]) for line in screens[-4:]])
        self.assertEqual("completed", lines[-1]["status"])
        self.assertEqual([{"kind": "inbox", "reason": "nothing_open"}], self.effects(lines, "inbox"))

    def test_no_screen_stays_while_time_passes(self):
        lines = self.talk(PULSE, "1", "@+1h", "4", words=["--channel", "ussd"])
        self.assertEqual(["", "month", "month", "need"], [line["question"] for line in lines if "out" in line])
        self.assertEqual({"month": "4"}, lines[-1]["values"])

    def test_a_reminder_is_a_text_and_not_a_screen(self):
        lines = self.talk(PULSE, "1", "@+25h", words=["--channel", "ussd"])
        self.assertEqual([True, True, False], ["continue" in line for line in lines if "out" in line])

    # ---- to read ----

    def test_people_read_a_conversation(self):
        done = run(PULSE, "--lang", "es", "--at", AT, replies=["1", "4", "baile", "@+25h", "ALTO"])
        self.assertEqual((YES, ""), (done.returncode, done.stderr))
        for words in ("> Hola.", "[1 SMS, gsm7]", "< 4", "month = 4 (number)", "not accepted: invalid_choice, need",
                      "(2026-01-16T10:00:00-06:00)", "* opt_out", "* close: R", "stopped (disposition R)", "  month = 4"):
            self.assertIn(words, done.stdout)

    def test_what_a_person_writes_does_not_steer_the_terminal(self):
        done = run(TYPES, "--lang", "es", replies=["1", "\x1b[2Jtown"])
        self.assertNotIn("\x1b", done.stdout)

    def test_the_conversation_of_the_readme_is_true(self):
        example = (ROOT / "README.md").read_text().split("$ printf '")[1].split("```")[0]
        replies, *shown = example.splitlines()
        done = run(PULSE, "--lang", "es", "--at", AT, replies=replies.split("'")[0].split("\\n")[:-1])
        rest = iter(done.stdout.splitlines())
        for line in shown:
            self.assertTrue(line == "..." or line in rest, line)  # in this order

    # ---- refusals ----

    def test_bad_usage_is_told(self):
        rows = {
            "no language": ([], (), "lang"),
            "a language that the survey has not": (["--lang", "de"], (), "hint: es or fr or en"),
            "no moment": (["--lang", "es", "--at", "yesterday"], (), "no moment"),
            "a day that is not": (["--lang", "es", "--at", "2026-02-30T10:00:00Z"], (), "no moment"),
            "an hour that is not": (["--lang", "es", "--at", "2026-01-15T24:00:00Z"], (), "no moment"),
            "a fraction of nothing": (["--lang", "es", "--at", "2026-01-15T10:00:00.Z"], (), "no moment"),
            "before all time": (["--lang", "es", "--at", "1969-12-31T23:59:59Z"], (), "no moment"),
            "more than a moment": (["--lang", "es", "--at", "2026-01-15T10:00:00Z."], (), "no moment"),
            "a moment without an offset": (["--lang", "es", "--at", "2026-01-15T10:00:00"], (), "no moment"),
            "no channel": (["--lang", "es", "--channel", "fax"], (), "sms or ussd"),
            "no country": (["--lang", "es", "--country", "Guatemala"], (), "two capital letters"),
            "no number": (["--lang", "es", "--random", "1"], (), "below 1"),
            "no uuid": (["--lang", "es", "--uuid", "3f2a"], (), "no UUID"),
            "a value without a name": (["--lang", "es", "--set", "x"], (), "NAME=VALUE"),
            "a value of no question": (["--lang", "es", "--set", "month=1"], (), "no hidden question"),
            "no span of time": (["--lang", "es"], ["@+soon"], "@+26h"),
            "a span of time without a unit": (["--lang", "es"], ["@+5"], "@+26h"),
            "a span of time beyond all": (["--lang", "es"], ["@+99999999999d"], "@+26h"),
        }
        for case, (words, replies, said) in rows.items():
            with self.subTest(case):
                done = run(PULSE, *words, replies=replies)
                self.assertEqual(USAGE, done.returncode, done.stdout)
                self.assertIn(said, done.stderr)
        self.assertEqual(USAGE, run("-", "--lang", "es").returncode)

    def test_a_survey_with_errors_is_not_talked_through(self):
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory) / "form.json"
            path.write_text("{}")
            done = run(path, "--lang", "es", "--json")
            self.assertEqual((NO, "F001"), (done.returncode, json.loads(done.stdout)["code"]))
            self.assertEqual(WORLD, run(pathlib.Path(directory) / "none.json", "--lang", "es").returncode)


if __name__ == "__main__":
    unittest.main()
