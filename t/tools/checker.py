#!/usr/bin/env python3
"""Proves the invariants (RULES section I) of a finished run from three logs.

The sender's log says what was accepted, the store what was kept, the sink's log what left.
One function for each rule; each violation is a line that begins with the rule's name. A rule
that found nothing to check is a violation too: a proof must have seen something. Ends with
the counts and "N violations"; exit status 1 when there is any.
"""

import argparse
import collections
import json
import sys
import time

import checklives
from deskstore import DeskStore, index

SETTLED = ("sent", "failed", "uncertain")
STATES = ("queued", "leased") + SETTLED
# What tells agents how their tickets stand; all else is for customers.
TO_AGENTS = ("agent-new", "agent-update", "agent-alarm", "command-result", "digest")
WRITTEN = ("reply", "forward")  # by an agent: not automatic


class Report:
    def __init__(self, shown):
        self.shown = shown
        self.violations = collections.Counter()
        self.checked = collections.Counter()

    def expect(self, rule, holds, text):
        """One thing looked at for a rule; a violation when it does not hold."""
        self.checked[rule] += 1
        if not holds:
            self.violations[rule] += 1
            if self.violations[rule] <= self.shown:
                print(f"{rule}: {text}")

    def end(self, rules):
        for rule in rules:
            if not self.checked[rule]:
                self.violations[rule] += 1
                print(f"{rule}: nothing to check")
        print("checked: " + ", ".join(f"{rule} {self.checked[rule]}" for rule in rules))
        total = sum(self.violations.values())
        if total:
            print("violations: " + ", ".join(f"{rule} {self.violations[rule]}"
                                             for rule in sorted(self.violations)))
        print(f"{total} violations")
        return total


def read_lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.endswith("\n")]


class Facts:
    """The three logs, with the look-ups that several rules need; agents are the addresses of the
    configuration."""

    def __init__(self, sent, store, sink, kills=0, agents=()):
        self.now = time.time_ns() // 1000
        self.sent, self.store, self.sink, self.kills = sent, store, sink, kills
        self.agents = {address.lower() for address in agents}
        self.accepted = [mail for mail in sent if mail["outcome"] == "accepted"]
        self.by_key = index(sent, "key")
        self.mails = [m for m in store.messages if m["any_key"]]  # what came, from whomever
        self.messages = index(self.mails, "any_key")
        self.by_ticket = index(store.messages, "ticket")
        self.message = {m["id"]: m for m in store.messages}
        self.ticket = {t["id"]: t for t in store.tickets}
        self.outbox_by_id = index(store.outbox, "message_id")
        self.caused = index(store.outbox, "cause")
        self.verdicts = index(store.verdicts, "message")
        self.delivered = [mail for mail in sink if mail["outcome"] in ("accepted", "cut")]
        self.bystanders = {rcpt for mail in sent for rcpt in mail["bystanders"]}

    def accepted_once(self):
        """One line for each different mail that was accepted, however often."""
        return {mail["key"]: mail for mail in self.accepted}.values()

    def stored(self, mail):
        return self.messages.get(mail["key"], [])

    def messages_of(self, ticket):
        return self.by_ticket[ticket]

    def final_ticket(self, number):
        """Where a ticket has gone by merges; 0 when there is none."""
        for _ in range(100):
            ticket = self.ticket.get(number)
            if ticket is None:
                return 0
            if not ticket["merged_into"]:
                return number
            number = ticket["merged_into"]
        return 0

    def kind_of(self, mail):
        """The kind of what left the desk; "" when no row is known."""
        rows = self.outbox_by_id.get(mail["message_id"])
        return rows[0]["kind"] if rows else ""

    def is_bystander_copy(self, mail):
        return bool(mail["rcpts"]) and set(mail["rcpts"]) <= self.bystanders and \
            mail["message_id"] not in self.outbox_by_id


def name(mail):
    return f"mail {mail['n']} ({mail['kind']}) {mail['message_id'] or mail['key'][:12]}"


def check_i1(facts, report):
    """No loss: every accepted mail is stored with its key and its exact bytes."""
    for mail in facts.accepted:
        rows = facts.stored(mail)
        report.expect("I1", rows, f"{name(mail)} was accepted and is not stored")
        for row in rows:
            report.expect("I1", (row["sha256"], row["size"]) ==
                          (mail["sha256"], mail["size"]),
                          f"{name(mail)}: message {row['id']} has other bytes than were sent")


