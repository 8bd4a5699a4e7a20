#!/usr/bin/env python3
"""In, stored, out, marked as sent: tests/bench/run roundtrip [--phones N] [--seconds S] [--runs R].

People write as fast as they are answered with 200, and the worker sends each reply to a provider on this machine that answers at once; the
provider logs what it was handed and syncs that log once a turn. A run ends when the outbox is empty: the figure is all replies through the
time from the first text to the last reply marked as sent. With Debian's Kannel installed, the same generator writes to a bearerbox with
file store whose smsbox answers a fixed text to the same provider, and the two are compared.
"""

import argparse
import json
import time

import kannel_peer
import world as bench
from machine import wait_for
from puente_test import Rig

AIMS = {"rate": 10_000, "times_kannel": 5}


def run(world, name, *, seconds):
    sent_before = world.fake.stats()["executed"]
    bill = bench.Bill(world)
    start = time.monotonic()
    load = world.load(seconds=seconds, connections=500)
    checkpoint = world.checkpoint_within(seconds)
    report = load.report(timeout=seconds + 120)
    backlog = world.database.value("select count(*) from puente.outbox")
    wait_for(lambda: world.database.value("select count(*) from puente.outbox") == 0, 600, 0.05, "the outbox to be empty")
    took = time.monotonic() - start
    spent = bill.seconds()
    checkpoint.wait()
    sent = world.fake.stats()["executed"] - sent_before
    us = bench.per_text(spent, sent)
    report = {"name": name, "rate": sent / took, "sent": sent, "acked": report["acked"], "in_rate": report["rate"], "backlog": backlog,
              "ingest_us": us["ingest"], "worker_us": us["worker"], "postgres_ingest_us": us["database for ingest"],
              "postgres_worker_us": us["database for worker"], "rest_us": us["database, rest"], "all_us": us["all"],
              "us": sum(us[name] for name in ("ingest", "worker", "database for ingest", "database for worker", "database, rest"))}
    print(f"{name:16} {report['rate']:7.0f} replies/s (in {report['in_rate']:7.0f}/s, {backlog} waited at the end)   us/text: "
          f"ingest {us['ingest']:5.1f}, worker {us['worker']:5.1f}, PostgreSQL {us['database for ingest']:5.1f} + {us['database for worker']:5.1f} "
          f"+ rest {us['database, rest']:4.1f}, machine {us['all']:5.1f}", flush=True)
    return report


def measure(world, seconds, runs):
    world.serve()
    world.channel("rate_per_s = 1000000")
    run(world, "warming up", seconds=min(seconds, 5))
    reports = [run(world, f"run {n + 1}", seconds=seconds) for n in range(runs)]
    return {key: round(bench.median(reports, key), 1)
            for key in ("rate", "us", "ingest_us", "worker_us", "postgres_ingest_us", "postgres_worker_us", "rest_us")}


def main():
    arguments = bench.parse(argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter))
    with Rig() as rig:
        world = bench.World(rig, arguments.phones, sink=True)
        bench.head(world)
        summary = measure(world, arguments.seconds, arguments.runs)
        if kannel_peer.installed():
            world.gateway.stop()
            kannel = [kannel_peer.run(rig, world.fake, arguments.seconds) for _ in range(arguments.runs)]
            summary["kannel_rate"] = round(bench.median(kannel, "rate"), 1)
            summary["kannel_us"] = round(bench.median(kannel, "us"), 1)
            summary["times_kannel"] = round(summary["rate"] / summary["kannel_rate"], 1)
        else:
            print("Kannel is not installed: no comparison")
        for key, aim in AIMS.items():
            if key in summary:
                print(f"{key:18} {summary[key]:>10}   aim at least {aim:<8} {'reached' if summary[key] >= aim else 'missed'}")
        print(json.dumps({"bench": "roundtrip", "commit": bench.commit(), "phones": arguments.phones, "seconds": arguments.seconds,
                          "runs": arguments.runs, **summary}))


if __name__ == "__main__":
    main()
