#!/usr/bin/env python3
"""A second opinion on what deskctl explain --json says of many mails.

  checkmails.py EXPLAINED FILES [FACTS]     FILES: the files in their order, one a line

Prints one line for each thing that is not so: an object for each file in that order; every string
valid Unicode without NUL and controls, in texts with tab and newline only; and, of the files that
FACTS (makemails.py) knows, the very facts.
"""
import json
import sys
import unicodedata

TEXTS = {"text", "reply_text", "signature_text"}
ONE_LINE = {"subject", "name", "value"}
BIDI = {chr(c) for c in (*range(0x202a, 0x202f), *range(0x2066, 0x206a))}
LIMITS = {"text": 1 << 20, "reply_text": 1 << 20, "signature_text": 1 << 20, "subject": 1000, "value": 1000}


def dirt(key, string):
    """What is wrong with a string, or None."""
    allowed = "\t\n" if key in TEXTS else ""
    for character in string:
        kind = unicodedata.category(character)
        if kind == "Cs" or (kind == "Cc" and character not in allowed):
            return f"U+{ord(character):04X}"
        if key in ONE_LINE and character in BIDI:
            return f"bidi U+{ord(character):04X}"
    size = len(string.encode("utf-8", "replace"))
    return f"{size} bytes" if size > LIMITS.get(key, 1 << 20) else None


def strings(value, key=""):
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, list):
        for one in value:
            yield from strings(one, key)
    elif isinstance(value, dict):
        for name, one in value.items():
            # Names of files are told as they were given.
            if name not in ("file", "error"):
                yield from strings(one, name)


def words(text):
    return text.split()


def attachment(one, keys):
    return tuple((key, one.get(key)) for key in keys)


def differences(said, facts):
    mail = said["mail"]

    def differs(what, got, meant):
        if got != meant:
            yield f"{what}: {got!r}, meant {meant!r}"

    yield from differs("unparsed", mail["unparsed"], False)
    yield from differs("defects", mail["defects"], [])
    for key in ("message_id", "from", "to", "cc", "has_html"):
        yield from differs(key, mail[key], facts[key])
    yield from differs("subject", words(mail["subject"]), words(facts["subject"]))
    for got, meant in zip(mail["fields"], facts["fields"], strict=False):
        yield from differs(got["name"], words(got["value"]), words(meant["value"]))
    names = [[one["name"] for one in fields] for fields in (mail["fields"], facts["fields"])]
    yield from differs("fields", *names)
    yield from differs("date", (mail["date"] or "")[:19], facts["date"])
    same = (lambda text: text.strip("\n")) if not facts.get("only_html") else words
    yield from differs("text", same(mail["text"]), same(facts["text"]))
    yield from differs("reply_text", words(mail["reply_text"]), words(facts["text"]))
    yield from differs("machine", said["machine"]["kind"], "human")
    yield from differs("attachments", len(mail["attachments"]), len(facts["attachments"]))
    meant = {json.dumps(one, sort_keys=True): one for one in facts["attachments"]}
    for one in meant.values():
        found = [a for a in mail["attachments"] if attachment(a, one) == attachment(one, one)]
        if not found:
            near = [{key: a[key] for key in one} for a in mail["attachments"]]
            yield f"attachment {one} is not among {near}"


def main(explained, files, facts=None):
    with open(files, encoding="utf-8", errors="surrogateescape") as lines:
        names = lines.read().split("\n")[:-1]
    known = {}
    if facts:
        with open(facts, encoding="utf-8") as source:
            known = json.load(source)
    with open(explained, encoding="utf-8", errors="strict") as lines:
        objects = [json.loads(line) for line in lines]
    shown = [name.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for name in names]
    if [one["file"] for one in objects] != shown:
        print(f"{len(objects)} objects for {len(names)} files, or in another order")
    for one in objects:
        for key, string in strings(one):
            wrong = dirt(key, string)
            if wrong:
                print(f"{one['file']}: {key}: {wrong} in {string[:80]!r}")
        for line in differences(one, known[one["file"]]) if one["file"] in known else ():
            print(f"{one['file']}: {line}")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(*sys.argv[1:])
