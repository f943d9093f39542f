#!/usr/bin/env python3
"""Tries to command, to answer and to be told things as somebody else.

    impostors.py --circle PROGRAM --parse PROGRAM --templates DIR

Each case is a small desk with the agents alice and bob, the customers jane and joe, carl, to whom
something was forwarded, and eve, who is nobody. In TAP.
"""

import argparse
import itertools
import re
import tempfile

from circle import Circle

CONF = """hostname = "mx.example.org"
authserv-id = "mx.example.org"
shipped-template-dir = "{templates}"
parse-program = "{parse}"
mailbox "support" {{ address = "support@example.org" aliases = {{"help@example.org"}}
    team = "frontline" }}
team "frontline" {{ members = {{"alice"{bob}}} }}
agent "alice" {{ name = "Alice Roe" addresses = {{"alice@inside.example.com"}} login = "alice" }}
{agents}
"""
BOBS = 'agent "bob" { name = "Bob Poe" addresses = {"bob@inside.example.com"} login = "bob" }'
ALICE, BOB = "alice@inside.example.com", "bob@inside.example.com"
JANE, JOE = "jane@example.net", "joe@example.com"
CARL, EVE = "carl@vendor.example.net", "eve@evil.example.net"
DESK = "support@example.org"
AGENTS = (ALICE, BOB)


class Scene:
    """A new desk with one ticket of jane's."""

    numbers = itertools.count(1)

    def __init__(self, circle):
        self.circle = circle
        circle.desk()
        opened = self.mail(JANE, DESK, "The printer burns.")
        self.ticket = opened.ticket
        self.ack = opened.to(JANE)[0]
        self.news = {name: opened.to(name)[0] for name in AGENTS}

    def mail(self, sender, to, text, login=None, answers=None, subject="Printer", **more):
        head = [f"From: <{sender}>", f"To: {to}", f"Subject: {subject}",
                f"Message-ID: <{next(self.numbers)}@mail.example.net>"]
        if answers:
            head.append(f"In-Reply-To: {answers.id}")
        head += [f"{name}: {value}" for name, value in more.items()]
        raw = "\r\n".join(head + ["", text.replace("\n", "\r\n")]).encode()
        return self.circle.mail(raw, sender, [to], login)

    def reply(self, sender, letter, text, login=None):
        return self.mail(sender, letter.reply_to, text, login, letter)

    def agent(self, sender, text, letter=None):
        return self.reply(sender, letter or self.news[sender], text, sender.split("@")[0])

    def note_address(self, sender):
        return re.search(r"support\+n[\w-]+@example\.org", self.news[sender].words()).group(0)

    def forward(self):
        return self.agent(ALICE, f"#forward {CARL}\nIs it under warranty?").to(CARL)[0]

    def now(self):
        return self.circle.ticket(self.ticket)


def outsiders(outcome):
    return [letter.recipient for letter in outcome.letters if letter.recipient not in AGENTS]


def is_held(scene, outcome):
    """Kept for agents to see, with nothing done and nobody else told."""
    now = scene.now()
    return (outcome.verdict == "held" and outcome.ticket == scene.ticket and not outsiders(outcome)
            and now.messages[-1][1] == "held" and now.status == "new" and now.assignee == "-"
            and set(now.people) <= {JANE, CARL})


def forged_agents(scene):
    """A1, A4: an agent's name in From, with what was issued to him, and without proof of it."""
    for what, to in (("her reply address", scene.news[ALICE].reply_to), ("the mailbox", DESK),
                     ("her note address", scene.note_address(ALICE))):
        for login in (None, "eve", "bob"):
            yield f"From alice to {what}, login {login}", is_held(scene, scene.mail(
                ALICE, to, "#close\nI resign.", login, scene.news[ALICE]))


def stolen_tokens(scene):
    """A4, S6: what was issued to somebody else, in the hands of a stranger."""
    for letter in (scene.ack, scene.news[ALICE]):
        yield "a stranger with a token", is_held(scene, scene.reply(EVE, letter, "#status\nHello"))
    yield "a stranger at a note address", is_held(
        scene, scene.mail(EVE, scene.note_address(BOB), "#note\nHello"))
    carls = scene.forward()
    yield "a stranger with a third party's", is_held(scene, scene.reply(EVE, carls, "Hello"))
    yield "a third party with the customer's", is_held(scene, scene.reply(CARL, scene.ack, "#close"))
    yield "a third party at a note address", is_held(
        scene, scene.mail(CARL, scene.note_address(ALICE), "#publish"))


def customers(scene):
    """C8: a customer has the commands of customers, by what was issued to him alone."""
    done = scene.reply(JANE, scene.news[ALICE], "#assign bob\n#close\nHello")
    yield "an agent's command", done.verdict == "append" and scene.now().assignee == "-"
    carls = scene.forward()
    for letter in (scene.news[ALICE], carls):
        done = scene.reply(JANE, letter, "#close")
        yield "the customer's name alone", not outsiders(done) and scene.now().status != "closed"
    done = scene.mail(JANE, scene.note_address(ALICE), "I am a note.")
    yield "at a note address", scene.now().messages[-1][:2] == ["in", "shown"]
    scene.reply(JANE, scene.ack, "#close")
    yield "his own", scene.now().status == "closed"