def check_i2(facts, report):
    """Once: N tries of one mail are one message, one ticket, one ack."""
    tries = sum(mail["attempts"] for mail in facts.sent)
    again = tries - len({mail["key"] for mail in facts.sent})
    report.expect("I2", again > 0, "no mail was tried twice, so nothing is proved")
    for key, rows in facts.messages.items():
        report.expect("I2", len(rows) == 1, f"key {key[:12]} is stored {len(rows)} times")
    for sha, rows in index(facts.mails, "sha256").items():
        report.expect("I2", len(rows) == 1, f"bytes {sha[:12]} are stored {len(rows)} times")
    opened = [v for v in facts.store.verdicts if v["kind"] == "new"]
    for number, rows in index(opened, "message").items():
        report.expect("I2", len(rows) == 1, f"message {number} opened {len(rows)} tickets")
    acks = [row for row in facts.store.outbox if row["kind"] == "ack"]
    for cause, rows in index(acks, "cause").items():
        report.expect("I2", len(rows) == 1, f"message {cause} has {len(rows)} acks")
    news = [row for row in facts.store.outbox if row["kind"] in ("agent-new", "agent-update")]
    for row in news:
        row["hears"] = row["cause"], row["recipient"].lower()
    for (cause, agent), rows in index([row for row in news if row["cause"]], "hears").items():
        report.expect("I2", len(rows) == 1,
                      f"{agent} has {len(rows)} notifications of message {cause}")
    for number, rows in index([m for m in facts.mails if m["message_id"]], "message_id").items():
        mails = {mail["key"] for mail in facts.accepted if mail["message_id"] == number}
        report.expect("I2", len(rows) >= len(mails),
                      f"Message-ID {number}: {len(mails)} mails accepted, {len(rows)} stored")


def check_i3(facts, report):
    """One ticket for each message, the right one for a reply."""
    for message in facts.store.messages:
        kinds = {v["kind"] for v in facts.verdicts[message["id"]]}
        free = message["any_key"] and "event" in kinds
        report.expect("I3", message["ticket"] in facts.ticket or (free and not message["ticket"]),
                      f"message {message['id']} is on no ticket")
    for mail in facts.accepted_once():
        asked = facts.outbox_by_id.get(mail["answers"], [])
        rows = facts.stored(mail)
        if not mail["answers"] or not rows:
            continue
        report.expect("I3", asked and facts.final_ticket(rows[0]["ticket"]) ==
                      facts.final_ticket(asked[0]["ticket"]),
                      f"{name(mail)} by {mail['link']} went to ticket {rows[0]['ticket']}")
    for ticket in facts.store.tickets:
        report.expect("I3", facts.messages_of(ticket["id"]) or ticket["merged_into"], f"ticket {ticket['id']} has no message")


def check_i4(facts, report):
    """No phantom: nothing is stored that nobody sent."""
    for key, rows in facts.messages.items():
        report.expect("I4", key in facts.by_key, f"message {rows[0]['id']} was sent by nobody")
    for verdict in facts.store.verdicts:
        report.expect("I4", verdict["message"] in facts.message,
                      f"verdict {verdict['id']} is about no message")


def check_i5(facts, report):
    """All or nothing: whatever belongs to a message is there with it, nothing is half there."""
    for problem in facts.store.problems():
        report.expect("I5", False, problem)
    members = {(p["ticket"], p["contact"]) for p in facts.store.participants}
    events = index(facts.store.events, "message")
    for message in facts.store.messages:
        if not message["any_key"]:
            continue
        first = [v for v in facts.verdicts[message["id"]] if v["kind"] != "duplicate"]
        report.expect("I5", len(first) == 1,
                      f"message {message['id']} has {len(first)} verdicts that are no duplicate")
        report.expect("I5", message["sha256"], f"message {message['id']} has no raw mail")
        report.expect("I5", events[message["id"]], f"message {message['id']} left no event")
        for verdict in first:
            report.expect("I5", verdict["ticket"] == message["ticket"],
                          f"message {message['id']}: verdict {verdict['id']} has another ticket")
    for ticket in facts.store.tickets:
        nobody = not ticket["requester"]  # neither From nor an envelope sender
        report.expect("I5", nobody or (ticket["id"], ticket["requester"]) in members,
                      f"ticket {ticket['id']}: its requester does not take part in it")
    for row in facts.store.outbox:
        loose = not row["ticket"] and row["kind"] in ("command-result", "digest")
        report.expect("I5", loose or row["ticket"] in facts.ticket,
                      f"outbox {row['id']} has no ticket")
        report.expect("I5", not row["cause"] or row["cause"] in facts.message,
                      f"outbox {row['id']} answers no message")


