"""Kills under load: the ingest process, the worker, and PostgreSQL with all its processes, at random instants. Then the load generator's
record of promises, the provider's log and the database must agree. Three controls show that they would not if something were wrong.

PUENTE_KILLS (default 5) of each; PUENTE_SEED repeats the choice of instants. Figures go to build/reports/fault.txt.
"""

import datetime
import http.server
import os
import pathlib
import random
import signal
import subprocess
import sys
import threading
import time
import unittest

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "py"))
sys.path.insert(0, str(TESTS / "fault"))

from demo import ANSWERS, Demo  # noqa: E402
from evidence import compare  # noqa: E402
from machine import children, request, wait_for  # noqa: E402
from puente_test import ROOT, Rig  # noqa: E402

KILLS = int(os.environ.get("PUENTE_KILLS", "5"))
SEED = int(os.environ.get("PUENTE_SEED", time.time_ns() % 1000000))
PHONES, RATE, PROBES = 2000, 400, 4
SCRIPT = "|".join(["PUENTE", "1", *ANSWERS])
REPORT = ROOT / "build/reports/fault.txt"


def note(line):
    """For the person who watches, and for the report."""
    print(line, flush=True)
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    with REPORT.open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def commit():
    done = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty", "--abbrev=12"], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


class Probe(threading.Thread):
    """A phone of the test's own that writes without rest while it is asked to, so that the test knows whether a request is under way when it
    kills."""

    def __init__(self, demo, number):
        super().__init__(daemon=True)
        self.demo, self.number = demo, number
        self.active, self.busy, self.ended = threading.Event(), False, False
        self.acks = []

    def run(self):
        k = 0
        while self.active.wait() and not self.ended:
            id = f"probe-{self.number}-{k}"
            self.busy = True
            try:
                taken = self.demo.gateway.inbound(self.number, "hola", id).status == 200
            except OSError:
                taken = False
            self.busy = False
            if taken:
                self.acks.append({"id": id})
                k += 1
            else:
                time.sleep(0.05)

    def end(self):
        self.ended = True
        self.active.set()
        self.join(15)


