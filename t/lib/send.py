#!/usr/bin/env python3
"""Sends one mail, byte for byte, over SMTP to 127.0.0.1 and prints what the server said.

  send.py PORT FROM TO... <MAIL     FROM may be "" for the null sender

Lone LF become CR LF unless --raw is given first. Each refused recipient is a line
"RCPT <address> 550 ..."; the last line is the reply to the mail itself. Exit status: 0 for
2xx, 75 for 4xx or a lost connection, 69 for 5xx or when no recipient was taken.
"""
import re
import socket
import sys


class Smtp:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.lines = self.socket.makefile("rb")
        self.reply()

    def reply(self):
        text = []
        while True:
            line = self.lines.readline()
            if not line:
                raise ConnectionError("connection closed")
            text.append(line[4:].decode("utf-8", "replace").strip())
            if line[3:4] != b"-":
                return int(line[:3]), " ".join(text)

    def command(self, line):
        self.socket.sendall(line.encode() + b"\r\n")
        return self.reply()


def status(code):
    return 0 if code < 400 else 75 if code < 500 else 69


def main(words):
    raw = words[0] == "--raw"
    port, sender, *recipients = words[1:] if raw else words
    mail = sys.stdin.buffer.read()
    if not raw:
        mail = re.sub(rb"\r?\n", b"\r\n", mail)
    if not mail.endswith(b"\r\n"):
        mail += b"\r\n"

    smtp = Smtp(int(port))
    smtp.command("EHLO client.example.net")
    # The server may know SMTPUTF8; it is asked for only when an address needs it.
    option = "" if all(a.isascii() for a in [sender, *recipients]) else " SMTPUTF8"
    code, text = smtp.command(f"MAIL FROM:<{sender}>{option}")
    taken = 0
    if code == 250:
        for recipient in recipients:
            code, text = smtp.command(f"RCPT TO:<{recipient}>")
            if code == 250:
                taken += 1
            else:
                print(f"RCPT <{recipient}> {code} {text}")
    if taken:
        code, text = smtp.command("DATA")
        if code == 354:
            smtp.socket.sendall(re.sub(rb"(?m)^\.", b"..", mail) + b".\r\n")
            code, text = smtp.reply()
    print(code, text)
    if code < 400:
        smtp.command("QUIT")
    return status(code)


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    try:
        sys.exit(main(sys.argv[1:]))
    except OSError as error:
        print(421, error)
        sys.exit(75)
