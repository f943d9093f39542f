#!/usr/bin/env python3
"""Speaks the milter protocol (version 6) to deskmilter's socket, as Postfix does, without Postfix.

  milter.py SOCKET press COUNT SIZE    COUNT sessions at once, each with a mail of SIZE bytes that
                                       ends at the same moment in all
  milter.py SOCKET feed COUNT SESSIONS COUNT small mails over that many sessions
  milter.py SOCKET idle COUNT          opens COUNT sessions, prints "open", waits for its input
                                       to end
  milter.py SOCKET mail SENDER RECIPIENT [LOGIN] <MAIL
                                       one mail of a client that has logged in as LOGIN; prints
                                       the answer
  milter.py SOCKET odd                 orders of commands that Postfix never sends; one line each:
                                       NAME and the answers

press and feed print how many mails had which answer: "d 100" are 100 discards.
"""
import base64
import collections
import os
import re
import socket
import struct
import sys
import threading

ACTIONS = 0x1FF
STEPS = 0x1FFFFF
NO_REPLY = {b"C": 0x1000, b"H": 0x2000, b"M": 0x4000, b"R": 0x8000, b"T": 0x10000,
            b"L": 0x80, b"N": 0x40000, b"B": 0x80000}
NOT_SENT = {b"C": 0x1, b"H": 0x2, b"M": 0x4, b"R": 0x8, b"T": 0x200,
            b"L": 0x20, b"N": 0x40, b"B": 0x10}
LEADING_SPACE = 0x100000


class Milter:
    def __init__(self, path, steps=STEPS):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(60)
        self.socket.connect(path)
        self.input = self.socket.makefile("rb")
        self.write(b"O", struct.pack("!III", 6, ACTIONS, steps))
        _, data = self.read()
        self.steps = struct.unpack("!III", data[:12])[2]

    def write(self, command, data=b""):
        self.socket.sendall(struct.pack("!I", len(data) + 1) + command + data)

    def read(self):
        head = self.input.read(5)
        if len(head) < 5:
            raise ConnectionError("closed")
        size = struct.unpack("!I", head[:4])[0] - 1
        return head[4:5], self.input.read(size)

    def step(self, command, data=b""):
        """Sends one command and returns the answer, b"-" where none is to come."""
        if self.steps & NOT_SENT.get(command, 0):
            return b"-"
        self.write(command, data)
        if self.steps & NO_REPLY.get(command, 0):
            return b"-"
        while True:
            answer, _ = self.read()
            if answer in b"cdartyf":
                return answer

    def begin(self, sender="jane@example.net", recipient="support@example.com", login=None):
        macros = b"Mi\0QUEUE1\0"
        if login is not None:
            macros += b"{auth_authen}\0" + login.encode() + b"\0{auth_type}\0PLAIN\0"
        self.write(b"D", macros)
        self.step(b"M", b"<" + sender.encode() + b">\0")
        return self.step(b"R", b"<" + recipient.encode() + b">\0")

    def content(self, fields, body):
        space = b" " if self.steps & LEADING_SPACE else b""
        self.step(b"T")
        for name, value in fields:
            self.step(b"L", name.encode() + b"\0" + space + value.encode() + b"\0")
        self.step(b"N")
        for i in range(0, len(body), 65535):
            self.step(b"B", body[i:i + 65535])

    def end(self):
        return self.step(b"E")

    def close(self):
        self.write(b"Q")
        self.socket.close()


def fields(subject):
    # Many senders, so that no limit of one sender is what is measured.
    return [("From", f"<u{abs(hash(subject)) % 9999}@example.net>"), ("To", "support@example.com"),
            ("Subject", subject), ("Message-ID", f"<{os.urandom(12).hex()}@example.net>")]


