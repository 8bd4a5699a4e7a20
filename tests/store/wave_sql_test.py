"""Who is due when: the calendar of waves by PostgreSQL, against Python's, and the statements that take people in and let them begin."""

import datetime
import unittest
import zoneinfo

from schema import apply, psql, queries, rows

from demo import zone_where_it_is
from puente_test import Rig

SITE = """
set search_path = puente;
insert into programme (code, name, language, country, zone) values ('p', 'P', 'es', 'GT', 'America/Guatemala');
insert into channel (public_id, programme_id, adapter) values ('c', 1, 'loopback');
insert into survey (programme_id, form_id) values (1, 'f');
insert into survey_version (survey_id, version, form, form_hash) values (1, '1', '{}', '');
"""
# The first day of return and the day when it is so many months or days later.
CALENDAR = [
    ("2026-08-31", 1, 0, "2026-09-30"),
    ("2026-08-31", 6, 0, "2027-02-28"),
    ("2027-08-31", 6, 0, "2028-02-29"),
    ("2028-02-29", 12, 0, "2029-02-28"),
    ("2026-01-15", 3, 0, "2026-04-15"),
    ("2026-11-30", 3, 0, "2027-02-28"),
    ("2026-12-31", 0, 1, "2027-01-01"),
    ("2026-01-31", 0, 30, "2026-03-02"),
    ("2026-03-08", 0, 0, "2026-03-08"),
]
# Places where a day has 23 or 25 hours, or no midnight: eight in the morning is eight in the morning.
MORNINGS = [
    ("America/New_York", "2026-03-07 21:00", "2026-03-08 08:00"),
    ("America/New_York", "2026-10-31 21:00", "2026-11-01 08:00"),
    ("Europe/Madrid", "2026-03-28 23:30", "2026-03-29 08:00"),
    ("Africa/Cairo", "2026-04-23 23:00", "2026-04-24 08:00"),
    ("America/Santiago", "2026-09-05 22:00", "2026-09-06 08:00"),
    ("America/Guatemala", "2026-06-01 03:00", "2026-06-01 08:00"),
    ("Asia/Kathmandu", "2026-06-01 20:00", "2026-06-02 08:00"),
]
BY_KEY = """set role puente_worker; set search_path = puente, report, public; set enable_seqscan = off; set enable_hashjoin = off;
set enable_mergejoin = off; set enable_material = off; set plan_cache_mode = force_generic_plan;
"""


class WaveSqlTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.base = cls.enterClassContext(Rig()).database().url
        apply(cls.base)
        psql(cls.base, SITE)
        cls.texts = queries()

    def setUp(self):
        psql(self.base, "create database copy template puente", database="postgres")
        self.addCleanup(psql, self.base, "drop database copy", database="postgres")
        self.url = self.base.replace("dbname=puente", "dbname=copy")
        self.used = 0

    def sql(self, query):
        return rows(self.url, f"set search_path = puente;\n{query}")

    def person(self, number, returned_on, zone, *, contacts=1, quiet=("00:00", "00:00"), opted_out=()):
        """A participant with that id; its numbers are 10 * id + 1 and so on."""
        day = f"'{returned_on}'" if returned_on else "null"
        self.sql(f"""insert into participant (participant_id, programme_id, case_code, zone, returned_on, quiet_from, quiet_to)
                         values ({number}, 1, 'C{number}', '{zone}', {day}, '{quiet[0]}', '{quiet[1]}');
                     insert into contact (contact_id, number_bidx, number_sealed, opted_out_at)
                         select n, decode(lpad(to_hex(n), 64, '0'), 'hex'), 'x', case when n = any (array[{','.join(map(str, opted_out))}]::int[]) then now() end
                         from generate_series({number} * 10 + 1, {number} * 10 + {contacts}) n;
                     insert into participant_contact (contact_id, participant_id, rank)
                         select n, {number}, n % 10 from generate_series({number} * 10 + 1, {number} * 10 + {contacts}) n""")

    def wave(self, *, months=0, days=0, window=14):
        self.sql(f"""insert into wave (programme_id, code, survey_id, survey_version_id, channel_id, after_months, after_days, window_days,
                                       spread_minutes, state, started_at, pass_at)
                     values (1, 'w', 1, 1, 1, {months}, {days}, {window}, 0, 'running', now(), now())""")

    def run_as_worker(self, name, arguments):
        text = f"{BY_KEY}prepare statement as {self.texts[name]};\nexecute statement({arguments});"
        return rows(self.url, text)

    def join(self, ids=100):
        """One step of a pass over so many people; (looked at, joined), nothing when no pass is due."""
        self.used += ids
        array = ",".join(str(5000 + self.used + i) for i in range(ids))
        return self.run_as_worker("wave_join", f"'{{{array}}}'::bigint[], 1::smallint")

    def members(self):
        return self.sql("select participant_id, state, contact_id, due_on from wave_member order by 1")

    def test_the_calendar_of_months_and_days(self):
        for start, months, days, wanted in CALENDAR:
            with self.subTest(start=start, months=months, days=days):
                self.assertEqual([[wanted]], self.sql(f"select due_on('{start}', {months}, {days})"))

    def test_the_morning_is_that_of_the_place(self):
        for zone, evening, morning in MORNINGS:
            with self.subTest(zone=zone, evening=evening):
                local = zoneinfo.ZoneInfo(zone)
                begun, wanted = (datetime.datetime.fromisoformat(text).replace(tzinfo=local).timestamp() for text in (evening, morning))
                self.assertEqual([[str(int(wanted))]], self.sql(
                    f"select extract(epoch from quiet_ends(to_timestamp({begun}), '{zone}', '20:00', '08:00'))::bigint"))

    def test_a_day_comes_first_where_it_comes_first(self):
        """Twenty-six hours apart it is never the same day."""
        east, west = "Pacific/Kiritimati", "Etc/GMT+12"
        today = datetime.datetime.now(zoneinfo.ZoneInfo(east)).date()
        self.person(1, today, east)
        self.person(2, today, west)
        self.wave()
        self.assertEqual([["2", "1"]], self.join())
        self.assertEqual([["1", "offered", "11", str(today)]], self.members())

    def test_the_window_has_an_end_on_each_side(self):
        zone = "America/Guatemala"
        today = datetime.datetime.now(zoneinfo.ZoneInfo(zone)).date()
        for number, days_ago in enumerate((29, 30, 44, 45), 1):
            self.person(number, today - datetime.timedelta(days=days_ago), zone)
        self.wave(days=30)
        self.join()
        self.assertEqual([["2", "offered"], ["3", "offered"], ["4", "not_offered"]], [row[:2] for row in self.members()])
        self.assertEqual([["2"]], self.sql("select count(*) from session where queued and not open and not by_person and wave_id = 1"))

    def test_who_is_asked_where(self):
        zone = "America/Guatemala"
        today = datetime.datetime.now(zoneinfo.ZoneInfo(zone)).date()
        self.person(1, today, zone, contacts=2)
        self.person(2, today, zone, contacts=2, opted_out=[22])
        self.person(3, today, zone, contacts=0)
        self.person(4, today - datetime.timedelta(days=20), zone, contacts=0)
        self.person(5, None, zone)
        self.wave()
        self.join()
        # Who has no number yet may still get one while the window is open.
        self.assertEqual([["1", "offered", "11"], ["2", "opted_out", "21"], ["4", "no_number", "0"], ["5", "offered", "51"]],
                         [row[:3] for row in self.members()])
        self.assertEqual([["5"]], self.sql("select participant_id from wave_member where by_registration"))

    def test_a_pass_goes_on_behind_the_last_one_and_takes_nobody_twice(self):
        zone = "America/Guatemala"
        today = datetime.datetime.now(zoneinfo.ZoneInfo(zone)).date()
        for number in range(1, 6):
            self.person(number, today, zone)
        self.wave()
        self.assertEqual([["2", "2"]], self.join(2))
        self.assertEqual([["2", "f"]], self.sql("select passed_id, pass_at > now() from wave"))
        self.assertEqual([["2", "2"]], self.join(2))
        self.assertEqual([["1", "1"]], self.join(2))
        self.assertEqual([["0", "t"]], self.sql("select passed_id, pass_at > now() from wave"))
        self.assertEqual([], self.join(2))
        self.sql("update wave set pass_at = now()")
        self.assertEqual([["5", "0"]], self.join(100))
        self.assertEqual([["5", "5", "5"]], self.sql("select count(*), count(distinct session_id), count(distinct participant_id) from session"))

    def waiting(self, quiet=("00:00", "00:00")):
        zone = zone_where_it_is(12)
        today = datetime.datetime.now(zoneinfo.ZoneInfo(zone)).date()
        self.person(1, today, zone, quiet=quiet)
        self.wave()
        self.join()
        self.sql("update session set started_at = now() - interval '1 min'")

    def may_begin(self):
        return [row[0] for row in self.run_as_worker("queued_lock", "50")]

    def test_what_stands_in_the_way_of_a_beginning(self):
        self.waiting()
        self.assertEqual(["11"], self.may_begin())
        obstacles = {
            "wave paused": ("update wave set state = 'paused', paused_at = now()", "update wave set state = 'running', paused_at = null"),
            "channel paused": ("update channel set paused_at = now()", "update channel set paused_at = null"),
            "night": ("update participant set quiet_from = '11:00', quiet_to = '14:00'", "update participant set quiet_from = '00:00', quiet_to = '00:00'"),
            "window over": ("update wave_member set due_on = due_on - 15", "update wave_member set due_on = due_on + 15"),
            "another open": ("insert into session select contact_id, 1, participant_id, 1, 1, true, false, false, 0, 1, 0, '', zone, now(), null, null, "
                             "null, null, '', 0 from session", "delete from session where session_id = 1"),
            "channel full": ("insert into outbox (contact_id, outbox_id, event_id, session_id, channel_id, priority, due_at, not_after, body) "
                             "select 1, n, 0, 0, 1, 2, now(), now(), '' from generate_series(1, 1000) n", "delete from outbox"),
        }
        for case, (put, take) in obstacles.items():
            with self.subTest(case):
                self.sql(put)
                self.assertEqual([], self.may_begin())
                self.sql(take)
                self.assertEqual(["11"], self.may_begin())

    def test_what_cannot_begin_makes_room(self):
        self.waiting()
        self.assertEqual([["0"]], self.run_as_worker("wave_tidy", "250"))
        self.sql("update participant set quiet_from = '11:00', quiet_to = '14:00'")
        self.assertEqual([["1"]], self.run_as_worker("wave_tidy", "250"))
        self.assertEqual([["14:00:00"]], self.sql("select (started_at at time zone zone)::time from session"))
        self.sql("update participant set quiet_from = '00:00', quiet_to = '00:00'; update session set started_at = now(); "
                 "update wave_member set due_on = due_on - 15")
        self.assertEqual([["1"]], self.run_as_worker("wave_tidy", "250"))
        self.assertEqual([["expired", "0", "0"]], self.sql("select state, session_id, (select count(*) from session) from wave_member"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