class Swallower(http.server.ThreadingHTTPServer):
    """A gateway that acknowledges before it keeps: passes requests on, but of some it says 200 and forgets them."""

    daemon_threads = True

    def __init__(self, gateway_url, share, chance):
        super().__init__(("127.0.0.1", 0), _Swallowing)
        self.gateway_url, self.share, self.chance = gateway_url, share, chance
        self.swallowed = set()
        self.url = f"http://127.0.0.1:{self.server_port}/in/loopback/demo"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Swallowing(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = 200
        if self.server.chance.random() < self.server.share:
            self.server.swallowed.add(self.headers["webhook-id"])
        else:
            status = request("POST", self.server.gateway_url + self.path, body, dict(self.headers)).status
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class FaultTest(unittest.TestCase):
    def start(self, *settings, **options):
        self.rig = self.enterContext(Rig())
        self.demo = Demo(self.rig, *settings, rate=2000, **options)
        self.numbers = [f"+5025554{i:04}" for i in range(PHONES)]
        self.demo.people(self.numbers)

    def load(self, url=None, **options):
        load = self.rig.load(url or f"{self.demo.gateway.url}/in/loopback/demo", secret=self.demo.secret, phones=("+5025554", PHONES),
                             script=SCRIPT, repeat=True, **{"connections": 64, "rate": RATE, "seed": SEED} | options)
        wait_for(load.ack_path.exists, what="the load generator")
        return load


class KillTest(FaultTest):
    def test_kills_lose_nothing_and_double_nothing(self):
        chance = random.Random(SEED)
        self.start()
        self.probes = [Probe(self.demo, number) for number in self.numbers_of_probes()]
        load = self.load(redeliver=0.02)
        for probe in self.probes:
            probe.start()
        begun = time.monotonic()
        targets = ["ingest", "worker", "postgres"] * KILLS
        chance.shuffle(targets)
        hits = {"ingest": 0, "worker": 0, "postgres": 0}
        for target in targets:
            self.wait_for_progress(load)
            self.probe(True)
            time.sleep(chance.uniform(0.1, 1.5))
            hits[target] += getattr(self, f"kill_{target}")()
            self.probe(False)
        self.wait_for_progress(load)
        for probe in self.probes:
            probe.end()
        load.process.popen.terminate()
        report = load.report()
        seconds = time.monotonic() - begun
        self.demo.gateway.wait_ready()
        drained = time.monotonic()
        self.demo.wait_drained(300)
        drained = time.monotonic() - drained
        acks = load.acks() + [ack for probe in self.probes for ack in probe.acks]
        log = self.demo.fake.log()
        findings = compare(self.demo, acks, log, self.numbers + self.numbers_of_probes())
        self.write_report(hits, report, seconds, drained, findings)
        self.assertTrue(findings.clean(), self.details(findings))
        self.assertGreaterEqual(sum(hits.values()) / len(targets), 0.8, "too few kills hit something under way")
        self.check_verify()
        self.check_that_the_comparison_sees(acks, log)

    def numbers_of_probes(self):
        return [f"+502555399{i:02}" for i in range(PROBES)]

    def wait_for_progress(self, load):
        """Everything runs again, and the load is served."""
        self.demo.gateway.wait_ready(60)
        size = load.ack_path.stat().st_size
        wait_for(lambda: load.ack_path.stat().st_size > size + 10000, 60, what="further acknowledgements")

    def probe(self, active):
        for probe in self.probes:
            probe.active.set() if active else probe.active.clear()

    def in_flight(self):
        return any(probe.busy for probe in self.probes)

    def kill_ingest(self):
        pid = self.demo.gateway.pid_of("ingest")
        busy = self.in_flight()
        os.kill(pid, signal.SIGKILL)
        return busy

    def kill_worker(self):
        os.kill(self.demo.gateway.pid_of("worker"), signal.SIGKILL)
        taken = self.demo.value("select count(*) from puente.outbox where lease_until > now() + interval '28 seconds'")
        return taken > 0

    def kill_postgres(self):
        busy = self.in_flight()
        self.demo.database.kill()
        self.demo.database.start()
        return busy

    def write_report(self, hits, report, seconds, drained, findings):
        kills = 3 * KILLS
        note(f"== {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M} UTC, commit {commit()}, seed {SEED}")
        note(f"command: PUENTE_KILLS={KILLS} PUENTE_SEED={SEED} python3 tests/fault/kill_test.py")
        note(f"{kills} kills ({KILLS} each of ingest, worker, PostgreSQL) in {seconds:.0f} s, something under way in "
             f"{100 * sum(hits.values()) / kills:.0f} % ({', '.join(f'{name} {count}' for name, count in hits.items())})")
        note(f"load: {report['rate']:.0f} messages/s acknowledged, {report['retried']} repeated, {report['redelivered']} delivered again, "
             f"not 2xx {report['not_2xx']}; the last text left {drained:.0f} s after the end")
        note(str(findings))
        note(f"lost in {kills} kills: {len(findings.lost)}; with none, below {300 / kills:.1f} % of kills at 95 % (rule of three)")

    def details(self, findings):
        return f"{findings}\n{sorted(findings.lost)[:5]}\n{findings.unsent[:5]}\n{findings.unasked[:5]}\n{findings.unexplained[:5]}\n" \
               f"{findings.disordered[:5]}"

    def check_verify(self):
        done = self.rig.puente("verify", database=self.demo.database, check=False, timeout=300)
        note(f"puente verify: status {done.returncode}")
        self.assertEqual(0, done.returncode, done.stdout[-4000:] + done.stderr[-1000:])

    def check_that_the_comparison_sees(self, acks, log):
        """Evidence that was tampered with must be found."""
        numbers = self.numbers + self.numbers_of_probes()
        # One with a recorded reason to leave twice would be forgiven.
        explained = set(self.demo.sql("select outbox_id from puente.send_log where kind in ('unknown', 'lease_lost')").split("\n"))
        line = next(line for line in reversed(log) if line["id"] not in explained)
        cases = {
            "lost": compare(self.demo, [*acks, {"id": "never-stored"}], log, numbers).lost,
            "unexplained": compare(self.demo, acks, [*log, line], numbers).unexplained,
            "unsent": compare(self.demo, acks, [other for other in log if other["id"] != line["id"]], numbers).unsent,
            "unasked": compare(self.demo, acks, [*log, line | {"id": "1"}], numbers).unasked,
        }
        for case, found in cases.items():
            self.assertEqual(1, len(found), f"a planted {case} was not seen")


class ControlTest(FaultTest):
    """The same comparison must fail when acknowledged does not mean durable."""

    def test_a_database_that_commits_later_is_caught(self):
        os.environ["PUENTE_UNSAFE_DURABILITY"] = "yes"
        self.addCleanup(os.environ.pop, "PUENTE_UNSAFE_DURABILITY")
        self.start("synchronous_commit=off", "wal_writer_delay=10000ms", "wal_writer_flush_after=1GB", "autovacuum=off")
        load = self.load()
        wait_for(lambda: load.ack_path.stat().st_size > 100000, 30, what="acknowledgements")
        # Half a second of commits that nobody writes out, however quick the disk is.
        os.kill(self.wal_writer(), signal.SIGSTOP)
        time.sleep(0.5)
        self.demo.database.kill()
        load.process.popen.terminate()
        load.report()
        self.demo.database.start()
        lost, _ = self.demo.check_acks(load.acks())
        note(f"control: synchronous_commit=off and a killed server: {len(lost)} of {len(load.acks())} acknowledged messages are lost, and seen to be")
        self.assertTrue(lost)

    def wal_writer(self):
        return next(pid for pid in children(self.demo.database.pid())
                    if b"walwriter" in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes())

    def test_whoever_acknowledges_before_keeping_is_caught(self):
        self.start()
        swallower = Swallower(self.demo.gateway.url, 0.02, random.Random(SEED))
        self.addCleanup(swallower.server_close)
        self.addCleanup(swallower.shutdown)
        load = self.load(swallower.url, connections=16, rate=100, messages=500)
        load.report()
        lost, _ = self.demo.check_acks(load.acks())
        note(f"control: acknowledged and then forgotten: {len(swallower.swallowed)} messages, {len(lost)} seen to be lost")
        self.assertTrue(lost)
        self.assertEqual(swallower.swallowed, lost)


if __name__ == "__main__":
    unittest.main(verbosity=2)
