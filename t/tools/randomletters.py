#!/usr/bin/env python3
"""Random tickets through every template in every language, and whether any value got out of its
place: each mail is compared with its twin, which has a plain word in the place of each value.

  randomletters.py COUNT SEED LETTERS TEMPLATES FOLDER

LETTERS is t/tools/letters; FOLDER is for the mails. Complains in a line for each fault, and tells
at the end how many mails it has read. Values are bytes: of every plane, and what is no UTF-8.
"""
import email
import email.header
import email.utils
import html.parser
import multiprocessing
import os
import random
import re
import shutil
import subprocess
import sys
import urllib.parse

import checkletters

LANGUAGES = ("de", "en", "es", "fr", "it", "ja", "pl", "pt")
# What is asked for, and what there is.
ODD_TAGS = {"de-AT": "de", "DE-at": "en", "pt-BR": "pt", "fr-": "fr", "xx": "en", "": "en",
            "../de": "en", "en/../ja": "en", "ja\n": "en", "de.": "en", "{{language}}": "en",
            "de" + "-x" * 300: "en", "\u65e5\u672c": "en"}
FIELDS = ("subject", "name", "address", "text", "answer", "detail", "language", "verified")
RAW = [b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xc0\x80", b"\xc1\xbf", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf",
       b"\xf8\x88\x80\x80\x80", b"\xf4\x90\x80\x80", b"\xff", b"\xfe\xff", b"\x80", b"\xc3", b"\xe2\x82",
       b"\xc3<b>", b"\xf0\x9f\x94\"", b"\xef\xbb\xbf", b"\x00", b"\x00\r\nBcc: evil@example.com"]
MORE = ["{{> page-top}}", "{{{y}}}", "{{=<% %>=}}", "<% x %>", "{{.}}", "{{^x}}", "}}", "{{", "{{/ticket.subject}}",
        "%0D%0ABcc:%20evil@example.com", "%00", "%2540", "?bcc=evil@example.com", "&cc=evil@example.com",
        "&body=%23reopen", "#close", "#", "+", "%", "=", "?", "/", "=?utf-8?q?=0D=0ABcc:_evil?=",
        "=?us-ascii?q?x?= =?utf-16?b?AA==?=", "=?", "?=", "\u2029", "\u2067", "\u202c", "\u061c", "\u200f",
        "\u0600", "\u0300" * 30, "\u1100\u1161", "\ufdd0", "\ufffd", "\U0001f468\u200d\U0001f469", "\u00a0",
        "<!DOCTYPE html>", "<![CDATA[", "<?php", "</body></html>", "<plaintext>", "</title>", "</a>", "<svg/onload=x>",
        "[#1] ", "Re: ", "https://example.com/\" onclick=\"x", "mailto:a@example.com?bcc=evil@example.com",
        "content-type: text/html", "\n\n--=_", "From ", "\nFrom ", ".", "A" * 900, "\u05d0" * 300, "\n" * 20]
PIECES = [piece.encode() for piece in checkletters.PIECES + MORE] + RAW
DROPPED = "\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\u202a-\u202e\u2066-\u2069" + "".join(
    chr(plane * 0x10000 + low) for plane in range(17) for low in (0xfffe, 0xffff))
UNWANTED = re.compile(f"[{DROPPED}]+")
UNSEEN = re.compile(rf"[\s{DROPPED}]+")
LINKS = re.compile(r"(Qx[A-Z0-9]+xQ|mailto:\S+|https://kb\.example\.org/\S+)")
WORDS = b"\nprinter paper tray"    # that the article is found by
RICH = ("QxTEXTxQ", "QxANSWERxQ")
MARK = re.compile(r"Qx[A-Z0-9]+xQ")
VOID = ("br", "meta")
BATCH = 100             # tickets of one configuration


# ---- values ----

