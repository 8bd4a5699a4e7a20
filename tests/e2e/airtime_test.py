"""Airtime: whoever completed a survey is paid, once. Whatever the provider does, no incentive is paid twice, read from its own journal; and
everything owed is paid in the end where that is possible."""

import collections
import http.server
import json
import pathlib
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "py"))

from machine import wait_for  # noqa: E402
from rewards import RewardTest  # noqa: E402

# How the provider behaves towards the first order, and how often the person is paid in the end.
MODES = [
    ("ok", {}, "paid", 1),
    ("executed, and the answer is lost", {"mode": "drop_after"}, "paid", 1),
    ("executed, and no answer ever comes", {"mode": "timeout_after"}, "paid", 1),
    ("executed, and the answer drips", {"mode": "slow_drip"}, "paid", 1),
    ("executed, then 500", {"mode": "error_after"}, "paid", 1),
    ("answered slowly", {"mode": "delay", "delay_ms": 800}, "paid", 1),
    ("never executed, the connection is closed", {"mode": "drop_before"}, "paid", 1),
    ("never executed, 200 with an error", {"mode": "error_body"}, "paid", 1),
    ("never executed, 503", {"mode": "503"}, "paid", 1),
    ("never executed, 429", {"mode": "429"}, "paid", 1),
    ("executed late, after 500", {"mode": "late", "delay_ms": 1200}, "paid", 1),
    ("executed late, while the call is under way", {"mode": "racy", "delay_ms": 1000}, "paid", 1),
    ("processing, then confirmed", {"mode": "processing", "delay_ms": 1000}, "paid", 1),
    ("refused", {"mode": "refused"}, "refused", 0),
]


