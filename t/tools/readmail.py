#!/usr/bin/env python3
"""Reads one automatic mail of the desk as strictly as the RFCs allow, and prints it as JSON.

"findings" has a line for each rule it breaks (RULES O1, O3, T11); the other members are what a
client would show. Written against the rules, not against the C sources.
"""

import base64
import email
import email.policy
import json
import quopri
import re
import sys

ONCE = ("Date", "From", "To", "Reply-To", "Subject", "Message-ID", "Auto-Submitted",
        "X-Auto-Response-Suppress", "MIME-Version", "Content-Type")
MAYBE = ("In-Reply-To", "References", "Thread-Topic", "Content-Transfer-Encoding")
WORD = re.compile(r"=\?([^?]*)\?([bBqQ])\?([^?]*)\?=")
FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
TOKEN = re.compile(r"support\+r[0-9]+-[0-9]+-[a-z2-7]{26}@example\.com")
OWN_ID = re.compile(r"<m[0-9]+-[0-9]+-[a-z2-7]+-[a-z2-7]{26}@mx\.example\.com>")


def read_wire(raw):
    """What is wrong with the bytes, whatever they mean."""
    if b"\r" in raw.replace(b"\r\n", b"") or b"\n" in raw.replace(b"\r\n", b""):
        yield "a bare CR or LF"
    if any(byte > 126 or (byte < 32 and byte not in b"\t\r\n") for byte in raw):
        yield "a byte that is not 7-bit text"
    head = raw.partition(b"\r\n\r\n")[0]
    for line in raw.split(b"\r\n"):
        if len(line) > 998:
            yield f"a line of {len(line)} bytes"
    for line in head.split(b"\r\n"):
        if len(line) > 78 and b" " in line[1:].rstrip():
            yield f"a header line of {len(line)} bytes that could be folded: {line[:30]}"
        if not line.strip():
            yield "a header line with nothing but blanks"


def read_fields(raw):
    """The header fields as (name, unfolded value) pairs."""
    head = raw.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
    return [tuple(field.split(":", 1)) for field in re.sub(r"\r\n([ \t])", r"\1", head).split("\r\n")]


def read_words(name, value):
    """What is wrong with the encoded words of a value: each stands and decodes by itself."""
    for charset, encoding, text in WORD.findall(value):
        size = len(f"=?{charset}?{encoding}?{text}?=")
        if size > 75:
            yield f"{name}: an encoded word of {size} bytes"
        try:
            data = base64.b64decode(text, validate=True) if encoding in "bB" else \
                quopri.decodestring(text.replace("_", " "), header=False)
            if FORBIDDEN.search(data.decode(charset)):
                yield f"{name}: an encoded word with a control byte or a bidi override"
        except (ValueError, LookupError) as error:
            yield f"{name}: an encoded word that does not decode: {error}"


def read_header(fields):
    names = [name for name, _ in fields]
    for name in ONCE:
        if names.count(name) != 1:
            yield f"{name} stands {names.count(name)} times"
    for name in names:
        if name not in ONCE + MAYBE:
            yield f"a field {name[:40]!r}"
        if names.count(name) > 1 and name not in ONCE:
            yield f"{name} stands {names.count(name)} times"
    for name, value in fields:
        yield from read_words(name, value)
    values = {name: value.strip() for name, value in fields}
    for name, wanted in (("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All"),
                         ("MIME-Version", "1.0")):
        if values.get(name) != wanted:
            yield f"{name} is {values.get(name)}"
    for name, pattern in (("Reply-To", TOKEN), ("Message-ID", OWN_ID)):
        if not pattern.fullmatch(values.get(name, "")):
            yield f"{name} is {values.get(name)}"
    for name in ("In-Reply-To", "References"):
        if name in values and not re.fullmatch(r"<[!-;=?-~]+>( +<[!-;=?-~]+>)*", values[name]):
            yield f"{name} is {values[name][:60]!r}"


def read_body(mail):
    if mail.get_content_type() != "multipart/alternative":
        yield f"it is {mail.get_content_type()}"
    kinds = [part.get_content_type() for part in mail.iter_parts()]
    if kinds != ["text/plain", "text/html"]:
        yield f"its parts are {kinds}"
    for part in mail.walk():
        for defect in part.defects:
            yield f"{part.get_content_type()}: {defect!r}"
        if not part.is_multipart() and part.get_content_charset() != "utf-8":
            yield f"{part.get_content_type()} is in {part.get_content_charset()}"
    for name, value in mail.items():
        for defect in getattr(value, "defects", ()):
            yield f"{name}: {defect!r}"


def main(path):
    with open(path, "rb") as file:
        raw = file.read()
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    fields = read_fields(raw)
    findings = [*read_wire(raw), *read_header(fields), *read_body(mail)]
    if len(mail["To"].addresses) != 1:
        findings.append(f"it is to {len(mail['To'].addresses)} people")
    text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    print(json.dumps({
        "findings": findings, "subject": str(mail["Subject"]),
        "to_name": mail["To"].addresses[0].display_name, "to": mail["To"].addresses[0].addr_spec,
        "from": str(mail["From"]), "in_reply_to": str(mail["In-Reply-To"] or ""),
        "references": str(mail["References"] or "").split(),
        "topic": str(mail["Thread-Topic"] or ""),
        "text": text.get_content() if text else "", "html": html.get_content() if html else ""}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
