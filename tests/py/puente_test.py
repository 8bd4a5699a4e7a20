"""What the end-to-end and fault tests stand on: a cluster, the gateway, the fake aggregator and the load generator, each started and
ended by process id, each in a folder below /tmp that is removed afterwards.

    with Rig() as rig:
        database = rig.database()
        port = free_ports()
        fake = rig.fake(callback=f"http://127.0.0.1:{port}/dlr/loopback/demo")
        gateway = rig.gateway(database, port)
        gateway.inbound("+50255500001", "PUENTE")
        wait_for(lambda: fake.log(to="+50255500001"), what="the first question")

Only the standard library, and nothing of the product: this is a witness. Programs: PUENTE (default what ctest built, PUENTE_BUILT, or
build/release/puente), PUENTE_FAKE and PUENTE_LOAD (default tests/fake/ beside it).
"""

import base64
import contextlib
import datetime
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.parse
import zoneinfo

from machine import Failure, Process, descendants, free_ports, kill_now, read_lines, request, wait_for

ROOT = pathlib.Path(__file__).resolve().parents[2]
PUENTE = pathlib.Path(os.environ.get("PUENTE") or os.environ.get("PUENTE_BUILT") or ROOT / "build/release/puente").absolute()
FAKE = pathlib.Path(os.environ.get("PUENTE_FAKE", PUENTE.parent / "tests/fake/fake")).absolute()
LOAD = pathlib.Path(os.environ.get("PUENTE_LOAD", PUENTE.parent / "tests/fake/load")).absolute()

SECRET = "whsec_" + base64.b64encode(b"a secret of the tests only").decode()
CODE = "12345"
ROLES = {"ingest": 0, "console": 1, "worker": 2}  # what each adds to the port


