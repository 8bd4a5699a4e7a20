"""The commands about money: what they do, what they refuse and with which status, and that each change is in the audit."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "py"))

from puente_test import Rig  # noqa: E402

NO, USAGE = 1, 2
WALLET = {"--programme": "p1", "--id": "w1", "--adapter": "loopback", "--currency": "GTQ", "--max": "20", "--day-max": "100",
          "--set": "url=http://127.0.0.1:9/airtime"}


class MoneyCommandsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rig = cls.enterClassContext(Rig())
        cls.database = cls.rig.database()
        cls.secret = cls.rig.directory / "secret"
        cls.secret.write_text("whsec_c2VjcmV0IG9mIGEgdGVzdA==")
        cls.puente("migrate")
        for code in ("p1", "p2"):
            cls.puente("programme", "add", code, "--name", "Programa", "--language", "es", "--zone", "UTC")
        cls.add()

    @classmethod
    def puente(cls, *words, check=True):
        return cls.rig.puente(*words, database=cls.database, check=check)

    @classmethod
    def add(cls, check=True, json=False, **changes):
        given = WALLET | {name.replace("_", "-"): value for name, value in changes.items()}
        words = [word for name, value in given.items() if value is not None for word in (name, value)]
        return cls.puente("wallet", "add", *words, "--secret", f"secret=@{cls.secret}", *(["--json"] if json else []), check=check)

    def refused(self, status, text, *words):
        done = self.puente(*words, check=False)
        self.assertEqual(status, done.returncode, (words, done.stdout, done.stderr))
        self.assertIn(text, done.stderr)
        self.assertEqual("", done.stdout)

    def balances(self):
        row = self.database.rows("select balance, owed, in_transit, spent, parked from report.wallets where wallet = 'w1'")[0]
        return row["balance"], row["parked"]

    def test_what_is_no_wallet_is_refused(self):
        cases = [({"--adapter": "nobody"}, "hint: one of"), ({"--currency": "Q"}, "is no currency"), ({"--max": "0"}, "is no amount"),
                 ({"--max": "1.005"}, "is no amount"), ({"--max": "-1"}, "is no amount"), ({"--max": "200"}, "--day-max"),
                 ({"--programme": "nope"}, "no programme"), ({"--id": "a b"}, "is no wallet id"), ({"--id": "w1"}, "exists already"),
                 ({"--set": "speed=1"}, "has no setting 'speed'; hint: puente wallet add --help"),
                 ({"--set": "secret=x"}, "is a secret"), ({"--set": None}, "needs 'url'"), ({"--set": "url"}, "has no '='")]
        for changes, text in cases:
            with self.subTest(changes=changes):
                done = self.add(check=False, **({"--id": "w9"} | changes))
                self.assertEqual((NO, ""), (done.returncode, done.stdout))
                self.assertIn(text, done.stderr)
        self.assertEqual(1, self.database.value("select count(*) from puente.wallet"))

    def test_a_wallet_keeps_its_secret_sealed_and_its_waiting_times(self):
        listed = self.puente("wallet", "list", "--json").stdout
        self.assertIn('"secrets":"secret"', listed)
        for table in ("wallet", "audit"):
            self.assertNotIn("whsec_", self.database.sql(f"select t::text from puente.{table} t"))
        self.puente("wallet", "set", "w1", "--set", "quiet_ms=60000")
        self.assertIn('"quiet_ms":"60000"', self.puente("wallet", "list", "--json").stdout)
        self.refused(NO, "milliseconds", "wallet", "set", "w1", "--set", "quiet_ms=soon")
        adapters = self.puente("wallet", "adapters").stdout
        for word in ("loopback", "africastalking", "quiet_ms", "ask_after_ms", "human_after_ms"):
            self.assertIn(word, adapters)

    def test_money_comes_and_goes_by_postings_alone(self):
        before, _ = self.balances()
        self.puente("wallet", "fund", "w1", "--amount", "100.50")
        self.puente("wallet", "withdraw", "w1", "--amount", "0.50")
        self.assertEqual(before + 100, self.balances()[0])
        for amount in ("0", "-5", "1e3", "1.001", "", "9999999999999999"):
            self.refused(NO, "is no amount", "wallet", "fund", "w1", "--amount", amount)
        self.refused(NO, "holds less", "wallet", "withdraw", "w1", "--amount", "100000")
        self.refused(NO, "no wallet 'w9'", "wallet", "fund", "w9", "--amount", "1")
        self.refused(USAGE, "needs option 'amount'", "wallet", "fund", "w1")
        actions = self.database.sql("select action from puente.audit where object = 'w1'").splitlines()
        self.assertLessEqual({"wallet.add", "wallet.fund", "wallet.withdraw"}, set(actions))
        ledger = self.puente("airtime", "ledger", "--wallet", "w1").stdout
        for account in ("funding", "wallet", "in_transit", "owed", "expense"):
            self.assertIn(account, ledger)
        self.puente("audit", "verify")
        self.puente("verify")

    def test_funding_wakes_an_empty_wallet_and_no_other(self):
        for reason, wanted in (("empty", None), ("account: credentials", "account: credentials")):
            with self.subTest(reason=reason):
                self.puente("wallet", "park", "w1", "--reason", reason)
                self.assertEqual(reason, self.balances()[1])
                self.puente("wallet", "fund", "w1", "--amount", "1")
                self.assertEqual(wanted, self.balances()[1])
        self.puente("wallet", "unpark", "w1")
        self.assertIsNone(self.balances()[1])

    def test_rules(self):
        self.database.sql("set session_replication_role = replica; insert into puente.wave (programme_id, code, survey_id, channel_id, after_months, "
                          "after_days, window_days, spread_minutes) select programme_id, 'w3', 1, 1, 3, 0, 14, 0 from puente.programme where code = 'p1'")
        self.puente("airtime", "rule", "--programme", "p1", "--purpose", "wave", "--wallet", "w1", "--amount", "10")
        self.puente("airtime", "rule", "--programme", "p1", "--purpose", "wave", "--wave", "w3", "--wallet", "w1", "--amount", "12.5")
        done = self.puente("airtime", "rule", "--programme", "p1", "--purpose", "wave", "--wallet", "w1", "--amount", "11")
        self.assertEqual(["p1\tevery wave\twave\t11.00 GTQ\tfrom w1", "p1\twave w3\twave\t12.50 GTQ\tfrom w1"], done.stdout.splitlines())
        rule = ["airtime", "rule", "--programme", "p1", "--purpose", "wave", "--wallet", "w1", "--amount", "10"]
        for at, value, status, text in ((3, "p2", NO, "another programme"), (5, "Wave", NO, "is no purpose"), (5, "9", NO, "is no purpose"),
                                        (7, "w9", NO, "no wallet"), (9, "20.01", NO, "over the wallet's limit"), (9, "ten", NO, "is no amount")):
            with self.subTest(value=value):
                self.refused(status, text, *rule[:at], value, *rule[at + 1:])
        self.refused(NO, "no wave 'first' in programme 'p1'", *rule, "--wave", "first")

    def test_stories_that_are_not_there(self):
        self.refused(NO, "no such incentive", "airtime", "show", "1")
        self.refused(NO, "no such incentive", "airtime", "show", "--case", "X", "--programme", "p1")
        for words in ([], ["x"], ["0"], ["1", "--case", "X", "--programme", "p1"], ["--case", "X"]):
            self.refused(USAGE, "either ID", "airtime", "show", *words)

    def test_the_switch(self):
        self.puente("airtime", "stop", "--reason", "a test")
        self.assertEqual([{"stop_reason": "a test"}], self.database.rows("select stop_reason from puente.payments where stopped_at is not null"))
        self.puente("airtime", "resume")
        self.assertEqual(0, self.database.value("select count(*) from puente.payments where stopped_at is not null"))
        self.refused(USAGE, "needs option 'reason'", "airtime", "stop")


if __name__ == "__main__":
    unittest.main(verbosity=2)