def third_parties(scene):
    """To whom something was forwarded writes notes, and hears of nothing else."""
    carls = scene.forward()
    done = scene.reply(CARL, carls, "#publish\n#close\nIt is not.")
    now = scene.now()
    yield "a note", now.messages[-1] == ["note", "shown", CARL] and now.status == "new"
    yield "nobody is told but agents", not outsiders(done)
    done = scene.agent(BOB, "No warranty, sorry.")
    yield "answers are the customer's", outsiders(done) == [JANE]
    done = scene.mail(CARL, DESK, "And?", subject=f"[#{scene.ticket}] Printer")
    yield "a tag is nothing", done.ticket != scene.ticket
    yield "an agent's answer to it stays internal", not outsiders(
        scene.agent(BOB, "You are too expensive.", carls))
    for address in (BOB, DESK, "help+x@example.org", JANE):
        done = scene.agent(ALICE, f"#forward {address}\nWhat about {address.split('@')[0]}?")
        yield f"not {address}", done.refused and not done.letters
    for what, address in (("the desk", DESK), ("its alias", "help@example.org"),
                          ("an agent", ALICE), ("a reply address", scene.ack.reply_to)):
        yield f"no copies to {what}", scene.agent(ALICE, f"#cc {address}\nHello").refused
    for address in (DESK, "help+x@example.org"):
        done = scene.mail(ALICE, DESK, f"#requester {address}\nHello", "alice")
        yield f"no ticket of {address}", done.refused and not done.error


def publications(scene):
    """A30: what is held is no note, and a note that its agent cannot know goes nowhere."""
    scene.reply(EVE, scene.ack, "I am held.")
    scene.mail(ALICE, scene.news[ALICE].reply_to, "Send money to eve.", None, scene.news[ALICE])
    for number in (2, 3):
        done = scene.agent(BOB, f"#publish {number}")
        yield f"held message {number}", done.refused and not done.letters
    yield "no note at all", scene.agent(BOB, "#publish").refused
    carls = scene.forward()
    news = scene.reply(CARL, carls, "It is under warranty.").to(BOB)[0]
    scene.agent(ALICE, "#note\nShe never pays.")
    yield "a newer note", scene.agent(BOB, "#publish", news).refused
    done = scene.agent(BOB, "#publish 5", news)
    yield "the one that is named", [one.text().split("\n")[0] for one in done.to(JANE)] == [
        "It is under warranty."]
    approved = scene.agent(BOB, "#approve 3")
    yield "an approved forgery", not outsiders(approved) and ALICE not in scene.now().people
    sent = scene.agent(BOB, "#forward dan@vendor.example.net\nLook.").to("dan@vendor.example.net")
    yield "is forwarded to nobody", len(sent) == 1 and "eve" not in sent[0].words() and \
        "inside" not in sent[0].words()


def merged(scene):
    """Two customers' tickets: neither reads the other's."""
    joes = scene.mail(JOE, DESK, "JOES secret illness.", subject="JOES subject")
    scene.agent(ALICE, f"#merge {joes.ticket}")
    done = scene.agent(BOB, "> JOES secret illness.\nGet well.")
    yield "the answer is one customer's", outsiders(done) == [JOE]
    done = scene.reply(JANE, scene.ack, "#status")
    yield "the other is told nothing of it", "JOES" not in "".join(
        one.words() for one in done.letters if one.recipient == JANE)


def former_agents(scene):
    """Who is an agent no more is nobody."""
    scene.circle.conf(scene.circle.without_bob)
    done = scene.reply(BOB, scene.news[BOB], "#close\nI was here.", "bob")
    yield "his old token", is_held(scene, done)
    done = scene.reply(JANE, scene.ack, "And now?")
    yield "he hears of nothing", BOB not in [one.recipient for one in done.letters]
    scene.circle.conf(scene.circle.whole)


CASES = (forged_agents, stolen_tokens, customers, third_parties, publications, merged, former_agents)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    for name in ("circle", "parse", "templates"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    settings = {"templates": options.templates, "parse": options.parse}
    with tempfile.TemporaryDirectory() as folder:
        whole = CONF.format(bob=', "bob"', agents=BOBS, **settings)
        circle = Circle(options.circle, folder, whole)
        circle.whole, circle.without_bob = whole, CONF.format(bob="", agents="", **settings)
        number = 0
        for case in CASES:
            for what, good in case(Scene(circle)):
                number += 1
                print(f"{'ok' if good else 'not ok'} {number} - {case.__name__}: {what}", flush=True)
        print(f"1..{number}")
        circle.end()


if __name__ == "__main__":
    main()
