#!/usr/bin/env python3
"""Runs every example of desk-commands(7) against a desk, and tells what came of it.

  manual.py PAGE words            the commands of the page: "agent #resolve", "customer #close" ...
  manual.py PAGE examples         each example on a line: section, command, before, afterwards
  manual.py PAGE run              plays them; a line for each thing that the page promises:
                                  "ok" or "not ok", the command, the promise, what was found

run needs a desk as t/lib/agents.sh makes it, its programs and folder in the environment: DESK,
DESK_SMTP, DESK_SUBMISSION, DESK_CTL (a command line), and AGENT_PASSWORD, that of alice.
"""
import email
import email.policy
import email.utils
import glob
import json
import os
import re
import shlex
import smtplib
import subprocess
import sys
import time
from dataclasses import dataclass, field

CUSTOMER, AGENT = "jane@example.net", "alice@example.com"
OLDER = 7  # tickets that somebody opened earlier: the page speaks of the last of them


@dataclass
class Example:
    section: str
    command: str
    text: str = ""
    before: list = field(default_factory=list)
    afterwards: list = field(default_factory=list)
    ticket: int = 0
    id: str = ""
    reply: str = ""
    ack: object = None     # what the customer got of its ticket
    notice: object = None  # the mail that is answered
    outbox: set = field(default_factory=set)  # what had gone out of its ticket before

    @property
    def by_customer(self):
        return "the customer writes" in self.before

    @property
    def on_its_own(self):
        return "a mail of its own" in self.before

    def below(self):
        """What is under the commands."""
        lines = self.text.split("\n")
        while lines and (not lines[0].strip() or re.match(r"#[^#]", lines[0])):
            lines.pop(0)
        return "\n".join(lines)


def read_page(path):
    """The examples in the order of the page."""
    examples, section, item, literal = [], "", "", None
    for line in open(path, encoding="utf-8").read().split("\n"):
        if literal is not None:
            if line == ".Ed":
                if examples and section.startswith(("COMMANDS", "LINES", "TEXT")):
                    examples[-1].text = "\n".join(literal)
                literal = None
            else:
                literal.append(re.sub(r"^\\&", "", line))
        elif line.startswith(".Bd -literal"):
            literal = []
            examples.append(Example(section, item))
        elif line.startswith(".Sh "):
            section, item = line[4:], ""
        elif line.startswith(".It "):
            item = line[4:].removeprefix("Ic ").split(" ")[0] if line.startswith(".It Ic") else line[4:]
        elif line.startswith(".D1 Before: "):
            examples[-1].before = line.removeprefix(".D1 Before: ").split("; ")
        elif line.startswith(".D1 Afterwards: "):
            examples[-1].afterwards = line.removeprefix(".D1 Afterwards: ").split("; ")
    return [e for e in examples if e.section.startswith(("COMMANDS", "LINES", "TEXT"))]


# --- the desk ------------------------------------------------------------------------------


def ctl(*words):
    """deskctl, what it prints as JSON."""
    done = subprocess.run([*shlex.split(os.environ["DESK_CTL"]), *map(str, words), "--json"],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"deskctl {' '.join(map(str, words))}: {done.stderr}")
    return json.loads(done.stdout)


class Maildirs:
    """Mails as they come in; each file is read once."""

    def __init__(self):
        self.mails = {}

    def look(self, address):
        for path in glob.glob(f"{os.environ['DESK']}/mail/{address}/new/*"):
            if path not in self.mails:
                with open(path, "rb") as file:
                    mail = email.message_from_binary_file(file, policy=email.policy.default)
                mail.owner, mail.path = address, path
                self.mails[path] = mail
        return [mail for mail in self.mails.values() if mail.owner == address]

    def on_ticket(self, address, ticket):
        return [m for m in self.look(address) if f"[#{ticket}]" in str(m["Subject"])]

    def wait(self, address, ticket, end):
        """The first of a ticket, up to that moment."""
        while not self.on_ticket(address, ticket) and time.monotonic() < end:
            time.sleep(0.05)
        return next(iter(self.on_ticket(address, ticket)), None)


def text_of(mail):
    body = mail.get_body(("plain",))
    return body.get_content().replace("\r\n", "\n") if body else ""