def character(rng):
    """Of a plane as likely as of any other."""
    while True:
        code = rng.randrange(17) * 0x10000 + rng.randrange(0x10000)
        if rng.random() < 0.2:
            code %= 0x300
        if not 0xd800 <= code <= 0xdfff and code != 0:
            return chr(code).encode()


def value(rng, most, line):
    """One that something is left of when it has been cleaned."""
    parts = []
    for _ in range(rng.randint(1, 12)):
        parts.append(rng.choice(PIECES) if rng.random() < 0.6 else b"".join(
            character(rng) for _ in range(rng.randint(1, 8))))
    whole = b"".join(parts)[:most - 2]
    if line:
        whole = re.sub(rb"[\r\n]", b" ", whole)
    at = rng.randint(0, len(whole))
    return whole[:at] + b"z" + whole[at:]


def make_record(rng, number):
    tag = rng.choice(list(ODD_TAGS)) if rng.random() < 0.15 else LANGUAGES[number % len(LANGUAGES)]
    return {"subject": b"" if rng.random() < 0.05 else value(rng, 3000, False),
            "name": b"" if rng.random() < 0.05 else value(rng, 1000, False),
            "address": b"c%d@example.net" % number,
            "text": value(rng, 3800, False) + WORDS, "answer": value(rng, 3900, False),
            "detail": value(rng, 300, True) + b"\n" + value(rng, 2000, True),
            "language": tag.encode(), "verified": b"no" if rng.random() < 0.2 else b"yes"}


def decode(raw):
    """Each byte that is part of no character is one that says so."""
    if b"\0" in raw:
        raw = raw.replace(b"\0", b"")
    return re.sub("[\udc80-\udcff]", "\ufffd", raw.decode("utf-8", "surrogateescape"))


def as_line(text):
    text = re.sub("[ \t\r\n\u2028\u2029]+", " ", text)
    return re.sub(" +", " ", UNWANTED.sub("", text)).strip(" ")


def squeezed(text):
    """White space aside, and what is not shown."""
    return UNSEEN.sub("", text)


def values_of(record, names):
    head, rest = record["detail"].split(b"\n")
    raw = {"QxSUBJECTxQ": record["subject"], "QxNAMExQ": record["name"], "QxTEXTxQ": record["text"].removesuffix(WORDS),
           "QxANSWERxQ": record["answer"], "QxHEADxQ": head, "QxDETAILxQ": rest,
           "QxAGENTxQ": names[0], "QxMAILBOXxQ": names[1]}
    return {mark: decode(one) for mark, one in raw.items()}


def shape(record):
    """Mails of the same shape differ in their values alone."""
    return (ODD_TAGS.get(decode(record["language"]), decode(record["language"])),
            as_line(decode(record["subject"])) == "", as_line(decode(record["name"])) == "",
            record["verified"])


def twin_of(record):
    tag, no_subject, no_name, verified = shape(record)
    return {"subject": b"" if no_subject else b"QxSUBJECTxQ", "name": b"" if no_name else b"QxNAMExQ",
            "address": b"c0@example.net", "text": b"QxTEXTxQ" + WORDS, "answer": b"QxANSWERxQ",
            "detail": b"QxHEADxQ\nQxDETAILxQ", "language": tag.encode(), "verified": verified}


# ---- mails ----

class Page(html.parser.HTMLParser):
    """What a page is made of, in a row."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tokens = []
        self.feed(text)
        self.close()

    def add(self, kind, *what):
        self.tokens.append((kind, *what))

    def handle_starttag(self, tag, attributes):
        self.add("start", tag, attributes)

    def handle_endtag(self, tag):
        self.add("end", tag)

    def handle_data(self, data):
        if self.tokens and self.tokens[-1][0] == "text":
            data = self.tokens.pop()[1] + data
        self.add("text", data)

    def handle_comment(self, data):
        self.add("comment", data)

    def handle_decl(self, decl):
        self.add("declaration", decl)

    def handle_pi(self, data):
        self.add("instruction", data)

    def unknown_decl(self, data):
        self.add("declaration", data)


def words(value):
    """A header's, its encoded words decoded."""
    return str(email.header.make_header(email.header.decode_header(re.sub(r"\r?\n", "", value))))