class OneRequest(http.server.ThreadingHTTPServer):
    """A provider that keeps connections open, and on a second request of one executes it and closes without a word: libcurl then sends a
    POST again by itself and reports success (facts of version 7.88.1)."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Orders)
        self.executed = collections.Counter()
        self.reused = 0
        self.url = f"http://127.0.0.1:{self.server_port}/airtime"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Orders(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    requests = 0

    def do_POST(self):
        self.requests += 1
        order = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.executed[order["reference"]] += 1
        if self.requests > 1:
            self.server.reused += 1
            self.close_connection = True
            return
        body = json.dumps({"id": f"o-{order['reference']}", "reference": order["reference"], "status": "confirmed"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class AirtimeTest(RewardTest):
    # ---- the connection ----

    def test_a_connection_is_used_for_one_payment(self):
        provider = OneRequest()
        self.addCleanup(provider.server_close)
        self.addCleanup(provider.shutdown)
        keyword, _ = self.reward(url=provider.url)
        phones = [self.demo.phone() for _ in range(4)]
        for place, phone in enumerate(phones):
            self.earn(phone, keyword)
            wait_for(lambda: len(provider.executed) > place, what="the order")
            time.sleep(0.5)
        self.assertEqual([1] * len(phones), list(provider.executed.values()))
        self.assertEqual(0, provider.reused)
        for phone in phones:
            self.wait_states(phone, "paid")

    # ---- what providers do ----

    def test_whatever_the_provider_does_nobody_is_paid_twice_and_all_are_paid_in_the_end(self):
        phones = {}
        for name, control, _, _ in MODES:
            phones[name] = self.demo.phone()
            if control:
                self.demo.fake.control(**control, kind="airtime", to=phones[name].number, count=1)
            self.earn(phones[name])
        for name, _, state, times in MODES:
            with self.subTest(mode=name):
                self.wait_states(phones[name], state, timeout=40)
        time.sleep(2)
        for name, _, state, times in MODES:
            with self.subTest(mode=name):
                self.assertEqual((times, [state]), (self.executed(phones[name]), self.states(phones[name])))
                story = self.show(phones[name])
                self.assertEqual(times, sum(transfer["outcome"] == "confirmed" for transfer in story["transfers"]))
                self.assertEqual({str(story["incentive"])}, {transfer["reference"] for transfer in story["transfers"]})

    def test_an_answer_that_is_not_known_is_asked_about_and_not_tried_again_before(self):
        keyword, _ = self.reward(quiet_ms=4000, ask_after_ms=200)
        phone = self.demo.phone()
        self.demo.fake.control("late", kind="airtime", to=phone.number, delay_ms=2500, count=1)
        self.earn(phone, keyword)
        self.wait_states(phone, "unknown")
        wait_for(lambda: self.show(phone)["transfers"][0]["asked"] >= 1, what="a question")
        self.assertEqual(0, self.executed(phone))
        self.wait_states(phone, "paid")
        self.assertEqual((1, 1), (self.executed(phone), len(self.show(phone)["transfers"])))

    def test_a_provider_that_does_not_answer_questions_leaves_it_open(self):
        keyword, wallet = self.reward()
        phone = self.demo.phone()
        self.demo.fake.control("drop_after", kind="airtime", to=phone.number, count=1)
        self.demo.fake.control("503", kind="question", to=phone.number, count=4)
        self.earn(phone, keyword)
        self.wait_states(phone, "unknown")
        self.assertEqual("10.00", self.balance(wallet)["in_transit"])
        self.wait_states(phone, "paid", timeout=30)
        self.assertEqual(1, self.executed(phone))
        self.assertEqual(("0.00", "10.00"), tuple(self.balance(wallet)[name] for name in ("in_transit", "spent")))

    def test_a_refusal_waits_for_a_person(self):
        keyword, wallet = self.reward()
        phone = self.demo.phone()
        self.demo.fake.control("refused", kind="airtime", to=phone.number)
        self.earn(phone, keyword)
        self.wait_states(phone, "refused")
        tickets = self.demo.database.rows(f"select kind, closed_at from puente.ticket where contact_id = {self.demo.contact(phone)}")
        self.assertEqual([{"kind": "incentive", "closed_at": None}], tickets)
        self.assertEqual(("1000.00", "0.00", "10.00"), tuple(self.balance(wallet)[name] for name in ("balance", "in_transit", "owed")))
        self.assertIn("ticket", self.show(phone)["next"])

    def test_a_provider_that_cannot_be_asked_waits_for_a_person(self):
        keyword, _, _ = self.africastalking(quiet_ms=500)
        phone = self.demo.phone()
        self.demo.fake.control("drop_after", kind="airtime", to=phone.number, count=1)
        self.earn(phone, keyword)
        wait_for(lambda: "person" in self.show(phone)["next"], what="the question to be given up")
        time.sleep(2)
        self.assertEqual((1, ["unknown"]), (self.executed(phone), self.states(phone)))
        self.assertEqual(1, len(self.show(phone)["transfers"]))
        self.assertEqual("incentive", self.demo.value(f"select kind from puente.ticket where contact_id = {self.demo.contact(phone)}"))

    # ---- once ----

    def test_a_completion_delivered_twice_is_one_incentive(self):
        keyword, _ = self.reward()
        phone = self.demo.phone()
        phone.says(keyword)
        for _ in range(3):
            phone.says("1", id=f"completion-{phone.number}")
        self.wait_states(phone, "paid")
        self.assertEqual(1, self.executed(phone))

    def test_a_survey_begun_again_pays_once_a_wave_and_purpose(self):
        keyword, wallet = self.reward()
        other, _ = self.reward()
        phone = self.demo.phone()
        for _ in range(3):
            self.earn(phone, keyword)
        self.earn(phone, other)
        self.wait_states(phone, "paid", "paid")
        phone.says(keyword)
        self.move_to_wave(7, self.demo.contact(phone))
        self.demo.rule(wallet, "12.50", f"purpose{self.purposes - 1}", wave="w7")
        phone.says("1")
        self.wait_states(phone, "paid", "paid", "paid")
        self.assertEqual(["1000", "1000", "1250"], [line["amount"] for line in self.demo.fake.log(to=phone.number, kind="airtime")])

    def move_to_wave(self, wave, contact):
        """Makes a contact's open session that of a wave, which is paused so that it takes nobody else in."""
        mine = f"s.contact_id = {contact} and s.open"
        self.demo.sql(f"""
            insert into puente.wave (wave_id, programme_id, code, survey_id, survey_version_id, channel_id, after_months, after_days, window_days,
                                     spread_minutes, state, paused_at)
            overriding system value
            select {wave}, y.programme_id, 'w{wave}', y.survey_id, s.survey_version_id, s.channel_id, 3, 0, 14, 0, 'paused', now()
            from puente.session s join puente.survey_version v using (survey_version_id) join puente.survey y using (survey_id) where {mine};
            insert into puente.wave_member (wave_id, participant_id, contact_id, session_id, due_on, by_registration, state)
            select {wave}, s.participant_id, s.contact_id, s.session_id, current_date, false, 'offered' from puente.session s
            where {mine};
            update puente.session s set wave_id = {wave} where {mine}""")

    def test_a_person_with_two_numbers_is_paid_once(self):
        keyword, _ = self.reward()
        phones = [self.demo.phone(), self.demo.phone()]
        first, second = (self.demo.contact(phone) for phone in phones)
        self.demo.sql(f"update puente.participant_contact set participant_id = (select participant_id from puente.participant_contact "
                      f"where contact_id = {first}) where contact_id = {second}")
        for phone in phones:
            self.earn(phone, keyword)
        self.wait_states(phones[0], "paid")
        self.assertEqual([], self.incentives(phones[1]))
        self.assertEqual((1, 0), tuple(self.executed(phone) for phone in phones))

    # ---- promises ----

    def test_a_promise_without_a_rule_is_kept_when_there_is_one(self):
        keyword, wallet = self.reward(amount=None)
        phone = self.demo.phone()
        self.earn(phone, keyword)
        self.wait_states(phone, "unpriced")
        self.assertIn("rule", self.show(phone)["next"])
        self.demo.rule(wallet, "7.25", f"purpose{self.purposes}")
        self.wait_states(phone, "paid")
        self.assertEqual(["725"], [line["amount"] for line in self.demo.fake.log(to=phone.number, kind="airtime")])

    def test_who_opted_out_is_still_paid_without_a_text(self):
        keyword, wallet = self.reward()
        self.puente("wallet", "park", wallet, "--reason", "a test")
        phone = self.demo.phone()
        self.earn(phone, keyword)
        phone.news(2)
        phone.says("STOP")
        phone.news(1)
        self.puente("wallet", "unpark", wallet)
        self.wait_states(phone, "paid")
        phone.hears_nothing()
        self.assertEqual(1, self.executed(phone))


if __name__ == "__main__":
    unittest.main(verbosity=2)
