#!/usr/bin/env python3
"""Tickets that nobody would write, and whether the mails about them are what they must be.

  checkletters.py make COUNT SEED             lines for t/tools/letters
  checkletters.py check LINES FOLDER          complains about the mails that it has made of them, a
                                              line each
"""
import email
import email.policy
import html.parser
import os
import random
import re
import sys
import urllib.parse

FIELDS = ("subject", "name", "address", "text", "answer", "detail")
PIECES = [
    "{{ticket.id}}", "{{#earlier}}", "{{> page-top}}", "{{{html_text}}}", "{{=<% %>=}}", "{{/lines}}",
    "<script>alert(1)</script>", "<b>", "</div>", "<!--", "-->", "</style>", "<img src=x onerror=y>",
    "&amp;", "&#60;", "\" onmouseover=\"x", "'", "javascript:alert(1)", "http://example.com/?a=<b>&c",
    "mailto:x@example.com", "<a href='javascript:x'>y</a>", "%n%n%n", "%s", "%1$s", "$(id)", "`id`",
    "\r\nBcc: evil@example.com\r\n\r\n", "\nX-Evil: 1", "\rX-Evil: 2", "=?utf-8?q?evil?=",
    "=?utf-8?b?DQpCY2M6IGV2aWw=?=", "\x01", "\x07", "\x1b[31m", "\x7f", "\x0b", "\x0c", "\u0085",
    "\u202e", "\u2066", "\u2028", "\u200b", "\ufeff", "\ufffe", "\U0001f525", "\u05e9\u05dc\u05d5\u05dd", "\u0645\u0631\u062d\u0628\u0627",
    "\u0e01" * 40, "x" * 1200, " " * 90, "\t", "\n.\n", "\n..\n", "\nFrom me\n", "\n-- \n", "\n> quoted\n",
    "\n--=_boundary\n", "-- Please reply above this line --", ",", ";", ":", "@", "\"", "\\", "(", ")", "[#17]",
    "evil@example.com", "<evil@example.com>", "\u00fc", "\u1e9e",
]


def nasty(rng, words, line):
    text = "".join(rng.choice(PIECES) if rng.random() < 0.6 else rng.choice("abcde ") * rng.randint(1, 9)
                   for _ in range(rng.randint(1, words)))
    return re.sub(r"[\r\n]", "", text) if line and rng.random() < 0.5 else text


def make(count, seed):
    rng = random.Random(seed)
    for number in range(1, count + 1):
        record = {
            "subject": nasty(rng, 8, True), "name": nasty(rng, 5, True),
            "address": f"c{number}@example.net", "text": nasty(rng, 40, False),
            "answer": nasty(rng, 40, False),
            "detail": re.sub(r"[\r\n]", " ", nasty(rng, 5, True)),
        }
        print("\t".join(urllib.parse.quote(record[field], safe="") for field in FIELDS))


class Tags(html.parser.HTMLParser):
    """The text of a page, and what in it no template has."""

    KNOWN = set("html head meta title style body div p strong span br table tr td a blockquote pre".split())
    NAMES = set("lang charset name content style role href dir type".split())

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.odd, self.said, self.hidden = [], [], 0

    def handle_starttag(self, tag, attributes):
        if tag not in self.KNOWN:
            self.odd.append(f"tag {tag}")
        if tag in ("style", "title"):
            self.hidden += 1
        for name, value in attributes:
            if name not in self.NAMES:
                self.odd.append(f"attribute {name}")
            if name == "href" and not re.match(r"(https?://|mailto:)", value or ""):
                self.odd.append(f"link {value}")

    def handle_endtag(self, tag):
        if tag in ("style", "title"):
            self.hidden -= 1

    def handle_comment(self, data):
        self.odd.append(f"comment {data}")

    def handle_pi(self, data):
        self.odd.append(f"instruction {data}")

    def handle_data(self, data):
        if not self.hidden:
            self.said.append(data)


def squeezed(text):
    """What a reader sees of it, white space and all that has no width aside."""
    text = re.sub("[\x00-\x20\x7f-\xa0\u2028\u2029\u200b\ufeff\ufffe\u202a-\u202e\u2066-\u2069]", "", text)
    return re.sub(r"(?m)^>+", "", text)