class Mail:
    def __init__(self, path):
        with open(path, "rb") as file:
            self.raw = file.read()
        self.mail = email.message_from_bytes(self.raw)
        self.parts = list(self.mail.walk())
        self.subject = words(self.mail["subject"]).strip(" ")
        self.text = self.page = ""
        for part in self.parts[1:]:
            said = part.get_payload(decode=True).decode(part.get_content_charset(), "strict")
            if part.get_content_type() == "text/plain":
                self.text = said
            else:
                self.page = said
        self.seen = squeezed(self.text)
        self.tokens = [token if token[0] != "text" else ("text", token[1], squeezed(token[1]))
                       for token in Page(self.page).tokens
                       if token[0] != "text" or squeezed(token[1])]

    def person(self, field):
        """The names and addresses in a field."""
        people = email.utils.getaddresses([re.sub(r"\r?\n", "", self.mail[field])])
        return [(words(name), address) for name, address in people]


class Comparison:
    """A mail beside its twin. Complaints are yielded."""

    def __init__(self, number, kind, twin, mail, values, record):
        self.number, self.kind, self.twin, self.mail = number, kind, twin, mail
        self.values, self.record = values, record
        self.seen = {mark: squeezed(one) for mark, one in values.items()}
        self.address = decode(record["address"])
        self.tag = f"[#{number}]"

    # What stands in the place of a piece of the twin: texts, white space aside; None: anything.

    def pieces(self, text):
        text = re.sub(rf"#{self.twin.number}\b", f"#{self.number}", text)
        for one in LINKS.split(text):
            if one in ("QxTITLExQ", "QxLEADxQ"):
                yield None
            elif one in self.seen:
                yield self.seen[one]
            elif one.startswith("mailto:") and "?" in one:
                yield self.link(one) if "vwxyz@" in one else signed(one)
            else:
                yield squeezed(one.replace("c0@example.net", self.address))

    def is_so(self, twin, got):
        """Whether it is what the twin says, with the values in place."""
        pieces = list(self.pieces(twin))
        if all(isinstance(one, str) for one in pieces):
            return "".join(pieces) == got
        pattern = "".join(".*?" if one is None else re.escape(one) if isinstance(one, str) else one.pattern
                          for one in pieces)
        return re.fullmatch(pattern, got, re.S) is not None

    def link(self, twin):
        """The link that must be there, by the twin's."""
        parts = urllib.parse.urlsplit(twin)
        fields = dict(urllib.parse.parse_qsl(parts.query))
        subject = fields["subject"].replace(f"[#{self.twin.number}]", self.tag)
        subject = cut_link(self.tag, subject, self.values["QxSUBJECTxQ"])
        link = f"{twin.split('?')[0]}?subject={urllib.parse.quote(subject, safe='')}"
        return link + (f"&body={urllib.parse.quote(fields['body'], safe='')}" if "body" in fields else "")

    # ---- headers ----

    def fields(self):
        mail, raw = self.mail.mail, self.mail.raw
        if re.search(rb"[^\r]\n|\r[^\n]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xff]", raw):
            yield "bytes that are no mail's"
        if max(map(len, raw.split(b"\r\n"))) > 998:
            yield "a line is too long"
        if [name for name, _ in mail.items()] != [name for name, _ in self.twin.mail.items()]:
            odd = set(mail.keys()) ^ set(self.twin.mail.keys())
            if odd != {"Thread-Topic"} or as_line(self.values["QxSUBJECTxQ"]):
                yield f"fields {mail.keys()}, expected {self.twin.mail.keys()}"
        types = [part["content-type"].split(";")[0] for part in self.mail.parts]
        if types != [part["content-type"].split(";")[0] for part in self.twin.parts]:
            yield f"parts {types}"
        for part in self.mail.parts:
            yield from map(str, part.defects)
        for name in ("in-reply-to", "references", "reply-to", "date", "auto-submitted",
                     "x-auto-response-suppress"):
            if str(mail[name]) != str(self.twin.mail[name]):
                yield f"{name} is {mail[name]}"
        if str(mail["message-id"]).strip() != f"<m{self.number}-{self.kind}@desk.example.org>":
            yield f"Message-ID is {mail['message-id']}"

    def people(self):
        to_agent = self.kind in checkletters.TO_AGENT
        address = "alice@example.org" if to_agent else decode(self.record["address"])
        names = {"from": self.values["QxNAMExQ" if to_agent else "QxMAILBOXxQ"] + " via Support",
                 "to": self.values["QxAGENTxQ" if to_agent else "QxNAMExQ"]}
        if self.record["verified"] == b"no" and not to_agent:
            names["to"] = ""
        for name, expected in (("from", "support@example.org"), ("to", address)):
            if self.mail.person(name) != [(as_line(names[name]), expected)]:
                yield f"{name} is {self.mail.person(name)}, expected {as_line(names[name])!r}"

    def titles(self):
        values = dict(self.values)
        twin, got = self.twin.subject.replace(f"[#{self.twin.number}]", self.tag), self.mail.subject
        if self.kind in ("reply", "forward"):
            # Other tickets' numbers, "Re:" and their like are taken out.
            if re.findall(r"\[#\d+\]", got) != [self.tag] or not re.match(r"(Re: |Fwd: )?\[#", got):
                yield f"Subject is {got!r}"
            if not is_part(squeezed(got.partition(self.tag)[2]), squeezed(values["QxSUBJECTxQ"])):
                yield f"Subject is {got!r}, of {as_line(values['QxSUBJECTxQ'])!r}"
            return
        expected = as_line(MARK.sub(lambda found: values[found.group(0)], twin))
        if got != expected:
            yield f"Subject is {got!r}, expected {expected!r}"
        topic = self.mail.mail["thread-topic"]
        if topic is not None and words(topic) != as_line(values["QxSUBJECTxQ"]):
            yield f"Thread-Topic is {topic!r}"

    # ---- bodies ----

    def body(self):
        if not self.is_so(self.twin.text, self.mail.seen):
            yield "the text is not its twin's: " + self.difference()
        yield from self.compare()

    def difference(self):
        expected, got = "".join(filter(None, map(str, self.pieces(self.twin.text)))), self.mail.seen
        at = len(os.path.commonprefix([expected, got]))
        return f"{got[at:at + 60]!r}, expected {expected[at:at + 60]!r}"

    def compare(self):
        twin, mine = self.twin.tokens, self.mail.tokens
        i = j = 0
        while i < len(twin) and j < len(mine):
            if is_rich(twin, i):
                end, region = region_end(twin, i), mine[j:region_end(mine, j)]
                yield from self.rich(twin[i:end], region)
                i, j = end, j + len(region)
                continue
            complaint = self.same(twin[i], mine[j])
            if complaint:
                yield f"HTML: {complaint}"
                return
            i, j = i + 1, j + 1
        if i < len(twin) or j < len(mine):
            yield f"HTML: more or less, {twin[i:i + 2]} {mine[j:j + 2]}"

    def same(self, twin, mine):
        if twin[0] == "text" and mine[0] == "text":
            if self.is_so(twin[1], mine[2]):
                return None
        elif twin[0] == "start" and twin[:2] == mine[:2]:
            return self.same_attributes(twin[2], mine[2])
        elif twin == mine:
            return None
        return f"{mine}, expected {twin}"

    def same_attributes(self, twin, mine):
        if [name for name, _ in twin] != [name for name, _ in mine]:
            return f"attributes {mine}"
        for (name, expected), (_, got) in zip(twin, mine):
            if name != "href" and got != expected:
                return f"{name} is {got!r}"
            if name == "href" and not self.is_so(expected, got):
                return f"a link is {got!r}, expected {expected!r}"
            if name == "href" and got.startswith("mailto:"):
                complaint = check_mailto(got)
                if complaint:
                    return complaint
        return None

    def rich(self, twin, region):
        """What is made of somebody's text: nothing but its paragraphs, quotes and links."""
        for token in region:
            if token[0] == "text":
                continue
            if token[0] not in ("start", "end") or token[1] not in ("div", "br", "blockquote", "a"):
                yield f"HTML: {token} is made of a text"
            elif token[0] == "start":
                yield from odd_attributes(token)
        said = "".join(token[1] for token in region if token[0] == "text")
        expected = "".join(token[1] for token in twin if token[0] == "text")
        expected = MARK.sub(lambda found: self.values[found.group(0)], expected)
        if squeezed(said).replace(">", "") != squeezed(expected).replace(">", ""):
            yield f"the HTML says {squeezed(said)!r}, expected {squeezed(expected)!r}"

    def complaints(self):
        yield from self.fields()
        yield from self.people()
        if self.kind in ("report", "digest"):
            page = checkletters.Tags()
            page.feed(self.mail.page)
            yield from page.odd
            return
        yield from self.titles()
        yield from self.body()


