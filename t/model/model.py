#!/usr/bin/env python3
"""Plays generated conversations to the desk and to the reference, and compares.

    model.py --drive PROGRAM [--seed N] [--conversations N] [--jobs N] [--only N] [--plant NAME]

Conversations are numbered from 1; which desk one belongs to hangs on the seed alone. --only plays
the desk of one conversation as far as that goes, and shows what happened in it. --plant puts
a mistake into the reference, which has to be noticed. Exit status 1: there was a disagreement.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor

from conversations import GAP, World, Conversation
from mails import Letter
from reference import Answer, Reference, Sent, key_of
from invariants import Invariants

# What a customer is told of changes is no matter of threading and trust.
CONF = """hostname = "mx.example.org"
authserv-id = "mx.example.org"
agent-trust = {trust}
mailbox "support" {{
  updates = none
  address = "support@example.org"
  aliases = {{"help@example.org"}}
  team = "frontline"
}}
mailbox "billing" {{ updates = none address = "billing@example.org" team = "back" }}
team "frontline" {{ members = {{"alice", "carol"}} }}
team "back" {{ members = {{"alice", "bob"}} }}
agent "alice" {{ addresses = {{"alice@example.org", "alice@home.example.net"}} login = "alice" }}
agent "bob" {{ addresses = {{"bob@example.org"}} login = "bob" }}
agent "carol" {{ addresses = {{"carol@example.org"}} login = "carol" notify = none }}
monitor "watch" {{
  senders = {{"watch@monitor.example.net"}}
  key = '([a-z]+[0-9]+/[a-z]+) is (?:down|up)'
  recovery = 'is up'
}}
"""
PLANNED = ("ack", "agent-alarm")    # mails whose refusal is compared as well
SHOWN = 3                           # disagreements that are told in full


class Disagreement(Exception):
    """The desk and the reference differ; args[0] says in what."""


class Drive:
    """The desk: commands in, what they did out."""

    def __init__(self, program, folder, trust):
        conf = f"{folder}/{trust}.conf"
        with open(conf, "w", encoding="utf-8") as file:
            file.write(CONF.format(trust=trust))
        store = tempfile.mkdtemp(dir=folder)
        self.process = subprocess.Popen([program, conf, store], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)

    def ask(self, *fields, raw=b""):
        line = "\t".join(str(one) for one in fields) + "\n"
        self.process.stdin.write(line.encode() + raw)
        self.process.stdin.flush()
        lines = []
        for line in self.process.stdout:
            line = line.decode("utf-8", "replace").rstrip("\n").split("\t")
            if line == ["."]:
                return lines
            lines.append(line)
        raise Disagreement("the desk ended in the middle")

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def rows(lines, word):
    return [line[1:] for line in lines if line[0] == word]


class Play:
    """One desk, its conversations interleaved."""

    def __init__(self, seed, number, first, crowd, drives, plants):
        self.world = World(f"{seed}/{number}", 3 + crowd // 3)
        self.reference = Reference(self.world.desk, plants)
        self.drive = drives["token" if self.world.desk.token_is_enough else "authenticated"]
        self.conversations = [Conversation(self.world, first + i) for i in range(crowd)]
        self.invariants = Invariants(self.world.desk)
        self.held = []              # (uid, number) of held messages
        self.mails = 0
        self.steps = 0
        self.watch = 0
        self.command("desk")

    def run(self, watch=0):
        """Until the end, or until the watched conversation's last step."""
        self.watch = watch
        living = list(self.conversations)
        while living and (not watch or watch in [one.number for one in living]):
            one = self.world.pick(living)
            for step in one.step():
                self.take(one, step)
            one.steps -= 1
            if one.steps <= 0:
                living.remove(one)

    def take(self, conversation, step):
        self.steps += 1
        try:
            if isinstance(step, Letter):
                self.mail(conversation, step)
            else:
                getattr(self, step[0])(*step[1:])
        except Disagreement as found:
            found.args += (conversation.number, self.steps)
            raise
        if self.watch == conversation.number and not isinstance(step, Letter):
            print(f"# step {self.steps}: {step}")

    def command(self, *fields, raw=b""):
        lines = self.drive.ask(*fields, raw=raw)
        for (what,) in rows(lines, "error"):
            raise Disagreement(f"the desk says: {what}")
        broken = self.invariants.broken(fields, lines)
        if broken:
            raise Disagreement("; ".join(broken), "\n".join(" | ".join(line) for line in lines))
        return lines

    # Commands.

    def ticket(self, uid):
        return self.reference.ticket(uid)

    def status(self, uid, status):
        ticket = self.ticket(uid)
        if ticket and not ticket.merged_into:
            self.command("status", ticket.number, status, self.world.now)
            self.reference.change_status(ticket, status, self.world.now)

    def merge(self, uid, into):
        ticket = self.ticket(uid)
        into = self.reference.final(self.ticket(into))
        if ticket and into and not ticket.merged_into and ticket is not into:
            lines = self.command("merge", ticket.number, into.number, self.world.now)
            answer = self.reference.merge(ticket, into, self.world.now)
            self.compare_amended("merge", answer, lines)

    def approve(self):
        uid, number = self.world.pick(self.held) or (0, 0)
        ticket = self.ticket(uid)
        if ticket:
            self.held.remove((uid, number))
            lines = self.command("approve", ticket.number, number, self.world.now)
            answer = self.reference.approve(ticket, number, self.world.now)
            self.compare_amended("approve", answer, lines)

    def compare_amended(self, what, answer, lines):
        found = compare_queued(answer, lines) + self.compare_ticket(answer, lines)
        if found:
            told = tell_ticket(self, answer.ticket, lines)
            raise Disagreement("; ".join([what] + found), "\n".join(told))
        self.note_rows(lines)

    def send(self, uid, kind, address):
        ticket = self.ticket(uid)
        if ticket:
            self.note_rows(self.command("send", ticket.number, kind, address, self.world.now))

    def backup(self):
        self.command("backup")
        self.reference.backup()

    def restore(self):
        self.command("restore", GAP)
        self.reference.restore()
        self.held = []
        # Whether the backup knew somebody who has got his first mail since only the desk can say.
        state = self.reference.state
        self.world.out = [one for one in self.world.out if one.person in state.known or
                          not self.ticket(one.ticket)]

    # Mails.

    def mail(self, conversation, letter):
        self.mails += 1
        raw = letter.bytes()
        lines = self.command("mail", len(raw), letter.arrived, letter.sender, letter.login or "-",
                             *letter.recipients, raw=raw)
        answer = self.reference.judge(letter)
        differences = self.compare(letter, answer, lines)
        if self.watch == conversation.number or differences:
            told = tell(self, letter, raw, answer, lines)
            if not differences:
                print("\n".join(f"# {line}" for line in told.split("\n")))
        if differences:
            raise Disagreement("; ".join(differences), told)
        self.note_rows(lines)
        ticket = answer.ticket
        if answer.kind == "held":
            number = int(rows(lines, "verdict")[0][2])
            self.held.append((ticket.uid, number))
        if answer.kind not in ("refused", "bystander", "duplicate", "returned"):
            self.reference.state.mails[-1].number = int(rows(lines, "verdict")[0][2])
            shown = ticket.uid if ticket and answer.kind != "event" else 0
            self.world.letters.append((letter, shown))
        if answer.kind == "new" and conversation.customer == letter.identity:
            conversation.uids.append(ticket.uid)

    def compare(self, letter, answer, lines):
        """What differs, in words."""
        (verdict,) = rows(lines, "verdict")
        found = differ("verdict", verdict[0], answer.kind)
        if found or answer.kind in ("refused", "bystander", "returned"):
            return found
        if answer.kind != "duplicate":
            found += differ("machine", tuple(rows(lines, "machine")[0]), (
                letter.kind, "words" if letter.by_words else "sure",
                "may" if letter.answerable else "silent"))
            found += differ("assurance", rows(lines, "assurance")[0][0],
                            self.reference.assurance(letter))
        number = int(verdict[1])
        if answer.kind == "new":
            if number in self.world.numbers.values():
                return found + [f"ticket {number} is not new"]
            answer.ticket.number = self.world.numbers[answer.ticket.uid] = number
        found += differ("ticket", number, answer.ticket.number if answer.ticket else 0)
        if answer.kind in ("append", "held"):
            found += differ("link", verdict[3], answer.link)
        found += differ("plans", sorted((kind, key_of(to) or "-", why != "-")
                                        for kind, to, why in rows(lines, "plan")
                                        if kind in PLANNED),
                        sorted((kind, key_of(to or "") or "-", bool(why))
                               for kind, to, why in answer.plans))
        found += compare_queued(answer, lines)
        return found or self.compare_ticket(answer, lines)

    def compare_ticket(self, answer, lines):
        ticket = answer.ticket
        if not ticket:
            return []
        (shown,) = rows(lines, "ticket")
        found = differ("status", shown[1], ticket.status)
        found += differ("requester", shown[2], ticket.requester or "-")
        found += differ("priority", shown[4], ticket.priority)
        found += differ("team", shown[5], ticket.team or "-")
        found += differ("assignee", shown[6], ticket.assignee or "-")
        found += differ("tags", {one[0] for one in rows(lines, "tag")} - {"new-subject"},
                        ticket.tags)
        found += differ("people", {one[0]: one[1:] for one in rows(lines, "person")},
                        {key: [role, "yes" if sure else "no"]
                         for key, (role, sure) in ticket.people.items()})
        found += differ("deliveries", {int(row): word for row, word in rows(lines, "delivery")},
                        {mail.row: mail.delivery for mail in self.reference.state.sent
                         if mail.ticket == ticket.uid and mail.delivery != "unknown"})
        if answer.kind == "new":
            found += differ("subject", " ".join(shown[3].split()), " ".join(ticket.subject.split()))
            found += differ("ties", {(int(one[1]), one[2]) for one in rows(lines, "tie")
                                     if int(one[0]) == ticket.number},
                            {(self.world.numbers[uid], word) for uid, word in ticket.ties})
        return found

    def note_rows(self, lines):
        """The mails of the desk, whose tokens can be answered from now on."""
        for row in rows(lines, "row"):
            row, number, kind, _, key, message_id, reply_to, envelope, note_to = row[:9]
            ticket = self.reference.numbered(int(number))
            sent = Sent(kind, ticket.uid, key, self.world.now, ticket.subject, message_id,
                        envelope.lower(), reply_to, row=int(row))
            self.reference.queued(sent)
            self.world.out.append(sent)
            self.note_token(message_id.partition("@")[0], "m", ticket, key)
            self.note_token(extension(reply_to), "r", ticket, key)
            self.note_token(extension(note_to), "n", ticket, key)
            self.note_token(extension(envelope), "b", ticket, key)

    def note_token(self, text, purpose, ticket, key):
        if text:
            self.reference.note_token(text, purpose, ticket, key)