def signature(secret, message_id, timestamp, body):
    """The webhook-signature header of Standard Webhooks; body is bytes."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = b".".join([message_id.encode(), str(timestamp).encode(), body])
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def signed_headers(secret, message_id, body, timestamp=None):
    timestamp = int(time.time()) if timestamp is None else timestamp
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, message_id, timestamp, body),
    }


def local_time(at_ms, zone):
    """The clock on the wall of that IANA zone: the independent judge of quiet hours."""
    return datetime.datetime.fromtimestamp(at_ms / 1000, zoneinfo.ZoneInfo(zone))


class Database:
    """A private PostgreSQL, made by gateway/cluster."""

    def __init__(self, directory, settings=()):
        self.directory = pathlib.Path(directory)
        self.settings = list(settings)
        self.url = None

    def _cluster(self, verb, *arguments):
        # Not a pipe: the server inherits the output and would hold it open.
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            done = subprocess.run([ROOT / "gateway/cluster", verb, self.directory, *arguments], stdin=subprocess.DEVNULL,
                                  stdout=output, stderr=errors, timeout=120)
            output.seek(0)
            errors.seek(0)
            if done.returncode != 0:
                raise Failure(f"gateway/cluster {verb}: {errors.read().decode(errors='replace')}")
            return output.read().decode().strip()

    def start(self):
        self.url = self._cluster("start", *self.settings).splitlines()[-1]
        return self

    def stop(self):
        self._cluster("stop")

    def pid(self):
        """Of the postmaster."""
        return int((self.directory / "postgres/postmaster.pid").read_text().split("\n", 1)[0])

    def kill(self):
        """kill -9 of the postmaster and its children, as a crash of the machine would end them; start() again afterwards."""
        postmaster = self.pid()
        backends = descendants(postmaster)
        for pid in [postmaster, *backends]:
            kill_now(pid)

    def sql(self, query):
        """What psql prints: one line per row, columns separated by '|'."""
        done = subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", query, self.url], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120)
        if done.returncode != 0:
            raise Failure(f"{query}\n{done.stderr}")
        return done.stdout.removesuffix("\n")

    def script(self, text, timeout=120):
        """Several statements of any length, as one transaction."""
        done = subprocess.run(["psql", "-XAtq", "-1", "-v", "ON_ERROR_STOP=1", "-f", "-", self.url], input=text, capture_output=True,
                              text=True, timeout=timeout)
        if done.returncode != 0:
            raise Failure(f"{text[:2000]}\n{done.stderr}")

    def rows(self, query):
        """Rows as dictionaries, typed as JSON has types."""
        text = self.sql(f"select coalesce(json_agg(row_to_json(q)), '[]') from ({query.rstrip(' ;')}) as q")
        return json.loads(text)

    def value(self, query):
        """The one value of the one row."""
        rows = self.rows(query)
        if len(rows) != 1 or len(rows[0]) != 1:
            raise Failure(f"not one value: {query}: {rows[:5]}")
        return next(iter(rows[0].values()))


class Fake:
    """The fake aggregator; its log file survives it."""

    def __init__(self, directory, *, port=0, callback=None, secret=SECRET, accept_in=False, seed=1, name="fake"):
        self.log_path = pathlib.Path(directory) / f"{name}.log"
        self.secret = secret
        self.arguments = [FAKE, "--port", port, "--log", self.log_path, "--secret", secret, "--seed", seed]
        self.arguments += ["--callback", callback] if callback else []
        self.arguments += ["--accept-in"] if accept_in else []
        self.output = pathlib.Path(directory) / name
        self.start()

    def start(self):
        """Again after kill(): the same port, the log continued."""
        self.process = Process(self.arguments, self.output)
        self.port = int(self.process.wait_line(r"^fake ready (\d+)$")[1])
        self.arguments[2] = self.port
        self.url = f"http://127.0.0.1:{self.port}"

    def control(self, mode, **rule):
        """mode and kind ("airtime", "question"; texts without), count, probability, delay_ms, to: see fake --help."""
        answer = request("POST", self.url + "/control", {"mode": mode, **rule})
        if answer.status != 200:
            raise Failure(f"control {mode}: {answer}")

    def log(self, after=0, to=None, kind=None):
        """What was executed with a number above `after`, to that phone or all, of that kind ("send", "in", "airtime") or all."""
        query = urllib.parse.urlencode({"after": after} | ({"to": to} if to else {}) | ({"kind": kind} if kind else {}))
        body = request("GET", f"{self.url}/log?{query}", timeout=60).body.decode(errors="surrogateescape")
        return [json.loads(line) for line in body.split("\n") if line]

    def stats(self):
        return request("GET", self.url + "/stats").json()

    def send(self, **message):
        """As the gateway would by the loopback protocol: id, to, from_, text."""
        message["from"] = message.pop("from_", CODE)
        return request("POST", self.url + "/send", message)

    def pay(self, reference, to, amount_minor, currency="GTQ", timeout=10.0):
        """Orders airtime as the gateway would by the loopback protocol."""
        body = json.dumps({"reference": reference, "to": to, "amount_minor": amount_minor, "currency": currency}).encode()
        return request("POST", self.url + "/airtime", body, signed_headers(self.secret, reference, body), timeout=timeout)

    def paid(self, reference):
        """What the fake says has become of that reference."""
        return request("GET", f"{self.url}/airtime?{urllib.parse.urlencode({'reference': reference})}")

    def kill(self):
        self.process.kill()

    def stop(self):
        status = self.process.stop()
        if status not in (0, -signal.SIGKILL):
            self.process.fail(f"fake ended with status {status}")


class Load:
    """A run of the load generator against the webhook at `url`. Arguments as in load --help, with _ for -."""

    def __init__(self, directory, url, *, secret=SECRET, phones=("+5025550", 100), code=CODE, name="load", repeat=False, **options):
        self.ack_path = pathlib.Path(directory) / f"{name}.ack"
        arguments = [LOAD, "--url", url, "--secret", secret, "--phones", *phones, "--code", code, "--ack", self.ack_path]
        arguments += ["--repeat"] if repeat else []
        for option, value in options.items():
            arguments += [f"--{option.replace('_', '-')}"] + ([] if value is True else [value])
        self.process = Process(arguments, pathlib.Path(directory) / name)

    def report(self, timeout=120.0):
        """Waits for its end; its figures as a dictionary."""
        line = self.process.line(timeout)
        if line is None or self.process.wait() != 0:
            self.process.fail("load failed")
        return json.loads(line)

    def acks(self):
        """What the gateway promised to keep, a line per 2xx: redelivered ids occur twice."""
        return read_lines(self.ack_path)

    def stop(self):
        return self.process.stop()


class Gateway:
    """puente serve with its processes."""

    def __init__(self, directory, database, port, *, channel="demo", secret=SECRET, roles=("ingest", "worker"), environment=None,
                 arguments=()):
        self.directory = pathlib.Path(directory)
        self.database = database
        self.port = port
        self.channel = channel
        self.secret = secret
        self.roles = roles
        self.arguments = arguments  # further ones of `puente serve`
        self.environment = puente_environment(directory, database) | (environment or {})
        self.url = f"http://127.0.0.1:{port}"
        self.process = None

    def url_of(self, role):
        return f"http://127.0.0.1:{self.port + ROLES[role]}"

    def start(self):
        self.process = Process([PUENTE, "serve", "--port", self.port, *self.arguments], self.directory / "serve", self.environment)
        self.wait_ready()
        return self

    def is_ready(self):
        if self.process.popen.poll() is not None:
            self.process.fail("puente serve has ended")
        return all(request("GET", self.url_of(role) + "/readyz", timeout=2).status == 200 for role in self.roles)

    def wait_ready(self, timeout=30.0):
        wait_for(self.is_ready, timeout, what="readyz of " + ", ".join(self.roles))

    def pids(self):
        """Role to process id, as /healthz tells; a role that does not answer is left out."""
        found = {}
        for role in ROLES:
            with contextlib.suppress(OSError, http.client.HTTPException):
                pid = request("GET", self.url_of(role) + "/healthz", timeout=2).json()["pid"]
                if pid not in descendants(self.process.pid):
                    raise Failure(f"process {pid} of {role} was not started here")
                found[role] = pid
        return found

    def pid_of(self, role):
        return wait_for(lambda: self.pids().get(role), what=f"the process of {role}")

    def kill(self, role):
        """kill -9 of one process; the supervisor starts it again. Returns the pid that is no more."""
        pid = self.pid_of(role)
        kill_now(pid)
        return pid

    def kill_all(self):
        """kill -9 of the supervisor and every process, as a power cut would; start() again afterwards."""
        below = descendants(self.process.pid)
        self.process.kill()
        for pid in below:
            kill_now(pid)

    def stop(self):
        return self.process.stop() if self.process else None

    def inbound(self, from_, text, id=None, *, to=CODE, channel=None, timeout=10.0):
        """One signed loopback message; the Answer, whatever it is."""
        id = id or "t-" + secrets.token_hex(8)
        return self.webhook("in", {"id": id, "from": from_, "to": to, "text": text, "at": utc_now()}, id, channel, timeout)

    def inbound_until_acknowledged(self, from_, text, id=None, *, timeout=30.0, **options):
        """As a provider does: the same id again until there is a 2xx."""
        id = id or "t-" + secrets.token_hex(8)
        return wait_for(lambda: (answer := self.inbound(from_, text, id, **options)).status // 100 == 2 and answer,
                        timeout, interval=0.2, what=f"a 2xx for message {id}")

    def receipt(self, provider_id, status="delivered", *, channel=None):
        """One signed loopback delivery report."""
        return self.webhook("dlr", {"id": provider_id, "status": status}, f"dlr-{provider_id}", channel)

    def ussd(self, session, from_, input="", *, new=False, id=None, code="*384#", channel=None, timeout=10.0):
        """One signed loopback USSD request."""
        message = {"session": session, "from": from_, "code": code, "input": input, "new": new}
        return self.webhook("ussd", message, id or "u-" + secrets.token_hex(8), channel, timeout)

    def webhook(self, kind, message, id, channel=None, timeout=10.0):
        body = json.dumps(message).encode()
        url = f"{self.url}/{kind}/loopback/{channel or self.channel}"
        return request("POST", url, body, signed_headers(self.secret, id, body), timeout)

    def metrics(self, role="ingest"):
        """Prometheus samples: "name{labels}" to number."""
        text = request("GET", self.url_of(role) + "/metrics").body.decode()
        samples = (line.rsplit(" ", 1) for line in text.splitlines() if line and not line.startswith("#"))
        return {name: float(value) for name, value in samples}


def utc_now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def puente_environment(directory, database):
    return {"PUENTE_DATABASE_URL": database.url, "PUENTE_KEYS": str(pathlib.Path(directory) / "keys")}


class Rig(contextlib.ExitStack):
    """Owns a folder and everything started in it; stopped in reverse order, removed at the end. Set PUENTE_KEEP=1 to keep the folder."""

    def __enter__(self):
        super().__enter__()
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="puente-test-"))
        # PostgreSQL runs as another user when we are root and must be able to pass.
        self.directory.chmod(0o711)
        self.callback(self._clean)
        # A time-out of ctest must end as orderly as a failure.
        self._before = signal.signal(signal.SIGTERM, self._interrupt)
        return self

    def __exit__(self, *failure):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        try:
            return super().__exit__(*failure)
        finally:
            signal.signal(signal.SIGTERM, self._before)

    @staticmethod
    def _interrupt(*_):
        raise SystemExit(143)

    def _clean(self):
        if os.environ.get("PUENTE_KEEP"):
            print(f"kept {self.directory}")
        else:
            shutil.rmtree(self.directory, ignore_errors=True)

    def database(self, *settings, name="db"):
        """A started cluster. settings: SETTING=VALUE of PostgreSQL."""
        database = Database(self.directory / name, settings)
        self.callback(database.stop)
        return database.start()

    def puente(self, *arguments, database=None, input=None, check=True, timeout=120.0):
        """Runs a subcommand to its end. check: a status other than 0 is a failure."""
        environment = puente_environment(self.directory, database) if database else {}
        done = subprocess.run([PUENTE, *map(str, arguments)], input=input, stdin=None if input is not None else subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=timeout, env={**os.environ, **environment})
        if check and done.returncode != 0:
            raise Failure(f"puente {' '.join(map(str, arguments))}: status {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    def gateway(self, database, port=None, *, migrate=True, **options):
        """A ready `puente serve`."""
        if migrate:
            self.puente("migrate", database=database)
        gateway = Gateway(self.directory, database, port or free_ports(), **options)
        self.callback(gateway.stop)
        return gateway.start()

    def fake(self, **options):
        fake = Fake(self.directory, **options)
        self.callback(fake.stop)
        return fake

    def load(self, url, **options):
        load = Load(self.directory, url, **options)
        self.callback(load.stop)
        return load
