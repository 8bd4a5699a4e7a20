"""Debian's Kannel with its simulated operator: bearerbox and smsbox in a folder of their own, and fakesmsc on the other side, each started
and ended by process id.

    kannel = Kannel(directory, port)                          # takes `port` and the three behind it
    kannel.start(config)                                      # as `puente channel kannel-config` printed it
    kannel.say("+50255500001", "2020", "PUENTE")
    wait_for(lambda: kannel.heard("+50255500001"), what="an answer")

fakesmsc sends what stands on its command line and then only listens, and bearerbox talks to one of it at a time. So each text is said by a
new one, which takes the place of the one before: say the next when what the last one is to hear has been heard.
"""

import pathlib
import re
import shutil
import socket
import urllib.parse

from machine import Failure, Process, wait_for

FAKESMSC = "/usr/lib/kannel/test/fakesmsc"
GOT = re.compile(rb"Got message \d+: <(.*)>$", re.DOTALL)
MESSAGE = re.compile(rb"(\S+) (\S+) ((?:text|data|ucs-2|udh) .*|text)$", re.DOTALL)
LINE = re.compile(rb"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \[\d+\] \[\d+\] ", re.MULTILINE)
CONCATENATED = b"\x05\x00\x03"


def installed():
    return shutil.which("bearerbox") is not None and pathlib.Path(FAKESMSC).exists()


def listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


class Part:
    """One short message as fakesmsc shows it: "text" and UTF-8 (without saying so), or octets, with or without a header."""

    def __init__(self, sender, receiver, rest):
        self.sender, self.receiver = sender.decode(), receiver.decode()
        self.reference = None
        kind, _, data = rest.partition(b" ")
        if kind == b"udh":
            udh, _, rest = data.partition(b" ")
            header = urllib.parse.unquote_to_bytes(udh.replace(b"+", b" "))
            if not header.startswith(CONCATENATED) or len(header) != 6:
                raise Failure(f"an unknown header: {header!r}")
            self.reference, self.total, self.number = header[3:6]
            kind, _, data = rest.partition(b" ")
        self.octets = data if kind == b"text" else urllib.parse.unquote_to_bytes(data.replace(b"+", b" "))
        # Octets behind a header do not say what they are; the texts of these tests do not begin with a NUL in UTF-8.
        self.is_ucs2 = kind == b"ucs-2" or (kind == b"data" and len(data) > 0 and self.octets[:1] <= b"\x20" and b"\0" in self.octets)


def joined(parts):
    """The texts that a telephone would show, in the order in which they became whole."""
    texts, waiting = [], {}
    for part in parts:
        pieces = [part]
        if part.reference is not None:
            pieces = waiting.setdefault((part.sender, part.receiver, part.reference), [])
            pieces.append(part)
            if len(pieces) < part.total:
                continue
            del waiting[part.sender, part.receiver, part.reference]
            pieces.sort(key=lambda piece: piece.number)
        octets = b"".join(piece.octets for piece in pieces)
        texts.append(octets.decode("utf-16-be" if any(piece.is_ucs2 for piece in pieces) else "utf-8"))
    return texts


def octets_of(text):
    return urllib.parse.quote(text.encode("utf-16-be"), safe="")


class Kannel:
    PORTS = 4  # administration, smsbox, SMSC, sendsms

    def __init__(self, directory, port):
        self.directory = pathlib.Path(directory)
        self.directory.mkdir(exist_ok=True)
        self.config = self.directory / "kannel.conf"
        self.box_port, self.smsc_port, self.sendsms_port = port + 1, port + 2, port + 3
        self.admin_port = port
        self.bearerbox = self.smsbox = self.phone = None
        self.said = 0

    # ---- the boxes ----

    def start(self, config):
        self.config.touch(mode=0o600)
        self.config.write_text(config)
        self.start_bearerbox()
        self.start_smsbox()

    def start_bearerbox(self):
        self.bearerbox = Process(["bearerbox", "-v", "2", self.config], self.directory / "bearerbox")
        self._wait(self.bearerbox, self.box_port)
        self._wait(self.bearerbox, self.smsc_port)

    def start_smsbox(self):
        self.smsbox = Process(["smsbox", "-v", "2", self.config], self.directory / "smsbox")
        self._wait(self.smsbox, self.sendsms_port)

    @staticmethod
    def _wait(process, port):
        def ready():
            if process.popen.poll() is not None:
                process.fail("ended at once")
            return listens(port)

        wait_for(ready, 20, what=f"port {port}")

    def stop(self):
        """Everything that was started, the telephone first."""
        for process in (self.phone, self.smsbox, self.bearerbox):
            if process is not None:
                process.stop()
        self.phone = self.smsbox = self.bearerbox = None

    # ---- the other side ----

    def fakesmsc(self, *words):
        """A new one in the place of the one before; it lives until the next."""
        if self.phone is not None:
            self.phone.stop()
        self.said += 1
        self.phone = Process([FAKESMSC, "-H", "127.0.0.1", "-r", self.smsc_port, *words], self._output(self.said))

    def _output(self, number):
        return self.directory / f"fakesmsc{number}"

    def say(self, sender, receiver, text, kind="text"):
        """One text, as the operator hands it over: "text" in its default alphabet, "ucs2" for any other."""
        self.fakesmsc("-m", "1", f"{sender} {receiver} {kind} {octets_of(text) if kind == 'ucs2' else text}")

    def say_parts(self, sender, receiver, pieces, reference):
        """One long text in several short messages."""
        for number, piece in enumerate(pieces, 1):
            before = self.smsc_lines()
            self.fakesmsc("-m", "1", f"{sender} {receiver} udh-text %05%00%03%{reference:02X}%{len(pieces):02X}%{number:02X} {piece}")
            wait_for(lambda: self.smsc_lines() > before, what=f"part {number}")

    def smsc_lines(self):
        """How many messages the telephones have sent."""
        return sum(path.read_bytes().count(b"sent message") for path in self.directory.glob("fakesmsc*.err"))

    def lines(self):
        """What came out to the telephones, line by line, in order."""
        for number in range(1, self.said + 1):
            data = pathlib.Path(f"{self._output(number)}.err").read_bytes()
            starts = [match.start() for match in LINE.finditer(data)]
            for begin, end in zip(starts, starts[1:] + [len(data)]):
                if match := GOT.search(data[begin:end].removesuffix(b"\n")):
                    yield match[1]

    def parts(self):
        """Every short message that came out, in order. A text of several lines comes as several, of which only the first says whose."""
        found = []
        for line in self.lines():
            if match := MESSAGE.match(line):
                found.append(Part(*match.groups()))
            else:
                found[-1].octets += b"\n" + line
        return found

    def heard(self, number):
        """The texts that this telephone was sent, long ones whole."""
        return joined(part for part in self.parts() if part.receiver == number)
