"""Conversations made from a seed: who writes what to a desk, and what relays do to it.

A World is one desk with its people; a Conversation is one customer's matter with all who meddle in
it. What a step does hangs on the seed and on what the desk has answered so far.
"""

import random

from mails import AuthResult, DESK, Letter, date_of
from reference import DAY, Desk, Agent, HOUR, MINUTE, Monitor, SECOND, key_of

SUPPORT = "support@example.org"
BILLING = "billing@example.org"
START = 1_780_000_000 * SECOND
GAP = 1000

ALICE = Agent("alice", ("alice@example.org", "alice@home.example.net"), "alice")
BOB = Agent("bob", ("bob@example.org",), "bob")
CAROL = Agent("carol", ("carol@example.org",), "carol", notify="none")
MONITOR = Monitor("watch", ("watch@monitor.example.net",), r"([a-z]+[0-9]+/[a-z]+) is (?:down|up)",
                  r"is up")

SUBJECTS = ("help", "Printer out of paper", "Order 4711", "Invoice of March", "Drucker leer",
            "Größe der Lieferung", "help", "Question", "Re: help", "naïve café")
PREFIXES = ("Re: ", "AW: ", "SV: ", "WG: ", "Fwd: ", "TR: ", "RV: ", "[EXT] ", "Re: [EXT] ",
            "RE: AW: ", "re:  ")
BODIES = ("The second page is missing.", "Here is the number you asked for: 42.",
          "It works on the other machine.", "Can you look at it again?",
          "Wie besprochen sende ich die Zahlen.", "The red lamp is lit.")
STATUSES = ("new", "open", "in-progress", "waiting", "on-hold", "resolved", "closed", "resolved",
            "closed", "spam")
# What agents command: of one group a mail has one.
COMMANDS = {
    "resolve": ("status", ("",)), "close": ("status", ("",)), "wait": ("status", ("",)),
    "hold": ("status", ("", "3d")), "status": ("status", ("new", "open", "in-progress", "waiting",
                                                         "resolved", "closed")),
    "take": ("assignee", ("",)), "assign": ("assignee", ("alice", "bob", "carol", "none")),
    "team": ("assignee", ("frontline", "back", "none")),
    "priority": ("priority", ("critical", "high", "normal", "low")),
    "tag": ("tag", ("+red", "green", "-red", "+red blue -green")),
    "note": ("note", ("",)), "watch": ("watch", ("", "bob", "alice carol")),
    "unwatch": ("watch", ("", "bob")),
}
WRONG = (("frobnicate", ""), ("assign", "nobody-here"), ("priority", "huge"), ("merge", "999999"),
         ("team", "nowhere"), ("hold", "soon"), ("tag", ""), ("5", "is ready"))
BLANK_IDS = ("<>", "< >", "<\t>", "<a b@c>", "none", "<@>")


