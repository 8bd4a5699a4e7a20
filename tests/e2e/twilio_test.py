"""A channel of Twilio's from the outside: signed forms in, replies out under the account, receipts, tokens that change, and Twilio's own
opt-out."""

import base64
import hashlib
import hmac
import pathlib
import secrets
import sys
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "py"))

from demo import Demo  # noqa: E402
from machine import request, wait_for  # noqa: E402
from puente_test import Rig  # noqa: E402

SENDER = "+18005550100"
ACCOUNT = "AC0555"  # the one the fake provider knows, with this token
TOKEN, NEXT_TOKEN = "fake-token", "fake-token-that-comes"
PUBLIC = "https://gw.example.org"  # not where the gateway is: what Twilio signs is what was configured there
TWIML = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'


def signature(token, url, fields):
    signed = url + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


class TwilioTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rig = cls.enterClassContext(Rig())
        cls.demo = Demo(cls.rig)
        for name, value in [("secret", TOKEN), ("secret_2", NEXT_TOKEN)]:
            (cls.rig.directory / name).write_text(value)
        cls.rig.puente(*cls.channel("tw"), "--public-url", PUBLIC, database=cls.demo.database)
        cls.demo.reload()

    @classmethod
    def channel(cls, id):
        return ["channel", "add", "--programme", "demo", "--id", id, "--adapter", "twilio", "--sender", SENDER, "--rate", "50",
                "--set", f"account_sid={ACCOUNT}", "--set", f"url={cls.demo.fake.url}",
                "--secret", f"secret=@{cls.rig.directory}/secret", "--secret", f"secret_2=@{cls.rig.directory}/secret_2"]

    def post(self, target, fields, token=TOKEN, **headers):
        head = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature(token, PUBLIC + target, fields)}
        head |= {name.replace("_", "-"): value for name, value in headers.items()}
        return request("POST", self.demo.gateway.url + target, urllib.parse.urlencode(fields),
                       {name: value for name, value in head.items() if value is not None})

    def fields(self, phone, text, **more):
        sid = "SM" + secrets.token_hex(16)
        return {"ToCountry": "US", "MessageSid": sid, "SmsSid": sid, "AccountSid": ACCOUNT, "From": phone.number, "To": SENDER,
                "Body": text, "NumMedia": "0", "SmsStatus": "received", "ApiVersion": "2010-04-01"} | more

    def says(self, phone, text, token=TOKEN, **more):
        answer = self.post("/in/twilio/tw", self.fields(phone, text, **more), token)
        self.assertEqual((200, "text/xml", TWIML), (answer.status, answer.headers.get("Content-Type"), answer.body))

    def events(self, phone):
        return self.demo.value(f"select count(*) from puente.event where contact_id = {self.demo.contact(phone)}")

    def test_a_survey_is_answered_and_a_repeated_webhook_is_one(self):
        phone = self.demo.phone()
        first = self.fields(phone, "Puente")
        for _ in range(2):
            answer = self.post("/in/twilio/tw", first)
            self.assertEqual((200, TWIML), (answer.status, answer.body))
        phone.hears(phone.words.consent)
        self.says(phone, "¡Sí! 👍")
        phone.hears(phone.words.questions[0])
        phone.hears_nothing()
        self.assertEqual(2, self.events(phone))
        for line in self.demo.fake.log(to=phone.number):
            self.assertEqual(("twilio", SENDER), (line["protocol"], line["from"]))

    def test_receipts_find_their_text(self):
        phone = self.demo.phone(language="fr")
        self.says(phone, "Puente")
        phone.hears(phone.words.consent)
        sent = f"select provider_id from puente.send_log where kind = 'accepted' and contact_id = {self.demo.contact(phone)}"
        sid = wait_for(lambda: self.demo.database.rows(sent), what="the recorded send")[0]["provider_id"]
        line = self.demo.fake.log(to=phone.number)[0]
        self.assertEqual("SM" + str(line["n"]).zfill(32), sid)
        target = f"/dlr/twilio/tw?id={line['id']}"  # as we asked for it with the text
        self.assertNotEqual("", line["id"])
        receipts = f"select status, error_code from puente.send_log where kind = 'receipt' and provider_id = '{sid}' order by at, status"
        for status, code in [("sent", None), ("undelivered", "30003"), ("teleported", None), ("delivered", None)]:
            fields = {"MessageSid": sid, "MessageStatus": status, "AccountSid": ACCOUNT} | ({"ErrorCode": code} if code else {})
            answer = self.post(target, fields)
            self.assertEqual((200, b""), (answer.status, answer.body))
        self.assertEqual([{"status": "sent", "error_code": None}, {"status": "failed", "error_code": "30003"},
                          {"status": "delivered", "error_code": None}], self.demo.database.rows(receipts))
        wrong = self.post(target, {"MessageSid": sid, "MessageStatus": "failed"}, token="another")
        self.assertEqual((401, "mismatch"), (wrong.status, wrong.json()["error"]["code"]))

    def test_while_the_token_changes_both_are_good(self):
        phone = self.demo.phone()
        self.says(phone, "Puente", NEXT_TOKEN)
        phone.hears(phone.words.consent)
        self.says(phone, "1")
        phone.hears(phone.words.questions[0])

    def test_who_does_not_know_a_token_is_refused(self):
        phone = self.demo.phone()
        fields = self.fields(phone, "Puente")
        good = signature(TOKEN, f"{PUBLIC}/in/twilio/tw", fields)
        cases = {
            "another token": (fields, {"token": "fake-token-"}, "mismatch"),
            "no signature": (fields, {"X_Twilio_Signature": None}, "missing_header"),
            "no base64": (fields, {"X_Twilio_Signature": "!"}, "bad_header"),
            "signed as another text": (fields | {"Body": "ALTO"}, {"X_Twilio_Signature": good}, "mismatch"),
            "signed as the address behind the proxy":
                (fields, {"X_Twilio_Signature": signature(TOKEN, f"{self.demo.gateway.url}/in/twilio/tw", fields)}, "mismatch"),
        }
        for case, (form, changes, reason) in cases.items():
            with self.subTest(case):
                answer = self.post("/in/twilio/tw", form, **changes)
                self.assertEqual((401, reason), (answer.status, answer.json()["error"]["code"]))
        self.assertEqual(0, self.events(phone))
        self.assertEqual(200, self.post("/in/twilio/tw", fields).status)
        phone.hears(phone.words.consent)

    def test_what_twilio_took_for_a_stop_is_one(self):
        phone = self.demo.phone()
        self.says(phone, "Puente")
        phone.hears(phone.words.consent)
        self.says(phone, "no molestar", OptOutType="STOP")
        self.demo.wait_value(f"select opted_out_at is not null from puente.contact where contact_id = {self.demo.contact(phone)}", True)

    def test_a_picture_without_words_is_answered(self):
        phone = self.demo.phone()
        self.says(phone, "Puente")
        phone.hears(phone.words.consent)
        self.says(phone, "", NumMedia="1", MediaUrl0="https://media.example.org/0", MediaContentType0="image/jpeg")
        self.assertNotEqual("", phone.news(1)[0])

    def test_a_channel_without_its_public_address_is_not_made(self):
        done = self.rig.puente(*self.channel("tw2"), database=self.demo.database, check=False)
        self.assertEqual(1, done.returncode, done.stderr)
        self.assertIn("--public-url", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
