#!/usr/bin/env python3
"""What people feel while a wave drains: tests/bench/run latency [--phones N] [--seconds S] [--runs R] [--wave W] [--channel-rate R].

W sessions wait to begin, their invitations leave over a channel of 10 texts a second, nothing of it reserved for anybody; meanwhile 5 people a
second write. Measured for each of them: from the webhook's first byte to the reply in the provider's hands, by the provider's own log.
"""

import argparse
import json
import statistics
import time

import demo
import world as bench
from machine import wait_for
from puente_test import Rig

PEOPLE_PER_S = 5
AIM_MS = 1000

QUEUE_WAVE = """
    insert into puente.session (contact_id, session_id, participant_id, survey_version_id, channel_id, open, by_person, queued, engine_rev,
                                country, zone, started_at, state)
    select c.contact_id, c.contact_id, c.contact_id, (select max(survey_version_id) from puente.survey_version), h.channel_id, false, false, true,
           1, 'GT', '{zone}', now(), ''
    from puente.contact c, puente.channel h where h.public_id = 'demo' order by c.contact_id limit {wave};
    notify puente, 'work';
"""


def write_at_pace(world, first, count):
    """Each of these people writes once; the moments, by number, in milliseconds."""
    moments = {}
    start = time.monotonic()
    for n in range(count):
        time.sleep(max(0.0, start + n / PEOPLE_PER_S - time.monotonic()))
        number = world.numbers[first + n]
        moments[number] = time.time() * 1000
        answer = world.gateway.inbound(number, "PUENTE")
        if answer.status != 200:
            raise SystemExit(f"a text was answered with {answer}")
    return moments


def run(world, name, first, seconds):
    log_before = world.fake.stats()["executed"]
    moments = write_at_pace(world, first, seconds * PEOPLE_PER_S)

    def replies():
        lines = world.fake.log(after=log_before)
        arrived = {line["to"]: line["at_ms"] for line in reversed(lines)}
        return len(moments.keys() & arrived.keys()) == len(moments) and (arrived, lines)

    arrived, lines = wait_for(replies, 60, 0.2, "every reply")
    waits = sorted(arrived[number] - at for number, at in moments.items())
    report = {"name": name, "p50_ms": statistics.median(waits), "p99_ms": waits[int(len(waits) * 0.99)], "max_ms": waits[-1],
              "invitations": sum(1 for line in lines if line["to"] not in moments)}
    print(f"{name:10} {len(waits)} replies beside {report['invitations']} invitations: p50 {report['p50_ms']:6.0f}  p99 {report['p99_ms']:6.0f}  "
          f"max {report['max_ms']:6.0f} ms", flush=True)
    return report


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wave", type=int, default=100_000, help="sessions that wait to begin (default 100,000)")
    parser.add_argument("--channel-rate", type=int, default=10, help="texts a second that the channel takes (default 10)")
    arguments = bench.parse(parser)
    writers = arguments.runs * arguments.seconds * PEOPLE_PER_S
    if arguments.wave + writers > arguments.phones:
        parser.error("more people write and are invited than there are phones")
    zone = demo.waking_zone()
    with Rig() as rig:
        world = bench.World(rig, arguments.phones, zone=zone, sink=True)
        bench.head(world)
        world.channel(f"rate_per_s = {arguments.channel_rate}")
        world.database.script(QUEUE_WAVE.format(wave=arguments.wave, zone=zone))
        world.serve()
        wait_for(lambda: world.database.value("select count(*) from puente.outbox") > 0, 60, what="the first invitations")
        reports = [run(world, f"run {n + 1}", arguments.wave + n * arguments.seconds * PEOPLE_PER_S, arguments.seconds)
                   for n in range(arguments.runs)]
        summary = {key: round(bench.median(reports, key)) for key in ("p50_ms", "p99_ms", "max_ms")}
        summary["invitations_waiting"] = world.database.value("select count(*) from puente.outbox where priority = 2")
        summary["sessions_waiting"] = world.database.value("select count(*) from puente.session where queued")
        print(f"p99 {summary['p99_ms']} ms   aim at most {AIM_MS} ms   {'reached' if summary['p99_ms'] <= AIM_MS else 'missed'}")
        print(json.dumps({"bench": "latency", "commit": bench.commit(), "phones": arguments.phones, "seconds": arguments.seconds,
                          "runs": arguments.runs, "wave": arguments.wave, "channel_rate": arguments.channel_rate, **summary}))


if __name__ == "__main__":
    main()
