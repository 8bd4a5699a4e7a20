"""The witnesses must be right themselves: the fake aggregator and the load generator against each other and against Python."""

import base64
import http.server
import json
import pathlib
import random
import socket
import sys
import threading
import time
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "py"))

from machine import read_lines, request, wait_for  # noqa: E402
from puente_test import SECRET, Rig, signature, signed_headers  # noqa: E402

PHONE = "+50255500001"


class Gateway(http.server.ThreadingHTTPServer):
    """Stands in for the gateway's receipt webhook: keeps what arrives, and refuses as many as it is told to."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Receipts)
        self.received = []
        self.refuse = 0
        self.pause = 0
        threading.Thread(target=self.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server_port}/dlr/loopback/demo"

    def ids(self):
        return [json.loads(body)["id"] for _, body, _ in self.received]


class _Receipts(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(self.server.pause)
        refused = self.server.refuse > 0
        self.server.refuse -= refused
        if not refused:
            self.server.received.append((dict(self.headers), body, time.monotonic()))
        self.send_response(503 if refused else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class WitnessTest(unittest.TestCase):
    def setUp(self):
        self.rig = self.enterContext(Rig())

    def sends_fail(self, fake, error=OSError):
        with self.assertRaises(error):
            request("POST", fake.url + "/send", {"id": "1", "to": PHONE, "from": "12345", "text": "?"}, timeout=0.5)


class SignatureTest(unittest.TestCase):
    def test_the_published_vector_of_standard_webhooks(self):
        self.assertEqual("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                         signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                                   b'{"test": 2432232314}'))


class ProtocolTest(WitnessTest):
    def test_each_protocol_is_answered_as_documented_and_logged(self):
        fake = self.rig.fake()
        text = 'Sí "1"\\ñ €😀\n'
        loopback = fake.send(id="7", to=PHONE, text=text)
        self.assertEqual((200, {"id": "f-1"}), (loopback.status, loopback.json()))

        africastalking = request("POST", fake.url + "/version1/messaging",
                                 "username=sandbox&to=%2B50255500001&message=S%C3%AD+1&from=12345&x=%zz&&",
                                 {"Content-Type": "application/x-www-form-urlencoded", "apiKey": "k"})
        self.assertEqual(201, africastalking.status)
        self.assertEqual([{"statusCode": 101, "number": PHONE, "status": "Success", "cost": "KES 0.8000", "messageId": "ATXid_2"}],
                         africastalking.json()["SMSMessageData"]["Recipients"])

        kannel = request("GET", fake.url + "/cgi-bin/sendsms?username=u&password=p&from=12345&to=%2B50255500001&text=hola%21"
                         "&dlr-url=http%3A%2F%2Fgw%2Fdlr%2Fkannel%2FCH%3Fid%3D99%26status%3D%25d")
        self.assertEqual((202, b"0: Accepted for delivery"), (kannel.status, kannel.body))

        account = fake.url + "/2010-04-01/Accounts/AC0555/Messages.json"
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        body = "To=%2B50255500001&From=12345&Body=S%C3%AD&StatusCallback=https%3A%2F%2Fgw%2Fdlr%2Ftwilio%2FCH%3Fid%3D98"
        credentials = base64.b64encode(b"AC0555:fake-token").decode()
        twilio = request("POST", account, body, form | {"Authorization": f"Basic {credentials}"})
        self.assertEqual((201, "SM" + "4".zfill(32)), (twilio.status, twilio.json()["sid"]))
        self.assertEqual(401, request("POST", account, body, form).status)

        seen = [(line["n"], line["kind"], line["protocol"], line["id"], line["to"], line["from"], line["text"], line["mode"])
                for line in fake.log()]
        self.assertEqual([(1, "send", "loopback", "7", PHONE, "12345", text, "ok"),
                          (2, "send", "africastalking", "", PHONE, "12345", "Sí 1", "ok"),
                          (3, "send", "kannel", "99", PHONE, "12345", "hola!", "ok"),
                          (4, "send", "twilio", "98", PHONE, "12345", "Sí", "ok")], seen)
        self.assertEqual(fake.log(), read_lines(fake.log_path))

    def test_the_log_is_filtered_by_number_and_phone(self):
        fake = self.rig.fake()
        for i in range(6):
            fake.send(id=str(i), to=f"+5025550000{i % 2}", text='"to":"+50255500001"')
        self.assertEqual([5, 6], [line["n"] for line in fake.log(after=4)])
        self.assertEqual([4, 6], [line["n"] for line in fake.log(after=2, to=PHONE)])
        self.assertEqual([], fake.log(after=6))

    def test_what_is_no_message_is_refused_and_not_executed(self):
        fake = self.rig.fake(accept_in=True)
        good = b'{"id":"1","from":"+50255500001","to":"12345","text":"1"}'
        for name, body in [("empty", b""), ("truncated", good[:-1]), ("trailing", good + b"x"), ("nested", b'{"to":{}}'),
                           ("array", b"[]"), ("no to", b'{"id":"1"}'), ("lone surrogate", b'{"to":"\\ud83d"}'),
                           ("control", b'{"to":"a\nb"}'), ("many", json.dumps({str(i): i for i in range(40)}).encode())]:
            with self.subTest(name):
                self.assertEqual(400, request("POST", fake.url + "/send", body).status)
                self.assertEqual(400, request("POST", fake.url + "/in/loopback/demo", body, signed_headers(SECRET, "1", body)).status)
        bad = signed_headers(SECRET, "1", good)
        cases = {"unsigned": {}, "other body": signed_headers(SECRET, "1", good + b" "), "other id": bad | {"webhook-id": "2"},
                 "stale": signed_headers(SECRET, "1", good, int(time.time()) - 400)}
        for name, headers in cases.items():
            with self.subTest(name):
                self.assertEqual(401, request("POST", fake.url + "/in/loopback/demo", good, headers).status)
        self.assertEqual(404, request("GET", fake.url + "/nowhere").status)
        self.assertEqual((0, 0), (fake.stats()["executed"], fake.stats()["accepted"]))
        self.assertEqual(200, request("POST", fake.url + "/in/loopback/demo", good, bad).status)
        self.assertEqual(1, fake.stats()["accepted"])

    def test_noise_pieces_and_pipelines(self):
        fake = self.rig.fake()
        chance = random.Random(7)
        body = b'{"id":"1","to":"+50255500001","from":"1","text":"x"}'
        whole = b"POST /send HTTP/1.1\r\nHost: f\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
        for _ in range(300):
            noise = bytearray(whole)
            for _ in range(chance.randrange(1, 6)):
                noise[chance.randrange(len(noise))] = chance.randrange(256)
            with socket.create_connection(("127.0.0.1", fake.port)) as link:
                link.sendall(noise[:chance.randrange(len(noise) + 1)])
        before = fake.stats()["executed"]
        with socket.create_connection(("127.0.0.1", fake.port)) as link:
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for i in range(len(whole)):
                link.sendall(whole[i:i + 1])
            link.sendall(whole * 20)
            seen = b""
            while seen.count(b'{"id":"f-') < 21:
                seen += link.recv(65536)
        self.assertEqual(before + 21, fake.stats()["executed"])

    def test_a_killed_fake_goes_on_where_its_log_ends(self):
        fake = self.rig.fake()
        fake.send(id="1", to=PHONE, text="a")
        fake.kill()
        with open(fake.log_path, "ab") as log:
            log.write(b'{"at_ms":1,"n":2,"kind":"se')
        fake.start()
        self.assertEqual({"id": "f-2"}, fake.send(id="2", to=PHONE, text="b").json())
        self.assertEqual(["a", "b"], [line["text"] for line in read_lines(fake.log_path)])

    def test_quit_ends_it(self):
        fake = self.rig.fake()
        self.assertEqual(200, request("POST", fake.url + "/quit").status)
        self.assertEqual(0, fake.process.wait(5))


class ModeTest(WitnessTest):
    def setUp(self):
        super().setUp()
        self.fake = self.rig.fake()

    def executed(self):
        return [line["mode"] for line in read_lines(self.fake.log_path)]

    def test_executes_and_says_nothing(self):
        for mode in ["timeout_after", "drop_after"]:
            with self.subTest(mode):
                self.fake.control(mode, count=1)
                self.sends_fail(self.fake)
                self.assertEqual(mode, self.executed()[-1])
        self.assertEqual(2, self.fake.stats()["executed"])

    def test_executes_and_answers_badly(self):
        self.fake.control("error_after", count=1)
        self.assertEqual(500, self.fake.send(id="1", to=PHONE, text="x").status)
        self.assertEqual(["error_after"], self.executed())

    def test_refuses_without_executing(self):
        self.fake.control("drop_before", count=1)
        self.sends_fail(self.fake)
        for mode in ["429", "503"]:
            self.fake.control(mode, count=1)
            answer = self.fake.send(id="1", to=PHONE, text="x")
            self.assertEqual((int(mode), "1"), (answer.status, answer.headers["Retry-After"]))
        self.fake.control("error_body", count=1)
        answer = self.fake.send(id="1", to=PHONE, text="x")
        self.assertEqual((200, {"error": "rejected"}), (answer.status, answer.json()))
        self.assertEqual([], self.executed())
        self.assertEqual(4, self.fake.stats()["requests"])

    def test_answers_late(self):
        self.fake.control("delay", count=1, delay_ms=300)
        start = time.monotonic()
        self.assertEqual(200, request("POST", self.fake.url + "/send", {"to": PHONE}, {"Connection": "close"}).status)
        self.assertGreater(time.monotonic() - start, 0.29)
        self.fake.control("slow_drip", count=1, delay_ms=5)
        start = time.monotonic()
        self.assertEqual({"id": "f-2"}, self.fake.send(id="1", to=PHONE, text="x").json())
        self.assertGreater(time.monotonic() - start, 0.25)
        self.assertEqual(["delay", "slow_drip"], self.executed())

    def test_many_delays_are_each_kept(self):
        delays = [1200 - 370 * i % 1100 for i in range(30)]
        late = {}

        def send(phone, delay_ms):
            start = time.monotonic()
            self.fake.send(id="1", to=phone, text="x")
            late[phone] = time.monotonic() - start - delay_ms / 1000

        threads = []
        for i, delay_ms in enumerate(delays):
            phone = f"+502555000{i:02}"
            self.fake.control("delay", to=phone, delay_ms=delay_ms)
            threads.append(threading.Thread(target=send, args=(phone, delay_ms)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(delays), len(late))
        self.assertTrue(all(0 <= seconds < 0.5 for seconds in late.values()), late)

    def test_rules_count_down_and_are_about_one_phone(self):
        self.fake.control("503", to=PHONE)
        self.fake.control("429", count=2)
        other = [self.fake.send(id="1", to="+50255500002", text="x").status for _ in range(3)]
        same = [self.fake.send(id="1", to=PHONE, text="x").status for _ in range(3)]
        self.assertEqual(([429, 429, 200], [503, 503, 503]), (other, same))
        self.fake.control("ok", to=PHONE)
        self.assertEqual(200, self.fake.send(id="1", to=PHONE, text="x").status)
        self.assertEqual(400, request("POST", self.fake.url + "/control", {"mode": "else"}).status)
        self.assertEqual(400, request("POST", self.fake.url + "/control", {"mode": "ok", "probability": 2}).status)

    def test_the_seed_decides_the_probable(self):
        def statuses(fake):
            fake.control("503", probability=0.5)
            return [fake.send(id="1", to=PHONE, text="x").status for _ in range(60)]

        first = statuses(self.fake)
        again = statuses(self.rig.fake(name="again"))
        other = statuses(self.rig.fake(name="other", seed=2))
        self.assertEqual(first, again)
        self.assertNotEqual(first, other)
        self.assertTrue(15 <= first.count(503) <= 45, first.count(503))


class AirtimeTest(WitnessTest):
    def setUp(self):
        super().setUp()
        self.fake = self.rig.fake()

    def orders(self):
        return [(line["reference"], line["to"], line["amount"], line["currency"], line["id"], line["mode"])
                for line in read_lines(self.fake.log_path)]

    def order_fails(self, reference):
        with self.assertRaises(OSError):
            self.fake.pay(reference, PHONE, 1050, timeout=0.5)

    def test_loopback_executes_once_and_tells(self):
        answer = self.fake.pay("17", PHONE, 1050)
        self.assertEqual((200, {"id": "t-1", "reference": "17", "status": "confirmed"}), (answer.status, answer.json()))
        again = self.fake.pay("17", PHONE, 1050)
        self.assertEqual((200, {"reference": "17", "status": "duplicate"}), (again.status, again.json()))
        self.assertEqual([("17", PHONE, "1050", "GTQ", "t-1", "ok")], self.orders())
        self.assertEqual(answer.json(), self.fake.paid("17").json())
        self.assertEqual(answer.json(), request("GET", self.fake.url + "/airtime?id=t-1").json())
        missing = self.fake.paid("18")
        self.assertEqual((404, {"reference": "18", "status": "not_found"}), (missing.status, missing.json()))
        self.assertEqual({"orders": 2, "executed": 1, "duplicates": 1, "questions": 3}, self.fake.stats()["airtime"])

    def test_africastalking_as_documented(self):
        def order(reference, amount="KES 10.50"):
            recipients = json.dumps([{"phoneNumber": "+254711555001", "amount": amount}])
            body = urllib.parse.urlencode({"username": "sandbox", "recipients": recipients})
            return request("POST", self.fake.url + "/version1/airtime/send", body.encode(),
                           {"Content-Type": "application/x-www-form-urlencoded", "apiKey": "k", "Idempotency-Key": reference})

        def find(transaction):
            return request("GET", f"{self.fake.url}/query/transaction/find?username=sandbox&transactionId={transaction}").json()

        sent = order("17")
        self.assertEqual((201, 1, "Sent", "ATQid_1", "KES 10.50"),
                         (sent.status, sent.json()["numSent"], *(sent.json()["responses"][0][k] for k in ("status", "requestId", "amount"))))
        again = order("17").json()
        self.assertEqual(("A duplicate request was received within the last 5 minutes", []), (again["errorMessage"], again["responses"]))
        found = find("ATQid_1")
        self.assertEqual(("Success", "Airtime", "Success", "KES 10.50"), (found["status"], *(found["data"][k] for k in ("category", "status", "value"))))
        self.assertEqual("Failed", find("ATQid_9")["status"])
        for mode, error in [("insufficient", "Insufficient Credit"), ("refused", "Value Outside The Allowed Limits"), ("error_body", "Something Else")]:
            self.fake.control(mode, kind="airtime", count=1)
            refused = order("18").json()
            self.assertEqual((0, "Failed", error, "None"), (refused["numSent"], *(refused["responses"][0][k] for k in ("status", "errorMessage", "requestId"))))
        self.fake.control("processing", kind="airtime", count=1, delay_ms=200)
        transaction = order("19").json()["responses"][0]["requestId"]
        self.assertEqual("Queued", find(transaction)["data"]["status"])
        self.fake.control("fails", kind="airtime", count=1, delay_ms=0)
        self.assertEqual("Failed", find(order("21").json()["responses"][0]["requestId"])["data"]["status"])
        wait_for(lambda: find(transaction)["data"]["status"] == "Success", what="the end of the transfer")
        self.assertEqual([("17", "10.50", "KES"), ("19", "10.50", "KES")], [(o[0], o[2], o[3]) for o in self.orders()])
        for amount in ["10.50", "KES", "KES ", "KES10", 'KES 1"']:
            self.assertEqual(400, order("20", amount).status, amount)

    def test_an_order_must_be_signed_and_whole(self):
        good = b'{"reference":"17","to":"+50255500001","amount_minor":100,"currency":"GTQ"}'
        headers = signed_headers(SECRET, "17", good)
        for name, sent in {"unsigned": {}, "other id": headers | {"webhook-id": "18"}, "stale": signed_headers(SECRET, "17", good, 1)}.items():
            with self.subTest(name):
                self.assertEqual(401, request("POST", self.fake.url + "/airtime", good, sent).status)
        for name, body in {"no reference": good.replace(b"17", b""), "nothing to pay": good.replace(b"100", b"0"), "less": good.replace(b"100", b"-1"),
                           "a fraction": good.replace(b"100", b"1.5"), "no currency": good.replace(b"GTQ", b""), "no phone": good.replace(b"to", b"of"),
                           "long": good.replace(b"17", b"1" * 64), "cut": good[:-1], "empty": b""}.items():
            with self.subTest(name):
                self.assertEqual(400, request("POST", self.fake.url + "/airtime", body, signed_headers(SECRET, "17", body)).status)
        self.assertEqual([], self.orders())
        self.assertEqual(200, request("POST", self.fake.url + "/airtime", good, headers).status)

    def test_executes_and_does_not_say_so(self):
        for i, mode in enumerate(["timeout_after", "drop_after"]):
            self.fake.control(mode, kind="airtime", count=1)
            self.order_fails(str(i))
        self.fake.control("error_after", kind="airtime", count=1)
        self.assertEqual(500, self.fake.pay("2", PHONE, 1050).status)
        self.assertEqual(["timeout_after", "drop_after", "error_after"], [order[-1] for order in self.orders()])
        for i in range(3):
            self.assertEqual("confirmed", self.fake.paid(str(i)).json()["status"])
            self.assertEqual("duplicate", self.fake.pay(str(i), PHONE, 1050).json()["status"])

    def test_refuses_without_executing(self):
        self.fake.control("drop_before", kind="airtime", count=1)
        self.order_fails("1")
        for mode, status, body in [("429", 429, {"error": "throttled"}), ("503", 503, {"error": "unavailable"}),
                                   ("error_body", 200, {"error": "rejected"}), ("insufficient", 200, {"reference": "1", "status": "account"}),
                                   ("refused", 200, {"reference": "1", "status": "refused"})]:
            self.fake.control(mode, kind="airtime", count=1)
            answer = self.fake.pay("1", PHONE, 1050)
            self.assertEqual((status, body), (answer.status, answer.json()))
        self.assertEqual([], self.orders())
        self.assertEqual("not_found", self.fake.paid("1").json()["status"])

    def test_what_was_paid_is_never_called_refused(self):
        self.fake.pay("1", PHONE, 1050)
        for mode in ["refused", "insufficient", "error_body", "processing", "racy"]:
            self.fake.control(mode, kind="airtime", count=1)
            self.assertEqual("duplicate", self.fake.pay("1", PHONE, 1050).json()["status"], mode)
        self.assertEqual(1, len(self.orders()))

    def test_processing_ends(self):
        self.fake.control("processing", kind="airtime", count=1, delay_ms=300)
        self.assertEqual("processing", self.fake.pay("1", PHONE, 1050).json()["status"])
        self.assertEqual("processing", self.fake.paid("1").json()["status"])
        wait_for(lambda: self.fake.paid("1").json()["status"] == "confirmed", what="the end of the transfer")
        self.assertEqual(1, len(self.orders()))

    def test_what_was_taken_may_fail(self):
        self.fake.control("fails", kind="airtime", count=1, delay_ms=300)
        taken = self.fake.pay("1", PHONE, 1050).json()
        self.assertEqual(("processing", "processing"), (taken["status"], self.fake.paid("1").json()["status"]))
        wait_for(lambda: self.fake.paid("1").json() == taken | {"status": "refused"}, what="the end of the transfer")
        self.assertEqual([], self.orders())
        self.assertEqual("confirmed", self.fake.pay("1", PHONE, 1050).json()["status"])
        self.assertEqual("confirmed", self.fake.paid("1").json()["status"])

    def test_late_is_not_found_until_it_is_executed_and_paid_again_by_who_does_not_wait(self):
        self.fake.control("late", kind="airtime", count=2, delay_ms=300)
        for reference in ["1", "2"]:
            self.assertEqual(500, self.fake.pay(reference, PHONE, 1050).status)
            self.assertEqual(404, self.fake.paid(reference).status)
        self.assertEqual("confirmed", self.fake.pay("2", PHONE, 1050).json()["status"])
        wait_for(lambda: len(self.orders()) == 3, what="the late ones")
        self.assertEqual(["1", "2", "2"], sorted(order[0] for order in self.orders()))
        self.assertEqual("duplicate", self.fake.pay("1", PHONE, 1050).json()["status"])

    def test_two_in_flight_are_both_executed_when_racy(self):
        for mode, executed in [("racy", 2), ("delay", 1)]:
            with self.subTest(mode):
                self.fake.control(mode, kind="airtime", count=2, delay_ms=300)
                statuses = []
                threads = [threading.Thread(target=lambda: statuses.append(self.fake.pay(mode, PHONE, 1050).json()["status"])) for _ in range(2)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
                self.assertEqual(executed, len([order for order in self.orders() if order[0] == mode]))
                self.assertEqual(executed, statuses.count("confirmed"))
                self.assertEqual("duplicate", self.fake.pay(mode, PHONE, 1050).json()["status"])

    def test_racy_executes_before_it_answers(self):
        self.fake.control("racy", kind="airtime", delay_ms=50)
        for i in range(20):
            self.assertEqual("confirmed", self.fake.pay(str(i), PHONE, 1050).json()["status"])
            self.assertEqual(i + 1, len(self.orders()))

    def test_rules_for_money_texts_and_questions_are_apart(self):
        self.fake.control("503", kind="airtime")
        self.fake.control("429", kind="question", to=PHONE)
        self.assertEqual(200, self.fake.send(id="1", to=PHONE, text="x").status)
        self.assertEqual((503, 404), (self.fake.pay("1", PHONE, 1050).status, self.fake.paid("1").status))
        self.fake.control("ok", kind="airtime")
        self.fake.control("503")
        self.assertEqual((503, 200), (self.fake.send(id="1", to=PHONE, text="x").status, self.fake.pay("1", PHONE, 1050).status))
        self.assertEqual(429, self.fake.paid("1").status)
        for kind, mode in [("send", "late"), ("airtime", "double_callback"), ("question", "refused"), ("else", "ok")]:
            self.assertEqual(400, request("POST", self.fake.url + "/control", {"kind": kind, "mode": mode}).status, (kind, mode))

    def test_a_question_is_answered_with_the_truth_or_not_at_all(self):
        self.fake.pay("1", PHONE, 1050)
        for mode, status in [("error_after", 500), ("503", 503), ("429", 429)]:
            self.fake.control(mode, kind="question", count=1)
            self.assertEqual(status, self.fake.paid("1").status)
        self.fake.control("error_body", kind="question", count=1)
        self.assertEqual({"error": "rejected"}, self.fake.paid("1").json())
        self.fake.control("drop_after", kind="question", count=1)
        with self.assertRaises(OSError):
            self.fake.paid("1")
        self.assertEqual("confirmed", self.fake.paid("1").json()["status"])

    def test_the_log_keeps_kinds_apart(self):
        self.fake.send(id="1", to=PHONE, text=',"kind":"airtime"')
        self.fake.pay("1", PHONE, 1050)
        self.fake.pay("2", "+50255500002", 1050)
        self.assertEqual([2, 3], [line["n"] for line in self.fake.log(kind="airtime")])
        self.assertEqual([2], [line["n"] for line in self.fake.log(kind="airtime", to=PHONE)])
        self.assertEqual([1], [line["n"] for line in self.fake.log(kind="send")])
        self.assertEqual([1, 2], [line["n"] for line in self.fake.log(to=PHONE)])

    def test_a_killed_fake_knows_what_it_has_paid(self):
        self.fake.control("late", kind="airtime", count=1, delay_ms=60000)
        self.fake.pay("0", PHONE, 1050)
        self.fake.pay("1", PHONE, 1050)
        self.fake.kill()
        self.fake.start()
        self.assertEqual({"id": "t-2", "reference": "1", "status": "confirmed"}, self.fake.paid("1").json())
        self.assertEqual("duplicate", self.fake.pay("1", PHONE, 1050).json()["status"])
        self.assertEqual(404, self.fake.paid("0").status)
        ids = [self.fake.pay(str(i), PHONE, 1050).json()["id"] for i in range(5, 9)]
        self.assertEqual(5, len({"t-2", *ids}))


class CallbackTest(WitnessTest):
    def setUp(self):
        super().setUp()
        self.gateway = Gateway()
        self.addCleanup(self.gateway.server_close)
        self.addCleanup(self.gateway.shutdown)
        self.fake = self.rig.fake(callback=self.gateway.url)

    def send(self):
        return self.fake.send(id="1", to=PHONE, text="x")

    def test_a_delivery_is_reported_and_signed(self):
        self.assertEqual({"id": "f-1"}, self.send().json())
        wait_for(lambda: self.gateway.received, what="the report")
        headers, body, _ = self.gateway.received[0]
        headers = {name.lower(): value for name, value in headers.items()}
        self.assertEqual({"id": "f-1", "status": "delivered"}, json.loads(body))
        self.assertEqual(signature(SECRET, headers["webhook-id"], headers["webhook-timestamp"], body), headers["webhook-signature"])
        self.assertAlmostEqual(int(headers["webhook-timestamp"]), time.time(), delta=5)

    def test_a_refused_report_is_repeated(self):
        self.gateway.refuse = 1
        self.send()
        wait_for(lambda: self.gateway.received, what="the second attempt")
        wait_for(lambda: self.fake.stats()["callbacks"] == {"pending": 0, "confirmed": 1, "failed": 1, "abandoned": 0}, what="the count")

    def test_double_and_early(self):
        self.fake.control("double_callback", count=1)
        self.send()
        wait_for(lambda: self.gateway.ids() == ["f-1", "f-1"], what="two reports")
        self.fake.control("callback_first", count=1)
        self.gateway.pause = 0.2
        self.assertEqual({"id": "f-2"}, self.send().json())
        answered = time.monotonic()
        self.assertEqual(["f-1", "f-1", "f-2"], self.gateway.ids())
        self.assertLess(self.gateway.received[-1][2], answered)

    def test_what_was_not_executed_is_not_reported(self):
        self.fake.control("error_body", count=1)
        self.send()
        self.fake.control("drop_before", count=1)
        self.sends_fail(self.fake)
        self.send()
        wait_for(lambda: self.gateway.received, what="the report")
        time.sleep(0.2)
        self.assertEqual(["f-1"], self.gateway.ids())


class LoadTest(WitnessTest):
    def setUp(self):
        super().setUp()
        self.fake = self.rig.fake(accept_in=True)
        self.url = self.fake.url + "/in/loopback/demo"

    def accepted(self):
        return [line for line in read_lines(self.fake.log_path) if line["kind"] == "in"]

    def check_evidence(self, load, report):
        """What load saw acknowledged is what the fake accepted, each phone in order."""
        acks = load.acks()
        accepted = self.accepted()
        self.assertEqual(report["acked"] + report["redelivered"], len(acks))
        self.assertEqual(report["acked"], len({ack["id"] for ack in acks}))
        self.assertLessEqual({ack["id"] for ack in acks}, {line["id"] for line in accepted})
        last = {}
        for line in accepted:
            _, seed, phone, k = line["id"].split("-")
            self.assertEqual(f"+5025550{int(phone):04}", line["from"])
            self.assertLessEqual(int(k), last.get(phone, -1) + 1, "a text was sent before the one before it was acknowledged")
            last[phone] = max(int(k), last.get(phone, -1))

    def test_a_script_is_gone_through_once(self):
        load = self.rig.load(self.url, phones=("+5025550", 50), script="PUENTE|1|sí|4", connections=8)
        report = load.report()
        self.assertEqual((200, 200, 200, 0, 0), tuple(report[name] for name in ["sent", "messages", "acked", "retried", "redelivered"]))
        self.check_evidence(load, report)
        texts = [(ack["k"], ack["text"]) for ack in load.acks() if ack["from"] == "+50255500049"]
        self.assertEqual([(0, "PUENTE"), (1, "1"), (2, "sí"), (3, "4")], texts)
        self.assertEqual({(line["to"], line["mode"]) for line in self.accepted()}, {("12345", "ok")})

    def test_redeliveries_are_counted_and_decided_by_the_seed(self):
        reports = []
        for name in ["first", "second"]:
            load = self.rig.load(self.url, name=name, phones=("+5025550", 100), script="PUENTE|1", repeat=True, messages=3000,
                                 redeliver=0.1, connections=16)
            reports.append(load.report())
            again = len(load.acks()) - len({ack["id"] for ack in load.acks()})
            self.assertEqual(reports[-1]["redelivered"], again)
        self.assertEqual(3000, reports[0]["acked"])
        self.assertTrue(200 <= reports[0]["redelivered"] <= 400, reports[0])
        self.assertEqual(6000 + reports[0]["redelivered"] + reports[1]["redelivered"], self.fake.stats()["accepted"])

    def test_whatever_is_not_acknowledged_is_repeated_with_the_same_id(self):
        for mode, seen in [("error_after", "5xx"), ("drop_after", "reset"), ("drop_before", "reset"), ("429", "4xx"), ("503", "5xx")]:
            with self.subTest(mode):
                self.fake.control(mode, probability=0.1)
                load = self.rig.load(self.url, name=mode, seed=len(mode), phones=("+5025550", 40), script="PUENTE|1|2", connections=8)
                report = load.report()
                failures = report["not_2xx"][seen]
                self.assertGreater(failures, 0)
                self.assertEqual((120, failures, 120 + failures), (report["acked"], report["retried"], report["sent"]))
                self.assertEqual(failures, sum(report["not_2xx"].values()))
                self.assertEqual(120, len({ack["id"] for ack in load.acks()}))
                self.fake.control("ok")
        doubled = sum(1 for line in self.accepted() if line["mode"] in ("error_after", "drop_after"))
        self.assertEqual(5 * 120 + doubled, len(self.accepted()))

    def test_silence_is_a_timeout(self):
        self.fake.control("timeout_after", count=1)
        report = self.rig.load(self.url, phones=("+5025550", 3), connections=3).report()
        self.assertEqual((3, 1, 1), (report["acked"], report["not_2xx"]["timeout"], report["retried"]))
        self.assertGreater(report["p99_us"], 5_000_000)

    def test_a_refusal_ends_the_phone(self):
        report = self.rig.load(self.url, secret="whsec_c29tZXRoaW5nIGVsc2U=", phones=("+5025550", 5), script="a|b").report()
        self.assertEqual((0, 5, 5), (report["acked"], report["refused"], report["not_2xx"]["4xx"]))

    def test_it_outlives_a_killed_gateway(self):
        load = self.rig.load(self.url, phones=("+5025550", 30), script="PUENTE|1", repeat=True, connections=8, rate=400, seconds=2)
        wait_for(lambda: self.fake.stats()["accepted"] > 100, what="some load")
        self.fake.kill()
        time.sleep(0.3)
        self.fake.start()
        report = load.report()
        self.assertGreater(report["not_2xx"]["reset"], 0)
        self.check_evidence(load, report)

    def test_an_open_loop_keeps_its_rate_and_counts_from_the_intended_time(self):
        load = self.rig.load(self.url, phones=("+5025550", 500), script="PUENTE", repeat=True, connections=32, rate=1000, seconds=3)
        report = load.report()
        self.assertTrue(950 <= report["rate"] <= 1050, report)
        self.assertAlmostEqual(3000, report["acked"], delta=150)
        self.fake.control("delay", count=1, delay_ms=1000)
        slow = self.rig.load(self.url, name="slow", phones=("+5025550", 100), script="PUENTE", connections=1, rate=100, messages=100)
        report = slow.report()
        self.assertGreater(report["p50_us"], 400_000, "what waits behind a slow answer is late, too")

    def test_sigterm_stops_and_reports(self):
        load = self.rig.load(self.url, phones=("+5025550", 100), script="PUENTE", repeat=True, connections=8)
        wait_for(lambda: self.fake.stats()["accepted"] > 1000, what="some load")
        load.process.popen.terminate()
        report = load.report(10)
        self.assertEqual(report["sent"], report["acked"])
        self.check_evidence(load, report)


if __name__ == "__main__":
    unittest.main(verbosity=2)
