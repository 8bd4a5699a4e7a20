"""The start of a large wave: no faster than the channel, and whole although its worker is killed in the middle."""

import pathlib
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "py"))

from machine import wait_for  # noqa: E402
from puente_test import Rig  # noqa: E402
from waves import Waves  # noqa: E402

MANY = 20000


class WaveStartTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.waves = Waves(cls.enterClassContext(Rig()))
        cls.demo = cls.waves.demo

    def tearDown(self):
        self.waves.clear()

    def test_a_proof_finds_nothing_wrong(self):
        """Runs first, for what other tests do by SQL would be found. The form would remind four times, a second apart."""
        self.waves.publish(reminders_h=[0.0003, 0.0003, 0.0003, 0.0003], version="2")
        self.addCleanup(self.waves.publish, reminders_h=[24, 24, 24, 24], version="3")
        code = self.waves.make(after="0d")
        phones = self.waves.import_people(4, days_ago=0)
        for phone in phones:
            reminder = [phone.words.phrases["reminder"], phone.words.consent]
            self.assertEqual([phone.words.consent, *reminder, *reminder], phone.news(5))
        time.sleep(3)
        for phone in phones:
            phone.hears_nothing(0)
        phones[0].asks("1", phones[0].words.questions[0])
        phones[1].asks("00", phones[1].words.phrases["stop_done"])
        self.waves.wait_shown(code, members=4, open=3, r=1, invited=4)
        phones[0].news(2)
        self.demo.wait_drained()
        wait_for(lambda: not any(finding["check"] == "lag" for finding in self.waves.verify()), what="the projector")
        self.assertEqual([], [finding for finding in self.waves.verify() if finding["severity"] == "error"])

    def test_nobody_is_reminded_of_what_has_not_left(self):
        """A channel that is slower than the reminders: whoever waits gets the invitation, and it alone."""
        self.waves.publish(reminders_h=[0.0003, 0.0003, 0.0003, 0.0003], version="4")
        self.addCleanup(self.waves.publish, reminders_h=[24, 24, 24, 24], version="5")
        self.waves.set_channel(rate_per_s="1")
        code = self.waves.make(after="0d")
        phones = self.waves.import_people(8, days_ago=0)
        self.waves.wait_shown(code, invited=8)
        self.demo.wait_drained()
        last = max(phones, key=lambda phone: self.demo.value(
            f"select extract(epoch from max(at)) from puente.send_log where kind = 'accepted' and contact_id = {self.demo.contact(phone)}"))
        last.hears(last.words.consent)
        last.hears_nothing(0)
        self.assertEqual("accepted|superseded|superseded|superseded|superseded", self.demo.sql(
            f"select string_agg(kind, '|' order by kind) from puente.send_log where kind <> 'receipt' and contact_id = {self.demo.contact(last)}"))

    def test_the_channel_sets_the_pace(self):
        numbers = [f"+50255522{i:03}" for i in range(1500)]
        self.demo.people(numbers, zone=self.waves.zone)
        self.waves.set_channel(rate_per_s="1")
        code = self.waves.make(after="0d")
        self.waves.wait_shown(code, members=1500)
        self.demo.wait_value("select count(*) >= 1000 from puente.outbox", True)
        time.sleep(1.5)
        self.assertLess(self.demo.value("select count(*) from puente.outbox"), 1100)
        self.assertGreater(self.waves.show(code)["waiting"], 350)
        self.waves.set_channel(rate_per_s="2000")
        self.waves.wait_shown(code, waiting=0, invited=1500)
        self.demo.wait_drained()

    def test_a_worker_that_dies_in_the_middle_of_a_start(self):
        self.demo.people([f"+502555{i:05}" for i in range(MANY)], zone=self.waves.zone)
        self.waves.set_channel(paused_at="now()")
        last = self.demo.value("select max(participant_id) from puente.participant")
        code = self.waves.make(after="0d", start=False)
        wave = self.demo.value(f"select wave_id from puente.wave where code = '{code}'")
        # The last step waits for somebody who holds one of its keys, and its worker is killed meanwhile.
        holder = subprocess.Popen(["psql", "-XAtq", self.demo.database.url], stdin=subprocess.PIPE, text=True)
        holder.stdin.write(f"begin; insert into puente.wave_member values ({wave}, {last}, 0, 0, now(), false, 'no_number');\n")
        holder.stdin.flush()
        self.demo.wait_value("select count(*) from pg_locks where relation = 'puente.wave_member'::regclass and mode = 'RowExclusiveLock'", 1)
        self.waves.start(code)
        self.demo.wait_value("select count(*) > 0 from pg_stat_activity where wait_event_type = 'Lock' and query like '%wave_member%'", True, 30)
        self.demo.gateway.kill("worker")
        middle = self.demo.value(f"select count(*) from puente.wave_member where wave_id = {wave}")
        self.assertEqual(MANY // 2, middle, "the first step was committed, the second is under way")
        holder.communicate("rollback;\n", timeout=30)
        for _ in range(3):
            self.demo.gateway.kill("worker")
            time.sleep(0.3)
        everybody = f"select count(*) from puente.wave_member where wave_id = {wave} and state = 'offered'"
        self.demo.wait_value(everybody, MANY, 60)
        self.demo.wait_value(f"select pass_at > now() from puente.wave where wave_id = {wave}", True, 30)
        self.assertEqual(f"{MANY}|{MANY}|{MANY}", self.demo.sql(
            f"select count(*), count(distinct session_id), count(distinct participant_id) from puente.session where wave_id = {wave}"))
        self.demo.sql(f"update puente.wave set pass_at = now() where wave_id = {wave}")
        self.demo.wait_value(f"select pass_at > now() from puente.wave where wave_id = {wave}", True, 30)
        self.assertEqual(MANY, self.demo.value(f"select count(*) from puente.session where wave_id = {wave}"))
        self.assertEqual([], [line for line in self.waves.verify() if line["check"] == "waves"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
