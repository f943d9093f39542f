#!/usr/bin/env python3
"""Lives of tickets in eight languages, all at the same time, at the desk of t/4760-life-in-languages.sh.

  life.py LANGUAGE...      $DESK is its folder, $DESK_SMTP and $DESK_RELAY are the ports of its Postfix, $DESK_WIRE is the one
                           where deskpost believes it to be: what it says there is looked at as it goes by

Prints a line for each fact:

  mails LANGUAGE WORD...   how many mails of each kind its customer has got
  votes LANGUAGE TICKET SCORE WORDS   the ticket that he has been asked about, and what he said last
  wrong LANGUAGE WORDS     what is not as it should be
  wire NUMBER              so many mails went by

All mails are in $DESK/mails afterwards, as LANGUAGE-NUMBER-KIND.eml.
"""
import collections
import concurrent.futures
import email.headerregistry
import email.message
import email.policy
import email.utils
import functools
import os
import re
import smtplib
import socket
import struct
import sys
import threading
import time

import lifemail
import lifewords

DESK = os.environ["DESK"]
MAILBOX = "life@example.com"
AGENT = "alice@example.com"
PATIENCE = 20
TEN_HOURS = 10 * 3600
FIVE_DAYS = 5 * 24 * 3600


class Wire:
    """Stands between deskpost and Postfix, and keeps what the former says."""

    def __init__(self, port, behind):
        self.said, self.behind = [], behind
        self.server = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            client, _ = self.server.accept()
            server = socket.create_connection(("127.0.0.1", self.behind))
            said = bytearray()
            self.said.append(said)
            for source, sink, keep in ((client, server, said), (server, client, bytearray())):
                threading.Thread(target=self.carry, args=(source, sink, keep), daemon=True).start()

    @staticmethod
    def carry(source, sink, keep):
        try:
            while part := source.recv(65536):
                keep += part
                sink.sendall(part)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def mails(self):
        """(recipients, bytes with dots unstuffed) of each mail; what is wrong with the lines comes as a string."""
        for said in self.said:
            rest, rcpts = bytes(said), []
            while rest:
                line, _, rest = rest.partition(b"\r\n")
                if line.upper().startswith(b"RCPT TO:"):
                    rcpts.append(re.search(rb"<(.*)>", line)[1].decode())
                if line.upper() != b"DATA":
                    continue
                data, _, rest = rest.partition(b"\r\n.\r\n")
                bare = data.replace(b"\r\n", b"")
                if b"\r" in bare or b"\n" in bare:
                    yield "O1: a line on the wire does not end with CR LF"
                if re.search(rb"(?m)^\.(?!\.)", data):
                    yield "O1: a dot on the wire is not stuffed"
                yield rcpts, re.sub(rb"(?m)^\.\.", b".", data) + b"\r\n"
                rcpts = []


class Maildir:
    """New mails of an address, in the order of their arrival, whoever asks."""

    def __init__(self, address):
        self.folder, self.read, self.lock = f"{DESK}/mail/{address}/new", {}, threading.Lock()

    def mails(self):
        with self.lock:
            names = os.listdir(self.folder) if os.path.isdir(self.folder) else []
            for name in sorted(set(names) - set(self.read), key=self.arrival):
                with open(f"{self.folder}/{name}", "rb") as file:
                    self.read[name] = file.read()
            return list(self.read.values())

    @staticmethod
    def arrival(name):
        found = re.match(r"(\d+)\..*M(\d+)", name)
        return int(found[1]), int(found[2])


def ahead():
    """By how many seconds the clocks of the desk are."""
    with open(f"{DESK}/clocks", "rb") as file:
        return struct.unpack("qq", file.read())[0]


def turn(seconds):
    """So much time passes at once at the desk."""
    late = ahead() + seconds
    with open(f"{DESK}/clocks", "r+b", buffering=0) as file:
        file.write(struct.pack("qq", late, late))


