"""Looks at a mail to a customer as it lies in his Maildir: RULES O1 to O7, T11, and the language.

Knows the RFCs and what the manuals say, and nothing of the sources.
"""
import email
import email.header
import email.policy
import html.parser
import re
import unicodedata
import urllib.parse

import lifewords

ONCE = ("From", "To", "Subject", "Date", "Message-ID", "Reply-To", "In-Reply-To", "References", "MIME-Version",
        "Content-Type", "Return-Path")
AUTOMATIC = {"ack": "auto-replied", "result": "auto-replied", "reply": None, "answer": None}
WITH_MOMENT = ("ack", "on-hold", "resolved", "answer", "reminder", "survey", "result")
TRACE = re.compile(rb"\A((Return-Path|X-Original-To|Delivered-To|Received):.*\n(?:[ \t].*\n)*)+")
LINE_WIDTH = 80


def squeezed(text):
    """Without white space of any kind: where lines end does not matter."""
    return "".join(text.split())


class Page(html.parser.HTMLParser):
    """What of a page can be read, its language, and where its links go."""

    def __init__(self, source):
        super().__init__()
        self.words, self.links, self.tags, self.language, self.hidden = [], [], set(), None, False
        self.feed(source)
        self.text = " ".join(self.words)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.tags.add(tag)
        self.hidden = tag in ("style", "title")
        if tag == "html":
            self.language = values.get("lang")
        self.links += [value for name, value in attributes if name in ("href", "src")]

    def handle_endtag(self, tag):
        self.hidden = False

    def handle_data(self, data):
        if not self.hidden:
            self.words.append(data)


class Letter:
    """A mail to a customer. kind is a word of lifewords.KINDS, or "reply" for an answer that resolves nothing."""

    def __init__(self, raw, language):
        self.raw, self.language = raw, language
        self.own = TRACE.sub(b"", raw)
        self.mail = email.message_from_bytes(raw, policy=email.policy.default)
        self.text, self.html = (self.part(kind) for kind in ("plain", "html"))
        self.page = Page(self.html)
        found = re.search(r"\[#(\d+)\]", self.subject)
        self.ticket = found[1] if found else ""
        self.kinds = self.kinds_in(self.text, language)
        self.kind = (self.kinds or ["reply"])[0]

    @property
    def subject(self):
        return str(self.mail["Subject"])

    @property
    def id(self):
        return str(self.mail["Message-ID"])

    @property
    def reply_to(self):
        return self.mail["Reply-To"].addresses[0].addr_spec

    def part(self, kind):
        part = self.mail.get_body((kind,))
        return "" if part is None else part.get_content().replace("\r\n", "\n")

    @staticmethod
    def kinds_in(text, language):
        text = re.sub(r"#\d+", "#N", squeezed(text))
        return [kind for kind, mark in zip(lifewords.KINDS, lifewords.MARKS[language]) if squeezed(mark) in text]

    def links(self, about):
        """The mailto links of the text whose body is that, or whose subject where they have none."""
        found = []
        for uri in re.findall(r"mailto:\S+", self.text):
            path, _, query = uri[len("mailto:"):].partition("?")
            fields = {name: value for name, (value, *_) in urllib.parse.parse_qs(query).items()}
            if about in (fields.get("body", fields.get("subject")), None):
                found.append((urllib.parse.unquote(path), fields))
        return found


def check(letter, life):
    """What is wrong with it, a sentence each. life tells of its customer: address, name, mailbox, the subject and
    the solution of each of his tickets, ids that he knows, by ticket, and what goes with a merged one."""
    yield from check_bytes(letter)
    yield from check_fields(letter, life)
    yield from check_thread(letter, life)
    yield from check_parts(letter)
    yield from check_language(letter)
    yield from check_secrets(letter, life)


def check_bytes(letter):
    head, _, _ = letter.own.partition(b"\n\n")
    for line in letter.own.split(b"\n"):
        if len(line) > 998:
            yield "O1: a line of more than 998 bytes"
        if any(byte > 126 or byte < 32 and byte != 9 for byte in line):
            yield f"O1: not printable 7-bit: {line!r}"
    for line in head.split(b"\n"):
        if len(line) > 78 and len(line.split()) > (1 if line[:1] in b" \t" else 2):
            yield f"O1: could have been folded: {line!r}"
        if line[:1] in b" \t" and not line.strip():
            yield "O1: a folded line of white space alone"
    for word in re.findall(rb"=\?[^?\s]*\?[bqBQ]\?[^?\s]*\?=", head):
        if len(word) > 75:
            yield f"O1: an encoded word of {len(word)} bytes"
        try:
            [(data, charset)] = email.header.decode_header(word.decode())
            data.decode(charset)
        except ValueError:
            yield f"O1: an encoded word of half characters: {word!r}"
    names = re.findall(rb"(?m)^([!-9;-~]+):", head)
    for name in {name.lower() for name in names}:
        if [other.lower() for other in names].count(name) != 1:
            yield f"O1: {name.decode()} more than once"


