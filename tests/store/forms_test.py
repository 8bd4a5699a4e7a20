"""Spreadsheets as officers write them, from the outside: what `puente survey check` says of good and of broken forms, and whether whole
conversations come out as somebody worked them out by hand. A second opinion, not the truth: where Puente differs on purpose, DIFFERENT
says why."""

import csv
import io
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "py"))

from puente_test import PUENTE, ROOT  # noqa: E402

FORMS = ROOT / "tests/fixtures/xlsform"
FOLDERS = sorted(path.parent for path in FORMS.glob("*/survey.csv"))
BROKEN = [folder for folder in FOLDERS if (folder / "errors.csv").exists()]
VALID = [folder for folder in FOLDERS if folder not in BROKEN]
YES, NO, USAGE, WORLD = range(4)

# What the conversations were worked out with.
CONDITIONS = ["--at", "2026-01-15T10:00:00-06:00", "--random", "0.25", "--uuid", "3f2a9c00-0000-4000-8000-000000000000"]

# (form, case): {field: what Puente does}, each with its reason.
DIFFERENT = {}


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def check(path, *words):
    done = subprocess.run([PUENTE, "survey", "check", "--json", *words, path], capture_output=True, text=True, timeout=60)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done


def place(finding):
    return (finding["sheet"], int(finding["row"]), finding["column"], finding["code"], finding["severity"])


def sheets(folder):
    return [path for path in sorted(folder.glob("*.csv")) if path.name != "errors.csv"]


