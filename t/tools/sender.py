#!/usr/bin/env python3
"""An SMTP sender that behaves like a mail server with a queue: it tries again.

Mails come from a seed (mailkit). A 4xx, a refused or lost connection puts a mail back; a 250
after the dot ends it, a 5xx ends it too. One JSON line for each mail that came to an end:
"outcome" is accepted, rejected or gave-up (deadline). "unsure" counts the tries that ended
after the dot without a 250: the other side may have stored the mail all the same. A mail that
is sent again after its 250 (--replay) has a line for each time, and one that is sent in several
copies at once (--copies) a line for each copy.

With several gateways every try goes to the next of them, as with several MX hosts, and the answer
to an ack to another one than made it.
"""

import argparse
import heapq
import json
import os
import random
import socket
import sys
import threading
import time

import mailkit


class Refused(Exception):
    """A 5xx."""


class Trouble(Exception):
    """Anything after which to try again; sent says whether the dot was sent."""

    def __init__(self, text, sent=False):
        super().__init__(text)
        self.sent = sent


class Connection:
    """One SMTP session; every method raises Trouble or Refused."""

    def __init__(self, host, port, timeout):
        try:
            self.socket = socket.create_connection((host, port), timeout)
            self.file = self.socket.makefile("rb")
            self.expect(b"2")
            self.command("EHLO client.example.net", b"2")
        except OSError as error:
            raise Trouble(str(error)) from error

    def close(self):
        try:
            self.socket.sendall(b"QUIT\r\n")
            self.socket.close()
        except OSError:
            pass

    def expect(self, wanted, sent=False):
        try:
            line = self.file.readline()
            text = line
            while line[3:4] == b"-":
                line = self.file.readline()
                text += line
        except OSError as error:
            raise Trouble(str(error), sent) from error
        if not line.endswith(b"\n"):
            raise Trouble("connection lost", sent)
        answer = text.decode("utf-8", "replace").strip()
        if line[:1] == b"5":
            raise Refused(answer)
        if line[:1] != wanted:
            raise Trouble(answer, sent)
        return answer

    def command(self, text, wanted):
        try:
            self.socket.sendall(text.encode() + b"\r\n")
        except OSError as error:
            raise Trouble(str(error)) from error
        return self.expect(wanted)

    def deliver(self, mail):
        self.command(f"MAIL FROM:<{mail.mail_from}>", b"2")
        for rcpt in mail.desk + mail.bystanders:
            self.command(f"RCPT TO:<{rcpt}>", b"2")
        self.command("DATA", b"3")
        data = mail.data.replace(b"\r\n.", b"\r\n..")
        data = b"." + data if data.startswith(b".") else data
        data += b"" if data.endswith(b"\r\n") else b"\r\n"
        try:
            self.socket.sendall(data + b".\r\n")
        except OSError as error:
            raise Trouble(str(error), sent=True) from error
        return self.expect(b"2", sent=True)


class Gate:
    """Where mails are sent to: a port of 127.0.0.1 and, of several, the name of the host."""

    def __init__(self, text):
        port, _, self.name = text.partition("=")
        self.port = int(port)


class Item:
    """A mail in the queue."""

    def __init__(self, number, mail, again=0, turn=0):
        self.number, self.mail = number, mail
        self.again = again  # times it is sent once more after its 250
        self.turn = turn    # which gateway is next
        self.attempts = self.unsure = 0
        self.error = ""


class Queue:
    """Mails by the time of their next try."""

    def __init__(self):
        self.heap, self.serial, self.open = [], 0, 0
        self.changed = threading.Condition()

    def add(self, item, delay=0.0, fresh=True):
        with self.changed:
            self.serial += 1
            self.open += fresh
            heapq.heappush(self.heap, (time.monotonic() + delay, self.serial, item))
            self.changed.notify()

    def take(self, deadline):
        """The next due mail, or None when the deadline has come first."""
        with self.changed:
            while True:
                now = time.monotonic()
                if now >= deadline:
                    return None
                if self.heap and self.heap[0][0] <= now:
                    return heapq.heappop(self.heap)[2]
                until = min(self.heap[0][0], deadline) if self.heap else deadline
                self.changed.wait(min(until - now, 0.2))

    def finished(self):
        with self.changed:
            self.open -= 1
            self.changed.notify_all()

    def drain(self):
        with self.changed:
            rest = [entry[2] for entry in self.heap]
            self.heap.clear()
            return rest


