"""Wallets: what limits payments and who resumes them, workers that die while they pay, and what providers call us for."""

import json
import pathlib
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "py"))

from machine import request, wait_for  # noqa: E402
from puente_test import signed_headers  # noqa: E402
from rewards import RewardTest  # noqa: E402


class WalletTest(RewardTest):
    # ---- the wallet ----

    def test_a_wallet_pays_what_it_holds_and_no_more(self):
        keyword, wallet = self.reward(fund=25)
        phones = [self.demo.phone() for _ in range(4)]
        for phone in phones:
            self.earn(phone, keyword)
        wait_for(lambda: self.balance(wallet)["parked"] == "empty", what="the wallet to be parked")
        wait_for(lambda: self.balance(wallet)["spent"] == "20.00", what="two payments")
        self.assertEqual(("5.00", "20.00"), tuple(self.balance(wallet)[name] for name in ("balance", "owed")))
        self.puente("wallet", "fund", wallet, "--amount", "15.00")
        for phone in phones:
            self.wait_states(phone, "paid")
        self.assertEqual(("0.00", "0.00", "40.00", ""), tuple(self.balance(wallet)[name] for name in ("balance", "owed", "spent", "parked")))
        self.assertEqual([1] * 4, [self.executed(phone) for phone in phones])

    def test_limits_hold_and_may_be_raised(self):
        keyword, wallet = self.reward(amount=None)
        self.puente("wallet", "set", wallet, "--max", "10", "--day-max", "25")
        self.demo.rule(wallet, 10, f"purpose{self.purposes}")
        phones = [self.demo.phone() for _ in range(3)]
        for phone in phones:
            self.earn(phone, keyword)
        wait_for(lambda: self.balance(wallet)["spent"] == "20.00", what="two payments")
        last = wait_for(lambda: [phone for phone in phones if self.states(phone) == ["owed"]], what="one to wait")[0]
        self.assertRegex(self.show(last)["next"], "not before ")
        self.assertGreater(self.demo.value(f"select extract(epoch from next_at - now()) from puente.incentive "
                                           f"where contact_id = {self.demo.contact(last)}"), 0)
        self.puente("wallet", "set", wallet, "--day-max", "30")
        self.wait_states(last, "paid")
        self.puente("wallet", "set", wallet, "--max", "20", "--day-max", "1000")
        self.demo.rule(wallet, 20, f"purpose{self.purposes}")
        self.puente("wallet", "set", wallet, "--max", "10")
        phone = self.demo.phone()
        self.earn(phone, keyword)
        self.wait_states(phone, "held")
        self.assertEqual(0, self.executed(phone))
        self.puente("wallet", "set", wallet, "--max", "20")
        self.wait_states(phone, "paid")

    def test_the_kill_switch_stops_all_and_loses_nothing(self):
        keyword, _ = self.reward()
        phone = self.demo.phone()
        self.puente("airtime", "stop", "--reason", "a test")
        self.addCleanup(self.puente, "airtime", "resume")
        self.earn(phone, keyword)
        self.wait_states(phone, "owed")
        time.sleep(1)
        self.assertEqual(0, self.executed(phone))
        self.assertIn("stopped", self.show(phone)["next"])
        self.puente("airtime", "resume")
        self.wait_states(phone, "paid")

    def test_the_provider_s_account_is_empty_nobody_is_told_and_all_are_paid_when_it_is_filled(self):
        keyword, wallet = self.reward()
        phones = [self.demo.phone() for _ in range(3)]
        self.demo.fake.control("insufficient", kind="airtime")
        self.addCleanup(self.demo.fake.control, "ok", kind="airtime")
        for phone in phones:
            self.earn(phone, keyword)
        wait_for(lambda: self.balance(wallet)["parked"].startswith("account"), what="the wallet to be parked")
        wait_for(lambda: all(self.states(phone) == ["owed"] for phone in phones), what="all to be owed")
        self.assertIn("parked", self.show(phones[0])["next"])
        texts = [len(phone.texts()) for phone in phones]
        self.demo.fake.control("ok", kind="airtime")
        time.sleep(1)
        self.assertEqual([0, 0, 0], [self.executed(phone) for phone in phones])
        self.puente("wallet", "unpark", wallet)
        for phone in phones:
            self.wait_states(phone, "paid")
            self.assertEqual(1, self.executed(phone))
        self.assertEqual(texts, [len(phone.texts()) for phone in phones])

    # ---- a worker that dies ----

    def test_a_worker_that_dies_while_it_pays_leaves_a_question_behind(self):
        keyword, _ = self.reward(timeout_ms=20000)
        phone = self.demo.phone()
        self.demo.fake.control("timeout_after", kind="airtime", to=phone.number, count=1)
        self.earn(phone, keyword)
        wait_for(lambda: self.executed(phone) == 1, what="the transfer")
        self.demo.gateway.kill("worker")
        self.assertEqual(["sending"], self.states(phone))
        self.demo.sql("update puente.incentive set lease_until = now() where state = 'sending'")
        self.wait_states(phone, "paid", timeout=30)
        self.assertEqual((1, "lease_lost"), (self.executed(phone), self.show(phone)["transfers"][0]["error_code"]))

    def test_an_outcome_that_comes_after_another_took_over_is_not_accepted(self):
        keyword, _ = self.reward(timeout_ms=20000)
        phone = self.demo.phone()
        self.demo.fake.control("delay", kind="airtime", to=phone.number, delay_ms=3000, count=1)
        self.demo.fake.control("503", kind="question", to=phone.number, count=3)
        self.earn(phone, keyword)
        wait_for(lambda: self.executed(phone) == 1, what="the transfer")
        # As the sweeper of another worker does it.
        self.demo.sql(f"update puente.incentive set lease_until = now() - interval '1 s' where contact_id = {self.demo.contact(phone)}")
        self.wait_states(phone, "unknown")
        self.wait_states(phone, "paid", timeout=30)
        self.assertEqual(1, self.executed(phone))
        self.assertGreaterEqual(self.show(phone)["transfers"][0]["asked"], 1)

    # ---- callbacks ----

    def callback(self, path, body, headers=None):
        return request("POST", self.demo.gateway.url + path, body, headers or {})

    def test_a_callback_makes_the_worker_ask_and_is_not_believed(self):
        keyword, wallet = self.reward(ask_after_ms=60000, quiet_ms=600000)
        phone = self.demo.phone()
        self.demo.fake.control("drop_before", kind="airtime", to=phone.number, count=1)
        self.earn(phone, keyword)
        self.wait_states(phone, "unknown")
        reference = str(self.incentives(phone)[0]["incentive_id"])
        path = f"/airtime/loopback/{wallet}"
        body = json.dumps({"id": "t-1", "reference": reference, "status": "confirmed"}).encode()
        self.assertEqual(401, self.callback(path, body, {"Content-Type": "application/json"}).status)
        self.assertEqual(0, self.show(phone)["transfers"][0]["asked"])
        self.assertEqual(200, self.callback(path, body, signed_headers(self.demo.secret, "cb-1", body)).status)
        wait_for(lambda: self.show(phone)["transfers"][0]["asked"] == 1, what="a question")
        self.wait_states(phone, "unknown")
        self.assertEqual(0, self.executed(phone))

    def test_a_callback_shortens_the_wait(self):
        keyword, wallet = self.reward(ask_after_ms=60000)
        phone = self.demo.phone()
        self.demo.fake.control("drop_after", kind="airtime", to=phone.number, count=1)
        self.earn(phone, keyword)
        self.wait_states(phone, "unknown")
        body = json.dumps({"id": "x", "reference": str(self.incentives(phone)[0]["incentive_id"]), "status": "confirmed"}).encode()
        self.assertEqual(200, self.callback(f"/airtime/loopback/{wallet}", body, signed_headers(self.demo.secret, "cb-2", body)).status)
        self.wait_states(phone, "paid")

    def test_callbacks_that_are_nothing_for_us(self):
        cases = [("/airtime/loopback/nowhere", 404), ("/airtime/africastalking/w1", 404), ("/airtime-validate/loopback/w1", 404),
                 ("/airtime/loopback", 404)]
        for path, status in cases:
            with self.subTest(path=path):
                body = json.dumps({"id": "x", "status": "confirmed"}).encode()
                self.assertEqual(status, self.callback(path, body, signed_headers(self.demo.secret, "cb-3", body)).status)
        for body, status in ((b'{"id":"x","status":"confirmed"}', 200), (b'{"id":"x","reference":"abc","status":"?"}', 200), (b"{", 400),
                             (b'{"status":"confirmed"}', 400)):
            with self.subTest(body=body):
                self.assertEqual(status, self.callback("/airtime/loopback/w1", body, signed_headers(self.demo.secret, "cb-4", body)).status)

    def test_a_provider_that_asks_hears_whether_we_asked_for_it(self):
        keyword, wallet, added = self.africastalking(ask_after_ms=60000)
        phone, other = self.demo.phone(), self.demo.phone()
        self.demo.fake.control("processing", kind="airtime", to=phone.number, delay_ms=60000)
        self.earn(phone, keyword)
        self.wait_states(phone, "processing")
        path = next(path for path in added["webhooks"] if path.startswith("/airtime-validate/"))
        cases = [(phone, "GTQ", "10.00", "Validated"), (phone, "GTQ", "10.0000", "Validated"), (phone, "GTQ", "10.01", "Failed"),
                 (phone, "KES", "10.00", "Failed"), (phone, "GTQ", "-", "Failed"), (other, "GTQ", "10.00", "Failed")]
        for person, currency, amount, wanted in cases:
            with self.subTest(currency=currency, amount=amount, ours=person is phone):
                asked = {"transactionId": "a-1", "phoneNumber": person.number, "sourceIpAddress": "127.0.0.1", "currencyCode": currency,
                         "amount": amount}
                self.assertEqual({"status": wanted}, self.demo.webhook(path, asked).json())
        self.assertEqual(401, self.demo.webhook(f"/airtime-validate/africastalking/{wallet}", {"transactionId": "a-1"}).status)


if __name__ == "__main__":
    unittest.main(verbosity=2)