def odd_attributes(token):
    allowed = {"div": ("dir",), "blockquote": ("type", "style"), "a": ("href",)}.get(token[1], ())
    for name, text in token[2]:
        if name not in allowed or (name == "dir" and text != "auto"):
            yield f"HTML: attribute {name} of {token[1]} is made of a text"
        if name == "href" and not re.match(r"https?://|mailto:", text):
            yield f"HTML: a link to {text!r} is made of a text"


def is_rich(tokens, i):
    return (tokens[i] == ("start", "div", [("dir", "auto")]) and i + 1 < len(tokens) and
            tokens[i + 1][0] == "text" and tokens[i + 1][1].startswith(RICH))


def region_end(tokens, i):
    """Where the element ends that is open at i."""
    depth = 0
    for at in range(i, len(tokens)):
        if tokens[at][0] == "start" and tokens[at][1] not in VOID:
            depth += 1
        depth -= tokens[at][0] == "end"
        if depth < 0:
            return at
    return len(tokens)


def is_part(short, long):
    rest = iter(long)
    return all(one in rest for one in short)


def signed(link):
    """One to an address that is signed anew each time."""
    return re.compile(re.sub(r"[0-9]+\\-[a-z0-9\\-]+@", "[a-z0-9-]+@", re.escape(link)))