class Pool:
    """The connections of one thread, at most one to each gateway."""

    def __init__(self, options):
        self.options = options
        self.open = {}  # gateway -> connection and how many mails have gone by it

    def get(self, gate):
        if gate not in self.open:
            self.open[gate] = [Connection("127.0.0.1", gate.port, self.options.timeout), 0]
        return self.open[gate][0]

    def used(self, gate):
        self.open[gate][1] += 1
        if self.open[gate][1] >= self.options.reuse:
            self.drop(gate)

    def drop(self, gate):
        if gate in self.open:
            self.open.pop(gate)[0].close()

    def close(self):
        for gate in list(self.open):
            self.drop(gate)


class Sender:
    def __init__(self, options):
        self.options = options
        self.dice = random.Random(options.seed)
        self.deadline = time.monotonic() + options.deadline
        self.log = open(options.log, "w", encoding="utf-8", buffering=1)
        self.lock = threading.Lock()
        self.queue = Queue()
        self.stop = threading.Event()
        self.tally = {"accepted": 0, "rejected": 0, "gave-up": 0}

    def write(self, item, outcome, answer="", gate=""):
        line = item.mail.facts() | {
            "n": item.number, "outcome": outcome, "at": time.time(), "attempts": item.attempts,
            "unsure": item.unsure, "answer": answer, "gate": gate, "last_error": item.error}
        with self.lock:
            self.tally[outcome] += 1
            self.log.write(json.dumps(line) + "\n")

    def work(self):
        pool = Pool(self.options)
        while not self.stop.is_set():
            item = self.queue.take(min(self.deadline, time.monotonic() + 0.5))
            if item is None:
                if time.monotonic() >= self.deadline:
                    break
                continue
            gate = self.options.port[item.turn % len(self.options.port)]
            item.turn += 1
            item.attempts += 1
            try:
                self.offer(pool.get(gate), item, gate.name)
                pool.used(gate)
            except (Trouble, Refused) as error:
                self.failed(item, error)
                pool.drop(gate)
        pool.close()

    def offer(self, connection, item, gate):
        answer = connection.deliver(item.mail)
        self.write(item, "accepted", answer, gate)
        if item.again:
            item.again -= 1
            item.attempts = item.unsure = 0
            self.queue.add(item, self.dice.uniform(0, 1), fresh=False)
        else:
            self.queue.finished()

    def failed(self, item, error):
        item.error = str(error)
        if isinstance(error, Refused):
            self.write(item, "rejected", str(error))
            self.queue.finished()
            return
        item.unsure += error.sent
        wait = self.options.backoff * min(2 ** (item.attempts - 1), 16)
        self.queue.add(item, self.dice.uniform(0.5, 1.5) * wait, fresh=False)

    def line_up(self, number, mail):
        options = self.options
        again = self.chosen("replay", number, options.replay)
        copies = options.copies if self.chosen("copies", number, options.copied) else 1
        delay = (number - number % options.burst) / options.rate if options.rate else 0
        for copy in range(copies):
            self.queue.add(Item(number, mail, again, number + copy), delay)

    def chosen(self, what, number, share):
        return random.Random(f"{self.options.seed}/{what}/{number}").random() < share

    def run(self):
        options = self.options
        maker = mailkit.MailMaker(options.seed, options.desk, options.alias, options.tag,
                                  options.authors, options.weak)
        threads = [threading.Thread(target=self.work) for _ in range(options.connections)]
        for thread in threads:
            thread.start()
        for number in range(options.mails):
            self.line_up(number, maker.make(number))
        replies = Replies(self, maker)
        while time.monotonic() < self.deadline:
            replies.look()
            if self.queue.open == 0 and (replies.enough() or replies.late()):
                break
            time.sleep(0.05)
        self.stop.set()
        for thread in threads:
            thread.join()
        for item in self.queue.drain():
            self.write(item, "gave-up")
        print(json.dumps(self.tally | {"replies": replies.made, "acts": replies.acted}))
        return 0 if self.tally["gave-up"] == 0 and replies.enough() else 1