def check_fields(letter, life):
    mail, kind = letter.mail, letter.kind
    for name in ONCE:
        if len(mail.get_all(name, [])) != 1:
            yield f"O1: {name} {len(mail.get_all(name, []))} times"
    to, sender = mail["To"].addresses, mail["From"].addresses
    if [address.addr_spec for address in to] != [life.address] or to[0].display_name != life.name:
        yield f"I8: To is {mail['To']}"
    if any(name in mail for name in ("Cc", "Bcc", "Sender", "Received-SPF", "X-Mailer", "User-Agent")):
        yield "O4: a field that has no place in it"
    if [address.addr_spec for address in sender] != [life.mailbox]:
        yield f"O5: From is {mail['From']}"
    local, _, domain = life.mailbox.partition("@")
    purpose = "s" if kind == "survey" else "r"
    if not re.fullmatch(rf"{local}\+{purpose}{letter.ticket}-[-a-z0-9]+@{domain}", letter.reply_to):
        yield f"Reply-To is {letter.reply_to}"
    back = rf"<{local}\+b[-a-z0-9]+@{domain}>" if AUTOMATIC.get(kind) != "auto-replied" else "<>"
    if not re.fullmatch(back, mail["Return-Path"]):
        yield f"O3: the envelope sender is {mail['Return-Path']}"
    if mail["Auto-Submitted"] != AUTOMATIC.get(kind, "auto-generated"):
        yield f"O3: Auto-Submitted is {mail['Auto-Submitted']}"
    if mail["X-Auto-Response-Suppress"] != (None if kind in ("reply", "answer") else "All"):
        yield f"O3: X-Auto-Response-Suppress is {mail['X-Auto-Response-Suppress']}"
    if kind == "survey":
        if [mail["List-Unsubscribe"].strip("<>")] != re.findall(r"mailto:\S+subject=unsubscribe", letter.text):
            yield "O7: List-Unsubscribe is not the link of the text"
    elif "List-Unsubscribe" in mail:
        yield "O7: List-Unsubscribe on what is no survey"
    if life.subjects.get(letter.ticket, "?") not in letter.subject:
        yield f"the subject is {letter.subject}"


def check_thread(letter, life):
    known = life.known[letter.ticket]
    names = letter.mail["References"].split()
    if not re.fullmatch(r"<[!-;=?-~]+@mx\.example\.com>", letter.id) or letter.id in known:
        yield f"Message-ID is {letter.id}"
    if names[-1:] != [letter.mail["In-Reply-To"]] or len(set(names)) != len(names):
        yield f"T11: References {names} do not end with In-Reply-To {letter.mail['In-Reply-To']}"
    if not set(names) <= set(known):
        yield f"T11: mails that the customer does not have: {set(names) - set(known)}"
    if names[:1] != known[:1]:
        yield "T11: another conversation than that of his mail"


def check_parts(letter):
    if letter.mail.get_content_type() != "multipart/alternative":
        yield f"it is {letter.mail.get_content_type()}"
    types = [part.get_content_type() for part in letter.mail.iter_parts()]
    if types != ["text/plain", "text/html"]:
        yield f"parts {types}"
    for part in letter.mail.iter_parts():
        if part.get_content_charset() not in ("utf-8", "us-ascii") or part.defects:
            yield f"a part in {part.get_content_charset()}, {part.defects}"
    if letter.page.tags & {"script", "img", "link", "iframe", "form", "object"}:
        yield f"O6: elements {letter.page.tags}"
    in_text = sorted(set(re.findall(r"mailto:\S+", letter.text)))
    in_page = sorted({link for link in letter.page.links if "%2B" in link})
    if in_text != in_page:
        yield "text and HTML have other links"
    for line in letter.text.split("\n"):
        width = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)
        if width > LINE_WIDTH and not re.match(r"(mailto|https):", line):
            yield f"a line of {width} columns: {line}"
        if line != line.rstrip() and line != "-- ":
            yield f"white space at the end of: {line!r}"
    if "\n\n\n" in letter.text or letter.text.startswith("\n"):
        yield "more than one empty line"


def check_language(letter):
    if len(letter.kinds) > 1:
        yield f"it is of several kinds: {letter.kinds}"
    if letter.page.language != letter.language:
        yield f"its HTML says that it is in {letter.page.language}"
    if letter.kind != "reply" and letter.kind not in letter.kinds_in(letter.page.text, letter.language):
        # Its text asks in other words: there buttons stand in place of links.
        if letter.kind not in ("survey",):
            yield f"its HTML is not {letter.kind} in {letter.language}"
    for language in lifewords.MARKS:
        for text in (letter.text, letter.page.text):
            if language != letter.language and letter.kinds_in(text, language):
                yield f"it has words in {language}"
    for what, text in (("text", letter.text), ("HTML", letter.page.text), ("subject", letter.subject)):
        if "{{" in text or "}}" in text:
            yield f"braces are left in its {what}"
        words = set(re.findall(r"[^\W\d_]+", re.sub(r"(mailto|https):\S+|\S+@\S+", "", text).lower()))
        english = words & set(lifewords.ENGLISH)
        if letter.language != "en" and english:
            yield f"English in its {what}: {sorted(english)}"
        if "UTC" in text or what != "subject" and letter.kind in WITH_MOMENT and "CET" not in text and "CEST" not in text:
            yield f"its {what} tells moments in another zone than the calendar's"


def check_secrets(letter, life):
    everything = "\n".join((letter.raw.decode("ascii", "replace"), letter.text, letter.html, letter.subject))
    for secret in life.secrets:
        if secret in everything:
            yield f"O4: it has {secret}"
    allowed = {letter.ticket, life.merged.get(letter.ticket)}
    for text in (letter.subject, letter.text, letter.page.text):
        others = set(re.findall(r"#(\d+)", text)) - allowed
        if others:
            yield f"O4: numbers of other tickets: {others}"
    tokens = set(re.findall(r"\+[rsv](\d+)-", urllib.parse.unquote(everything)))
    if tokens - allowed:
        yield f"O4: addresses of other tickets: {tokens}"