class Post:
    """Mails to the desk: customers' from outside, those of alice at the submission service."""

    def __init__(self):
        self.outside = smtplib.SMTP("127.0.0.1", int(os.environ["DESK_SMTP"]))
        self.inside = smtplib.SMTP("127.0.0.1", int(os.environ["DESK_SUBMISSION"]))
        self.inside.starttls()
        self.inside.login("alice", os.environ["AGENT_PASSWORD"])
        self.count = 0

    def mail(self, sender, to, subject, text, *fields):
        self.count += 1
        identity = f"{os.getpid()}.{self.count}@client.{sender.strip('>').rpartition('@')[2]}"
        head = [f"From: {sender}", f"To: {to}", f"Subject: {subject}", f"Message-ID: <{identity}>",
                f"Date: {email.utils.formatdate()}", *fields]
        return identity, ("\r\n".join(head) + "\r\n\r\n" + text.replace("\n", "\r\n") + "\r\n").encode()

    def customer(self, sender, to, subject, text, *fields):
        identity, mail = self.mail(sender, to, subject, text, *fields)
        self.outside.sendmail(email.utils.parseaddr(sender)[1], [to], mail)
        return identity

    def agent(self, to, subject, text, *fields):
        """The Message-ID, and what the server said."""
        identity, mail = self.mail(f"Alice Roe <{AGENT}>", to, subject, text, *fields)
        try:
            self.inside.sendmail(AGENT, [to], mail)
            return identity, "250"
        except smtplib.SMTPDataError as error:
            self.inside.rset()
            return identity, f"{error.smtp_code} {error.smtp_error.decode()}"


def answers(mail):
    return (f"In-Reply-To: {mail['Message-ID']}", f"References: {mail['Message-ID']}")


def address(mail):
    """Where an answer to it goes."""
    return mail["Reply-To"].addresses[0].addr_spec