def check_i6(facts, report):
    """A new ticket has one ack, or one event that says why not."""
    acks = collections.Counter(r["ticket"] for r in facts.store.outbox if r["kind"] == "ack")
    silent = collections.Counter(e["ticket"] for e in facts.store.events
                                 if e["kind"] == "ack-suppressed")
    for verdict in facts.store.verdicts:
        if verdict["kind"] != "new":
            continue
        both = acks[verdict["ticket"]], silent[verdict["ticket"]]
        report.expect("I6", both in ((1, 0), (0, 1)),
                      f"ticket {verdict['ticket']} has {both[0]} acks and {both[1]} reasons")
    report.expect("I6", sum(acks.values()) > 0, "there was not one ack")


def check_i7(facts, report):
    """The outbox delivers at least once; copies are alike and few."""
    copies = index([m for m in facts.sink if m["message_id"] in facts.outbox_by_id], "message_id")
    extra = 0
    for row in facts.store.outbox:
        mails = copies[row["message_id"]]
        came = [m for m in mails if m["outcome"] in ("accepted", "cut")]
        extra += max(0, len(came) - 1)
        report.expect("I7", len(facts.outbox_by_id[row["message_id"]]) == 1,
                      f"Message-ID {row['message_id']} is on several outbox rows")
        report.expect("I7", came or row["state"] != "sent",
                      f"outbox {row['id']} is sent and never arrived")
        report.expect("I7", len({m["sha256"] for m in mails}) <= 1,
                      f"outbox {row['id']} was sent with different bytes")
        for mail in mails[:1]:
            report.expect("I7", mail["sha256"] == row["sha256"],
                          f"outbox {row['id']} was sent with other bytes than were kept")
        report.expect("I7", row["state"] in SETTLED,
                      f"outbox {row['id']} is still {row['state']} after the run")
    cuts = sum(row["cuts"] for row in facts.store.outbox) + \
        sum(m["outcome"] == "cut" for m in facts.sink)
    report.expect("I7", extra <= facts.kills + cuts,
                  f"{extra} extra copies after {facts.kills} kills and {cuts} cuts")


def check_i8(facts, report):
    """Mail goes to confirmed participants or, of its kinds, to agents, one a transaction, and to
    nobody else."""
    address = {c["id"]: c["address"].lower() for c in facts.store.contacts}
    allowed = collections.defaultdict(set)
    for part in facts.store.participants:
        if part["confirmed"] or part["role"] == "requester":
            allowed[part["ticket"]].add(address.get(part["contact"]))
    for mail in facts.delivered:
        if facts.is_bystander_copy(mail):
            continue
        rows = facts.outbox_by_id.get(mail["message_id"], [])
        what = f"{mail['file']} ({mail['message_id']})"
        report.expect("I8", rows, f"{what} to {mail['rcpts']} comes from no outbox row")
        report.expect("I8", len(mail["rcpts"]) == 1, f"{what} has {len(mail['rcpts'])} recipients")
        for row in rows[:1]:
            to = [rcpt.lower() for rcpt in mail["rcpts"]]
            report.expect("I8", to == [row["recipient"].lower()],
                          f"{what} went to {to}, queued for {row['recipient']}")
            if row["kind"] in TO_AGENTS:
                report.expect("I8", set(to) <= facts.agents,
                              f"{what}, {row['kind']}, went to {to}, who is no agent")
            else:
                report.expect("I8", set(to) <= allowed[row["ticket"]],
                              f"{what} went to {to}, who has no part in ticket {row['ticket']}")