class Replies:
    """Reads the sink's log as it grows. Answers some acks as their customers would, and does with
    some notifications what their agents would."""

    def __init__(self, sender, maker):
        self.sender, self.maker = sender, maker
        options = sender.options
        self.wanted = int(options.mails * options.replies) if options.sink_log else 0
        self.acted_wanted = int(options.mails * options.acts) if options.sink_log else 0
        self.made, self.acted = 0, 0
        self.seen, self.quiet_since = set(), time.monotonic()
        self.at = 0

    def enough(self):
        return self.made >= self.wanted and self.acted >= self.acted_wanted

    def late(self):
        return time.monotonic() - self.quiet_since > self.sender.options.reply_wait

    def look(self):
        if self.sender.queue.open:
            self.quiet_since = time.monotonic()
        if self.enough() or not os.path.exists(self.sender.options.sink_log):
            return
        with open(self.sender.options.sink_log, "rb") as file:
            file.seek(self.at)
            fresh = file.read()
        fresh = fresh[:fresh.rfind(b"\n") + 1]
        self.at += len(fresh)
        for line in fresh.splitlines():
            self.answer(json.loads(line))

    def answer(self, came):
        to_agent = bool(set(came["rcpts"]) & set(self.sender.options.agent))
        ours = came["auto_submitted"] and came["outcome"] == "accepted"
        enough = self.acted >= self.acted_wanted if to_agent else self.made >= self.wanted
        if enough or not ours or came["message_id"] in self.seen:
            return
        self.seen.add(came["message_id"])
        with open(os.path.join(self.sender.options.sink_folder, came["file"]), "rb") as file:
            data = mailkit.without_trace(file.read())
        if to_agent:
            self.act(came, data)
        else:
            self.reply(came, data)

    def reply(self, came, data):
        mail = self.maker.reply(self.made, data)
        self.sender.queue.add(Item(f"reply-{self.made}", mail, turn=self.elsewhere(came)))
        self.made += 1

    def act(self, came, data):
        """Only on what is about a ticket: the rest has a Subject without a tag."""
        if "[#" not in mailkit.header(data, "Subject"):
            return
        mail = self.maker.agent_mail(self.acted, data)
        again = self.sender.chosen("replay-agent", self.acted, self.sender.options.replay_acts)
        self.sender.queue.add(Item(f"agent-{self.acted}", mail, again, self.elsewhere(came)))
        self.acted += 1

    def elsewhere(self, came):
        """The first gateway that is not the host which made this ack."""
        host = came["message_id"].rpartition("@")[2]
        names = [gate.name for gate in self.sender.options.port]
        return next((turn for turn, name in enumerate(names) if name != host), 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=Gate, action="append", required=True, metavar="PORT[=HOST]",
                        help="where to send to; several: gateways that take turns")
    parser.add_argument("--log", required=True)
    parser.add_argument("--desk", required=True, help="address of the mailbox")
    parser.add_argument("--alias", action="append", default=[], help="another address of it")
    parser.add_argument("--mails", type=int, default=400)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tag", help="makes the mails unlike those of another run")
    parser.add_argument("--rate", type=float, default=0, help="mails a second; 0: no limit")
    parser.add_argument("--burst", type=int, default=10, help="with --rate: mails at a time")
    parser.add_argument("--reuse", type=int, default=5, help="mails of one connection")
    parser.add_argument("--replay", type=float, default=0.03, help="share sent once more")
    parser.add_argument("--copies", type=int, default=2, help="of a mail that is copied")
    parser.add_argument("--copied", type=float, default=0, help="share sent so often at once")
    parser.add_argument("--authors", type=int, default=0, help="so many write all; 0: a mail each")
    parser.add_argument("--weak", type=float, default=0.08, help="share without Message-ID and Date")
    parser.add_argument("--replies", type=float, default=0.1, help="share of acks answered")
    parser.add_argument("--agent", action="append", default=[], help="address of an agent")
    parser.add_argument("--acts", type=float, default=0, help="agents' mails, as a share of --mails")
    parser.add_argument("--replay-acts", type=float, default=0.2, help="share of them sent again")
    parser.add_argument("--sink-log", help="where the acks are written down")
    parser.add_argument("--sink-folder", help="where their bytes are")
    parser.add_argument("--reply-wait", type=float, default=20, help="seconds to wait for acks")
    parser.add_argument("--backoff", type=float, default=0.1, help="seconds to the second try; doubles up to 16 times that")
    parser.add_argument("--timeout", type=float, default=30, help="seconds for one answer")
    parser.add_argument("--deadline", type=float, default=300, help="seconds for all")
    options = parser.parse_args()
    if bool(options.sink_log) != bool(options.sink_folder):
        parser.error("--sink-log and --sink-folder belong together")
    return Sender(options).run()


if __name__ == "__main__":
    sys.exit(main())
