#!/usr/bin/env python3
"""Throws each mail of a folder at an SMTP server while good mails come in beside them.

  pelt.py PORT FOLDER GOOD >REPORT    GOOD is the number of good mails

Prints one line a mail: "poison|good NAME CODE SECONDS TEXT", where SECONDS runs from the last
byte of the mail to the answer.
"""
import os
import re
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from send import Smtp  # noqa: E402

LOCK = threading.Lock()
GOOD = (
    b"From: Bob <bob{n}@example.org>\r\nTo: support@example.com\r\nSubject: good {n}\r\n"
    b"Date: Sun, 01 Mar 2026 12:00:00 +0000\r\nMessage-ID: <good{n}@example.org>\r\n\r\n"
    b"Good mail {n}.\r\n"
)


def say(kind, name, code, seconds, text):
    with LOCK:
        print(kind, name, code, f"{seconds:.3f}", text, flush=True)


def send(smtp, sender, mail):
    for line in (f"MAIL FROM:<{sender}>", "RCPT TO:<support@example.com>", "DATA"):
        code, text = smtp.command(line)
        if code >= 400:
            return code, 0.0, text
    smtp.socket.sendall(re.sub(rb"(?m)^\.", b"..", mail) + b".\r\n")
    begin = time.monotonic()
    code, text = smtp.reply()
    return code, time.monotonic() - begin, text


def pelt(port, kind, mails, pause):
    smtp = None
    for name, sender, mail in mails:
        try:
            if smtp is None:
                smtp = Smtp(port)
                smtp.command("EHLO client.example.net")
            result = send(smtp, sender, mail() if callable(mail) else mail)
        except OSError as error:
            result, smtp = (421, 0.0, str(error)), None
        say(kind, name, *result)
        if result[0] >= 400:
            smtp = None
        time.sleep(pause)


def load(path):
    def read():
        with open(path, "rb") as file:
            mail = file.read()
        return mail if not mail or mail.endswith(b"\r\n") else mail + b"\r\n"
    return read


def main(port, folder, good):
    names = sorted(os.listdir(folder))
    poison = [(n[:-4], "jane@example.net", load(os.path.join(folder, n))) for n in names]
    threads = [
        threading.Thread(target=pelt, args=(port, "poison", poison, 0)),
        threading.Thread(target=pelt, args=(port, "good", [
            (str(n), "bob@example.org", GOOD.replace(b"{n}", str(n).encode()))
            for n in range(good)], 0.1)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
