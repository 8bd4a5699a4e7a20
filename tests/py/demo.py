"""The demo programme with everything around it, its people and their telephones.

    with Rig() as rig:
        demo = Demo(rig)
        phone = demo.phone(language="fr")
        phone.says("PUENTE")
        phone.hears(Words("fr").consent)

Numbers are sealed and looked up by a keyed index, so adding hundreds of people takes the keys: they are written here as an import
would write them, with libsodium by ctypes and none of the product's code.
"""

import collections
import csv
import ctypes
import ctypes.util
import datetime
import functools
import hashlib
import json
import secrets
import struct
import time
import urllib.parse

from machine import Failure, free_ports, request, wait_for
from puente_test import ROOT, Gateway

FORM = json.loads((ROOT / "survey/examples/seguimiento_3m.json").read_text(encoding="utf-8"))
ANSWERS = ["1", "4", "2", "1", "4", "2", "3", "1", "1", "5", "4", "2", "4", "3", "4", "1"]  # one for each question of the form


class Words:
    """What a person must read: from the form and the language's spreadsheet, by other code than the engine's."""

    def __init__(self, language):
        self.language = language
        with open(ROOT / f"survey/languages/{language}.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        self.phrases = {row[1]: row[2] for row in rows if row[0] == "phrase"}
        self.help_word = next(row[2] for row in rows if row[:2] == ["word", "help"])
        self.consent = self.phrases["consent_frame"].replace("{text}", FORM["consent"]["text"][language])
        self.thanks = FORM["thanks"][language]
        self.questions = [self._question(question) for question in FORM["questions"]]

    def _question(self, question):
        lists = {each["name"]: each["choices"] for each in FORM["lists"]}
        options = [f"{choice['name']} {choice['short_label'][self.language]}" for choice in lists[question["list"]]]
        return "\n".join([question["short_label"][self.language], *options])


def zone_where_it_is(hour):
    """A zone without summer time whose clock shows that hour now."""
    east = (hour - datetime.datetime.now(datetime.timezone.utc).hour + 12) % 24 - 12
    return f"Etc/GMT{-east:+d}"  # their signs are the wrong way round


def waking_zone():
    """A zone where it is far from any night."""
    return zone_where_it_is(12)


@functools.cache
def _sodium():
    library = ctypes.CDLL(ctypes.util.find_library("sodium"))
    if library.sodium_init() < 0:
        raise Failure("libsodium does not start")
    return library


def sealed(public_key, plain):
    """An anonymous box that only the holder of the secret key opens."""
    box = ctypes.create_string_buffer(len(plain) + 48)
    if _sodium().crypto_box_seal(box, plain, ctypes.c_ulonglong(len(plain)), public_key) != 0:
        raise Failure("crypto_box_seal")
    return box.raw


def blind_index(index_key, text):
    return hashlib.blake2b(text.encode(), key=index_key, digest_size=32).digest()


def dedupe_key(*parts):
    """BLAKE2b-128 of the parts, each preceded by its length: how an event is recognised for ever."""
    whole = b"".join(struct.pack("<Q", len(part)) + part for part in (part.encode() for part in parts))
    return hashlib.blake2b(whole, digest_size=16).digest()


def aged(state, hours):
    """A session's state with its four times moved back: four bytes, five small numbers, then the times, all zigzag varints."""
    numbers, at = [], 4
    for _ in range(9):
        value = shift = 0
        while True:
            byte = state[at]
            value |= (byte & 0x7F) << shift
            at, shift = at + 1, shift + 7
            if byte < 0x80:
                break
        numbers.append(value)
    out = bytearray(state[:4])
    for place, value in enumerate(numbers):
        value -= 2 * hours * 3600 * 1000 if place >= 5 and value > 0 else 0
        while value >= 0x80:
            out.append(value & 0x7F | 0x80)
            value >>= 7
        out.append(value)
    return bytes(out) + state[at:]


class Phone:
    """One person's telephone: what they write, and what they are sent, in order. Reads its texts from the provider's own log."""

    def __init__(self, demo, number, words=None):
        self.demo = demo
        self.number = number
        self.words = words
        self.read = 0

    def says(self, text, id=None, **options):
        """One text, which the gateway must take."""
        answer = self.demo.gateway.inbound(self.number, text, id, **options)
        if answer.status != 200:
            raise Failure(f"'{text}' was answered with {answer}")

    def texts(self):
        """Everything this phone was ever sent."""
        return [line["text"] for line in self.demo.fake.log(to=self.number, kind="send")]

    def news(self, count, timeout=10.0):
        """Waits for `count` further texts, and returns what came: more than that if there is more."""
        new = wait_for(lambda: (texts := self.texts()[self.read:]) and len(texts) >= count and texts, timeout,
                       what=f"{count} texts to {self.number} after the first {self.read}")
        self.read += len(new)
        return new

    def hears(self, *expected, timeout=10.0):
        """The next texts must be exactly these."""
        new = self.news(len(expected), timeout)
        if new != list(expected):
            raise Failure(f"{self.number} was sent {new}, not {list(expected)}")

    def hears_nothing(self, seconds=0.5):
        time.sleep(seconds)
        if new := self.texts()[self.read:]:
            raise Failure(f"{self.number} was sent {new} for nothing")

    def asks(self, text, *expected, **options):
        """Says, then hears."""
        self.says(text, **options)
        self.hears(*expected)


class Dialogue:
    """One USSD session of a phone by the loopback protocol: what stands on the screen, and whether it goes on."""

    def __init__(self, phone, channel=None):
        self.phone = phone
        self.channel = channel
        self.session = "s-" + secrets.token_hex(8)
        self.goes_on = None
        self.screen = None
        self.request = None

    def dial(self):
        return self._ask("", new=True)

    def enter(self, text):
        return self._ask(text)

    def repeat(self):
        """The last request again, as a provider does that did not hear the answer: the screen as it comes."""
        answer = self.phone.demo.gateway.ussd(**self.request)
        if answer.status != 200:
            raise Failure(f"the repeated request was answered with {answer}")
        return answer.json()["text"]

    def _ask(self, text, new=False):
        self.request = {"session": self.session, "from_": self.phone.number, "input": text, "new": new,
                        "id": "u-" + secrets.token_hex(8), "channel": self.channel}
        answer = self.phone.demo.gateway.ussd(**self.request)
        if answer.status != 200:
            raise Failure(f"'{text}' was answered with {answer}")
        page = answer.json()
        self.goes_on = page["continue"]
        self.screen = page["text"]
        return self.screen

    def see(self, text, expected, goes_on=True):
        """Enters, and must see exactly this."""
        screen = self.enter(text)
        if (screen, self.goes_on) != (expected, goes_on):
            raise Failure(f"after '{text}' the screen shows {screen!r} and goes on: {self.goes_on}; expected {expected!r}, {goes_on}")


class Demo:
    """Cluster, seeded programme "demo" with its loopback channel, the fake provider behind it and, with start, the running gateway."""

    def __init__(self, rig, *settings, rate=200, start=True, **options):
        self.rig = rig
        self.database = rig.database(*settings)
        self.port = free_ports()
        rig.puente("migrate", database=self.database)
        rig.puente("demo", "seed", database=self.database)
        self.secret = (rig.directory / "demo-secret").read_text().strip()
        self.keys = rig.directory / "keys"
        self.fake = rig.fake(callback=f"http://127.0.0.1:{self.port}/dlr/loopback/demo", secret=self.secret)
        rig.puente("demo", "seed", "--send-url", f"{self.fake.url}/send", database=self.database)
        self.database.sql(f"update puente.channel set rate_per_s = {rate} where public_id = 'demo'")
        self.gateway = Gateway(rig.directory, self.database, self.port, secret=self.secret, **options)
        rig.callback(self.gateway.stop)
        self.used = 0
        if start:
            self.gateway.start()

    def sql(self, query):
        return self.database.sql(query)

    def value(self, query):
        return self.database.value(query)

    def reload(self):
        """Tells the processes that channels or surveys changed, and gives them the time to read them."""
        self.sql("notify puente, 'catalog'")
        time.sleep(0.3)

    def new_numbers(self, count):
        first = self.used
        self.used += count
        return [f"+5025556{first + i:04}" for i in range(count)]

    def people(self, numbers, language="es", zone="America/Guatemala", programme="demo"):
        """One person for each number."""
        index_key = (self.keys / "index.key").read_bytes()
        seal = (self.keys / "seal.pub").read_bytes()
        rows = [{"contact": secrets.randbits(62), "person": secrets.randbits(62), "code": f"T-{number}",
                 "bidx": blind_index(index_key, number).hex(), "sealed": sealed(seal, number.encode()).hex()} for number in numbers]
        self.database.script(f"""
            create temp table rows as select * from json_to_recordset($rows${json.dumps(rows)}$rows$)
                as x(contact bigint, person bigint, code text, bidx text, sealed text);
            insert into puente.contact (contact_id, number_bidx, number_sealed, language)
                select contact, decode(bidx, 'hex'), decode(sealed, 'hex'), '{language}' from rows on conflict (number_bidx) do nothing;
            insert into puente.participant (participant_id, programme_id, case_code, language, country, zone)
                select person, programme_id, r.code || '-' || person, '{language}', 'GT', '{zone}'
                from rows r, puente.programme p where p.code = '{programme}';
            insert into puente.participant_contact (contact_id, participant_id)
                select c.contact_id, r.person from rows r join puente.contact c on c.number_bidx = decode(r.bidx, 'hex');""")

    def phone(self, number=None, language="es", zone="America/Guatemala"):
        """A new person's telephone; with a number, one that is known already or to nobody."""
        if number is None:
            number = self.new_numbers(1)[0]
            self.people([number], language, zone)
        return Phone(self, number, Words(language))

    def stranger(self):
        """A telephone nobody knows."""
        return Phone(self, self.new_numbers(1)[0], Words("es"))

    def wallet(self, id="w1", *, fund=1000, amount=10, purpose="wave", wave=None, adapter="loopback", secret=True, options=(), **settings):
        """A wallet at the fake provider that waits no longer than a test can, with money on it and a rule; None leaves either away.
        Returns what the command told."""
        settings = {"ask_after_ms": 200, "quiet_ms": 2000, "retry_after_ms": 300, "timeout_ms": 1500} | settings
        if adapter == "loopback":
            settings = {"url": f"{self.fake.url}/airtime"} | settings
        arguments = ["--programme", "demo", "--id", id, "--adapter", adapter, "--currency", "GTQ", "--max", 50, "--day-max", 100000]
        arguments += [word for name, value in settings.items() for word in ("--set", f"{name}={value}")]
        arguments += ["--secret", f"secret=@{self.rig.directory}/demo-secret"] if secret else []
        added = self.rig.puente("wallet", "add", *arguments, *options, "--json", database=self.database)
        if fund:
            self.rig.puente("wallet", "fund", id, "--amount", fund, database=self.database)
        if amount:
            self.rule(id, amount, purpose, wave)
        self.reload()
        return json.loads(added.stdout)

    def rule(self, wallet, amount, purpose="wave", wave=None):
        waves = ["--wave", wave] if wave else []
        self.rig.puente("airtime", "rule", "--programme", "demo", "--purpose", purpose, "--wallet", wallet, "--amount", amount, *waves,
                        database=self.database)

    def publish_reward(self, keyword="PAGO", purpose="wave", thanks="Gracias."):
        """A survey of one question whose completion earns something."""
        form = {"format": "puente-form/1", "id": keyword.lower(), "version": "1", "languages": ["es"], "default_language": "es",
                "title": {"es": keyword}, "keyword": keyword, "incentive": purpose, "thanks": {"es": thanks},
                "lists": [{"name": "si", "choices": [{"name": "1", "label": {"es": "Si"}}, {"name": "2", "label": {"es": "No"}}]}],
                "questions": [{"name": "uno", "type": "select_one", "list": "si", "label": {"es": "Uno?"}}]}
        path = self.rig.directory / f"{keyword}.json"
        path.write_text(json.dumps(form), encoding="utf-8")
        self.rig.puente("survey", "publish", path, "--programme", "demo", database=self.database)
        self.reload()

    def contact(self, phone):
        index_key = (self.keys / "index.key").read_bytes()
        return self.value(f"select contact_id from puente.contact where number_bidx = '\\x{blind_index(index_key, phone.number).hex()}'")

    def contacts(self, numbers):
        """Contact to number, of those that are known."""
        index_key = (self.keys / "index.key").read_bytes()
        bidx = {blind_index(index_key, number).hex(): number for number in numbers}
        known = ", ".join(f"'\\x{each}'" for each in bidx)
        rows = self.database.rows(f"select contact_id, encode(number_bidx, 'hex') as bidx from puente.contact where number_bidx in ({known})")
        return {row["contact_id"]: bidx[row["bidx"]] for row in rows}

    def queue_session(self, phone):
        """As the start of a wave does: a session that waits to begin."""
        contact = self.contact(phone)
        self.sql(f"""insert into puente.session (contact_id, session_id, participant_id, survey_version_id, channel_id, open, by_person,
                         queued, engine_rev, country, zone, started_at, state)
                     select pc.contact_id, {secrets.randbits(61)}, p.participant_id, (select max(survey_version_id) from puente.survey_version),
                         h.channel_id, false, false, true, 1, p.country, p.zone, now(), ''
                     from puente.participant_contact pc join puente.participant p using (participant_id), puente.channel h
                     where pc.contact_id = {contact} and h.public_id = 'demo';
                     notify puente, 'work'""")

    def age_session(self, phone, hours):
        """As if everything so far had happened that much earlier: the times in the session's state and its columns."""
        contact = self.contact(phone)
        row = self.database.rows(f"select session_id, encode(state, 'hex') as state from puente.session where contact_id = {contact} and open")[0]
        state = aged(bytes.fromhex(row["state"]), hours)
        earlier = f"- interval '{hours} hours'"
        self.database.script(f"""
            update puente.session set state = '\\x{state.hex()}', started_at = started_at {earlier}, heard_at = heard_at {earlier},
                due_at = due_at {earlier}, timer_at = timer_at {earlier} where session_id = {row['session_id']};
            update puente.timer set due_at = due_at {earlier} where session_id = {row['session_id']};
            notify puente, 'work';""")

    def check_acks(self, acks, channel="demo"):
        """The ids of the ack log that are not stored, and those stored more than once: the database cannot give an id in clear, but how it
        is recognised can be computed."""
        stored = collections.Counter(self.sql("select encode(dedupe_key, 'hex') from puente.event").split("\n"))
        counts = {ack["id"]: stored[dedupe_key(channel, ack["id"]).hex()] for ack in acks}
        return {id for id, count in counts.items() if count == 0}, {id for id, count in counts.items() if count > 1}

    def wait_value(self, query, wanted, timeout=10.0):
        """Until the query's one value is that."""
        return wait_for(lambda: self.value(query) == wanted, timeout, 0.05, what=f"{wanted!r} from {query}")

    def wait_drained(self, timeout=60.0):
        """Nothing waits to be sent."""
        try:
            self.wait_value("select count(*) from puente.outbox", 0, timeout)
        except Failure:
            waiting = self.sql("""select channel_id, priority, attempt, unknowns, date_trunc('second', due_at - now()) as due,
                date_trunc('second', lease_until - now()) as lease, count(*) from puente.outbox group by 1, 2, 3, 4, 5, 6 order by 7 desc limit 20""")
            raise Failure(f"after {timeout} s there still wait\n{waiting}\n{self.gateway.process.errors()[-2000:]}") from None

    def webhook(self, path, fields=None, timeout=10.0):
        """A form posted, as most providers do it, or without fields a GET, as Kannel does it."""
        if fields is None:
            return request("GET", self.gateway.url + path, timeout=timeout)
        return request("POST", self.gateway.url + path, urllib.parse.urlencode(fields),
                       {"Content-Type": "application/x-www-form-urlencoded"}, timeout)
