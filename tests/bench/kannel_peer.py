"""Debian's Kannel answering by itself: HTTP SMSC, smsbox with a fixed text, file store; no database, no survey."""

import pathlib
import shutil
import time

from machine import Process, free_ports, request, wait_for
from world import TICK, ticks_of

REPLY = "Gracias. 1 Muy bien 2 Bien 3 Regular 4 Mal 5 Muy mal. Escriba el numero de su respuesta y nada mas, por favor."
CONFIG = """
group = core
admin-port = {admin}
admin-password = bench
smsbox-port = {box}
box-allow-ip = 127.0.0.1
admin-allow-ip = 127.0.0.1
store-type = file
store-location = {directory}/store
log-level = 3

group = smsc
smsc = http
smsc-id = bench
system-type = kannel
port = {mo}
connect-allow-ip = 127.0.0.1
smsc-username = bench
smsc-password = bench
send-url = {sink}/cgi-bin/sendsms

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {sendsms}
log-level = 3

group = sendsms-user
username = bench
password = bench

group = sms-service
keyword = default
text = "{reply}"
"""


def installed():
    return shutil.which("bearerbox") is not None and shutil.which("smsbox") is not None


def _start(rig, fake):
    directory = rig.directory / "kannel"
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir()
    first = free_ports(4)
    config = directory / "kannel.conf"
    config.write_text(CONFIG.format(admin=first, box=first + 1, mo=first + 2, sendsms=first + 3, directory=directory, sink=fake.url, reply=REPLY))
    boxes = []
    for name in ("bearerbox", "smsbox"):
        boxes.append(Process([name, config], directory / name))
        rig.callback(boxes[-1].stop)
        # Both say only by their ports that they are ready; smsbox is, when bearerbox lists it.
        wanted = "smsbox:" if name == "smsbox" else "Status: running"
        status = f"http://127.0.0.1:{first}/status.txt?password=bench"
        wait_for(lambda: wanted in request("GET", status, timeout=2).body.decode(errors="replace"), 20, 0.1, f"{name} to be ready")
    return boxes, f"http://127.0.0.1:{first + 2}/mo"


def run(rig, fake, seconds):
    """Texts in and answered a second, until the last answer has arrived, and microseconds of processor time for each."""
    boxes, url = _start(rig, fake)
    before = fake.stats()["executed"]
    start = time.monotonic()
    load = rig.load(url, phones=("+1555000", 10_000), name="load-kannel", script="1", repeat=True, connections=64, seconds=seconds, kannel=True)
    report = load.report(timeout=seconds + 60)
    expected = report["acked"]
    try:
        wait_for(lambda: fake.stats()["executed"] - before >= expected, 10 * seconds + 60, 0.05, "the last answer")
    finally:
        took = time.monotonic() - start
        sent = fake.stats()["executed"] - before
        us = sum(ticks_of(box.pid) for box in boxes) / TICK / max(sent, 1) * 1e6
        for box in reversed(boxes):
            box.stop()
    print(f"Kannel           {sent / took:7.0f} replies/s (in {report['rate']:7.0f}/s, {expected - sent} never answered)   us/text: {us:5.1f}",
          flush=True)
    return {"rate": sent / took, "us": us}
