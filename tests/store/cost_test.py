"""`puente survey cost` and `puente survey guide` from the outside: what a survey costs before it starts, and how it looks on paper."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "py"))

from puente_test import PUENTE, ROOT  # noqa: E402

PULSE = ROOT / "survey/examples/pulso_1m.json"
TYPES = ROOT / "survey/examples/tipos.json"
BASELINE = ROOT / "tests/fixtures/xlsform/08_menu_ussd"
FRENCH = ROOT / "tests/fixtures/xlsform/11_pouls_1mois"
BROKEN = ROOT / "tests/fixtures/xlsform/B2_expresiones"
YES, NO, USAGE, WORLD = range(4)
PATH = ["messages", "segments", "ucs2", "replies", "calls", "completed", "cost", "cost_by_ussd", "respondent_pays"]


def run(verb, form, *words, text=""):
    # Without a database: the environment names none.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PUENTE_")}
    return subprocess.run([PUENTE, "survey", verb, *map(str, [form, *words])], input=text, capture_output=True, text=True,
                          env=environment, timeout=120)


def pulse(**changes):
    """The pulse in Spanish only, which is quick, with other members."""
    form = json.loads(PULSE.read_text())
    form.update({"languages": ["es"], **changes})

    def only_spanish(value):
        if isinstance(value, list):
            return [only_spanish(item) for item in value]
        if isinstance(value, dict):
            return {key: only_spanish(item) for key, item in value.items() if key not in ("fr", "en")}
        return value
    return only_spanish(form)


class Temporary(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def file(self, form):
        path = pathlib.Path(self.folder.name) / "form.json"
        path.write_text(json.dumps(form))
        return path


class CostTest(Temporary):
    def cost(self, form, *words, status=YES):
        done = run("cost", form, "--json", *words)
        self.assertEqual((status, ""), (done.returncode, done.stderr), done.stdout)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        return [line for line in lines if "code" in line], [line for line in lines if "code" not in line]

    # ---- texts ----

    def test_each_language_has_its_paths(self):
        _, sheets = self.cost(PULSE)
        self.assertEqual(["es", "fr", "en"], [sheet["language"] for sheet in sheets])
        for sheet in sheets:
            with self.subTest(sheet["language"]):
                self.assertEqual(PATH, list(sheet["shortest"]))
                self.assertEqual((4, 4, 3, 1), tuple(sheet["shortest"][key] for key in ("messages", "segments", "replies", "completed")))
                self.assertEqual(sheet["shortest"], sheet["longest"])
                self.assertEqual((False, None), (sheet["limited"], sheet["assumed"]))
                self.assertEqual((0, 0), (sheet["silent"]["replies"], sheet["silent"]["completed"]))
        # French has a letter in its consent that GSM-7 has not: the one text costs two, at each of three times.
        self.assertEqual([3, 5, 3], [sheet["silent"]["segments"] for sheet in sheets])

    def test_the_texts_are_those_that_a_conversation_sends(self):
        _, (sheet,) = self.cost(self.file(pulse()))
        talk = run("simulate", PULSE, "--lang", "es", "--json", "--at", "2026-01-15T10:00:00-06:00", text="1\n4\n2\n")
        outs = [line for line in map(json.loads, talk.stdout.splitlines()) if "out" in line]
        self.assertEqual((len(outs), sum(line["segments"] for line in outs)), (sheet["longest"]["messages"], sheet["longest"]["segments"]))

    def test_the_expected_figures_are_the_same_every_time(self):
        form = self.file(pulse())
        first, second = (run("cost", form, "--json").stdout for _ in range(2))
        self.assertEqual(first, second)
        _, (sheet,) = self.cost(form)
        # Three replies, and one in twenty of the two questions is asked again.
        self.assertAlmostEqual(3.1, sheet["expected"]["replies"], delta=0.05)

    def test_the_longest_path_has_what_can_hold_together(self):
        _, sheets = self.cost(BASELINE, "--declared-free")
        for sheet in sheets:
            self.assertLess(sheet["shortest"]["replies"], sheet["longest"]["replies"])
            self.assertLessEqual(sheet["shortest"]["segments"], sheet["longest"]["segments"])

    # ---- money ----

    def test_money_by_hand(self):
        words = ["--participants", "1000", "--response", "50%", "--price-mt", "0.04", "--price-mo", "0.01", "--price-ussd", "0.03",
                 "--price-call", "2", "--fixed", "100", "--incentive", "1", "--incentive-fee", "5"]
        _, (sheet,) = self.cost(self.file(pulse()), *words)
        self.assertAlmostEqual(4 * 0.04 + 3 * 0.01 + 1.05, sheet["shortest"]["cost"])
        self.assertAlmostEqual(0.03 + 1.05, sheet["shortest"]["cost_by_ussd"])
        self.assertAlmostEqual(3 * 0.04, sheet["silent"]["cost"])
        expected, total = sheet["expected"], sheet["total"]
        self.assertAlmostEqual(expected["segments"] * 0.04 + expected["replies"] * 0.01 + expected["calls"] * 2 + expected["completed"] * 1.05,
                               expected["cost"])
        self.assertAlmostEqual(1000 * expected["cost"] + 100, total["cost"])
        self.assertAlmostEqual(total["texts"] + total["replies"] + total["calls"] + total["rewards"] + total["fixed"], total["cost"])
        self.assertEqual((1000, 0.5, 500), (total["participants"], total["response"], total["completed"]))
        self.assertAlmostEqual(525, total["rewards"])

    def test_a_reply_that_costs_more_than_the_reward_is_told(self):
        form = self.file(pulse())
        findings, (sheet,) = self.cost(form, "--respondent-mo", "0.1", "--incentive", "0.2")
        self.assertEqual(["K003", "K003"], [finding["code"] for finding in findings])
        self.assertAlmostEqual(0.3, sheet["longest"]["respondent_pays"])
        self.assertIn("0.3000", findings[0]["message"])
        self.assertEqual([], self.cost(form, "--respondent-mo", "0.1", "--incentive", "0.4")[0])
        self.assertIn("shortest", findings[0]["message"])

    # ---- words ----

    def test_a_promise_is_an_error_with_its_place(self):
        findings, sheets = self.cost(FRENCH, status=NO)
        promises = [finding for finding in findings if finding["code"] == "K001"]
        self.assertIn(("survey", 3, "label::Français (fr)", "error"),
                      [tuple(f[key] for key in ("sheet", "row", "column", "severity")) for f in promises])
        self.assertEqual(2, len(sheets))
        self.assertEqual([], [f for f in self.cost(FRENCH, "--declared-free")[0] if f["code"] == "K001"])

    def test_what_is_a_promise(self):
        for words, promised in {"Responder es gratis.": True, "Servicio gratuito": True, "GRATIS!": True, "Llamada sin costo.": True,
                                "Responder no es gratis.": False, "Gratitud": False, "Es libre de responder.": False,
                                "It is free.": True, "This is not free.": False, "Feel free to answer.": False, "freedom": False}.items():
            with self.subTest(words):
                form = pulse()
                form["questions"][0]["hint"] = {"es": words}
                findings, _ = self.cost(self.file(form), status=NO if promised else YES)
                self.assertEqual(["K001"] if promised else [], [finding["code"] for finding in findings])

    def test_a_character_that_costs_has_a_spelling_and_what_is_lost(self):
        for text, character, plain, lost in [("¿Vives tú aquí?", '"ú", "í"', "¿Vives tu aqui?", "tú (you) = tu (your)"),
                                             ("Sí", '"í"', "Si", "sí (yes) = si (if)"), ("país", '"í"', "pais", None),
                                             ("Êtes-vous sûr ?", '"Ê", "û"', "Etes-vous sur ?", "sûr (sure) = sur (on)"),
                                             ("¿Qué más?", '"á"', "¿Qué mas?", "más (more) = mas (but)")]:
            with self.subTest(text):
                form = pulse()
                form["questions"][0]["hint"] = {"es": text}
                (finding,), _ = self.cost(self.file(form))
                self.assertEqual(("K002", "warning"), (finding["code"], finding["severity"]))
                self.assertIn(character, finding["message"])
                self.assertIn(f'"{plain}"', finding["hint"])
                self.assertTrue(finding["hint"].endswith(f"lost is: {lost}") if lost else "no other word" in finding["hint"], finding["hint"])

    def test_a_character_without_a_spelling(self):
        form = pulse()
        form["questions"][0]["hint"] = {"es": "Bien 😀"}
        (finding,), _ = self.cost(self.file(form))
        self.assertIn("😀", finding["message"])
        self.assertIn("Leave it out", finding["hint"])

    def test_what_is_within_gsm7_is_not_told(self):
        form = pulse()
        form["questions"][0]["hint"] = {"es": "é à è ñ ü ¿ ¡ “así no” €".replace("í", "i")}
        self.assertEqual([], self.cost(self.file(form))[0])

    def test_findings_speak_the_language_of_the_officer(self):
        for language, words in {"es": "promete", "fr": "promet", "en": "promises"}.items():
            self.assertIn(words, run("cost", FRENCH, "--lang", language).stdout)

    # ---- to read, and refusals ----

    def test_people_read_a_table(self):
        done = run("cost", self.file(pulse()), "--participants", "1000", "--response", "0.6", "--price-mt", "0.04")
        self.assertEqual((YES, ""), (done.returncode, done.stderr))
        self.assertIn("survey 'pulso_1m' in es", done.stdout)
        self.assertRegex(done.stdout, r"shortest +4\.00 +4\.00 +0\.00 +3\.00 +0\.00 +0\.1600")
        self.assertIn("1000 invited, 60 % answer, 600 complete", done.stdout)

    def test_a_survey_with_errors_is_not_counted(self):
        findings, sheets = self.cost(BROKEN, status=NO)
        self.assertTrue(findings)
        self.assertEqual([], sheets)

    def test_bad_usage_is_told(self):
        for words, told in {("--price-mt", "0,04"): "a point", ("--price-mt", "-1"): "no amount", ("--price-mt", "1e3"): "no amount",
                            ("--price-mt", ""): "no amount", ("--price-mt", "0.0000001"): "six decimals", ("--fixed", "99999999999"): "no amount",
                            ("--response", "60"): "no share", ("--response", "101%"): "no share", ("--response", "%"): "no share",
                            ("--participants", "1.5"): "no number of people", ("--participants", "x"): "no number of people",
                            ("--country", "Guatemala"): "two capital letters", ("--lang", "de"): "es, fr or en",
                            ("--declared-free", "--respondent-mo", "1"): "one of the two"}.items():
            with self.subTest(words):
                done = run("cost", PULSE, *words)
                self.assertEqual((USAGE, ""), (done.returncode, done.stdout))
                self.assertIn(told, done.stderr)
        self.assertEqual(WORLD, run("cost", "no-such-file.xlsx").returncode)


class GuideTest(Temporary):
    def guide(self, form, lang="es"):
        done = run("guide", form, "--lang", lang)
        self.assertEqual((YES, ""), (done.returncode, done.stderr))
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 80)
        return done.stdout

    def test_a_page_in_each_language(self):
        for lang, words in {"es": ["Pulso al mes del retorno", "PULSO", "00, ALTO", "CÓMO PARAR", "Pregunta 2", "Claves"],
                            "fr": ["Pouls 1 mois après le retour", "PULSO", "00, ARRET", "COMMENT ARRÊTER", "Question 2", "mots de passe"],
                            "en": ["Pulse 1 month after return", "PULSO", "00, STOP", "HOW TO STOP", "Question 2", "passwords"]}.items():
            with self.subTest(lang):
                page = self.guide(PULSE, lang)
                for word in [*words, "000 ", "0000 "]:
                    self.assertIn(word, page)

    def test_options_have_the_keys_that_are_sent(self):
        page = re.sub(r"\s+", " ", self.guide(PULSE))
        talk = run("simulate", PULSE, "--lang", "es", "--json", "--at", "2026-01-15T10:00:00-06:00", text="1\n4\n")
        prompts = [line["out"] for line in map(json.loads, talk.stdout.splitlines()) if "out" in line]
        self.assertEqual(3, len(prompts))
        for prompt in prompts:
            self.assertIn(" ".join(prompt.split()), page)

    def test_what_is_optional_and_what_is_for_some(self):
        page = self.guide(TYPES, "en")
        self.assertIn("Question 1\n    Which town", page)
        self.assertIn("Question 5 (optional, to some people only)", page)
        self.assertIn("Question 6 (optional)", page)
        self.assertIn("    4 Housing\n    You can choose several, example: 1 3\n    0 = skip\n", page)
        self.assertIn("    - Housing\n    (only those that apply are offered, numbered from 1)\n", page)
        self.assertIn("Message\n    Answer as you like", page)

    def test_a_survey_that_asks_a_secret_does_not_say_it_never_does(self):
        self.assertNotIn("passwords", self.guide(TYPES, "en"))
        self.assertIn("passwords", self.guide(PULSE, "en"))

    def test_long_words_and_answers_in_texts(self):
        form = pulse()
        form["questions"][0] = {"name": "month", "type": "text", "required": True, "label": {"es": "x" * 200}}
        form["questions"][1]["short_label"] = {"es": "Dijo ${month}. ¿Que falta?"}
        self.assertIn("    Dijo ____. ¿Que falta?\n", self.guide(self.file(form)))

    def test_a_survey_without_a_keyword_writes_first(self):
        form = pulse()
        del form["keyword"]
        self.assertIn("El programa le escribe primero", self.guide(self.file(form)))

    def test_json_and_refusals(self):
        done = run("guide", PULSE, "--lang", "es", "--json")
        page = json.loads(done.stdout)
        self.assertEqual(("pulso_1m", "es"), (page["survey"], page["language"]))
        self.assertEqual(self.guide(PULSE), page["text"])
        done = run("guide", PULSE, "--lang", "de")
        self.assertEqual((USAGE, ""), (done.returncode, done.stdout))
        self.assertIn("hint: es or fr or en", done.stderr)
        self.assertEqual(USAGE, run("guide", PULSE).returncode)
        self.assertEqual(NO, run("guide", BROKEN, "--lang", "es").returncode)


if __name__ == "__main__":
    unittest.main()
