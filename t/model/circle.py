"""The desk as one program without daemons: mails in, what becomes of them and all bytes that go
out (t/model/circle.c)."""

import email
import email.policy
import html
import re
import subprocess


class Letter:
    """One mail of the desk, as its recipient's program decodes it."""

    def __init__(self, fields, raw):
        self.row, self.ticket, self.kind, self.recipient, self.envelope = fields[:5]
        self.raw = raw
        self.mail = email.message_from_bytes(raw, policy=email.policy.default)
        self.id = str(self.mail["Message-ID"] or "").strip()
        self.reply_to = bare(str(self.mail["Reply-To"] or ""))
        self.to_agent = self.kind.startswith("agent-") or self.kind in ("command-result", "digest")

    def texts(self):
        """Where it is, and what somebody can read there: each field and each part, decoded."""
        for name, value in self.mail.items():
            yield name, str(value)
        for part in self.mail.walk():
            if part.is_multipart():
                continue
            name = part.get_filename() or part.get_content_type()
            data = part.get_payload(decode=True) or b""
            text = data.decode(part.get_content_charset() or "utf-8", "replace")
            yield name, text
            if part.get_content_type() == "text/html":
                yield name, html.unescape(re.sub(r"<[^>]*>", "", text))

    def text(self):
        body = self.mail.get_body(("plain",))
        return body.get_content().replace("\r\n", "\n") if body else ""

    def words(self):
        return "\n".join(text for _, text in self.texts())


class Outcome:
    """What the desk did with one mail."""

    def __init__(self):
        self.refused, self.error, self.verdict, self.reason = None, None, None, ""
        self.ticket = self.message = 0
        self.letters, self.unmade = [], []
        self.status = self.assignee = self.requester = None
        self.people, self.messages, self.events = {}, [], []

    def to(self, address, kind=None):
        return [one for one in self.letters
                if one.recipient == address and kind in (None, one.kind)]

    def __str__(self):
        letters = ", ".join(f"{one.kind} to {one.recipient}" for one in self.letters)
        return (f"verdict {self.verdict} #{self.ticket} refused {self.refused} error {self.error} "
                f"because {self.reason}; {letters}; unmade {self.unmade}")


class Circle:
    """The program. conf is the text of the configuration."""

    def __init__(self, program, folder, conf):
        self.folder, self.number = folder, 0
        self.process = subprocess.Popen([program, self.write(conf), folder],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def write(self, conf):
        self.number += 1
        path = f"{self.folder}/desk{self.number}.conf"
        with open(path, "w", encoding="utf-8") as file:
            file.write(conf)
        return path

    def ask(self, *fields, raw=b""):
        line = "\t".join(str(one) for one in fields) + "\n"
        self.process.stdin.write(line.encode() + raw)
        self.process.stdin.flush()
        outcome = Outcome()
        for line in self.process.stdout:
            fields = line.decode("utf-8", "replace").rstrip("\n").split("\t")
            if fields == ["."]:
                return outcome
            self.take(outcome, fields)
        raise EOFError("the desk ended in the middle")

    def take(self, outcome, fields):
        word, fields = fields[0], fields[1:]
        if word == "verdict":
            outcome.verdict, outcome.reason = fields[0], fields[-1]
            outcome.ticket, outcome.message = int(fields[1]), int(fields[2])
        elif word == "letter":
            raw = self.process.stdout.read(int(fields[5]) + 1)[:-1]
            outcome.letters.append(Letter(fields, raw))
        elif word == "unmade":
            outcome.unmade.append(fields)
        elif word == "ticket":
            outcome.status, outcome.assignee, outcome.requester = fields
        elif word == "person":
            outcome.people.setdefault(fields[0], set()).add((fields[1], fields[2] == "yes"))
        elif word == "message":
            outcome.messages.append(fields[1:])
        elif word == "event":
            outcome.events.append(fields)
        else:
            setattr(outcome, word, fields[0])

    def desk(self):
        self.ask("desk")

    def conf(self, text):
        self.ask("conf", self.write(text))

    def mail(self, raw, sender, recipients, login=None):
        return self.ask("mail", len(raw), sender, login or "-", *recipients, raw=raw)

    def ticket(self, number):
        return self.ask("ticket", number)

    def time(self, seconds):
        return self.ask("time", seconds)

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def bare(address):
    return email.utils.parseaddr(address)[1]
