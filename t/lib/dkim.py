#!/usr/bin/env python3
"""Signs the mail on standard input as RFC 6376 has it, relaxed/simple, rsa-sha256.

  dkim.py DOMAIN SELECTOR KEYFILE [LENGTH] <MAIL

The key is a PEM file; openssl does the arithmetic. With LENGTH only so many bytes of the body are
signed (l=). Prints the mail with its signature on top; lines end as they came, and are signed as
CR LF.
"""
import base64
import hashlib
import re
import subprocess
import sys

SIGNED = ("from", "to", "subject", "date", "message-id")


def relaxed(field):
    name, value = field.split(b":", 1)
    value = re.sub(rb"[ \t]+", b" ", re.sub(rb"\r\n(?=[ \t])", b"", value)).strip()
    return name.strip().lower() + b":" + value


def main(domain, selector, key, length=None):
    mail = re.sub(rb"\r?\n", b"\r\n", sys.stdin.buffer.read())
    header, body = mail.split(b"\r\n\r\n", 1)
    body = re.sub(rb"(\r\n)*$", b"", body) + b"\r\n"
    fields = re.split(rb"\r\n(?![ \t])", header)
    body_hash = hashlib.sha256(body if length is None else body[: int(length)])
    # Of several fields of one name the last is signed first (section 5.4.2).
    chosen = [f for f in reversed(fields) if f.split(b":")[0].strip().lower().decode() in SIGNED]
    names = ":".join(f.split(b":")[0].strip().decode() for f in chosen)
    tags = f" v=1; a=rsa-sha256; c=relaxed/simple; d={domain}; s={selector};"
    if length is not None:
        tags += f" l={length};"
    tags += f" h={names};\r\n\tbh={base64.b64encode(body_hash.digest()).decode()};\r\n\tb="
    own = b"DKIM-Signature:" + tags.encode()
    data = b"".join(relaxed(f) + b"\r\n" for f in chosen) + relaxed(own)
    signed = subprocess.run(
        ["openssl", "dgst", "-sha256", "-sign", key], input=data, capture_output=True, check=True
    )
    whole = own + base64.b64encode(signed.stdout) + b"\r\n" + header + b"\r\n\r\n" + body
    sys.stdout.buffer.write(whole.replace(b"\r\n", b"\n"))


main(*sys.argv[1:])
