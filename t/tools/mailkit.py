"""What can be said about a mail from its bytes alone, and mails made from a seed.

Written against the definitions, not against the C sources, so that an error in the
sources is not repeated here.
"""

import hashlib
import random
import re
from dataclasses import dataclass, field
from email.utils import formatdate

KEY_FIELDS = (b"message-id", b"from", b"date", b"subject")
TRACE_FIELDS = (b"received", b"return-path", b"delivered-to", b"x-original-to")


def split_mail(raw):
    """The header fields as (lower-case name, value) pairs with their folds, and the body.

    A field's name is what precedes the first colon: bytes 33 to 126, blanks behind it cut.
    Lines without such a name are no fields. The block ends at the first empty line.
    """
    fields, at = [], 0
    while at < len(raw):
        end = line_end(raw, at)
        if raw[at:end] in (b"\r\n", b"\n"):
            return fields, raw[end:]
        while raw[end:end + 1] in (b" ", b"\t"):
            end = line_end(raw, end)
        name, colon, value = raw[at:end].partition(b":")
        name = name.rstrip(b" \t")
        if colon and name and all(33 <= byte <= 126 for byte in name):
            fields.append((name.lower(), value))
        at = end
    return fields, b""


def line_end(raw, at):
    end = raw.find(b"\n", at)
    return len(raw) if end < 0 else end + 1


def header(raw, name):
    """The first value of a header field as text without folds; "" when it is missing."""
    wanted = name.lower().encode()
    for given, value in split_mail(raw)[0]:
        if given == wanted:
            return " ".join(value.decode("utf-8", "replace").split())
    return ""


def bare_id(text):
    """A Message-ID without its angle brackets."""
    found = re.search(r"<([^<>]*)>", text)
    return found.group(1).strip() if found else text.strip()


def without_trace(raw):
    """The mail as its writer made it: without the fields that relays put on top."""
    at = 0
    while at < len(raw):
        name = raw[at:at + 64].split(b":", 1)[0].strip().lower()
        if name not in TRACE_FIELDS:
            return raw[at:]
        at = raw.find(b"\n", at) + 1
        while raw[at:at + 1] in (b" ", b"\t"):
            at = raw.find(b"\n", at) + 1
    return raw


def content_key(raw):
    """The content key in hexadecimal (RULES I2), and whether it is a weak one."""
    fields, body = split_mail(raw)
    first = {}
    for name, value in fields:
        first.setdefault(name, b" ".join(part for part in re.split(rb"[ \t\r\n]+", value) if part))
    digest = hashlib.sha256()
    for name in KEY_FIELDS:
        if first.get(name):
            digest.update(name + b":" + first[name] + b"\n")
    digest.update(b"\n" + body)
    return digest.hexdigest(), not (first.get(b"message-id") or first.get(b"date"))


def sha256(raw):
    return hashlib.sha256(raw).hexdigest()


@dataclass
class Mail:
    """A mail to send, with what is known of it beforehand."""
    data: bytes                 # CRLF lines, dots not stuffed
    mail_from: str              # envelope sender, "" is the null sender
    desk: list                  # recipients that are the desk's
    bystanders: list = field(default_factory=list)
    author: str = ""            # address in From
    kind: str = "person"
    machine: bool = False       # nothing automatic may answer it (I9)
    answers: str = ""           # Message-ID of the desk's mail it replies to
    link: str = ""              # by what it does: token, id, tag
    agent: str = ""             # what an agent wants by it: answer, command, note, forward
    about: str = ""             # the tag that he sets, or whom he forwards it to

    def facts(self):
        key, weak = content_key(self.data)
        return {"key": key, "weak": weak, "sha256": sha256(self.data), "size": len(self.data),
                "mail_from": self.mail_from, "desk": self.desk, "bystanders": self.bystanders,
                "author": self.author, "kind": self.kind, "machine": self.machine,
                "answers": self.answers, "link": self.link, "agent": self.agent,
                "about": self.about,
                "message_id": bare_id(header(self.data, "Message-ID"))}


WORDS = ("printer invoice delivery password account update broken screen order refund colour "
         "Straße Größe café naïve prix возврат заказ 注文 返品 please thanks urgent since "
         "yesterday nothing works any more after the last version").split()

