"""A real peer: Debian's Kannel, configured by `puente channel kannel-config` and nothing else, with fakesmsc as the operator behind it."""

import collections
import json
import pathlib
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "py"))

from demo import ANSWERS, Demo, Words, waking_zone  # noqa: E402
from machine import Failure, Process, free_ports, wait_for  # noqa: E402
from puente_test import CODE, Rig  # noqa: E402

import kannel as peer  # noqa: E402

# Characters that mean something in Kannel's configuration, in its URLs or in ours.
PASSWORD = 'pa"ss\\w #%d&+='
TOKEN = 'to%k"e\\n #+&=ñ'
PATIENCE_S = 40  # what was answered with 503, as on a machine out of breath, comes again after ten seconds


class Handset:
    """A telephone in the net of the simulated operator."""

    def __init__(self, demo, kannel, language="es"):
        self.kannel = kannel
        self.words = Words(language)
        self.number = demo.new_numbers(1)[0]
        demo.people([self.number], language, waking_zone())
        self.contact = demo.contact(self)
        self.read = 0

    def says(self, text, kind="text"):
        self.kannel.say(self.number, CODE, text, kind)

    def hears(self, *expected, timeout=PATIENCE_S):
        """The next texts are exactly these."""
        def new():
            return self.kannel.heard(self.number)[self.read:]

        try:
            wait_for(lambda: new() == list(expected), timeout, what="texts")
        except Failure:
            raise Failure(f"{self.number} was sent {new()}, not {list(expected)}") from None
        self.read += len(expected)

    def hears_nothing(self, seconds=1.0):
        time.sleep(seconds)
        if new := self.kannel.heard(self.number)[self.read:]:
            raise Failure(f"{self.number} was sent {new} for nothing")

    def asks(self, text, *expected, kind="text"):
        self.says(text, kind)
        self.hears(*expected)


class KannelTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not peer.installed():
            raise Failure("no Kannel here; docker/install test")
        cls.rig = cls.enterClassContext(Rig())
        cls.demo = Demo(cls.rig)
        port = free_ports(peer.Kannel.PORTS)
        cls.kannel = peer.Kannel(cls.rig.directory / "kannel", port)
        for name, secret in [("password", PASSWORD), ("token", TOKEN)]:
            (cls.rig.directory / name).write_text(secret)
        cls.puente("channel", "add", "--programme", "demo", "--id", "modem", "--adapter", "kannel", "--sender", CODE, "--rate", "200",
                   "--public-url", cls.demo.gateway.url, "--set", f"url=http://127.0.0.1:{cls.kannel.sendsms_port}/cgi-bin/sendsms",
                   "--set", "username=puente", "--secret", f"password=@{cls.rig.directory}/password",
                   "--secret", f"token=@{cls.rig.directory}/token")
        cls.demo.reload()
        cls.addClassCleanup(cls.kannel.stop)
        cls.kannel.start(cls.puente("channel", "kannel-config", "modem", "--smsc", "fake", "--port", port,
                                    "--store", cls.kannel.directory / "store", "--log", cls.kannel.directory).stdout)

    @classmethod
    def puente(cls, *words, **options):
        return cls.rig.puente(*words, database=cls.demo.database, **options)

    def handset(self, language="es"):
        return Handset(self.demo, self.kannel, language)

    def events(self, phone):
        return self.demo.value(f"select count(*) from puente.event where contact_id = {phone.contact}")

    def sent(self, phone, *kinds):
        return self.demo.value(f"select count(*) from puente.send_log where kind = any('{{{','.join(kinds)}}}')"
                               f" and contact_id = {phone.contact}")

    def pause(self, paused):
        self.demo.sql(f"update puente.channel set paused_at = {'now()' if paused else 'null'} where public_id = 'modem'")
        self.demo.reload()

    def hurry(self, contacts):
        self.demo.sql(f"update puente.outbox set due_at = now() where contact_id = any('{{{','.join(map(str, contacts))}}}');"
                      " notify puente, 'work'")

    # ---- a whole conversation ----

    def test_a_survey_runs_to_its_end_and_every_receipt_finds_its_text(self):
        for language in ("es", "fr"):
            with self.subTest(language):
                phone = self.handset(language)
                phone.asks("PUENTE", phone.words.consent)
                phone.asks("1", phone.words.questions[0])
                for answer, reply in zip(ANSWERS, [*phone.words.questions[1:], phone.words.thanks], strict=True):
                    phone.asks(answer, reply)
                phone.hears_nothing()
                self.assertEqual(len(ANSWERS) + 2, self.events(phone))
                self.demo.wait_value(f"""
                    select r.disposition from report.sessions r join puente.session s on s.session_id::text = r.session
                    where s.contact_id = {phone.contact}""", "I")
                self.demo.wait_value(f"""
                    select count(*) from report.deliveries d join puente.session s on s.session_id::text = d.session
                    where s.contact_id = {phone.contact} and d.channel = 'modem' and d.state = 'delivered'""", len(ANSWERS) + 2, PATIENCE_S)
        self.assertEqual(0, self.demo.value("select count(*) from puente.refusal"), "what Kannel sent was refused")
        self.puente("verify")

    def test_a_configuration_for_an_operator_is_understood(self):
        port = free_ports(peer.Kannel.PORTS)
        config = self.rig.directory / "smpp.conf"
        config.write_text(self.puente("channel", "kannel-config", "modem", "--port", port, "--smsc-host", "127.0.0.1", "--smsc-port", port + 2,
                                      "--system-id", "puente", "--store", self.rig.directory / "smpp.store",
                                      "--log", self.rig.directory).stdout)
        bearerbox = Process(["bearerbox", "-v", "2", config], self.rig.directory / "smpp")
        self.addCleanup(bearerbox.stop)
        wait_for(lambda: "SMPP[modem]: Couldn't connect to SMS center" in bearerbox.errors(), what="a try to reach the operator")
        self.assertTrue(peer.listens(port + 1), "smsbox would be heard")

    # ---- texts as they are written ----

    def in_box(self, phone):
        """What was read of the phone's newest text, and its number in the inbox."""
        lines = [json.loads(line) for line in self.puente("inbox", "list", "--json").stdout.splitlines()]
        newest = self.demo.value(f"select max(inbox_id) from puente.inbox where contact_id = {phone.contact}")
        return next((line["text"], newest) for line in lines if str(line["id"]) == str(newest))

    def test_texts_come_in_as_they_were_written(self):
        latin = "Sí, señora: ¿qué? àèéùìò ÇØøÅå ÄÖÑÜ§ äöñü €[]{}|~\\^ \"&%+#;=<>'"
        other = "Où êtes-vous? À l'école… ŋ ɓ — “bien” 👍🏽 K'iche', ꞌ, 中"
        pieces = ["Mi situación es larga de contar, señora. " * 3, "Segunda parte: niñez, año, ¡vergüenza! " * 3, "y se acabó."]
        cases = [
            ("the operator's alphabet", latin, lambda phone: phone.says(latin)),
            ("any other", other, lambda phone: phone.says(other, "ucs2")),
            ("long, in another alphabet", (other + "\n") * 6 + ".", lambda phone: phone.says((other + "\n") * 6 + ".", "ucs2")),
            ("in three parts", "".join(pieces), lambda phone: self.kannel.say_parts(phone.number, CODE, pieces, 42)),
        ]
        for name, text, say in cases:
            with self.subTest(name):
                phone = self.handset()
                say(phone)
                phone.hears(phone.words.phrases["nothing_open"])
                self.assertEqual(text, self.in_box(phone)[0])

    def test_texts_go_out_as_they_were_written(self):
        cases = [
            ("the operator's alphabet", "¿Está bien? Ñandú, là-bas, €5 [x] {y} ~ ^ \\ | \"&%+#".replace("á", "a").replace("ú", "u")),
            ("any other", "Très bien, ça va? K'iche' ŋ ɓ 👍🏽 á í ó ú"),
            ("several parts", "Señor, mañana ¡no! " * 15 + "fin"),
            ("several parts of any other", "¿Sí? Está bien 👍 ŋ.\n" * 9 + "fin"),
        ]
        for name, text in cases:
            with self.subTest(name):
                phone = self.handset()
                phone.asks("hola", phone.words.phrases["nothing_open"])
                self.puente("inbox", "answer", self.in_box(phone)[1], "--text", "-", input=text)
                phone.hears(text)
                self.demo.wait_value(f"""select count(*) from puente.send_log a join report.deliveries d on d.text = a.outbox_id::text
                    where a.contact_id = {phone.contact} and a.kind = 'accepted' and d.state = 'delivered'""", 2, PATIENCE_S)

    # ---- what dies and comes back ----

    def test_what_is_said_while_smsbox_is_dead_is_heard_afterwards(self):
        phone = self.handset()
        phone.asks("PUENTE", phone.words.consent)
        self.kannel.smsbox.kill()
        phone.says("1")
        phone.hears_nothing()
        self.assertEqual(1, self.events(phone))
        self.kannel.start_smsbox()
        phone.hears(phone.words.questions[0])
        self.assertEqual(2, self.events(phone))

    def test_what_smsbox_could_not_take_is_offered_again(self):
        phone = self.handset()
        phone.asks("PUENTE", phone.words.consent)
        self.pause(True)
        phone.says("1")
        wait_for(lambda: self.events(phone) == 2, what="the text")
        self.kannel.smsbox.kill()
        self.pause(False)
        wait_for(lambda: self.sent(phone, "retry") > 0, what="a try in vain")
        phone.hears_nothing()
        self.kannel.start_smsbox()
        self.hurry([phone.contact])
        phone.hears(phone.words.questions[0])
        phone.hears_nothing()

    def test_a_kill_of_smsbox_in_a_crowd_loses_nothing_that_was_confirmed(self):
        count = 80
        numbers = self.demo.new_numbers(20)
        self.demo.people(numbers, "es", waking_zone())
        crowd = self.demo.contacts(numbers)
        theirs = f"contact_id = any('{{{','.join(map(str, crowd))}}}')"
        said = self.kannel.smsc_lines()
        events = f"select count(*) from puente.event where {theirs}"
        self.kannel.fakesmsc("-m", count, "-i", "0.03", *[f"{number} {CODE} text PUENTE" for number in numbers])
        wait_for(lambda: self.demo.value(events) >= count // 4, what="a quarter of the texts")
        self.kannel.smsbox.kill()
        time.sleep(0.5)
        self.kannel.start_smsbox()
        wait_for(lambda: self.kannel.smsc_lines() == said + count, what="all texts said")
        taken = self.settled(lambda: self.demo.value(events))
        wait_for(lambda: self.hurry(crowd) or self.demo.value("select count(*) from puente.outbox") == 0, 60, 0.5, "an empty outbox")
        outcome = collections.Counter()
        for row in self.demo.database.rows(f"""select contact_id, count(*) filter (where kind = 'accepted') as accepted,
                count(*) filter (where kind = 'unknown') as doubtful from puente.send_log where {theirs} group by contact_id"""):
            number, accepted, doubtful = crowd[row["contact_id"]], row["accepted"], row["doubtful"]
            wait_for(lambda: len(self.kannel.heard(number)) >= accepted, what=f"{accepted} texts to {number}")
            heard = len(self.kannel.heard(number))
            self.assertLessEqual(heard, accepted + doubtful, "a text was said twice without need")
            outcome += collections.Counter(accepted=accepted, doubtful=doubtful, heard=heard)
        # smsbox confirms a text to bearerbox before Puente has it: what it held in that moment is its loss, and no more.
        print(f"{count} texts, {taken} reached Puente; {dict(outcome)}")
        self.assertGreaterEqual(taken, count - 5)
        self.assertLessEqual(taken, count)

    def settled(self, value):
        """What it is when it was the same for a second."""
        seen, since = value(), time.monotonic()
        while time.monotonic() - since < 1.0:
            time.sleep(0.1)
            if (now := value()) != seen:
                seen, since = now, time.monotonic()
        return seen

    def test_while_puente_is_away_kannel_keeps_the_text(self):
        phone = self.handset()
        self.demo.gateway.stop()
        phone.says("PUENTE")
        time.sleep(1)
        self.demo.gateway.start()
        phone.hears(phone.words.consent)
        phone.hears_nothing()
        self.assertEqual(1, self.events(phone))


if __name__ == "__main__":
    unittest.main(verbosity=2)
