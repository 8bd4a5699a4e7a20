"""Follow-up waves: from a spreadsheet to outcomes, through pauses and nights."""

import datetime
import json
import pathlib
import sys
import unittest
import zoneinfo

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "py"))

from demo import ANSWERS, Phone, Words, zone_where_it_is  # noqa: E402
from machine import wait_for  # noqa: E402
from puente_test import Rig  # noqa: E402
from waves import Waves, today  # noqa: E402


class WaveTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.waves = Waves(cls.enterClassContext(Rig()))
        cls.demo = cls.waves.demo

    def tearDown(self):
        self.waves.clear()

    def disposition(self, phone):
        return self.demo.sql(f"""select w.word from puente.session s join puente.word w on w.list = 'disposition' and w.code = s.disposition
                                 where s.contact_id = {self.demo.contact(phone)} and s.wave_id <> 0""")

    def silence(self, phone, hours):
        """So many hours without a word; what the worker makes of it is done."""
        seq = self.seq(phone)
        self.demo.age_session(phone, hours)
        wait_for(lambda: self.seq(phone) != seq, what="the timer")

    def seq(self, phone):
        return self.demo.value(f"select max(seq) from puente.session where contact_id = {self.demo.contact(phone)} and wave_id <> 0")

    def test_from_a_spreadsheet_to_outcomes(self):
        stopped = Phone(self.demo, self.demo.new_numbers(1)[0], Words("es"))
        stopped.asks("ALTO", stopped.words.phrases["stop_done"])
        self.waves.import_people(1, numbers=[stopped.number])
        keen, refuser, silent, leaver = self.waves.import_people(4)
        late = self.waves.import_people(1, days_ago=105)[0]
        early = self.waves.import_people(1, days_ago=89)[0]
        code = self.waves.make(start=False)
        forecast = json.loads(self.waves.puente("wave", "start", code, "--programme", "demo", "--dry-run", "--json").stdout)
        self.assertEqual((4, 1, 1, 1), tuple(forecast[name] for name in ("due", "early", "late", "opted_out")))
        self.assertEqual("draft", self.waves.show(code)["state"])
        self.waves.start(code)
        for phone in (keen, refuser, silent, leaver):
            phone.hears(phone.words.consent)
        self.waves.wait_shown(code, members=5, not_offered=1, open=4, invited=4, r=1, waiting=0)
        keen.asks("1", keen.words.questions[0])
        for answer, following in zip(ANSWERS, [*keen.words.questions[1:], keen.words.thanks], strict=True):
            keen.asks(answer, following)
        refuser.asks("2", refuser.words.phrases["consent_refused"])
        leaver.asks("1", leaver.words.questions[0])
        for _ in range(2):
            self.silence(silent, 25)
            silent.hears(silent.words.phrases["reminder"], silent.words.consent)
        # The form would remind four times; a wave does not.
        self.demo.age_session(silent, 25)
        silent.hears_nothing(1.5)
        self.silence(silent, 100)
        self.silence(leaver, 200)
        self.assertEqual(["I", "R", "NC", "BO"], [self.disposition(phone) for phone in (keen, refuser, silent, leaver)])
        shown = self.waves.wait_shown(code, i=1, r=2, nc=1, bo=1, open=0, delivered=4)
        self.assertEqual((3, 2), (shown["heard"], shown["consented"]))
        for phone in (stopped, late, early):
            phone.hears_nothing(0)
        self.assertEqual(2, [text for text in silent.texts()].count(silent.words.phrases["reminder"]))
        self.assertEqual("not_offered", self.demo.sql("select state from puente.wave_member where due_on < current_date - 10"))

    def test_starting_twice_does_nothing_twice(self):
        phone = self.waves.import_people(1)[0]
        code = self.waves.make()
        phone.hears(phone.words.consent)
        self.waves.publish(reminders_h=[24], version="2")
        self.assertEqual(f"wave {code} unchanged\n", self.waves.start(code))
        phone.hears_nothing(1.5)
        # Who joins later is asked the version of the start.
        other = self.waves.import_people(1)[0]
        other.hears(other.words.consent)
        self.assertEqual("1", self.waves.show(code)["version"])
        self.waves.wait_shown(code, members=2, invited=2)
        self.waves.publish(reminders_h=[24, 24, 24, 24], version="3")

    def test_people_join_when_their_day_comes(self):
        code = self.waves.make(after="3m")
        born_tomorrow = self.waves.import_people(1, days_ago=0)[0]
        born_tomorrow.hears_nothing(1.5)
        three_months_ago = self.demo.sql(f"select date '{today(self.waves.zone)}' - interval '3 months'")
        self.demo.sql(f"update puente.participant set returned_on = '{three_months_ago}'; update puente.wave set pass_at = now()")
        born_tomorrow.hears(born_tomorrow.words.consent)
        self.waves.wait_shown(code, members=1)

    def test_a_paused_wave_is_silent_but_answers(self):
        code = self.waves.make()
        asked, answering = self.waves.import_people(2)
        for phone in (asked, answering):
            phone.hears(phone.words.consent)
        self.assertEqual(f"wave {code} paused\n", self.waves.pause(code))
        self.assertEqual(f"wave {code} unchanged\n", self.waves.pause(code))
        new = self.waves.import_people(1)[0]
        self.silence(asked, 25)
        answering.asks("1", answering.words.questions[0])
        for phone in (asked, new):
            phone.hears_nothing(1.5)
        self.assertEqual(("paused", "storm"), tuple(self.waves.show(code)[name] for name in ("state", "pause_reason")))
        self.demo.sql("update puente.wave set paused_at = now() - interval '3 days' where state = 'paused' and pause_reason = 'storm'")
        self.assertEqual(f"wave {code} resumed\n", self.waves.start(code))
        asked.hears(asked.words.phrases["reminder"], asked.words.consent)
        new.hears(new.words.consent)
        self.assertEqual(17, self.waves.show(code)["window_days"])

    def test_what_waits_to_begin_waits_while_paused(self):
        phone = self.waves.import_people(1)[0]
        self.waves.set_channel(paused_at="now()")
        code = self.waves.make()
        self.waves.wait_shown(code, waiting=1)
        self.waves.pause(code)
        self.waves.set_channel(paused_at="null")
        phone.hears_nothing(1.5)
        self.waves.start(code)
        phone.hears(phone.words.consent)

    def test_at_night_nothing_begins(self):
        zone = zone_where_it_is(21)
        phone = self.waves.import_people(1, zone=zone)[0]
        code = self.waves.make()
        self.waves.wait_shown(code, waiting=1)
        phone.hears_nothing(1.5)
        morning = datetime.datetime.combine(today(zone) + datetime.timedelta(days=1), datetime.time(8), zoneinfo.ZoneInfo(zone))
        planned = self.demo.value("select extract(epoch from max(started_at))::bigint from puente.session where queued")
        self.assertEqual(morning.timestamp(), planned)
        self.assertEqual(0, self.demo.value("select count(*) from puente.outbox"))
        # Should the night come while somebody waits, they are put off too.
        self.demo.sql("update puente.session set started_at = now() - interval '1 min' where queued")
        self.demo.wait_value("select extract(epoch from max(started_at))::bigint from puente.session where queued", planned)

    def test_who_is_in_the_middle_of_something_is_asked_later_or_not_at_all(self):
        phone = self.waves.import_people(1)[0]
        phone.asks("PUENTE", phone.words.consent)
        code = self.waves.make()
        self.waves.wait_shown(code, waiting=1, members=1)
        later = "select count(*) from puente.session where queued and started_at > now() + interval '5 min'"
        self.demo.wait_value(later, 1)
        phone.asks("2", phone.words.phrases["consent_refused"])
        self.demo.sql("update puente.session set started_at = now() where queued")
        phone.hears(phone.words.consent)
        self.waves.wait_shown(code, open=1)

    def test_after_the_window_nothing_begins(self):
        phone = self.waves.import_people(1)[0]
        phone.asks("PUENTE", phone.words.consent)
        code = self.waves.make(window="2")
        self.waves.wait_shown(code, waiting=1)
        self.demo.sql(f"update puente.wave_member set due_on = due_on - 3; update puente.session set started_at = now() where queued; "
                      "notify puente, 'work'")
        shown = self.waves.wait_shown(code, waiting=0, members=1, uo=1)
        self.assertEqual(0, shown["invited"])
        self.assertEqual("expired|0", self.demo.sql("select state, session_id from puente.wave_member order by joined_at desc limit 1"))
        phone.hears_nothing(0)

    def test_two_people_on_one_phone_are_asked_one_after_the_other(self):
        number = self.demo.new_numbers(1)[0]
        self.waves.import_people(1, numbers=[number])
        phone = self.waves.import_people(1, numbers=[number], days_ago=91)[0]
        code = self.waves.make()
        phone.hears(phone.words.consent)
        self.waves.wait_shown(code, members=2, open=1, waiting=1)
        phone.hears_nothing(1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
