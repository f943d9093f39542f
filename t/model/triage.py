#!/usr/bin/python3
"""What categories and rules make of mails, by deskctl explain and by a slow reference.

Written from the man page, not from the sources of the desk. Random configurations, and for each
one mails that go through the parser. A mail is put together of pieces, each of which is known to
hold some keywords and expressions or, being near to one, none: the reference finds nothing by
itself. --plant NAME makes a mistake in the reference, which must be noticed.
"""

import argparse
import email.message
import email.policy
import json
import pathlib
import random
import subprocess
import sys

PRIORITIES = ("critical", "high", "normal", "low")
CARDS, INVOICES = r"\bcards?\b.{0,20}\bdeclined\b", "inv-[0-9]{4}"
# What stands in a mail, and what is found in it.
PIECES = (
    ("invoice", "invoice"), ("INVOICE", "invoice"), ("in\u00advoi\u200bce", "invoice"),
    ("invoice's", "invoice"), ("invoices", None), ("reinvoice", None),
    ("ROT", "rot"), ("Schrott", None), ("rot13", None),
    ("GRÖSSE", "größe"), ("gro\u0308ße", "größe"), ("Großeltern", None),
    ("СЧЁТ", "счёт"), ("счёта", None), ("ŞİFRE", "şifre"), ("şifreler", None),
    ("昨日の請求書です", "請求書"), ("請求", None), ("청구서를", "청구서"), ("재청구서", None),
    ("ลืมรหัสผ่านครับ", "รหัสผ่าน"), ("رقم فـــاتورة", "فاتورة"), ("c++", "c++"), ("abc++", None),
    ("Credit   NOTE", "credit note"), ("credit\nnote", "credit note"), ("discredit note", None),
    ("the card was declined", CARDS), ("a cardigan declined", None), ("INV-2041", INVOICES),
    ("inv-12", None), ("ASAP", "asap"), ("asaps", None), ("everybody", "everybody"),
    ("nothing", None), ("hello there", None),
)
WORDS = sorted({found for _, found in PIECES if found} - {CARDS, INVOICES})
REGEXES = (CARDS, INVOICES)
# Conditions on header fields: name, expression and the values it is found in.
FIELDS = {"X-Shop: gold": ("x-shop", ("Gold member",)), "x-tier:  ^[ab]$": ("x-tier", ("a", "B")),
          "X-Desk-Category: .": (None, ())}
VALUES = (("X-SHOP", "Gold member"), ("X-Shop", "silver"), ("X-Tier", "a"), ("X-Tier", "ab"),
          ("X-Desk-Category", "one"), ("X-Tier", "B"))
MARKS = (("X-Priority", "1 (Highest)", True), ("X-Priority", "3", False),
         ("Importance", "High", True), ("Importance", "highest", False),
         ("Priority", "urgent", True), ("X-Priority", "15", False))
FILES = (("bill.PDF", "application/pdf"), ("shot.png", "image/png"), ("setup.exe", "image/x-fake"),
         ("notes.txt", "application/octet-stream"))
PATTERNS = {"*.pdf": {"bill.PDF"}, "image/*": {"shot.png", "setup.exe"}, "*.EXE": {"setup.exe"},
            "shot*": {"shot.png"}, "application/pdf": {"bill.PDF"}, "*.zip": set()}
MAILBOXES = {"support": (None, None), "sales": ("t1", "s1"), "shop": ("t2", None)}
SENDERS = {"jane@acme.example": "acme", "joe@lab.acme.example": "lab", "BOSS@acme.example": "boss",
           "x@notacme.example": None, "y@deep.er.acme.example": "acme"}
CUSTOMERS = {"acme": 'domains = {"acme.example"}', "lab": 'domains = {"lab.acme.example"}',
             "boss": 'addresses = {"boss@acme.example"}'}
KINDS = {"keywords": WORDS, "regex": REGEXES, "headers": tuple(FIELDS),
         "mailboxes": tuple(MAILBOXES), "customers": tuple(CUSTOMERS),
         "attachments": tuple(PATTERNS)}
WANTED = ("category", "score", "priority", "team", "sla", "tags", "matched")


def some(rng, things, most, chance=0.5):
    """A few of them, often none."""
    return rng.sample(list(things), rng.randint(1, most)) if rng.random() < chance else []


def one(rng, things, chance=0.5):
    return rng.choice(things) if rng.random() < chance else None


# ---- configurations ----

