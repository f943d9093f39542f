#!/usr/bin/env python3
"""Lets tickets live on a desk and in the reference, and compares after each step.

    life.py --drive PROGRAM --templates DIR [--seed N] [--lives N] [--only N] [--until-first]
            [--plant NAME]

A life is a desk with settings of its own, a few customers, and their tickets: what they write, what
agents do to them, the time that passes, what goes out and what comes back. --only plays one life
and shows it; --until-first stops at the first disagreement. --plant puts a mistake into the
reference, which has to be noticed. Exit status 1: there was a disagreement.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import zip_longest

from living import (ALIVE, DAY, ENDED, HOUR, LANGUAGES, MINUTE, SCALES, SECOND, TO_CUSTOMERS, WORDS,
                    Living, Settings, Ticket)
from mails import AuthResult, Letter, date_of
from model import Disagreement, Drive, differ, rows

CONF = """hostname = "mx.example.org"
authserv-id = "mx.example.org"
agent-trust = token
shipped-template-dir = "{templates}"
mailbox "support" {{
  address = "support@example.org" team = "frontline" language = "en"
  updates = "{updates[support]}" survey = {asks[support]}
}}
mailbox "billing" {{
  address = "billing@example.org" team = "frontline" language = "en"
  updates = "{updates[billing]}" survey = {asks[billing]}
}}
team "frontline" {{ members = {{"alice"}} lead = "bob" }}
agent "alice" {{ addresses = {{"alice@example.org"}} login = "alice" }}
agent "bob" {{ addresses = {{"bob@example.org"}} login = "bob" }}
lifecycle {{
  update-after = {update_after}s close-after = {close_after}s
  close-waiting-after = {close_waiting_after}s remind-before = {remind_before}s
  reopen-within = {reopen_within}s
}}
survey {{
  scale = {scale} delay = {delay}s quiet = {quiet}s valid = {valid}s
  change-within = {change_within}s reopen = {reopen}
}}
limits {{ reopens-per-day = {reopens_per_day} acks-per-hour = 1000 acks-per-day = 1000
  unverified-acks-per-day = 1000 }}
