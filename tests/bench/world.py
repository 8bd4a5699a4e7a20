"""What every bench stands on: a cluster with default durability, very many people, the gateway, and where the processor's time went.

People are made set-based from a file of blind indexes and enclosed numbers, written here with libsodium by ctypes and none of the product's
code, as an import would write them.
"""

import collections
import ctypes
import os
import pathlib
import statistics
import subprocess

import demo
import machine
from puente_test import Gateway

SCRIPT = "|".join(["PUENTE", "1", *demo.ANSWERS])  # keyword, consent, one answer for each question
FIRST_CONTACT = 1 << 40
SETTINGS = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "max_wal_size", "checkpoint_timeout",
            "wal_compression")
TICK = os.sysconf("SC_CLK_TCK")


def parse(parser, arguments=None):
    parser.add_argument("--phones", type=int, default=1_000_000, help="people known to the gateway (default 1,000,000)")
    parser.add_argument("--seconds", type=int, default=30, help="of each run (default 30)")
    parser.add_argument("--runs", type=int, default=3, help="of each kind; figures are medians (default 3)")
    return parser.parse_args(arguments)


# ---- people ----

class Numbers:
    """Telephones +1555..., fictional at any count: prefix and index with zeros in front, as load writes them."""

    def __init__(self, count):
        self.count = count
        self.digits = max(4, len(str(count - 1)))
        self.prefix = "+1555".ljust(12 - self.digits, "0")

    def __getitem__(self, index):
        return f"{self.prefix}{index:0{self.digits}}"


def _enclose(key, number, contact_id, box, nonce):
    """XChaCha20-Poly1305 bound to the contact, as the worker keeps numbers."""
    associated = contact_id.to_bytes(8, "little")
    demo._sodium().crypto_aead_xchacha20poly1305_ietf_encrypt(
        box, None, number, ctypes.c_ulonglong(len(number)), associated, ctypes.c_ulonglong(8), None, nonce, key)
    return nonce + box.raw


def write_people(path, numbers, index_key, number_key):
    """One line a person, for COPY: contact id, blind index, number."""
    box = ctypes.create_string_buffer(len(numbers[0]) + 16)
    with open(path, "w", encoding="ascii") as file:
        for index in range(numbers.count):
            contact = FIRST_CONTACT + index
            number = numbers[index]
            enclosed = _enclose(number_key, number.encode(), contact, box, os.urandom(24))
            file.write(f"{contact}\t\\\\x{demo.blind_index(index_key, number).hex()}\t\\\\x{enclosed.hex()}\n")


MAKE_PEOPLE = """
    create temp table people (contact_id bigint, bidx bytea, number bytea);
    \\copy people from '{path}'
    insert into puente.contact (contact_id, number_bidx, number_enc, language) select contact_id, bidx, number, 'es' from people;
    insert into puente.participant (participant_id, programme_id, case_code, language, country, zone)
        select contact_id, (select programme_id from puente.programme where code = 'demo'), 'B-' || contact_id, 'es', 'GT', '{zone}'
        from people;
    insert into puente.participant_contact (contact_id, participant_id) select contact_id, contact_id from people;
"""


# ---- processor time ----

def ticks_of(pid, with_children=False):
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(int(field) for field in fields[11:15 if with_children else 13])