def wait(what, find):
    """What find() finds, as soon as it does."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := find():
            return found
        time.sleep(0.05)
    raise TimeoutError(f"waited in vain for {what}")


def post(sender, to, subject, text, fields=()):
    """A mail that our filter has proved; its Message-ID."""
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    name, address = sender
    domain = address.partition("@")[2]
    mail["Authentication-Results"] = f"mx.example.com; dmarc=pass header.from={domain}"
    mail["From"] = email.utils.formataddr(sender) if name.isascii() else str(
        email.headerregistry.Address(name, addr_spec=address))
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = email.utils.formatdate(time.time() + ahead())
    mail["Message-ID"] = email.utils.make_msgid(domain=domain)
    for field, value in fields:
        mail[field] = value
    mail.set_content(text)
    with smtplib.SMTP("127.0.0.1", int(os.environ["DESK_SMTP"]), timeout=60) as server:
        server.sendmail(address, [to], mail.as_bytes())
    return mail["Message-ID"]


class Life:
    """Of one customer, and three tickets of his."""

    notices = Maildir(AGENT)

    def __init__(self, language):
        words = lifewords.PEOPLE[language]
        self.language, self.words, self.name = language, words, words["name"]
        self.address, self.mailbox = f"{language}@example.net", MAILBOX
        self.box = Maildir(self.address)
        self.letters = []
        self.subjects, self.merged = {}, {}
        self.known = collections.defaultdict(list)  # by ticket, the ids of the mails that he wrote or got
        self.secrets = [AGENT, "alice", "Please reply above this line", "X-Desk-", "life+n",
                        "Authentication-Results"] + [other["name"] for other in lifewords.PEOPLE.values()
                                                     if other is not words]
        self.wrong = []

    # ---- what he gets ----

    def read(self):
        for raw in self.box.mails()[len(self.letters):]:
            letter = lifemail.Letter(raw, self.language)
            self.letters.append(letter)
            if letter.ticket not in self.known:
                self.known[letter.ticket] = self.known.pop("", [])
                self.subjects[letter.ticket] = self.subjects.pop("")
            self.wrong += [f"{letter.kind}: {words}" for words in lifemail.check(letter, self)]
            self.known[letter.ticket].append(letter.id)
        return self.letters

    def gets(self, *kinds):
        """Waits until he has got these in addition to what he had, in any order; the first of them."""
        had = len(self.letters)
        try:
            wait("mail", lambda: len(self.read()) >= had + len(kinds))
        except TimeoutError:
            pass
        new = {letter.kind: letter for letter in self.letters[had:]}
        if sorted(letter.kind for letter in self.letters[had:]) != sorted(kinds):
            raise TimeoutError(f"expected {kinds}, got {[letter.kind for letter in self.letters[had:]]}")
        return new[kinds[0]]

    # ---- what he does ----

    def asks(self, subject, text):
        """A new ticket."""
        self.subjects[""] = subject
        sent = post((self.name, self.address), MAILBOX, subject, text, WITHOUT_CLD2 and [("Content-Language", self.language)])
        self.known[""] = [sent]
        return self.gets("ack")

    def sends(self, letter, to, subject, text):
        sent = post((self.name, self.address), to, subject, text,
                    [("In-Reply-To", letter.id), ("References", f"{letter.mail['References']} {letter.id}")])
        self.known[letter.ticket].append(sent)

    def opens(self, letter, about):
        """Sends what one of its links opens."""
        [(to, fields)] = letter.links(about)
        self.sends(letter, to, fields.get("subject", ""), fields.get("body", ""))

    # ---- what alice does ----

    def notice(self, ticket):
        for raw in self.notices.mails():
            mail = email.message_from_bytes(raw, policy=email.policy.default)
            if f"[#{ticket}]" in str(mail["Subject"]):
                return mail
        return None

    def agent(self, ticket, text):
        notice = wait(f"the notification of {ticket}", lambda: self.notice(ticket))
        post(("Alice Roe", AGENT), notice["Reply-To"].addresses[0].addr_spec, f"Re: {notice['Subject']}", text,
             [("In-Reply-To", notice["Message-ID"])])

    # ---- the life ----

    def begin(self):
        first, _, third = self.words["asks"]
        ticket = self.asks(*first).ticket
        self.agent(ticket, "#take")
        self.gets("assigned")
        self.agent(ticket, "#status in-progress")
        self.gets("in-progress")
        other = self.asks(*third).ticket
        self.merged[other] = ticket
        self.agent(other, f"#merge {ticket}")
        self.gets("merged")
        self.agent(ticket, f"#hold 2030-12-03 09:00: {self.words['reason']}")
        held = self.gets("on-hold")
        self.must("the reason", self.words["reason"], held)
        self.must("the year", "2030", held)
        self.agent(ticket, self.words["answer"])
        self.must("the answer", self.words["answer"], self.gets("reply"))
        self.agent(ticket, "#resolve")
        resolved = self.gets("resolved")
        self.must("the solution", self.words["answer"], resolved)
        self.opens(resolved, "#reopen")
        self.gets("result")
        self.agent(ticket, f"#resolve\n\n{self.words['solution']}")
        solved = self.gets("answer")
        self.must("the solution", self.words["solution"], solved)
        self.sends(solved, solved.reply_to, f"Re: {solved.subject}", self.words["again"])
        self.gets("reopened")
        self.agent(ticket, "#close")
        self.gets("closed")

    def write_late(self):
        """In the evening, and wait for an answer in vain."""
        waiting = self.asks(*self.words["asks"][1]).ticket
        self.agent(waiting, self.words["answer"])
        self.gets("reply")

    def end(self):
        reminder = self.gets("reminder", "survey")
        self.must("the answer", self.words["answer"], reminder)
        survey = [letter for letter in self.letters if letter.kind == "survey"][0]
        self.opens(reminder, "#close")
        self.gets("result")
        self.opens(survey, "5")
        self.sends(survey, survey.reply_to, f"Re: {survey.subject}", f"4\n\n{self.words['comment']}\n")
        print("votes", self.language, survey.ticket, 4, self.words["comment"])

    def must(self, what, words, letter):
        for part in (letter.text, letter.page.text):
            if lifemail.squeezed(words) not in lifemail.squeezed(part):
                self.wrong.append(f"{letter.kind}: {what} is missing")

    def live(self, part):
        try:
            part(self)
        except (TimeoutError, smtplib.SMTPException, ValueError, KeyError) as error:
            self.wrong.append(f"{part.__name__}: {type(error).__name__}: {error}")

    def keep(self):
        os.makedirs(f"{DESK}/mails", exist_ok=True)
        for number, letter in enumerate(self.letters, 1):
            with open(f"{DESK}/mails/{self.language}-{number:02}-{letter.kind}.eml", "wb") as file:
                file.write(letter.raw)
        counts = collections.Counter(letter.kind for letter in self.read())
        print("mails", self.language, *(f"{kind}={counts[kind]}" for kind in sorted(counts)))


def compare(wire, lives):
    """Each mail that went by is in one Maildir, as it was."""
    letters = {letter.own: life for life in lives for letter in life.letters}
    count = 0
    for mail in wire.mails():
        if isinstance(mail, str):
            yield mail
            continue
        rcpts, data = mail
        if rcpts == [AGENT]:
            continue
        count += 1
        life = letters.pop(data.replace(b"\r\n", b"\n"), None)
        if not life or rcpts != [life.address]:
            yield f"a mail to {rcpts} is in no Maildir of his"
    if letters:
        yield f"{len(letters)} mails have not come by the wire"
    print("wire", count)


def main(languages):
    wire = Wire(int(os.environ["DESK_WIRE"]), int(os.environ["DESK_RELAY"]))
    lives = [Life(language) for language in languages]
    with concurrent.futures.ThreadPoolExecutor(len(lives)) as pool:
        for part, passes in ((Life.begin, TEN_HOURS), (Life.write_late, FIVE_DAYS), (Life.end, 0)):
            list(pool.map(functools.partial(Life.live, part=part), lives))
            turn(passes)
    for life in lives:
        life.keep()
        for words in life.wrong:
            print("wrong", life.language, words)
    for words in compare(wire, lives):
        print("wrong all", words)


if __name__ == "__main__":
    WITHOUT_CLD2 = os.environ.get("DESK_WITHOUT_CLD2", "")
    main(sys.argv[1:])
