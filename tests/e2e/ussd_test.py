"""USSD through the running program: pages, repeats, BACK, break-offs and what happens when the database is away."""

import json
import pathlib
import secrets
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "py"))

from demo import ANSWERS, Demo, Dialogue, Phone  # noqa: E402
from machine import wait_for  # noqa: E402
from puente_test import CODE, Rig  # noqa: E402

TOKEN = "a-token-of-the-tests"
PAGE_UNITS = {"gsm7": 182, "ucs2": 80}


def pages_of(dialogue, screen):
    """Everything there is to read, turning pages with 0, and how many pages it took."""
    more = dialogue.phone.words.phrases["more"]
    whole, count = [], 1
    while screen.endswith("\n" + more):
        whole.append(screen.removesuffix("\n" + more))
        screen = dialogue.enter("0")
        count += 1
    return "\n".join([*whole, screen]), count


class UssdTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rig = cls.enterClassContext(Rig())
        cls.demo = Demo(cls.rig)
        (cls.rig.directory / "token").write_text(TOKEN)
        secret = f"{cls.rig.directory}/token"
        cls.rig.puente("channel", "add", "--programme", "demo", "--id", "at", "--adapter", "africastalking", "--sender", CODE,
                       "--set", f"url={cls.demo.fake.url}", "--set", "username=sandbox", "--set", "survey=seguimiento_3m",
                       "--secret", f"token=@{secret}", "--secret", f"api_key=@{secret}", database=cls.demo.database)
        cls.demo.reload()

    def session(self, phone):
        return self.demo.database.rows(f"""select s.open, s.seq, w.word as disposition from puente.session s
            join puente.word w on w.list = 'disposition' and w.code = s.disposition
            where contact_id = {self.demo.contact(phone)} order by session_id""")

    def events(self, phone):
        return self.demo.value(f"select count(*) from puente.event where contact_id = {self.demo.contact(phone)}")

    # ---- a conversation ----

    def test_a_whole_survey_on_screens_sends_no_text(self):
        phone = self.demo.phone(language="es")
        dialogue = Dialogue(phone)
        words = phone.words
        text, _ = pages_of(dialogue, dialogue.dial())
        self.assertEqual(words.consent, text)
        seen = []
        for answer in ["1", *ANSWERS[:-1]]:
            text, _ = pages_of(dialogue, dialogue.enter(answer))
            self.assertTrue(dialogue.goes_on)
            seen.append(text)
        self.assertEqual(words.questions, seen)
        text, _ = pages_of(dialogue, dialogue.enter(ANSWERS[-1]))
        self.assertIn(words.thanks, text)
        self.assertFalse(dialogue.goes_on)
        self.assertEqual([{"open": False, "seq": len(ANSWERS) + 2, "disposition": "I"}], self.session(phone))
        phone.hears_nothing()

    def ask_for_help(self, phone):
        """A screen of several pages: a sentence, and the open question below it."""
        dialogue = Dialogue(phone)
        pages_of(dialogue, dialogue.dial())
        pages_of(dialogue, dialogue.enter("1"))
        return dialogue, dialogue.enter(phone.words.help_word)

    def test_pages_fit_the_screen_and_are_turned_with_0(self):
        for language in ("es", "fr", "en"):
            phone = self.demo.phone(language=language)
            dialogue, screen = self.ask_for_help(phone)
            before = self.events(phone)
            pages = [screen]
            while pages[-1].endswith("\n" + phone.words.phrases["more"]):
                pages.append(dialogue.enter("0"))
            self.assertGreater(len(pages), 1)
            self.assertEqual(before, self.events(phone), "turning a page is no answer")
            for page in pages:
                size = json.loads(self.rig.puente("text", "count", input=page).stdout)
                units = len(page.encode("utf-16-le")) // 2 if size["encoding"] == "ucs2" else size["septets"]
                self.assertLessEqual(units, PAGE_UNITS[size["encoding"]], page)
            whole = "\n".join(page.removesuffix("\n" + phone.words.phrases["more"]) for page in pages)
            expected = phone.words.phrases["help"] + "\n" + phone.words.questions[0]
            self.assertEqual(expected.split(), whole.split())

    def test_an_answer_does_not_wait_for_the_last_page(self):
        phone = self.demo.phone(language="fr")
        dialogue, screen = self.ask_for_help(phone)
        self.assertTrue(screen.endswith(phone.words.phrases["more"]))
        text, _ = pages_of(dialogue, dialogue.enter("1"))
        self.assertEqual(phone.words.questions[1], text)

    def test_the_same_step_again_is_the_same_page_and_nothing_new(self):
        phone = self.demo.phone(language="es")
        dialogue = Dialogue(phone)
        for text in (None, "1", "AYUDA", "0", "1", "4", "x", "ATRAS", "4"):
            screen = dialogue.dial() if text is None else dialogue.enter(text)
            before = self.events(phone)
            for _ in range(3):
                self.assertEqual(screen, dialogue.repeat())
            self.assertEqual(before, self.events(phone))
        # Also when the conversation went on since.
        earlier = dialogue.request, dialogue.screen
        dialogue.enter("2")
        dialogue.request = earlier[0]
        self.assertEqual(earlier[1], dialogue.repeat())

    def test_a_mistake_and_second_thoughts(self):
        phone = self.demo.phone(language="es")
        words, dialogue = phone.words, Dialogue(phone)
        pages_of(dialogue, dialogue.dial())
        pages_of(dialogue, dialogue.enter("1"))
        pages_of(dialogue, dialogue.enter("1"))
        text, _ = pages_of(dialogue, dialogue.enter("77"))
        self.assertEqual(words.phrases["invalid_choice"] + "\n" + words.questions[1], text)
        pages_of(dialogue, dialogue.enter("4"))
        text, _ = pages_of(dialogue, dialogue.enter("ATRAS"))
        self.assertEqual(words.questions[1], text)

    def test_quick_exit_and_stop_end_the_dialogue(self):
        phone = self.demo.phone(language="es")
        dialogue = Dialogue(phone)
        pages_of(dialogue, dialogue.dial())
        dialogue.see("0000", phone.words.phrases["quick_exit"], goes_on=False)
        dialogue = Dialogue(phone)
        dialogue.dial()
        dialogue.see("ALTO", phone.words.phrases["stop_done"], goes_on=False)
        self.assertEqual("R", self.session(phone)[0]["disposition"])
        again = Dialogue(phone)
        self.assertEqual(phone.words.phrases["stopped"], again.dial())
        self.assertTrue(again.goes_on)
        again.see("ALTA", phone.words.phrases["start_done"], goes_on=False)
        phone.hears_nothing()

    # ---- one conversation, two ways ----

    def test_broken_off_and_continued_by_the_next_dial_and_by_text(self):
        phone = self.demo.phone(language="es")
        words, first = phone.words, Dialogue(phone)
        for text in (None, "1", "1", "4"):
            pages_of(first, first.dial() if text is None else first.enter(text))
        second = Dialogue(phone)
        text, _ = pages_of(second, second.dial())
        self.assertEqual(words.questions[2], text)
        pages_of(second, second.enter("2"))
        phone.asks("1", words.questions[4])
        third = Dialogue(phone)
        text, _ = pages_of(third, third.dial())
        self.assertEqual(words.questions[4], text)
        self.assertEqual(1, len(self.session(phone)))

    def test_begun_by_text_and_continued_by_dialling(self):
        phone = self.demo.phone(language="es")
        phone.asks("PUENTE", phone.words.consent)
        phone.asks("1", phone.words.questions[0])
        dialogue = Dialogue(phone)
        text, _ = pages_of(dialogue, dialogue.dial())
        self.assertEqual(phone.words.questions[0], text)
        text, _ = pages_of(dialogue, dialogue.enter("1"))
        self.assertEqual(phone.words.questions[1], text)
        phone.hears_nothing()

    def test_an_input_never_answers_a_question_that_was_not_on_the_screen(self):
        phone = self.demo.phone(language="es")
        words, dialogue = phone.words, Dialogue(phone)
        for text in (None, "1", "1"):
            pages_of(dialogue, dialogue.dial() if text is None else dialogue.enter(text))
        phone.asks("4", words.questions[2])  # by text, while the screen still shows the question before
        text, _ = pages_of(dialogue, dialogue.enter("3"))
        self.assertEqual(words.questions[2], text, "the question now open is shown, nothing is answered")
        text, _ = pages_of(dialogue, dialogue.enter("3"))
        self.assertEqual(words.questions[3], text)
        answers = f"""select value from puente.event e join puente.word w on w.list = 'heard' and w.code = e.heard
            where contact_id = {self.demo.contact(phone)} and w.word = 'answer' order by event_id"""
        self.assertEqual(["1", "4", "3"], [row["value"] for row in self.demo.database.rows(answers)])

    def test_stop_is_heard_even_on_a_stale_screen(self):
        phone = self.demo.phone(language="es")
        dialogue = Dialogue(phone)
        pages_of(dialogue, dialogue.dial())
        phone.asks("1", phone.words.questions[0])
        dialogue.see("ALTO", phone.words.phrases["stop_done"], goes_on=False)

    def test_an_invitation_that_waits_begins_by_dialling_and_by_keyword(self):
        for way in ("dial", "keyword"):
            with self.subTest(way=way):
                phone = self.demo.phone(language="es")
                self.demo.sql("update puente.channel set paused_at = now() where public_id = 'demo'")
                self.demo.reload()
                contact = self.demo.contact(phone)
                self.demo.sql(f"""insert into puente.session (contact_id, session_id, participant_id, survey_version_id, channel_id, open,
                        by_person, queued, engine_rev, country, zone, started_at, state)
                    select {contact}, {secrets.randbits(61)}, participant_id, (select max(survey_version_id) from puente.survey_version),
                        channel_id, false, false, true, 1, 'GT', 'America/Guatemala', now() + interval '1 hour', ''
                    from puente.participant_contact, puente.channel where contact_id = {contact} and public_id = 'demo'""")
                self.demo.sql("update puente.channel set paused_at = null where public_id = 'demo'")
                self.demo.reload()
                if way == "dial":
                    dialogue = Dialogue(phone)
                    text, _ = pages_of(dialogue, dialogue.dial())
                    self.assertEqual(phone.words.consent, text)
                else:
                    phone.asks("PUENTE", phone.words.consent)
                self.assertEqual([{"open": True, "seq": 1, "disposition": ""}], self.session(phone), "no second session beside it")

    # ---- people nobody knows, people with nothing open ----

    def test_a_stranger_is_asked_for_the_code(self):
        stranger = self.demo.stranger()
        dialogue = Dialogue(stranger)
        self.assertEqual(stranger.words.phrases["unknown_number"], dialogue.dial())
        self.assertTrue(dialogue.goes_on)
        dialogue.see("quien es", stranger.words.phrases["nothing_open"], goes_on=False)

    def test_nothing_open_on_a_channel_without_a_survey(self):
        self.demo.sql("update puente.channel set settings = settings - 'survey' where public_id = 'demo'")
        self.addCleanup(self.demo.reload)
        self.addCleanup(self.demo.sql, """update puente.channel set settings = settings || '{"survey": "seguimiento_3m"}'
                                          where public_id = 'demo'""")
        self.demo.reload()
        phone = self.demo.phone(language="en")
        dialogue = Dialogue(phone)
        self.assertEqual(phone.words.phrases["nothing_to_ask"], dialogue.dial())
        dialogue.see("000", phone.words.phrases["call_planned"], goes_on=False)

    # ---- africastalking ----

    def at(self, phone, session, text):
        answer = self.demo.webhook(f"/ussd/africastalking/at?token={TOKEN}", {
            "sessionId": session, "serviceCode": "*384#", "phoneNumber": phone.number, "networkCode": "63902", "text": text})
        self.assertEqual(200, answer.status)
        self.assertTrue(answer.headers["Content-Type"].startswith("text/plain"))
        return answer.body.decode()

    def at_all(self, phone, session, inputs):
        """Presses the keys one after the other, turning pages; returns the last screen without its pages and the inputs by now."""
        inputs = list(inputs)
        screen = self.at(phone, session, "*".join(inputs))
        more = "\n" + phone.words.phrases["more"]
        whole = ""
        while screen.endswith(more):
            whole += screen.removesuffix(more).removeprefix("CON ") + "\n"
            inputs.append("0")
            screen = self.at(phone, session, "*".join(inputs))
        kind, _, rest = screen.partition(" ")
        return kind, whole + rest, inputs

    def test_accumulated_input_is_read_right_after_repeats_and_back(self):
        phone = self.demo.phone(language="es")
        words, session = phone.words, "ATUid_" + secrets.token_hex(6)
        kind, text, inputs = self.at_all(phone, session, [])
        self.assertEqual(("CON", words.consent), (kind, text))
        _, text, inputs = self.at_all(phone, session, [*inputs, "1"])
        self.assertEqual(words.questions[0], text)
        once = self.at(phone, session, "*".join([*inputs, "1"]))
        self.assertEqual(once, self.at(phone, session, "*".join([*inputs, "1"])), "repeated by the provider")
        inputs.append("1")
        _, text, inputs = self.at_all(phone, session, [*inputs, "77"])
        self.assertEqual(words.phrases["invalid_choice"] + "\n" + words.questions[1], text)
        _, text, inputs = self.at_all(phone, session, [*inputs, "4"])
        self.assertEqual(words.questions[2], text)
        _, text, inputs = self.at_all(phone, session, [*inputs, "ATRAS"])
        self.assertEqual(words.questions[1], text)
        _, text, inputs = self.at_all(phone, session, [*inputs, "3"])
        self.assertEqual(words.questions[2], text)
        _, text, inputs = self.at_all(phone, session, [*inputs, "2"])
        self.assertEqual(words.questions[3], text)
        self.demo.wait_value(f"""select string_agg(a.value, ',' order by a.question) from puente.answer a
            where contact_id = {self.demo.contact(phone)}""", "1,3,2")

    def test_digits_dialled_with_the_code_answer_nothing(self):
        phone = self.demo.phone(language="es")
        session = "ATUid_" + secrets.token_hex(6)
        _, text, inputs = self.at_all(phone, session, ["1", "4"])
        self.assertEqual(phone.words.consent, text)
        _, text, _ = self.at_all(phone, session, [*inputs, "1"])
        self.assertEqual(phone.words.questions[0], text)

    def test_a_star_within_an_answer_belongs_to_it(self):
        phone = self.demo.phone(language="es")
        session = "ATUid_" + secrets.token_hex(6)
        _, _, inputs = self.at_all(phone, session, [])
        _, text, inputs = self.at_all(phone, session, [*inputs, "*1*"])
        self.assertEqual(phone.words.questions[0], text, "punctuation around an answer")

    def test_the_end_is_noted_once_and_counted(self):
        phone = self.demo.phone(language="es")
        session = "ATUid_" + secrets.token_hex(6)
        self.at_all(phone, session, [])
        fields = {"date": "2026-03-31 09:45:13", "sessionId": session, "serviceCode": "*384#", "networkCode": "63902",
                  "phoneNumber": phone.number, "status": "Incomplete", "cost": "KES 1.0", "hopsCount": "3", "input": "1*2"}
        for _ in range(2):
            self.assertEqual(200, self.demo.webhook(f"/ussd-end/africastalking/at?token={TOKEN}", fields).status)
        ends = self.demo.database.rows(f"select outcome, hops from puente.ussd_end where contact_id = {self.demo.contact(phone)}")
        self.assertEqual([{"outcome": "abandoned", "hops": 3}], ends)

    def test_only_who_is_vouched_for(self):
        phone = self.demo.phone(language="es")
        for query in ("", "?token=wrong"):
            answer = self.demo.webhook("/ussd/africastalking/at" + query, {"sessionId": "x", "phoneNumber": phone.number, "text": ""})
            self.assertEqual(401, answer.status)
        self.assertEqual(404, self.demo.webhook("/ussd/kannel/demo", {"sessionId": "x"}).status)

    # ---- afterwards ----

    def test_zz_verify_finds_nothing(self):
        time.sleep(0.5)
        done = self.rig.puente("verify", database=self.demo.database, check=False)
        self.assertEqual(0, done.returncode, done.stdout)