"""
SHOWN = 3
STARTS = 1_770_000_000 * SECOND
TIMERS = ("wake", "remind", "close", "survey")
COMPARED = ("status-suppressed", "survey-suppressed", "reminder-suppressed", "survey-vote",
            "survey-ignored", "survey-opt-out", "not-closed")
TEXTS = ("It still does not work.\r\n", "Here is the number that you asked for.\r\n",
         "When will this be done?\r\n")


def make_settings(rng):
    boxes = ("support", "billing")
    def some_words():
        return tuple(word for word in WORDS if rng.random() < 0.75)
    return Settings(
        updates={box: some_words() for box in boxes},
        asks={box: rng.random() < 0.9 for box in boxes},
        update_after=rng.choice((0, MINUTE, MINUTE, 10 * MINUTE)),
        close_after=rng.choice((0, 4 * DAY, 4 * DAY)),
        close_waiting_after=rng.choice((0, 5 * DAY, 5 * DAY)),
        remind_before=rng.choice((0, 2 * DAY, 2 * DAY, 10 * DAY)),
        reopen_within=rng.choice((0, 3 * DAY, 14 * DAY, 14 * DAY)),
        reopens_per_day=rng.choice((1, 5, 5)), scale=rng.choice(("none",) + tuple(SCALES) * 3),
        delay=rng.choice((0, HOUR, 2 * DAY)), quiet=rng.choice((0, 0, 10 * DAY, 30 * DAY)),
        valid=rng.choice((HOUR, 5 * DAY, 30 * DAY)), change_within=rng.choice((0, DAY, 7 * DAY)),
        reopen=rng.random() < 0.5)


def settings_text(settings, templates):
    plain = {name: value // SECOND if type(value) is int and name != "reopens_per_day" else value
             for name, value in vars(settings).items()}
    plain["updates"] = {box: ", ".join(words) or "none" for box, words in settings.updates.items()}
    plain["asks"] = {box: "yes" if asks else "no" for box, asks in settings.asks.items()}
    plain["reopen"] = "yes" if settings.reopen else "no"
    return CONF.format(templates=templates, **plain)


class LifeDrive(Drive):
    """The desk under these settings."""

    def __init__(self, options, folder, settings):
        conf = f"{folder}/desk.conf"
        with open(conf, "w", encoding="utf-8") as file:
            file.write(settings_text(settings, options.templates))
        self.process = subprocess.Popen([options.drive, conf, folder], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)


class Life:
    """One desk, and what happens on it."""

    def __init__(self, options, number, drive, settings, rng):
        self.rng, self.drive, self.settings = rng, drive, settings
        self.shows = options.only == number
        self.living = Living(settings, options.plant)
        self.now = STARTS + rng.randrange(300 * DAY)
        self.customers = [f"{name}@example.net" for name in ("jane", "mike", "ann")]
        self.out = []               # (ticket number, kind, person, message id, reply to)
        self.steps = self.letters = 0
        self.seen = set()           # surveys as (ticket, number), with their addresses
        self.links = {}
        self.fresh = None           # the ticket that this step opens, and whether by a person
        self.trail = []
        self.drive.ask("desk")

    def run(self, steps):
        try:
            self.do(self.open)
            for _ in range(steps):
                weights = (("open", 2), ("answer", 4), ("machine", 1), ("stranger", 1), ("set", 7),
                           ("reply", 5), ("command", 3), ("wait", 10), ("merge", 1), ("vote", 6),
                           ("opt_out", 0.3))
                names, shares = zip(*weights)
                self.do(getattr(self, self.rng.choices(names, shares)[0]))
        except Disagreement as found:
            found.args += (self.steps,)
            raise

    def do(self, step):
        self.steps += 1
        self.now += self.rng.choice((SECOND, 5 * SECOND, 40 * SECOND, 15 * MINUTE))
        self.living.events, self.living.alarms = [], 0
        self.tick()
        self.told = []
        done = step()
        if done and self.shows:
            print(f"# step {self.steps} at {self.now}: {done}")
        if done:
            self.trail.append(f"step {self.steps} at {self.now}: {done}")
        self.compare(done)

    def told_by(self, *fields, raw=b""):
        lines = self.drive.ask(*fields, raw=raw)
        for (what,) in rows(lines, "error"):
            raise Disagreement(f"the desk says: {what}")
        for row in rows(lines, "row"):
            self.out.append((int(row[1]), row[2], row[4], row[5], row[6]))
            self.told.append(row)
        return lines

    # Time.

    def tick(self):
        self.told = []
        self.told_by("tick", self.now)
        self.living.due(self.now)
        self.told_by("post", self.now)
        self.living.post(self.now)
        self.compare("time passes")
        self.living.events, self.living.alarms = [], 0

    def wait(self):
        if self.rng.random() < 0.3:     # until just when something is due
            times = [at for ticket in self.living.tickets.values() for at in
                     (ticket.close, ticket.remind, ticket.survey, ticket.wake) if at > self.now]
            if times:
                self.now = min(times) + self.rng.choice((-SECOND, 0, SECOND))
                return "the time comes"
        self.now += self.rng.choice((MINUTE, 10 * MINUTE, HOUR, 3 * HOUR, DAY, 2 * DAY, 6 * DAY,
                                     31 * DAY))
        return "time passes"

    # Tickets and people.

    def any_ticket(self, statuses=None):
        found = [one for one in self.living.tickets.values() if not one.into and
                 (not statuses or one.status in statuses)]
        return self.rng.choice(found) if found else None

    def mail_of(self, ticket, person):
        """A mail to him on it, to be answered."""
        found = [one for one in self.out if one[0] == ticket.number and one[2] == person and
                 one[1] != "survey" and any(mail.state == "sent" for mail in ticket.mails
                                            if mail.kind == one[1])]
        return self.rng.choice(found) if found else None

    # Mails.

    def letter(self, author, to, body, **more):
        self.letters += 1
        return Letter(arrived=self.now, written=self.now, date=date_of(self.now), sender=author,
                      recipients=to if isinstance(to, list) else [to], author=[("", author)],
                      to=[("", "support@example.org")], body=body,
                      message_id=f"c{self.letters}.{self.rng.randrange(1 << 40)}@example.net",
                      subject=more.pop("subject", f"The printer {self.letters}"), **more)

    def send(self, letter):
        raw = letter.bytes()
        return self.told_by("mail", len(raw), letter.arrived, letter.sender, letter.login or "-",
                            *letter.recipients, raw=raw)

    def proofs(self, author):
        """jane's domain proves her mails."""
        if author.startswith("jane"):
            return [AuthResult("mx.example.org", "dmarc", "pass", "example.net")]
        return []

    def open(self):
        if len(self.living.tickets) >= 6:
            return None
        author = self.rng.choice(self.customers)
        box = self.rng.choice(("support", "billing"))
        human = self.rng.random() < 0.85
        language = self.rng.choice((None, None, None, "de", "fr", "ja"))
        extra = [] if human else [("Auto-Submitted", "auto-generated")]
        extra += [("Content-Language", language)] if language else []
        letter = self.letter(author, f"{box}@example.org", self.rng.choice(TEXTS), extra=extra,
                             verdicts=self.proofs(author))
        lines = self.send(letter)
        (verdict,) = rows(lines, "verdict")
        if verdict[0] != "new":
            raise Disagreement(f"a first mail is {verdict}")
        self.adopt(letter, int(verdict[1]), box, human, language)
        return f"{author} opens {verdict[1]} at {box}, {'' if human else 'by machine'} {language}"

    def adopt(self, letter, number, box, human=True, language=None):
        """The ticket is new; whether it is acknowledged is RULES L's matter (I6)."""
        author = letter.sender
        ticket = Ticket(number, box, author, letter.subject.removeprefix("Re: "))
        person = self.living.person(author)
        ticket.language = person.language or language or "en"
        self.living.opened(ticket, self.now, human, bool(self.proofs(author)))
        self.fresh = (str(number), human)
        if any(row[2] == "ack" for row in self.told):
            self.living.queue(ticket, "ack", author, self.now)

    def join(self, letter, ticket, kind="append"):
        lines = self.send(letter)
        (verdict,) = rows(lines, "verdict")
        found = differ("verdict", (verdict[0], int(verdict[1])), (kind, ticket.number))
        if found:
            raise Disagreement(found[0] + f": {verdict}")
        return lines

    def answer(self):
        ticket = self.any_ticket()
        before = ticket and self.mail_of(ticket, ticket.requester)
        if not before:
            return None
        author = ticket.requester
        thanks = self.rng.random() < 0.2
        body = "Thank you very much!\r\n" if thanks else self.rng.choice(TEXTS)
        letter = self.letter(author, before[4], body, in_reply_to=[before[3]],
                             verdicts=self.proofs(author),
                             subject=f"Re: {ticket.subject if thanks else before[3][:9]}")
        if self.living.is_over(ticket, self.now) and not thanks:
            return self.follow_up(letter, ticket)
        self.join(letter, ticket)
        self.living.answered(ticket, author, self.now, thanks=thanks)
        return f"{author} answers {ticket.number}{', thanks' if thanks else ''}"

    def follow_up(self, letter, ticket):
        lines = self.send(letter)
        (verdict,) = rows(lines, "verdict")
        if verdict[0] != "new":
            raise Disagreement(f"no follow-up: {verdict}")
        box = letter.recipients[0].partition("+")[0]
        self.adopt(letter, int(verdict[1]), box)
        return f"{ticket.requester} answers {ticket.number} too late: {verdict[1]}"

    def machine(self):
        ticket = self.any_ticket()
        before = ticket and self.mail_of(ticket, ticket.requester)
        if not before:
            return None
        letter = self.letter(ticket.requester, before[4], "I am away until Monday.\r\n",
                             in_reply_to=[before[3]], extra=[("Auto-Submitted", "auto-replied")])
        self.join(letter, ticket, "event")
        return f"a responder of {ticket.requester} answers {ticket.number}"

    def stranger(self):
        """Somebody else has the address, or his name is forged: agents look at it."""
        ticket = self.any_ticket()
        before = ticket and self.mail_of(ticket, ticket.requester)
        if not before:
            return None
        forged = self.rng.random() < 0.5
        author = ticket.requester if forged else "eve@elsewhere.example.com"
        verdicts = [AuthResult("mx.example.org", "dmarc", "fail", "example.net")] if forged else []
        body = self.rng.choice(("#close\r\n", "#status\r\n") + TEXTS)
        self.join(self.letter(author, before[4], body, in_reply_to=[before[3]], verdicts=verdicts),
                  ticket, "held")
        ticket.held = True
        return f"{author}, {'forged' if forged else 'a stranger'}, answers {ticket.number}"

    # What agents do.

    def set(self):
        ticket = self.any_ticket()
        if not ticket:
            return None
        status = self.rng.choice((None, "open", "in-progress", "waiting", "on-hold", "resolved",
                                  "resolved", "closed", "open") + ("spam",) * (self.rng.random() < .1))
        assignee = self.rng.choice((None, None, None, "alice"))
        reason = "the part is ordered" if status == "on-hold" and self.rng.random() < 0.5 else None
        self.told_by("set", ticket.number, status or "-", assignee or "-", reason or "-", 0,
                     self.now)
        self.set_here(ticket, status, assignee, {"reason": reason} if reason else {})
        return f"staff: {ticket.number} {status} {assignee} {reason}"

    def set_here(self, ticket, status, assignee, facts):
        if not status and assignee and ticket.status == "new" and not ticket.assignee:
            status = "open"
        after = status or ticket.status
        if after != ticket.status or facts or (assignee and assignee != ticket.assignee):
            self.living.move(ticket, after, self.now, "staff", assignee, **facts)

    def reply(self):
        """alice answers the customer by mail, perhaps with a command."""
        ticket = self.any_ticket(ALIVE + ENDED)
        found = [one for one in self.out if ticket and one[0] == ticket.number and
                 one[2] == "alice@example.org" and one[1] in ("agent-new", "agent-update")]
        if not found:
            return None
        before = self.rng.choice(found)
        verb, after = self.rng.choice((("", "waiting"), ("", "waiting"), ("#resolve", "resolved"),
                                       ("#close", "closed"), ("#status in-progress", "in-progress"),
                                       ("#hold 3d: The part is ordered", "on-hold"),
                                       ("#reopen", "open")))
        says = verb != "#reopen" and self.rng.random() < 0.8 or not verb
        if verb == "#reopen" and ticket.status not in ENDED:
            return None
        body = f"{verb}\r\n" * bool(verb) + f"We have looked at part {self.letters}.\r\n" * says
        self.join(self.letter("alice@example.org", before[4], body, in_reply_to=[before[3]],
                              login="alice", subject=f"Re: The printer {self.letters}"), ticket)
        self.replied(ticket, verb, after, says)
        return f"alice answers {ticket.number}: {body!r}"

    def replied(self, ticket, verb, after, says):
        facts = {}
        wake = self.now + 3 * DAY
        if "hold" in verb:
            facts = {"reason": "The part is ordered", "until": str(wake)}
        mail = None
        if says:
            mail = self.living.queue(ticket, "reply", ticket.requester, self.now)
        if not verb and ticket.status in ENDED:
            ticket.reopened.append(self.now)
        assignee = None if ticket.assignee or not says else "alice"
        self.living.move(ticket, after, self.now, "staff", assignee, answered=mail, **facts)
        if says:
            self.living.wrote(ticket, mail)
        if after == "on-hold":
            ticket.wake = wake

    def merge(self):
        ticket, into = self.any_ticket(), self.any_ticket(ALIVE)
        if not ticket or not into or ticket is into or ticket.requester != into.requester:
            return None
        self.told_by("merge", ticket.number, into.number, self.now)
        self.living.move(ticket, "merged", self.now, "staff", into=str(into.number))
        ticket.into = into.number
        return f"staff: {ticket.number} is merged into {into.number}"

    # Commands of customers.

    def command(self):
        """#status, #close, #reopen, #help or #language, alone in an answer."""
        ticket = self.any_ticket()
        before = ticket and self.mail_of(ticket, ticket.requester)
        if not before:
            return None
        line = self.rng.choice(("#status", "#close", "#close", "#reopen", "#help",
                                "#language " + self.rng.choice(LANGUAGES)))
        author = ticket.requester
        letter = self.letter(author, before[4], line + "\r\n", in_reply_to=[before[3]],
                             verdicts=self.proofs(author), subject=f"Re: The printer {self.letters}")
        if line == "#reopen" and self.living.is_over(ticket, self.now):
            return self.follow_up(letter, ticket)
        self.join(letter, ticket, "event")
        self.living.commanded(ticket, author, line, self.now, bool(self.proofs(author)))
        return f"{author} says {line} on {ticket.number}"

    # Votes.

    def vote(self):
        asked = [(ticket, one) for ticket in self.living.tickets.values() for one in ticket.surveys]
        if not asked:
            return None
        ticket, survey = self.rng.choice(asked)
        links = self.links_of(ticket, survey)
        least, most, _ = SCALES[self.settings.scale]
        score = self.rng.randint(least, most) if self.rng.random() < 0.9 else self.rng.choice((0, 10))
        how = self.rng.choice(("his", "his", "his", "his", "stranger", "forged", "machine"))
        author = "eve@elsewhere.example.com" if how == "stranger" else survey.person
        verdicts = ([AuthResult("mx.example.org", "dmarc", "fail", "example.net")]
                    if how == "forged" else [])
        extra = [("Auto-Submitted", "auto-generated")] if how == "machine" else []
        comment = self.rng.choice((None, None, "They were quick."))
        self.send(self.letter(author, links[str(score)], f"{comment}\r\n" if comment else "",
                              verdicts=verdicts, extra=extra, subject="Vote"))
        self.living.vote(ticket, survey.number, score, author, self.now,
                         doubted=how in ("forged", "machine"), comment=comment)
        return f"{how}: {score} for survey {survey.number} of {ticket.number}, {comment}"

    def opt_out(self):
        asked = [(ticket, one) for ticket in self.living.tickets.values() for one in ticket.surveys]
        if not asked:
            return None
        ticket, survey = self.rng.choice(asked)
        links = self.links_of(ticket, survey)
        self.send(self.letter(survey.person, links["u"], "", subject="unsubscribe"))
        self.living.opt_out(ticket, survey.person, self.now)
        return f"{survey.person} wants no surveys"

    def links_of(self, ticket, survey):
        which = (ticket.number, survey.number)
        if which not in self.links:
            lines = self.told_by("links", ticket.number, survey.number, survey.person)
            self.links[which] = dict(rows(lines, "link"))
        return self.links[which]

    # What is compared.

    def compare(self, done):
        lines = self.told_by("look")
        found = self.broken(lines) + self.compare_ack(lines)
        for line in rows(lines, "life"):
            found += self.compare_ticket(line, lines)
        found += differ("events", sorted((int(one[1]), one[2]) for one in rows(lines, "event")
                                         if one[2] in COMPARED),
                        sorted(one for one in self.living.events if one[1] in COMPARED))
        for key, language, proved, surveys in rows(lines, "contact"):
            person = self.living.person(key)
            found += differ(f"{key}", (language, proved, surveys),
                            (person.language or "-", "proved" if person.proved else "-",
                             "none" if person.no_surveys else "-"))
        if found:
            raise Disagreement("; ".join(found), f"after: {done}, now {self.now}", *self.trail[-20:],
                               *("desk: " + " | ".join(line) for line in lines),
                               *(f"reference: {one}" for one in self.living.tickets.values()))

    def compare_ack(self, lines):
        """A new ticket is acknowledged, or says why not (I6); never that of a machine (I9)."""
        if not self.fresh:
            return []
        (number, human), self.fresh = self.fresh, None
        acks = sum(one[1] == number and one[2] == "ack" for one in rows(lines, "mail"))
        reasons = sum(one[1] == number and one[2] == "ack-suppressed" for one in rows(lines, "event"))
        return differ("I6: acknowledgements and reasons", (acks + reasons, acks and not human),
                      (1, 0))

    def compare_ticket(self, line, lines):
        number, status, assignee, ended, into, requester, _ = line
        ticket = self.living.tickets[int(number)]
        name = f"ticket {number} "
        found = differ(name, (status, assignee, int(ended), int(into), requester),
                       (ticket.status, ticket.assignee or "-", ticket.ended,
                        ticket.into and self.living.final(ticket).number,
                        ticket.requester))
        timers = {kind: int(at) for about, kind, at in rows(lines, "timer") if about == number}
        found += differ(name + "timers", timers,
                        {word: getattr(ticket, word) for word in TIMERS if getattr(ticket, word)})
        mails = sorted((int(one[0]), *one[2:]) for one in rows(lines, "mail")
                       if one[1] == number and one[2] in TO_CUSTOMERS)
        found += differ_lists(name + "mails",
                        [(kind, key, state, facts_of(detail), int(due) if state == "queued" else 0)
                         for _, kind, key, state, due, _, _, detail in mails],
                        [(one.kind, one.person, one.state, shown(one),
                          one.due if one.state == "queued" else 0) for one in ticket.mails])
        found += differ(name + "surveys",
                        [(int(one[1]), int(one[2]), int(one[3]), int(one[4]), one[5], one[8])
                         for one in rows(lines, "survey") if one[0] == number],
                        [(one.number, one.resolved, one.asked, one.score, one.person, one.comment)
                         for one in ticket.surveys])
        return found

    def broken(self, lines):
        """What may never be, whatever the reference thinks."""
        found = []
        agents = ("alice@example.org", "bob@example.org")
        surveys = {(one[0], one[1]) for one in rows(lines, "survey")}
        asked = {(one[1], facts_of(one[8]).get("survey")) for one in rows(lines, "mail")
                 if one[2] == "survey"}
        found += differ("survey rows and mails", surveys, asked)
        for life in rows(lines, "life"):
            number, status, _, ended, _, requester, _ = life
            mine = [one for one in rows(lines, "mail") if one[1] == number]
            timers = [kind for about, kind, _ in rows(lines, "timer") if about == number]
            queued = [one for one in mine if one[2] == "status" and one[4] == "queued"]
            if len(queued) > 1:
                found.append(f"I6: {len(queued)} updates wait on {number}")
            for one in mine:
                if one[3] != requester and one[3] not in agents:
                    found.append(f"I8: {one[2]} of {number} to {one[3]}")
            spans = {"resolved": self.settings.close_after,
                     "waiting": self.settings.close_waiting_after}
            kept = self.living.tickets[int(number)].held and status == "waiting"
            if ("close" in timers) != bool(spans.get(status)) and not kept:
                found.append(f"{number} is {status}, and its timers are {timers}")
            if "remind" in timers and (status != "waiting" or "close" not in timers):
                found.append(f"{number} is {status}, and a reminder is set")
            if "survey" in timers and ended == "0":
                found.append(f"{number} has not ended, and a survey is set")
        return found


