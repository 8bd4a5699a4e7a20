"""HAProxy with docker/front/haproxy.cfg, before a running gateway and before a recorder of raw bytes: good requests pass, slow ones are cut
at the deadline, doubtful ones end here, and only webhooks are served."""

import concurrent.futures
import contextlib
import json
import pathlib
import re
import secrets
import socket
import ssl
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "py"))

from demo import Demo  # noqa: E402
from machine import Process, free_ports, request, wait_for  # noqa: E402
from puente_test import CODE, ROOT, Rig, signed_headers, utc_now  # noqa: E402

CONFIGURATION = ROOT / "docker/front/haproxy.cfg"
DEADLINE_S = 2
PATH = b"/in/loopback/demo"
SECOND = b"GET /in/loopback/second HTTP/1.1\r\nHost: h\r\n\r\n"  # what a smuggler hides behind a first request


class Recorder:
    """A lenient server that keeps every byte it is sent, except health checks, and answers each request with 200."""

    def __init__(self):
        self.heads = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self._serve, args=(self.listener.accept()[0],), daemon=True).start()

    def _serve(self, connection):
        with connection, contextlib.suppress(OSError):
            unread = b""
            while piece := connection.recv(65536):
                unread += piece
                while b"\r\n\r\n" in unread:
                    head, _, unread = unread.partition(b"\r\n\r\n")
                    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
                    while length and len(unread) < int(length[1]):
                        unread += connection.recv(65536)
                    unread = unread[int(length[1]):] if length else unread
                    if not re.match(rb"\w+ /(readyz|healthz|api/health) ", head):
                        self.heads.append(head)
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    def close(self):
        self.listener.close()


class Front:
    """A running HAProxy with its listeners and its server on the loopback address."""

    def __init__(self, rig, name, ingest_port, grafana_port=1, tls=None):
        self.tls = tls
        list_path = rig.directory / f"{name}.partners"
        list_path.write_text("# of this test\n127.0.0.1\n")
        self.port = free_ports(3)
        self.people_port, self.alive_port = self.port + 1, self.port + 2
        environment = {
            "PUENTE_FRONT_BIND": f"127.0.0.1:{self.port}" + (f" ssl crt {tls} alpn http/1.1" if tls else ""), "PUENTE_FRONT_PEOPLE": f"127.0.0.1:{self.people_port}",
            "PUENTE_FRONT_ALIVE": f"127.0.0.1:{self.alive_port}",
            "PUENTE_FRONT_INGEST": f"127.0.0.1:{ingest_port}", "PUENTE_FRONT_GRAFANA": f"127.0.0.1:{grafana_port}",
            "PUENTE_FRONT_PARTNERS": str(list_path), "PUENTE_FRONT_DEADLINE": f"{DEADLINE_S}s"}
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = Process(["haproxy", "-db", "-f", CONFIGURATION], rig.directory / name, environment)
        rig.callback(self.process.stop)
        # A health check must have found the server before the first request: 404 tells nothing of that, so ask for a webhook.
        wait_for(lambda: self.raw(b"GET /in/a/b HTTP/1.1\r\nHost: h\r\n\r\n")[0] not in (0, 503), what="the front and its server")

    def connect(self, source="127.0.0.1"):
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=10, source_address=(source, 0))
        if not self.tls:
            return connection
        context = ssl.create_default_context(cafile=self.tls / "front.pem")
        return context.wrap_socket(connection, server_hostname="puente.test")

    def raw(self, sent, source="127.0.0.1"):
        """Sends these bytes and reads until the other side closes or is silent for a moment: the first status (0: none), everything read."""
        with self.connect(source) as connection:
            with contextlib.suppress(ConnectionError):
                connection.sendall(sent)
            connection.settimeout(0.3)
            read = b""
            with contextlib.suppress(TimeoutError, ConnectionError):
                while piece := connection.recv(65536):
                    read += piece
            return int(read.split(b" ", 2)[1]) if read.startswith(b"HTTP/") else 0, read


def post(headers=b"", body=b"{}", line=b"POST " + PATH + b" HTTP/1.1", host=b"Host: h\r\n"):
    return line + b"\r\n" + host + headers + b"\r\n" + body