class AwayTest(unittest.TestCase):
    def setUp(self):
        self.rig = self.enterContext(Rig())
        self.demo = Demo(self.rig)

    def test_while_the_database_is_away_the_page_is_polite_and_in_their_language(self):
        french, english = self.demo.phone(language="fr"), self.demo.phone(language="en")
        for phone in (french, english):
            Dialogue(phone).dial()
        screens = Dialogue(french)
        pages_of(screens, screens.dial())
        self.demo.database.stop()
        for phone in (french, english, Phone(self.demo, "+50255560999", french.words)):
            dialogue = Dialogue(phone)
            text = dialogue.dial()
            self.assertFalse(dialogue.goes_on)
            expected = "es" if phone.number.endswith("999") else phone.words.language
            self.assertEqual(text, type(phone.words)(expected).phrases["busy"])
        self.demo.gateway.kill("ingest")  # one that has never seen the database
        self.demo.gateway.pid_of("ingest")
        dialogue = Dialogue(french)
        self.assertIn(french.words.phrases["busy"], dialogue.dial())
        self.demo.database.start()
        self.demo.gateway.wait_ready()
        dialogue = Dialogue(french)
        text, _ = wait_for(lambda: pages_of(dialogue, dialogue.dial()), what="a screen")
        self.assertEqual(french.words.consent, text)


if __name__ == "__main__":
    unittest.main(verbosity=2)
