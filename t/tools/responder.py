#!/usr/bin/env python3
"""Answers every mail that reaches the sink, at once and without any header field that says so.

Usage: responder.py PORT LOG FOLDER: PORT is where answers are handed over, the other two are those
of sink.py. By the local part of whom the mail is for: "constant" has one subject for all answers,
"replying" answers to the Reply-To, everybody else writes to the From, each time something new.
Ends with a TERM.
"""

import json
import os
import smtplib
import sys
import time
from email import message_from_binary_file, policy

PAUSE = 0.02  # seconds between two looks at the log


def answer(port, mail, address, number):
    local = address.partition("@")[0]
    target = mail["Reply-To"] if local == "replying" else mail["From"]
    to = target.addresses[0].addr_spec
    subject = "I am not here" if local == "constant" else f"Not here, {number}"
    text = f"From: {address}\r\nTo: {to}\r\nSubject: {subject}\r\n\r\nBack soon, {number}.\r\n"
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        smtp.sendmail(address, [to], text.encode())


def main(port, log, folder):
    while not os.path.exists(log):
        time.sleep(PAUSE)
    number = 0
    with open(log, encoding="utf-8") as lines:
        while True:
            line = lines.readline()
            if not line.endswith("\n"):
                lines.seek(lines.tell() - len(line.encode()))
                time.sleep(PAUSE)
                continue
            number += 1
            entry = json.loads(line)
            with open(os.path.join(folder, entry["file"]), "rb") as file:
                mail = message_from_binary_file(file, policy=policy.default)
            answer(int(port), mail, entry["rcpts"][0], number)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) == 4 else __doc__)