def check_i9(facts, report):
    """Silence: machines get no automatic answer, and ours are marked as automatic."""
    machines = [mail for mail in facts.accepted_once() if mail["machine"]]
    people = {mail["author"].lower() for mail in facts.sent if not mail["machine"]}
    answered = {row["cause"] for row in facts.store.outbox if row["kind"] not in TO_AGENTS}
    reached = {rcpt.lower() for mail in facts.delivered for rcpt in mail["rcpts"]
               if facts.kind_of(mail) not in WRITTEN}
    for mail in machines:
        for row in facts.stored(mail):
            report.expect("I9", row["id"] not in answered, f"{name(mail)} got an answer queued")
        lone = {mail["author"].lower(), mail["mail_from"].lower()} - people - {""}
        report.expect("I9", not lone & reached, f"{name(mail)} got an answer")
    for mail in facts.delivered:
        if facts.is_bystander_copy(mail):
            continue
        if facts.kind_of(mail) in WRITTEN:
            report.expect("I9", not mail["auto_submitted"],
                          f"{mail['file']} is an agent's and says that it is automatic")
            continue
        report.expect("I9", mail["auto_submitted"].split(";")[0].strip() in
                      ("auto-replied", "auto-generated", "auto-notified"),
                      f"{mail['file']} is automatic and does not say so")
    report.expect("I9", machines, "no machine wrote, so nothing is proved")


def check_i10(facts, report):
    """Order: gapless sequences, and no reply before the mail it answers."""
    replies = 0
    for number in facts.ticket:
        rows = facts.messages_of(number)
        numbers = sorted(m["sequence"] for m in rows)
        report.expect("I10", numbers == list(range(1, len(rows) + 1)),
                      f"ticket {number} has the sequence {numbers}")
    for mail in facts.accepted_once():
        asked = facts.outbox_by_id.get(mail["answers"], [])
        rows = facts.stored(mail)
        if not asked or not rows:
            continue
        replies += 1
        cause = facts.message.get(asked[0]["cause"])
        report.expect("I10", asked[0]["created"] <= rows[0]["received"],
                      f"{name(mail)} is stored before the mail it answers")
        report.expect("I10", cause is None or cause["ticket"] != rows[0]["ticket"] or
                      cause["sequence"] < rows[0]["sequence"],
                      f"{name(mail)} comes before the mail that began its ticket")
    report.expect("I10", replies > 0, "there was no reply, so nothing is proved")


def check_i14(facts, report):
    """Conservation: verdicts = messages + duplicates; the outbox adds up."""
    repeats = sum(v["kind"] == "duplicate" for v in facts.store.verdicts)
    report.expect("I14", len(facts.store.verdicts) == len(facts.mails) + repeats,
                  f"{len(facts.store.verdicts)} verdicts, {len(facts.mails)} messages, "
                  f"{repeats} duplicates")
    for key, mails in facts.by_key.items():
        rows = facts.messages.get(key, [])
        verdicts = sum(len(facts.verdicts[row["id"]]) for row in rows)
        taken = sum(mail["outcome"] == "accepted" for mail in mails)
        unsure = sum(mail["unsure"] for mail in mails)
        report.expect("I14", taken <= verdicts <= taken + unsure,
                      f"{name(mails[0])}: accepted {taken} times, {unsure} tries unsure, "
                      f"{verdicts} verdicts")
    states = collections.Counter(row["state"] for row in facts.store.outbox)
    report.expect("I14", set(states) <= set(STATES), f"states of the outbox: {dict(states)}")
    opened = sum(v["kind"] == "new" for v in facts.store.verdicts)
    told = sum(row["kind"] == "ack" for row in facts.store.outbox)
    silent = sum(e["kind"] == "ack-suppressed" for e in facts.store.events)
    report.expect("I14", opened == told + silent,
                  f"{opened} tickets opened, {told} acks, {silent} suppressed")


def check_i16(facts, report):
    """Bystanders get their mail, unchanged."""
    came = {(rcpt, mail["sha256"]) for mail in facts.delivered for rcpt in mail["rcpts"]}
    for mail in facts.accepted_once():
        for rcpt in mail["bystanders"]:
            report.expect("I16", (rcpt, mail["sha256"]) in came,
                          f"{name(mail)} did not reach the bystander {rcpt} as it was sent")


