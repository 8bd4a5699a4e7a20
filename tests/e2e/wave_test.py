"""Follow-up waves: from a spreadsheet to outcomes, through pauses, nights and kills of the worker in the middle of a start."""

import datetime
import json
import pathlib
import subprocess
import sys
import time
import unittest
import zoneinfo

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "py"))

from demo import ANSWERS, FORM, Demo, Phone, Words, waking_zone, zone_where_it_is  # noqa: E402
from machine import kill_now, wait_for  # noqa: E402
from puente_test import Rig  # noqa: E402

MANY = 20000


def today(zone):
    return datetime.datetime.now(zoneinfo.ZoneInfo(zone)).date()


class WaveTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rig = cls.enterClassContext(Rig())
        cls.demo = Demo(cls.rig)
        cls.zone = waking_zone()
        cls.made = 0
        cls.publish(reminders_h=[24, 24, 24, 24], id="ronda", keyword="RONDA")

    @classmethod
    def publish(cls, *, reminders_h, id, keyword, version="1"):
        """The demo's survey with more reminders than a wave may give."""
        form = json.loads(json.dumps(FORM)) | {"id": id, "keyword": keyword, "version": version}
        form["settings"]["reminders_h"] = reminders_h
        path = cls.rig.directory / f"{id}-{version}.json"
        path.write_text(json.dumps(form), encoding="utf-8")
        cls.puente("survey", "publish", path, "--programme", "demo")
        cls.demo.reload()

    @classmethod
    def puente(cls, *words, check=True):
        return cls.rig.puente(*words, database=cls.demo.database, check=check)

    def wave(self, after="90d", start=True, **options):
        """Code of a new wave; each in days of its own, so that people of one test are in no other's."""
        type(self).made += 1
        code = f"w{self.made}"
        more = [word for name, value in options.items() for word in (f"--{name}", value)]
        self.puente("wave", "create", "--programme", "demo", "--code", code, "--survey", "ronda", "--channel", "demo",
                    "--after", after, *more)
        if start:
            self.start(code)
        return code

    def start(self, code):
        return self.puente("wave", "start", code, "--programme", "demo").stdout

    def pause(self, code):
        return self.puente("wave", "pause", code, "--programme", "demo", "--reason", "storm").stdout

    def show(self, code):
        return json.loads(self.puente("wave", "show", code, "--programme", "demo", "--json").stdout)

    def wait_shown(self, code, **wanted):
        return wait_for(lambda: (shown := self.show(code)) and {name: shown[name] for name in wanted} == wanted and shown, 15, 0.2,
                        what=f"{wanted} of {code}")

    def import_people(self, count, days_ago=90, zone=None, numbers=None):
        """So many people who returned that long ago, as telephones."""
        zone = zone or self.zone
        numbers = numbers or self.demo.new_numbers(count)
        date = today(zone) - datetime.timedelta(days=days_ago)
        path = self.rig.directory / "people.csv"
        path.write_text("caso,numero,idioma,fecha_retorno,zona\n" + "".join(
            f"W-{number[1:]}-{days_ago},{number},es,{date},{zone}\n" for number in numbers), encoding="utf-8")
        self.puente("participant", "import", path, "--programme", "demo", "--commit")
        return [Phone(self.demo, number, Words("es")) for number in numbers]

    def end_waves(self):
        """Nobody else is taken in: the next test has the programme for itself."""
        self.demo.sql("delete from puente.timer; delete from puente.outbox; update puente.wave set state = 'paused', paused_at = now() "
                      "where state = 'running'; delete from puente.participant_contact; delete from puente.participant; "
                      "update puente.wave_member m set state = 'expired', session_id = 0 from puente.session s where s.session_id = m.session_id "
                      "and s.queued; delete from puente.session where queued; "
                      "update puente.session set open = false, disposition = 5, closed_at = now() where open")

    def tearDown(self):
        self.demo.sql("update puente.channel set paused_at = null, rate_per_s = 200")
        self.demo.reload()
        self.end_waves()

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
        self.import_people(1, numbers=[stopped.number])
        keen, refuser, silent, leaver = self.import_people(4)
        late = self.import_people(1, days_ago=105)[0]
        early = self.import_people(1, days_ago=89)[0]
        code = self.wave(start=False)
        forecast = json.loads(self.puente("wave", "start", code, "--programme", "demo", "--dry-run", "--json").stdout)
        self.assertEqual((4, 1, 1, 1), tuple(forecast[name] for name in ("due", "early", "late", "opted_out")))
        self.assertEqual("draft", self.show(code)["state"])
        self.start(code)
        for phone in (keen, refuser, silent, leaver):
            phone.hears(phone.words.consent)
        self.wait_shown(code, members=5, not_offered=1, open=4, invited=4, r=1, waiting=0)
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
        shown = self.wait_shown(code, i=1, r=2, nc=1, bo=1, open=0, delivered=4)
        self.assertEqual((3, 2), (shown["heard"], shown["consented"]))
        for phone in (stopped, late, early):
            phone.hears_nothing(0)
        self.assertEqual(2, [text for text in silent.texts()].count(silent.words.phrases["reminder"]))
        self.assertEqual("not_offered", self.demo.sql("select state from puente.wave_member where due_on < current_date - 10"))

    def test_starting_twice_does_nothing_twice(self):
        phone = self.import_people(1)[0]
        code = self.wave()
        phone.hears(phone.words.consent)
        self.publish(reminders_h=[24], id="ronda", keyword="RONDA", version="2")
        self.assertEqual(f"wave {code} unchanged\n", self.start(code))
        phone.hears_nothing(1.5)
        # Who joins later is asked the version of the start.
        other = self.import_people(1)[0]
        other.hears(other.words.consent)
        self.assertEqual("1", self.show(code)["version"])
        self.wait_shown(code, members=2, invited=2)
        self.publish(reminders_h=[24, 24, 24, 24], id="ronda", keyword="RONDA", version="3")

    def test_people_join_when_their_day_comes(self):
        code = self.wave(after="3m")
        born_tomorrow = self.import_people(1, days_ago=0)[0]
        born_tomorrow.hears_nothing(1.5)
        three_months_ago = self.demo.sql(f"select date '{today(self.zone)}' - interval '3 months'")
        self.demo.sql(f"update puente.participant set returned_on = '{three_months_ago}'; update puente.wave set pass_at = now()")
        born_tomorrow.hears(born_tomorrow.words.consent)
        self.wait_shown(code, members=1)

    def test_a_paused_wave_is_silent_but_answers(self):
        code = self.wave()
        asked, answering = self.import_people(2)
        for phone in (asked, answering):
            phone.hears(phone.words.consent)
        self.assertEqual(f"wave {code} paused\n", self.pause(code))
        self.assertEqual(f"wave {code} unchanged\n", self.pause(code))
        new = self.import_people(1)[0]
        self.silence(asked, 25)
        answering.asks("1", answering.words.questions[0])
        for phone in (asked, new):
            phone.hears_nothing(1.5)
        self.assertEqual(("paused", "storm"), tuple(self.show(code)[name] for name in ("state", "pause_reason")))
        self.demo.sql("update puente.wave set paused_at = now() - interval '3 days' where state = 'paused' and pause_reason = 'storm'")
        self.assertEqual(f"wave {code} resumed\n", self.start(code))
        asked.hears(asked.words.phrases["reminder"], asked.words.consent)
        new.hears(new.words.consent)
        self.assertEqual(17, self.show(code)["window_days"])

    def test_what_waits_to_begin_waits_while_paused(self):
        phone = self.import_people(1)[0]
        self.demo.sql("update puente.channel set paused_at = now()")
        self.demo.reload()
        code = self.wave()
        self.wait_shown(code, waiting=1)
        self.pause(code)
        self.demo.sql("update puente.channel set paused_at = null")
        self.demo.reload()
        phone.hears_nothing(1.5)
        self.start(code)
        phone.hears(phone.words.consent)

    def test_at_night_nothing_begins(self):
        zone = zone_where_it_is(21)
        phone = self.import_people(1, zone=zone)[0]
        code = self.wave()
        self.wait_shown(code, waiting=1)
        phone.hears_nothing(1.5)
        morning = datetime.datetime.combine(today(zone) + datetime.timedelta(days=1), datetime.time(8), zoneinfo.ZoneInfo(zone))
        planned = self.demo.value("select extract(epoch from max(started_at))::bigint from puente.session where queued")
        self.assertEqual(morning.timestamp(), planned)
        self.assertEqual(0, self.demo.value("select count(*) from puente.outbox"))
        # Should the night come while somebody waits, they are put off too.
        self.demo.sql("update puente.session set started_at = now() - interval '1 min' where queued")
        self.demo.wait_value("select extract(epoch from max(started_at))::bigint from puente.session where queued", planned)

    def test_who_is_in_the_middle_of_something_is_asked_later_or_not_at_all(self):
        phone = self.import_people(1)[0]
        phone.asks("PUENTE", phone.words.consent)
        code = self.wave()
        self.wait_shown(code, waiting=1, members=1)
        later = "select count(*) from puente.session where queued and started_at > now() + interval '5 min'"
        self.demo.wait_value(later, 1)
        phone.asks("2", phone.words.phrases["consent_refused"])
        self.demo.sql("update puente.session set started_at = now() where queued")
        phone.hears(phone.words.consent)
        self.wait_shown(code, open=1)

    def test_after_the_window_nothing_begins(self):
        phone = self.import_people(1)[0]
        phone.asks("PUENTE", phone.words.consent)
        code = self.wave(window="2")
        self.wait_shown(code, waiting=1)
        self.demo.sql(f"update puente.wave_member set due_on = due_on - 3; update puente.session set started_at = now() where queued; "
                      "notify puente, 'work'")
        shown = self.wait_shown(code, waiting=0, members=1, uo=1)
        self.assertEqual(0, shown["invited"])
        self.assertEqual("expired|0", self.demo.sql("select state, session_id from puente.wave_member order by joined_at desc limit 1"))
        phone.hears_nothing(0)

    def test_two_people_on_one_phone_are_asked_one_after_the_other(self):
        number = self.demo.new_numbers(1)[0]
        self.import_people(1, numbers=[number])
        phone = self.import_people(1, numbers=[number], days_ago=91)[0]
        code = self.wave()
        phone.hears(phone.words.consent)
        self.wait_shown(code, members=2, open=1, waiting=1)
        phone.hears_nothing(1)

    def test_the_channel_sets_the_pace(self):
        numbers = [f"+50255522{i:03}" for i in range(1500)]
        self.demo.people(numbers, zone=self.zone)
        self.demo.sql("update puente.channel set rate_per_s = 1")
        self.demo.reload()
        code = self.wave(after="0d")
        self.wait_shown(code, members=1500)
        self.demo.wait_value("select count(*) >= 1000 from puente.outbox", True)
        time.sleep(1.5)
        self.assertLess(self.demo.value("select count(*) from puente.outbox"), 1100)
        self.assertGreater(self.show(code)["waiting"], 350)
        self.demo.sql("update puente.channel set rate_per_s = 2000")
        self.demo.reload()
        self.wait_shown(code, waiting=0, invited=1500)
        self.demo.wait_drained()

    def test_a_worker_that_dies_in_the_middle_of_a_start(self):
        self.demo.people([f"+502555{i:05}" for i in range(MANY)], zone=self.zone)
        self.demo.sql("update puente.channel set paused_at = now()")
        self.demo.reload()
        last = self.demo.value("select max(participant_id) from puente.participant")
        code = self.wave(after="0d", start=False)
        wave = self.demo.value(f"select wave_id from puente.wave where code = '{code}'")
        # The last step waits for somebody who holds one of its keys, and its worker is killed meanwhile.
        holder = subprocess.Popen(["psql", "-XAtq", self.demo.database.url], stdin=subprocess.PIPE, text=True)
        holder.stdin.write(f"begin; insert into puente.wave_member values ({wave}, {last}, 0, 0, now(), false, 'no_number');\n")
        holder.stdin.flush()
        self.demo.wait_value("select count(*) from pg_locks where relation = 'puente.wave_member'::regclass and mode = 'RowExclusiveLock'", 1)
        self.start(code)
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
        self.assertEqual([], [line for line in self.verify() if line["check"] == "waves"])
        self.demo.sql(f"delete from puente.session where wave_id = {wave}; delete from puente.wave_member where wave_id = {wave}; "
                      "update puente.channel set paused_at = null")
        self.demo.reload()

    def verify(self):
        return [json.loads(line) for line in self.puente("verify", "--json", check=False).stdout.splitlines()]


