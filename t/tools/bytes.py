#!/usr/bin/env python3
"""Looks for words in mails: in their bytes and in all that their parts say once decoded.

  bytes.py FILE... <WORDS    some words a line; for each place that has them, in any case: the words,
                             a tab, file and place

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


def main(*files):
    wanted = sys.stdin.read().splitlines()
    for file in files:
        with open(file, "rb") as mail:
            found = [(place, text.lower()) for place, text in views(mail.read())]
        for place, text in found:
            in_one_line = " ".join(text.split())
            for words in wanted:
                if words.lower() in in_one_line or words.lower() in text:
                    print(f"{words}\t{file}: {place}")


if __name__ == "__main__":
    main(*sys.argv[1:])