def make_block(rng, kind, name):
    block = {"kind": kind, "name": name, "team": one(rng, ("t1", "t2", "t3")),
             "priority": one(rng, PRIORITIES), "sla": one(rng, ("s1", "s2", "s3")),
             "tags": some(rng, ("a", "b", "c", "d"), 2), "categories": [],
             "not-keywords": some(rng, WORDS, 2, 0.3), "file": []}
    while not any(block.get(condition) for condition in KINDS):
        for condition, things in KINDS.items():
            chance = 0.9 if condition == "keywords" else 0.25
            block[condition] = some(rng, things, min(len(things), 4), chance)
    block["file"] = [word for word in block["keywords"] if rng.random() < 0.3]
    return block


def make_rules(rng):
    categories = [make_block(rng, "category", f"C{i}") for i in range(rng.randint(1, 5))]
    for category in categories:
        category["subject-weight"] = rng.choice((0, 1, 3, 3, 3, 5))
        category["text-weight"] = rng.choice((0, 1, 1, 1, 2, 4))
        category["threshold"] = rng.choice((1, 1, 1, 2, 4))
    rules = [make_block(rng, "rule", f"R{i}") for i in range(rng.randint(0, 5))]
    for rule in rules:
        rule["categories"] = some(rng, [c["name"] for c in categories], 1, 0.4)
    customers = {name: {"vip": rng.random() < 0.4, "sla": one(rng, ("s1", "s2", "s3"))}
                 for name in CUSTOMERS}
    return {"categories": categories, "rules": rules, "customers": customers,
            "urgency": some(rng, ("asap", "rot", "credit note"), 2),
            "impact": some(rng, ("everybody", "rot", "größe"), 2),
            "importance": rng.random() < 0.7}


def quoted(texts):
    return "{" + ", ".join("'" + text + "'" for text in texts) + "}"


def write_block(block, folder):
    lines = [f'{block["kind"]} "{block["name"]}" {{']
    inline = [word for word in block["keywords"] if word not in block["file"]]
    for name in ("regex", "headers", "mailboxes", "customers", "attachments", "tags",
                 "not-keywords", "categories"):
        if block[name]:
            lines.append(f"  {name} = {quoted(block[name])}")
    if inline:
        lines.append(f"  keywords = {quoted(inline)}")
    if block["file"]:
        path = folder / f'{block["name"]}.words'
        path.write_text("# words\n\n" + "\r\n".join(block["file"]), encoding="utf-8")
        lines.append(f'  keywords-file = "{path}"')
    for name in ("team", "priority", "sla", "subject-weight", "text-weight", "threshold"):
        if block.get(name) is not None:
            lines.append(f"  {name} = {block[name]}")
    return "\n".join(lines + ["}"])


def write_conf(rules, base, folder):
    parts = [base]
    parts += [f'team "{name}" {{ members = {{"alice"}} }}' for name in ("t1", "t2", "t3")]
    parts += [f'sla "{name}" {{ }}' for name in ("s1", "s2", "s3")]
    for name, (team, sla) in MAILBOXES.items():
        if name != "support":
            parts.append(f'mailbox "{name}" {{ address = "{name}@example.com" team = "{team}"'
                         + (f' sla = "{sla}"' if sla else "") + " }")
    for name, customer in rules["customers"].items():
        sla = f' sla = "{customer["sla"]}"' if customer["sla"] else ""
        vip = "yes" if customer["vip"] else "no"
        parts.append(f'customer "{name}" {{ {CUSTOMERS[name]} vip = {vip}{sla} }}')
    parts += [write_block(block, folder) for block in rules["categories"] + rules["rules"]]
    parts.append(f'triage {{ urgency-words = {quoted(rules["urgency"])} '
                 f'impact-words = {quoted(rules["impact"])} '
                 f'importance = {"yes" if rules["importance"] else "no"} }}')
    path = folder / "triage.conf"
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")
    return path


# ---- mails ----

def join(pieces):
    return ", ".join(text for text, _ in pieces)


def found_in(pieces):
    return {found for _, found in pieces if found}


def make_mail(rng):
    return {"subject": rng.choices(PIECES, k=rng.randint(0, 2)),
            "text": rng.choices(PIECES, k=rng.randint(0, 4)),
            "quote": rng.choices(PIECES, k=rng.randint(0, 3)),
            "signature": rng.choices(PIECES, k=rng.randint(0, 2)),
            "sender": rng.choice(tuple(SENDERS)), "fields": rng.sample(VALUES, rng.randint(0, 2)),
            "mark": rng.choice(MARKS + (None,) * 6), "prefix": rng.choice(("", "Re: ", "[#12] ")),
            "assurance": rng.choice(("aligned", "none", "failed")),
            "files": rng.sample(FILES, rng.choice((0, 0, 0, 1, 2)))}