def expected_replies(facts, mail, ticket):
    """Whom an agent's mail must reach, by kind of mail."""
    if mail["agent"] == "forward":
        return [("forward", mail["about"].lower())]
    if mail["agent"] != "answer" or not facts.ticket[ticket]["requester"]:
        return []
    address = {c["id"]: c["address"].lower() for c in facts.store.contacts}
    return sorted(("reply", address[part["contact"]]) for part in facts.store.participants
                  if part["ticket"] == ticket and part["role"] != "third-party" and
                  (part["confirmed"] or part["role"] == "requester"))


def check_c6(facts, report):
    """What an agent's mail asks for is done once and whole, however often the mail comes."""
    told = collections.Counter((e["message"], e["kind"]) for e in facts.store.events)
    tagged = collections.Counter(e["detail"] for e in facts.store.events
                                 if e["kind"] == "tag-added")
    snoozed = collections.Counter(e["ticket"] for e in facts.store.events
                                  if e["kind"] == "snoozed")
    for mail in facts.accepted_once():
        rows = facts.stored(mail)
        if not mail["agent"] or not rows or not rows[0]["ticket"]:
            report.expect("C6", not mail["agent"] or not rows, f"{name(mail)} is on no ticket")
            continue
        row, what = rows[0], f"{name(mail)}, which is a {mail['agent']},"
        wanted = expected_replies(facts, mail, row["ticket"])
        got = sorted((o["kind"], o["recipient"].lower()) for o in facts.caused[row["id"]]
                     if o["kind"] in WRITTEN)
        report.expect("C6", got == wanted, f"{what} should go to {wanted} and goes to {got}")
        is_out = bool(wanted) and mail["agent"] == "answer"
        report.expect("C6", row["direction"] == ("out" if is_out else "note"),
                      f"{what} is stored as {row['direction']}")
        report.expect("C6", told[row["id"], "answered"] == is_out,
                      f"{what} has {told[row['id'], 'answered']} events of an answer")
        tags = tagged[mail["about"]]
        report.expect("C6", tags == (mail["agent"] != "forward"), f"{what} set its tag {tags} times")
        snoozed[row["ticket"]] -= mail["agent"] == "snooze"
    for ticket, rest in snoozed.items():
        report.expect("C6", rest == 0, f"ticket {ticket} was put off {rest} times too often")


RULES = {"I1": check_i1, "I2": check_i2, "I3": check_i3, "I4": check_i4, "I5": check_i5,
         "I6": check_i6, "I7": check_i7, "I8": check_i8, "I9": check_i9, "I10": check_i10,
         "I14": check_i14, "I16": check_i16, "C6": check_c6, **checklives.RULES}


def check(facts, rules=None, shown=10):
    """The report of all rules, or of some."""
    report = Report(shown)
    for rule in rules or RULES:
        RULES[rule](facts, report)
    return report


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sent", action="append", required=True, help="a sender's log")
    parser.add_argument("--store", required=True, help="its address")
    parser.add_argument("--sink", required=True, help="the sink's log")
    parser.add_argument("--agent", action="append", default=[],
                        help="an agent's address; each of the configuration")
    parser.add_argument("--kills", type=int, default=0,
                        help="kills of what hands over the outbox: deskpost, Postfix")
    parser.add_argument("--lives", action="store_true",
                        help="tickets closed by time, and customers were told and asked")
    parser.add_argument("--rules", help="only these, with commas between")
    parser.add_argument("--shown", type=int, default=10, help="lines for each rule")
    options = parser.parse_args()
    sent = [mail for path in options.sent for mail in read_lines(path)]
    usual = [rule for rule in RULES
             if (rule != "C6" or options.agent) and (rule not in checklives.RULES or options.lives)]
    rules = options.rules.split(",") if options.rules else usual
    unknown = set(rules) - set(RULES)
    if unknown:
        parser.error(f"no such rule: {unknown}")
    try:
        store = DeskStore(options.store)
    except RuntimeError as problem:
        parser.error(str(problem))
    facts = Facts(sent, store, read_lines(options.sink), options.kills, options.agent)
    return 1 if check(facts, rules, options.shown).end(rules) else 0


if __name__ == "__main__":
    sys.exit(main())
