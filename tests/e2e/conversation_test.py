"""Conversations over HTTP, judged by what the provider was told to send: each reply once, in order, and nothing else."""

import pathlib
import secrets
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "py"))

from demo import ANSWERS, FORM, Demo, waking_zone  # noqa: E402
from machine import wait_for  # noqa: E402
from puente_test import ROOT, Rig  # noqa: E402

NAMES = [question["name"] for question in FORM["questions"]]


class ConversationTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.demo = Demo(cls.enterClassContext(Rig()))

    def begun(self, language="es"):
        """Somebody who has given consent and sees the first question."""
        phone = self.demo.phone(language=language)
        phone.asks("PUENTE", phone.words.consent)
        phone.asks("1", phone.words.questions[0])
        return phone

    def count(self, table, phone, condition="true"):
        return self.demo.value(f"select count(*) from puente.{table} where contact_id = {self.demo.contact(phone)} and {condition}")

    def test_a_whole_survey_in_three_languages(self):
        yes = {"es": "Si, gracias", "fr": "OUI", "en": "Yes please"}
        for language, word in yes.items():
            with self.subTest(language=language):
                phone = self.demo.phone(language=language)
                phone.asks("Puente", phone.words.consent)
                phone.asks(word, phone.words.questions[0])
                for answer, following in zip(ANSWERS, [*phone.words.questions[1:], phone.words.thanks], strict=True):
                    phone.asks(answer, following)
                contact = self.demo.contact(phone)
                self.demo.wait_value(f"select count(*) from puente.answer where contact_id = {contact}", len(NAMES))
                values = self.demo.database.rows(f"select value from puente.answer where contact_id = {contact} order by question")
                self.assertEqual(ANSWERS, [row["value"] for row in values])
                self.assertEqual(["I"], self.dispositions(contact))
                phone.hears_nothing(0.2)

    def dispositions(self, contact):
        words = ["", "I", "P", "BO", "R", "NC", "O", "UH", "UO", "NE"]
        rows = self.demo.database.rows(f"select disposition from puente.session where contact_id = {contact}")
        return [words[row["disposition"]] for row in rows]

    def test_a_whole_survey_delivered_twice_changes_nothing(self):
        phone = self.demo.phone()
        expected = [phone.words.consent, *phone.words.questions, phone.words.thanks]
        for text, reply in zip(["PUENTE", "1", *ANSWERS], expected, strict=True):
            id = secrets.token_hex(8)
            phone.asks(text, reply, id=id)
            phone.says(text, id=id)
        for text in ["PUENTE", "1"]:
            phone.says(text, id=id)
        phone.hears_nothing()
        self.assertEqual(len(expected), self.count("event", phone))

    def test_the_same_message_ten_times_at_once_is_one(self):
        phone = self.begun()
        id = secrets.token_hex(8)
        threads = [threading.Thread(target=phone.says, args=("1", id)) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        phone.hears(phone.words.questions[1])
        phone.hears_nothing()

    def test_texts_sent_without_waiting_stay_in_order(self):
        phone = self.begun()
        threads = []
        for answer in ANSWERS:
            threads.append(threading.Thread(target=phone.says, args=(answer,)))
            threads[-1].start()
            time.sleep(0.015)
        for thread in threads:
            thread.join()
        phone.hears(*phone.words.questions[1:], phone.words.thanks)
        contact = self.demo.contact(phone)
        self.demo.wait_value(f"select string_agg(value, '' order by question) from puente.answer where contact_id = {contact}",
                             "".join(ANSWERS))
        phone.hears_nothing()

    def test_what_is_not_understood_is_said_once_more(self):
        phone = self.begun()
        first = phone.words.questions[0]
        phone.asks("tal vez", f"{phone.words.phrases['invalid_choice']}\n{first}")
        phone.asks("7", f"{phone.words.phrases['invalid_choice']}\n{first}")
        phone.asks("??", phone.words.phrases["call_planned"])
        phone.asks("1", phone.words.questions[1])
        self.assertEqual(1, self.count("ticket", phone, "kind = 'not_understood'"))

    def test_back_repeat_and_skip(self):
        phone = self.begun("en")
        first, second, third = phone.words.questions[:3]
        phone.asks("back", f"{phone.words.phrases['first_question']}\n{first}")
        phone.asks("1", second)
        phone.asks("repeat", second)
        phone.asks("0", phone.words.phrases["required"], second)
        phone.asks("2", third)
        answers = f"select string_agg(value, ',' order by question) from puente.answer where contact_id = {self.demo.contact(phone)}"
        self.demo.wait_value(answers, "1,2")
        phone.asks("Back", second)
        self.demo.wait_value(answers, "1")
        phone.asks("5", third)
        self.demo.wait_value(answers, "1,5")

    def test_help_and_call_me_bring_a_person_and_leave_the_question_open(self):
        phone = self.begun()
        phone.asks("AYUDA", phone.words.phrases["help"])
        phone.asks("000", phone.words.phrases["call_planned"])
        phone.asks("000", phone.words.phrases["call_planned"])
        phone.asks("1", phone.words.questions[1])
        self.assertEqual(1, self.count("ticket", phone, "kind = 'help' and times = 1"))
        self.assertEqual(1, self.count("ticket", phone, "kind = 'call_me' and times = 2"))

    def test_quick_exit_looks_harmless_and_ends_nothing(self):
        phone = self.begun()
        phone.asks("0000", phone.words.phrases["quick_exit"])
        phone.asks("1", phone.words.questions[1])
        self.assertEqual(0, self.count("opt_out", phone))

    def test_stop_is_confirmed_once_and_then_there_is_silence(self):
        phone = self.begun()
        phone.asks("ALTO", phone.words.phrases["stop_done"])
        for text in ["ALTO", "1", "PUENTE no, gracias"]:
            phone.says(text)
        phone.hears_nothing()
        contact = self.demo.contact(phone)
        self.assertEqual(["R"], self.dispositions(contact))
        self.assertEqual(1, self.count("opt_out", phone, "lifted_at is null"))
        self.assertGreaterEqual(self.count("inbox", phone, "reason = 'opted_out'"), 1)
        phone.asks("AYUDA", phone.words.phrases["help"])

    def test_start_brings_the_messages_back(self):
        phone = self.begun()
        phone.asks("00", phone.words.phrases["stop_done"])
        phone.asks("PUENTE", phone.words.phrases["stopped"])
        phone.asks("ALTA", phone.words.phrases["start_done"])
        phone.asks("PUENTE", phone.words.consent)
        self.assertEqual(0, self.count("opt_out", phone, "lifted_at is null"))

    def test_stop_with_further_words_stops_and_is_read_by_a_person(self):
        for text, is_read in [("Stop. Thank you", False), ("ALTO ya no puedo mas, ayuda por favor", True)]:
            with self.subTest(text=text):
                phone = self.begun()
                phone.asks(text, phone.words.phrases["stop_done"])
                self.assertEqual(1, self.count("opt_out", phone))
                self.assertEqual(is_read, self.count("inbox", phone, "reason = 'stop_with_text'") == 1)

    def test_a_refused_consent_ends_the_conversation(self):
        phone = self.demo.phone()
        phone.asks("PUENTE", phone.words.consent)
        phone.asks("No", phone.words.phrases["consent_refused"])
        self.assertEqual(["R"], self.dispositions(self.demo.contact(phone)))

    def test_a_stranger_gets_one_neutral_sentence_a_day(self):
        phone = self.demo.stranger()
        phone.asks("hola?", phone.words.phrases["unknown_number"])
        phone.says("hola??")
        phone.says("PUENTE")
        phone.hears_nothing()
        self.assertEqual(3, self.count("inbox", phone, "reason = 'unknown_number'"))
        self.demo.sql(f"update puente.contact set greeted_at = greeted_at - interval '25 hours' where contact_id = {self.demo.contact(phone)}")
        phone.asks("hola", phone.words.phrases["unknown_number"])

    def test_the_code_on_the_card_links_a_stranger(self):
        self.demo.rig.puente("participant", "add", "--programme", "demo", "--case", "CARD-1", "--number", self.demo.new_numbers(1)[0],
                             "--join-code", "K7M2-Q4XZ", database=self.demo.database)
        phone = self.demo.stranger()
        phone.asks("buenas", phone.words.phrases["unknown_number"])
        phone.asks("k7m2 q4xz", phone.words.phrases["identified"])
        phone.asks("PUENTE", phone.words.consent)
        person = "select p.case_code from puente.participant_contact pc join puente.participant p using (participant_id)"
        self.assertEqual("CARD-1", self.demo.value(f"{person} where pc.contact_id = {self.demo.contact(phone)}"))

    def test_the_keyword_on_a_shared_number_goes_to_a_person(self):
        phone = self.demo.phone()
        self.demo.people([phone.number])
        phone.asks("PUENTE", phone.words.phrases["nothing_open"])
        self.assertEqual(1, self.count("inbox", phone, "reason = 'nothing_open'"))
        self.assertEqual(0, self.count("session", phone))

    def test_one_session_of_a_number_at_a_time(self):
        phone = self.demo.phone(zone=waking_zone())
        self.demo.queue_session(phone)
        phone.hears(phone.words.consent)
        self.demo.queue_session(phone)
        phone.hears_nothing(1.5)
        self.assertEqual(1, self.count("session", phone, "queued"))
        phone.asks("PUENTE", phone.words.phrases["consent_unclear"], phone.words.consent)
        phone.says("2")
        phone.hears(phone.words.phrases["consent_refused"], phone.words.consent)
        self.assertEqual(0, self.count("session", phone, "queued"))
        self.assertEqual(1, self.count("session", phone, "open"))

    def test_everything_said_is_delivered_and_nothing_waits(self):
        wait_for(lambda: self.demo.fake.stats()["callbacks"]["pending"] == 0, what="receipts")
        self.demo.wait_drained()
        unmatched = """select count(*) from puente.send_log a where a.kind = 'accepted' and not exists (select from puente.send_log r
            where r.kind = 'receipt' and r.channel_id = a.channel_id and r.provider_id = a.provider_id)"""
        self.demo.wait_value(unmatched, 0)
        ids = [line["id"] for line in self.demo.fake.log()]
        self.assertEqual(len(ids), len(set(ids)), "a text was sent twice")


class AnswersThatActTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.demo = Demo(cls.enterClassContext(Rig()))
        cls.demo.rig.puente("survey", "publish", ROOT / "tests/fixtures/forms/completa.json", "--programme", "demo",
                            database=cls.demo.database)
        cls.demo.reload()

    def test_they_call_people_and_may_end_the_messages(self):
        phone = self.demo.phone()
        country, zone, need = "Pais:\n1 Guatemala\n2 Senegal", "Zona:\n1 Dakar", "Que falta?\n1 Comida\n2 Salud\n3 Techo"
        safe, order = "Esta a salvo?\n1 Si\n2 No", "En que orden?\n1 Comida\n2 Salud"
        need, order = f"{need}\n{phone.words.phrases['multiple_hint']}", f"{order}\n{phone.words.phrases['rank_hint']}"
        hour, until = (f"{question}\n{phone.words.phrases['time_hint']}\n0 = {value}"
                       for question, value in [("Desde que hora?", "08:00"), ("Hasta que hora?", "18:00")])
        share, enough = "Podemos dar su numero?\n1 Si\n2 No", "No quiere mas mensajes?\n1 Si\n2 No\n0 = No"
        stopped = phone.words.phrases["stop_done"]
        script = [("COMPLETA", f"Hola.\n{country}"), ("2", zone), ("1", need), ("1 2", safe), ("ATRAS", need), ("1 2", safe),
                  ("2", f"Le llamamos hoy.\n{order}"), ("2 1", hour), ("0", until), ("0", "Apodo?\n0 = ..."), ("0", share), ("1", enough),
                  ("1", f"Desde 08:00, primero Salud, Comida. C2/2 \nGracias por todo.\n{stopped}")]
        for text, reply in script:
            phone.asks(text, reply)
        phone.says("1")
        phone.says("ALTO")
        phone.hears_nothing()
        contact = self.demo.contact(phone)
        self.assertEqual([("referral", "health", 2), ("task", "food", 2), ("task", "visit", 1), ("urgent", "safety", 1)],
                         [(row["kind"], row["topic"], row["times"]) for row in self.demo.database.rows(
                             f"select kind, topic, times from puente.ticket where contact_id = {contact} order by kind, topic")])
        self.assertEqual("referral", self.demo.value(f"select version from puente.consent where given and contact_id = {contact}"))
        self.assertEqual(1, self.demo.value(f"select count(*) from puente.opt_out where lifted_at is null and contact_id = {contact}"))
        self.assertEqual(1, self.demo.value(f"select disposition from puente.session where contact_id = {contact}"))
        listed = self.demo.rig.puente("ticket", "list", "--kind", "urgent", database=self.demo.database).stdout
        self.assertRegex(listed, r"\turgent\tsafety\t1\n")


if __name__ == "__main__":
    unittest.main(verbosity=2)