def text_of(mail):
    text = "Hello,\n\nthis is about " + join(mail["text"]) + ".\n"
    if mail["signature"]:
        text += "\n-- \nJane, " + join(mail["signature"]).replace("\n", " ") + "\n"
    if mail["quote"]:
        text += "\nOn Mon, 1 Jun 2026 at 10:00, Support <support@example.com> wrote:\n> "
        text += join(mail["quote"]).replace("\n", "\n> ") + "\n"
    return text


def write_mail(mail, number, path):
    out = email.message.EmailMessage(policy=email.policy.SMTP)
    out["From"] = mail["sender"]
    out["To"] = "support@example.com"
    out["Date"] = "Mon, 01 Jun 2026 12:00:00 +0000"
    out["Message-ID"] = f"<{number}@client.example.net>"
    out["Subject"] = mail["prefix"] + "About " + join(mail["subject"]).replace("\n", " ")
    if mail["assurance"] != "none":
        out["Authentication-Results"] = "mx.example.com; dmarc=%s header.from=%s" % (
            "pass" if mail["assurance"] == "aligned" else "fail", mail["sender"].split("@")[1])
    for name, value in mail["fields"]:
        out[name] = value
    if mail["mark"]:
        out[mail["mark"][0]] = mail["mark"][1]
    out.set_content(text_of(mail))
    for name, kind in mail["files"]:
        out.add_attachment(b"bytes", *kind.split("/"), filename=name)
    path.write_bytes(out.as_bytes())


# ---- the reference ----

class Reference:
    """Of one mail to some mailboxes, by the rules of one configuration."""

    def __init__(self, rules, mail, mailboxes, plant):
        self.rules, self.mail, self.mailboxes, self.plant = rules, mail, mailboxes, plant
        forged = mail["assurance"] == "failed" and plant != "believes-forged"
        self.customer = None if forged else SENDERS[mail["sender"]]
        self.proved = mail["assurance"] == "aligned" or plant == "believes-all"
        self.subject, self.text = found_in(mail["subject"]), found_in(mail["text"])
        if plant == "reads-quotes":
            self.text |= found_in(mail["quote"])
        self.matched = []

    def places(self, kind, pattern):
        """Where a condition is found."""
        if kind in ("keywords", "not-keywords", "regex"):
            return [where for where, found in (("subject", self.subject), ("text", self.text))
                    if pattern in found]
        if kind == "headers":
            name, values = FIELDS[pattern]
            return ["header"] * (self.proved and any(
                field.lower() == name and value in values for field, value in self.mail["fields"]))
        if kind == "mailboxes":
            return ["mailbox"] * (pattern in self.mailboxes)
        if kind == "customers":
            return ["customer"] * (pattern == self.customer)
        return ["attachment"] * any(name in PATTERNS[pattern] for name, _ in self.mail["files"])

    def note(self, block, pattern, where, score):
        self.matched.append([f'{block["kind"]} {block["name"]}', pattern, where, score])

    def excluded(self, block):
        return any(self.places("not-keywords", word) for word in block["not-keywords"])

    def score(self, category):
        total = 0
        for kind in KINDS:
            for pattern in category[kind]:
                places = self.places(kind, pattern)
                weights = [category["subject-weight" if where == "subject" else "text-weight"]
                           for where in places]
                if places:
                    score = sum(weights) if self.plant == "adds-both" else max(weights)
                    self.note(category, pattern, places[weights.index(max(weights))], score)
                    total += score
        return total

    def weigh(self):
        best, most, tags = None, None, []
        for category in self.rules["categories"]:
            score = self.score(category)
            if score < category["threshold"] or self.excluded(category):
                continue
            tags += category["tags"]
            if most is None or score > most or (score == most and self.plant == "last-of-equals"):
                best, most = category, score
        return best, most, tags

    def holds(self, rule, best):
        held = [any(self.places(kind, pattern) for pattern in rule[kind])
                for kind in KINDS if rule[kind]]
        if rule["categories"]:
            held.append(best is not None and best["name"] in rule["categories"])
        together = any(held) if self.plant == "any-kind" else all(held)
        return together and not self.excluded(rule)

    def note_rule(self, rule, best):
        if rule["categories"]:
            self.note(rule, best["name"], "category", 0)
        for kind in KINDS:
            for pattern in rule[kind]:
                for where in self.places(kind, pattern)[:1]:
                    self.note(rule, pattern, where, 0)

    def words(self, section):
        found = False
        for word in self.rules[section]:
            for where in self.places("keywords", word)[:1]:
                self.matched.append([section, word, where, 0])
                found = True
        return found

    def rank(self, holders):
        named = [block["priority"] for block in holders if block["priority"]]
        level = PRIORITIES.index(named[0] if named else "normal")
        raised = self.words("urgency") + self.words("impact")
        mark = self.mail["mark"]
        level = min(level, 2 - raised) if raised else level
        if self.rules["importance"] and self.proved and mark and mark[2]:
            level = min(level, 1)
        if self.customer and self.rules["customers"][self.customer]["vip"]:
            level = max(level - 1, 0)
        return PRIORITIES[level]

    def judge(self):
        best, score, tags = self.weigh()
        holders = [rule for rule in self.rules["rules"] if self.holds(rule, best)]
        for rule in holders:
            self.note_rule(rule, best)
            tags += rule["tags"]
        holders += [best] if best else []
        if self.plant == "category-first":
            holders.reverse()
        team, sla = MAILBOXES[self.mailboxes[0]]
        slas = [self.rules["customers"][self.customer]["sla"]] if self.customer else []
        slas += [block["sla"] for block in holders] + [sla]
        teams = [block["team"] for block in holders] + [team]
        return {"category": best["name"] if best else None, "score": score,
                "priority": self.rank(holders), "team": next(filter(None, teams), None),
                "sla": next(filter(None, slas), None), "tags": sorted(set(tags)),
                "matched": sorted(self.matched)}


