#!/usr/bin/env python3
"""Reads what the desk writes with other eyes: mails with files by Python's email package, HTML by
its html.parser. Prints what is wrong, a line each; nothing when all is well.

    checkwritten.py mail|html WRITER COUNT SEED [BREAK]

BREAK plants a fault in what was written, to show that it would be seen: "name", "bytes", "line",
"tag", "attribute", "text" or "link".
"""
import email
import email.policy
import html.parser
import random
import re
import struct
import subprocess
import sys

PIECES = ["a", "B", "7", " ", "é", "€", "中", "😀", "e\u0301", "ש", "word", ".", ",", ";", "(", ")",
          "'", '"', "=", "=?", "?=", "=?utf-8?q?x?=", "%", "%41", "%s", "*", "&", "<", ">", "@", "_",
          "{{x}}", "[", "]", "$", "`", "~", "utf-8''", "ß", "\u00a0", "#", "+", "-", "!"]
TYPES = ["image/png", "text/plain", "text/html", "application/pdf", "message/rfc822", "text/csv",
         "message/partial", "multipart/mixed", "nonsense", ""]
LINES = ["> ", ">", ">> ", "  ", "\t", " ", "https://example.org/a_(b)", "http://b\u00fccher.example",
         "mailto:jane@example.org", "jane@example.org", "javascript:alert(1)", "data:text/html,x",
         "<https://example.org/>", "<script>alert(1)</script>", "\n", "\n\n", "\n-- \n", "\n> ",
         "\n>> ", "\n", '" onclick="alert(1)', "https://x.example/\" onclick=\"x", "&amp;", "&#106;",
         "www.example.org", "</div>", "<!--", "https://a@b.example/", "\u202e", "'"]
QUOTE = [("type", "cite"),
         ("style", "margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex")]


def field(data):
    return struct.pack("<I", len(data)) + data


def answers(writer, requests):
    """The answer to each request, which is a list of fields."""
    given = b"".join(field(part) for request in requests for part in request)
    out = subprocess.run([writer], input=given, stdout=subprocess.PIPE, check=True).stdout
    at = 0
    while at < len(out):
        size, = struct.unpack_from("<I", out, at)
        yield out[at + 4:at + 4 + size]
        at += 4 + size


def random_name(dice):
    """A name that is safe as it stands (mail/name.h), so that it must come back as it was."""
    name = "".join(dice.choice(PIECES) for _ in range(dice.randrange(1, dice.choice([4, 12, 60]))))
    name = re.sub(r"\s+", " ", name).strip(" .") or "x"
    while len(name.encode()) > 140:
        name = name[:-1].rstrip(" .")
    return name + dice.choice([".txt", ".eml", "", ".pdf"])


def random_bytes(dice, kind):
    if kind == "message/rfc822" and dice.random() < .6:
        lines = ["Subject: x", "", "From here", "--=_files_", "y" * dice.choice([3, 998])]
        return "\r\n".join(lines[:dice.randrange(1, 6)]).encode()
    size = dice.choice([0, 1, 2, 56, 57, 58, 114, dice.randrange(5000)])
    if dice.random() < .4:
        return "".join(dice.choice(PIECES + ["\n", "\r\n"]) for _ in range(size)).encode()
    return dice.randbytes(size)


def look_at_part(part, name, kind, content, raw):
    if part.get_filename() != name:
        yield f"filename {part.get_filename()!r} is not {name!r}"
    told = str(email.header.make_header(email.header.decode_header(part.get_param("name"))))
    if told != name:
        yield f"name {told!r} is not {name!r}"
    if part.get_content_disposition() != "attachment":
        yield f"{name!r} is {part['content-disposition']!r}"
    is_mail = part.get_content_type() == "message/rfc822"
    if is_mail and (kind != "message/rfc822" or content not in raw):
        yield f"{name!r}: another mail"
    if not is_mail and part.get_payload(decode=True) != content:
        yield f"{name!r}: other bytes"
    right = kind if "/" in kind and not kind.startswith(("message/", "multipart/")) else None
    if not is_mail and part.get_content_type() != (right or "application/octet-stream"):
        yield f"{name!r}: {kind} became {part.get_content_type()}"


def look_at_mail(raw, text, files):
    lines = raw.split(b"\r\n")
    if any(b"\r" in line or b"\n" in line for line in lines) or lines[-1]:
        yield "a line does not end in CR LF"
    if not raw.isascii() or b"\0" in raw:
        yield "not in 7 bits"
    nested = {line for _, _, content in files for line in content.split(b"\r\n")}
    for line in lines:
        if len(line) > 78 and line not in nested:
            yield f"a line of {len(line)}: {line[:60]}"
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(("plain",)).get_content()
    if body.strip() != text.strip():
        yield f"text {body!r} is not {text!r}"
    if files and message.get_content_type() != "multipart/mixed":
        yield f"files in {message.get_content_type()}"
    parts = email.message_from_bytes(raw).get_payload()[1:] if files else []
    if len(parts) != len(files):
        yield f"{len(parts)} files in place of {len(files)}"
    names = [part.get_filename() for part in message.iter_attachments()] if files else []
    # The new interface undoes encoded words even in what RFC 2231 has encoded already.
    is_plain = all("=?" not in name for name, _, _ in files)
    if is_plain and names != [name for name, _, _ in files]:
        yield f"attachments {names}"
    for part, (name, kind, content) in zip(parts, files):
        yield from look_at_part(part, name, kind, content, raw)