def compare_queued(answer, lines):
    return differ("queued", sorted((one[2], key_of(one[3])) for one in rows(lines, "row")),
                  sorted([(kind, key_of(to)) for kind, to, why in answer.plans if not why] +
                         [(kind, key_of(to)) for kind, to in answer.mails]))


def extension(address):
    return address.rpartition("@")[0].partition("+")[2]


def differ(what, desk, reference):
    return [] if desk == reference else [f"{what}: desk {desk}, reference {reference}"]


def tell_ticket(play, ticket, lines):
    """What both know of the ticket, and what the desk has said."""
    state = play.reference.state
    uid = ticket.uid if ticket else 0
    return [
        f"           {ticket}",
        f"           deeds {[deed[1:] for deed in state.deeds if deed[0] == uid]}",
        f"           sent {[(one.kind, one.person, one.at) for one in state.sent if one.ticket == uid]}",
        *("desk:      " + " | ".join(line) for line in lines)]


def tell(play, letter, raw, answer, lines):
    """Both answers and the mail."""
    ticket = answer.ticket
    return "\n".join([
        f"step {play.steps}: from <{letter.sender}> login {letter.login} "
        f"to {' '.join(letter.recipients)} at {letter.arrived}",
        f"reference: {answer.kind} ticket {ticket.number if ticket else 0} link {answer.link} "
        f"plans {answer.plans} mails {answer.mails} ({answer.why})",
        *tell_ticket(play, ticket, lines),
        *("    " + line for line in raw.decode().rstrip().split("\r\n"))])


