#!/usr/bin/env python3
"""Lives of tickets, made from a seed: mails and changes that bring every kind of mail to customers
into the outbox, while something else kills whoever sends them.

  lives.py [options] -- DESKCTL...        DESKCTL is how deskctl is called, with its configuration

Each customer has a ticket, and each ticket one of the ways below, in turn. The mails go in by
"deskctl deliver"; the log has one JSON line for each, as the sender's (t/tools/sender.py). Prints
how many of what, and ends with status 1 when a call of deskctl failed.
"""

import argparse
import collections
import concurrent.futures
import json
import random
import subprocess
import sys
import threading
import time

import mailkit
from deskstore import open_store

AGENT = "alice@example.com"
TAKEN = """SELECT c.address AS address, t.id AS ticket, o.kind AS kind, o.reply_to AS reply_to
           FROM ticket t JOIN contact c ON c.id = t.requester
           LEFT JOIN outbox o ON o.ticket = t.id AND o.kind IN ('ack', 'agent-new')"""
LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "pl", "ja")


class Life:
    """One customer and his ticket."""

    def __init__(self, number, machine):
        self.number = number
        self.address = f"c{number}@example.net"
        self.machine = machine
        self.ticket = 0
        self.reply_to = {}  # kind of the desk's mail -> address for answers


class Desk:
    """Calls deskctl, and writes down what was sent."""

    def __init__(self, options):
        self.options, self.lock = options, threading.Lock()
        self.log = open(options.log, "a", encoding="utf-8", buffering=1)
        self.count, self.failures = collections.Counter(), []

    def call(self, words, data=None):
        done = subprocess.run([*self.options.deskctl, *words], input=data, capture_output=True,
                              check=False)
        if done.returncode:
            self.failures.append(f"{' '.join(words)}: {done.stderr.decode().strip()}")

    def mail(self, life, author, to, text, fields=(), **facts):
        with self.lock:
            self.count["mails"] += 1
            number = self.count["mails"]
        domain = author.partition("@")[2]
        head = [f"From: {author}", f"To: {to}", f"Subject: Question {life.number}",
                f"Message-ID: <{self.options.seed}.{number}@client.example.net>",
                f"Authentication-Results: mx.example.com; dmarc=pass header.from={domain}", *fields]
        data = "\r\n".join([*head, "", *text.split("\n"), ""]).encode()
        mail = mailkit.Mail(data, author, [to], author=author, machine=life.machine, **facts)
        self.call(["deliver", "--mail-from", author, "--rcpt", to], data)
        line = mail.facts() | {"n": number, "outcome": "accepted", "attempts": 1, "unsure": 0}
        with self.lock:
            self.log.write(json.dumps(line) + "\n")

    def set(self, life, *words):
        with self.lock:
            self.count["changes"] += 1
        self.call(["ticket", "set", str(life.ticket), *words])

    def answer(self, life, text):
        self.mail(life, AGENT, life.reply_to["agent-new"], text)

    def say(self, life, text, fields=()):
        self.mail(life, life.address, life.reply_to["ack"], text, fields)


# ---- what becomes of a ticket; each yields where the customer's second half begins ----

def taken_back(desk, life):
    """Resolved by mistake, taken up, and resolved."""
    desk.set(life, "--status", "resolved")
    desk.set(life, "--status", "open")
    desk.set(life, "--status", "in-progress")
    yield
    desk.set(life, "--status", "resolved")


def unanswered(desk, life):
    """Asked something, reminded, and closed by time."""
    desk.answer(life, "Which one is it?")
    yield


def solved(desk, life):
    """Resolved by an answer; he comes back, and it is resolved again."""
    desk.answer(life, "#resolve\n\nIt was the cable.")
    yield
    desk.say(life, "It is not solved at all.")
    desk.set(life, "--status", "resolved")


def hurried(desk, life):
    """Many changes at once, which are one mail or two."""
    for words in (("--assignee", "alice"), ("--status", "in-progress"), ("--status", "on-hold"),
                  ("--status", "open"), ("--status", "resolved")):
        desk.set(life, *words)
    yield


def commanded(desk, life):
    """He asks, closes and opens it himself."""
    desk.say(life, "#status")
    yield
    desk.say(life, "#close")
    desk.set(life, "--status", "open")
    desk.set(life, "--status", "closed")


WAYS = (taken_back, unanswered, solved, hurried, commanded)


def find_tickets(options, lives):
    reader = open_store(options.store)
    by_address = {life.address: life for life in lives}
    try:
        for row in reader.tables({"rows": TAKEN})["rows"]:
            life = by_address[row["address"]]
            life.ticket = row["ticket"]
            life.reply_to[row["kind"]] = row["reply_to"]
    finally:
        reader.close()


def begin(desk, life):
    fields = [f"Content-Language: {LANGUAGES[life.number % len(LANGUAGES)]}"]
    if life.machine:
        fields.append("Auto-Submitted: auto-generated")
    desk.mail(life, life.address, desk.options.desk, "Please help.", fields)


def live(options):
    desk = Desk(options)
    dice = random.Random(options.seed)
    lives = [Life(number, number % 11 == 10) for number in range(options.tickets)]
    with concurrent.futures.ThreadPoolExecutor(options.workers) as pool:
        list(pool.map(lambda life: begin(desk, life), lives))
        find_tickets(options, lives)
        ways = []
        for life in lives:
            way = WAYS[life.number % len(WAYS)]
            # Nobody answers a machine by mail here: all changes but the answers are the same.
            if life.machine and way in (unanswered, solved, commanded):
                way = hurried
            ways.append((life, way(desk, life)))
        dice.shuffle(ways)
        list(pool.map(lambda pair: next(pair[1], None), ways))
        time.sleep(options.pause)
        list(pool.map(lambda pair: next(pair[1], None), ways))
    print(", ".join(f"{count} {what}" for what, count in desk.count.items()))
    for text in desk.failures[:10]:
        print(text)
    return 1 if desk.failures else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--store", required=True, help="its address")
    parser.add_argument("--log", required=True)
    parser.add_argument("--desk", required=True, help="address of the mailbox")
    parser.add_argument("--tickets", type=int, default=50)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--pause", type=float, default=0, help="seconds before the second half")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("deskctl", nargs="+")
    return live(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
