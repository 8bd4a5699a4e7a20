#!/usr/bin/env python3
"""Inbound texts a second, counted only after COMMIT: tests/bench/run ingest [--phones N] [--seconds S] [--runs R].

Gateway, PostgreSQL with default durability and load generator share the same processors; webhooks are signed, 1 % delivered again. 10,000
people at a time go through the demo form, then others do, spread over all. A checkpoint falls into each run. The worker runs and projects
answers; its channel is paused, so that texts out are written and do not leave (`roundtrip` measures that). Closed loop over 1,000
connections for throughput; open loop, latency from the intended moment, for what a partner feels; and the same work as one transaction a
text, over 16 connections to the database. Processor time is read from /proc for each process.
"""

import argparse
import json
import pathlib

import world as bench
from puente_test import Rig

OPEN_RATES = (1000, 3000, 10_000)
AIMS = {"rate": (20_000, "at least"), "times_one_by_one": (4, "at least"), "p99_ms_3000": (10, "at most"), "gateway_us": (25, "at most"),
        "postgres_us": (50, "at most"), "rss_mib": (64, "at most")}


def run(world, name, *, seconds, **options):
    world.empty_outbox()
    before = world.events()
    wal = world.database.value("select pg_current_wal_lsn()::text as lsn")
    bill = bench.Bill(world)
    load = world.load(seconds=seconds, **options)
    checkpoint = world.checkpoint_within(seconds)
    report = load.report(timeout=seconds + 120)
    spent = bill.seconds()
    checkpoint.wait()
    acked = report["acked"]
    stored = world.events() - before
    if stored < acked:
        raise SystemExit(f"{acked} texts were acknowledged and {stored} are stored")
    us = bench.per_text(spent, acked)
    report |= {"name": name, "gateway_us": us["ingest"], "postgres_us": us["database for ingest"], "projection_us": us["database for worker"],
               "worker_us": us["worker"], "rest_us": us["database, rest"], "all_us": us["all"],
               "wal_bytes": float(world.database.value(f"select pg_wal_lsn_diff(pg_current_wal_lsn(), '{wal}') as n")) / max(acked, 1)}
    show(report)
    return report


def show(report):
    print(f"{report['name']:24} {report['rate']:8.0f}/s   p50 {report['p50_us'] / 1000:7.1f}  p99 {report['p99_us'] / 1000:7.1f}  "
          f"p99.9 {report['p999_us'] / 1000:7.1f} ms   us/text: gateway {report['gateway_us']:5.1f}, PostgreSQL {report['postgres_us']:5.1f} "
          f"+ projection {report['projection_us']:4.1f} + rest {report['rest_us']:4.1f}, worker {report['worker_us']:4.1f}, "
          f"machine {report['all_us']:5.1f}   WAL {report['wal_bytes']:4.0f} B  not 2xx {sum(report['not_2xx'].values())}", flush=True)


def peak_rss_mib(world):
    lines = pathlib.Path(f"/proc/{world.gateway.pid_of('ingest')}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def heap_only_share(world):
    row = world.database.rows("select n_tup_hot_upd as hot, n_tup_upd as all from pg_stat_user_tables where relname = 'session'")[0]
    return row["hot"] / max(row["all"], 1)


def measure(world, seconds, runs):
    summary = {}
    world.serve()
    world.channel("paused_at = now()")
    run(world, "warming up", seconds=min(seconds, 5))
    closed = [run(world, "as fast as it goes", seconds=seconds) for _ in range(runs)]
    for key in ("rate", "gateway_us", "postgres_us", "projection_us", "rest_us", "wal_bytes"):
        summary[key] = round(bench.median(closed, key), 1)
    summary["rss_mib"] = round(peak_rss_mib(world), 1)
    summary["session_hot_share"] = round(heap_only_share(world), 3)
    for rate in OPEN_RATES:
        reports = [run(world, f"{rate}/s", seconds=seconds, rate=rate, talking=rate, connections=500) for _ in range(runs)]
        for key in ("p50", "p99", "p999"):
            summary[f"{key}_ms_{rate}"] = round(bench.median(reports, f"{key}_us") / 1000, 1)
    world.serve("--batch-max", "1", "--connections", "16")
    single = [run(world, "one by one", seconds=seconds, connections=128) for _ in range(runs)]
    summary["one_by_one_rate"] = round(bench.median(single, "rate"), 1)
    summary["times_one_by_one"] = round(summary["rate"] / summary["one_by_one_rate"], 2)
    summary["sessions_finished"] = world.database.value("select count(*) from puente.session where not open")
    return summary


def main():
    arguments = bench.parse(argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter))
    with Rig() as rig:
        world = bench.World(rig, arguments.phones)
        bench.head(world)
        summary = measure(world, arguments.seconds, arguments.runs)
        for key, (aim, way) in AIMS.items():
            reached = summary[key] >= aim if way == "at least" else summary[key] <= aim
            print(f"{key:18} {summary[key]:>10}   aim {way} {aim:<8} {'reached' if reached else 'missed'}")
        print(json.dumps({"bench": "ingest", "commit": bench.commit(), "phones": arguments.phones, "seconds": arguments.seconds,
                          "runs": arguments.runs, **summary}))


if __name__ == "__main__":
    main()
