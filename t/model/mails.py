"""Mails as what they are meant to say, and as the bytes that say it.

A Letter holds the meaning: the reference judges by that and never reads the bytes, the desk
gets the bytes alone. Addresses are (name, address) pairs; ids have no <>.
"""

from dataclasses import dataclass, field
from email.header import Header
from email.utils import formatdate

DESK = "mx.example.org"


@dataclass
class Letter:
    arrived: int = 0                # microseconds
    written: int = 0                # what Date says
    sender: str = ""                # of the envelope; "" is the null sender
    login: str | None = None
    recipients: list = field(default_factory=list)
    author: list = field(default_factory=list)      # From
    author_raw: str | None = None   # what stands in From when that is no list of mailboxes
    reply_to: list = field(default_factory=list)
    to: list = field(default_factory=list)
    cc: list = field(default_factory=list)
    subject: str = ""
    message_id: str = ""            # "" when it has none that is well formed
    message_id_raw: str | None = None
    in_reply_to: list = field(default_factory=list)
    references: list = field(default_factory=list)  # oldest first
    thread_raw: list = field(default_factory=list)  # further field lines about threads
    date: str = ""
    body: str = "Good morning,\r\nthe printer on the second floor is out of paper.\r\n"
    commands: list = field(default_factory=list)    # (verb, what stands behind it)
    says: bool = True               # there is text below the commands
    kind: str = "human"             # as the machine that wrote it
    by_words: bool = False
    answerable: bool = True         # its header permits automatic answers (L1)
    verdicts: list = field(default_factory=list)    # Authentication-Results, from the top down
    extra: list = field(default_factory=list)       # further fields: (name, value)
    returned: str = ""              # Message-ID of the mail that a report is about
    report: str = ""                # "failed", "delayed", "delivered", "displayed", "abuse"
    about: str = ""                 # the address that a report is about

    @property
    def identity(self):
        """The one whole mailbox of From, or None."""
        if self.author_raw is None and len(self.author) == 1 and "@" in self.author[0][1]:
            return self.author[0][1]
        return None

    def told(self):
        """The commands, and below them the text."""
        lines = "".join(f"#{verb} {rest}".rstrip() + "\r\n" for verb, rest in self.commands)
        return lines + (self.body if self.says else "")

    def content(self):
        """What makes it this mail (I2)."""
        return (self.message_id_field(), self.from_field(), self.date, self.subject, self.told(),
                self.report, self.returned, self.about)

    def message_id_field(self):
        if self.message_id_raw is not None:
            return self.message_id_raw
        return f"<{self.message_id}>" if self.message_id else ""

    def from_field(self):
        return self.author_raw if self.author_raw is not None else mailboxes(self.author)

    def fields(self):
        lines = [("Authentication-Results", f"{v.server}; {v.text()}") for v in self.verdicts]
        lines += [("From", self.from_field()), ("To", mailboxes(self.to)),
                  ("Cc", mailboxes(self.cc)), ("Reply-To", mailboxes(self.reply_to)),
                  ("Subject", encoded(self.subject)), ("Date", self.date),
                  ("Message-ID", self.message_id_field())]
        lines += [("In-Reply-To", ids(self.in_reply_to)), ("References", ids(self.references))]
        return [(name, value) for name, value in lines + self.thread_raw + self.extra if value]

    def bytes(self):
        head = "".join(f"{name}: {value}\r\n" for name, value in self.fields())
        kind, body = "text/plain; charset=utf-8", self.told()
        if self.report:
            kind, body = report_body(self)
        head += f"MIME-Version: 1.0\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: 8bit\r\n"
        return (head + "\r\n" + body).encode()


@dataclass
class AuthResult:
    """One Authentication-Results field with one result."""
    server: str
    method: str
    result: str
    domain: str

    def text(self):
        place = "header.from" if self.method == "dmarc" else "header.d"
        return f"{self.method}={self.result} {place}={self.domain}"


def mailboxes(pairs):
    return ", ".join(f"{name} <{address}>" if name else address for name, address in pairs)


def encoded(text):
    return text if text.isascii() else Header(text, "utf-8", maxlinelen=70).encode(linesep="\r\n")


def ids(values):
    return "\r\n ".join(f"<{value}>" for value in values)


def date_of(arrived):
    return formatdate(arrived / 1_000_000)


STATUS = {"failed": "5.1.1", "delayed": "4.4.7", "delivered": "2.0.0"}


def report_body(letter):
    """The body of a delivery report, a receipt or a complaint (RFC 3464, 8098, 5965)."""
    if letter.report in STATUS:
        name, facts = "delivery-status", (
            "Reporting-MTA: dns; mx.example.com\r\n\r\n"
            f"Final-Recipient: rfc822; {letter.about}\r\nAction: {letter.report}\r\n"
            f"Status: {STATUS[letter.report]}\r\n")
    elif letter.report == "displayed":
        name, facts = "disposition-notification", (
            f"Final-Recipient: rfc822; {letter.about}\r\n"
            f"Original-Message-ID: <{letter.returned}>\r\n"
            "Disposition: manual-action/MDN-sent-manually; displayed\r\n")
    else:
        name, facts = "feedback-report", (
            "Feedback-Type: abuse\r\nUser-Agent: loop/1\r\nVersion: 1\r\n")
    returned = f"Message-ID: <{letter.returned}>\r\n" if letter.returned else ""
    parts = [("text/plain; charset=utf-8", letter.body), (f"message/{name}", facts),
             ("text/rfc822-headers" if name != "feedback-report" else "message/rfc822",
              f"{returned}From: support@example.org\r\nTo: {letter.about}\r\nSubject: Hello\r\n"
              + ("\r\nHello.\r\n" if name == "feedback-report" else ""))]
    body = "".join(f"--edge\r\nContent-Type: {kind}\r\n\r\n{text}\r\n" for kind, text in parts)
    return f'multipart/report; report-type={name}; boundary="edge"', body + "--edge--\r\n"