class Play:
    def __init__(self, examples):
        self.examples, self.boxes, self.post = examples, Maildirs(), Post()
        self.sheets = {}

    # --- before ----------------------------------------------------------------------------

    def open_tickets(self):
        for number in range(1, OLDER + 1):
            self.post.customer(CUSTOMER, "support@example.com", f"Older matter {number}",
                               "The warranty of the printer is over.")
        subjects = {}
        for number, example in enumerate(self.examples):
            if not example.on_its_own:
                subjects[f"Matter {number}"] = example
                self.post.customer(f"Jane Doe <{CUSTOMER}>", "support@example.com", f"Matter {number}",
                                   f"The words of matter {number}.")
        for ticket in ctl("ticket", "list", "--limit", 500):
            if ticket["subject"] in subjects:
                subjects[ticket["subject"]].ticket = ticket["id"]
        end = time.monotonic() + 20
        for example in subjects.values():
            example.ack = self.boxes.wait(CUSTOMER, example.ticket, end)
            example.notice = example.ack if example.by_customer else \
                self.boxes.wait(AGENT, example.ticket, end)
            if example.notice is None:
                print("not ok", example.command, "a mail that can be answered", "none came", sep="\t")

    def prepare(self, example):
        for what in example.before:
            word, _, value = what.partition(" ")
            if word == "status":
                ctl("ticket", "set", example.ticket, "--status", value)
            elif word == "tag":
                ctl("ticket", "set", example.ticket, "--tag", value)
            elif word == "watcher":
                ctl("ticket", "watch", example.ticket, value.lstrip("+"))
            elif what == "a second message":
                self.post.customer(CUSTOMER, address(example.ack), "Re: more",
                                   "There is more to it.", *answers(example.ack))
            elif what == "a held message":
                self.post.customer("carol@example.net", address(example.ack), "Re: more",
                                   "I am her colleague.", *answers(example.ack))
            elif what == "a note":
                self.post.agent(address(example.notice), "Re: note", f"#note\nThe note of {example.ticket}.",
                                *answers(example.notice))
            elif what == "alice is away":
                ctl("agent", "away", "alice")
            elif what not in ("the customer writes", "a mail of its own"):
                sys.exit(f"{example.command}: nothing known of \"{what}\"")

    # --- what it does ------------------------------------------------------------------------

    def send(self, example):
        example.outbox = self.outgoing(example)
        if example.on_its_own:
            example.id, example.reply = self.post.agent("support@example.com", "A mail of its own",
                                                        example.text)
        elif example.by_customer:
            example.id = self.post.customer(CUSTOMER, address(example.notice), "Re: matter",
                                            example.text, *answers(example.notice))
        else:
            quote = "\n".join("> " + line for line in text_of(example.notice).split("\n"))
            example.id, example.reply = self.post.agent(
                address(example.notice), f"Re: {example.notice['Subject']}",
                f"{example.text}\n\n{example.notice['From'].addresses[0].display_name} wrote:\n{quote}",
                *answers(example.notice))

    def outgoing(self, example):
        """The ids of the outgoing mails that there are of its ticket."""
        if not example.ticket:
            return set()
        return {row["id"] for row in ctl("ticket", "show", example.ticket)["outbox"]}

    def settle(self):
        end = time.monotonic() + 30
        while time.monotonic() < end:
            if not any(ctl("outbox", "list", "--state", s) for s in ("queued", "leased")):
                queue = f"{os.environ['DESK']}/queue"
                if not [p for d in ("maildrop", "incoming", "active", "deferred")
                        for p in glob.glob(f"{queue}/{d}/**", recursive=True) if os.path.isfile(p)]:
                    return
            time.sleep(0.1)
        sys.exit("the mails do not settle")

    # --- afterwards --------------------------------------------------------------------------

    def caused(self, example, address):
        """Mails that it caused to somebody: those of the outbox that name it as their cause."""
        messages = [each["message"] for each in ctl("trace", example.id)]
        rows = [row for row in ctl("outbox", "list", "--limit", 1000)
                if row["cause"] in messages and row["recipient"] == address]
        ids = {f"<{row['message_id']}>" for row in rows}
        return [mail for mail in self.boxes.look(address) if mail["Message-ID"] in ids]

    def new_mails(self, example, address):
        """Mails of the ticket to somebody that were not there before."""
        if not example.ticket:
            return []
        ids = {f"<{row['message_id']}>" for row in self.sheet(example)["outbox"]
               if row["id"] not in example.outbox}
        return [mail for mail in self.boxes.look(address) if mail["Message-ID"] in ids]

    def sheet(self, example):
        """All that the desk tells of its ticket, asked once."""
        if example.ticket not in self.sheets:
            if not example.ticket:
                raise LookupError("it has no ticket")
            self.sheets[example.ticket] = ctl("ticket", "show", example.ticket)
        return self.sheets[example.ticket]

    def judge(self, example, promise):
        """None when it is so, else what is found instead."""
        for pattern, test in self.TESTS:
            match = re.fullmatch(pattern, promise)
            if match:
                try:
                    return test(self, example, *match.groups())
                except LookupError as error:
                    return str(error)
        return "nobody knows how to look for that"

    def field(self, example, name, value):
        ticket = self.sheet(example)
        return None if str(ticket[name] or "none") == value else f"{name} {ticket[name]}"

    def tag(self, example, sign, word):
        tags = self.sheet(example)["tags"]
        return None if (word in tags) == (sign == "+") else f"tags {tags}"

    def cc(self, example, sign, address):
        people = {p["address"]: p for p in self.sheet(example)["participants"]}
        there = address in people and people[address]["confirmed"]
        return None if there == (sign == "+") else f"people {people}"

    def watcher(self, example, sign, name):
        watchers = self.sheet(example)["watchers"]
        return None if (name in watchers) == (sign == "+") else f"watchers {watchers}"

    def put_off(self, example):
        wake = self.sheet(example)["wake"]
        return None if wake else "no time to wake"

    def merged(self, example, into):
        ticket = self.sheet(example)
        found = f"{ticket['status']} {ticket['merged_into']}"
        return None if found == f"merged {into}" else found

    def linked(self, example, other):
        ties = self.sheet(example)["ties"]
        return None if any(int(other) in (t["ticket"], t["other"]) for t in ties) else f"ties {ties}"

    def split(self, example, number):
        ticket = self.sheet(example)
        ties = [t for t in ticket["ties"] if t["kind"] == "split"]
        inside = [m["text"] for m in ticket["messages"]]
        if len(ties) != 1 or any("There is more to it." in text for text in inside):
            return f"ties {ticket['ties']}, messages {inside}"
        made = ctl("ticket", "show", ties[0]["ticket"])
        return None if "There is more to it." in made["messages"][0]["text"] else f"{made['messages']}"

    def note(self, example):
        messages = self.sheet(example)["messages"]
        last = messages[-1]
        right = last["direction"] == "note" and example.below() in last["text"]
        return None if right else f"the last message is {last['direction']}: {last['text']}"

    def not_held(self, example):
        held = [m["sequence"] for m in self.sheet(example)["messages"] if m["held"]]
        return f"held: {held}" if held else None

    def gets(self, example, text, customer=CUSTOMER):
        mails = self.new_mails(example, customer)
        if len(mails) != 1:
            return f"{len(mails)} mails"
        return None if text.strip() in text_of(mails[0]) else text_of(mails[0])

    def gets_text(self, example):
        owner = next((p.split()[-1] for p in example.afterwards if p.startswith("a ticket of ")), CUSTOMER)
        return self.gets(example, example.below(), owner)

    def gets_nothing(self, example):
        mails = self.new_mails(example, CUSTOMER)
        return "\n".join(map(text_of, mails)) or None

    def mail_to(self, example, name):
        """It tells something: the text below the command, where there is one."""
        mails = self.caused(example, AGENT if name == "alice" else name)
        if not mails:
            return "none came"
        text = text_of(mails[0])
        tells = example.below() in text if example.below() else len(text.split("\n")) > 6 and "Nothing found" not in text
        return None if tells else text

    def refused(self, example, line):
        return None if re.match(rf"55\d .*line {line}\b", example.reply) else example.reply

    def ticket_of(self, example, address):
        tickets = ctl("ticket", "list", "--requester", address)
        if len(tickets) != 1:
            return f"{len(tickets)} tickets"
        example.ticket, example.outbox = tickets[0]["id"], set()
        return None

    def agent_state(self, example, state):
        away = [a["away"] for a in ctl("agent", "list") if a["name"] == "alice"][0]
        return None if (away is not None) == (state == "away") else f"away: {away}"

    def agent_gets(self, example, word):
        found = [a.get("notify") for a in ctl("agent", "list") if a["name"] == "alice"][0]
        return None if found == word else f"notify: {found}"

    TESTS = [
        (r"(status|priority|category|team|assignee|language) (\S+)", field),
        (r"tag ([+-])(\S+)", tag),
        (r"cc ([+-])(\S+)", cc),
        (r"watcher ([+-])(\S+)", watcher),
        (r"put off", put_off),
        (r"merged into (\d+)", merged),
        (r"linked to (\d+)", linked),
        (r"message (\d+) on a ticket of its own", split),
        (r"the text is a note", note),
        (r"nothing is held", not_held),
        (r"the customer gets the text", gets_text),
        (r"the customer gets nothing", gets_nothing),
        (r"the customer gets the canned text",
         lambda self, e: self.gets(e, "Dear Jane Doe, please switch it off and on again.")),
        (r"the customer gets the article", lambda self, e: self.gets(e, "and follow the mail.")),
        (r"the customer gets the note", lambda self, e: self.gets(e, f"The note of {e.ticket}.")),
        (r"the customer gets (.*)", gets),
        (r"a mail to (\S+)", mail_to),
        (r"refused line (\d+)", refused),
        (r"a ticket of (\S+)", ticket_of),
        (r"alice is (away|here)", agent_state),
        (r"alice gets (\S+)", agent_gets),
    ]

    def tell(self, example):
        self.sheets.clear()
        for promise in example.afterwards:
            found = self.judge(example, promise)
            print("not ok" if found else "ok", example.command, promise,
                  (found or "").replace("\n", " / "), sep="\t", flush=True)

    def run(self):
        """What stands alone comes last, one after the other: it changes how alice hears of things."""
        self.open_tickets()
        together = [e for e in self.examples if not e.on_its_own and e.notice is not None]
        for example in together:
            self.prepare(example)
        self.settle()
        for example in together:
            self.send(example)
        self.settle()
        for example in together:
            self.tell(example)
        for example in [e for e in self.examples if e.on_its_own]:
            self.prepare(example)
            self.send(example)
            self.settle()
            self.tell(example)


def main(page, what):
    examples = read_page(page)
    if what == "words":
        for example in examples:
            if example.section.startswith("COMMANDS"):
                who = "customer" if example.by_customer else "agent"
                print(who, example.command)
    elif what == "examples":
        for e in examples:
            print(e.section, e.command, "; ".join(e.before), "; ".join(e.afterwards), sep=" | ")
    else:
        Play(examples).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