# ---- comparing ----

def told_by(answer):
    triage = answer["triage"]
    told = {name: triage[name] for name in WANTED}
    told["tags"] = sorted(told["tags"])
    told["matched"] = sorted([match["rule"], match["pattern"], match["where"], match["score"]]
                             for match in triage["matched"])
    return told


def explain(options, conf, folder, count, mailboxes):
    listed = folder / "list"
    listed.write_text("".join(f"{folder}/{i}.eml\n" for i in range(count)))
    rcpts = [arg for name in mailboxes for arg in ("--rcpt", f"{name}@example.com")]
    run = subprocess.run([options.deskctl, "-c", str(conf), "explain", "--json", *rcpts,
                          "--files-from", str(listed)], capture_output=True, check=False)
    if run.returncode != 0:
        sys.exit(f"deskctl explain: {run.stderr.decode()}\n{conf.read_text()}")
    return [json.loads(line) for line in run.stdout.splitlines()]


def play(options, rng, folder, base):
    """True: the two agree about all mails of a configuration."""
    rules = make_rules(rng)
    conf = write_conf(rules, base, folder)
    mailboxes = rng.sample(tuple(MAILBOXES), rng.randint(1, 2))
    mails = [make_mail(rng) for _ in range(options.mails)]
    for number, mail in enumerate(mails):
        write_mail(mail, number, folder / f"{number}.eml")
    answers = explain(options, conf, folder, len(mails), mailboxes)
    routed = 0
    for number, (mail, answer) in enumerate(zip(mails, answers, strict=True)):
        wanted = Reference(rules, mail, mailboxes, options.plant).judge()
        told = told_by(answer)
        routed += wanted["category"] is not None
        if told == wanted:
            continue
        print(f"# DISAGREEMENT mail {number}: to {mailboxes}, {mail}")
        for name in WANTED:
            if told[name] != wanted[name]:
                print(f"# {name}: the desk says {told[name]}, the reference {wanted[name]}")
        print("# " + conf.read_text().replace("\n", "\n# "))
        sys.exit(1)
    return routed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--deskctl", required=True)
    parser.add_argument("--base", type=pathlib.Path, required=True)
    parser.add_argument("--folder", type=pathlib.Path, required=True)
    parser.add_argument("--confs", type=int, default=40)
    parser.add_argument("--mails", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plant")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    base = options.base.read_text()
    routed = sum(play(options, rng, options.folder, base) for _ in range(options.confs))
    print(f"# {options.confs} configurations, {options.confs * options.mails} mails, "
          f"{routed} with a category")


main()
