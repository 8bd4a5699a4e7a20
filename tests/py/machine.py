"""Processes, ports and HTTP as a test needs them: everything by process id, nothing by name. Only the standard library."""

import contextlib
import ctypes
import http.client
import json
import os
import pathlib
import random
import re
import signal
import socket
import subprocess
import time
import urllib.parse


class Failure(AssertionError):
    """The test cannot go on; the text says what was expected and what was seen."""


def wait_for(predicate, timeout=10.0, interval=0.02, what="a condition"):
    """Calls predicate until it returns something true, and returns that. A refused connection counts as not yet."""
    end = time.monotonic() + timeout
    while True:
        try:
            seen = predicate()
        except (ConnectionError, TimeoutError, http.client.HTTPException) as error:
            seen, last = None, error
        else:
            last = seen
        if seen:
            return seen
        if time.monotonic() > end:
            raise Failure(f"waited {timeout} s for {what}; last seen: {last!r}")
        time.sleep(interval)


def free_ports(count=3):
    """The first of `count` consecutive free ports, below the range the system gives to outgoing connections."""
    for _ in range(1000):
        first = random.randrange(10000, 32000)
        with contextlib.ExitStack() as held:
            try:
                for port in range(first, first + count):
                    held.enter_context(socket.socket()).bind(("127.0.0.1", port))
            except OSError:
                continue
        return first
    raise Failure("no free ports")


class Answer:
    """Of an HTTP server: status, headers (case-insensitive .get) and body."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"Answer({self.status}, {self.body[:200]!r})"


def request(method, url, body=None, headers=None, timeout=10.0):
    """One request on a connection of its own. body: bytes, text, or anything else as JSON."""
    parts = urllib.parse.urlsplit(url)
    if body is not None and not isinstance(body, (bytes, str)):
        body = json.dumps(body)
    if isinstance(body, str):
        body = body.encode()
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
    try:
        target = parts.path or "/"
        connection.request(method, f"{target}?{parts.query}" if parts.query else target, body=body, headers=headers or {})
        return Answer(connection.getresponse())
    finally:
        connection.close()


def read_lines(path):
    """The JSON lines of an evidence file. Bytes that are no UTF-8 survive as surrogates."""
    text = pathlib.Path(path).read_text(encoding="utf-8", errors="surrogateescape")
    return [json.loads(line) for line in text.split("\n") if line]


def children(pid):
    """Process ids of the direct children."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                # The name in parentheses may contain anything; the parent is the second field behind it.
                if int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == pid:
                    found.append(int(entry.name))
    return found


def descendants(pid):
    direct = children(pid)
    return direct + [below for child in direct for below in descendants(child)]


def is_alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def kill_now(pid):
    """kill -9, and waits until nothing of it runs."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not is_alive(pid), what=f"the end of process {pid}")


def _die_with_parent():
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


class Process:
    """A program with both outputs in files: a pipe that nobody reads would stop it."""

    def __init__(self, arguments, path, environment=None):
        self.arguments = [str(argument) for argument in arguments]
        self.error_path = pathlib.Path(f"{path}.err")
        with open(f"{path}.out", "ab") as output, open(self.error_path, "ab") as errors:
            self._output = open(f"{path}.out", "rb")
            self._output.seek(0, os.SEEK_END)
            self._unread = b""
            self.popen = subprocess.Popen(
                self.arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=errors,
                env={**os.environ, **(environment or {})}, preexec_fn=_die_with_parent)

    @property
    def pid(self):
        return self.popen.pid

    def errors(self):
        return self.error_path.read_text(errors="replace")

    def fail(self, what):
        raise Failure(f"{what}: {' '.join(self.arguments)}\n{self.errors()[-4000:]}")

    def line(self, timeout=30.0):
        """The next line of standard output, None at its end."""
        end = time.monotonic() + timeout
        while b"\n" not in self._unread:
            ended = self.popen.poll() is not None
            piece = self._output.read()
            self._unread += piece
            if not piece:
                if ended:
                    return None
                if time.monotonic() > end:
                    self.fail(f"no line within {timeout} s")
                time.sleep(0.005)
        line, _, self._unread = self._unread.partition(b"\n")
        return line.decode(errors="replace")

    def wait_line(self, pattern, timeout=30.0):
        """The match of the first line that fits the pattern."""
        end = time.monotonic() + timeout
        while (line := self.line(max(0.0, end - time.monotonic()))) is not None:
            if match := re.search(pattern, line):
                return match
        self.fail(f"ended without a line like {pattern!r}")

    def wait(self, timeout=30.0):
        """Its exit status."""
        try:
            return self.popen.wait(timeout)
        except subprocess.TimeoutExpired:
            self.fail(f"still running after {timeout} s")

    def kill(self):
        """kill -9 of this one process."""
        self.popen.kill()
        self.popen.wait()
        self._output.close()

    def stop(self, timeout=15.0):
        """SIGTERM; kill -9 of it and everything it started if that does not help. Returns the exit status."""
        if self.popen.poll() is None:
            self.popen.terminate()
            try:
                self.popen.wait(timeout)
            except subprocess.TimeoutExpired:
                for pid in [self.pid, *descendants(self.pid)]:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                self.popen.wait()
        self._output.close()
        return self.popen.returncode