class CheckTest(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def test_the_forms_are_there(self):
        self.assertEqual((8, 4), (len(VALID), len(BROKEN)))

    def test_valid_forms_have_no_errors(self):
        for folder in VALID:
            with self.subTest(folder.name):
                status, findings, done = check(folder)
                self.assertEqual([], [f for f in findings if f["severity"] == "error"])
                self.assertEqual(YES, status, done.stderr)

    def test_every_mistake_is_found_at_its_place_in_one_run(self):
        for folder in BROKEN:
            expected = {place(row) for row in rows(folder / "errors.csv")}
            for path in (folder, FORMS / f"xlsx/{folder.name}.xlsx"):
                with self.subTest(path.name):
                    status, findings, done = check(path)
                    self.assertEqual(set(), expected - {place(f) for f in findings})
                    self.assertEqual(NO, status, done.stderr)

    def test_a_workbook_and_a_zip_say_what_the_folder_says(self):
        for folder in FOLDERS:
            archive = self.directory / f"{folder.name}.zip"
            with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
                for path in sheets(folder):
                    packed.write(path, path.name)
            found = {path: [(*place(f), f["message"], f["hint"]) for f in check(path)[1]]
                     for path in (folder, archive, FORMS / f"xlsx/{folder.name}.xlsx")}
            for path in found:
                with self.subTest(path.name):
                    self.assertEqual(found[folder], found[path])

    def test_findings_are_sorted_and_name_their_file(self):
        for folder in BROKEN:
            with self.subTest(folder.name):
                findings = check(folder)[1]
                order = {"survey": 0, "choices": 1, "settings": 2}
                places = [(order.get(f["sheet"], 3), f["sheet"], f["row"]) for f in findings]
                self.assertEqual(sorted(places), places)
                for finding in findings:
                    file = f"{folder}/{finding['sheet']}.csv" if finding["sheet"] else str(folder)
                    self.assertEqual(file, finding["file"])

    def test_messages_come_in_three_languages(self):
        for folder in BROKEN:
            said = {language: check(folder, "--lang", language)[1] for language in ("en", "es", "fr")}
            for language in ("es", "fr"):
                with self.subTest(folder.name, language=language):
                    self.assertEqual([place(f) for f in said["en"]], [place(f) for f in said[language]])
                    for english, other in zip(said["en"], said[language]):
                        self.assertNotEqual(english["message"], other["message"])
                        self.assertEqual(bool(english["hint"]), bool(other["hint"]))


    def test_findings_as_csv_are_the_same(self):
        for folder in BROKEN:
            with self.subTest(folder.name):
                done = subprocess.run([PUENTE, "survey", "check", "--csv", folder], capture_output=True, text=True, timeout=60)
                self.assertEqual(NO, done.returncode, done.stderr)
                listed = [{**row, "row": int(row["row"])} for row in csv.DictReader(io.StringIO(done.stdout))]
                self.assertEqual(check(folder)[1], listed)

    def test_people_read_place_and_sum(self):
        done = subprocess.run([PUENTE, "survey", "check", FORMS / "B4_estructura"], capture_output=True, text=True, timeout=60)
        lines = done.stdout.splitlines()
        self.assertRegex(lines[-1], r": \d+ errors, \d+ warnings$")
        self.assertIn(f"{FORMS}/B4_estructura/survey.csv:survey:6:type: error T002: ", done.stdout)
        for line in lines[:-1]:
            self.assertRegex(line, r"\.csv:\w+:(\d+:)?([^:].*:)? (error|warning|info) [A-Z]\d{3}: .")

    def test_the_findings_of_the_readme_are_true(self):
        shown = re.search(r"```text\n(survey\.csv:.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)[1].splitlines()
        done = subprocess.run([PUENTE, "survey", "check", FORMS / "B2_expresiones"], capture_output=True, text=True, timeout=60)
        self.assertEqual(4, len(shown))
        for line in shown:
            self.assertIn(f"/{line}\n", done.stdout)

    def test_what_is_no_survey_is_one_finding_and_never_a_crash(self):
        workbook = (FORMS / "xlsx/06_necesidades.xlsx").read_bytes()
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("survey.csv", b"type,name\n" + b"\0" * (300 << 20))
        rows = {
            "nothing.xlsx": (b"", "no cell"),
            "half.xlsx": (workbook[:len(workbook) // 2], "damaged"),
            "old.xls": (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 2000, "old Excel"),
            "picture.xlsx": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "a picture"),
            "letter.rtf": (b"{\\rtf1 Hola}", "a text document"),
            "bomb.zip": (bomb.getvalue(), "too large"),
            "empty.zip": (b"PK\x05\x06" + b"\0" * 18, "neither a workbook"),
        }
        for name, (content, word) in rows.items():
            with self.subTest(name):
                path = self.directory / name
                path.write_bytes(content)
                status, findings, done = check(path)
                self.assertEqual((NO, ["F003"], ""), (status, [f["code"] for f in findings], done.stderr))
                self.assertIn(word, findings[0]["message"])

    def test_a_thousand_findings_are_told_and_the_rest_is_counted(self):
        path = self.directory / "form.csv"
        path.write_text("survey,type,name\n" + "".join(f",entero,q{n}\n" for n in range(1500)))
        status, findings, _ = check(path)
        self.assertEqual((NO, 1000), (status, len(findings)))
        done = subprocess.run([PUENTE, "survey", "check", path], capture_output=True, text=True, timeout=60)
        self.assertRegex(done.stdout, r"\n\.\.\. and \d+ more\n.*: \d{4} errors, \d+ warnings\n$")

    def test_a_form_on_standard_input(self):
        content = (FORMS / "xlsx/06_necesidades.xlsx").read_bytes()
        done = subprocess.run([PUENTE, "survey", "check", "-"], input=content, capture_output=True, timeout=60)
        self.assertEqual(YES, done.returncode, done)
        self.assertIn(b"survey 'necesidades'", done.stdout)


class AnnotateTest(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def annotate(self, path):
        out = self.directory / "marked.xlsx"
        done = subprocess.run([PUENTE, "survey", "check", "--json", path, "--annotate", out], capture_output=True, text=True, timeout=60)
        return done, out

    def comments(self, out):
        """{sheet: {cell: text}}, read with nothing of the product."""
        found = {}
        with zipfile.ZipFile(out) as packed:
            book = xml.etree.ElementTree.fromstring(packed.read("xl/workbook.xml"))
            names = [sheet.get("name") for sheet in book.iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet")]
            for number, name in enumerate(names, 1):
                relations = f"xl/worksheets/_rels/sheet{number}.xml.rels"
                part = re.search(r"comments\d+\.xml", packed.read(relations).decode()) if relations in packed.namelist() else None
                found[name] = {}
                if part is None:
                    continue
                for comment in xml.etree.ElementTree.fromstring(packed.read(f"xl/{part[0]}")).iter(
                        "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}comment"):
                    found[name][comment.get("ref")] = "".join(comment.itertext())
        return found

    def test_every_finding_is_a_comment_in_its_cell(self):
        for folder in BROKEN:
            with self.subTest(folder.name):
                done, out = self.annotate(folder)
                self.assertEqual((NO, ""), (done.returncode, done.stderr))
                comments = self.comments(out)
                self.assertEqual([path.stem for path in sorted(folder.glob("*.csv"))], list(comments))
                for finding in (json.loads(line) for line in done.stdout.splitlines()):
                    cells = comments[finding["sheet"]]
                    headers = (folder / f"{finding['sheet']}.csv").read_text().splitlines()[0].split(",")
                    columns = [at for at, header in enumerate(headers) if header == finding["column"]] or [0]
                    possible = {f"{chr(ord('A') + column)}{max(finding['row'], 1)}" for column in columns}
                    text = f"{finding['severity']} {finding['code']}: {finding['message']}"
                    where = {ref for ref, comment in cells.items() if text in comment}
                    self.assertTrue(where & possible if finding["column"] else where, finding)

    def test_the_copy_says_what_the_original_says(self):
        for path in [*FOLDERS, FORMS / "xlsx/B2_expresiones.xlsx"]:
            with self.subTest(path.name):
                _, out = self.annotate(path)
                self.assertEqual([place(f) for f in check(path)[1]], [place(f) for f in check(out)[1]])

    def test_what_cannot_be_annotated_is_told(self):
        form = self.directory / "form.xlsx"
        form.write_bytes((FORMS / "xlsx/06_necesidades.xlsx").read_bytes())
        rows = {
            "over the survey itself": ([form, "--annotate", form], USAGE, "another file"),
            "two surveys": ([form, FORMS / "06_necesidades", "--annotate", self.directory / "out.xlsx"], USAGE, "one survey"),
            "no sheets": ([ROOT / "survey/examples/tipos.json", "--annotate", self.directory / "out.xlsx"], NO, "no sheets"),
            "nowhere to write": ([form, "--annotate", self.directory / "none/out.xlsx"], WORLD, "cannot write"),
        }
        before = form.read_bytes()
        for case, (words, status, said) in rows.items():
            with self.subTest(case):
                done = subprocess.run([PUENTE, "survey", "check", *words], capture_output=True, text=True, timeout=60)
                self.assertEqual(status, done.returncode, done)
                self.assertIn(said, done.stderr)
                self.assertEqual(1, len(done.stderr.splitlines()), done.stderr)
        self.assertEqual(before, form.read_bytes())


# ---- conversations ----

TYPOGRAPHY = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."})


def plain(text):
    return " ".join(text.translate(TYPOGRAPHY).split())


def notes(folder, language):
    """Beginnings of the texts of all notes, by name."""
    found = {}
    for row in rows(folder / "survey.csv"):
        if row["type"] != "note":
            continue
        label = next(value for column, value in row.items() if re.fullmatch(rf"label::.*\({language}\)", column))
        text = row.get(f"sms_text_{language}") or label
        found[row["name"]] = plain(text.split("${")[0])
    return found


def calculated(folder):
    """What nobody is asked: the conversations worked out by hand name only the interesting ones."""
    return {row["name"] for row in rows(folder / "survey.csv") if row["type"] in ("calculate", "hidden", "start", "end", "today", "phonenumber")}


class Conversation:
    """What `puente survey simulate` printed, in the words of expected_paths.csv."""

    def __init__(self, lines, notes):
        self.end = lines[-1]
        self.prompts, self.rejected = [], []
        turns = [[]]
        for line in lines[:-1]:
            if "in" in line:
                turns.append([])
            turns[-1].append(line)
        for turn in turns:
            self.take(turn, notes)

    def take(self, turn, notes):
        outs = [line for line in turn if "out" in line]
        text = plain(" ".join(line["out"] for line in outs))
        said = sorted((text.index(words), name) for name, words in notes.items() if words in text)
        self.prompts += [f"{name}*" for _, name in said]
        self.prompts += list(dict.fromkeys(line["question"] for line in outs if line["question"]))[-1:]
        for line in turn:
            if "reject" in line:
                reason = line["reject"]["reason"]
                self.rejected.append((turn[0]["in"], "constraint failed" if reason == "out_of_range" else "not understood"))
            if line.get("effect", {}).get("kind") == "opt_out":
                self.rejected.append((turn[0]["in"], "opt-out"))


class ConversationTest(unittest.TestCase):
    maxDiff = None

    def simulate(self, path, language, replies, *words):
        done = subprocess.run([PUENTE, "survey", "simulate", path, "--lang", language, "--json", *CONDITIONS, *words],
                              input="".join(f"{reply}\n" for reply in replies), capture_output=True, text=True, timeout=60)
        self.assertEqual((YES, ""), (done.returncode, done.stderr), done.stdout)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def expected(self, row):
        status = {"complete": "completed", "opt_out": "stopped"}[row["status"]]
        rejected = [tuple(part.strip() for part in one.split("=>")) for one in row["rejected"].split(";") if one.strip()]
        values = dict(one.strip().split("=", 1) for one in row["values"].split(";"))
        return {"status": status, "prompts": row["prompts_in_order"].split(), "rejected": rejected, "values": values}

    def test_conversations_come_out_as_worked_out_by_hand(self):
        cases = rows(FORMS / "expected_paths.csv")
        self.assertEqual(21, len(cases))
        for row in cases:
            with self.subTest(f"{row['form']} {row['lang']} {row['case']}"):
                expected = {**self.expected(row), **DIFFERENT.get((row["form"], row["case"]), {})}
                folder = FORMS / row["form"]
                lines = self.simulate(folder, row["lang"], row["replies"].split("|"))
                came = Conversation(lines, notes(folder, row["lang"]))
                stored = {name: value for name, value in came.end["values"].items() if value and name not in calculated(folder)}
                values = {**stored, **{name: came.end["values"].get(name, "") for name in expected["values"]}}
                self.assertEqual(expected, {"status": came.end["status"], "prompts": came.prompts, "rejected": came.rejected,
                                            "values": values})

    def test_on_screens_the_same_comes_out(self):
        for row in rows(FORMS / "expected_paths.csv"):
            with self.subTest(f"{row['form']} {row['lang']} {row['case']}"):
                ends = [[line for line in self.simulate(FORMS / row["form"], row["lang"], row["replies"].split("|"), "--channel", channel)
                         if line.keys() & {"answer", "reject", "effect", "status"}] for channel in ("sms", "ussd")]
                self.assertEqual(*ends)

    def test_a_workbook_talks_as_its_folder(self):
        for row in rows(FORMS / "expected_paths.csv"):
            with self.subTest(f"{row['form']} {row['case']}"):
                replies = row["replies"].split("|")
                self.assertEqual(self.simulate(FORMS / row["form"], row["lang"], replies),
                                 self.simulate(FORMS / f"xlsx/{row['form']}.xlsx", row["lang"], replies))


if __name__ == "__main__":
    unittest.main()
