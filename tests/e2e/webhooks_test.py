"""What the gateway says to those who call it: refusals with a reason and nothing else, three providers' own shapes, receipts in any order,
and texts that carry neither id nor time."""

import json
import pathlib
import secrets
import socket
import sys
import time
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "py"))

from demo import Demo  # noqa: E402
from machine import request, wait_for  # noqa: E402
from puente_test import CODE, Rig, signed_headers, utc_now  # noqa: E402

TOKEN = "a-token-of-the-tests"
CANARY = "+50255569999"  # nowhere but in what is refused
CANARY_TEXT = "canario amarillo"


class WebhooksTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rig = cls.enterClassContext(Rig())
        cls.demo = Demo(cls.rig)
        (cls.rig.directory / "token").write_text(TOKEN)
        cls.add_channel("at", "africastalking", {"url": cls.demo.fake.url, "username": "sandbox"}, ["token", "api_key"])
        cls.add_channel("modem", "kannel", {"url": cls.demo.fake.url + "/cgi-bin/sendsms", "username": "puente"}, ["token", "password"])
        cls.demo.reload()

    @classmethod
    def add_channel(cls, id, adapter, settings, secret_names):
        words = [word for name, value in settings.items() for word in ("--set", f"{name}={value}")]
        words += [word for name in secret_names for word in ("--secret", f"{name}=@{cls.rig.directory}/token")]
        cls.rig.puente("channel", "add", "--programme", "demo", "--id", id, "--adapter", adapter, "--sender", CODE, "--rate", "50",
                       "--public-url", cls.demo.gateway.url, *words, database=cls.demo.database)

    def stored(self):
        """Everything that a message leaves behind."""
        return self.demo.value("select (select count(*) from puente.event) + (select count(*) from puente.contact)"
                               " + (select count(*) from puente.quarantine) + (select count(*) from puente.event_raw)")

    def check_refused(self, answer, status, code=None, field=None):
        """A status, a body of three members, and nothing of the message in it."""
        self.assertEqual(status, answer.status, answer)
        error = answer.json()["error"]
        self.assertEqual({"code", "message", "field"}, set(error))
        if code is not None:
            self.assertEqual(code, error["code"])
        if field is not None:
            self.assertEqual(field, error["field"])
        for secret in (CANARY, CANARY[1:], CANARY_TEXT, TOKEN, "select ", ".c:"):
            self.assertNotIn(secret, answer.body.decode())

    def message(self, **changes):
        whole = {"id": "c-" + secrets.token_hex(6), "from": CANARY, "to": CODE, "text": CANARY_TEXT, "at": utc_now()} | changes
        return {name: value for name, value in whole.items() if value is not None}

    def post(self, body, path="/in/loopback/demo", **headers):
        """Signed rightly unless a header says otherwise; a header set to None is left out."""
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        own = {name.replace("_", "-"): value for name, value in headers.items()}
        merged = signed_headers(self.demo.secret, "m-1", body) | own
        return request("POST", self.demo.gateway.url + path, body, {k: v for k, v in merged.items() if v is not None})

    # ---- refusals ----

    def test_an_unknown_place_is_404(self):
        for path in ["/in/loopback/nobody", "/in/kannel/demo", "/in/nothing/demo", "/in/loopback", "/", "/call/loopback/demo",
                     "/in//demo", "/IN/loopback/demo"]:
            with self.subTest(path=path):
                self.check_refused(self.post(self.message(), path), 404)

    def test_who_is_not_vouched_for_is_401_and_leaves_nothing_but_a_note(self):
        before = self.stored()
        cases = {
            "no signature": {"webhook_signature": None},
            "no id": {"webhook_id": None},
            "no time": {"webhook_timestamp": None},
            "another id": {"webhook_id": "m-2"},
            "garbage": {"webhook_signature": "v1,AAAA"},
            "another version": {"webhook_signature": "v9,AAAA"},
            "time is a word": {"webhook_timestamp": "now"},
        }
        for case, headers in cases.items():
            with self.subTest(case=case):
                self.check_refused(self.post(self.message(), **headers), 401)
        for age_s in (301, -301, 10**9):
            with self.subTest(age_s=age_s):
                body = json.dumps(self.message()).encode()
                old = signed_headers(self.demo.secret, "m-1", body, int(time.time()) - age_s)
                self.check_refused(request("POST", self.demo.gateway.url + "/in/loopback/demo", body, old), 401, "stale")
        body = json.dumps(self.message()).encode()
        other = signed_headers("whsec_" + "QUJD" * 8, "m-1", body)
        self.check_refused(request("POST", self.demo.gateway.url + "/in/loopback/demo", body, other), 401, "mismatch")
        for query in ("", "?token=wrong", "?token="):
            with self.subTest(query=query):
                fields = {"id": "1", "from": CANARY, "to": CODE, "text": CANARY_TEXT}
                self.check_refused(self.demo.webhook("/in/africastalking/at" + query, fields), 401)
        self.assertEqual(before, self.stored())
        self.demo.wait_value("select count(*) > 0 from puente.refusal where reason = 'stale'", True)
        notes = self.demo.database.rows("select path, reason from puente.refusal")
        self.assertIn({"path": "/in/loopback/demo", "reason": "mismatch"}, notes)
        self.assertNotIn(TOKEN, str(notes))
        self.assertFalse([note for note in notes if "?" in note["path"] or CANARY[1:] in note["path"]], "a query was noted")

    def test_a_malformed_message_names_the_field(self):
        before = self.stored()
        cases = [
            ({"from": None}, "from"), ({"id": None}, "id"), ({"text": None}, "text"), ({"from": ""}, "from"), ({"id": ""}, "id"),
        ]
        for changes, field in cases:
            with self.subTest(changes=changes):
                self.check_refused(self.post(self.message(**changes)), 400, field=field)
        for case, body in {"no JSON": b"hello", "half": b'{"id":', "array": b"[]", "doubled": b'{"id":"1","id":"2"}',
                           "deep": b"[" * 40 + b"]" * 40, "empty": b""}.items():
            with self.subTest(case=case):
                self.check_refused(self.post(body), 400)
        for number in ("abc", "+", "12", "+1234567890123456789", "'; drop table", "+502\u200b55500001"):
            with self.subTest(number=number):
                self.check_refused(self.post(self.message(**{"from": number})), 400)
        self.assertEqual(before, self.stored())

    def test_method_size_and_type(self):
        for method in ("PUT", "DELETE", "PATCH"):
            self.check_refused(request(method, self.demo.gateway.url + "/in/loopback/demo"), 405)
        self.check_refused(self.post(self.message(text="x" * 65536)), 413)
        self.check_refused(self.post(self.message(), Content_Type="image/png"), 415)
        self.check_refused(self.post(self.message(), Content_Encoding="gzip"), 415)

    def test_the_edge_of_the_size_is_taken(self):
        phone = self.demo.phone()
        phone.says("a" * 60000)
        phone.hears(phone.words.phrases["nothing_open"])

    def test_nothing_of_a_refused_message_is_in_the_logs(self):
        self.post(self.message())
        log = self.demo.gateway.process.errors()
        for text in (CANARY[1:], CANARY_TEXT, TOKEN, self.demo.secret):
            self.assertNotIn(text, log)

    # ---- shapes that two HTTP parsers read differently ----

    def raw(self, data):
        """All that comes back until the other side closes, or for a second."""
        with socket.create_connection(("127.0.0.1", self.demo.port), timeout=1) as connection:
            connection.sendall(data)
            received = b""
            try:
                while piece := connection.recv(65536):
                    received += piece
            except (TimeoutError, ConnectionResetError):
                pass
        return received

    def test_doubtful_framing_is_refused_and_nothing_is_smuggled(self):
        smuggled = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
        host = b"Host: x\r\n"
        n = str(len(smuggled)).encode()
        line = b"POST /in/loopback/demo HTTP/1.1\r\n"
        cases = {
            "length and chunked": line + host + b"Content-Length: " + n + b"\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled,
            "chunked": line + host + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled,
            "two lengths": line + host + b"Content-Length: 0\r\nContent-Length: " + n + b"\r\n\r\n" + smuggled,
            "length list": line + host + b"Content-Length: 0, " + n + b"\r\n\r\n" + smuggled,
            "negative length": line + host + b"Content-Length: -1\r\n\r\n" + smuggled,
            "signed length": line + host + b"Content-Length: +0\r\n\r\n" + smuggled,
            "blank before the colon": line + host + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + smuggled,
            "bare line feed": line + host + b"X: a\nTransfer-Encoding: chunked\r\n\r\n" + smuggled,
            "bare carriage return": line + host + b"X: a\rContent-Length: 5\r\n\r\n" + smuggled,
            "folded header": line + host + b"X: a\r\n Transfer-Encoding: chunked\r\n\r\n" + smuggled,
            "NUL": line + host + b"X: a\0b\r\n\r\n" + smuggled,
            "two hosts": line + host + b"Host: y\r\n\r\n" + smuggled,
            "no host": line + b"\r\n" + smuggled,
            "invented method": b"dePOST /in/loopback/demo HTTP/1.1\r\n" + host + b"\r\n" + smuggled,
            "NUL in the path": b"GET /in/loopback/demo%00 HTTP/1.1\r\n" + host + b"\r\n" + smuggled,
            "absolute form": b"GET http://x/healthz HTTP/1.1\r\n" + host + b"\r\n" + smuggled,
            "other version": b"GET /healthz HTTP/9.9\r\n" + host + b"\r\n" + smuggled,
            "too many headers": line + host + b"".join(b"X%d: y\r\n" % i for i in range(100)) + b"\r\n" + smuggled,
            "too long a header": line + host + b"X: " + b"y" * 40000 + b"\r\n\r\n" + smuggled,
        }
        before = self.stored()
        for case, data in cases.items():
            with self.subTest(case=case):
                received = self.raw(data)
                self.assertNotIn(b'"ok":true', received, "the second request was answered")
                for answer in received.split(b"HTTP/1.1 ")[1:]:
                    self.assertIn(int(answer[:3]), (400, 405, 413, 414, 431, 501, 505), answer)
        self.assertEqual(before, self.stored())
        self.assertEqual(200, request("GET", self.demo.gateway.url + "/healthz").status)

    # ---- three providers ----

    def test_africastalking_end_to_end(self):
        phone = self.demo.phone(language="en")
        path = f"/in/africastalking/at?token={TOKEN}"
        fields = {"id": secrets.token_hex(8), "from": phone.number, "to": CODE, "text": "Puente", "date": "2026-05-03 06:04:45",
                  "linkId": "03090445", "networkCode": "63902", "cost": "None"}
        for _ in range(2):
            self.assertEqual(200, self.demo.webhook(path, fields).status)
        phone.hears(phone.words.consent)
        self.assertEqual(200, self.demo.webhook(path, fields | {"id": secrets.token_hex(8), "text": "Yes"}).status)
        phone.hears(phone.words.questions[0])
        phone.hears_nothing()
        line = self.demo.fake.log(to=phone.number)[0]
        self.assertEqual(("africastalking", CODE), (line["protocol"], line["from"]))
        self.check_receipts("africastalking", "at", phone, {"status": "Success", "phoneNumber": phone.number}, "delivered")

    def check_receipts(self, adapter, channel, phone, fields, word, get=False):
        """Each text of the phone gets its receipt twice, found by the provider's id whatever came first."""
        texts = f"select provider_id from puente.send_log where kind = 'accepted' and contact_id = {self.demo.contact(phone)}"
        wait_for(lambda: len(self.demo.database.rows(texts)) == len(phone.texts()), what="recorded sends")
        for row in self.demo.database.rows(texts):
            self.assertIsNotNone(row["provider_id"], "nothing for the receipt to be matched by")
            for _ in range(2):
                query = {"token": TOKEN} | ({"id": row["provider_id"]} | fields if get else {})
                path = f"/dlr/{adapter}/{channel}?{urllib.parse.urlencode(query)}"
                answer = self.demo.webhook(path, None if get else {"id": row["provider_id"]} | fields)
                self.assertEqual(200, answer.status, answer)
            found = f"select count(*) from puente.send_log where kind = 'receipt' and provider_id = '{row['provider_id']}' and status = '{word}'"
            self.assertEqual(2, self.demo.value(found))

    def test_kannel_end_to_end(self):
        phone = self.demo.phone(language="fr")

        def get(text, id):
            query = {"token": TOKEN, "id": id, "sender": phone.number, "to": CODE, "ts": int(time.time()), "smsc": "a", "coding": 0,
                     "charset": "UTF-8", "message": text}
            answer = self.demo.webhook("/in/kannel/modem?" + urllib.parse.urlencode(query))
            self.assertEqual((200, b""), (answer.status, answer.body), "a body would be sent as an SMS")

        for _ in range(2):
            get("Puente", "k-1")
        phone.hears(phone.words.consent)
        get("Oui, c'est d'accord", "k-2")
        phone.news(1)
        self.assertEqual("kannel", self.demo.fake.log(to=phone.number)[0]["protocol"])
        self.check_receipts("kannel", "modem", phone, {"status": 1, "answer": "stat:DELIVRD"}, "delivered", get=True)

    def test_a_receipt_may_come_first_or_twice(self):
        unmatched = """select count(*) from puente.send_log a where a.kind = 'accepted' and a.contact_id = {} and not exists (
            select from puente.send_log r where r.kind = 'receipt' and r.status = 'delivered' and r.channel_id = a.channel_id
            and r.provider_id = a.provider_id)"""
        for mode in ("callback_first", "double_callback"):
            with self.subTest(mode=mode):
                phone = self.demo.phone()
                self.demo.fake.control(mode, to=phone.number, count=2)
                phone.asks("PUENTE", phone.words.consent)
                phone.asks("1", phone.words.questions[0])
                wait_for(lambda: self.demo.fake.stats()["callbacks"]["pending"] == 0, what="receipts")
                contact = self.demo.contact(phone)
                self.demo.wait_value(f"select count(*) from puente.send_log where kind = 'accepted' and contact_id = {contact}", 2)
                self.assertEqual(0, self.demo.value(unmatched.format(contact)))
        self.assertEqual(0, self.demo.fake.stats()["callbacks"]["failed"])

    def test_what_is_not_understood_but_well_formed_is_taken_and_ignored(self):
        before = self.demo.gateway.metrics()["puente_webhooks_ignored_total"]
        self.assertEqual(200, self.demo.gateway.receipt("f-1", "teleported").status)
        path = f"/dlr/africastalking/at?token={TOKEN}"
        self.assertEqual(200, self.demo.webhook(path, {"id": "x", "status": "Teleported"}).status)
        self.assertEqual(before + 2, self.demo.gateway.metrics()["puente_webhooks_ignored_total"])

    # ---- texts without id and time ----

    def weak(self, phone, text, wait=True):
        """As Kannel's post-url without a time: number and text is all there is."""
        target = f"/in/kannel/modem?token={TOKEN}"
        body = text.encode()
        head = (f"POST {target} HTTP/1.1\r\nHost: x\r\nX-Kannel-From: {phone.number}\r\nX-Kannel-To: {CODE}\r\n"
                f"Content-Type: text/plain; charset=UTF-8\r\nContent-Length: {len(body)}\r\n\r\n")
        with socket.create_connection(("127.0.0.1", self.demo.port), timeout=5) as connection:
            connection.sendall(head.encode() + body)
            if wait:
                self.assertIn(b" 200 ", connection.recv(4096))

    def events(self, phone):
        return self.demo.value(f"select count(*) from puente.event where contact_id = {self.demo.contact(phone)}")

    def test_an_identical_text_is_a_new_one_only_after_the_next_question_was_seen(self):
        phone = self.demo.phone()
        self.weak(phone, "PUENTE")
        self.weak(phone, "PUENTE")
        phone.hears(phone.words.consent)
        self.weak(phone, "1")
        phone.hears(phone.words.questions[0])
        self.weak(phone, "1")
        time.sleep(2)
        self.weak(phone, "1")
        phone.hears_nothing(0.3)
        self.assertEqual(2, self.events(phone))
        time.sleep(4)
        self.weak(phone, "1")
        phone.hears(phone.words.questions[1])
        self.weak(phone, "1")
        phone.hears_nothing(0.3)
        self.assertEqual(3, self.events(phone))
        self.weak(phone, "4")
        phone.hears(phone.words.questions[2])
        self.assertEqual(4, self.events(phone))
        weak = 1  # the flag of an event
        self.assertEqual(4, self.demo.value(
            f"select count(*) from puente.event where flags & {weak} <> 0 and contact_id = {self.demo.contact(phone)}"))

    def test_a_text_whose_answer_did_not_arrive_may_be_repeated_for_ten_minutes(self):
        phone = self.demo.phone()
        self.weak(phone, "PUENTE")
        phone.hears(phone.words.consent)
        self.weak(phone, "1", wait=False)
        phone.hears(phone.words.questions[0])
        time.sleep(6)
        self.weak(phone, "1", wait=False)
        phone.hears_nothing(0.3)
        self.assertEqual(2, self.events(phone))
        self.demo.sql(f"update puente.event set at = at - interval '10 minutes' where contact_id = {self.demo.contact(phone)}")
        self.weak(phone, "1")
        phone.hears(phone.words.questions[1])
        self.assertEqual(3, self.events(phone))

    def test_the_same_words_of_two_people_are_two_texts(self):
        phones = [self.demo.phone() for _ in range(2)]
        for phone in phones:
            self.weak(phone, "PUENTE")
        for phone in phones:
            phone.hears(phone.words.consent)


if __name__ == "__main__":
    unittest.main(verbosity=2)
