#!/usr/bin/env python3
"""Looks for words in mails: in their bytes and in all that their parts say once decoded.

  bytes.py WORDS FILE...     names each file that has them, in any case, with the place

Lines that a mail server of the recipient put on top (Received, Delivered-To ...) do not count.
"""
import email
import email.policy
import re
import sys

TRACE = re.compile(rb"\A(?:(?:Return-Path|X-Original-To|Delivered-To|Received):[^\n]*\n(?:[ \t][^\n]*\n)*)+")


def views(raw):
    """The mail as it is, its header fields and the text of each part."""
    raw = TRACE.sub(b"", raw)
    yield "bytes", raw.decode("latin-1")
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    for name, value in mail.items():
        yield name, str(value)
    for number, part in enumerate(mail.walk(), 1):
        if not part.is_multipart():
            data = part.get_payload(decode=True) or b""
            yield f"part {number}", data.decode("utf-8", "replace")


def main(words, *files):
    for file in files:
        with open(file, "rb") as mail:
            for place, text in views(mail.read()):
                if words.lower() in " ".join(text.split()).lower() or words.lower() in text.lower():
                    print(f"{file}: {place}")


if __name__ == "__main__":
    main(*sys.argv[1:])