def break_mail(raw, fault):
    if fault == "name":
        return re.sub(rb"(name\*?0?\*?=(?:\"|utf-8''))", rb"\1Q", raw)
    if fault == "bytes":
        return re.sub(rb"base64\r\n\r\n....", rb"base64\r\n\r\nQQQQ", raw)
    if fault == "line":
        return raw.replace(b"MIME-Version: 1.0", b"MIME-Version: 1.0" + b" " * 80)
    return raw


def check_mails(writer, count, dice, fault):
    cases = []
    for _ in range(count):
        files = []
        for _ in range(dice.choice([0, 1, 1, 1, 2, 5])):
            kind = dice.choice(TYPES)
            files.append((random_name(dice), kind, random_bytes(dice, kind)))
        cases.append((dice.choice(["hello\n", "caf\u00e9\n", "x" * 200 + "\n"]), files))
    requests = []
    for text, files in cases:
        request = [b"mail", text.encode(), b"%d" % len(files)]
        for name, kind, content in files:
            request += [name.encode(), kind.encode(), content]
        requests += [request, request]
    written = list(answers(writer, requests))
    if len(written) != 2 * count:
        yield f"{len(written)} mails in place of {2 * count}"
    for (text, files), one, two in zip(cases, written[::2], written[1::2]):
        if one != two:
            yield "the same draft gave two mails"
        yield from look_at_mail(break_mail(one, fault), text, files)


class Page(html.parser.HTMLParser):
    """The lines of a page, each with the depth of its quote; and whatever should not be there."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.lines, self.wrong, self.open = [], [], []
        self.line, self.link = None, None

    def end_line(self):
        self.lines.append((self.open.count("blockquote"), self.line or ""))
        self.line = None

    def handle_starttag(self, tag, attrs):
        inside = self.open[-1] if self.open else ""
        if tag == "br" and not attrs:
            self.end_line()
            if inside == "div":
                self.line = ""
            return
        href = attrs[0][1] if tag == "a" and len(attrs) == 1 and attrs[0][0] == "href" else None
        if href and re.match(r"(https?://|mailto:[^@]+@)", href, re.I) and inside == "div":
            self.link = [href, ""]
        elif not (tag == "div" and attrs == [("dir", "auto")] and inside in ("", "blockquote")
                  or tag == "blockquote" and attrs == QUOTE and inside in ("", "blockquote")):
            self.wrong.append(f"<{tag} {attrs}> in <{inside}>")
        if tag == "div":
            self.line = ""
        self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.wrong.append(f"</{tag}> closes {self.open}")
            return
        if tag == "div":
            self.end_line()
        if tag == "a" and self.link and self.link[0] not in (self.link[1], "mailto:" + self.link[1]):
            self.wrong.append(f"the link {self.link}")
        self.open.pop()

    def handle_data(self, data):
        data = data.replace("\n", "")
        if self.line is None and data:
            self.wrong.append(f"text outside a paragraph: {data!r}")
        self.line = (self.line or "") + data if data else self.line
        if "a" in self.open:
            self.link[1] += data

    def handle_comment(self, data):
        self.wrong.append(f"a comment: {data!r}")

    handle_decl = unknown_decl = handle_pi = handle_comment


def meant(text):
    """The lines that a reader of the page should see."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    for line in lines:
        marks = re.match(r"(?:> ?){0,20}", line).group()
        yield marks.count(">"), line[len(marks):].expandtabs(4).replace("\u00a0", " ")


def break_page(page, fault):
    faults = {"tag": ("<br>", "<hr>"), "attribute": ("<div ", "<div id=x "), "text": ("word", "wort"),
              "link": ('href="', 'href="javascript:')}
    return page.replace(*faults[fault]) if fault in faults else page


def check_pages(writer, count, dice, fault):
    texts = ["".join(dice.choice(PIECES + LINES) for _ in range(dice.randrange(80)))
             for _ in range(count)]
    pages = list(answers(writer, [[b"html", text.encode()] for text in texts]))
    if len(pages) != count:
        yield f"{len(pages)} pages in place of {count}"
    for text, raw in zip(texts, pages):
        page = Page()
        page.feed(break_page(raw.decode(), fault))
        page.close()
        lines = [(depth, line.replace("\u00a0", " ")) for depth, line in page.lines]
        if lines != list(meant(text)):
            yield f"{text!r} reads {lines!r}"
        yield from page.wrong + [f"{tag} stays open" for tag in page.open]


def main():
    what, writer, count, seed = sys.argv[1:5]
    fault = sys.argv[5] if len(sys.argv) > 5 else ""
    check = {"mail": check_mails, "html": check_pages}[what]
    for wrong in check(writer, int(count), random.Random(int(seed)), fault):
        print(wrong)


main()