def cut_link(tag, subject, own):
    if "QxSUBJECTxQ" not in subject:
        return subject
    return as_line(f"Re: {tag} {own}").encode()[:500].decode("utf-8", "ignore")


def check_mailto(link):
    """RFC 6068: one recipient, and nothing but a subject and a body."""
    parts = urllib.parse.urlsplit(link)
    to = urllib.parse.unquote(parts.path)
    fields = urllib.parse.parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    if not re.fullmatch(r"[a-z0-9+.-]+@example\.(org|net)", to):
        return f"a link goes to {to!r}"
    if [name for name, _ in fields] not in ([], ["subject"], ["subject", "body"]):
        return f"a link has the fields {fields}"
    if any(re.search("[\0-\x1f]", text) for _, text in fields) or parts.fragment:
        return f"a link says {fields}"
    return None


# ---- runs ----

class Desk:
    """A folder with a configuration, and the mails that were made there."""

    def __init__(self, run, name, names):
        self.folder, self.program = os.path.join(run.folder, name), run.letters
        os.makedirs(os.path.join(self.folder, "mails"))
        os.makedirs(os.path.join(self.folder, "kb"))
        with open(os.path.join(self.folder, "desk.conf"), "wb") as file:
            file.write(b"".join([
                b'hostname = "desk.example.org"\n', b'language = "en"\n',
                b'store = "sqlite:%s/desk.db"\n' % self.folder.encode(),
                b'shipped-template-dir = "%s"\n' % run.templates.encode(),
                b'kb-dir = "%s/kb"\n' % self.folder.encode(),
                b'kb { url = "https://kb.example.org/{slug}" }\n',
                b'mailbox "support" { address = "support@example.org" display-name = "%s" }\n'
                % quoted(names[1]),
                b'agent "alice" { name = "%s" addresses = {"alice@example.org"} }\n' % quoted(names[0])]))

    def article(self, markdown):
        with open(os.path.join(self.folder, "kb", "article.md"), "wb") as file:
            file.write(markdown)

    def write(self, records):
        lines = b"".join(b"\t".join(urllib.parse.quote(one[field], safe="").encode() for field in FIELDS) + b"\n"
                         for one in records)
        done = subprocess.run([self.program, os.path.join(self.folder, "desk.conf"),
                               os.path.join(self.folder, "mails")], input=lines, capture_output=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"letters failed: {done.stderr.decode()}")

    def mail(self, number, kind):
        mail = Mail(os.path.join(self.folder, "mails", f"{number}-{kind}.eml"))
        mail.number = number
        return mail

    def kinds(self):
        return sorted(name[2:-4] for name in os.listdir(os.path.join(self.folder, "mails"))
                      if name.startswith("1-"))