# name: (bytes, status). 0: the connection is closed without an answer.
DOUBTFUL = {
    "CL and TE": (post(b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\nX") + SECOND, 400),
    "TE alone": (post(b"Transfer-Encoding: chunked\r\n", b"2\r\n{}\r\n0\r\n\r\n"), 400),
    "TE with a blank before the colon": (post(b"Content-Length: 2\r\nTransfer-Encoding : chunked\r\n") + SECOND, 400),
    "TE behind a tab": (post(b"Content-Length: 2\r\nTransfer-Encoding:\tchunked\r\n") + SECOND, 400),
    "TE of another name": (post(b"Content-Length: 2\r\nTransfer-Encoding: xchunked\r\n") + SECOND, 400),
    "TE twice": (post(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", b"0\r\n\r\n") + SECOND, 400),
    "TE in HTTP/1.0": (post(b"Transfer-Encoding: chunked\r\n", b"0\r\n\r\n", line=b"POST " + PATH + b" HTTP/1.0") + SECOND, 400),
    "chunks with bare LF": (post(b"Transfer-Encoding: chunked\r\n", b"2\n{}\n0\n\n"), 400),
    "two different CL": (post(b"Content-Length: 2\r\nContent-Length: 40\r\n") + SECOND, 400),
    "CL with a sign": (post(b"Content-Length: +2\r\n"), 400),
    "CL negative": (post(b"Content-Length: -2\r\n"), 400),
    "CL in hexadecimal": (post(b"Content-Length: 0x2\r\n"), 400),
    "CL of many digits": (post(b"Content-Length: 18446744073709551618\r\n"), 400),
    "CL empty": (post(b"Content-Length: \r\n"), 400),
    "bare LF in the head": (b"POST " + PATH + b" HTTP/1.1\nHost: h\nContent-Length: 2\nX: \x01\n\n{}", 400),
    "bare CR in a value": (post(b"X: a\rb\r\nContent-Length: 2\r\n"), 400),
    "folded header": (post(b"Content-Length: 2\r\nX: a\r\n b\r\n"), 400),
    "folded by a tab": (post(b"Content-Length: 2\r\nX: a\r\n\tb\r\n"), 400),
    "first header folded": (b"POST " + PATH + b" HTTP/1.1\r\n Host: h\r\nContent-Length: 2\r\n\r\n{}", 400),
    "NUL in a value": (post(b"Content-Length: 2\r\nX: a\0b\r\n"), 400),
    "NUL in a name": (post(b"Content-Length: 2\r\nX\0: a\r\n"), 400),
    "control byte in a value": (post(b"Content-Length: 2\r\nX: a\x01b\r\n"), 400),
    "DEL in a value": (post(b"Content-Length: 2\r\nX: a\x7fb\r\n"), 400),
    "header without a name": (post(b"Content-Length: 2\r\n: a\r\n"), 400),
    "header without a colon": (post(b"Content-Length: 2\r\nX\r\n"), 400),
    "two Hosts": (post(b"Content-Length: 2\r\nHost: i\r\n"), 400),
    "no Host": (post(b"Content-Length: 2\r\n", host=b""), 400),
    "a version of nobody": (post(b"Content-Length: 2\r\n", line=b"POST " + PATH + b" HTTP/9.9"), 400),
    "HTTP/0.9": (b"GET " + PATH + b"\r\n\r\n", 400),
    "HTTP/2 preface": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9), 400),
    "%00 in the path": (post(b"Content-Length: 2\r\n", line=b"POST " + PATH + b"%00 HTTP/1.1"), 400),
    "%00 in the query": (post(b"Content-Length: 2\r\n", line=b"POST " + PATH + b"?a=%00 HTTP/1.1"), 400),
    "NUL in the path": (post(b"Content-Length: 2\r\n", line=b"POST " + PATH + b"\0 HTTP/1.1"), 400),
    "blank in the path": (post(b"Content-Length: 2\r\n", line=b"POST " + PATH + b" x HTTP/1.1"), 400),
    "byte above 127 in the path": (post(b"Content-Length: 2\r\n", line=b"POST " + PATH + b"\xff HTTP/1.1"), 400),
    "/../": (post(b"Content-Length: 2\r\n", line=b"POST /in/x/../loopback/demo HTTP/1.1"), 400),
    "/./": (post(b"Content-Length: 2\r\n", line=b"POST /in/./loopback/demo HTTP/1.1"), 400),
    "/.. at the end": (post(b"Content-Length: 2\r\n", line=b"POST " + PATH + b"/.. HTTP/1.1"), 400),
    "//": (post(b"Content-Length: 2\r\n", line=b"POST /in//loopback/demo HTTP/1.1"), 400),
    "%2e%2e": (post(b"Content-Length: 2\r\n", line=b"POST /in/x/%2E%2e/loopback/demo HTTP/1.1"), 400),
    "%2f": (post(b"Content-Length: 2\r\n", line=b"POST /in%2Floopback/demo HTTP/1.1"), 400),
    "backslash": (post(b"Content-Length: 2\r\n", line=b"POST /in\\loopback/demo HTTP/1.1"), 400),
    "absolute form": (post(b"Content-Length: 2\r\n", line=b"POST http://h" + PATH + b" HTTP/1.1"), 400),
    "asterisk": (post(b"Content-Length: 2\r\n", line=b"POST * HTTP/1.1"), 400),
    "a method of nobody": (post(b"Content-Length: 2\r\n", line=b"deGET " + PATH + b" HTTP/1.1"), 405),
    "CONNECT": (b"CONNECT h:80 HTTP/1.1\r\nHost: h:80\r\n\r\n", 400),
    "TRACE": (b"TRACE " + PATH + b" HTTP/1.1\r\nHost: h\r\n\r\n", 405),
    "body too big": (post(b"Content-Length: 65537\r\n", b"x" * 65537), 413),
    "headers too big": (post(b"Content-Length: 2\r\nX: " + b"x" * 90000 + b"\r\n"), 400),
}

# name: bytes. These pass as one request in its clear spelling.
MENDED = {
    "two equal CL": post(b"Content-Length: 2\r\nContent-Length: 2\r\n"),
    "CL as a list": post(b"Content-Length: 2, 2\r\n"),
    "upgrade to h2c": post(b"Content-Length: 2\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAAA\r\n"),
    "a made-up source": post(b"Content-Length: 2\r\nX-Forwarded-For: 203.0.113.9\r\nForwarded: for=203.0.113.9\r\nX-Real-IP: 203.0.113.9\r\n"),
}

# Not for partners, though the gateway or Grafana would answer.
HIDDEN = ["/", "/metrics", "/healthz", "/readyz", "/api/v1/openapi.json", "/api/health", "/login", "/in", "/in/loopback", "/out/loopback/demo",
          "/IN/loopback/demo", "/in/loopback/demo/", "/in/loopback/demo?x/../../metrics"]


# HAProxy cannot be given another answer to what is no HTTP, or no whole head in time.
PARSERS_OWN_PAGE = re.compile(rb"HTTP/1\.1 (400|408) [^\r]*\r\n(?:[^\r]+\r\n)*Connection: close\r\nContent-Type: text/html\r\n\r\n<html>")


class FrontTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rig = cls.enterClassContext(Rig())
        cls.recorder = Recorder()
        cls.addClassCleanup(cls.recorder.close)
        cls.grafana = Recorder()
        cls.addClassCleanup(cls.grafana.close)
        cls.recorded = Front(cls.rig, "recorded", cls.recorder.port, cls.grafana.port)
        cls.demo = Demo(cls.rig)
        cls.front = Front(cls.rig, "front", cls.demo.port)

    def setUp(self):
        self.recorder.heads.clear()

    def text(self, front=None):
        """One signed text through the front."""
        id = "f-" + secrets.token_hex(6)
        number = self.demo.new_numbers(1)[0]
        body = json.dumps({"id": id, "from": number, "to": CODE, "text": "hola", "at": utc_now()}).encode()
        return request("POST", (front or self.front).url + PATH.decode(), body, signed_headers(self.demo.secret, id, body))

    def check_error(self, read, status):
        head, _, body = read.partition(b"\r\n\r\n")
        if PARSERS_OWN_PAGE.match(read):
            return
        self.assertIn(b"content-type: application/json", head)
        error = json.loads(body)["error"]
        self.assertEqual({"code", "message", "field"}, set(error), f"{status}: {error}")
        self.assertEqual(status in (429, 503), b"retry-after: " in head.lower(), head)

    # ---- what passes ----

    def test_a_signed_text_passes_and_is_stored_once(self):
        before = self.demo.value("select count(*) from puente.event")
        self.assertEqual(200, self.text().status)
        self.assertEqual(before + 1, self.demo.value("select count(*) from puente.event"))

    def test_two_requests_on_one_connection_are_two(self):
        status, read = self.recorded.raw(post(b"Content-Length: 2\r\n") * 2)
        self.assertEqual((200, 2, 2), (status, read.count(b"HTTP/1.1 200"), len(self.recorder.heads)))

    def test_the_largest_body_passes_whole(self):
        status, _ = self.recorded.raw(post(b"Content-Length: 65536\r\n", b"x" * 65536))
        self.assertEqual((200, 1), (status, len(self.recorder.heads)))

    def test_what_can_be_read_in_one_way_only_is_passed_on_in_clear(self):
        for name, sent in MENDED.items():
            with self.subTest(name=name):
                self.recorder.heads.clear()
                self.assertEqual(200, self.recorded.raw(sent)[0])
                head, = self.recorder.heads
                self.assertEqual({b"host: h", b"content-length: 2", b"x-forwarded-for: 127.0.0.1"},
                                 {line for line in head.lower().split(b"\r\n")[1:] if not line.startswith(b"connection:")})

    def test_partners_are_known_by_tls_too(self):
        ours = subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                               "-subj", "/CN=puente.test", "-keyout", "-", "-out", "-"], capture_output=True, check=True).stdout
        folder = self.rig.directory / "tls"
        folder.mkdir()
        (folder / "front.pem").write_bytes(ours)
        front = Front(self.rig, "secure", self.recorder.port, tls=folder)
        self.recorder.heads.clear()
        status, read = front.raw(post(b"Content-Length: 2\r\n"))
        self.assertEqual(200, status)
        self.assertIn(b"strict-transport-security:", read)
        self.assertIn(b"x-forwarded-proto: https", self.recorder.heads[0])

    # ---- what does not ----

    def test_doubtful_requests_end_here(self):
        stored = self.demo.value("select count(*) from puente.event")
        seen = self.demo.gateway.metrics()
        for name, (sent, wanted) in DOUBTFUL.items():
            for front in (self.recorded, self.front):
                with self.subTest(name=name, front=front.process.arguments):
                    status, read = front.raw(sent)
                    self.assertEqual(wanted, status, read[:300])
                    self.assertEqual(1, read.count(b"HTTP/1."), "one answer, then the end")
                    self.check_error(read, status)
                    self.assertEqual([], self.recorder.heads)
        self.assertEqual(stored, self.demo.value("select count(*) from puente.event"))
        self.assertEqual(seen["puente_webhooks_refused_total"], self.demo.gateway.metrics()["puente_webhooks_refused_total"])

    def test_only_webhooks_are_served(self):
        for path in HIDDEN:
            with self.subTest(path=path):
                status, read = self.recorded.raw(f"GET {path} HTTP/1.1\r\nHost: h\r\n\r\n".encode())
                wanted = 200 if "?" in path else 404
                self.assertEqual((wanted, wanted == 200), (status, self.recorder.heads != []))
                if status == 404:
                    self.check_error(read, status)

    def test_the_other_door_leads_to_grafana_alone(self):
        self.assertEqual(200, request("GET", f"http://127.0.0.1:{self.recorded.people_port}/d/puente-programme").status)
        self.assertEqual(404, request("GET", f"http://127.0.0.1:{self.recorded.people_port}/metrics").status)
        self.assertEqual([b"GET /d/puente-programme HTTP/1.1"], [head.split(b"\r\n")[0] for head in self.grafana.heads])
        self.assertEqual([], self.recorder.heads)

    def test_the_container_is_healthy_while_it_serves(self):
        self.assertEqual(0, subprocess.run([ROOT / "docker/ready", str(self.recorded.alive_port)]).returncode)
        self.assertEqual(1, subprocess.run([ROOT / "docker/ready", "1"]).returncode)

    def test_every_kind_of_webhook_has_its_way_through(self):
        kinds = re.findall(r'X\(GW_KIND_\w+, "([a-z-]+)"\)', (ROOT / "include/gateway/aggregator.h").read_text())
        self.assertIn("in", kinds)
        for kind in kinds:
            with self.subTest(kind=kind):
                self.assertEqual(200, self.recorded.raw(f"GET /{kind}/loopback/demo/rest HTTP/1.1\r\nHost: h\r\n\r\n".encode())[0])

    # ---- time and quantity ----

    def dribble(self, front, first, rest):
        """Sends `first`, then a byte of `rest` now and then, until the other side ends it: seconds, what was read."""
        with front.connect() as connection:
            began = time.monotonic()
            connection.sendall(first)
            connection.settimeout(0.1)
            read = b""
            for at in range(len(rest)):
                with contextlib.suppress(TimeoutError):
                    if not (piece := connection.recv(65536)):
                        break
                    read += piece
                    continue
                with contextlib.suppress(ConnectionError):
                    connection.sendall(rest[at:at + 1])
            return time.monotonic() - began, read

    def test_who_dribbles_is_cut_at_the_deadline(self):
        cases = {
            "the request line": (b"P", b"OST " + b"/" * 200),
            "headers": (b"POST " + PATH + b" HTTP/1.1\r\nHost: h\r\nX: ", b"x" * 200),
            "the body": (post(b"Content-Length: 60000\r\n", b"{"), b" " * 200),
            "a body almost whole": (post(b"Content-Length: 65536\r\n", b"x" * 65400), b"x" * 100),
        }
        with concurrent.futures.ThreadPoolExecutor(len(cases)) as at_once:
            seen = list(at_once.map(lambda case: self.dribble(self.recorded, *case), cases.values()))
        for name, (seconds, read) in zip(cases, seen, strict=True):
            with self.subTest(name=name):
                self.assertTrue(DEADLINE_S - 0.5 < seconds < DEADLINE_S + 2, seconds)
                self.assertTrue(read.startswith(b"HTTP/1.1 408 "), read[:300])
                self.check_error(read, 408)
        self.assertEqual([], self.recorder.heads)

    def test_strangers_have_limits_and_partners_have_none(self):
        webhook = b"GET " + PATH + b" HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
        answers = {source: [self.recorded.raw(webhook, source) for _ in range(120)] for source in ("127.0.0.2", "127.0.0.1")}
        counts = {source: [status for status, _ in seen].count(429) for source, seen in answers.items()}
        self.assertEqual(0, counts["127.0.0.1"])
        self.assertTrue(15 <= counts["127.0.0.2"] <= 20, counts)
        self.check_error(answers["127.0.0.2"][-1][1], 429)

    def test_a_stranger_holds_few_connections(self):
        for source, wanted in (("127.0.0.3", range(50, 52)), ("127.0.0.1", [60])):
            with self.subTest(source=source), contextlib.ExitStack() as held:
                connections = []
                for _ in range(60):
                    with contextlib.suppress(ConnectionError):
                        connections.append(held.enter_context(self.recorded.connect(source)))
                time.sleep(0.3)
                still_open = 0
                for connection in connections:
                    connection.setblocking(False)
                    try:
                        connection.recv(1)
                    except BlockingIOError:
                        still_open += 1
                    except ConnectionError:
                        pass
                self.assertIn(still_open, wanted)

    # ---- the database is away ----

    def test_without_the_database_texts_are_refused_at_the_front_and_who_dialled_still_reaches_the_gateway(self):
        dial = b"POST /ussd/loopback/demo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}"
        before, _ = self.front.raw(dial)
        self.assertIn(before // 100, (2, 4))
        self.demo.database.stop()
        try:
            status, read = wait_for(lambda: (seen := self.front.raw(post(b"Content-Length: 2\r\n")))[0] == 503 and seen, what="503")
            self.check_error(read, 503)
            wait_for(lambda: self.front.raw(dial)[0] == before, what="the gateway's answer to who dials")
        finally:
            self.demo.database.start()
        wait_for(lambda: self.text().status == 200, timeout=20, what="texts taken again")


if __name__ == "__main__":
    unittest.main(verbosity=2)