def plan(seed, conversations):
    """(number of the desk, its first conversation, how many): one in twelve is crowded."""
    sizes = random.Random(f"{seed}/plan")
    number, first = 1, 1
    while first <= conversations:
        crowd = min(250 if sizes.random() < 0.02 else 1 + sizes.randrange(8),
                    conversations - first + 1)
        yield number, first, crowd
        number, first = number + 1, first + crowd


def play_one(options, drives, number, first, crowd):
    """(conversations, mails, what is told of a disagreement or None)"""
    play = Play(options.seed, number, first, crowd, drives, options.plant)
    try:
        play.run(options.only)
    except Disagreement as found:
        return 0, play.mails, describe(options, found)
    return crowd, play.mails, None


def describe(options, found):
    what, *told, conversation, step = found.args
    head = f"DISAGREEMENT seed {options.seed} conversation {conversation} step {step}: {what}"
    alone = (f"alone: python3 t/model/model.py --drive t/model/drive --seed {options.seed} "
             f"--conversations {options.conversations} --only {conversation}")
    return "\n".join(f"# {line}" for line in [head, *"\n".join(told).split("\n"), alone])


def play_share(options, desks):
    """The desks of one process, one after the other."""
    with tempfile.TemporaryDirectory(prefix="desk-model.") as folder:
        drives = {word: Drive(options.drive, folder, word) for word in ("token", "authenticated")}
        results = [play_one(options, drives, *one) for one in desks]
        for drive in drives.values():
            drive.end()
    return results


def run(options):
    started = time.monotonic()
    desks = [one for one in plan(options.seed, options.conversations)
             if not options.only or one[1] <= options.only < one[1] + one[2]]
    desks.sort(key=lambda one: -one[2])
    jobs = min(options.jobs, len(desks))
    if jobs == 1:
        results = play_share(options, desks)
    else:
        with ProcessPoolExecutor(jobs) as pool:
            shares = [pool.submit(play_share, options, desks[i::jobs]) for i in range(jobs)]
            results = [one for share in shares for one in share.result()]
    told = [found for _, _, found in results if found]
    print("\n".join(told[:SHOWN]), end="\n" if told else "")
    print(f"# seed {options.seed}: {sum(one[0] for one in results)} conversations and "
          f"{sum(one[1] for one in results)} mails compared, {len(told)} of {len(desks)} desks "
          f"disagreed, {time.monotonic() - started:.0f} s")
    return bool(told)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drive", required=True)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--conversations", type=int, default=1500)
    parser.add_argument("--only", type=int, default=0)
    parser.add_argument("--plant", action="append", default=[])
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    sys.exit(run(parser.parse_args()))


if __name__ == "__main__":
    main()
