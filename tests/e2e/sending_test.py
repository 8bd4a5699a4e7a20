"""What leaves: at most one further try where the provider's answer is lost, patience where it asks for some, the channel's rate, who waits
for whom, and nothing that comes too late."""

import http.server
import json
import pathlib
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "py"))

from demo import Demo, waking_zone  # noqa: E402
from machine import Failure, kill_now, wait_for  # noqa: E402
from puente_test import CODE, Rig  # noqa: E402

INVITATION, REMINDER, REPLY = 2, 1, 0


class Provider(http.server.ThreadingHTTPServer):
    """Answers every text with the status it is told; keeps the texts it took."""

    daemon_threads = True

    def __init__(self, status):
        super().__init__(("127.0.0.1", 0), _Sends)
        self.status = status
        self.asked = 0
        self.taken = []
        self.url = f"http://127.0.0.1:{self.server_port}/send"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Sends(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked += 1
        if self.server.status == 200:
            self.server.taken.append(message)
        body = json.dumps({"id": f"p-{self.server.asked}"} if self.server.status == 200 else {"error": "no"}).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class SendingTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rig = cls.enterClassContext(Rig())
        cls.demo = Demo(cls.rig)
        # The programme knows no night here; night_test.py does.
        cls.demo.sql("update puente.programme set quiet_from = '00:00', quiet_to = '00:00'")

    def add_channel(self, id, url, rate=50):
        self.rig.puente("channel", "add", "--programme", "demo", "--id", id, "--adapter", "loopback", "--sender", CODE, "--rate", rate,
                        "--set", f"url={url}", "--secret", f"secret=@{self.rig.directory}/demo-secret", database=self.demo.database)
        self.demo.reload()

    def kinds(self, phone):
        """What became of the phone's texts, in order."""
        rows = self.demo.database.rows(
            f"select kind from puente.send_log where contact_id = {self.demo.contact(phone)} order by at, outbox_id, attempt")
        return [row["kind"] for row in rows]

    def wait_kinds(self, phone, *kinds, timeout=15.0, besides=()):
        """besides: what may also have happened, on a machine so busy that a call ended before it was sent."""
        try:
            wait_for(lambda: [kind for kind in self.kinds(phone) if kind not in besides] == list(kinds), timeout, 0.05)
        except Failure:
            rows = f"select kind, attempt, error_code, at from puente.send_log where contact_id = {self.demo.contact(phone)} order by at"
            self.fail(f"not {kinds} but\n{self.demo.sql(rows)}")

    def waiting(self, phone):
        return self.demo.value(f"select count(*) from puente.outbox where contact_id = {self.demo.contact(phone)}")

    def hurry(self, phone):
        """The time that a planned try or a lost lease waits for is over."""
        self.demo.sql(f"""update puente.outbox set due_at = now(), lease_until = lease_until - interval '1 minute'
                          where contact_id = {self.demo.contact(phone)}; notify puente, 'work'""")

    def pause(self, channel="demo"):
        self.demo.sql(f"update puente.channel set paused_at = now() where public_id = '{channel}'")
        self.demo.reload()

    def resume(self, channel="demo"):
        self.demo.sql(f"update puente.channel set paused_at = null, pause_reason = null where public_id = '{channel}'")
        self.demo.reload()

    # ---- answers that are lost ----

    def test_a_text_of_unknown_fate_is_tried_once_more_and_no_further(self):
        modes = ["error_after", "drop_after", "timeout_after", "slow_drip"]
        phones = {mode: self.demo.phone() for mode in modes}
        for mode, phone in phones.items():
            self.demo.fake.control(mode, to=phone.number, delay_ms=1000)
            phone.says("PUENTE")
        for mode, phone in phones.items():
            with self.subTest(mode=mode):
                self.wait_kinds(phone, "unknown", timeout=40, besides=("retry",))
                self.assertEqual(1, self.waiting(phone))
                self.demo.fake.control("error_after", to=phone.number)
                self.hurry(phone)
                self.wait_kinds(phone, "unknown", "unknown", timeout=20, besides=("retry",))
                self.assertEqual(0, self.waiting(phone))
                phone.hears(phone.words.consent, phone.words.consent)

    def test_the_second_try_may_succeed(self):
        for mode, texts in [("error_after", 2), ("drop_before", 1)]:
            with self.subTest(mode=mode):
                phone = self.demo.phone()
                self.demo.fake.control(mode, to=phone.number, count=1)
                phone.says("PUENTE")
                self.wait_kinds(phone, "unknown")
                self.hurry(phone)
                self.wait_kinds(phone, "unknown", "accepted")
                self.assertEqual([phone.words.consent] * texts, phone.texts())

    def test_a_provider_that_is_not_there_is_asked_until_it_is(self):
        phone = self.demo.phone()
        self.demo.fake.kill()
        phone.says("PUENTE")
        for tries in range(1, 5):
            self.wait_kinds(phone, *["retry"] * tries)
            self.hurry(phone)
        self.demo.fake.start()
        wait_for(lambda: self.hurry(phone) or "accepted" in self.kinds(phone), interval=0.2, what="the text to be accepted")
        self.assertEqual([phone.words.consent], phone.texts())

    def test_a_request_for_patience_is_honoured(self):
        for mode in ("429", "503"):
            with self.subTest(mode=mode):
                phone = self.demo.phone()
                self.demo.fake.control(mode, to=phone.number, count=2)
                phone.asks("PUENTE", phone.words.consent)
                self.wait_kinds(phone, "retry", "retry", "accepted")
                rows = self.demo.database.rows(f"select extract(epoch from at)::float8 as at from puente.send_log where kind <> 'receipt'"
                                               f" and contact_id = {self.demo.contact(phone)} order by at")
                pauses = [after["at"] - before["at"] for before, after in zip(rows, rows[1:])]
                self.assertTrue(all(0.95 <= pause < 3 for pause in pauses), pauses)

    def test_a_refused_text_is_not_tried_again(self):
        phone = self.demo.phone()
        self.demo.fake.control("error_body", to=phone.number, count=1)
        phone.says("PUENTE")
        self.wait_kinds(phone, "rejected")
        self.assertEqual(0, self.waiting(phone))
        phone.hears_nothing()
        phone.asks("1", phone.words.questions[0])

    def test_an_account_in_trouble_stops_its_channel_and_keeps_the_texts(self):
        provider = Provider(401)
        self.addCleanup(provider.server_close)
        self.addCleanup(provider.shutdown)
        self.add_channel("poor", provider.url)
        phones = [self.demo.phone() for _ in range(3)]
        phones[0].says("PUENTE", channel="poor")
        self.wait_kinds(phones[0], "account")
        self.demo.wait_value("select paused_at is not null from puente.channel where public_id = 'poor'", True)
        asked = provider.asked
        for phone in phones[1:]:
            phone.says("PUENTE", channel="poor")
        healthy = self.demo.phone()
        healthy.asks("PUENTE", healthy.words.consent)
        self.assertEqual([1, 1, 1], [self.waiting(phone) for phone in phones])
        self.assertEqual(asked, provider.asked)
        provider.status = 200
        self.resume("poor")
        for phone in phones:
            self.hurry(phone)
        wait_for(lambda: len(provider.taken) == 3, what="three kept texts")
        self.assertEqual({phone.number for phone in phones}, {message["to"] for message in provider.taken})

    # ---- a worker that dies ----

    def test_a_text_in_a_dead_workers_hands_is_sent_again_once(self):
        slow = self.demo.phone()
        self.demo.fake.control("delay", to=slow.number, count=1, delay_ms=4000)
        slow.says("PUENTE")
        slow.hears(slow.words.consent)
        kill_now(self.demo.gateway.pid_of("worker"))
        self.demo.gateway.wait_ready()
        self.assertEqual([], self.kinds(slow))
        self.demo.fake.control("drop_after", to=slow.number, count=1)
        self.hurry(slow)
        self.wait_kinds(slow, "lease_lost", "unknown")
        self.assertEqual(0, self.waiting(slow), "one doubt was spent on the lost lease, the second ends it")
        slow.hears(slow.words.consent)
        slow.hears_nothing()

    # ---- rate and order ----

    def test_the_rate_of_the_channel_holds(self):
        rate, count = 5, 30
        self.add_channel("slow", f"{self.demo.fake.url}/send", rate)
        numbers = self.demo.new_numbers(count)
        self.demo.people(numbers)
        for number in numbers:
            self.demo.phone(number).says("PUENTE", channel="slow")
        wanted = set(numbers)
        lines = wait_for(lambda: (seen := [line for line in self.demo.fake.log() if line["to"] in wanted]) and len(seen) == count and seen,
                         15, what=f"{count} texts")
        times = [line["at_ms"] for line in lines]
        busiest = max(sum(start <= at < start + 1000 for at in times) for start in times)
        print(f"rate {rate}/s: {count} texts in {(times[-1] - times[0]) / 1000:.1f} s, at most {busiest} within a second")
        self.assertLessEqual(busiest, 2 * rate, "a second's worth may be caught up")
        self.assertGreaterEqual(times[-1] - times[0], (count - 2 * rate) * 1000 / rate)
        self.assertLessEqual(times[-1] - times[0], count * 1000 / rate + 2000)

    def test_a_text_behind_another_is_looked_at_again_before_the_lease_ends(self):
        """The one before may end in the moment in which this one is found to wait: nobody wakes it then."""
        phone = self.demo.phone()
        self.demo.fake.control("delay", to=phone.number, count=1, delay_ms=3000)
        phone.says("PUENTE")
        phone.hears(phone.words.consent)
        phone.says("1")
        self.demo.wait_value(f"select count(*) from puente.outbox where contact_id = {self.demo.contact(phone)} and due_at > created_at", 1)
        self.assertEqual("t", self.demo.sql("select max(due_at) < now() + interval '4 seconds' from puente.outbox "
                                            f"where contact_id = {self.demo.contact(phone)}"))
        phone.hears(phone.words.questions[0])

    def test_replies_go_before_reminders_and_those_before_invitations(self):
        self.pause()
        numbers = self.demo.new_numbers(12)
        self.demo.people(numbers, zone=waking_zone())
        contacts = [self.demo.contact(self.demo.phone(number)) for number in numbers]
        for place, contact in enumerate(contacts):
            priority = (INVITATION, REMINDER, REPLY)[place % 3]
            self.demo.sql(f"""insert into puente.outbox (contact_id, outbox_id, event_id, session_id, channel_id, priority, due_at, not_after, body)
                              select {contact}, {place + 1}, 0, 0, channel_id, {priority}, now(), now() + interval '1 hour', 'p{priority}'
                              from puente.channel where public_id = 'demo'""")
        before = len(self.demo.fake.log())
        self.resume()
        wait_for(lambda: len(self.demo.fake.log(before)) == 12, what="twelve texts")
        self.assertEqual(["p0"] * 4 + ["p1"] * 4 + ["p2"] * 4, [line["text"] for line in self.demo.fake.log(before)])

    # ---- too late ----

    def test_a_late_reply_is_dropped_and_the_question_put_again(self):
        phone = self.demo.phone(zone=waking_zone())
        phone.asks("PUENTE", phone.words.consent)
        self.pause()
        phone.says("1")
        self.demo.sql(f"""update puente.outbox set created_at = now() - interval '16 minutes', due_at = now() - interval '16 minutes',
                              not_after = now() - interval '1 minute' where contact_id = {self.demo.contact(phone)}""")
        self.resume()
        phone.hears(phone.words.questions[0])
        self.wait_kinds(phone, "accepted", "late", "accepted")
        phone.asks("1", phone.words.questions[1])
        phone.hears_nothing()

    def test_a_late_goodbye_is_dropped_for_good(self):
        phone = self.demo.phone(zone=waking_zone())
        phone.asks("PUENTE", phone.words.consent)
        self.pause()
        phone.says("2")
        self.demo.sql(f"update puente.outbox set not_after = now() - interval '1 minute' where contact_id = {self.demo.contact(phone)}")
        self.resume()
        self.wait_kinds(phone, "accepted", "late")
        phone.hears_nothing(1)

    def test_what_waits_is_taken_back_by_a_stop(self):
        phone = self.demo.phone()
        phone.asks("PUENTE", phone.words.consent)
        self.pause()
        phone.says("1")
        phone.says("STOP")
        self.resume()
        phone.hears(phone.words.phrases["stop_done"])
        self.wait_kinds(phone, "accepted", "opted_out", "accepted")
        phone.hears_nothing()


if __name__ == "__main__":
    unittest.main(verbosity=2)
