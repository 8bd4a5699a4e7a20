"""The database goes away and comes back, the gateway is asked to end, the keys are not the right ones."""

import os
import pathlib
import secrets
import shutil
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "py"))

from demo import Demo  # noqa: E402
from machine import is_alive, request, wait_for  # noqa: E402
from puente_test import PUENTE, Rig, puente_environment  # noqa: E402

OUTAGE_S = 5
ANSWER_S = 1.5  # the channel's own time-out
MEMORY_MB = 96  # what a process may take while thousands of requests wait


def resident_mb(pid):
    """What the process has in memory now."""
    pages = int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


class OutageTest(unittest.TestCase):
    def setUp(self):
        self.rig = self.enterContext(Rig())
        self.demo = Demo(self.rig, rate=2000)

    def load(self, **options):
        """Known people who go through the beginning of the survey again and again."""
        numbers = [f"+5025557{i:04}" for i in range(300)]
        self.demo.people(numbers)
        return self.rig.load(f"{self.demo.gateway.url}/in/loopback/demo", secret=self.demo.secret, phones=("+5025557", 300),
                             script="PUENTE|1|1|4|REPETIR|2|ALTO|ALTA", repeat=True, connections=64, **options)

    def check_nothing_lost(self, load):
        lost, doubled = self.demo.check_acks(load.acks())
        self.assertEqual((set(), set()), (lost, doubled))

    def test_a_database_that_is_away_for_five_seconds(self):
        gateway, database = self.demo.gateway, self.demo.database
        pids = gateway.pids()
        load = self.load(rate=300, seconds=OUTAGE_S + 7)
        wait_for(lambda: gateway.metrics()["puente_inbound_messages_total"] > 300, what="some load")
        before = resident_mb(pids["ingest"])
        database.stop()
        self.assertEqual(503, request("GET", gateway.url + "/readyz").status)
        self.assertEqual(200, request("GET", gateway.url + "/healthz").status)
        self.check_patient_refusal()
        strangers = self.rig.load(f"{gateway.url}/in/loopback/demo", name="strangers", secret=self.demo.secret, phones=("+5025558", 3000),
                                  script="hola", connections=2000, seconds=OUTAGE_S + 5, seed=2)
        stopped = time.monotonic()
        most = 0
        while time.monotonic() < stopped + OUTAGE_S:
            most = max(most, resident_mb(pids["ingest"]))
            time.sleep(0.2)
        database.start()
        started = time.monotonic()
        gateway.wait_ready()
        back = time.monotonic() - started
        report, rush = load.report(), strangers.report()
        self.assertEqual(pids, gateway.pids(), "a process was started anew")
        print(f"outage of {OUTAGE_S} s: ready again {back:.1f} s after the database, {report['not_2xx']['5xx']} answers 503, "
              f"{report['acked']} acknowledged; 2,000 more connections: {rush['not_2xx']}, {rush['acked']} acknowledged; "
              f"memory {before:.0f} MB before, at most {most:.0f} MB")
        self.assertGreater(report["not_2xx"]["5xx"], 0)
        self.assertEqual(3000, rush["acked"])
        for figures in (report["not_2xx"], rush["not_2xx"]):
            self.assertEqual(0, figures["reset"] + figures["timeout"] + figures["4xx"], figures)
        self.assertLess(most, MEMORY_MB)
        self.assertLess(back, 5)
        self.check_nothing_lost(load)
        self.check_nothing_lost(strangers)
        self.demo.wait_drained()

    def check_patient_refusal(self):
        """A request is kept for as long as the channel allows, then told to come again."""
        begun = time.monotonic()
        answer = self.demo.gateway.inbound("+50255579999", "hola")
        waited = time.monotonic() - begun
        self.assertEqual(503, answer.status)
        self.assertGreater(int(answer.headers["Retry-After"]), 0)
        self.assertEqual("unavailable", answer.json()["error"]["code"])
        self.assertTrue(ANSWER_S - 0.1 <= waited < ANSWER_S + 1, waited)

    def test_a_request_that_waits_is_answered_when_the_database_is_back(self):
        self.demo.sql("update puente.channel set answer_ms = 12000")
        self.demo.reload()
        phone = self.demo.phone()
        self.demo.database.stop()
        id = secrets.token_hex(8)
        answers = []
        waiting = threading.Thread(target=lambda: answers.append(self.demo.gateway.inbound(phone.number, "PUENTE", id, timeout=20)))
        waiting.start()
        time.sleep(1)
        self.assertEqual([], answers)
        self.demo.database.start()
        waiting.join()
        self.assertEqual(200, answers[0].status)
        phone.hears(phone.words.consent)
        phone.says("PUENTE", id)
        phone.hears_nothing()

    def test_an_orderly_end_loses_nothing(self):
        load = self.load(rate=500, seconds=20)
        wait_for(lambda: self.demo.gateway.metrics()["puente_inbound_messages_total"] > 500, what="some load")
        slow = self.demo.phone()
        self.demo.fake.control("delay", to=slow.number, count=1, delay_ms=3000)
        slow.says("PUENTE")
        slow.hears(slow.words.consent)
        pids = [*self.demo.gateway.pids().values(), self.demo.gateway.process.pid]
        begun = time.monotonic()
        status = self.demo.gateway.stop()
        took = time.monotonic() - begun
        print(f"SIGTERM under load: ended after {took:.1f} s")
        self.assertEqual(0, status)
        self.assertLess(took, 12)
        self.assertFalse([pid for pid in pids if is_alive(pid)])
        contact = self.demo.contact(slow)
        outcomes = self.demo.database.rows(f"select kind from puente.send_log where contact_id = {contact}")
        self.assertEqual([{"kind": "accepted"}], outcomes, "the call under way was waited for")
        load.process.popen.terminate()
        load.report()
        self.check_nothing_lost(load)
        self.demo.gateway.start()
        self.demo.wait_drained()
        texts = [line["id"] for line in self.demo.fake.log()]
        self.assertEqual(len(texts), len(set(texts)), "a text was sent twice")

    def serve_status(self, keys, environment=None):
        """Exit status and complaint of a gateway with these keys, which must end by itself."""
        variables = puente_environment(self.rig.directory, self.demo.database) | {"PUENTE_KEYS": str(keys)} | (environment or {})
        done = subprocess.run([PUENTE, "serve", "--port", str(self.demo.port)], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=30, env={**os.environ, **variables})
        return done.returncode, done.stdout + done.stderr

    def test_wrong_keys_refuse_to_start(self):
        self.demo.gateway.stop()

        def changed(change):
            keys = self.rig.directory / secrets.token_hex(4)
            shutil.copytree(self.demo.keys, keys)
            change(keys)
            return keys

        def replace(keys, name, content):
            (keys / name).write_bytes(content)

        cases = {
            "missing": (lambda keys: (keys / "index.key").unlink(), "index.key"),
            "readable by others": (lambda keys: (keys / "number.key").chmod(0o644), "number.key"),
            "another one": (lambda keys: replace(keys, "index.key", secrets.token_bytes(32)), "index.key"),
            "another one of the worker": (lambda keys: replace(keys, "number.key", secrets.token_bytes(32)), "number.key"),
            "half": (lambda keys: replace(keys, "seal.pub", b"short"), "seal.pub"),
        }
        for case, (change, name) in cases.items():
            with self.subTest(case=case):
                status, complaint = self.serve_status(changed(change))
                self.assertEqual(3, status, complaint)
                self.assertIn(name, complaint)
        status, complaint = self.serve_status(self.rig.directory / "nowhere")
        self.assertEqual(3, status, complaint)
        status, complaint = self.serve_status(self.demo.keys, {"PUENTE_DATABASE_URL": ""})
        self.assertEqual((3, True), (status, "PUENTE_DATABASE_URL" in complaint))

    def test_the_supervisor_replaces_who_dies(self):
        before = self.demo.gateway.pids()
        for role in ("ingest", "worker"):
            gone = self.demo.gateway.kill(role)
            wait_for(lambda: self.demo.gateway.pids().get(role) not in (None, gone), what=f"another {role}")
        self.demo.gateway.wait_ready()
        after = self.demo.gateway.pids()
        self.assertEqual(before["console"], after["console"])
        phone = self.demo.phone()
        phone.asks("PUENTE", phone.words.consent)


if __name__ == "__main__":
    unittest.main(verbosity=2)