class World:
    """One desk: its settings, its people and its clock."""

    def __init__(self, seed, crowd):
        self.random = random.Random(seed)
        self.now = START + self.random.randrange(DAY)
        self.desk = Desk(agents=(ALICE, BOB, CAROL), monitors=(MONITOR,),
                         token_is_enough=self.random.random() < 0.3)
        self.customers = [f"c{i}@{self.random.choice(('example.net', 'mail.example.com'))}"
                          for i in range(crowd)] + ["Jörg@bücher.example.net"]
        self.strangers = [f"s{i}@{self.random.choice(('example.com', 'example.net'))}"
                          for i in range(2 + crowd // 4)]
        self.signs = {one: self.random.random() < 0.4 for one in self.customers + self.strangers}
        self.count = 0
        self.out = []               # reference.Sent, all there ever were
        self.numbers = {}           # uid -> number, likewise
        self.letters = []           # (Letter, uid or 0), all that came in
        self.saved = False
        self.pace = 20 * MINUTE     # between two mails, at most

    def tick(self, most=0):
        self.now += 1 + self.random.randrange(most or self.pace)

    def chance(self, of):
        return self.random.random() < of

    def pick(self, some):
        return some[self.random.randrange(len(some))] if some else None

    def fresh_id(self, domain="mail.example.net"):
        self.count += 1
        return f"{self.count}.{self.random.randrange(10 ** 9)}@{domain}"

    def token_like(self, number):
        """What somebody makes up who has seen one."""
        letters = "abcdefghijklmnopqrstuvwxyz234567"
        mac = "".join(self.pick(letters) for _ in range(26))
        return f"r{number}-{1 + self.random.randrange(20)}-{mac}"


class Conversation:
    """One matter of one customer."""

    def __init__(self, world, number):
        self.world = world
        self.number = number
        self.customer = world.pick(world.customers)
        self.friends = [world.pick(world.customers) for _ in range(2)]
        self.subject = world.pick(SUBJECTS)
        self.uids = []              # its tickets
        self.steps = 3 + world.random.randrange(9)

    # Letters.

    def letter(self, author, **changes):
        """A person's first mail about something."""
        world = self.world
        world.tick()
        letter = Letter(arrived=world.now, written=world.now, sender=author, recipients=[SUPPORT],
                        author=[("", author)], to=[("", SUPPORT)], subject=self.subject,
                        message_id=world.fresh_id(), date=date_of(world.now),
                        body=f"Good day,\r\n{world.pick(BODIES)} ({world.count})\r\n")
        for name, value in changes.items():
            setattr(letter, name, value)
        if world.signs.get(author) and world.chance(0.8):
            letter.verdicts = [self.result(author, "pass")]
        return letter

    def result(self, author, result, server=DESK):
        domain = author.rpartition("@")[2].encode("idna").decode()
        method = "dmarc" if result == "fail" or self.world.chance(0.6) else "dkim"
        return AuthResult(server, method, result, domain)

    def answer(self, author, uid=None, out=None, **changes):
        """An answer by whatever ties its client and the relays have left."""
        world = self.world
        uid = uid or (out.ticket if out else world.pick(self.uids))
        outs = [out] if out else [one for one in world.out if one.ticket == uid]
        earlier = [one for one, where in world.letters if where == uid and one.message_id]
        letter = self.letter(author, **changes)
        letter.subject = world.pick(PREFIXES) + self.tag(uid) + letter.subject
        for one in (world.pick(outs),) if outs else ():
            letter.recipients = [one.reply_to]
            letter.in_reply_to = [one.message_id]
            letter.references = [one.message_id]
        for one in (world.pick(earlier),) if earlier else ():
            if not outs or world.chance(0.2):
                letter.in_reply_to = [one.message_id]
            letter.references.insert(0, one.message_id)
        self.relay(letter)
        return letter

    def tag(self, uid):
        number = self.world.numbers.get(uid, 999)
        return self.world.pick((f"[#{number}] ", f"[#{number}] ", f"[ # {number} ] ",
                                f"x [#{number}]", ""))

    def relay(self, letter):
        """What stands between two people."""
        world = self.world
        if world.chance(0.3):
            letter.in_reply_to = []
        if world.chance(0.3):
            letter.references = []
        if world.chance(0.15):      # somebody has rewritten the id that is answered
            letter.in_reply_to = [world.fresh_id("relay.example.com")]
        if world.chance(0.1):
            letter.references.append(world.fresh_id("relay.example.com"))
        if world.chance(0.4):       # the extension is lost
            letter.recipients = [SUPPORT]
        if world.chance(0.1):
            letter.recipients = [one.upper() for one in letter.recipients]
        if world.chance(0.2):
            letter.subject = world.pick(PREFIXES) + letter.subject
        if world.chance(0.1):
            letter.subject = world.pick(SUBJECTS)
        if world.chance(0.05):
            letter.thread_raw.append(("Thread-Topic", self.subject))
            letter.thread_raw.append(("Thread-Index", "AdabcdefGHIJKLmnopQRSTuvw=="))
        if world.chance(0.05):
            letter.message_id = world.fresh_id("relay.example.com")
        if world.chance(0.1):
            letter.author = [("Some Body", letter.author[0][1].upper())]

    # Steps; each yields what is to be done: a Letter, or a tuple for the harness.

    def step(self):
        world = self.world
        if not self.uids:
            yield from self.first()
            return
        names = [name for name, weight in STEPS for _ in range(weight)]
        yield from getattr(self, world.pick(names))()

    def first(self):
        world = self.world
        letter = self.letter(self.customer)
        if world.chance(0.4):
            letter.cc = [("", world.pick(self.friends)), ("", world.pick(world.customers))]
        if world.chance(0.05):
            letter.cc = [("", f"x{i}@example.com") for i in range(50)]
        if world.chance(0.1):
            letter.recipients = [SUPPORT, BILLING]
        if world.chance(0.1):
            letter.recipients = [SUPPORT, "somebody@example.com"]
        if world.chance(0.05):
            letter.to = [("", "somebody@example.com")]
        if world.chance(0.1):
            letter.recipients = ["HELP+x@example.org"]
        if world.chance(0.15):
            letter.reply_to = self.reply_to()
        yield letter

    def reply_to(self):
        """Where somebody says that he wants his answers."""
        world = self.world
        domain = self.customer.rpartition("@")[2].rpartition("example")[1:]
        several = [world.pick((self.customer, f"office@{''.join(domain)}", world_friend(self),
                               world.pick(world.strangers), SUPPORT, ALICE.addresses[0]))
                   for _ in range(world.pick((1, 1, 1, 1, 2)))]
        return [("", one) for one in several]

    def customer_answers(self):
        letter = self.answer(self.world.pick((self.customer, self.customer, world_friend(self))))
        if self.world.chance(0.15):
            letter.reply_to = self.reply_to()
        yield letter

    def friend_answers(self):
        yield self.answer(world_friend(self))

    def friend_joins(self):
        yield self.answer(self.customer, cc=[("", world_friend(self))])

    def forged_answer(self):
        letter = self.answer(self.customer)
        letter.verdicts = [self.result(self.customer, "fail")]
        yield letter

    def foreign_results(self):
        letter = self.answer(self.customer)
        letter.verdicts = [self.result(self.customer, self.world.pick(("pass", "fail")),
                                       "mx.example.net")] + letter.verdicts
        yield letter

    def stranger_steals(self):
        yield self.answer(self.world.pick(self.world.strangers))

    def stranger_guesses(self):
        world = self.world
        letter = self.letter(world.pick(world.strangers))
        number = 1 + world.random.randrange(max([1, *world.numbers.values()]) + 3)
        letter.subject = world.pick(PREFIXES) + f"[#{number}] " + letter.subject
        if world.chance(0.5):
            letter.recipients = [f"support+{world.token_like(number)}@example.org"]
        if world.chance(0.3):
            letter.recipients.append(SUPPORT)
        if world.chance(0.3):
            letter.in_reply_to = [f"{world.token_like(number).replace('r', 'm', 1)}@{DESK}"]
        yield letter

    def stranger_quotes(self):
        world = self.world
        letter = self.letter(world.pick(world.strangers))
        known = [one for one, _ in world.letters if one.message_id]
        letter.references = [world.pick(known).message_id for _ in range(3)] if known else []
        letter.in_reply_to = letter.references[:1]
        yield letter

    def stranger_collides(self):
        """Somebody sends with another's Message-ID (I2)."""
        world = self.world
        known = [one for one, _ in world.letters if one.message_id]
        letter = self.letter(world.pick(world.strangers))
        if known:
            letter.message_id = world.pick(known).message_id
        yield letter

    def agent_answers(self):
        world = self.world
        agent = world.pick(world.desk.agents)
        address = world.pick(agent.addresses)
        mine = [one for one in world.out if one.person == key_of(address) and world.chance(0.7)]
        letter = self.answer(address, out=world.pick(mine))
        if world.chance(0.6):
            self.command(letter)
        proof = world.pick(("login", "login", "login", "aligned", "aligned", "other", "none",
                            "failed"))
        if proof == "login":
            letter.login = agent.login
        if proof == "other":
            letter.login = "mallory"
        if proof in ("aligned", "failed"):
            letter.verdicts = [self.result(address, "pass" if proof == "aligned" else "fail")]
        yield letter

    def command(self, letter):
        """Lines at the top of an agent's mail."""
        world = self.world
        verbs = [world.pick(sorted(COMMANDS)) for _ in range(world.pick((1, 1, 2, 3)))]
        groups = [COMMANDS[verb][0] for verb in verbs]
        letter.says = world.chance(0.6)
        for verb, group in zip(verbs, groups):
            if groups.count(group) == 1:
                letter.commands.append((verb, world.pick(COMMANDS[verb][1])))
        if world.chance(0.08):
            letter.commands.insert(0, world.pick(WRONG))
        letter.says |= not letter.commands

    def agent_gets_mail(self):
        agent = self.world.pick(self.world.desk.agents)
        yield ("send", self.world.pick(self.uids), "agent-update", agent.addresses[0])

    def desk_writes(self):
        yield ("send", self.world.pick(self.uids), "status",
               self.world.pick((self.customer, self.customer, world_friend(self))))

    def through_a_list(self):
        letter = self.world.pick((self.letter, self.answer))(self.customer)
        letter.sender = "owner-users@lists.example.com"
        letter.kind, letter.answerable = "list", False
        letter.extra = [("List-Id", "<users.lists.example.com>"), ("Precedence", "list")]
        yield letter

    def absent(self):
        """The responder of somebody who was written to."""
        world = self.world
        letter = world.pick((self.letter, self.answer, self.answer))(
            world.pick((self.customer, self.customer, ALICE.addresses[0])))
        letter.kind, letter.answerable = "auto-reply", False
        form = world.pick(("rfc3834", "exchange", "words", "words"))
        if form == "rfc3834":
            letter.extra = [("Auto-Submitted", "auto-replied; owner-email=x")]
        elif form == "exchange":
            letter.subject = "Automatic reply: " + letter.subject
            letter.extra = [("X-Auto-Response-Suppress", "All"),
                            ("Auto-Submitted", "auto-generated")]
        else:
            letter.subject = "Abwesenheitsnotiz: " + letter.subject
            letter.body += ("Ich bin derzeit nicht im Büro und habe keinen Zugriff auf meine"
                            " E-Mails.\r\n")
            letter.by_words = True
        if world.chance(0.5) and form != "words":
            letter.sender = ""
        yield letter

    def challenged(self):
        """A filter that wants to know whether the desk is a person."""
        letter = self.answer(self.customer)
        letter.kind, letter.answerable = "challenge", False
        letter.extra = [("X-Boxbe-Challenge", "1")]
        yield letter

    def null_sender(self):
        letter = self.world.pick((self.letter, self.answer))(self.customer)
        letter.sender = ""
        yield letter

    def suppressed(self):
        """Outlook's wish for silence, which makes no machine (L2)."""
        letter = self.letter(self.customer)
        letter.extra = [("X-Auto-Response-Suppress", "OOF, AutoReply")]
        letter.answerable = False
        yield letter

    def robot_writes(self):
        world = self.world
        robot = f"noreply@{world.pick(('shop', 'bank'))}.example.net"
        letter = world.pick((self.letter, self.answer))(robot)
        letter.subject = "Your code is 123456"
        letter.kind, letter.answerable = "auto-generated", False
        yield letter

    def program_writes(self):
        letter = self.world.pick((self.letter, self.answer))(self.customer)
        letter.kind, letter.answerable = "auto-generated", False
        letter.extra = [("Auto-Submitted", "auto-generated")]
        yield letter

    def report_comes(self):
        world = self.world
        out = world.pick(world.out)
        letter = self.letter("mailer-daemon@example.net", sender="")
        letter.subject = "Undelivered Mail Returned to Sender"
        letter.report, letter.kind = world.pick((
            ("failed", "bounce"), ("failed", "bounce"), ("delayed", "delay"),
            ("delivered", "success"), ("displayed", "receipt"), ("abuse", "complaint")))
        letter.about, letter.answerable = "c0@example.net", False
        letter.body = "This is the mail system of mx.example.com.\r\n"
        if out and world.chance(0.7):
            letter.returned = out.message_id
        elif world.chance(0.5):
            letter.returned = f"{world.token_like(1).replace('r', 'm', 1)}@{DESK}"
        else:
            letter.returned = world.fresh_id()
        if out and out.envelope and world.chance(0.5):
            letter.recipients = [out.envelope]
        yield letter

    def monitor_writes(self):
        world = self.world
        name = f"host{world.random.randrange(3)}/disk"
        letter = self.letter(MONITOR.senders[0])
        letter.subject = f"{name} is {world.pick(('down', 'down', 'up'))}"
        letter.kind, letter.answerable = "auto-generated", False
        letter.extra = [("Auto-Submitted", "auto-generated")]
        if world.chance(0.1):
            letter.verdicts = [self.result(MONITOR.senders[0], "fail")]
        yield letter

    def own_mail_returns(self):
        """A mail of the desk that somebody's forwarding has sent back (L6)."""
        out = self.world.pick(self.world.out)
        if out:
            letter = self.letter(SUPPORT, sender="")
            letter.message_id = out.message_id
            letter.kind, letter.answerable = "auto-reply", False
            letter.extra = [("Auto-Submitted", "auto-replied")]
            yield letter

    def no_author(self):
        world = self.world
        letter = world.pick((self.letter, self.answer))(self.customer)
        form = world.pick(("two", "none", "group", "ours"))
        letter.verdicts = []
        if form == "two":
            letter.author = [("", self.customer), ("", world.pick(world.strangers))]
        elif form == "none":
            letter.author = []
        elif form == "group":
            letter.author_raw = "undisclosed:;"
        else:
            letter.author = [("Support", SUPPORT)]
        letter.sender = world.pick((letter.sender, world.pick(world.strangers)))
        yield letter

    def odd_ids(self):
        """Blank and malformed ids are nobody's (T3)."""
        world = self.world
        letter = self.letter(world.pick((self.customer, world.pick(world.strangers))))
        if world.chance(0.7):
            letter.message_id, letter.message_id_raw = "", world.pick(BLANK_IDS)
        letter.thread_raw = [("In-Reply-To", world.pick(BLANK_IDS)),
                             ("References", " ".join(BLANK_IDS))]
        yield letter

    def weak_mail(self):
        """Neither Message-ID nor Date: the same for an hour only (I2)."""
        world = self.world
        letter = self.letter(self.customer, message_id="", date="", body="Hello.\r\n")
        yield letter
        again = again_of(letter, world)
        if world.chance(0.5):
            world.tick(3 * HOUR)
        again.arrived = world.now
        yield again

    def same_again(self):
        world = self.world
        if world.letters:
            world.tick()
            yield again_of(world.pick(world.letters)[0], world)

    def new_matter(self):
        """A new subject on an old thread (T10)."""
        letter = self.answer(self.customer)
        letter.subject = self.world.pick(SUBJECTS)
        yield letter

    def opens_again(self):
        yield from self.first()

    def status_set(self):
        world = self.world
        world.tick()
        yield ("status", world.pick(self.uids), world.pick(STATUSES))

    def merged(self):
        world = self.world
        world.tick()
        mine = [world.pick(self.uids), world.pick(list(world.numbers))]
        yield ("merge", *(mine if world.chance(0.5) else mine[::-1]))

    def merged_twice(self):
        """A into B into C, then somebody answers A (T8)."""
        world = self.world
        world.tick()
        first, second = world.pick(self.uids), world.pick(list(world.numbers))
        yield ("merge", first, second)
        yield ("merge", second, world.pick(list(world.numbers)))
        yield self.answer(self.customer, first)

    def approved(self):
        yield ("approve",)

    def time_passes(self):
        self.world.tick(self.world.pick((2 * HOUR, 2 * DAY, 8 * DAY, 40 * DAY)))
        yield from self.customer_answers()

    def reopens_often(self):
        uid = self.world.pick(self.uids)
        for _ in range(self.world.pick((2, 2, 2, 7))):
            yield ("status", uid, self.world.pick(("resolved", "closed")))
            yield self.answer(self.customer, uid)

    def flood(self):
        author = self.world.pick((self.customer, self.world.pick(self.world.strangers)))
        self.world.pace = MINUTE
        for _ in range(24):
            letter = self.letter(author)
            letter.subject = self.world.pick((self.subject, f"{self.subject} {self.world.count}"))
            yield letter
        self.world.pace = 20 * MINUTE

    def restored(self):
        world = self.world
        world.tick()
        restore = world.saved and world.chance(0.6)
        yield ("restore",) if restore else ("backup",)
        world.saved = not restore   # a backup that has no later epoch knows none of its tokens


def world_friend(conversation):
    return conversation.world.pick(conversation.friends)


def again_of(letter, world):
    """The same mail, handed over once more."""
    return type(letter)(**{**vars(letter), "arrived": world.now})


STEPS = (("customer_answers", 14), ("friend_answers", 6), ("friend_joins", 3), ("forged_answer", 3),
         ("foreign_results", 2), ("stranger_steals", 4), ("stranger_guesses", 4),
         ("stranger_quotes", 3), ("stranger_collides", 2), ("agent_answers", 12),
         ("agent_gets_mail", 2), ("desk_writes", 3), ("through_a_list", 3), ("absent", 5),
         ("null_sender", 1), ("challenged", 1), ("suppressed", 1), ("robot_writes", 3), ("program_writes", 2),
         ("report_comes", 4), ("monitor_writes", 4), ("own_mail_returns", 1), ("no_author", 3),
         ("odd_ids", 2), ("weak_mail", 1), ("same_again", 2), ("new_matter", 2),
         ("opens_again", 4), ("status_set", 8), ("merged", 3), ("merged_twice", 2), ("approved", 3),
         ("time_passes", 5), ("reopens_often", 1), ("flood", 1), ("restored", 1))