def busy_ticks():
    """Of the whole machine: everything but idle and waiting for the disk."""
    fields = [int(field) for field in pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return sum(fields) - fields[3] - fields[4]


class Bill:
    """Processor time by whom it was spent on, between two looks."""

    def __init__(self, world):
        self.world = world
        self.first = self._look()

    def _look(self):
        world = self.world
        backends = {row["pid"]: row["application_name"]
                    for row in world.database.rows("select pid, application_name from pg_stat_activity where application_name <> ''")}
        postmaster = world.database.pid()
        look = {("all", 0): busy_ticks(), ("database, rest", postmaster): ticks_of(postmaster, with_children=True)}
        for pid in machine.descendants(postmaster):
            name = {"puente_ingest": "database for ingest", "puente_worker": "database for worker"}.get(backends.get(pid), "database, rest")
            look[name, pid] = ticks_of(pid)
        for role, pid in world.gateway.pids().items():
            look[role, pid] = ticks_of(pid)
        return look

    def seconds(self):
        spent = collections.Counter()
        for (name, pid), ticks in self._look().items():
            spent[name] += ticks - self.first.get((name, pid), 0)
        return {name: ticks / TICK for name, ticks in spent.items()}


class World:
    def __init__(self, rig, phones, *, zone="America/Guatemala", sink=False, settings=()):
        self.rig = rig
        self.runs = 0
        self.used = 0
        self.numbers = Numbers(phones)
        self.database = rig.database(*settings)
        rig.puente("migrate", database=self.database)
        rig.puente("demo", "seed", database=self.database)
        self.secret = (rig.directory / "demo-secret").read_text().strip()
        self.fake = None
        if sink:
            self.fake = rig.fake(secret=self.secret)
            rig.puente("demo", "seed", "--send-url", f"{self.fake.url}/send", database=self.database)
        self._people(zone)
        self.gateway = None

    def _people(self, zone):
        path = self.rig.directory / "people"
        keys = self.rig.directory / "keys"
        write_people(path, self.numbers, (keys / "index.key").read_bytes(), (keys / "number.key").read_bytes())
        self.database.script(MAKE_PEOPLE.format(path=path, zone=zone), timeout=1800)
        path.unlink()
        self.database.sql("vacuum (analyze, freeze)")
        self.database.sql("checkpoint")

    def serve(self, *arguments):
        """The gateway anew, with further arguments of `puente serve`."""
        if self.gateway:
            self.gateway.stop()
        self.gateway = Gateway(self.rig.directory, self.database, machine.free_ports(), secret=self.secret, arguments=arguments)
        self.rig.callback(self.gateway.stop)
        self.gateway.start()

    def settings(self):
        rows = self.database.rows("select name, current_setting(name) as value from pg_settings")
        return {row["name"]: row["value"] for row in rows if row["name"] in SETTINGS}

    def channel(self, change):
        self.database.sql(f"update puente.channel set {change} where public_id = 'demo'; notify puente, 'catalog'")

    def empty_outbox(self):
        self.database.sql("truncate puente.outbox")

    def events(self):
        return self.database.value("select count(*) from puente.event where kind <> 2")

    def load(self, *, seconds, rate=0, connections=1000, talking=10_000, redeliver=0.01, **options):
        """Starts people writing; each run takes people who have not written yet."""
        self.runs += 1
        first, self.used = self.used, (self.used + seconds * (rate or 25_000) // 9) % self.numbers.count
        return self.rig.load(self.gateway.url_of("ingest") + "/in/loopback/demo", secret=self.secret,
                             phones=(self.numbers.prefix, self.numbers.count), name=f"load{self.runs}", seed=self.runs, script=SCRIPT,
                             repeat=True, talking=min(talking, self.numbers.count), first=first, seconds=seconds, rate=rate,
                             connections=connections, redeliver=redeliver, **options)

    def checkpoint_within(self, seconds):
        """A checkpoint as fast as it can be, in the middle of a run."""
        return subprocess.Popen(["sh", "-c", f"sleep {seconds / 3}; exec psql -Xqc checkpoint '{self.database.url}'"],
                                stdin=subprocess.DEVNULL)


def per_text(spent, texts, load_pid=None):
    """Microseconds a text."""
    return {name: seconds / max(texts, 1) * 1e6 for name, seconds in spent.items()}


def median(reports, key):
    return statistics.median(report[key] for report in reports)


def head(world):
    print("PostgreSQL: " + ", ".join(f"{name} {value}" for name, value in sorted(world.settings().items())))
    print(f"{world.numbers.count:,} people, {os.cpu_count()} processors shared by gateway, PostgreSQL and load generator", flush=True)


def commit():
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=pathlib.Path(__file__).parent)
    return done.stdout.strip()
