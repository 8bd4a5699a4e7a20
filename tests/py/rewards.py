"""What the tests of airtime share: the demo programme with a reward, people who earn it, and what became of it."""

import json
import unittest

from demo import Demo
from machine import wait_for
from puente_test import Rig


class RewardTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rig = cls.enterClassContext(Rig())
        cls.demo = Demo(cls.rig)
        cls.demo.publish_reward()
        cls.demo.wallet()
        cls.purposes = 0

    @classmethod
    def tearDownClass(cls):
        """Whatever was done to the money, the book holds."""
        done = cls.rig.puente("verify", database=cls.demo.database, check=False)
        if done.returncode != 0:
            raise AssertionError(done.stdout)

    def earn(self, phone, keyword="PAGO"):
        phone.says(keyword)
        phone.says("1")

    def reward(self, **wallet):
        """A purpose of its own with a wallet of its own: what happens to it disturbs no other test."""
        keyword, id, _ = self.reward_told(**wallet)
        return keyword, id

    def reward_told(self, **wallet):
        """And what `wallet add` told."""
        type(self).purposes += 1
        keyword, purpose = f"PAGO{chr(64 + self.purposes)}", f"purpose{self.purposes}"
        self.demo.publish_reward(keyword, purpose)
        return keyword, f"w-{purpose}", self.demo.wallet(f"w-{purpose}", purpose=purpose, **wallet)

    def africastalking(self, **wallet):
        """Keyword, wallet and its webhooks at a provider that cannot be asked by our reference."""
        key = self.rig.directory / "api-key"
        key.write_text("key", encoding="utf-8")
        return self.reward_told(adapter="africastalking", secret=False, url=self.demo.fake.url, username="puente",
                                options=["--secret", f"api_key=@{key}"], **wallet)

    def incentives(self, phone):
        return self.demo.database.rows(f"select * from puente.incentive where contact_id = {self.demo.contact(phone)} order by incentive_id")

    def states(self, phone):
        return [row["state"] for row in self.incentives(phone)]

    def wait_states(self, phone, *states, timeout=20):
        wait_for(lambda: self.states(phone) == list(states), timeout, 0.05, what=f"{states} for {phone.number}")

    def executed(self, phone):
        return len(self.demo.fake.log(to=phone.number, kind="airtime"))

    def show(self, phone):
        id = self.incentives(phone)[0]["incentive_id"]
        return json.loads(self.rig.puente("airtime", "show", id, "--json", database=self.demo.database).stdout)

    def puente(self, *arguments, **options):
        return self.rig.puente(*arguments, database=self.demo.database, **options)

    def balance(self, wallet):
        rows = map(json.loads, self.puente("wallet", "list", "--json").stdout.splitlines())
        return next(row for row in rows if row["wallet"] == wallet)
