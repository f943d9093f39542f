#!/usr/bin/env python3
"""Searches all that goes to customers and third parties for what stays among agents.

    leaks.py --circle PROGRAM --parse PROGRAM --templates DIR
             [--seed N] [--rounds N] [--only N] [--report] [--keep DIR]

A round is a ticket with notes, each line of which has a secret word, and answers of agents to
whatever mails the desk sends them, as the programs of t/tools/clients.py and the styles of
replies.py write them. Each mail of the desk to somebody else is decoded and searched. What the
usual programs answer must reach the customer: --report counts what does not. Exit status 1:
something leaked, or a sound answer did not go out.
"""

import argparse
import collections
import os
import random
import re
import sys
import tempfile
import urllib.parse

from circle import Circle
import later
import replies

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "tools"))
import clients                                              # noqa: E402

CONF = """hostname = "mx.example.org"
authserv-id = "mx.example.org"
shipped-template-dir = "{templates}"
parse-program = "{parse}"
mailbox "support" {{ address = "support@example.org" aliases = {{"help@example.org"}}
    team = "frontline" }}
team "frontline" {{ members = {{"alice", "bob"}} }}
agent "alice" {{ name = "Alice Roe" addresses = {{"alice.marker@inside.example.com",
    "alice.second@home.example.net"}} login = "alicelogin" signature = "Alice Roe\\nDesk of secrets" }}
agent "bob" {{ name = "Bob Poe" addresses = {{"bob.marker@inside.example.com"}} login = "boblogin" }}
limits {{ notifications-per-hour = 100000 }}
""" + later.CONF
AGENTS = {"alice": ("alice.marker@inside.example.com", "alicelogin", "Alice Roe"),
          "bob": ("bob.marker@inside.example.com", "boblogin", "Bob Poe")}
THIRD = "third@vendor.example.net"
CLIENTS_ABOVE = [name for name in clients.CLIENTS if name != "thunderbird"]
FORBIDDEN = [
    (re.compile(r"(?i)[\w.]*(marker|alice\.second)@[\w.]+"), "an agent's address"),
    (re.compile(r"(?i)alicelogin|boblogin"), "a login"),
    (re.compile("HOPSECRET"), "a Received line"),
    (re.compile(r"(?i)desk of secrets"), "an agent's own signature"),
    (re.compile(r"(?i)reply\s+above\s+this\s+line|antworten sie über dieser"), "the delimiter"),
    (re.compile(r"(?i)is internal and stays"), "the help for agents"),
    (re.compile(r"(?m)^\s*#(resolve|wait|hold|take|assign|watch|tag|priority|merge|split|canned|kb|note)\b(?! are)"),
     "a command of an agent"),
]
SUMMARY = re.compile(r"Assignee:|First response due")
SECRET = re.compile(r"SECRET-(\d+)-\w+")
PRIVATE = re.compile(r"CUSTOMER-(\d+)-\w+")
SAID = re.compile(r"PUBLIC-(\d+)-\w+")
TOKEN = re.compile(r"(?i)\b[rnbmsvu]\d+-[a-z0-9-]*[a-z2-7]{26}@[\w.]+")
MAILTO = re.compile(r"mailto:[^\s\"<>?]+")


def client_mail(name, original, text, agent, seed, **more):
    """What a program of clients.py writes. The caller has fixed who writes."""
    options = argparse.Namespace(sender=f"{agent[2]} <{agent[0]}>", to=[], cc=[], between=[],
                                 attach=[], subject=None, signature=None, no_thread=False,
                                 forward=None)
    for key, value in more.items():
        setattr(options, key, value)
    work = clients.Work(options, original, text)
    work.random = random.Random(seed)
    return clients.CLIENTS[name](work)