MACHINES = {
    "null-sender": {"mail_from": ""},
    "auto-submitted": {"headers": ["Auto-Submitted: auto-replied"]},
    "list": {"headers": ["List-Id: <talk.lists.example.org>", "Precedence: list"]},
    "bulk": {"headers": ["Precedence: bulk"]},
    "suppressed": {"headers": ["X-Auto-Response-Suppress: All"]},
    "noreply": {"local": "noreply"},
    "owner": {"mail_from": "owner-talk@lists.example.org",
              "headers": ["List-Unsubscribe: <mailto:leave@lists.example.org>"]},
    "nobody": {"mail_from": "", "no_from": True},
    "bounce": {"mail_from": "", "local": "MAILER-DAEMON", "report": True},
}


class MailMaker:
    """Mails in a row; the same seed and the same numbers give the same mails.

    authors: so many people write all of them, ten in a row, 0: each writes one. weak: the share of people's
    mails that has neither Message-ID nor Date.
    """

    filter = "mx.example.com"  # whose results the desk believes

    def __init__(self, seed, desk, aliases=(), tag=None, authors=0, weak=0.08):
        self.seed = seed
        self.desk = desk
        self.aliases = list(aliases)
        self.tag = tag or f"s{seed}"
        self.authors = authors
        self.weak = weak

    def make(self, number):
        dice = random.Random(f"{self.seed}/{number}")
        share = dice.random()
        if share < 0.15:
            return self._machine(dice, number)
        if share < 0.17 and number:
            return self._twin(dice, number)
        return self._person(dice, number)

    def reply(self, number, ack):
        """The answer of a customer to a mail of the desk (its bytes as the sink got them)."""
        dice = random.Random(f"{self.seed}/reply/{number}")
        customer = bare_id(header(ack, "To"))
        token = bare_id(header(ack, "Reply-To")) or bare_id(header(ack, "From"))
        ack_id = bare_id(header(ack, "Message-ID"))
        link = dice.choice(("token", "id", "tag"))
        head = [f"From: {customer}", f"To: {token if link == 'token' else self.desk}",
                f"Subject: {self._reply_subject(header(ack, 'Subject'), link)}",
                f"Message-ID: <reply-{number}.{self.tag}@example.net>", f"Date: {formatdate()}"]
        if link == "id":
            head += [f"In-Reply-To: <{ack_id}>", f"References: <{ack_id}>"]
        data = self._bytes(head, self._text(dice, number))
        return Mail(data, customer, [token if link == "token" else self.desk], author=customer,
                    kind="reply", answers=ack_id, link=link)

    def agent_mail(self, number, notification):
        """What an agent makes of a notification: he answers the customer, commands, leaves a note or
        forwards it, by its reply address or its Message-ID. A filter says that it is his mail."""
        dice = random.Random(f"{self.seed}/agent/{number}")
        agent = bare_id(header(notification, "To"))
        token = bare_id(header(notification, "Reply-To"))
        asked = bare_id(header(notification, "Message-ID"))
        link = dice.choice(("token", "id"))
        what = dice.choice(("answer",) * 4 + ("command", "note", "forward", "snooze"))
        about = {"forward": f"vendor{number}.{self.tag}@example.org"}.get(what, f"t{number}")
        lines = {"answer": [f"#tag {about}", "", f"Answer {number} of {self.tag}."],
                 "command": [f"#tag {about}", "#priority high"],
                 "note": [f"#tag {about}", "#note", "", f"Secret {number} of {self.tag}."],
                 "forward": [f"#forward {about}", "", f"Please look at {number}."],
                 "snooze": [f"#tag {about}", f"#snooze {dice.choice(('30d', '2h'))}"]}[what]
        head = [f"Authentication-Results: {self.filter}; dmarc=pass header.from="
                f"{agent.partition('@')[2]}",
                f"From: {agent}", f"To: {token if link == 'token' else self.desk}",
                f"Subject: Re: {header(notification, 'Subject')}",
                f"Message-ID: <agent-{number}.{self.tag}@example.com>", f"Date: {formatdate()}"]
        if link == "id":
            head += [f"In-Reply-To: <{asked}>", f"References: <{asked}>"]
        data = self._bytes(head, "\r\n".join(lines) + "\r\n")
        return Mail(data, agent, [token if link == "token" else self.desk], author=agent,
                    kind="agent", answers=asked, link=link, agent=what, about=about)

    def _reply_subject(self, subject, link):
        if link == "tag":
            return "AW: " + subject
        return "Re: my question"

    def _person(self, dice, number):
        writer = number // 10 % self.authors if self.authors else number
        author = f"c{writer}.{self.tag}@example.net"
        rcpt, shown, kind = self._recipient(dice)
        bystanders = [f"friend{number}.{self.tag}@example.org"] if dice.random() < 0.08 else []
        head = self._head(dice, number, author, ", ".join([shown] + bystanders))
        if dice.random() < self.weak:
            head = [line for line in head if not line.startswith(("Message-ID:", "Date:"))]
        return Mail(self._bytes(head, self._text(dice, number)), author, [rcpt], bystanders,
                    author=author, kind=kind)

    def _recipient(self, dice):
        """Envelope recipient, address shown in To, and a word for the case."""
        name, domain = self.desk.split("@")
        case = dice.choice(("plain",) * 6 + ("alias", "upper", "extension", "bcc"))
        if case == "alias" and self.aliases:
            alias = dice.choice(self.aliases)
            return alias, alias, case
        if case == "upper":
            return name.upper() + "@" + domain.title(), self.desk, case
        if case == "extension":
            return f"{name}+shop@{domain}", f"{name}+shop@{domain}", case
        if case == "bcc":
            return self.desk, "someone-else@example.org", case
        return self.desk, self.desk, "person"

    def _machine(self, dice, number):
        kind = dice.choice(sorted(MACHINES))
        how = MACHINES[kind]
        author = f"{how.get('local', 'robot')}-{number}.{self.tag}@example.net"
        if "local" in how:
            author = f"{how['local']}@n{number}.{self.tag}.example.net"
        head = self._head(dice, number, author, self.desk) + how.get("headers", [])
        text = self._text(dice, number)
        if how.get("no_from"):
            head = [line for line in head if not line.startswith("From:")]
            author = ""
        if how.get("report"):
            head = [line for line in head if not line.startswith("Content-T")]
            head.append('Content-Type: multipart/report; report-type=delivery-status; '
                        'boundary="=b"')
            text = self._report(text, number)
        return Mail(self._bytes(head, text), how.get("mail_from", author), [self.desk],
                    author=author, kind=kind, machine=True)

    def _twin(self, dice, number):
        """Another author's mail under the Message-ID of an earlier one (I2)."""
        author = f"twin{number}.{self.tag}@example.net"
        head = [line for line in self._head(dice, number, author, self.desk)
                if not line.startswith("Message-ID:")]
        head.append(f"Message-ID: {self._message_id(dice.randrange(number))}")
        return Mail(self._bytes(head, self._text(dice, number)), author, [self.desk],
                    author=author, kind="twin")

    def _message_id(self, number):
        return f"<m{number}.{self.tag}@example.net>"

    def _head(self, dice, number, author, to):
        folded = "\r\n" + dice.choice((" ", "\t", "   ")) if dice.random() < 0.3 else " "
        return ["MIME-Version: 1.0",
                f"Message-ID: {self._message_id(number)}",
                f"Date: {formatdate(1700000000 + number * 61)}",
                f"From: Customer {number} <{author}>",
                f"To: {to}",
                f"Subject: {dice.choice(('Help', 'Question', 'Order'))} {number}{folded}"
                f"{dice.choice(WORDS[:20]).encode('ascii', 'ignore').decode() or 'x'}",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: 8bit"]

    def _text(self, dice, number):
        lines = [f"This is mail {number} of {self.tag}."]
        for _ in range(dice.randrange(1, 40)):
            line = " ".join(dice.choice(WORDS) for _ in range(dice.randrange(0, 60)))
            lines.append(dice.choice(("", "", "", ".", "..", " ", "\t", "> ")) + line)
        return "\r\n".join(lines) + "\r\n" * dice.randrange(1, 3)

    def _report(self, text, number):
        return ("--=b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text +
                "\r\n--=b\r\nContent-Type: message/delivery-status\r\n\r\n"
                "Reporting-MTA: dns; mx.example.net\r\n\r\n"
                f"Final-Recipient: rfc822; gone{number}@example.org\r\n"
                "Action: failed\r\nStatus: 5.1.1\r\n\r\n--=b--\r\n")

    def _bytes(self, head, text):
        return ("\r\n".join(head) + "\r\n\r\n" + text).encode()