def in_threads(count, function):
    threads = [threading.Thread(target=function, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def press(path, count, size):
    answers = collections.Counter()
    barrier = threading.Barrier(count)
    body = base64.encodebytes(os.urandom(size * 3 // 4)).replace(b"\n", b"\r\n")[:size]

    def one(i):
        milter = Milter(path)
        milter.begin()
        milter.content(fields(f"press {i}"), body)
        barrier.wait(60)
        answers[milter.end().decode()] += 1
        milter.close()

    in_threads(count, one)
    return answers


def feed(path, count, sessions):
    answers = collections.Counter()

    def some(i):
        milter = Milter(path)
        for n in range(count // sessions):
            milter.begin()
            milter.content(fields(f"feed {i}.{n}"), b"x\r\n" * 300)
            answers[milter.end().decode()] += 1
        milter.close()

    in_threads(sessions, some)
    return answers


def mail(path, sender, recipient, login=None):
    head, _, body = sys.stdin.read().partition("\n\n")
    unfolded = re.sub(r"\n(?=[ \t])", "\0", head)
    milter = Milter(path)
    milter.begin(sender, recipient, login)
    milter.content([(name, value.replace("\0", "\n").removeprefix(" ")) for name, _, value in
                    (line.partition(":") for line in unfolded.split("\n"))],
                   body.replace("\n", "\r\n").encode())
    answer = milter.end()
    milter.close()
    return answer.decode()


def odd(path):
    def order(name, commands, steps=STEPS):
        milter = Milter(path, steps)
        milter.socket.settimeout(1)
        answers = []
        try:
            for command, data in commands:
                if command == b"D":
                    milter.write(command, data)
                else:
                    answers.append(milter.step(command, data).decode())
        except TimeoutError:
            answers.append("silence")
        except OSError:
            answers.append("closed")
        print(name, " ".join(answers), flush=True)

    mail, rcpt = (b"M", b"<jane@example.net>\0"), (b"R", b"<support@example.com>\0")
    field, eoh, body, end = (b"L", b"Subject\0 x\0"), (b"N", b""), (b"B", b"x\r\n"), (b"E", b"")
    data = (b"T", b"")
    order("no-data", [mail, rcpt, field, eoh, body, end])
    order("no-data-no-recipient", [mail, field, eoh, body, end])
    order("end-only", [mail, rcpt, end])
    order("body-only", [mail, rcpt, body, end])
    order("nothing-before-end", [end])
    order("recipient-first", [rcpt, data, field, end])
    order("header-first", [field, eoh, body, end])
    order("data-first", [data, field, end])
    order("stranger-then-header", [mail, (b"R", b"<x@example.org>\0"), data, field, eoh, end])
    order("end-twice", [mail, rcpt, data, field, eoh, body, end, end])
    order("twice-mail", [mail, mail, rcpt, data, field, eoh, body, end])
    order("data-twice", [mail, rcpt, data, data, field, eoh, body, end])
    order("no-arguments", [(b"M", b""), (b"R", b""), data, end])
    order("empty-arguments", [(b"M", b"\0"), (b"R", b"\0"), rcpt, data, field, eoh, end])
    order("no-end-of-text", [(b"M", b"<a@example.net>"), rcpt, data, (b"L", b"Subject"), end])
    order("few-steps", [mail, rcpt, data, field, eoh, body, end], 0)
    order("sound", [mail, rcpt, data, field, (b"L", b"Message-ID\0 <sound@x.example>\0"), eoh, body,
                    end])


def main(words):
    path, what = words[:2]
    if what == "odd":
        odd(path)
    elif what == "mail":
        print(mail(path, *words[2:]))
    elif what == "idle":
        held = [Milter(path) for _ in range(int(words[2]))]
        print("open", flush=True)
        sys.stdin.read()
        for milter in held:
            milter.close()
    else:
        answers = {"press": press, "feed": feed}[what](path, int(words[2]), int(words[3]))
        print(" ".join(f"{a} {n}" for a, n in sorted(answers.items())))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1:])
