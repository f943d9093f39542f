#!/usr/bin/env python3
"""Sends one mail, byte for byte, over SMTP to 127.0.0.1 and prints what the server said.

  send.py [OPTION]... PORT FROM TO... <MAIL     FROM may be "" for the null sender

  --raw                   lone LF do not become CR LF
  --tls                   with STARTTLS; no certificate is looked at
  --smtps                 with TLS from the first byte on
  --login NAME PASSWORD   by AUTH PLAIN

Each refused recipient is a line "RCPT <address> 550 ..."; the last line is the reply to the mail
itself, or to what made it impossible. Exit status: 0 for 2xx, 75 for 4xx or a lost connection, 69
for 5xx or when no recipient was taken.
"""
import argparse
import base64
import re
import socket
import sys


class Smtp:
    def __init__(self, port, wrapped=False):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        if wrapped:
            self.encrypt()
        self.lines = self.socket.makefile("rb")
        self.reply()

    def encrypt(self):
        import ssl  # takes longer than a mail: only for those who want it
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        self.socket = context.wrap_socket(self.socket)
        self.lines = self.socket.makefile("rb")

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


def with_line_ends(mail):
    return re.sub(rb"\r?\n", b"\r\n", mail)


def status(code):
    return 0 if code < 400 else 75 if code < 500 else 69


def introduce(smtp, options):
    """EHLO, STARTTLS and AUTH as far as they are wanted; the last reply."""
    code, text = smtp.command("EHLO client.example.net")
    if options.tls:
        code, text = smtp.command("STARTTLS")
        if code == 220:
            smtp.encrypt()
            code, text = smtp.command("EHLO client.example.net")
    if options.login and code == 250:
        secret = base64.b64encode("\0".join(["", *options.login]).encode()).decode()
        code, text = smtp.command(f"AUTH PLAIN {secret}")
    return code, text


def hand_over(smtp, sender, recipients, mail):
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
    return code, text


def main(options):
    mail = sys.stdin.buffer.read()
    if not options.raw:
        mail = with_line_ends(mail)
    if not mail.endswith(b"\r\n"):
        mail += b"\r\n"

    smtp = Smtp(options.port, options.smtps)
    code, text = introduce(smtp, options)
    if code < 400:
        code, text = hand_over(smtp, options.sender, options.recipients, mail)
    print(code, text)
    if code < 400:
        smtp.command("QUIT")
    return status(code)


def read_options():
    parser = argparse.ArgumentParser(add_help=False)
    for flag in "--raw", "--tls", "--smtps":
        parser.add_argument(flag, action="store_true")
    parser.add_argument("--login", nargs=2)
    parser.add_argument("port", type=int)
    parser.add_argument("sender")
    parser.add_argument("recipients", nargs="+")
    return parser.parse_args()


if __name__ == "__main__":
    try:
        sys.exit(main(read_options()))
    except OSError as error:
        print(421, error)
        sys.exit(75)