class WholeTest(unittest.TestCase):
    def test_nothing_is_wrong_in_what_a_wave_did(self):
        """`puente verify`, the fold of sessions with fewer reminders than their form included."""
        with Rig() as rig:
            demo = Demo(rig)
            phones = [demo.phone(zone=waking_zone()) for _ in range(4)]
            form = json.loads(json.dumps(FORM)) | {"id": "ronda", "keyword": "RONDA"}
            form["settings"]["reminders_h"] = [24, 24, 24, 24]
            (rig.directory / "ronda.json").write_text(json.dumps(form), encoding="utf-8")
            for words in (["survey", "publish", rig.directory / "ronda.json", "--programme", "demo"],
                          ["wave", "create", "--programme", "demo", "--code", "w", "--survey", "ronda", "--channel", "demo", "--after", "0d"]):
                rig.puente(*words, database=demo.database)
            demo.reload()
            rig.puente("wave", "start", "w", "--programme", "demo", database=demo.database)
            for phone in phones:
                phone.hears(phone.words.consent)
            phones[0].asks("1", phones[0].words.questions[0])
            phones[1].asks("00", phones[1].words.phrases["stop_done"])
            demo.wait_drained()
            # Times cannot be moved under a proof: what verify folds must have happened so.
            done = wait_for(lambda: (answer := rig.puente("verify", "--json", database=demo.database, check=False))
                            and '"lag"' not in answer.stdout and answer, what="the projector")
            self.assertEqual((0, []), (done.returncode, [line for line in done.stdout.splitlines() if '"error"' in line]))
            self.assertEqual(demo.value("select count(*) from puente.participant"),
                             demo.value("select count(*) from puente.session where wave_id <> 0"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