def quoted(name):
    return name.replace(b"\\", b"\\\\").replace(b"\"", b"\\\"")


def odd_name(rng):
    """One that a configuration can have: of one line, and UTF-8."""
    text = as_line(decode(value(rng, 200, True))).replace("\ufffd", "")
    return text.encode()


class Run:
    """Batches of tickets, and the twins that a process has made so far."""

    def __init__(self, arguments):
        self.count, self.seed = int(arguments[0]), arguments[1]
        self.letters, self.templates, self.folder = arguments[2:]
        self.size = min(BATCH, self.count)
        self.desks, self.mails = {}, {}

    def twin(self, record, kind):
        key = shape(record)
        if key not in self.desks:
            desk = Desk(self, f"twin{len(self.desks)}-{os.getpid()}", (b"QxAGENTxQ", b"QxMAILBOXxQ"))
            desk.article(b"# printer paper QxTITLExQ\n\nPull QxLEADxQ\n")
            desk.write([twin_of(record)])
            self.desks[key] = desk
        if (key, kind) not in self.mails:
            self.mails[key, kind] = self.desks[key].mail(1, kind)
        return self.mails[key, kind]

    def play(self, batch):
        """How many mails there were, and what is wrong with them."""
        rng = random.Random(f"{self.seed}/{batch}")
        names = odd_name(rng), odd_name(rng)
        desk = Desk(self, f"batch{batch}", names)
        records = [make_record(rng, number) for number in range(1, self.size + 1)]
        desk.article(b"# printer paper " + value(rng, 300, True) + b"\n\nPull " + value(rng, 1000, False) + b"\n")
        desk.write(records)
        seen, wrong = 0, []
        for number, record in enumerate(records, 1):
            values = values_of(record, names)
            for kind in desk.kinds():
                seen += 1
                comparison = Comparison(number, kind, self.twin(record, kind), desk.mail(number, kind),
                                        values, record)
                wrong += [f"{batch}: {number}-{kind} {record['language']}: {complaint}"[:600]
                          for complaint in comparison.complaints()]
        shutil.rmtree(desk.folder)
        return seen, wrong, set(self.desks)


def main():
    global run
    run = Run(sys.argv[1:])
    seen, shapes = 0, set()
    with multiprocessing.Pool() as pool:
        for count, wrong, known in pool.imap(play, range(run.count // run.size)):
            seen += count
            shapes |= known
            for line in wrong:
                print(line)
    print(f"# {run.count} tickets, {seen} mails, {len({one[0] for one in shapes})} languages, "
          f"{len(shapes)} shapes")


def play(batch):
    return run.play(batch)


if __name__ == "__main__":
    main()
