#!/usr/bin/env python3
"""Sends the mails of a folder by SMTP, over several connections, and tells what became of each.

  volley.py PORT FOLDER [CONNECTIONS [MAILS-A-SECOND]]

Every file is a mail; its first line is the envelope: sender and recipients, "|" between. Lone LF
become CR LF, all else is sent as it is. One line a mail, in the order of the names: the name of
the file, microseconds from the dot to its answer, and the last answer. Nothing is tried again;
where several recipients are refused, the last answer is that to the last of them.
"""
import os
import re
import socket
import sys
import threading
import time


class Session:
    """A connection that is made anew whenever the server has ended it."""

    def __init__(self, port):
        self.port = port
        self.socket = None

    def open(self):
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=120)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.lines = self.socket.makefile("rb")
        self.answer()
        self.command(b"EHLO client.example.org")

    def close(self):
        if self.socket:
            self.lines.close()
            self.socket.close()
        self.socket = None

    def answer(self):
        while True:
            line = self.lines.readline()
            if not line:
                raise ConnectionError("closed")
            if line[3:4] != b"-":
                return line.decode("utf-8", "replace").strip()

    def command(self, line):
        self.socket.sendall(line + b"\r\n")
        return self.answer()

    def send(self, envelope, mail):
        """The last answer, and the microseconds that it took, 0 before the dot."""
        if not self.socket:
            self.open()
        sender, *recipients = envelope.split(b"|")
        utf8 = b"" if envelope.isascii() else b" SMTPUTF8"
        answer = self.command(b"MAIL FROM:<" + sender + b">" + utf8)
        if not answer.startswith("2"):
            return self.reset(answer)
        answers = [self.command(b"RCPT TO:<" + r + b">") for r in recipients]
        if not any(a.startswith("2") for a in answers):
            return self.reset(answers[-1])
        answer = self.command(b"DATA")
        if not answer.startswith("3"):
            return self.reset(answer)
        begun = time.monotonic()
        self.socket.sendall(re.sub(rb"(?m)^\.", b"..", mail) + b".\r\n")
        answer = self.answer()
        return answer, int(1e6 * (time.monotonic() - begun))

    def reset(self, answer):
        if answer.startswith("421"):
            self.close()
        else:
            self.command(b"RSET")
        return answer, 0


def read(path):
    with open(path, "rb") as file:
        envelope, _, mail = file.read().partition(b"\n")
    mail = re.sub(rb"\r?\n", b"\r\n", mail)
    return envelope, mail if mail.endswith(b"\r\n") else mail + b"\r\n"


class Volley:
    def __init__(self, port, folder, rate):
        self.port, self.folder, self.rate = port, folder, rate
        self.names = sorted(os.listdir(folder))
        self.results = {}
        self.next = 0
        self.lock = threading.Lock()
        self.begun = time.monotonic()

    def take(self):
        with self.lock:
            number = self.next
            self.next += 1
        if number >= len(self.names):
            return None
        if self.rate:
            time.sleep(max(0, self.begun + number / self.rate - time.monotonic()))
        return self.names[number]

    def run(self):
        session = Session(self.port)
        while name := self.take():
            try:
                self.results[name] = session.send(*read(os.path.join(self.folder, name)))
            except OSError as error:
                session.close()
                self.results[name] = f"421 {error}", 0
        session.close()


def main(port, folder, connections=4, rate=0):
    volley = Volley(int(port), folder, float(rate))
    threads = [threading.Thread(target=volley.run) for _ in range(int(connections))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name in volley.names:
        answer, took = volley.results[name]
        print(name, took, answer)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
