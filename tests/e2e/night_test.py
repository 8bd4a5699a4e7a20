"""Nobody is woken: what the programme starts waits for the morning of the person's own clock, what the person started is answered at once.
"Now" cannot be moved, so people live where it is eight in the evening now."""

import datetime
import pathlib
import sys
import time
import unittest
import zoneinfo

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "py"))

from demo import ANSWERS, Demo, waking_zone, zone_where_it_is  # noqa: E402
from puente_test import Rig, local_time  # noqa: E402


class NightTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.demo = Demo(cls.enterClassContext(Rig()))
        cls.evening = zone_where_it_is(20)

    def silent_since_yesterday(self, zone):
        """Somebody who began, and whose reminder is due."""
        phone = self.demo.phone(zone=zone)
        phone.asks("PUENTE", phone.words.consent)
        self.demo.age_session(phone, 25)
        return phone

    def reminder(self, phone):
        return phone.words.phrases["reminder"]

    def outbox(self, phone):
        return self.demo.database.rows(f"""select priority, (extract(epoch from due_at) * 1000)::bigint as due_ms from puente.outbox
                                           where contact_id = {self.demo.contact(phone)}""")

    def wait_for_morning(self, phone, zone, priority, texts=1, hour=8):
        """So many texts, all planned for the next morning there by Python's own calendar."""
        contact = self.demo.contact(phone)
        planned = f"select count(*) from puente.outbox where contact_id = {contact} and due_at > now() + interval '1 minute'"
        self.demo.wait_value(planned, texts)
        now = datetime.datetime.now(zoneinfo.ZoneInfo(zone))
        morning = now.replace(hour=hour, minute=0, second=0, microsecond=0)
        morning += datetime.timedelta(days=morning <= now)
        rows = [(row["priority"], local_time(row["due_ms"], zone)) for row in self.outbox(phone)]
        self.assertEqual([(priority, morning)] * texts, rows)
        return contact

    def morning_comes(self, phone):
        """The person's night ends now."""
        contact = self.demo.contact(phone)
        self.demo.sql(f"""update puente.participant set quiet_from = '00:00', quiet_to = '00:00' where participant_id in
                              (select participant_id from puente.participant_contact where contact_id = {contact});
                          update puente.outbox set due_at = now() where contact_id = {contact}; notify puente, 'work'""")

    def test_a_conversation_goes_on_while_a_reminder_waits(self):
        sleeper = self.silent_since_yesterday(self.evening)
        self.wait_for_morning(sleeper, self.evening, 1, texts=2)
        talker = self.demo.phone(zone=self.evening)
        talker.asks("PUENTE", talker.words.consent)
        talker.asks("1", talker.words.questions[0])
        for answer, following in zip(ANSWERS, [*talker.words.questions[1:], talker.words.thanks], strict=True):
            talker.asks(answer, following)
        sleeper.hears_nothing()
        self.morning_comes(sleeper)
        sleeper.hears(self.reminder(sleeper), sleeper.words.consent)

    def test_an_invitation_waits(self):
        phone = self.demo.phone(zone=self.evening)
        self.demo.queue_session(phone)
        self.wait_for_morning(phone, self.evening, 2)
        phone.hears_nothing()
        self.morning_comes(phone)
        phone.hears(phone.words.consent)

    def test_by_day_both_leave_at_once(self):
        reminded = self.silent_since_yesterday(waking_zone())
        reminded.hears(self.reminder(reminded), reminded.words.consent)
        invited = self.demo.phone(zone=waking_zone())
        self.demo.queue_session(invited)
        invited.hears(invited.words.consent)

    def test_being_due_is_no_excuse(self):
        phone = self.silent_since_yesterday(self.evening)
        contact = self.wait_for_morning(phone, self.evening, 1, texts=2)
        self.demo.sql(f"update puente.outbox set due_at = now() where contact_id = {contact}; notify puente, 'work'")
        self.wait_for_morning(phone, self.evening, 1, texts=2)
        phone.hears_nothing()

    def test_a_persons_own_quiet_hours_count(self):
        zone = waking_zone()
        phone = self.demo.phone(zone=zone)
        self.demo.sql(f"""update puente.participant set quiet_from = '09:00', quiet_to = '17:00' where participant_id in
                              (select participant_id from puente.participant_contact where contact_id = {self.demo.contact(phone)})""")
        self.demo.queue_session(phone)
        self.wait_for_morning(phone, zone, 2, hour=17)
        phone.hears_nothing()

    def test_whoever_writes_at_night_is_answered_and_the_reminder_is_given_up(self):
        phone = self.silent_since_yesterday(self.evening)
        self.wait_for_morning(phone, self.evening, 1, texts=2)
        phone.asks("1", phone.words.questions[0])
        self.morning_comes(phone)
        phone.hears_nothing(1)
        self.assertEqual([], self.outbox(phone))
        self.assertEqual(2, self.demo.value(f"""select count(distinct outbox_id) from puente.send_log
                                                where kind = 'superseded' and contact_id = {self.demo.contact(phone)}"""))

    def test_a_reply_that_is_late_at_night_becomes_a_question_in_the_morning(self):
        phone = self.demo.phone(zone=self.evening)
        phone.asks("PUENTE", phone.words.consent)
        self.demo.sql("update puente.channel set paused_at = now()")
        self.demo.reload()
        phone.says("1")
        self.demo.sql("update puente.outbox set not_after = now() - interval '1 minute' where priority = 0;"
                      "update puente.channel set paused_at = null")
        self.demo.reload()
        self.wait_for_morning(phone, self.evening, 1)
        phone.hears_nothing()
        self.morning_comes(phone)
        phone.hears(phone.words.questions[0])

    def test_an_answer_of_staff_leaves_by_the_persons_clock_and_not_by_the_programmes(self):
        home = self.demo.value("select zone from puente.programme where code = 'demo'")
        self.addCleanup(self.demo.sql, f"update puente.programme set zone = '{home}'")
        for programmes, persons in [(self.evening, waking_zone()), (waking_zone(), self.evening)]:
            with self.subTest(programme=programmes, person=persons):
                self.demo.sql(f"update puente.programme set zone = '{programmes}'")
                phone = self.demo.phone(zone=persons)
                phone.asks("quisiera saber algo", phone.words.phrases["nothing_open"])
                item = self.demo.value(f"select max(inbox_id) from puente.inbox where contact_id = {self.demo.contact(phone)}")
                self.demo.rig.puente("inbox", "answer", item, "--text", "-", input="Le llamamos hoy.", database=self.demo.database)
                if persons == self.evening:
                    self.wait_for_morning(phone, self.evening, 1)
                    phone.hears_nothing()
                else:
                    phone.hears("Le llamamos hoy.")

    def test_a_reminder_is_not_repeated_by_itself(self):
        phone = self.silent_since_yesterday(waking_zone())
        phone.hears(self.reminder(phone), phone.words.consent)
        self.demo.sql("notify puente, 'work'")
        time.sleep(1.5)
        phone.hears_nothing(0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
