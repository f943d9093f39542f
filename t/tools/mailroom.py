#!/usr/bin/env python3
"""What t/lib/agents.sh needs Python for, in one process for a whole test: it knows the Maildirs below
$DESK/mail, and keeps its connections to the desk.

  mailroom.py <REQUESTS      a request is the number of its words and the words, an answer is one
                             word; each of them ends with NUL

  mails ADDRESS [TICKET]                  the files of its mails, oldest first, a line each; those of
                                          a ticket, by the tag in their subjects
  mail ADDRESS TICKET NUMBER              that one of them, or nothing as long as it has not come
  field NAME FILE                         the values of a header field, a line each
  text FILE                               its plain text
  html FILE                               its HTML
  shape FILE                              the mail as its sender made it, without what differs from
                                          one to the next and what the recipient's server put on top
  recipients FILE                         the addresses in To and Cc, a line each
  answer SENT TEXT CLIENT OPTION... MAIL  clients.py writes to the file SENT
  send PORT LOGIN PASSWORD FILE FROM TO...  what the server said, a line each; without a login where
                                          that is empty
  hang-up                                 ends the connections
  pick EXPRESSION JSON                    what t/lib/pick.py prints
"""
import contextlib
import email
import email.policy
import email.utils
import functools
import io
import os
import re
import sys
import traceback
from types import SimpleNamespace

sys.path.insert(0, os.path.join(os.environ["srcdir"], "t/lib"))
import clients
import pick
import send

# What differs from one mail to the next, and what stands there in its place.
VARYING = [(re.compile(pattern), put) for pattern, put in (
    (r"\A((Return-Path|X-Original-To|Delivered-To|Received):.*\n(?:[ \t].*\n)*)+", ""),
    (r"(?m)^Date: .*", "Date: DATE"),
    (r"(?m)^Message-ID: <m[^>]*@mx\.example\.com>", "Message-ID: <ID>"),
    (r"support\+r\d+-\d+-[a-z2-7]{26}@", "support+TOKEN@"),
    (r"=_[0-9a-f]{32}", "BOUNDARY"))]


def lines(values):
    return "".join(f"{value}\n" for value in values)


def read(file):
    with open(file, "rb") as mail:
        return email.message_from_binary_file(mail, policy=email.policy.default)


@functools.cache
def subject(file):
    """Of a mail in a Maildir, which is what it is for ever."""
    return str(read(file)["Subject"])


def arrival(name):
    """A name begins with the second, and has the microsecond behind M."""
    found = re.match(r"(\d+)\..*M(\d+)", name)
    return int(found[1]), int(found[2])


def mails(address, ticket=""):
    folder = f"{os.environ['DESK']}/mail/{address}/new"
    names = sorted(os.listdir(folder), key=arrival) if os.path.isdir(folder) else []
    files = [f"{folder}/{name}" for name in names]
    return lines(file for file in files if not ticket or f"[#{ticket}]" in subject(file))


def mail(address, ticket, number):
    files = mails(address, ticket).splitlines()
    return files[int(number) - 1] if len(files) >= int(number) else ""


def field(name, file):
    return lines(read(file).get_all(name, []))


def body(kind, file):
    return read(file).get_body((kind,)).get_content().replace("\r\n", "\n")


def shape(file):
    with open(file, encoding="utf-8", newline="") as mail:
        text = mail.read().replace("\r\n", "\n")
    for pattern, put in VARYING:
        text = pattern.sub(put, text)
    return text


def recipients(file):
    mail = read(file)
    fields = [str(value) for name in ("To", "Cc") for value in mail.get_all(name, [])]
    return lines(address for _, address in email.utils.getaddresses(fields))


def answer(sent, text, *words):
    with open(sent, "wb") as file:
        file.write(clients.answer(words, text))
    return ""


class Lines:
    """The connections, by port and login."""

    def __init__(self):
        self.open = {}

    def line(self, port, login, password):
        """One on which a mail can begin; why there is none otherwise."""
        smtp = self.open.get((port, login))
        with contextlib.suppress(OSError):
            if smtp and smtp.command("RSET")[0] == 250:
                return smtp, ""
        smtp = send.Smtp(int(port))
        options = SimpleNamespace(tls=bool(login), login=[login, password] if login else None)
        code, text = send.introduce(smtp, options)
        if code >= 400:
            return None, f"{code} {text}\n"
        self.open[port, login] = smtp
        return smtp, ""

    def send(self, port, login, password, file, sender, *to):
        smtp, refusal = self.line(port, login, password)
        if not smtp:
            return refusal
        with open(file, "rb") as mail:
            raw = send.with_line_ends(mail.read())
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            code, text = send.hand_over(smtp, sender, to, raw)
        return f"{said.getvalue()}{code} {text}\n"

    def hang_up(self):
        for smtp in self.open.values():
            smtp.command("QUIT")
        self.open.clear()
        return ""


def words_of_requests(stream):
    rest = b""
    while part := os.read(stream, 1 << 16):
        *words, rest = (rest + part).split(b"\0")
        yield from (word.decode("utf-8", "surrogateescape") for word in words)


def main():
    room = Lines()
    commands = {
        "mails": mails, "mail": mail, "field": field, "shape": shape, "recipients": recipients,
        "text": functools.partial(body, "plain"), "html": functools.partial(body, "html"),
        "answer": answer, "send": room.send, "hang-up": room.hang_up,
        "pick": lambda expression, text: lines(pick.pick(expression, text))}
    words = words_of_requests(sys.stdin.fileno())
    for count in words:
        name, *rest = [next(words) for _ in range(int(count))]
        try:
            told = commands[name](*rest)
        except Exception:  # whatever it is, who asked must hear of it
            traceback.print_exc()
            told = f"the mail room cannot: {name} {traceback.format_exc(limit=0)}"
        sys.stdout.buffer.write(told.encode("utf-8", "surrogateescape") + b"\0")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