def differ_lists(what, desk, reference):
    """Where the one is not as the other."""
    both = zip_longest(desk, reference)
    return [found for at, (one, other) in enumerate(both, 1)
            for found in differ(f"{what} {at}", one, other)]


def shown(mail):
    """The facts that the reference knows of a mail."""
    return mail.facts if mail.kind in ("status", "reply", "survey", "customer-result",
                                       "reminder") else {}


def facts_of(detail):
    """Without when a ticket closes, which its timer says, and since when it stands as it does."""
    facts = dict(line.partition(" ")[::2] for line in detail.split("/")) if detail != "-" else {}
    facts.pop("since", None)
    if "update" in facts:
        facts.pop("closes", None)
    return facts


def play(options, number):
    rng = random.Random(f"{options.seed}/{number}")
    settings = make_settings(rng)
    with tempfile.TemporaryDirectory(prefix="desk-life.", dir=options.folder) as folder:
        drive = LifeDrive(options, folder, settings)
        life = Life(options, number, drive, settings, rng)
        if life.shows:
            print(f"# {settings}")
        try:
            life.run(20 + rng.randrange(40))
            return life.steps, None
        except Disagreement as found:
            return life.steps, describe(options, number, found)
        finally:
            drive.end()


def describe(options, number, found):
    what, *told, step = found.args
    return "\n".join(f"# {line}" for line in [
        f"DISAGREEMENT seed {options.seed} life {number} step {step}: {what}", *told])