def bare(text):
    return squeezed(text).replace(">", "")


ONCE = {"message-id", "date", "from", "to", "reply-to", "subject", "in-reply-to", "references",
        "auto-submitted", "x-auto-response-suppress", "thread-topic", "list-unsubscribe",
        "mime-version", "content-type", "content-transfer-encoding"}
TO_AGENT = {"agent-new", "agent-update", "agent-alarm", "command-result", "report", "digest"}


def check_head(mail, kind, number, record):
    names = [name.lower() for name in mail.keys()]
    for name in sorted(set(names)):
        if name not in ONCE or names.count(name) > 1:
            yield f"field {name}, {names.count(name)} times"
    to = "alice@example.org" if kind in TO_AGENT else record["address"]
    exact = {"to": [to], "from": ["support@example.org"],
             "reply-to": ["support+r1-2-abcdefghijklmnopqrstuvwxyz@example.org"]}
    for name, addresses in exact.items():
        got = [one.addr_spec for one in mail[name].addresses]
        if got != addresses:
            yield f"{name} is {got}"
    if mail["message-id"].strip() != f"<m{number}-{kind}@desk.example.org>":
        yield f"Message-ID is {mail['message-id']}"
    if mail["references"].split() != ["<first@example.net>", "<theirs@example.net>"]:
        yield f"References are {mail['references']}"
    tag = f"[#{number}]"
    if kind not in ("digest", "report") and mail["subject"].count(tag) != 1:
        yield f"no {tag} in {mail['subject']!r}"
    automatic = mail["auto-submitted"] is not None
    if automatic != (kind not in ("reply", "forward")):
        yield f"Auto-Submitted is {mail['auto-submitted']}"


def check_body(mail, kind, record):
    plain, rich = mail.get_body(("plain",)), mail.get_body(("html",))
    if plain is None or rich is None or len(list(mail.walk())) != 3:
        yield "it is not text and HTML"
        return
    text, page = plain.get_content(), Tags()
    page.feed(rich.get_content())
    page.close()
    yield from page.odd
    said = {"agent-new": record["text"], "agent-update": record["text"], "reply": record["answer"],
            "forward": record["answer"], "status-resolved": record["answer"],
            "reminder": record["answer"]}.get(kind, "")
    if squeezed(said) not in squeezed(text) and bare(said) not in bare(text):
        yield "the text does not say it"
    if bare(said) not in bare("".join(page.said)):
        yield "the HTML does not say it"
    if kind not in TO_AGENT:
        whole = text + rich.get_content()
        for word in ("alice@example.org", "support+n1", "Status:", "internal note", "Please reply above"):
            if word in whole and word not in "".join(record.values()):
                yield f"a customer reads {word}"


def check(lines, folder):
    with open(lines, encoding="ascii") as file:
        records = [dict(zip(FIELDS, map(urllib.parse.unquote, line.rstrip("\n").split("\t"))))
                   for line in file]
    seen = 0
    kinds = sorted(name[2:].removesuffix(".eml") for name in os.listdir(folder) if name.startswith("1-"))
    for number, record in enumerate(records, 1):
        for kind in kinds:
            with open(os.path.join(folder, f"{number}-{kind}.eml"), "rb") as file:
                raw = file.read()
            seen += 1
            complaints = []
            if re.search(rb"[^\r]\n|\r[^\n]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xff]", raw):
                complaints.append("bytes that are no mail's")
            if max(map(len, raw.split(b"\r\n"))) > 998:
                complaints.append("a line is too long")
            mail = email.message_from_bytes(raw, policy=email.policy.default)
            complaints += [str(defect) for part in mail.walk() for defect in part.defects]
            complaints += check_head(mail, kind, number, record)
            complaints += check_body(mail, kind, record)
            for complaint in complaints:
                print(f"{number}-{kind}: {complaint}")
    print(f"{seen} mails", file=sys.stderr)


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(int(sys.argv[2]), int(sys.argv[3]))
    else:
        check(sys.argv[2], sys.argv[3])
