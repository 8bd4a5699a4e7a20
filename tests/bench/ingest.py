#!/usr/bin/env python3
"""Inbound texts a second, counted only after COMMIT: tests/bench/run ingest [--phones N] [--seconds S] [--runs R].

Release build, PostgreSQL with default durability, gateway, database and load generator on the same processors, signed webhooks, 1 % redelivered,
the 15-item demo form. Phones are known people; each sends its next text only after the last one was acknowledged. Closed loop for throughput,
open loop (latency from the intended moment) for what a partner feels. CPU is read from /proc for all processes of each side.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "py"))
import machine  # noqa: E402
from puente_test import Rig  # noqa: E402

SCRIPT = "|".join(["PUENTE", "1"] + ["1"] * 16)
LINK_EVERYBODY = """
    insert into puente.participant (participant_id, programme_id, case_code, language, country, zone)
    select contact_id, (select programme_id from puente.programme where code = 'demo'), 'B-' || contact_id, 'es', 'GT',
           'America/Guatemala'
    from puente.contact c where not exists (select from puente.participant_contact l where l.contact_id = c.contact_id);
    insert into puente.participant_contact (contact_id, participant_id)
    select contact_id, contact_id from puente.contact join puente.participant on participant_id = contact_id
    on conflict do nothing;
    delete from puente.outbox; delete from puente.inbox;
"""
SETTINGS = ("fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "max_wal_size", "checkpoint_timeout")


def seconds_of_cpu(pids):
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12]) + int(fields[13]) + int(fields[14])
    return total / os.sysconf("SC_CLK_TCK")


class Bench:
    def __init__(self, rig, phones):
        self.rig = rig
        self.database = rig.database()
        rig.puente("migrate", database=self.database)
        rig.puente("demo", "seed", database=self.database)
        self.secret = (rig.directory / "demo-secret").read_text().strip()
        self.gateway = rig.gateway(self.database, migrate=False, secret=self.secret)
        self.gateway.wait_ready()
        # Numbers of the right length: eight digits behind the country's code.
        digits = max(4, len(str(phones - 1)))
        self.phones = ("+502" + "5".ljust(8 - digits, "0"), phones)
        self.runs = 0

    def url(self):
        return self.gateway.url_of("ingest") + "/in/loopback/demo"

    def enrol(self):
        self.load("first contact", script="hola", messages=self.phones[1], connections=200)
        self.database.script(LINK_EVERYBODY)

    def load(self, name, **options):
        self.runs += 1
        load = self.rig.load(self.url(), secret=self.secret, phones=self.phones, name=f"load{self.runs}", seed=self.runs, **options)
        ingest = self.gateway.pid_of("ingest")
        postgres = self.database.pid()
        # Finished backends are in the postmaster's account of its children.
        before = (seconds_of_cpu([ingest]), seconds_of_cpu([postgres, *machine.descendants(postgres)]))
        report = load.report(timeout=600)
        after = (seconds_of_cpu([ingest]), seconds_of_cpu([postgres, *machine.descendants(postgres)]))
        acked = max(report["acked"], 1)
        report["gateway_us"] = (after[0] - before[0]) / acked * 1e6
        report["postgres_us"] = (after[1] - before[1]) / acked * 1e6
        report["name"] = name
        return report


def show(report):
    print(f"{report['name']:28} {report['rate']:9.0f}/s  p50 {report['p50_us'] / 1000:7.1f}  p99 {report['p99_us'] / 1000:7.1f}  "
          f"p99.9 {report['p999_us'] / 1000:7.1f} ms   gateway {report['gateway_us']:5.1f}  PostgreSQL {report['postgres_us']:5.1f} us/text  "
          f"not 2xx {sum(report['not_2xx'].values())}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--phones", type=int, default=100_000)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--connections", type=int, default=500)
    arguments = parser.parse_args()
    with Rig() as rig:
        bench = Bench(rig, arguments.phones)
        settings = bench.database.rows("select name, setting || coalesce(unit, '') as value from pg_settings")
        print("PostgreSQL:", ", ".join(f"{row['name']}={row['value']}" for row in settings if row["name"] in SETTINGS))
        bench.enrol()
        closed = []
        for run in range(arguments.runs):
            closed.append(bench.load(f"closed loop, run {run + 1}", script=SCRIPT, repeat=True, connections=arguments.connections,
                                     rate=0, seconds=arguments.seconds, redeliver=0.01))
            show(closed[-1])
        for rate in (1000, 3000):
            show(bench.load(f"open loop, {rate}/s", script=SCRIPT, repeat=True, connections=200, rate=rate,
                            seconds=min(arguments.seconds, 15), redeliver=0.01))
        rss_kb = [line for line in Path(f"/proc/{bench.gateway.pid_of('ingest')}/status").read_text().splitlines()
                  if line.startswith("VmHWM")][0].split()[1]
        print(json.dumps({"rate_median": statistics.median(r["rate"] for r in closed),
                          "gateway_us_median": round(statistics.median(r["gateway_us"] for r in closed), 1),
                          "postgres_us_median": round(statistics.median(r["postgres_us"] for r in closed), 1),
                          "ingest_rss_peak_mib": int(rss_kb) // 1024,
                          "sessions_finished": int(bench.database.value("select count(*) from puente.session where not open")),
                          "commit": subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True,
                                                   cwd=Path(__file__).parent).stdout.strip()}))


if __name__ == "__main__":
    main()