class Round(later.Later):
    """One ticket and all that is written on it."""

    def __init__(self, circle, seed, number, leaks, held):
        self.circle, self.number = circle, number
        self.rng = random.Random(f"{seed}/{number}")
        self.customer = f"customer{number}@example.net"
        self.leaks, self.held = leaks, held
        self.ticket, self.inbox = 0, []         # what agents have got: (agent, Letter)
        self.agents, self.surveys, self.is_merged = AGENTS, [], False
        self.count = 0

    # --- looking at what goes out ---

    def find(self, letter, style):
        """What is in it that its recipient may not see. What somebody has picked out and left
        unmarked cannot be told from his own words: lines of a summary, single lines as a list."""
        choices = style[1] if isinstance(style, tuple) and isinstance(style[1], dict) else {}
        is_picked = choices.get("part", "all") != "all"
        is_listed = choices.get("part") == "lines" and choices.get("sign", "") in replies.LISTS
        # What he was answered may be said to him again.
        if letter.kind == "reply" and (is_picked or is_listed):
            self.circle.picked.add(letter.recipient)
        if letter.kind in ("status", "reminder") and letter.recipient in self.circle.picked:
            is_picked = is_listed = True
        for place, text in letter.texts():
            if not is_picked and SUMMARY.search(text):
                yield f"a summary in {place}"
            for pattern, what in FORBIDDEN:
                found = pattern.search(text)
                if found:
                    yield f"{what} in {place}: {found.group(0)!r}"
            found = SECRET.search(text)
            if found and not is_listed:
                yield f"a line of a note in {place}: {found.group(0)!r}"
            for found in [*PRIVATE.finditer(text), *SAID.finditer(text)]:
                if found.group(1) != self.owner(letter):
                    yield f"another ticket's words in {place}: {found.group(0)!r}"
            yield from self.find_signed(place, text, letter)

    def owner(self, letter):
        """The number of the round whose customer gets it; of this one, for a third party."""
        found = re.match(r"customer(\d+)@", letter.recipient)
        return found.group(1) if found else str(self.number)

    def find_signed(self, place, text, letter):
        """Signed addresses, but those of links that are there for him to write to."""
        if place.lower() in ("reply-to", "message-id", "list-unsubscribe"):
            return
        for found in MAILTO.finditer(text):
            address = urllib.parse.unquote(found.group(0)).removeprefix("mailto:")
            if "+" in address and address != letter.reply_to and \
                    not (letter.kind == "survey" and re.match(r"support\+[vu]", address)):
                yield f"a link to {address} in {place}"
        for found in TOKEN.finditer(MAILTO.sub("", text)):
            if found.group(0) not in self.circle.mine.get(letter.recipient, ()):
                yield f"a signed address in {place}: {found.group(0)!r}"

    def take(self, outcome, style):
        for _, _, _, recipient, ident, _ in outcome.unmade:
            self.circle.mine.setdefault(recipient, set()).add(ident)
        for letter in outcome.letters:
            if letter.to_agent:
                name = [n for n, a in AGENTS.items() if a[0] == letter.recipient]
                if name:
                    self.inbox.append((name[0], letter))
                continue
            allowed = self.circle.mine.setdefault(letter.recipient, set())
            allowed.add(letter.id.strip("<>"))
            self.circle.kinds[letter.kind] += 1
            for what in self.find(letter, style):
                self.leaks.append((self.number, style, what, letter))
        if outcome.error:
            self.leaks.append((self.number, style, f"error {outcome.error}", None))
        return outcome

    # --- who writes ---

    def customer_writes(self, text, answer_to=None):
        self.count += 1
        head = [f"From: Jane Customer <{self.customer}>", "To: support@example.org",
                f"Subject: Problem {self.number}", "Date: " + clients.stamp(clients.datetime.now(clients.timezone.utc)),
                f"Message-ID: <c{self.number}.{self.count}.{self.rng.getrandbits(40)}@example.net>"]
        to = "support@example.org"
        if self.number % 4:
            head.insert(0, "Authentication-Results: mx.example.org; dmarc=pass header.from=example.net")
        if answer_to:
            to = answer_to.reply_to
            head.append(f"In-Reply-To: {answer_to.id}")
        raw = "\r\n".join(head + ["", text]).encode()
        return self.take(self.circle.mail(raw, self.customer, [to]), "customer")

    def agent_sends(self, name, raw, recipients, style):
        address, login, _ = AGENTS[name]
        return self.take(self.circle.mail(raw, address, recipients, login), style)

    def secret(self, lines):
        kinds = ["SECRET-{n}-{w} ok", "He owes SECRET-{n}-{w}", "SECRET-{n}-{w}",
                 "The bank of this customer said SECRET-{n}-{w}, so be careful with him.",
                 "* SECRET-{n}-{w} is the password", "    code SECRET-{n}-{w}",
                 "We should never have sold it to him SECRET-{n}-{w} and I would not say so, " * 2]
        return "\n".join(self.rng.choice(kinds).format(n=self.number, w=f"{self.rng.getrandbits(32):08x}")
                         for _ in range(lines))

    def pick_letter(self, kinds=None):
        choices = [one for one in self.inbox if kinds is None or one[1].kind in kinds]
        return self.rng.choice(choices[-6:])

    # --- what happens ---

    def open(self):
        words = "\n".join(f"Line {i} CUSTOMER-{self.number}-{self.rng.getrandbits(24):06x} is broken."
                          for i in range(self.rng.randrange(1, 5)))
        outcome = self.customer_writes("Hello,\n" + words + "\nJane\n")
        self.ticket = outcome.ticket
        self.circle.tickets.append(outcome.ticket)
        self.acks = outcome.to(self.customer)

    def note(self):
        name, letter = self.pick_letter()
        original = clients.Original(letter.raw)
        text = "#note\n" + self.secret(self.rng.randrange(1, 5))
        client = self.rng.choice(CLIENTS_ABOVE)
        raw = client_mail(client, original, text, AGENTS[name], self.rng.random())
        self.agent_sends(name, raw, [letter.reply_to], f"note by {client}")

    def customer_again(self):
        answer_to = self.rng.choice(self.acks) if self.acks else None
        outcome = self.customer_writes(
            f"And CUSTOMER-{self.number}-{self.rng.getrandbits(24):06x} does not work either.\n", answer_to)
        self.acks += outcome.to(self.customer)

    def third_party(self):
        name, letter = self.pick_letter(("agent-new", "agent-update"))
        text = f"#forward {THIRD}\nPlease look at it."
        raw = client_mail("gmail", clients.Original(letter.raw), text, AGENTS[name], self.rng.random())
        outcome = self.agent_sends(name, raw, [letter.reply_to], "forward")
        for sent in outcome.to(THIRD):
            body = f"Our price is {self.secret(2)}\n"
            raw = (f"From: Third <{THIRD}>\r\nTo: {sent.reply_to}\r\nSubject: Re: it\r\n"
                   f"Message-ID: <t{self.number}.{self.rng.getrandbits(40)}@vendor.example.net>\r\n"
                   f"In-Reply-To: {sent.id}\r\n\r\n{body}").encode()
            self.take(self.circle.mail(raw, THIRD, [sent.reply_to]), "third party")

    def sound(self):
        """A usual program, words on top: the customer has to get them."""
        name, letter = self.pick_letter(("agent-new", "agent-update"))
        client = self.rng.choice(list(clients.CLIENTS))
        word = f"PUBLIC-{self.number}-{self.rng.getrandbits(32):08x}"
        text = f"Hello Jane,\n\nplease turn it off and on again: {word}.\nThat helps with most of them.\n\nKind regards\nAlice"
        more = {}
        if self.rng.random() < 0.4:
            more["signature"] = "Alice Roe\nDesk of secrets"
            if name != "alice":
                more["signature"] = "Bob Poe"
        raw = client_mail(client, clients.Original(letter.raw), text, AGENTS[name],
                          self.rng.random(), **more)
        outcome = self.agent_sends(name, raw, [letter.reply_to], f"sound {client}")
        got = [one for one in outcome.to(self.customer, "reply") if word in one.words()]
        self.acks += got
        if not got:
            self.held[client].append((self.number, letter, raw, outcome))
        for one in got:
            if one.text().count("> "):
                self.leaks.append((self.number, f"sound {client}", "quotes of a notification", one))

    def strange(self):
        name, letter = self.pick_letter()
        original = clients.Original(letter.raw)
        word = f"PUBLIC-{self.number}-{self.rng.getrandbits(32):08x}"
        style = replies.Style(self.rng, original, f"Please try this: {word}\nIt should work.\nBye")
        raw = style.mail(AGENTS[name][0], [letter.reply_to])
        outcome = self.agent_sends(name, raw, [letter.reply_to or "support@example.org"],
                                   (letter.kind, style.name, raw))
        self.acks += outcome.to(self.customer, "reply")

    def forward(self):
        name, letter = self.pick_letter()
        original = clients.Original(letter.raw)
        title = self.rng.choice(replies.FORWARDS)
        text = f"FYI\n\n{title}\nFrom: {original.sender}\nTo: {original.to}\n\n{original.text}"
        subject = self.rng.choice(["Fwd: ", "WG: ", "TR: ", "RV: ", "I: ", "ENC: ", "Doorst: ", "PD: ",
                                   "转发: ", "Re: ", "VS: "]) + original.subject
        sender = AGENTS[name][0]
        raw = (f"From: A <{sender}>\r\nTo: {letter.reply_to}\r\nSubject: {subject}\r\n"
               f"Message-ID: <f{self.number}.{self.rng.getrandbits(40)}@example.com>\r\n"
               f"In-Reply-To: {letter.id}\r\nMIME-Version: 1.0\r\n"
               "Content-Type: text/plain; charset=utf-8\r\n\r\n" + text).encode()
        self.agent_sends(name, raw, [letter.reply_to or "support@example.org"], ("forward", raw))

    def again(self):
        """Edited as new, or sent on as it is."""
        name, letter = self.pick_letter()
        sender = AGENTS[name][0]
        raw = letter.raw
        if self.rng.random() < 0.5:
            raw = (f"Resent-From: <{sender}>\r\nResent-To: {letter.reply_to}\r\n").encode() + raw
        else:
            raw = re.sub(rb"(?m)^Message-ID:.*\r\n", b"Message-ID: <again%d@example.com>\r\n"
                         % self.rng.getrandbits(40), raw)
            raw = re.sub(rb"(?ms)^From:.*?\r\n(?=\S)", f"From: A <{sender}>\r\n".encode(), raw, count=1)
            if self.rng.random() < 0.5:
                raw = re.sub(rb"(?m)^(Auto-Submitted|X-Auto-Response-Suppress):.*\r\n", b"", raw)
        self.agent_sends(name, raw, [letter.reply_to or "support@example.org"], ("again", raw))

    def publish(self):
        name, letter = self.pick_letter(("agent-new", "agent-update", "command-result"))
        return name, letter

    def play(self):
        self.open()
        steps = [self.note] + [self.rng.choice(
            [self.note, self.customer_again, self.sound, self.sound, self.strange, self.strange,
             self.strange, self.forward, self.again, self.third_party]) for _ in range(7)]
        for step in steps:
            step()
        self.later()