def play_share(options, numbers):
    results = []
    for number in numbers:
        results.append(play(options, number))
        if results[-1][1] and options.until_first:
            break
    return results


def run(options):
    started = time.monotonic()
    numbers = [options.only] if options.only else range(1, options.lives + 1)
    jobs = min(options.jobs, len(numbers))
    if jobs == 1:
        results = play_share(options, numbers)
    else:
        with ProcessPoolExecutor(jobs) as pool:
            shares = [pool.submit(play_share, options, numbers[i::jobs]) for i in range(jobs)]
            results = [one for share in shares for one in share.result()]
    told = [found for _, found in results if found]
    print("\n".join(told[:SHOWN]), end="\n" if told else "")
    print(f"# seed {options.seed}: {len(results)} lives of {sum(one[0] for one in results)} steps, "
          f"{len(told)} disagreed, {time.monotonic() - started:.0f} s")
    return bool(told)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drive", required=True)
    parser.add_argument("--templates", required=True)
    parser.add_argument("--folder", default="/dev/shm" if os.path.isdir("/dev/shm") else None)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--lives", type=int, default=150)
    parser.add_argument("--only", type=int, default=0)
    parser.add_argument("--until-first", action="store_true")
    parser.add_argument("--plant", action="append", default=[])
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    sys.exit(run(parser.parse_args()))


if __name__ == "__main__":
    main()