def play(circle, options):
    leaks, held = [], collections.defaultdict(list)
    numbers = [options.only] if options.only else range(1, options.rounds + 1)
    circle.desk()
    circle.kinds = collections.Counter()
    circle.picked = set()                       # whose answers had lines that somebody picked
    circle.mine, circle.tickets = {}, []        # what each outsider has got: address -> ids
    for number in numbers:
        Round(circle, options.seed, number, leaks, held).play()
    return leaks, held


def tell(leaks, held, options):
    kinds = collections.Counter((what.split(":")[0], str(style)[:40]) for _, style, what, _ in leaks)
    for (what, style), count in kinds.most_common(20 if options.report else 5):
        print(f"# LEAK {count} times: {what}, in {style}")
    for number, style, what, letter in leaks[:50 if options.report else 3]:
        print(f"# LEAK round {number}: {what} to {letter.recipient if letter else '-'}"
              f" ({letter.kind if letter else '-'}), style {style if isinstance(style, str) else style[:2]}")
    for client, cases in held.items():
        print(f"# HELD {client}: {len(cases)} times; round {cases[0][0]}: {cases[0][3]}")
    for i, (number, style, _, letter) in enumerate(leaks[:20] if options.keep else []):
        with open(f"{options.keep}/leak{i}-round{number}.eml", "wb") as file:
            file.write((style[-1] if not isinstance(style, str) else style.encode()) +
                       b"\n=======================\n" + (letter.raw if letter else b""))


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    for name in ("circle", "parse", "templates"):
        parser.add_argument(f"--{name}", required=True)
    for name, value in (("seed", 1), ("rounds", 25), ("only", 0)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--report", action="store_true")
    parser.add_argument("--keep")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        later.furnish(folder)
        circle = Circle(options.circle, folder, CONF.format(templates=options.templates,
                                                            parse=options.parse, folder=folder))
        leaks, held = play(circle, options)
        circle.end()
    tell(leaks, held, options)
    if options.report:
        print("# " + ", ".join(f"{count} {kind}" for kind, count in sorted(circle.kinds.items())))
    print(f"# {options.rounds} rounds, {len(leaks)} leaks, {sum(map(len, held.values()))} held")
    sys.exit(1 if leaks or held else 0)


if __name__ == "__main__":
    main()
